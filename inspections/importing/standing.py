"""Which of a location's published ratings stand: the file's own list of current ones, and what it leaves standing.

A focused inspection publishes a few ratings and leaves the others as they were; an inspection may also end without
ratings. So the list of current ratings can lack what an earlier list still tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from inspections.importing.published import Published
from ratings.rules.ratings_words import KeyQuestion, NonRating

Rated = tuple[str, KeyQuestion | None]
"""What a rating of one location is of: a service ("" for all) and a key question (None for all)."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A service that others followed: from when, where that is said, and their names."""

    on: date | None
    followed_by: tuple[str, ...]


def with_standing(ratings: Sequence[Published]) -> tuple[Published, ...]:
    """Mark the ratings of one location that leave an earlier one standing, whatever their date."""
    stands = {of: _standing_one(rows) for of, rows in _by_what(ratings).items()}
    marked: list[Published] = []
    for each in ratings:
        standing = stands[(each.service, each.key_question)]
        later = standing is not None and not each.is_current and each is not standing
        if later and standing is not None and each.published_on >= standing.published_on:
            each = replace(each, leaves_earlier_standing=True)
        marked.append(each)
    return tuple(marked)


def with_endings(ratings: Sequence[Published], superseded: Mapping[str, Ending]) -> tuple[Published, ...]:
    """Say of each service that is no longer rated from when it is not, and what followed it.

    Such are the superseded ones, and those that a list of current services no longer has.
    """
    current = {each.service for each in ratings if each.is_current and each.service}
    last_current = max((each.published_on for each in ratings if each.is_current), default=None)
    ended: list[Published] = []
    for each in ratings:
        ending = superseded.get(each.service)
        if ending is not None:
            first = min((other.published_on for other in ratings if other.service in ending.followed_by), default=None)
            each = replace(each, ended_on=ending.on or first or last_current, followed_by=", ".join(ending.followed_by))
        elif each.service and current and each.service not in current:
            each = replace(each, ended_on=last_current)
        ended.append(each)
    return tuple(ended)


def standing(ratings: Iterable[Published]) -> dict[Rated, Published]:
    """Return, of everything rated of one location, the rating that stands; what ended is left out."""
    return {
        of: one
        for of, rows in _by_what(each for each in ratings if each.ended_on is None).items()
        if (one := _standing_one(rows)) is not None
    }


def _by_what(ratings: Iterable[Published]) -> dict[Rated, list[Published]]:
    grouped: defaultdict[Rated, list[Published]] = defaultdict(list)
    for each in ratings:
        grouped[(each.service, each.key_question)].append(each)
    return grouped


def _standing_one(rows: Sequence[Published]) -> Published | None:
    """The latest current one; without one, the latest that was not merely inspected and left unrated."""
    current = [row for row in rows if row.is_current]
    among = current or [row for row in rows if row.word is not NonRating.NOT_RATED]
    return max(among, key=lambda row: row.published_on, default=None)
