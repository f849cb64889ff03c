"""The lists of never events: how many types each has, and which was in force on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.measures.defining import definitions
from safety.never_event_lists import list_in_force, lists, title_of, type_called


def test_the_lists_have_as_many_types_as_they_were_published_with() -> None:
    assert [(one.version, len(one.types)) for one in lists()] == [("2012/13", 25), ("2015/16", 14), ("2018", 16)]


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2012, 3, 31), None),
        (date(2012, 4, 1), "2012/13"),
        (date(2015, 3, 31), "2012/13"),
        (date(2015, 4, 1), "2015/16"),
        (date(2018, 1, 31), "2015/16"),
        (date(2018, 2, 1), "2018"),
        (date(2026, 10, 5), "2018"),
    ],
    ids=lambda each: str(each),
)
def test_an_incident_is_judged_by_the_list_of_its_own_day(day: date, version: str | None) -> None:
    found = list_in_force(day)
    assert (found.version if found else None) == version


def test_a_suspended_type_is_on_its_list_only_until_then() -> None:
    the_list = list_in_force(date(2018, 5, 1))
    assert the_list is not None
    assert the_list.type_on("oesophageal_intubation", date(2018, 5, 17)) is not None
    assert the_list.type_on("oesophageal_intubation", date(2018, 5, 18)) is None
    assert len(the_list.types_on(date(2021, 4, 1))) == 15


def test_one_type_may_be_called_otherwise_by_a_later_list() -> None:
    assert type_called()["wrong route administration of medication"] == "wrong_route"
    assert type_called()["administration of medication by the wrong route"] == "wrong_route"
    assert title_of("wrong_route", date(2016, 1, 1)) == "Wrong route administration of medication"
    assert title_of("wrong_route", date(2026, 1, 1)) == "Administration of medication by the wrong route"
    assert title_of("wrong_gas", date(2026, 1, 1)) == "Wrong gas administered"


def test_every_group_is_a_measure_that_the_return_feeds() -> None:
    groups = {one.group for each in lists() for one in each.types if one.group}
    fed = {
        code for code, made in definitions().items() if made.theme == "never_events" and made.return_kind == "safety"
    }
    assert groups == fed - {"never_events"}


def test_every_list_says_where_it_comes_from_and_how_sure_that_is() -> None:
    for each in lists():
        assert each.source
        assert each.certainty in {"published", "believed", "ours"}


@given(st.dates(min_value=date(2012, 4, 1), max_value=date(2099, 12, 31)))
def test_one_list_and_no_more_is_in_force_on_every_day(day: date) -> None:
    assert sum(one.is_in_force_on(day) for one in lists()) == 1
