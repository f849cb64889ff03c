"""How old a rating is and how it stands to the one before it, in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publication.rating_ages import Direction, age, change
from ratings.rules.ratings_words import NonRating, Rating


@pytest.mark.parametrize(
    ("since", "today", "words"),
    [
        (date(2014, 3, 12), date(2016, 7, 12), "2 years and 4 months ago"),
        (date(2014, 3, 12), date(2016, 7, 11), "2 years and 3 months ago"),
        (date(2014, 3, 12), date(2015, 3, 12), "1 year ago"),
        (date(2014, 3, 12), date(2015, 4, 12), "1 year and 1 month ago"),
        (date(2014, 3, 12), date(2014, 4, 12), "1 month ago"),
        (date(2014, 3, 12), date(2014, 4, 11), "30 days ago"),
        (date(2014, 3, 12), date(2014, 3, 13), "1 day ago"),
        (date(2014, 3, 12), date(2014, 3, 12), "today"),
        (date(2016, 1, 31), date(2016, 2, 29), "1 month ago"),
        (date(2016, 1, 31), date(2016, 2, 28), "28 days ago"),
        (date(2016, 2, 29), date(2017, 2, 28), "1 year ago"),
    ],
)
def test_age_in_whole_months_and_years(since: date, today: date, words: str) -> None:
    assert age(since, today) == words


def test_a_rating_to_come_has_no_age() -> None:
    with pytest.raises(ValueError, match="future"):
        age(date(2016, 7, 13), date(2016, 7, 12))


@given(st.dates(date(2013, 1, 1), date(2030, 1, 1)), st.integers(0, 6000))
def test_a_day_later_never_makes_it_younger(since: date, days: int) -> None:
    today = since + timedelta(days=days)
    assert _months(age(since, today)) <= _months(age(since, today + timedelta(days=1)))


def _months(words: str) -> int:
    numbers = words.removesuffix(" ago").replace(" and ", " ").split()
    pairs = zip(numbers[::2], numbers[1::2], strict=False)
    return sum(int(count) * {"year": 12, "month": 1}.get(unit.rstrip("s"), 0) for count, unit in pairs)


class TestChange:
    @pytest.mark.parametrize(
        ("now", "before", "direction", "text"),
        [
            (Rating.GOOD, Rating.REQUIRES_IMPROVEMENT, Direction.BETTER, "Up from Requires improvement"),
            (Rating.INADEQUATE, Rating.OUTSTANDING, Direction.WORSE, "Down from Outstanding"),
            (Rating.GOOD, Rating.GOOD, Direction.SAME, "No change"),
            (Rating.GOOD, None, Direction.FIRST, ""),
            (Rating.GOOD, NonRating.SUSPENDED, Direction.OTHER, "Before: suspended"),
            (NonRating.NOT_RATED, Rating.GOOD, Direction.OTHER, "Before: Good"),
        ],
    )
    def test_direction_and_words(
        self, now: Rating | NonRating, before: Rating | NonRating | None, direction: Direction, text: str
    ) -> None:
        made = change(now, before)
        assert (made.direction, made.text) == (direction, text)

    @given(st.sampled_from(Rating), st.sampled_from(Rating))
    def test_what_is_better_one_way_is_worse_the_other(self, one: Rating, other: Rating) -> None:
        opposite = {Direction.BETTER: Direction.WORSE, Direction.WORSE: Direction.BETTER}
        there, back = change(one, other).direction, change(other, one).direction
        assert back == opposite.get(there, there)
