"""Places like one: the groups stand as data, each with its source, and who is in them."""

from __future__ import annotations

from datetime import date

import pytest

from oversight.organisations.models import Site, Trust, TrustKind
from publication.compare.peers import BadPeers, Peers, parse, peer_groups, peers_of
from publication.compare.places import chosen_places
from tests.publication.measure_pages.making import make_country

TODAY = date(2026, 11, 22)


def groups_of(code: str) -> dict[str, Peers]:
    return {each.group.key: each for each in peers_of(chosen_places([code]).places[0], on=TODAY)}


def codes_of(found: dict[str, Peers], key: str) -> list[str]:
    return [place.code for place in found[key].places] if key in found else []


def test_every_group_says_its_source_and_how_certain_it_is() -> None:
    assert all(each.source and each.certainty for each in peer_groups())


@pytest.mark.parametrize(
    "fault",
    [
        'key = "a"\nof = ["trust"]\nname = "A"\nsource = "s"\ncertainty = "ours"',
        'key = "a"\nof = ["trust"]\nname = "A"\nsame = ["colour"]\nsource = "s"\ncertainty = "ours"',
        'key = "a"\nof = ["ward"]\nname = "A"\nsame = ["region"]\nsource = "s"\ncertainty = "ours"',
        'key = "a"\nof = ["trust"]\nname = "A"\nsame = ["region"]\nsource = "s"\ncertainty = "perhaps"',
        'key = "a"\nof = ["trust"]\nname = "A"\nsame = ["region"]\ncertainty = "ours"',
    ],
    ids=["nothing shared", "colour", "ward", "certainty", "no source"],
)
def test_a_fault_of_the_file_is_found(fault: str) -> None:
    with pytest.raises(BadPeers):
        parse(f"[[group]]\n{fault}")


@pytest.mark.django_db
class TestOfTrusts:
    def test_those_of_the_same_region_by_name_without_the_place_itself(self) -> None:
        trusts = make_country((900,) * 4)
        Trust.objects.filter(pk=trusts[3].pk).update(region=None)
        assert codes_of(groups_of("RY1"), "region") == ["RY0", "RY2"]
        assert "region" not in groups_of("RY3")

    def test_those_about_as_large_by_patients(self) -> None:
        # 800 patients, 810, 820, and so on: a quarter more than 800 is 1,000.
        make_country((900,) * 24)
        found = codes_of(groups_of("RY0"), "size")
        assert found == sorted(found, key=lambda code: int(code[2:]))
        assert set(found) == {f"RY{place}" for place in range(1, 21)}

    def test_those_of_the_same_kind(self) -> None:
        trusts = make_country((900,) * 3)
        for trust, kind in zip(trusts, ("nhs_trust", "nhs_trust", "foundation_trust"), strict=True):
            TrustKind.objects.create(trust=trust, kind=kind, source="register")
        assert codes_of(groups_of("RY0"), "kind-and-size") == ["RY1"]
        assert "kind-and-size" not in groups_of("RY2")

    def test_a_closed_trust_and_an_invented_one_are_in_none(self) -> None:
        trusts = make_country((900,) * 3)
        Trust.objects.filter(pk=trusts[2].pk).update(closed_on=date(2026, 1, 1))
        make_country((900,) * 3, demonstration=True)
        assert codes_of(groups_of("RY0"), "region") == ["RY1"]
        assert codes_of(groups_of("DEMO0"), "region") == ["DEMO1", "DEMO2"]


@pytest.mark.django_db
class TestOfHospitals:
    def test_those_of_trusts_of_the_region_and_those_about_as_large(self) -> None:
        make_country((900,) * 3)
        assert codes_of(groups_of("RY0A"), "region") == ["RY1A", "RY2A"]
        assert codes_of(groups_of("RY0A"), "size") == ["RY1A", "RY2A"]

    def test_the_nearest_come_with_their_distance(self) -> None:
        make_country((900,) * 3)
        for place, (latitude, postcode) in enumerate(((51.0, "WR1 1AA"), (52.0, "WR2 1AA"), (51.1, "WR3 1AA"))):
            Site.objects.filter(code=f"RY{place}A").update(latitude=latitude, longitude=0.0, postcode=postcode)
        near = groups_of("RY0A")["near"].places
        assert [place.code for place in near] == ["RY2A", "RY1A"]
        assert near[0].beside == "about 7 miles away"
