"""The ratings of a trust as a whole: aggregated from its locations, except for well-led, which is assessed.

Source: CQC, Levels of ratings: NHS trusts (5 May 2023), levels 5 to 7; How we determine aggregated ratings.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ratings.rules.aggregation import Aggregated, Judged, aggregate, assessed
from ratings.rules.aggregation_files import USE_OF_RESOURCES, rule_set
from ratings.rules.aggregation_rule_sets import AggregationRuleSet
from ratings.rules.ratings_words import KeyQuestion, Rating, rated

USE_OF_RESOURCES_NAME = "Use of resources"
_NOT_RATED = Aggregated(None, None, 0, MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class TrustLocation:
    """One hospital of the trust with its ratings of key questions.

    ``taken_over_on``: when it came from another trust by a merger or acquisition. ``counted_from``: since when it
    counts in the trust's ratings all the same, where that was decided before the longest time was over.
    """

    name: str
    key_questions: Mapping[KeyQuestion, Judged]
    taken_over_on: date | None = None
    counted_from: date | None = None


@dataclass(frozen=True, slots=True)
class TrustRating:
    """A trust's key questions and overall; ``left_out`` names the locations that do not count yet, and until when."""

    key_questions: Mapping[KeyQuestion, Aggregated]
    overall: Aggregated
    left_out: Mapping[str, date]


def rate_trust(
    locations: Sequence[TrustLocation], *, well_led: Judged, on: date, rules: AggregationRuleSet | None = None
) -> TrustRating:
    """Rate a trust from its locations as they count on a day.

    ``well_led`` is the assessment of the whole trust; without one, well-led is not rated, whatever its locations
    have. What the version of the rules does not rate for a trust is left unrated.
    """
    rules = rules or rule_set()
    left_out = {location.name: until for location in locations if (until := _left_out_until(location, on, rules))}
    counted = [location for location in locations if location.name not in left_out]
    rated_questions = rules.trust.key_questions if rules.trust else ()
    by_question: dict[KeyQuestion, Aggregated] = {}
    for question in KeyQuestion:
        if question not in rated_questions:
            by_question[question] = _NOT_RATED
        elif question is KeyQuestion.WELL_LED:
            rating = rated(well_led)
            by_question[question] = _NOT_RATED if rating is None else assessed(question, rating)
        else:
            by_question[question] = aggregate(
                {location.name: location.key_questions.get(question) for location in counted}, rules
            )
    overall = _NOT_RATED
    if rules.trust and rules.trust.overall:
        overall = aggregate({question: made.rating for question, made in by_question.items()}, rules)
    return TrustRating(MappingProxyType(by_question), overall, MappingProxyType(left_out))


def combine_with_use_of_resources(
    key_questions: Mapping[KeyQuestion, Rating | None], use_of_resources: Judged
) -> Aggregated:
    """Combine a trust's five key questions with its use of resources; not rated unless all six are."""
    six: dict[str, Judged] = {question: key_questions.get(question) for question in KeyQuestion}
    six[USE_OF_RESOURCES_NAME] = use_of_resources
    if any(rated(word) is None for word in six.values()):
        return _NOT_RATED
    return aggregate(six, rule_set(USE_OF_RESOURCES))


def _left_out_until(location: TrustLocation, on: date, rules: AggregationRuleSet) -> date | None:
    if location.taken_over_on is None or rules.merger is None:
        return None
    until = _months_later(location.taken_over_on, rules.merger.left_out_for_months)
    if location.counted_from is not None:
        until = min(until, location.counted_from)
    return until if on < until else None


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
