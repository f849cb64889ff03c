"""What both sides' pages say of a notice."""

from __future__ import annotations

from datetime import date

from inspections.core_services import service_name
from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.enforcing.grounds import regulation_of
from inspections.enforcing.powers import powers
from inspections.models import Notice
from inspections.states.notice import NoticeState
from ratings.rules.ratings_words import KeyQuestion


def said_of(found: Notice, *, today: date) -> dict[str, object]:
    """Return what both sides' pages show of a notice."""
    standards = fundamental_standards()
    cited = [(each, standards.get(regulation_of(each))) for each in found.regulations]
    return {
        "notice": found,
        "trust": found.trust,
        "state": NoticeState(found.state),
        "power": powers()[found.legal_basis],
        "cited": [f"Regulation {each}: {known.name}" if known else f"Regulation {each}" for each, known in cited],
        "areas": [
            f"{each.site.shown_name}, {service_name(each.service)}: {KeyQuestion(each.key_question).label}"
            for each in found.areas.select_related("site")
        ],
        "closed": _closed_in_words(found),
        "today": today,
        "requirements": list(found.requirements.all()),
        "decisions": list(found.decisions.all()),
        "representations": list(found.representations.select_related("made_by", "decided_by")),
        "answers": list(found.answers.select_related("given_by", "requirement").defer("stored__content")),
        "followed_by": list(found.followed_by.filter(issued_at__isnull=False)),
    }


def _closed_in_words(found: Notice) -> str:
    if found.ward is not None:
        return f"{found.ward.name} (ward)"
    if found.site is not None:
        return f"{service_name(found.service)} at {found.site.shown_name}"
    return ""
