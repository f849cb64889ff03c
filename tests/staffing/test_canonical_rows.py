"""A ward's month in canonical form, and back."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from oversight.returns.checked import ReturnRow
from oversight.returns.periods import Month
from staffing.canonical_rows import is_new, place_key, plain, row_of, ward_of
from staffing.columns import HOURS
from staffing.wards import WardHours

TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
NUMBERS = st.decimals(0, 100_000, places=6, allow_nan=False)
WARDS = st.builds(
    WardHours,
    period=st.just(Month(2026, 10)),
    site_code=st.none() | st.sampled_from(["RX101", "RX102"]),
    site_as_read=st.sampled_from(["General Hospital", "St. Mary’s"]),
    ward_name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    ward_id=st.none() | st.uuids().map(str),
    specialty_1=TEXTS,
    specialty_2=TEXTS,
    url=TEXTS,
    hours=st.tuples(*[st.none() | NUMBERS] * len(HOURS)),
    patients=st.none() | st.integers(0, 5_000),
    sheet=TEXTS,
    row=st.integers(2, 10_000),
)


@given(WARDS)
def test_nothing_is_lost_on_the_way_to_the_record_and_back(ward: WardHours) -> None:
    back = ward_of(ReturnRow.from_json(row_of(ward).as_json()), ward.period)
    assert back.hours == ward.hours
    assert (back.patients, back.ward_id, back.specialty_1, back.url) == (
        ward.patients,
        ward.ward_id,
        ward.specialty_1,
        ward.url,
    )
    assert (back.ward_name, back.site_code, back.site, back.sheet, back.row) == (
        ward.ward_name,
        ward.site_code,
        ward.site,
        ward.sheet,
        ward.row,
    )


@given(NUMBERS)
def test_a_number_has_one_spelling(number: Decimal) -> None:
    spelt = plain(number)
    assert spelt is not None
    assert Decimal(spelt) == number
    assert plain(number.normalize()) == plain(number + Decimal("0.000")) == spelt
    assert "E" not in spelt
    assert not ("." in spelt and spelt.endswith("0"))


def test_blank_and_zero_stay_apart() -> None:
    assert (plain(None), plain(Decimal("0.00")), plain(Decimal("1E+3"))) == (None, "0", "1000")


def test_a_ward_on_record_is_known_by_its_id_and_a_new_one_by_site_and_name() -> None:
    assert place_key(site="RX101", ward="Rowan", ward_id="an-id") == "an-id"
    new = place_key(site="RX101", ward=" ROWAN  ward", ward_id=None)
    assert is_new(new)
    assert not is_new("an-id")
    assert new == place_key(site="rx101", ward="Rowan Ward", ward_id=None)
    assert new != place_key(site="RX102", ward="Rowan Ward", ward_id=None)
