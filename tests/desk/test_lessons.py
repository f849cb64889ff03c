"""What a trust teaches once: what its headings mean, which unit is no ward, and which ward goes by another name."""

from __future__ import annotations

import re
from html import unescape

import pytest

from oversight.organisations.models import SetAsideUnit, Ward, WardAlias
from oversight.records.models import AuditEntry
from oversight.returns.checking import check_submission
from oversight.returns.models import Submission
from oversight.returns.states import State
from staffing.models import HeadingMapping
from tests.desk.pages import links_of, page, text_of, title_of
from tests.returns.making import GOOD, NOW, OAK, accepted, checked, national_csv, sent

pytestmark = pytest.mark.django_db

OWN = (
    b"Unit,Place,RND P,RND A,HCD P,HCD A,RNN P,RNN A,HCN P,HCN A,Pts\n"
    b"Rowan,RX101,1710,1602.5,1080,1105,1023,990,682,713,812\n"
    b"Oak,RX101,1710,1590,1080,1010,1023,990,682,713,790\n"
)
MEANINGS = {
    "Unit": "ward",
    "Place": "site_code",
    "RND P": "day_registered_planned",
    "RND A": "day_registered_actual",
    "HCD P": "day_care_planned",
    "HCD A": "day_care_actual",
    "RNN P": "night_registered_planned",
    "RNN A": "night_registered_actual",
    "HCN P": "night_care_planned",
    "HCN A": "night_care_actual",
    "Pts": "patients",
}


def address(submission: Submission, below: str = "") -> str:
    return f"/workspace/returns/{submission.reference}/{below}"


def said(client, submission: Submission, meanings: dict[str, str]) -> dict[str, str]:
    """Return the form's fields filled in, by the headings that stand as their labels."""
    source = client.get(address(submission, "headings/")).content.decode()
    labels = re.findall(r'<label class="nhsuk-label[^"]*" for="(heading-\d+)">\s*(.*?)\s*</label>', source, re.S)
    assert labels
    return {name: meanings.get(unescape(text), "") for name, text in labels}


def test_headings_of_its_own_are_explained_once_and_kept_for_every_later_file(place, signed_in) -> None:
    submission = checked(place, OWN, filename="rota.csv")
    assert submission.state == State.UNREADABLE
    client = signed_in(place.preparer)
    assert address(submission, "headings/") in links_of(client.get(address(submission)))
    told = page(client, address(submission, "headings/"))
    assert "These are the headings in row 1" in told
    answer = client.post(address(submission, "headings/"), said(client, submission, MEANINGS), follow=True)
    assert "Kept for this and every later file" in text_of(answer)
    again = check_submission(submission_id=submission.pk, now=NOW)
    assert (again.state, again.rows_read) == (State.READY, 2), list(again.findings.values("rule", "message"))
    assert dict(HeadingMapping.objects.filter(trust=place.trust).values_list("heading", "column")) == MEANINGS
    later = checked(place, OWN.replace(b"812", b"813"), filename="later.csv")
    assert later.state == State.READY
    assert AuditEntry.objects.filter(action="trust.headings_mapped", person=place.preparer).count() == 1


def test_two_headings_for_one_column_are_refused_and_nothing_is_kept(place, signed_in) -> None:
    submission = checked(place, OWN)
    client = signed_in(place.preparer)
    twice = said(client, submission, {**MEANINGS, "RND A": "day_registered_planned"})
    answer = client.post(address(submission, "headings/"), twice)
    assert title_of(answer).startswith("Error: ")
    assert "cannot both be" in text_of(answer)
    assert not HeadingMapping.objects.exists()


def test_what_was_said_of_a_heading_can_be_taken_back(place, signed_in) -> None:
    submission = checked(place, OWN)
    client = signed_in(place.preparer)
    client.post(address(submission, "headings/"), said(client, submission, MEANINGS))
    check_submission(submission_id=submission.pk, now=NOW)
    client.post(address(submission, "headings/"), said(client, submission, {**MEANINGS, "Pts": ""}))
    assert not HeadingMapping.objects.filter(column="patients").exists()
    assert check_submission(submission_id=submission.pk, now=NOW).must_fix == 1


def test_a_missing_column_leads_to_the_headings(place, signed_in) -> None:
    submission = checked(place, GOOD.replace(b"Cumulative count over the month of patients at 23:59 each day", b"Pts"))
    assert submission.findings.filter(rule="staffing.heading_missing").exists()
    assert address(submission, "headings/") in links_of(signed_in(place.preparer).get(address(submission)))


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"1,2,3\n4,5,6\n"])
def test_a_file_without_headings_has_none_to_explain(place, signed_in, content) -> None:
    submission = checked(place, content)
    client = signed_in(place.preparer)
    assert address(submission, "headings/") not in links_of(client.get(address(submission)))
    answer = client.get(address(submission, "headings/"), follow=True)
    assert "There is no row of headings in this file" in text_of(answer)


def test_a_signatory_teaches_nothing(place, elsewhere, signed_in) -> None:
    submission = checked(place, OWN)
    for person in (place.signatory, elsewhere.preparer):
        assert signed_in(person).post(address(submission, "headings/"), {"heading-1": "ward"}).status_code == 404
    assert not HeadingMapping.objects.exists()


