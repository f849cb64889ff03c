"""A provider and a location whole: what stands, what stood, reports, and nothing that was not published."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from inspections.importing.api_location import location_of
from inspections.models import PublishedRating
from inspections.states.inspection import InspectionState
from oversight import clock
from oversight.organisations.models import SiteTrust, Succession
from ratings.rules.ratings_words import KeyQuestion, NonRating
from tests.publication.cqc_shape.making import HERE, answer, country
from tests.publication.making import make_hospital, make_trust
from tests.publication.rating_making import (
    ALL_GOOD,
    GOOD,
    INADEQUATE,
    REQUIRES,
    give,
    give_hospital,
    give_service,
    make_inspection,
    make_report,
)

pytestmark = pytest.mark.django_db
PUBLISHED_AT = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)


def test_a_location_has_its_ratings_by_name(client: Client) -> None:
    made = country()
    trust, site = made["RX1"], made["RX101"]
    report = make_report(make_inspection(trust, site, state=InspectionState.PUBLISHED), published_at=PUBLISHED_AT)
    words = {**ALL_GOOD, KeyQuestion.SAFE: REQUIRES, KeyQuestion.CARING: NonRating.NOT_RATED}
    give_service(trust, site, "medical_care", words, REQUIRES, report=report, on=PUBLISHED_AT.date())
    give_hospital(trust, site, ALL_GOOD, GOOD, report=report, on=PUBLISHED_AT.date())
    give(trust, site, INADEQUATE)

    told = answer(client, "/locations/RX101")
    link = report.inspection.reference
    assert (told["locationId"], told["providerId"], told["name"]) == ("RX101", "RX1", "St Anne's Hospital")
    assert told["registrationStatus"] == "Registered"
    assert told["postalAddressLine1"] == "1 High Street"
    overall = told["currentRatings"]["overall"]
    assert {name: overall[name] for name in ("rating", "reportDate", "organisationId", "reportLinkId")} == {
        "rating": "Good",
        "reportDate": "2026-10-20",
        "organisationId": "RX101",
        "reportLinkId": link,
    }
    assert {each["name"]: each["rating"] for each in overall["keyQuestionRatings"]} == dict.fromkeys(
        ("Safe", "Effective", "Caring", "Responsive", "Well-led"), "Good"
    )
    [service] = told["currentRatings"]["serviceRatings"]
    assert (service["name"], service["rating"]) == ("care", "Requires improvement")
    by_question = {each["name"]: each["rating"] for each in service["keyQuestionRatings"]}
    assert (by_question["Safe"], by_question["Caring"]) == ("Requires improvement", "Inspected but not rated")
    [earlier] = told["historicRatings"]
    assert (earlier["reportDate"], earlier["overall"]["rating"]) == ("2014-03-12", "Inadequate")
    [listed] = told["reports"]
    assert listed["reportUri"] == f"/reports/{link}"
    assert listed["inspectionLocations"] == [{"locationId": "RX101"}]
    assert told["lastReport"] == {"publicationDate": "2026-10-20"}

    text = client.get(f"{HERE}{listed['reportUri']}", headers={"accept": "text/plain"})
    assert text["Content-Type"].startswith("text/plain")
    assert "Checklists were used in every theatre." in text.content.decode()
    assert "St Anne's Hospital" in text.content.decode()


def test_what_is_told_is_read_back_as_it_was_published(client: Client) -> None:
    """Whoever reads the regulator's own files reads these: here our own reader of them."""
    made = country()
    trust, site = made["RX1"], made["RX101"]
    give_service(trust, site, "surgery", {**ALL_GOOD, KeyQuestion.SAFE: INADEQUATE}, REQUIRES, on=date(2015, 5, 1))
    give_service(trust, site, "maternity", ALL_GOOD, GOOD, on=date(2018, 5, 1))
    give_hospital(trust, site, {**ALL_GOOD, KeyQuestion.WELL_LED: REQUIRES}, GOOD, on=date(2018, 5, 1))
    give(trust, site, REQUIRES, on=date(2015, 5, 1))
    read = location_of(answer(client, "/locations/RX101"))
    assert read.rejected == ()
    told = {
        (each.service, str(each.key_question or ""), str(each.word), each.published_on, each.is_current)
        for each in read.ratings
    }
    names = {"surgery": "Surgery", "maternity": "Maternity", "": ""}
    rows = PublishedRating.objects.filter(site=site)
    standing = {row.pk for row in rows.standing(date(2026, 11, 22))}
    assert told == {
        (
            names[row.service_code],
            row.key_question,
            str(row.rating or row.non_rating),
            row.published_on,
            row.pk in standing,
        )
        for row in rows
    }
    assert read.is_nhs


