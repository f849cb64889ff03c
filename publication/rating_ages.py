"""How old a rating is, and whether it is better or worse than the one before it, in words. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oversight.wording import write_count
from ratings.rules.ratings_words import NonRating, Rating, rated


def age(since: date, today: date) -> str:
    """Return how long ago a day was: ``today``, ``12 days ago``, ``4 months ago``, ``2 years and 4 months ago``.

    Whole months and years that have passed, never rounded up; a day to come is ``ValueError``.
    """
    if since > today:
        raise ValueError("what is rated in the future has no age")
    months = (today.year - since.year) * 12 + today.month - since.month
    # Of a day that the month does not have, the month is over with its own last day.
    if today.day < min(since.day, monthrange(today.year, today.month)[1]):
        months -= 1
    if months < 1:
        days = (today - since).days
        return "today" if days == 0 else f"{write_count(days, 'day')} ago"
    years, months = divmod(months, 12)
    parts = [write_count(years, "year")] * bool(years) + [write_count(months, "month")] * bool(months)
    return f"{' and '.join(parts)} ago"


class Direction(StrEnum):
    """How a rating stands to the one before it."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    # One of the two is no rating, so that neither is better.
    OTHER = "other"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, and what there was before; ``was`` is None for a first rating."""

    direction: Direction
    was: Rating | NonRating | None

    @property
    def text(self) -> str:
        """The change in words; nothing for a first rating."""
        if self.was is None:
            return ""
        return {
            Direction.BETTER: f"Up from {_in_a_sentence(self.was)}",
            Direction.WORSE: f"Down from {_in_a_sentence(self.was)}",
            Direction.SAME: "No change",
        }.get(self.direction, f"Before: {_in_a_sentence(self.was)}")


def change(now: Rating | NonRating, before: Rating | NonRating | None) -> Change:
    """Compare a rating, or what stands in its place, with the one before it."""
    if before is None:
        return Change(Direction.FIRST, None)
    if now == before:
        return Change(Direction.SAME, before)
    new, old = rated(now), rated(before)
    if new is None or old is None:
        return Change(Direction.OTHER, before)
    return Change(Direction.BETTER if new.rank > old.rank else Direction.WORSE, before)


def _in_a_sentence(word: Rating | NonRating) -> str:
    return word.label[0].lower() + word.label[1:] if isinstance(word, NonRating) else word.label
