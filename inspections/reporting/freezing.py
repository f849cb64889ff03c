"""Freezing ratings: the grid of an inspection as rows that are published and never change.

What is computed and what is awarded are both kept, with the rule and the inputs. A service or hospital that was not
inspected keeps the row that was published of it, under its own date: no new one is written for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from inspections.judging.grid import GridRow, RatingGrid
from inspections.models import PublishedRating, PublishedReport, RatingLevel
from inspections.reporting.content import reason_of, word_columns
from oversight.clock import london_date
from oversight.organisations.models import Trust
from ratings.rules.ratings_words import KeyQuestion, Rating, rated

_Address = tuple[str, str, str, str]


def rows_to_publish(grid: RatingGrid) -> list[GridRow]:
    """Return the rows of the grid that a publication freezes.

    Those without a word are left out, those that are carried over stand already, and an overall rating is published
    only where its level is complete: every place under it has a rating, or a word for why there is none.
    Source: CQC, how we determine aggregated ratings; effective was commonly not rated in emergency departments and
    outpatients (2014), and their hospitals were rated all the same.
    """
    complete = levels_with_overall(grid)
    return [
        row
        for row in grid.rows
        if row.awarded is not None
        and row.carried is None
        and (row.key_question is not None or complete.get((row.place.site, row.service), False))
    ]


def without_partial_overalls(grid: RatingGrid) -> RatingGrid:
    """Return the grid without overall ratings that no publication holds; what is carried over stays."""
    complete = levels_with_overall(grid)
    shown = tuple(
        row
        for row in grid.rows
        if row.key_question is not None or row.carried is not None or complete.get((row.place.site, row.service), False)
    )
    return replace(grid, rows=shown)


def levels_with_overall(grid: RatingGrid) -> Mapping[tuple[str, str], bool]:
    """Say of each service (site, service), site (site, "") and the trust ("", "") whether its overall is published."""
    words: dict[tuple[str, str], dict[KeyQuestion, bool]] = defaultdict(dict)
    for row in grid.rows:
        if row.key_question is not None:
            words[(row.place.site, row.service)][row.key_question] = row.awarded is not None
    of_services = {
        place: len(questions) == len(KeyQuestion) and all(questions.values())
        for place, questions in words.items()
        if place[1]
    }
    of_sites = {
        (site.code, ""): bool(grid.services_at(site.code))
        and all(of_services.get((site.code, service), False) for service in grid.services_at(site.code))
        for site in grid.sites
    }
    trust = [row for row in grid.rows if row.level is RatingLevel.TRUST_KEY_QUESTION]
    of_trust = (
        len(trust) == len(KeyQuestion)
        and all(rated(row.awarded) is not None for row in trust)
        and all(whole for (site, _), whole in of_sites.items() if site not in grid.left_out)
    )
    return {**of_services, **of_sites, ("", ""): of_trust}


def freeze_ratings(
    grid: RatingGrid, report: PublishedReport, *, trust: Trust, inspected_on: date, now: datetime
) -> list[PublishedRating]:
    """Write the rows of a publication; earlier ones stay beside them. For the caller's transaction."""
    published_on = london_date(now)
    numbers = _last_numbers(trust, published_on)
    rows = [
        PublishedRating(
            source=PublishedRating.Source.OURS,
            level=row.level,
            provider_code=trust.code,
            location_code=row.place.site,
            trust=trust,
            site=row.site,
            service=row.service,
            service_code=row.service,
            key_question=str(row.key_question or ""),
            **_words(row),
            computed=str(rated(row.computed) or ""),
            rule=row.rule,
            rule_set=row.rule_set,
            inputs=dict(row.inputs),
            departure_reason=reason_of(row),
            published_on=published_on,
            published_at=now,
            inspected_on=inspected_on,
            inspection=report.inspection,
            report=report,
            number=numbers.get(_address(row), 0) + 1,
            known_from=now,
        )
        for row in rows_to_publish(grid)
    ]
    return PublishedRating.objects.bulk_create(rows)


def _words(row: GridRow) -> dict[str, str]:
    if row.awarded is None:
        raise ValueError("only what has a word is published")
    columns = dict(word_columns(row.awarded))
    if not isinstance(row.awarded, Rating) and row.judgement is not None:
        columns["non_rating_reason"] = row.judgement.non_rating_reason
    return columns


def _address(row: GridRow) -> _Address:
    return (str(row.level), row.place.site, row.service, str(row.key_question or ""))


def _last_numbers(trust: Trust, published_on: date) -> Mapping[_Address, int]:
    """Return the last number of the day for each rating of the trust that was published here before on the same day."""
    numbers: dict[_Address, int] = {}
    earlier = PublishedRating.objects.filter(
        source=PublishedRating.Source.OURS, provider_code=trust.code, published_on=published_on
    ).values_list("level", "location_code", "service", "key_question", "number")
    for level, site, service, question, number in earlier:
        address = (level, site, service, question)
        numbers[address] = max(number, numbers.get(address, 0))
    return numbers
