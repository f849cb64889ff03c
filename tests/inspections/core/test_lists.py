"""The lists that are data: services from when to when, skills, criteria."""

from __future__ import annotations

from datetime import date

import pytest

from inspections.core_services import service_called, service_name, services, services_on
from inspections.judging.criteria import departure_criteria
from inspections.skills import skills

HANDBOOK = date(2015, 3, 1)


def test_the_handbook_had_eight_core_services() -> None:
    """The eight of the handbook of September 2014 and March 2015, in its order."""
    assert [each.name for each in services_on(HANDBOOK, core_only=True)] == [
        "Urgent and emergency services",
        "Medical care (including older people's care)",
        "Surgery",
        "Critical care",
        "Maternity and gynaecology",
        "Services for children and young people",
        "End of life care",
        "Outpatients and diagnostic imaging",
    ]
    assert services_on(HANDBOOK) == services_on(HANDBOOK, core_only=True)


def test_since_2017_maternity_and_outpatients_stand_alone() -> None:
    core = {each.code for each in services_on(date(2026, 11, 5), core_only=True)}
    every = {each.code for each in services_on(date(2026, 11, 5))}
    assert len(core) == 8
    assert {"maternity", "outpatients"} <= core
    assert every - core == {"gynaecology", "diagnostic_imaging"}
    assert not {"maternity_and_gynaecology", "outpatients_and_diagnostic_imaging"} & every


def test_a_service_that_ended_is_followed_from_the_next_day() -> None:
    for service in services().values():
        assert bool(service.followed_by) == (service.to_on is not None)
        for code in service.followed_by:
            assert service.to_on is not None
            assert (services()[code].from_on - service.to_on).days == 1
    last = date(2017, 6, 30)
    assert services()["maternity_and_gynaecology"].listed_on(last)
    assert not services()["maternity"].listed_on(last)


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("Surgery", "surgery"),
        ("SURGERY ", "surgery"),
        ("Medical care (including older people’s care)", "medical_care"),
        ("medical_care", "medical_care"),
        ("care", "medical_care"),
        ("Services for children & young people", "children_and_young_people"),
        ("Services for children and young people", "children_and_young_people"),
        ("npimaternity", "maternity"),
        ("Maternity and gynaecology", "maternity_and_gynaecology"),
        ("npioutpatients", "outpatients"),
        ("Accident and emergency", "urgent_and_emergency"),
    ],
)
def test_a_service_is_known_by_what_published_files_call_it(published: str, code: str) -> None:
    found = service_called(published)
    assert found is not None
    assert found.code == code


def test_a_service_that_is_not_on_the_list_keeps_its_own_name() -> None:
    assert service_called("Patient transport services") is None
    assert service_name("Patient transport services") == "Patient transport services"
    assert service_name("life") == "life"
    assert service_name("end_of_life_care") == "End of life care"


def test_no_two_services_go_by_one_name() -> None:
    from oversight.organisations.naming import name_key

    names = [
        name_key(name) for each in services().values() for name in {name_key(each.name), *map(name_key, each.names)}
    ]
    assert len(names) == len(set(names))


def test_every_skill_and_criterion_has_its_words() -> None:
    for listed in (skills(), departure_criteria()):
        assert listed
        assert all(words.strip() for words in listed.values())
        assert len(set(listed.values())) == len(listed)
