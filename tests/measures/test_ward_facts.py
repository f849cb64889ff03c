"""From a ward's facts to what is observed: sums before ratios, blank apart from zero."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from staffing.observing import WardFacts, observations_of


def ward(name: str = "w1", site: str | None = "S1", *, hours: str = "1710 1602.5 1080 1105 1023 990 682 713", **more):
    values = [None if text == "-" else Decimal(text) for text in hours.split()]
    return WardFacts._make((name, site, *values, more.get("patients", 812), more.get("others")))


def found(*wards: WardFacts) -> dict[tuple[str, str, str], tuple]:
    return {(level, subject, measure): pair for measure, level, subject, *pair in observations_of("RX1", wards)}


def test_one_ward_gives_eight_measures_at_three_levels():
    got = found(ward())
    assert len(got) == 24
    assert got["ward", "w1", "fill_day_registered"] == [Decimal("1602.5"), Decimal(1710)]
    assert got["ward", "w1", "fill_registered"] == [Decimal("2592.5"), Decimal(2733)]
    assert got["ward", "w1", "chppd_overall"] == [Decimal("4410.5"), Decimal(812)]
    assert (
        got["site", "S1", "chppd_overall"] == got["trust", "RX1", "chppd_overall"] == got["ward", "w1", "chppd_overall"]
    )


def test_sums_come_before_ratios_and_hours_worked_without_a_plan_count():
    got = found(ward("w1", hours="100 50 0 0 0 0 0 0"), ward("w2", hours="300 300 0 20 0 0 0 0"))
    assert got["trust", "RX1", "fill_day_registered"] == [350, 400]
    assert got["trust", "RX1", "fill_day_care"] == [20, 0]


def test_a_blank_takes_no_part_and_all_blank_is_blank():
    got = found(ward("w1", hours="100 - - - 10 9 - -"), ward("w2", hours="200 100 - - - - - -"))
    assert got["ward", "w1", "fill_day_registered"] == [None, 100]
    assert got["ward", "w1", "fill_registered"] == [9, 10]
    assert got["trust", "RX1", "fill_day_registered"] == [100, 200]
    assert got["trust", "RX1", "fill_day_care"] == [None, None]
    assert got["ward", "w1", "chppd_care"] == [None, 812]


def test_care_hours_leave_out_wards_without_patients():
    got = found(ward("w1", patients=0), ward("w2", patients=None), ward("w3", patients=100))
    assert got["trust", "RX1", "chppd_registered"] == [Decimal("2592.5"), 100]
    assert got["ward", "w1", "chppd_registered"] == [Decimal("2592.5"), 0]
    assert got["ward", "w2", "chppd_registered"] == [Decimal("2592.5"), None]


def test_other_groups_enter_the_overall_hours_alone():
    got = found(ward(others=Decimal(100)))
    assert got["ward", "w1", "chppd_overall"] == [Decimal("4510.5"), 812]
    assert got["ward", "w1", "chppd_registered"] == [Decimal("2592.5"), 812]


def test_a_site_known_by_name_alone_has_no_observations_of_its_own():
    assert {level for level, _, _ in found(ward(site=None))} == {"ward", "trust"}


hour = st.none() | st.decimals(min_value=0, max_value=5_000, places=2)
facts = st.lists(st.tuples(*[hour] * 8, st.none() | st.integers(0, 2_000)), min_size=1, max_size=6)


@given(facts, st.randoms())
def test_the_order_of_the_wards_plays_no_part(rows, random):
    wards = [WardFacts._make((f"w{place}", f"S{place % 2}", *row, None)) for place, row in enumerate(rows)]
    shuffled = list(wards)
    random.shuffle(shuffled)
    assert found(*wards) == found(*shuffled)
