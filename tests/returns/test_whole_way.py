"""A return from receipt to receipt: what is there after each step, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from oversight.measures.models import Observation
from oversight.organisations.models import Ward
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns.comparing import compare, rows_of
from oversight.returns.explaining import explain, waiting_findings
from oversight.returns.models import ReturnVersion, StoredFile, Submission
from oversight.returns.receipts import receipt_of
from oversight.returns.refusals import Refused
from oversight.returns.signing import return_to_preparer, send_for_signature, sign_and_accept, withdraw
from oversight.returns.states import State
from staffing.models import WardMonth
from tests.returns.making import (
    FAULTY,
    GOOD,
    MENDED,
    NOW,
    OAK,
    PERIOD,
    UNUSUAL,
    Place,
    accepted,
    checked,
    explained,
    make_inspector,
    make_person,
    make_place,
    national_csv,
    received,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


def test_a_file_is_kept_as_it_came_with_its_submission_and_its_news(place: Place) -> None:
    submission = received(place, filename=r"C:\returns\October.csv")
    assert (submission.state, submission.filename) == (State.RECEIVED, "October.csv")
    stored = StoredFile.objects.get(pk=sha256(GOOD).hexdigest())
    assert bytes(stored.content or b"") == GOOD
    event = OutboxEvent.objects.get(name="return.received")
    assert event.subject_id == submission.reference
    assert event.payload == {"kind": "staffing", "trust": "RX1", "period": PERIOD, "demonstration": False}
    assert list(AuditEntry.objects.values_list("action", "hashes")) == [("return.received", [stored.sha256])]


def test_a_return_without_a_fault_goes_the_whole_way(place: Place) -> None:
    version = accepted(place)
    assert (version.number, version.stands, version.late, version.reason) == (1, True, False, "")
    assert version.receipt.startswith(f"ST-RX1-{PERIOD}-V1-")
    assert version.file_sha256 == sha256(GOOD).hexdigest()
    rowan = WardMonth.objects.get(version=version, ward__name="Rowan")
    assert (rowan.day_registered_planned, rowan.day_registered_actual) == (Decimal(1710), Decimal("1602.5"))
    assert (rowan.patients, rowan.row, rowan.site_id) == (812, 2, place.site.pk)
    overall = Observation.objects.get(measure="chppd_overall", level="ward", subject=str(rowan.ward.public_id))
    assert (overall.numerator, overall.denominator) == (Decimal("4410.5"), Decimal(812))
    trust = Observation.objects.get(measure="fill_day_registered", level="trust")
    assert (trust.numerator, trust.denominator) == (Decimal("3192.5"), Decimal(3420))
    receipt = receipt_of(version)
    assert (receipt.prepared_by, receipt.signed_by, receipt.version) == ("Preparer", "Signatory", 1)
    assert receipt.content_sha256 == version.content_sha256 != ""
    assert "accurate and complete" in receipt.statement
    assert "offence" not in receipt.statement


def test_every_step_leaves_one_audit_entry_and_its_news(place: Place) -> None:
    version = accepted(place, UNUSUAL)
    steps = [
        "return.received",
        "return.checking",
        "return.checked",
        "return.explained",
        "return.signature_wanted",
        "return.accepted",
    ]
    reference = version.submission.reference
    assert list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True)) == steps
    entries = AuditEntry.objects.filter(subject_kind="submission", subject_id=reference).order_by("pk")
    assert [action for action in entries.values_list("action", flat=True) if action in steps] == steps
    last = entries.last()
    assert last is not None
    assert (last.person, last.hashes) == (place.signatory, [version.file_sha256, version.content_sha256])


def test_something_to_fix_stops_the_return(place: Place) -> None:
    submission = checked(place, FAULTY)
    assert (submission.state, submission.must_fix) == (State.TO_FIX, 1)
    finding = submission.findings.get(severity="must fix")
    assert (finding.row, finding.cell, finding.value, finding.place) == (2, "J2", "-5", "Rowan (RX101)")
    with pytest.raises(Refused, match="fix") as refused:
        send_for_signature(submission=submission, by=place.preparer, now=NOW)
    assert refused.value.code == "not_ready"
    with pytest.raises(Refused, match="mended in the file"):
        explain(submission=submission, finding_ids=[finding.pk], text="No.", by=place.preparer, now=NOW)
    assert not ReturnVersion.objects.exists()


def test_what_cannot_be_read_is_said_with_how_to_mend_it(place: Place) -> None:
    submission = checked(place, b"%PDF-1.7 and so on", filename="return.pdf")
    assert submission.state == State.UNREADABLE
    assert "PDF" in submission.note
    assert "Save" in submission.note


def test_something_to_explain_wants_an_answer_first(place: Place) -> None:
    submission = checked(place, UNUSUAL)
    assert (submission.state, submission.must_fix) == (State.TO_EXPLAIN, 0)
    with pytest.raises(Refused, match="explain"):
        send_for_signature(submission=submission, by=place.preparer, now=NOW)
    with pytest.raises(Refused, match="Write"):
        explained(place, submission, "  ")
    explained(place, submission, "Two bays were closed.")
    assert submission.state == State.READY
    assert not waiting_findings(submission).exists()


def test_findings_can_be_explained_one_after_another(place: Place) -> None:
    submission = checked(place, national_csv({"day_registered_actual": "800"}, {**OAK, "day_registered_actual": "700"}))
    first, *rest = waiting_findings(submission)
    explain(submission=submission, finding_ids=[first.pk], text="Closed bays.", by=place.preparer, now=NOW)
    assert submission.state == State.TO_EXPLAIN
    explain(submission=submission, finding_ids=[one.pk for one in rest], text="Sickness.", by=place.preparer, now=NOW)
    assert submission.state == State.READY
    explain(submission=submission, finding_ids=[first.pk], text="Two bays closed.", by=place.preparer, now=NOW)
    assert sorted(submission.explanations.values_list("text", flat=True)) == ["Sickness.", "Two bays closed."]


def test_the_preparer_does_not_sign_even_with_authority(place: Place) -> None:
    from datetime import date

    from oversight.accounts.models import Membership, Role

    Membership.objects.create(person=place.preparer, trust=place.trust, role=Role.SIGNATORY, from_on=date(2015, 1, 1))
    submission = sent(place)
    with pytest.raises(Refused) as refused:
        sign_and_accept(submission=submission, by=place.preparer, now=NOW, confirmed_with="password")
    assert refused.value.code == "own_work"
    submission.refresh_from_db()
    assert submission.state == State.AWAITING_SIGNATURE


def test_nobody_without_the_role_at_the_trust_does_a_step(place: Place) -> None:
    elsewhere = make_place("RX2")
    for stranger in (elsewhere.preparer, elsewhere.signatory, make_inspector(), make_person("nobody@x.example")):
        intruder = Place(place.trust, place.site, stranger, stranger)
        with pytest.raises(Refused) as refused:
            received(intruder)
        assert refused.value.code == "not_allowed"
    submission = sent(place)
    for person in (elsewhere.signatory, make_person("other@rx1.example")):
        with pytest.raises(Refused) as refused:
            sign_and_accept(submission=submission, by=person, now=NOW, confirmed_with="password")
        assert refused.value.code == "not_allowed"
    for deed in (
        lambda: withdraw(submission=submission, by=elsewhere.preparer, now=NOW),
        lambda: return_to_preparer(submission=submission, reason="No.", by=elsewhere.signatory, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "not_allowed"
    assert not ReturnVersion.objects.exists()


def test_who_sees_what(place: Place) -> None:
    elsewhere = make_place("RX2")
    version = accepted(place)
    day = NOW.date()
    assert Submission.objects.visible_to(place.preparer, day).count() == 1
    assert Submission.objects.visible_to(elsewhere.preparer, day).count() == 0
    inspector = make_inspector()
    assert Submission.objects.visible_to(inspector, day).count() == 0
    assert list(ReturnVersion.objects.visible_to(inspector, day)) == [version]
    assert not ReturnVersion.objects.visible_to(elsewhere.signatory, day).exists()


def test_a_signatory_can_return_it_and_it_can_come_again(place: Place) -> None:
    submission = sent(place)
    with pytest.raises(Refused, match="mended"):
        return_to_preparer(submission=submission, reason=" ", by=place.signatory, now=NOW)
    return_to_preparer(submission=submission, reason="Check Oak.", by=place.signatory, now=NOW)
    assert (submission.state, submission.note) == (State.RETURNED, "Check Oak.")
    send_for_signature(submission=submission, by=place.preparer, now=NOW)
    assert sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password").number == 1


def test_a_correction_is_a_new_version_and_the_old_one_stays(place: Place) -> None:
    first = accepted(place)
    with pytest.raises(Refused) as refused:
        received(place, MENDED)
    assert refused.value.code == "reason_wanted"
    later = NOW + timedelta(days=1)
    second = accepted(place, MENDED, reason="An agency shift was missing.", now=later)
    first.refresh_from_db()
    assert (first.stands, first.replaced_at) == (False, later)
    assert (second.number, second.stands, second.reason) == (2, True, "An agency shift was missing.")
    assert [row.values["day_registered_actual"] for row in rows_of(first)] == ["1602.5", "1590"]
    assert WardMonth.objects.filter(version=first).count() == WardMonth.objects.filter(version=second).count() == 2
    present = Observation.objects.get(measure="fill_day_registered", level="trust", known_to__isnull=True)
    assert (present.version_id, present.numerator) == (second.pk, Decimal("3202.5"))
    past = Observation.objects.get(measure="fill_day_registered", level="trust", known_to=later)
    assert past.numerator == Decimal("3192.5")


def test_the_identical_file_is_recognised(place: Place) -> None:
    first = accepted(place)
    with pytest.raises(Refused) as refused:
        received(place, GOOD, reason="Again.")
    assert (refused.value.code, refused.value.version) == ("identical", first)
    second = accepted(place, MENDED, reason="An agency shift was missing.")
    third = accepted(place, GOOD, reason="The shift was another ward's after all.")
    assert (second.number, third.number) == (2, 3)


def test_what_a_correction_changes_is_shown(place: Place) -> None:
    accepted(place)
    content = national_csv({"day_registered_actual": "1612.50", "patients": "813"}, {"ward": "Hazel"})
    submission = checked(place, content, reason="Late rosters.")
    comparison = compare(submission)
    assert [row.place for row in comparison.new] == ["Hazel (RX101)"]
    assert [row.place for row in comparison.missing] == ["Oak (RX101)"]
    (changed,) = comparison.changed
    assert [(one.column, one.old, one.new) for one in changed.changes] == [
        ("day_registered_actual", "1602.5", "1612.5"),
        ("patients", "812", "813"),
    ]
    assert comparison.unchanged == ()


def test_a_new_ward_is_entered_with_the_acceptance_and_not_before(place: Place) -> None:
    content = national_csv({}, OAK, {"ward": "Hazel", "day_care_actual": "1000"})
    submission = sent(place, content)
    assert not Ward.objects.filter(name="Hazel").exists()
    version = sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    hazel = Ward.objects.get(name="Hazel")
    assert WardMonth.objects.get(version=version, ward=hazel).day_care_actual == 1000
    assert set(version.place_keys.values()) == {str(hazel.public_id)}
    keys = {row.key for row in rows_of(version)}
    assert str(hazel.public_id) in keys
    assert submission.findings.get(rule="staffing.ward_new").place_key == str(hazel.public_id)
    correction = checked(place, national_csv({}, OAK, {"ward": "Hazel"}), reason="Hours.")
    assert [change.row.place for change in compare(correction).changed] == ["Hazel (RX101)"]


def test_a_version_accepted_since_the_check_makes_it_stale(place: Place) -> None:
    older = checked(place, MENDED)
    accepted(place, GOOD)
    with pytest.raises(Refused):
        send_for_signature(submission=older, by=place.preparer, now=NOW)
    assert Submission.objects.get(pk=older.pk).state == State.WITHDRAWN


def test_a_newer_one_sent_withdraws_the_older_and_says_so(place: Place) -> None:
    older, newer = sent(place, GOOD), sent(place, MENDED)
    older.refresh_from_db()
    assert (older.state, older.note) == (State.WITHDRAWN, f"Replaced by {newer.reference}.")
    assert Submission.objects.get(pk=newer.pk).state == State.AWAITING_SIGNATURE


def test_an_older_one_does_not_push_out_a_newer_one(place: Place) -> None:
    older = checked(place, GOOD)
    newer = sent(place, MENDED)
    older.refresh_from_db()
    assert older.state == State.WITHDRAWN
    third = checked(place, UNUSUAL)
    assert Submission.objects.get(pk=newer.pk).state == State.AWAITING_SIGNATURE
    withdraw(submission=newer, by=place.preparer, now=NOW)
    explained(place, third)
    assert send_for_signature(submission=third, by=place.preparer, now=NOW).state == State.AWAITING_SIGNATURE


@pytest.mark.parametrize(
    ("period", "says"),
    [("2026-13", "month"), ("October", "month"), ("2026-12", "not begun"), ("2014-04", "first collected")],
)
def test_a_period_is_a_real_month_that_has_begun(place: Place, period: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        received(place, period=period)
    assert refused.value.code == "period"


def test_too_large_a_file_is_refused_at_the_door(place: Place, settings: object) -> None:
    settings.RETURN_FILE_LIMIT_BYTES = 100  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="100 bytes or less") as refused:
        received(place)
    assert refused.value.code == "too_large"
    assert not StoredFile.objects.exists()


def test_late_is_said_of_the_first_version_and_taken_over_by_its_corrections(place: Place) -> None:
    # October 2026 opens on Monday 2 November and closes at midday on Monday 16 November.
    in_time = accepted(place, now=NOW.replace(day=16, hour=12, minute=0))
    assert not in_time.late
    correction = accepted(place, MENDED, reason="Late rosters.", now=NOW.replace(day=20))
    assert not correction.late
    other = make_place("RX2")
    content = GOOD.replace(b"RX1", b"RX2")
    late = accepted(other, content, now=NOW.replace(day=16, hour=12, minute=1))
    assert late.late
    assert accepted(other, MENDED.replace(b"RX1", b"RX2"), reason="x", now=NOW.replace(day=17)).late
