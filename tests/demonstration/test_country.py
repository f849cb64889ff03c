"""The demonstration country is invented, the same at every making, of the size it says, and has its stories in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from staffing.checking import check_staffing
from staffing.context import CheckContext
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import DemonstrationTrust, DemonstrationWard, Size, Story, country
from workspaces.demonstration.figures import ward_figures
from workspaces.demonstration.files import national_file, practice_files

LATEST = Month(2026, 10)


def wards(size: Size) -> Iterator[tuple[DemonstrationTrust, DemonstrationWard]]:
    for trust in country(size):
        for site in trust.sites:
            for ward in site.wards:
                yield trust, ward


def with_story(story: Story) -> tuple[DemonstrationTrust, DemonstrationWard]:
    return next((trust, ward) for trust, ward in wards(Size.SMALL) if story in (ward.story, trust.story))


def fills(trust: DemonstrationTrust, ward: DemonstrationWard, month: Month) -> list[float]:
    figures = ward_figures(trust, ward, month, latest=LATEST)
    return [float(100 * actual / planned) for actual, planned in zip(figures.actual, figures.planned, strict=True)]


def test_chance_falls_as_it_always_did() -> None:
    chance = Chance("a ward", 7)
    assert [round(chance.share(), 6) for _ in range(3)] == [0.912716, 0.330071, 0.708153]


@pytest.mark.parametrize(
    ("size", "trusts", "least", "most"), [(Size.SMALL, 20, 120, 170), (Size.NATIONAL, 160, 7_800, 8_200)]
)
def test_it_is_of_the_size_it_says(size: Size, trusts: int, least: int, most: int) -> None:
    assert len(country(size)) == trusts
    assert least <= sum(1 for _ in wards(size)) <= most


def test_codes_and_names_are_each_one_thing() -> None:
    sites = [site for trust in country(Size.NATIONAL) for site in trust.sites]
    assert len({trust.code for trust in country(Size.NATIONAL)}) == 160
    assert len({trust.town for trust in country(Size.NATIONAL)}) == 160
    assert len({site.code for site in sites}) == len(sites)
    for site in sites:
        names = [ward.name for ward in site.wards]
        assert len(set(names)) == len(names), site.name


def test_no_code_has_a_form_that_a_register_uses() -> None:
    # Trusts have three or five characters, sites five, and no postcode begins with a Q.
    for trust in country(Size.NATIONAL):
        assert re.fullmatch(r"DEMO\d{3}", trust.code)
        for site in trust.sites:
            assert re.fullmatch(r"DEMO\d{3}[AB]", site.code)
            assert re.fullmatch(r"Q[NESW]\d{1,2} \d[A-Z]{2}", site.postcode)


def test_no_trust_or_hospital_bears_a_real_ones_name() -> None:
    samples = Path(settings.BASE_DIR).parent / "shared" / "samples" / "ods"
    if not samples.is_dir():
        pytest.skip("the published registers are not beside this checkout")
    real = set()
    for file, column in (
        ("etr.csv", 1),
        ("trusts_2018.csv", 1),
        ("nhsuk_hospitals_2018.csv", 7),
        ("trust_sites_2018_subset.csv", 1),
    ):
        text = (samples / file).read_bytes().decode("utf-8", "replace")
        real |= {row[column].strip().lower() for row in csv.reader(io.StringIO(text)) if len(row) > column}
    for trust in country(Size.NATIONAL):
        assert trust.name.lower() not in real
        assert all(site.name.lower() not in real for site in trust.sites)
        assert not any(trust.town.lower() in name.split() for name in real), trust.town


def test_a_wards_month_is_the_same_at_every_making() -> None:
    trust, ward = with_story(Story.SLIDING_WARD)
    assert ward_figures(trust, ward, LATEST, latest=LATEST) == ward_figures(trust, ward, LATEST, latest=LATEST)
    assert national_file(trust, LATEST, latest=LATEST) == national_file(trust, LATEST, latest=LATEST)


def test_the_sliding_ward_loses_registered_hours_for_months_and_gains_care_staff() -> None:
    trust, ward = with_story(Story.SLIDING_WARD)
    before, after = fills(trust, ward, LATEST.plus(-10)), fills(trust, ward, LATEST)
    assert before[0] > 85
    assert after[0] < 70
    assert after[1] > before[1]


def test_the_recovering_ward_was_short_and_is_not_any_more() -> None:
    trust, ward = with_story(Story.RECOVERING_WARD)
    assert min(fills(trust, ward, LATEST.plus(-8))) < 80
    assert min(fills(trust, ward, LATEST)) > 85


def test_one_to_one_care_takes_a_ward_far_above_its_plan() -> None:
    trust, ward = with_story(Story.ONE_TO_ONE_CARE)
    assert max(fills(trust, ward, LATEST)) > 140


def test_every_story_is_told_in_the_small_country() -> None:
    told = {trust.story for trust, _ in wards(Size.SMALL)} | {ward.story for _, ward in wards(Size.SMALL)}
    assert set(Story) <= told


def test_the_practice_files_are_what_they_say() -> None:
    trust, _ = with_story(Story.SLIDING_WARD)
    in_order, faulty, rota = practice_files(trust, LATEST, latest=LATEST)
    context = CheckContext(trust_code=trust.code, period=LATEST, today=date(2026, 11, 20))
    results = {
        file.name: check_staffing(read_file(file.content, file.name), context) for file in (in_order, faulty, rota)
    }
    assert results[in_order.name].must_fix == 0
    assert results[in_order.name].layout == "national"
    assert results[faulty.name].must_fix >= 5
    assert results[faulty.name].explain >= 4
    assert results[rota.name].layout == "rota"
    assert results[rota.name].must_fix == 0
    assert results[rota.name].rows_other_periods == 2 * (len(results[in_order.name].wards) + 2)
    assert results[rota.name].rows_without_hours == 1


def test_every_trust_has_practice_files_however_few_its_wards() -> None:
    for trust in country(Size.SMALL):
        context = CheckContext(trust_code=trust.code, period=LATEST, today=date(2026, 11, 20))
        found = [
            check_staffing(read_file(file.content, file.name), context).must_fix
            for file in practice_files(trust, LATEST, latest=LATEST)
        ]
        assert found[0] == found[2] == 0, trust.code
        assert found[1] >= min(4, len(trust.sites[0].wards)), trust.code
