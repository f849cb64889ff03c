"""A warning notice, a breach and what leads to them, made by the services themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from inspections.enforcing.areas import Place
from inspections.enforcing.breaches import record_breach
from inspections.enforcing.issuing import (
    Content,
    Requirement,
    draft_notice,
    issue_notice,
)
from inspections.models import Breach, Notice
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.making import NOW, Scene, new_id

SECRET = "the words of the notice"


def place(scene: Scene, question: KeyQuestion = KeyQuestion.SAFE) -> Place:
    return Place(scene.site, "surgery", question)


def a_warning(scene: Scene, **changes: Any) -> Content:
    content = Content(
        power="section_29a",
        title="Staffing of surgical wards",
        reasons=SECRET,
        regulations=("12", "18"),
        areas=(place(scene),),
        requirements=(
            Requirement("Enough nurses at night.", date(2026, 12, 1)),
            Requirement("A review of acuity.", date(2027, 1, 29)),
        ),
    )
    return replace(content, **changes)


def a_breach(scene: Scene, **changes: Any) -> Breach:
    given: dict[str, Any] = {
        "trust": scene.trust,
        "regulation": "12",
        "extent": Breach.Extent.ISOLATED,
        "response": Breach.Response.PROMPT,
        "what_was_found": "Medicines were left unlocked.",
        "found_on": date(2026, 10, 6),
        "areas": [place(scene)],
        "by": scene.lead,
        "now": NOW,
        **changes,
    }
    return record_breach(**given)


def issued(scene: Scene, content: Content | None = None, *, now: datetime = NOW) -> Notice:
    notice = draft_notice(
        trust=scene.trust, draft_id=new_id(), content=content or a_warning(scene), by=scene.lead, now=now
    )
    return issue_notice(notice=notice, by=scene.lead, now=now)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code
