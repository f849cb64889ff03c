"""Which places stand in a comparison: each once, of one kind and one world, up to three, and the rest said kindly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from oversight.organisations.models import Site, Trust
from publication.compare.places import MOST, chosen_places

TRUSTS = ("RA1", "RA2", "RA3", "RA4")
HOSPITALS = ("RA1H1", "RA1H2")
INVENTED = ("DEMOX", "DEMOY")
ASKED = (*TRUSTS, *HOSPITALS, *INVENTED, "ra2")


def make_places() -> None:
    for code in TRUSTS:
        Trust.objects.create(code=code, name=f"{code} NHS TRUST")
    for code in HOSPITALS:
        Site.objects.create(code=code, name=f"{code} HOSPITAL", is_hospital=True)
    for code in INVENTED:
        Trust.objects.create(code=code, name=f"{code} NHS TRUST", is_demonstration=True)


@pytest.fixture
def places(db: None) -> None:
    make_places()


@pytest.mark.usefixtures("places")
class TestChosen:
    def test_up_to_three_in_the_order_asked_for(self) -> None:
        chosen = chosen_places(["RA3", "RA1", "RA2"])
        assert chosen.codes == ["RA3", "RA1", "RA2"]
        assert chosen.left_out == ()
        assert not chosen.may_grow

    def test_the_same_place_twice_is_one(self) -> None:
        chosen = chosen_places(["RA1", "ra1", " RA1 ", "RA2"])
        assert chosen.codes == ["RA1", "RA2"]
        assert chosen.left_out == ()

    def test_a_fourth_is_left_out_and_said(self) -> None:
        chosen = chosen_places(TRUSTS)
        assert chosen.codes == ["RA1", "RA2", "RA3"]
        assert chosen.left_out == (
            "RA4 NHS Trust was left out. You can compare up to 3 places at a time. "
            "Take one away to make room for another.",
        )

    def test_what_is_not_known_is_said_and_the_rest_is_kept(self) -> None:
        chosen = chosen_places(["RA1", "NONE", "X" * 10_000, "RA2"])
        assert chosen.codes == ["RA1", "RA2"]
        assert chosen.left_out == ("We know no hospital or trust with the code NONE or XXXXXXXX….",)

    def test_a_trust_never_stands_beside_a_hospital(self) -> None:
        chosen = chosen_places(["RA1H1", "RA1", "RA1H2"])
        assert chosen.codes == ["RA1H1", "RA1H2"]
        assert "RA1 NHS Trust was left out, because it is a trust." in chosen.left_out[0]

    def test_a_real_place_never_stands_beside_an_invented_one(self) -> None:
        for codes, kept in ((["RA1", "DEMOX"], ["RA1"]), (["DEMOX", "RA1", "DEMOY"], ["DEMOX", "DEMOY"])):
            chosen = chosen_places(codes)
            assert chosen.codes == kept
            assert "Real places and invented ones are never shown in one comparison." in chosen.left_out[0]

    def test_nothing_asked_for_is_nothing_chosen(self) -> None:
        assert chosen_places([]) == chosen_places(["", " ", "\x00"])

    def test_a_closed_trust_says_since_when(self) -> None:
        Trust.objects.filter(code="RA1").update(closed_on=date(2020, 4, 1))
        assert chosen_places(["RA1"]).places[0].closed == "Closed on 1 April 2020"

    def test_an_address_for_every_choice(self) -> None:
        chosen = chosen_places(["RA1", "RA2"])
        assert chosen.question() == "?place=RA1&place=RA2"
        assert (
            chosen.with_one_more("RA3", known_on="2026-03-01") == "?place=RA1&place=RA2&place=RA3&known-on=2026-03-01"
        )
        assert chosen.without("RA1") == "?place=RA2"
        assert chosen.without("RA1", known_on="") == "?place=RA2"


class TestAnyAddress(TestCase):
    """Whatever an address asks for, what stands side by side is of one world and kind, each once, three at most."""

    @classmethod
    def setUpTestData(cls) -> None:
        make_places()

    @given(
        st.lists(st.one_of(st.sampled_from([*TRUSTS, *HOSPITALS, *INVENTED, "ra2"]), st.text(max_size=30)), max_size=20)
    )
    def test_it_holds(self, codes: list[str]) -> None:
        chosen = chosen_places(codes)
        assert len(chosen.places) <= MOST
        assert len(set(chosen.codes)) == len(chosen.codes)
        assert len({place.is_invented for place in chosen.places}) <= 1
        assert len({place.what for place in chosen.places}) <= 1
        known = {code.replace("\x00", "").strip().upper() for code in codes} & {*TRUSTS, *HOSPITALS, *INVENTED}
        assert set(chosen.codes) <= known
        assert bool(known) == bool(chosen.places) or len(codes) > 12
        if len(known) > len(chosen.codes):
            assert chosen.left_out
