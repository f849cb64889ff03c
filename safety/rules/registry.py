"""Every rule of the safety measures return, in the order in which they run."""

from __future__ import annotations

from safety.rules import alerts, candour, harm, layout, listed, never_events, numbers
from safety.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    *layout.RULES,
    *numbers.RULES,
    *listed.RULES,
    *never_events.RULES,
    *alerts.RULES,
    *harm.RULES,
    *candour.RULES,
)
BY_ID = {rule.id: rule for rule in ALL_RULES}
