"""A series with a word for each month: gaps, faults, short, still, joined and revised ones."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.revisions import revised
from ratings.rules.special_causes import Direction, PointType, SpecialCause
from ratings.rules.watched_series import SeriesWord, WatchedMonth, watch
from ratings.rules.xmr import analyse

TURNS = [1.0, 2.0] * 8
SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def seen(values: list[float | None], **more: object) -> tuple[WatchedMonth, ...]:
    return watch(values, direction=Direction.DECREASE, **more)  # type: ignore[arg-type]


def words(months: tuple[WatchedMonth, ...]) -> list[str]:
    return [month.word.value for month in months]


def test_a_sound_series_is_judged() -> None:
    months = seen(list(SPIKE))
    assert set(words(months)) == {"judged"}
    assert (months[4].cause, months[4].kind) == (SpecialCause.ABOVE_LIMIT, PointType.CONCERN)
    assert {month.cause for month in months if month is not months[4]} == {SpecialCause.COMMON}


@pytest.mark.parametrize(("count", "word"), [(1, "too few points"), (12, "too few points"), (13, "judged")])
def test_a_short_series(count: int, word: str) -> None:
    assert words(seen(TURNS[:count])) == [word] * count


def test_gaps_and_faults_keep_their_places() -> None:
    values = [*TURNS[:5], None, nan, inf, 1e300, *TURNS]
    months = seen(values)
    assert words(months)[5:9] == ["no value", "invalid", "invalid", "invalid"]
    assert all((month.value, month.cause, month.kind) == (None, None, None) for month in months[5:9])
    assert set(words(months[:5] + months[9:])) == {"judged"}


def test_a_gap_does_not_make_up_the_number() -> None:
    assert words(seen([None] * 10 + TURNS[:12]))[10:] == ["too few points"] * 12


def test_no_two_months_beside_each_other() -> None:
    assert words(seen([1.0, None, 2.0, None] * 7))[::2] == ["no limits"] * 14


@pytest.mark.parametrize("value", [0.0, 0.1, 7.0])
def test_a_series_that_never_moves(value: float) -> None:
    months = seen([value] * 20)
    assert words(months) == ["no variation"] * 20
    assert {month.value for month in months} == {value}


def test_a_merger_in_the_middle_starts_afresh() -> None:
    before, after = [1.0, 2.0] * 7, [11.0, 12.0] * 7
    months = seen([*before, *after], joined_at=[14])
    assert [place for place, month in enumerate(months) if month.joined] == [14]
    assert {month.cause for month in months} == {SpecialCause.COMMON}
    # Held against the first organisation's months, every later one would have been out.
    assert {month.cause for month in seen([*before, *after])[14:]} == {SpecialCause.ABOVE_LIMIT}
    few = seen([*before, *after[:5]], joined_at=[14])
    assert words(few) == ["judged"] * 14 + ["too few points"] * 5


def test_revised_history_is_marked_and_what_stands_is_judged() -> None:
    before = list(SPIKE)
    after = [*before[:4], 2.0, *before[5:], 1.0]
    months = seen(after, known_before=before)
    assert [place for place, month in enumerate(months) if month.revised] == [4]
    assert SpecialCause.ABOVE_LIMIT not in {month.cause for month in months}
    assert [month.cause for month in months] == [month.cause for month in seen(after)]


@pytest.mark.parametrize(
    ("now", "before", "found"),
    [
        ([1.0, 2.0], None, (False, False)),
        ([1.0, 2.0], [1.0], (False, False)),
        ([1.0, 2.0], [1.0, None], (False, True)),
        ([1.0, None], [1.0, 2.0], (False, True)),
        ([nan, None], [nan, None], (False, False)),
        ([nan, 0.0], [1.0, nan], (True, True)),
        ([], [1.0], ()),
    ],
)
def test_revisions(now: list[float | None], before: list[float | None] | None, found: tuple[bool, ...]) -> None:
    assert revised(now, before) == found


def test_nothing_at_all() -> None:
    assert seen([]) == ()
    assert words(seen([None, None])) == ["no value"] * 2


def test_refuses_a_merger_outside_the_series() -> None:
    with pytest.raises(ValueError, match="cannot be reset"):
        seen([1.0], joined_at=[1])


anything = st.none() | st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.0, 1.0, 2.0])


@given(st.lists(anything, max_size=40))
def test_whatever_comes_each_month_is_judged_or_has_its_word(values: list[float | None]) -> None:
    for month in seen(values):
        judged = month.word is SeriesWord.JUDGED
        assert (month.cause is not None) == (month.kind is not None) == judged
        assert (month.value is None) == (month.word in (SeriesWord.NO_VALUE, SeriesWord.INVALID))


@given(st.lists(st.none() | st.floats(-100, 100), min_size=13, max_size=40))
def test_what_is_judged_is_judged_as_xmr_does(values: list[float | None]) -> None:
    plain = analyse(values, direction=Direction.DECREASE)
    for month, point in zip(seen(values), plain.points, strict=True):
        if month.word is SeriesWord.JUDGED:
            assert (month.cause, month.kind) == (point.special_cause, point.point_type)
