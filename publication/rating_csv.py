"""The file of a hospital's or a trust's ratings: every publication ever known, with what stands marked.

A column is never renamed or taken out without a new ``FORMAT_VERSION``; new ones join at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inspections.models import PublishedRating, RatingLevel
from oversight import clock
from publication.csv_lines import Kind
from publication.csv_writing import Column, cells_of, csv_description, csv_text
from publication.rating_record import RatingRecord, name_of_service, word_of
from ratings.rules.ratings_words import NonRatingReason, Rating

FORMAT_VERSION = "1"


@dataclass(frozen=True)
class RatingLine:
    """A line of the file: one publication of one rating, and whether it stands today."""

    row: PublishedRating
    stands: bool


def lines(record: RatingRecord) -> list[RatingLine]:
    """Return every publication, what a source has corrected since included; by what is rated, the newest first."""
    standing = {row.pk for row in record.standing.values()}
    order = {level: place for place, level in enumerate(reversed(list(RatingLevel)))}
    found = sorted(
        record.every,
        key=lambda row: (
            order[RatingLevel(row.level)],
            row.location_code,
            row.service_code or row.service,
            row.key_question,
        ),
    )
    return [RatingLine(row, row.pk in standing) for row in found]


def written(found: list[RatingLine]) -> str:
    """Return the file's text: a header row, then the lines."""
    return csv_text(COLUMNS, cells_of(found, COLUMNS))


def described(*, address: str, title: str) -> dict[str, Any]:
    """Return the file's description as CSV on the Web asks for it."""
    return csv_description(COLUMNS, (), address=address, title=title, version=FORMAT_VERSION)


def _day(moment: datetime | None) -> str:
    return clock.london_date(moment).isoformat() if moment else ""


def _report(line: RatingLine) -> str:
    if line.row.inspection is not None:
        return line.row.inspection.reference
    return line.row.report_link or line.row.report_reference


def _yes_no(answer: bool) -> str:
    return str(answer).lower()


COLUMNS: tuple[Column[RatingLine], ...] = (
    Column(
        "provider_code", "Trust code", Kind.TEXT, "The trust's code as published.", lambda line: line.row.provider_code
    ),
    Column(
        "location_code",
        "Hospital code",
        Kind.TEXT,
        "The hospital's code as published; empty for the trust as a whole.",
        lambda line: line.row.location_code,
    ),
    Column(
        "level",
        "Level",
        Kind.TEXT,
        f"What is rated: {', '.join(level.value for level in RatingLevel)}.",
        lambda line: line.row.level,
    ),
    Column(
        "service",
        "Service",
        Kind.TEXT,
        "The service's name; empty above the level of services.",
        lambda line: name_of_service(line.row.service_code or line.row.service) if line.row.service else "",
    ),
    Column(
        "key_question",
        "Key question",
        Kind.TEXT,
        "safe, effective, caring, responsive or well_led; empty for an overall rating.",
        lambda line: line.row.key_question,
    ),
    Column(
        "rating",
        "Rating",
        Kind.TEXT,
        "The published rating in words, or what stands in its place.",
        lambda line: line.row.as_published or word_of(line.row).label,
    ),
    Column(
        "is_rated",
        "Rated",
        Kind.YES_NO,
        "Whether it is a rating: false where the words say why there is none.",
        lambda line: _yes_no(bool(line.row.rating)),
    ),
    Column(
        "not_rated_because",
        "Why not rated",
        Kind.TEXT,
        "Why there is no rating, as far as it was published.",
        lambda line: NonRatingReason(line.row.non_rating_reason).label if line.row.non_rating_reason else "",
    ),
    Column(
        "published_on",
        "Published on",
        Kind.DATE,
        "The day on which it was published.",
        lambda line: line.row.published_on.isoformat(),
    ),
    Column(
        "inspected_on",
        "Inspected on",
        Kind.DATE,
        "The last day of the inspection that it rests on, where known.",
        lambda line: line.row.inspected_on.isoformat() if line.row.inspected_on else "",
    ),
    Column(
        "stands",
        "Stands today",
        Kind.YES_NO,
        "Whether it stands on the day of the download; earlier ratings stay in the file.",
        lambda line: _yes_no(line.stands),
    ),
    Column(
        "inherited",
        "Inherited",
        Kind.YES_NO,
        "Whether a merger or takeover handed it on from another organisation.",
        lambda line: _yes_no(line.row.inherited or bool(line.row.inherited_from)),
    ),
    Column(
        "inherited_from",
        "Inherited from",
        Kind.TEXT,
        "The code of that organisation, where it was published.",
        lambda line: line.row.inherited_from,
    ),
    Column(
        "computed",
        "Rating by the rules",
        Kind.TEXT,
        "What the rules gave, as recorded with the publication.",
        lambda line: Rating(line.row.computed).label if line.row.computed else "",
    ),
    Column("rule", "Rule", Kind.TEXT, "The rule that gave it.", lambda line: line.row.rule),
    Column("rule_set", "Version of the rules", Kind.TEXT, "The version of the rules.", lambda line: line.row.rule_set),
    Column(
        "departure_reason",
        "Why it departs",
        Kind.TEXT,
        "Why the published rating is not the one that the rules gave.",
        lambda line: line.row.departure_reason,
    ),
    Column(
        "source",
        "Source",
        Kind.TEXT,
        "ours, latest_ratings or cqc_api: where it was published.",
        lambda line: line.row.source,
    ),
    Column(
        "report",
        "Report",
        Kind.TEXT,
        "The address or the reference of its report.",
        _report,
    ),
    Column(
        "number",
        "Number",
        Kind.WHOLE,
        "More than 1 where a review of the ratings was published.",
        lambda line: str(line.row.number),
    ),
    Column(
        "known_from",
        "Known from",
        Kind.DATE,
        "The day on which this system learned it.",
        lambda line: _day(line.row.known_from),
    ),
    Column(
        "known_to",
        "Known to",
        Kind.DATE,
        "The day on which its source said otherwise of the same publication; else empty.",
        lambda line: _day(line.row.known_to),
    ),
)