def test_where_no_overall_rating_was_published_there_is_none(client: Client) -> None:
    made = country()
    give_service(made["RX1"], made["RX101"], "surgery", ALL_GOOD, GOOD)
    told = answer(client, "/locations/RX101")
    assert "overall" not in told["currentRatings"]
    assert "currentRatings" not in answer(client, "/locations/RX102")
    assert answer(client, "/locations/RX102")["reports"] == []


def test_a_provider_has_its_locations_and_whom_it_followed(client: Client) -> None:
    made = country()
    give(made["RX1"], None, REQUIRES, on=date(2025, 1, 1))
    give(made["RX1"], None, INADEQUATE, question=KeyQuestion.WELL_LED, on=date(2025, 1, 1))
    Succession.objects.create(predecessor=made["RX2"], successor=made["RX1"], on=date(2020, 4, 1))
    told = answer(client, "/providers/rx1")
    assert (told["providerId"], told["locationIds"]) == ("RX1", ["RX101", "RX102"])
    assert told["currentRatings"]["overall"]["rating"] == "Requires improvement"
    assert told["currentRatings"]["overall"]["organisationId"] == "RX1"
    assert "serviceRatings" not in told["currentRatings"]
    assert [each["name"] for each in told["currentRatings"]["overall"]["keyQuestionRatings"]] == ["Well-led"]
    assert told["relationships"] == [
        {
            "relatedProviderId": "RX2",
            "relatedProviderName": "Otter Moor NHS Foundation Trust",
            "type": "HSCA Predecessor",
            "reason": "NHS Transfer",
        }
    ]
    assert answer(client, "/providers/RX2")["relationships"][0]["type"] == "HSCA Successor"


def test_a_closed_one_says_so_and_keeps_its_last_provider(client: Client) -> None:
    trust = make_trust("RX3", "GONE NHS TRUST")
    site = make_hospital(trust, "RX301", closed_on=date(2020, 3, 31))
    SiteTrust.objects.filter(site=site).update(to_on=date(2020, 3, 31))
    told = answer(client, "/locations/RX301")
    assert (told["registrationStatus"], told["deregistrationDate"]) == ("Deregistered", "2020-03-31")
    assert told["providerId"] == "RX3"
    assert answer(client, "/providers/RX3")["locationIds"] == []


def test_what_is_not_public_yet_is_as_if_it_were_not_there(client: Client) -> None:
    made = country()
    trust, site = made["RX1"], made["RX101"]
    later = clock.now() + timedelta(hours=1)
    report = make_report(make_inspection(trust, site, state=InspectionState.PUBLISHED), published_at=later)
    give(trust, site, GOOD, report=report, on=later.date())
    told = answer(client, "/locations/RX101")
    assert "currentRatings" not in told
    assert told["reports"] == told["historicRatings"] == []
    link = report.inspection.reference
    assert client.get(f"{HERE}/reports/{link}").status_code == 404
    for nobody in (f"{link}.2", f"{link}.one", "nothing", "1." + "9" * 30):
        assert client.get(f"{HERE}/reports/{nobody}").status_code == 404
    assert client.get(f"{HERE}/locations/RX999").json() == {"detail": "No location has this id."}


def test_a_report_of_the_regulators_own_is_found_where_the_regulator_keeps_it(client: Client) -> None:
    made = country()
    address = "https://www.cqc.org.uk/location/RX101/reports"
    give(made["RX1"], made["RX101"], GOOD, source="cqc_api", report_reference="abc-1", report_link=address)
    assert client.get(f"{HERE}/reports/abc-1")["Location"] == address
    assert client.get(f"/demonstration{HERE}/reports/abc-1").status_code == 404
