"""Compares the stored criteria of special measures with what the published ratings and decisions give."""

from __future__ import annotations

from datetime import date

from oversight.organisations.models import Trust
from ratings.comparing import Comparison, Difference
from ratings.models import CriterionFlag
from ratings.rules.special_measures import Criterion
from ratings.special_measures.facts import criteria_on
from ratings.special_measures.results import CriterionResult
from ratings.special_measures.writing import is_sound, result_of


def compare_criteria(trust: Trust, on: date | None, comparison: Comparison) -> None:
    """Compare a trust's criteria, as of the day for which they were worked out; where they never were, nothing."""
    if on is None:
        return
    rows = CriterionFlag.objects.filter(trust_code=trust.code)
    stored = {Criterion(row.criterion): row for row in rows}
    for result in criteria_on(trust, on).results:
        comparison.criteria += 1
        row = stored.pop(result.criterion, None)
        if row is None:
            comparison.note(Difference(_name(trust.code, result.criterion), None, _state(result)))
        elif result_of(row).digest() != result.digest():
            comparison.note(Difference(_name(trust.code, result.criterion), _state(result_of(row)), _state(result)))
        elif not is_sound(row):
            comparison.note(
                Difference(
                    _name(trust.code, result.criterion), "a hash that is not that of its content", "the right hash"
                )
            )
    for criterion, row in stored.items():
        comparison.note(Difference(_name(trust.code, criterion), _state(result_of(row)), None))


def _name(trust_code: str, criterion: Criterion) -> str:
    return f"criterion {criterion} of special measures of {trust_code}"


def _state(result: CriterionResult) -> str:
    return f"{result.state} by {result.rule_set} since {result.since or 'no day'}: {result.reason}"