WITH_UNITS = national_csv({}, {**OAK, "ward": "Oak Unit"}, {"ward": "Ward Clerks", "patients": "700"})


def unit_fields(submission: Submission, **what: str) -> dict[str, str]:
    """Return the form's fields: for each unit by its name what it is, and the ward that it is."""
    numbers = {finding.value: finding.position for finding in submission.findings.filter(rule="staffing.ward_new")}
    fields = {}
    for name, number in numbers.items():
        choice = what.get(name.replace(" ", "_"), "new")
        fields[f"unit-{number}"] = "same" if "-" in choice and choice != "no-ward" else choice
        fields[f"ward-{number}"] = choice if "-" in choice and choice != "no-ward" else ""
    return fields


def test_a_unit_is_set_aside_and_another_matched_once_and_for_all(place, signed_in) -> None:
    submission = checked(place, WITH_UNITS)
    oak = str(Ward.objects.get(name="Oak").public_id)
    client = signed_in(place.preparer)
    assert address(submission, "units/") in links_of(client.get(address(submission)))
    told = page(client, address(submission, "units/"))
    assert "Ward Clerks" in told
    assert "Oak (General Hospital)" in told
    answer = client.post(
        address(submission, "units/"), unit_fields(submission, Ward_Clerks="no-ward", Oak_Unit=oak), follow=True
    )
    assert "Kept for this and every later file" in text_of(answer)
    assert SetAsideUnit.objects.get(trust=place.trust).name == "Ward Clerks"
    assert WardAlias.objects.get(ward__name="Oak").name == "Oak Unit"
    again = check_submission(submission_id=submission.pk, now=NOW)
    assert not again.findings.filter(rule="staffing.ward_new").exists()
    assert len(again.rows) == 2
    assert "1 set aside as no wards" in page(client, address(submission))


def test_new_wards_teach_nothing_and_lead_on_to_explaining(place, signed_in) -> None:
    submission = checked(place, WITH_UNITS)
    answer = signed_in(place.preparer).post(address(submission, "units/"), unit_fields(submission))
    assert (answer.status_code, answer["Location"]) == (302, address(submission, "explain/"))
    assert not SetAsideUnit.objects.exists()


def test_a_match_without_a_ward_is_refused_and_nothing_is_kept(place, signed_in) -> None:
    submission = checked(place, WITH_UNITS)
    fields = unit_fields(submission, Ward_Clerks="no-ward")
    oak_unit = submission.findings.get(rule="staffing.ward_new", value="Oak Unit").position
    fields[f"unit-{oak_unit}"] = "same"
    for ward in ("", "not-an-id", "00000000-0000-0000-0000-000000000000"):
        answer = signed_in(place.preparer).post(address(submission, "units/"), {**fields, f"ward-{oak_unit}": ward})
        assert "Choose which of your wards Oak Unit is" in text_of(answer)
    assert not SetAsideUnit.objects.exists()


def test_another_trusts_ward_is_no_match(place, elsewhere, signed_in) -> None:
    submission = checked(place, WITH_UNITS)
    foreign = str(Ward.objects.get(trust=elsewhere.trust, name="Oak").public_id)
    answer = signed_in(place.preparer).post(address(submission, "units/"), unit_fields(submission, Oak_Unit=foreign))
    assert "Choose which of your wards" in text_of(answer)
    assert not WardAlias.objects.exists()


def test_what_is_sent_is_taught_no_more(place, signed_in) -> None:
    submission = sent(place, WITH_UNITS)
    client = signed_in(place.preparer)
    assert client.get(address(submission, "units/"))["Location"] == address(submission)
    client.post(address(submission, "units/"), unit_fields(submission, Ward_Clerks="no-ward"))
    assert not SetAsideUnit.objects.exists()
    version = accepted(place, WITH_UNITS.replace(b"700", b"701"))
    assert address(version.submission, "units/") not in links_of(client.get(address(version.submission)))


def test_a_file_full_of_strange_units_is_dealt_with_by_the_hundred(place, signed_in) -> None:
    rows = ({"ward": f"Unit {number}", "patients": str(100 + number)} for number in range(103))
    submission = checked(place, national_csv(*rows))
    client = signed_in(place.preparer)
    told = page(client, address(submission, "units/"))
    assert "These are the first 100; 3 others follow once these are dealt with" in told
    fields = {f"unit-{finding.position}": "no-ward" for finding in submission.findings.filter(rule="staffing.ward_new")}
    client.post(address(submission, "units/"), fields)
    assert SetAsideUnit.objects.count() == 100
    check_submission(submission_id=submission.pk, now=NOW)
    assert "Unit 102" in page(client, address(submission, "units/"))


def test_a_file_with_a_heading_in_every_column_is_shown_its_first_ones(place, signed_in) -> None:
    wide = ",".join(f"Column {number}" for number in range(1000)) + "\n" + ",".join("1" for _ in range(1000)) + "\n"
    submission = checked(place, wide.encode())
    assert page(signed_in(place.preparer), address(submission, "headings/")).count("Not understood") == 200
