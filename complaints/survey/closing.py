"""A quarter of the survey is closed once it is over: then its answers can be shown, and are observed of each trust."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Min

from complaints.survey.answering import Counts, added, keep_quarters_still
from complaints.survey.disclosure import Share, shown_share
from complaints.survey.models import ClosedQuarter, QuarterAnswers
from complaints.survey.questions import INDICATOR_QUESTION, quarter_of, survey_of
from oversight.clock import london_date
from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.measures.periods import Grain, Period
from oversight.records.audit import System, audit
from oversight.records.references import Reference

SURVEY = System("survey of complainants")
INDICATOR = "complainants_heard"


def close_quarters(*, now: datetime) -> list[Period]:
    """Close every quarter that is over and has answers or follows one that has, each in a transaction of its own.

    Returns those that were closed now; a second call closes none and changes nothing.
    """
    first = QuarterAnswers.objects.aggregate(first=Min("quarter"))["first"]
    closed = []
    if first is not None:
        quarter, present = Period(first, Grain.QUARTER), quarter_of(london_date(now))
        while quarter < present:
            if _close(quarter, now):
                closed.append(quarter)
            quarter = quarter.plus(1)
    return closed


@transaction.atomic
def _close(quarter: Period, now: datetime) -> bool:
    keep_quarters_still()
    _, is_new = ClosedQuarter.objects.get_or_create(quarter=quarter.first_day, defaults={"closed_at": now})
    if not is_new:
        return False
    audit("survey.quarter_closed", by=SURVEY, subject=Reference("survey_quarter", str(quarter)), now=now)
    observed = _observed(quarter)
    if observed:
        import_observations(
            content=_file(quarter, observed),
            file_name=f"survey-of-complainants-{quarter}.csv",
            made=definition(INDICATOR),
            by=SURVEY,
            now=now,
        )
    return True


def _observed(quarter: Period) -> dict[str, Share]:
    """Return by trust who would complain again, where so many answered that it may be told."""
    survey = survey_of(quarter)
    answers: dict[str, int] = defaultdict(int)
    counts: dict[str, Counts] = defaultdict(dict)
    for row in QuarterAnswers.objects.filter(quarter=quarter.first_day).select_related("trust"):
        answers[row.trust.code] += row.answers
        counts[row.trust.code] = added(counts[row.trust.code], row.counts)
    shares = {
        code: shown_share(
            counts[code].get(INDICATOR_QUESTION, {}), answers=answers[code], least=survey.least_answers.value
        )
        for code in sorted(answers)
    }
    return {code: share for code, share in shares.items() if share is not None}


def _file(quarter: Period, observed: dict[str, Share]) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["organisation", "period", "numerator", "denominator"])
    rows.writerows([code, str(quarter), share.agreed, share.answered] for code, share in observed.items())
    return text.getvalue().encode()
