"""What acceptance enters and stores, for files of each layout, month after month."""

from __future__ import annotations

import csv
import io

import pytest

from oversight.measures.models import Observation
from oversight.organisations.models import SetAsideUnit, Ward
from oversight.records.models import AuditEntry
from oversight.returns.models import Submission
from oversight.returns.refusals import Refused
from oversight.returns.signing import sign_and_accept
from staffing.models import WardMonth
from staffing.on_record import hours_of
from tests.returns.making import GOOD, NOW, PERIOD, Place, accepted, checked, make_place, national_csv, sent

pytestmark = pytest.mark.django_db
ROTA = (
    *("Name", "Site Name", "Speciality 1", "Speciality 2", "Day Reg Planned Hrs", "Day Reg Actual Hrs"),
    *("Day Unreg Planned Hrs", "Day Unreg Actual Hrs", "Night Reg Planned Hrs", "Night Reg Actual Hrs"),
    *("Night Unreg Planned Hrs", "Night Unreg Actual Hrs", "Patient Count At Midnight", "Missing Census Count"),
    *("Division", "Month", "", ""),
)


def rota(*wards: tuple[str, str], months: tuple[str, ...] = ("01/09/2026", "01/10/2026"), site_code: str = "") -> bytes:
    """Return a rota system's export of wards, each with its site, for several months."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(ROTA if not site_code else ("Site Code", *ROTA))
    for month in months:
        for number, (name, site) in enumerate(wards):
            hours = [f"1,{hundreds}{number}.25" for hundreds in ("71", "60", "08", "10", "02", "99", "68", "71")]
            row = [name, site, "300", "-", *hours, "800", "0", "Medicine", month, "", ""]
            writer.writerow([site_code, *row] if site_code else row)
    return out.getvalue().encode()


@pytest.fixture
def bare() -> Place:
    """A trust of which no site and no ward is on record."""
    place = make_place(wards=())
    place.trust.sites.all().delete()
    return place


WARDS = (("Ward 1", "General"), ("Ward 2", "General"), ("Ward 1", "Riverside"))


def test_sites_known_by_name_alone_keep_their_wards_apart_month_after_month(bare: Place) -> None:
    first = accepted(bare, rota(*WARDS), period="2026-09")
    found = Ward.objects.order_by("pk").values_list("name", "site_name", "site")
    assert list(found) == [(name, site, None) for name, site in WARDS]
    second = accepted(bare, rota(*WARDS))
    assert Ward.objects.count() == 3
    assert not second.submission.findings.filter(rule__in=["staffing.ward_new", "staffing.ward_ambiguous"]).exists()
    assert {month.ward_id for month in first.ward_months.all()} == {month.ward_id for month in second.ward_months.all()}
    assert Observation.objects.filter(level="site").count() == 0
    assert Observation.objects.filter(level="ward", measure="fill_registered").count() == 6


def test_a_site_code_that_is_on_no_record_is_found_again_next_month(bare: Place) -> None:
    accepted(bare, rota(*WARDS[:2], site_code="RX999"), period="2026-09")
    assert set(Ward.objects.values_list("site_name", flat=True)) == {"RX999"}
    second = accepted(bare, rota(*WARDS[:2], site_code="RX999"))
    assert Ward.objects.count() == 2
    assert not second.submission.findings.filter(rule="staffing.ward_new").exists()


def test_a_ward_spelt_otherwise_is_the_same_ward(bare: Place) -> None:
    accepted(bare, rota(("St. Mary’s Ward", "General")), period="2026-09")
    accepted(bare, rota(("ST MARYS  WARD", "GENERAL")))
    assert Ward.objects.count() == 1


def test_rows_of_other_months_and_units_set_aside_are_stored_nowhere(bare: Place) -> None:
    SetAsideUnit.objects.create(trust=bare.trust, name="Ward clerks", name_key="ward clerks", set_aside_at=NOW)
    version = accepted(bare, rota(*WARDS, ("WARD CLERKS", "General")))
    submission = Submission.objects.get(pk=version.submission_id)
    assert (submission.layout, submission.rows_read, submission.rows_other_periods) == ("rota", 8, 4)
    assert submission.totals["set_aside"] == 1
    assert WardMonth.objects.count() == 3
    assert str(WardMonth.objects.first().day_registered_planned) == "1710.25"  # type: ignore[union-attr]


def test_a_ward_takes_over_the_specialties_that_its_return_gives() -> None:
    place = make_place()
    accepted(place, GOOD)
    assert place.trust.wards.get(name="Rowan").specialty_1 == "300 - GENERAL MEDICINE"


def test_texts_longer_than_the_register_keeps_do_no_harm(bare: Place) -> None:
    version = accepted(bare, rota(("W" * 100, "S" * 300)))
    assert version.ward_months.get().site_name == "S" * 300
    assert len(Ward.objects.get().site_name) == 200


def test_what_is_stored_is_read_back_as_it_was_checked() -> None:
    place = make_place()
    submission = sent(place, national_csv({"day_registered_actual": "1600.333333333333", "night_care_actual": "700"}))
    sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    hours = hours_of(WardMonth.objects.select_related("ward", "site").get())
    assert [str(one) for one in hours.hours[:8]] == [
        *("1710", "1600.333333333333", "1080", "1105", "1023", "990", "682", "700")
    ]
    assert hours.hours[8:] == (None,) * 16


def test_two_spellings_of_one_new_ward_are_not_accepted_as_two(bare: Place) -> None:
    submission = checked(bare, rota(("Hazel", "General"), ("Oak", "General")))
    rows = [{**row, "values": {**row["values"], "ward": "Hazel"}} for row in submission.rows]
    Submission.objects.filter(pk=submission.pk).update(rows=rows)
    from tests.returns.making import explained

    submission = explained(bare, Submission.objects.get(pk=submission.pk))
    from oversight.returns.signing import send_for_signature

    send_for_signature(submission=submission, by=bare.preparer, now=NOW)
    with pytest.raises(Refused) as refused:
        sign_and_accept(submission=submission, by=bare.signatory, now=NOW, confirmed_with="password")
    assert refused.value.code == "two_rows_one_ward"
    assert not Ward.objects.exists()


def test_new_wards_are_told_to_the_audit() -> None:
    place = make_place(wards=())
    accepted(place, GOOD, period=PERIOD)
    entry = AuditEntry.objects.get(action="wards.added")
    assert entry.person == place.signatory
