"""The check as workers do it: once, with true progress, again after a worker died, and given up in sight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from oversight.records.models import Delivery
from oversight.records.outbox import deliver_waiting
from oversight.returns.checking import check_again, check_submission, give_up
from oversight.returns.kinds import kind_of
from oversight.returns.models import FindingRecord, Submission
from oversight.returns.moving import withdraw
from oversight.returns.refusals import Refused
from oversight.returns.states import State
from staffing.declaration import StaffingReturn
from tests.returns.making import (
    FAULTY,
    GOOD,
    NOW,
    OAK,
    UNUSUAL,
    checked,
    explained,
    make_place,
    national_csv,
    received,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_news_of_a_receipt_has_it_checked() -> None:
    submission = received(make_place(), UNUSUAL)
    deliver_waiting(now=NOW)
    submission.refresh_from_db()
    assert submission.state == State.TO_EXPLAIN
    assert submission.findings.count() == submission.to_explain > 0
    assert (submission.rows_read, submission.layout, submission.base_version) == (2, "national", None)
    assert submission.progress_done == submission.progress_total == len(UNUSUAL)


def test_checking_twice_changes_nothing() -> None:
    submission = checked(make_place(), FAULTY)
    before = list(FindingRecord.objects.values_list("pk", "rule"))
    again = check_submission(submission_id=submission.pk, now=NOW)
    assert again.state == State.TO_FIX
    assert list(FindingRecord.objects.values_list("pk", "rule")) == before


def test_progress_is_seen_by_others_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another connection sees the state and how far the reading has come, before anything is finished."""
    submission = received(make_place(), national_csv(*({"ward": f"Ward {number}"} for number in range(20_000))))
    seen: list[tuple[str, bool]] = []
    monkeypatch.setattr("oversight.returns.checking._SECONDS_BETWEEN_TELLINGS", 0)
    real = StaffingReturn.read_and_check

    def watched(self: StaffingReturn, **given: object) -> object:
        tell = given["progress"]

        def telling(done: int, total: int) -> None:
            tell(done, total)  # type: ignore[operator]
            assert not connection.in_atomic_block
            row = Submission.objects.values("state", "progress_done", "progress_total").get(pk=submission.pk)
            seen.append((row["state"], 0 < row["progress_done"] <= row["progress_total"]))

        return real(self, **{**given, "progress": telling})  # type: ignore[arg-type]

    monkeypatch.setattr(StaffingReturn, "read_and_check", watched)
    deliver_waiting(now=NOW)
    assert len(seen) > 2
    assert set(seen) == {("checking", True)}


class Dies(BaseException):
    """A worker that ends here, as by a kill: nothing after it is done."""


def test_a_worker_killed_in_the_middle_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = received(make_place(), UNUSUAL)
    with monkeypatch.context() as patched:
        patched.setattr("oversight.returns.checking._keep_findings", _dying)
        with pytest.raises(Dies):
            deliver_waiting(now=NOW)
    submission.refresh_from_db()
    assert (submission.state, submission.findings.count()) == (State.CHECKING, 0)
    # The check, and the marking that hears of it.
    assert deliver_waiting(now=NOW + timedelta(minutes=1)) == 2
    submission.refresh_from_db()
    assert submission.state == State.TO_EXPLAIN
    assert Delivery.objects.get(subscriber="returns.check").state == Delivery.State.DONE


def _dying(*_: object, **__: object) -> int:
    raise Dies


def test_a_check_that_fails_three_times_is_told_to_the_person_who_can_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = make_place()
    submission = received(place)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(StaffingReturn, "read_and_check", fail)
        for minutes in (0, 2, 4):
            submission.refresh_from_db()
            assert submission.state != State.FAILED
            deliver_waiting(now=NOW + timedelta(minutes=minutes))
    submission.refresh_from_db()
    assert submission.state == State.FAILED
    assert "kept" in submission.note
    assert Delivery.objects.get(subscriber="returns.check").state == Delivery.State.SET_ASIDE
    with pytest.raises(Refused):
        check_again(submission=submission, by=place.signatory, now=NOW)
    check_again(submission=submission, by=place.preparer, now=NOW)
    deliver_waiting(now=NOW + timedelta(minutes=9))
    submission.refresh_from_db()
    assert (submission.state, submission.note) == (State.READY, "")


def test_a_worker_that_dies_each_time_is_given_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = received(make_place())
    monkeypatch.setattr("oversight.returns.checking._keep_findings", _dying)
    for minutes in range(3):
        with pytest.raises(Dies):
            deliver_waiting(now=NOW + timedelta(minutes=minutes))
    deliver_waiting(now=NOW + timedelta(minutes=4))
    submission.refresh_from_db()
    assert submission.state == State.FAILED


def test_what_was_withdrawn_meanwhile_stays_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place()
    submission = received(place)
    real = StaffingReturn.read_and_check

    def withdrawn_meanwhile(self: StaffingReturn, **given: object) -> object:
        checked_rows = real(self, **given)  # type: ignore[arg-type]
        withdraw(submission=Submission.objects.get(pk=submission.pk), by=place.preparer, now=NOW)
        return checked_rows

    monkeypatch.setattr(StaffingReturn, "read_and_check", withdrawn_meanwhile)
    assert check_submission(submission_id=submission.pk, now=NOW).state == State.WITHDRAWN
    assert not submission.findings.exists()
    deliver_waiting(now=NOW)
    assert Submission.objects.get(pk=submission.pk).state == State.WITHDRAWN


def test_giving_up_leaves_a_finished_check_alone() -> None:
    submission = checked(make_place())
    event = submission_event(submission)
    with transaction.atomic():
        give_up(event, NOW)
    assert Submission.objects.get(pk=submission.pk).state == State.READY


def submission_event(submission: Submission) -> object:
    from oversight.records.models import OutboxEvent

    return OutboxEvent.objects.get(name="return.received", subject_id=submission.reference)


def test_a_second_check_keeps_the_answers_and_takes_in_what_is_on_record_now() -> None:
    place = make_place(wards=["Rowan"])
    submission = explained(place, checked(place, UNUSUAL), "Two bays were closed.")
    assert submission.findings.filter(rule="staffing.ward_new").count() == 1
    from oversight.organisations.models import Ward

    Ward.objects.create(trust=place.trust, site=place.site, name="Oak", name_key="oak")
    check_again(submission=submission, by=place.preparer, now=NOW)
    submission = check_submission(submission_id=submission.pk, now=NOW)
    assert not submission.findings.filter(rule="staffing.ward_new").exists()
    assert submission.state == State.READY
    assert set(submission.findings.values_list("explanation__text", flat=True)) == {"Two bays were closed."}
    assert submission.explanations.count() == 1


def test_a_file_with_thousands_of_faults_tells_every_one() -> None:
    rows = [{**OAK, "ward": f"Ward {number}", "day_registered_actual": "x"} for number in range(3_000)]
    submission = checked(make_place(), national_csv(*rows))
    assert submission.state == State.TO_FIX
    assert submission.must_fix == submission.findings.filter(severity="must fix").count() == 3_000


def test_the_findings_hold_what_a_database_cannot() -> None:
    content = GOOD.replace(b"1602.5", b"16\x0002.5")
    submission = checked(make_place(), content)
    assert submission.state in (State.TO_FIX, State.UNREADABLE)


def test_the_kind_of_return_is_known_by_its_code() -> None:
    assert kind_of("staffing").title == "Ward staffing return"
    with pytest.raises(Refused, match="no return called 'complaint'"):
        kind_of("complaint")
