"""What stays on record of an organisation after a register has spoken of it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.merging import (
    Contradicted,
    SiteRecord,
    TrustRecord,
    shows_itself_older,
    site_as_listed_hospital,
    site_as_registered,
    trust_as_registered,
)
from oversight.organisations.register_files import Listed

RECORD = TrustRecord(
    name="OLD NAME NHS TRUST",
    address_1="TRUST HEADQUARTERS",
    address_2="OLD ROAD",
    town="LEEDS",
    county="WEST YORKSHIRE",
    postcode="LS1 1AA",
    opened_on=date(1993, 4, 1),
    closed_on=None,
    region_id="Y54",
)


def listed(**facts: object) -> Listed:
    return Listed(**{"row": 1, "code": "RXX", "name": "NEW NAME NHS TRUST", **facts})  # type: ignore[arg-type]


def test_blanks_erase_nothing() -> None:
    assert trust_as_registered(RECORD, listed(name=RECORD.name)) == RECORD


def test_what_a_row_tells_is_believed() -> None:
    after = trust_as_registered(RECORD, listed(region="Y63", closed_on=date(2020, 3, 31)))
    assert after == replace(RECORD, name="NEW NAME NHS TRUST", region_id="Y63", closed_on=date(2020, 3, 31))


def test_the_lines_of_an_address_stand_or_fall_together() -> None:
    after = trust_as_registered(RECORD, listed(address_1="NEW HOUSE", postcode="LS1 1AA"))
    assert (after.address_1, after.address_2, after.county) == ("NEW HOUSE", "", "WEST YORKSHIRE")


def test_another_postcode_is_another_address() -> None:
    after = trust_as_registered(RECORD, listed(address_1="NEW HOUSE", postcode="BD1 1AA", town="BRADFORD"))
    assert (after.address_1, after.address_2, after.town, after.county) == ("NEW HOUSE", "", "BRADFORD", "")


def test_a_closing_day_is_not_undone_unless_asked() -> None:
    closed = replace(RECORD, closed_on=date(2020, 3, 31))
    assert trust_as_registered(closed, listed()).closed_on == date(2020, 3, 31)
    assert trust_as_registered(closed, listed(), reopen=True).closed_on is None


def test_closing_before_opening_is_contradicted() -> None:
    with pytest.raises(Contradicted, match="close on 1990-01-01, before it opened on 1993-04-01"):
        trust_as_registered(RECORD, listed(closed_on=date(1990, 1, 1)))


def test_an_older_register_only_adds_what_was_not_known() -> None:
    bare = replace(RECORD, county="", region_id=None)
    older = listed(
        address_1="OLDER HOUSE",
        town="HULL",
        county="YORKSHIRE",
        postcode="LS1 1AA",
        region="Y54",
        closed_on=date(2019, 1, 1),
    )
    after = trust_as_registered(bare, older, older=True)
    assert after == replace(bare, county="YORKSHIRE", region_id="Y54", closed_on=date(2019, 1, 1))


def test_an_older_register_adds_no_part_of_another_address() -> None:
    bare = replace(RECORD, county="", address_2="")
    after = trust_as_registered(bare, listed(county="KENT", address_2="FAR ROAD", postcode="CT1 1AA"), older=True)
    assert after == bare


@pytest.mark.parametrize(
    ("left_open", "rows", "older"), [(0, 0, False), (0, 300, False), (6, 300, False), (7, 300, True), (30, 234, True)]
)
def test_a_register_shows_itself_older_by_what_it_leaves_open(left_open: int, rows: int, older: bool) -> None:
    assert shows_itself_older(left_open, rows) is older


def test_a_list_of_hospitals_does_not_overrule_the_register_of_sites() -> None:
    site = site_as_registered(SiteRecord(), listed(name="ST THOMAS' HOSPITAL", postcode="SE1 7EH"))
    hospital = listed(
        name="St Thomas",
        postcode="SE1 9XX",
        latitude=51.5,
        longitude=-0.1,
        website="https://example.org",
        parent_name="X",
    )
    after = site_as_listed_hospital(site, hospital, run_by_a_trust=True)
    assert after == replace(
        site,
        is_hospital=True,
        hospital_name="St Thomas",
        latitude=51.5,
        longitude=-0.1,
        website="https://example.org",
    )


def test_a_hospital_that_no_register_of_sites_names_is_as_the_list_says() -> None:
    after = site_as_listed_hospital(
        SiteRecord(),
        listed(name="Spire Leeds", postcode="LS8 1NT", parent_name="Spire Healthcare"),
        run_by_a_trust=False,
    )
    assert after == SiteRecord(
        name="Spire Leeds",
        postcode="LS8 1NT",
        is_hospital=True,
        hospital_name="Spire Leeds",
        provider_name="Spire Healthcare",
    )


TEXT = st.sampled_from(["", "A", "B"])
DAYS = st.sampled_from([None, date(2000, 1, 1), date(2010, 1, 1)])
ROWS = st.builds(
    Listed,
    row=st.just(1),
    code=st.just("RXX"),
    name=st.sampled_from(["A", "B"]),
    **dict.fromkeys(("address_1", "address_2", "town", "county", "postcode", "region", "parent_name", "website"), TEXT),
    opened_on=DAYS,
    closed_on=DAYS,
    latitude=st.sampled_from([None, 51.0, 52.0]),
)


@given(st.lists(ROWS, max_size=4), ROWS, st.booleans())
def test_the_same_row_again_changes_nothing_and_no_fact_is_lost(before: list[Listed], row: Listed, older: bool) -> None:
    trust, site = TrustRecord(), SiteRecord()
    try:
        for earlier in before:
            trust = trust_as_registered(trust, earlier)
            site = site_as_listed_hospital(site_as_registered(site, earlier), earlier, run_by_a_trust=False)
        once = trust_as_registered(trust, row, older=older)
        site_once = site_as_listed_hospital(site_as_registered(site, row, older=older), row, run_by_a_trust=False)
    except Contradicted:
        return
    assert trust_as_registered(once, row, older=older) == once
    twice = site_as_listed_hospital(site_as_registered(site_once, row, older=older), row, run_by_a_trust=False)
    assert twice == site_once
    address = {"address_1", "address_2", "address_3", "town", "county"}
    for fact in fields(TrustRecord):
        if getattr(trust, fact.name) and fact.name not in address:
            assert getattr(once, fact.name)
