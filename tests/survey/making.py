"""Trusts with codes, and quarters in which so many answered in such a way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from complaints.survey.answering import send_answers
from complaints.survey.handing_out import make_codes
from complaints.survey.questions import Point, survey_of
from oversight.clock import london_date
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Site, Trust, TrustKind
from oversight.records.audit import System

# October to December 2026, and the first days of the quarter after it.
AUTUMN = Period.parse("2026-Q3")
IN_AUTUMN = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
LAST_MOMENT = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
IN_WINTER = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)
LETTERS = System("tests")
QUESTIONS = tuple(question.code for question in survey_of(AUTUMN).questions)
CONTENT: Mapping[str, Point] = dict.fromkeys(QUESTIONS, Point.AGREE)
BITTER: Mapping[str, Point] = dict.fromkeys(QUESTIONS, Point.STRONGLY_DISAGREE)


def make_trust(code: str = "RX1", *, kind: TrustKind.Kind = TrustKind.Kind.NHS_TRUST) -> Trust:
    """Make a trust whose kind is on record."""
    trust = Trust.objects.create(code=code, name=f"{code} NHS TRUST", is_demonstration=True)
    TrustKind.objects.create(trust=trust, kind=kind, source="tests")
    return trust


def codes_for(trust: Trust, count: int = 1, *, now: datetime = IN_AUTUMN, site: Site | None = None) -> list[str]:
    """Make codes for the trust."""
    return make_codes(trust=trust, count=count, by=LETTERS, now=now, site=site)


def answered(
    trust: Trust, given: Sequence[Mapping[str, Point | None]], *, now: datetime = IN_AUTUMN, site: Site | None = None
) -> None:
    """Let so many answer, each with a code of their own."""
    if not given:
        return
    for code, answers in zip(codes_for(trust, len(given), now=now, site=site), given, strict=True):
        send_answers(code=code, answers=answers, now=now)


def quarter_at(moment: datetime) -> Period:
    """Return the quarter of a moment."""
    return Period.of(london_date(moment), Grain.QUARTER)
