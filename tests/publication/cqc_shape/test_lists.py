"""Lists in the regulator's envelope: every page, every filter, and questions that make no sense."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from oversight.organisations.models import Region, Trust
from publication.cqc_shape.envelope import MOST_ON_A_PAGE, in_envelope
from publication.cqc_shape.filters import NOT_HELD
from ratings.rules.ratings_words import NonRating
from tests.publication.cqc_shape.making import HERE, INVENTED, answer, country, every_id
from tests.publication.making import make_hospital, make_trust
from tests.publication.rating_making import GOOD, REQUIRES, give

# The names of the envelope: domain rules 8.
ENVELOPE = {
    "total", "firstPageUri", "page", "previousPageUri", "lastPageUri", "nextPageUri", "perPage", "totalPages",
}  # fmt: skip


@given(total=st.integers(0, 60), per_page=st.integers(1, 25))
def test_the_pages_of_a_list_are_the_list(total: int, per_page: int) -> None:
    everything, found, address = list(range(total)), [], f"/things?page=1&perPage={per_page}&kind=a+b"
    pages = 0
    while address:
        request = Request(APIRequestFactory().get(address))
        page = in_envelope(request, "/things", "things", everything, list)
        assert set(page) == ENVELOPE | {"things"}
        pages += 1
        assert (page["page"], page["total"], page["perPage"]) == (pages, total, per_page)
        assert "kind=a+b" in page["firstPageUri"]
        assert (page["previousPageUri"] is None) == (pages == 1)
        found += page["things"]
        address = page["nextPageUri"]
    assert found == everything
    assert pages == page["totalPages"] == max(1, -(-total // per_page))


@pytest.mark.parametrize("asked", ["page=0", "page=-1", "page=two", "perPage=0", "perPage=1e3", "page=" + "9" * 40])
@pytest.mark.django_db
def test_a_page_that_is_no_number_is_refused_by_its_name(client: Client, asked: str) -> None:
    response = client.get(f"{HERE}/locations?{asked}")
    assert response.status_code == 400
    assert response.json() == {"detail": f"{asked.split('=')[0]} is a whole number from 1 on."}


@pytest.mark.django_db
class TestOfARecord:
    def test_a_client_that_follows_the_pages_comes_to_everything_once(self, client: Client) -> None:
        country()
        make_hospital(make_trust("DX1", "INVENTED TRUST", demonstration=True), "DX101")
        assert every_id(client, "providers", 1) == ["RX1", "RX2"]
        assert every_id(client, "locations", 2) == ["RX101", "RX102", "RX201"]
        [listed] = answer(client, "/locations", perPage=1)["locations"]
        assert listed == {"locationId": "RX101", "locationName": "St Anne's Hospital", "postalCode": "WR1 1AA"}
        assert answer(client, "/providers")["providers"][0] == {
            "providerId": "RX1",
            "providerName": "Wren Vale NHS Trust",
        }
        assert answer(client, "/locations", page=9)["locations"] == []
        assert answer(client, "/locations", perPage=10**6)["perPage"] == MOST_ON_A_PAGE

    def test_invented_organisations_stand_below_an_address_of_their_own(self, client: Client) -> None:
        country()
        make_hospital(make_trust("DX1", "INVENTED TRUST", demonstration=True), "DX101")
        assert [each["providerId"] for each in answer(client, "/providers", INVENTED)["providers"]] == ["DX1"]
        assert answer(client, "/locations/DX101", INVENTED)["providerId"] == "DX1"
        for address in ("/providers/DX1", "/locations/DX101", "/providers/DX1/locations"):
            assert client.get(f"{HERE}{address}").status_code == 404
        assert client.get(f"{INVENTED}/providers/RX1").status_code == 404

    def test_a_providers_locations_are_its_own(self, client: Client) -> None:
        country()
        page = answer(client, "/providers/RX1/locations")
        assert [each["locationId"] for each in page["locations"]] == ["RX101", "RX102"]
        assert page["firstPageUri"] == "/providers/RX1/locations?page=1&perPage=1000"

    def test_filters_narrow_and_several_values_widen(self, client: Client) -> None:
        made = country()
        north = Region.objects.create(code="Y98", name="North and East")
        Trust.objects.filter(code="RX2").update(region=north)
        give(made["RX1"], made["RX101"], GOOD)
        give(made["RX1"], made["RX102"], REQUIRES)
        give(made["RX2"], made["RX201"], GOOD, on=date(2013, 1, 1))
        give(made["RX2"], made["RX201"], NonRating.NOT_RATED, on=date(2014, 1, 1))
        give(made["RX2"], None, REQUIRES)

        def ids(name: str, **asked: object) -> list[str]:
            return every_id(client, name, 50, **asked)

        assert ids("locations", overallRating="Good") == ["RX101"]
        assert ids("locations", overallRating=["Good", "Requires improvement"]) == ["RX101", "RX102"]
        assert ids("providers", overallRating="requires improvement") == ["RX2"]
        assert ids("locations", overallRating="Excellent") == []
        assert ids("locations", region="north AND east") == ["RX201"]
        assert ids("providers", region=["North and East", "Nowhere"]) == ["RX2"]
        assert ids("locations", region="North and East", overallRating="Good") == []
        assert ids("locations", careHome="Y") == []
        assert ids("locations", careHome="N", inspectionDirectorate="Hospitals") == ["RX101", "RX102", "RX201"]
        assert ids("providers", inspectionDirectorate="Adult social care") == []
        assert ids("providers", reportType="Provider") == ["RX2"]
        assert ids("providers", reportType="Location") == []
        assert ids("locations", partnerCode="ANYBODY") == ["RX101", "RX102", "RX201"]
        # An empty value asks for nothing, as an empty field of a form.
        assert ids("locations", overallRating="") == ["RX101", "RX102", "RX201"]

    @pytest.mark.parametrize("name", NOT_HELD)
    def test_of_what_is_not_held_nobody_has_a_value(self, client: Client, name: str) -> None:
        country()
        assert every_id(client, "locations", 50, **{name: "anything"}) == []
        assert every_id(client, "providers", 50, **{name: "anything"}) == []

    def test_questions_without_sense_have_answers(self, client: Client) -> None:
        country()
        for asked in ({"region": "\x00"}, {"region": "x" * 10_000}, {"overallRating": "\ud7ff"}, {"": "a"}):
            assert answer(client, "/locations", **asked)["total"] >= 0

    def test_areas_come_in_one_list_with_what_took_their_place(self, client: Client) -> None:
        areas = {each["inspectionAreaId"]: each for each in answer(client, "/inspection-areas")["inspectionAreas"]}
        assert areas["care"]["inspectionAreaName"] == "Medical care (including older people's care)"
        assert areas["maternity"]["supersededBy"] == ["npimaternity", "gynaecology"]
        assert areas["maternity"]["status"] == "Superseded"
        assert len(areas) == 12
