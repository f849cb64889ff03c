"""Every rule of the complaints return, in the order in which they run."""

from __future__ import annotations

from complaints.rules import before, handling, identities, layout, lessons, numbers, places, texts
from complaints.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    *layout.RULES,
    *places.RULES,
    *numbers.RULES,
    *identities.RULES,
    *before.RULES,
    *handling.RULES,
    *lessons.RULES,
    *texts.RULES,
)
BY_ID = {rule.id: rule for rule in ALL_RULES}
