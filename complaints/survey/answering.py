"""A complainant answers: the code is marked as used and the answers are counted, and nothing joins the two.

No audit entry, no event and no time is written: each would say when, and so which code brought which answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction

from complaints.survey.codes import possible_hashes, read_code
from complaints.survey.models import ClosedQuarter, QuarterAnswers, SurveyCode
from complaints.survey.questions import Point, Survey, quarter_of, survey_of
from oversight.clock import london_date
from oversight.measures.periods import Period
from oversight.organisations.models import Site, Trust
from oversight.returns.refusals import Refused

Answers = Mapping[str, Point | None]
# Answers of a quarter and its closing wait for each other: any constant that nothing else uses.
_QUARTER_LOCK = 7_154_361


class CodeState(StrEnum):
    """What a code that somebody brings is good for."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code with what it is good for; ``trust`` None for one that is not on record."""

    state: CodeState
    code: str = ""
    trust: Trust | None = None
    site: Site | None = None


def find_code(text: str, *, now: datetime) -> FoundCode:
    """Return what a code is good for, as somebody typed it."""
    code = read_code(text)
    held = _on_record(code) if code else None
    if code is None or held is None:
        return FoundCode(CodeState.UNKNOWN)
    if held.used:
        state = CodeState.USED
    elif held.valid_until < london_date(now):
        state = CodeState.EXPIRED
    else:
        state = CodeState.OPEN
    return FoundCode(state, code, held.trust, held.site)


def _on_record(code: str) -> SurveyCode | None:
    return SurveyCode.objects.filter(code_hash__in=possible_hashes(code)).select_related("trust", "site").first()


@transaction.atomic
def send_answers(*, code: str, answers: Answers, now: datetime) -> None:
    """Count the answers of who brings a code, in the quarter of the moment, and mark the code as used.

    ``answers``: by question; None or no entry is a question left out. There is no ``by``: nobody knows who answers.
    ``Refused``: a code that is not on record ("unknown"), used ("used") or run out ("expired"), a question that is not
    asked ("question"), not one answer ("empty").
    """
    found = find_code(code, now=now)
    if found.state is not CodeState.OPEN or found.trust is None:
        raise Refused(str(found.state), "The code cannot be used.")
    quarter = _open_quarter(quarter_of(london_date(now)))
    survey = survey_of(quarter)
    if any(survey.question(question) is None for question in answers):
        raise Refused("question", "This is not asked.")
    if not any(answers.values()):
        raise Refused("empty", "Answer at least one question.")
    marked = SurveyCode.objects.filter(code_hash__in=possible_hashes(found.code), used=False).update(used=True)
    if marked != 1:
        raise Refused(str(CodeState.USED), "The code was used a moment ago.")
    count_answers(trust=found.trust, site=found.site, quarter=quarter, given=[answers])


@transaction.atomic
def send_all(*, sent: Sequence[tuple[str, Answers]], now: datetime) -> None:
    """Count what many brought with codes of one trust, or one of its sites, at once: the demonstration's past.

    The quarter is that of the moment. ``Refused``: a code that cannot be used ("codes"), or codes of several ("mixed").
    """
    hashes = [one for code, _ in sent for one in possible_hashes(code)]
    rows = SurveyCode.objects.filter(code_hash__in=hashes, used=False, valid_until__gte=london_date(now))
    held = list(rows.select_related("trust", "site"))
    if not sent or len(held) != len(sent):
        raise Refused("codes", "One of the codes cannot be used.")
    if len({(row.trust_id, row.site_id) for row in held}) != 1:
        raise Refused("mixed", "The codes are of several trusts or sites.")
    quarter = _open_quarter(quarter_of(london_date(now)))
    rows.update(used=True)
    given = [answers for _, answers in sent]
    count_answers(trust=held[0].trust, site=held[0].site, quarter=quarter, given=given)


def _open_quarter(quarter: Period) -> Period:
    """Return the quarter, or the one after it where it was closed a moment ago; it stays open as long as we write."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [_QUARTER_LOCK])
    is_closed = ClosedQuarter.objects.filter(quarter=quarter.first_day).exists()
    return quarter.plus(1) if is_closed else quarter


def keep_quarters_still() -> None:
    """Wait for whoever is answering, and let nobody answer until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_QUARTER_LOCK])


def count_answers(*, trust: Trust, site: Site | None, quarter: Period, given: Sequence[Answers]) -> None:
    """Add answers to those of a trust, or of one of its sites, in an open quarter, in the caller's transaction."""
    survey = survey_of(quarter)
    counts = counted(survey, given)
    row, is_new = QuarterAnswers.objects.get_or_create(
        trust=trust,
        site=site,
        quarter=quarter.first_day,
        defaults={"version": survey.version, "answers": len(given), "counts": counts},
    )
    if is_new:
        return
    row = QuarterAnswers.objects.select_for_update().get(pk=row.pk)
    row.answers += len(given)
    row.counts = added(row.counts, counts)
    row.save(update_fields=["answers", "counts"])


Counts = dict[str, dict[str, int]]


def counted(survey: Survey, given: Sequence[Answers]) -> Counts:
    """Return by question and point how many gave it; every point has its number, so that all rows look alike."""
    counts: Counts = {question.code: dict.fromkeys(map(str, Point), 0) for question in survey.questions}
    for answers in given:
        for question, point in answers.items():
            if point is not None:
                counts[question][str(point)] += 1
    return counts


def added(one: Counts, other: Counts) -> Counts:
    """Return two counts together; either may lack a question or a point."""
    if not one:
        return other
    return {
        question: {
            point: one.get(question, {}).get(point, 0) + other.get(question, {}).get(point, 0)
            for point in {**one.get(question, {}), **other.get(question, {})}
        }
        for question in {**one, **other}
    }
