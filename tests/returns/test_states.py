"""The list of ways between states, and that the database keeps the same list."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.returns import states
from oversight.returns.models import FindingRecord, ReturnVersion, Signature, StoredFile, Submission
from oversight.returns.moving import move
from oversight.returns.refusals import Refused
from oversight.returns.states import CLOSED, OPEN, TRANSITIONS, State
from tests.returns.making import GOOD, NOW, PERIOD, Place, accepted, checked, make_place, received, sent

NOBODY = System("test")
CHECKED = {"content_sha256": "0" * 64}


def test_every_way_is_listed_once_and_every_open_state_has_a_way_out() -> None:
    pairs = states.pairs()
    assert len(pairs) == len(set(pairs))
    for state in State:
        assert (state in {way.before for way in TRANSITIONS}) == (state in OPEN)
    for state in OPEN:
        assert states.transition(state, State.WITHDRAWN) is not None


def test_acceptance_comes_from_the_signature_alone() -> None:
    assert [way.before for way in TRANSITIONS if way.after == State.ACCEPTED] == [State.AWAITING_SIGNATURE]
    assert {way.before for way in TRANSITIONS if way.after == State.AWAITING_SIGNATURE} == {State.READY, State.RETURNED}


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(st.sampled_from(list(State)), max_size=12))
@example(wishes=[State.CHECKING, State.READY, State.AWAITING_SIGNATURE])
@example(wishes=[State.CHECKING, State.READY, State.AWAITING_SIGNATURE, State.RETURNED, State.AWAITING_SIGNATURE])
def test_only_listed_moves_are_made_by_us_or_by_the_database(wishes: list[State]) -> None:
    """Whatever moves are asked for, in whatever order: the service and the database agree on each one."""
    # Each list of wishes begins with nothing sent: what one leaves waiting would stand in the next one's way.
    with transaction.atomic():
        _ask_for(wishes, make_place())
        transaction.set_rollback(True)


def _ask_for(wishes: list[State], place: Place) -> None:
    submission = received(place)
    entries, events = AuditEntry.objects.count(), OutboxEvent.objects.count()
    moves = 0
    for wish in wishes:
        before = State(submission.state)
        listed = states.transition(before, wish) is not None
        if not listed and wish != before:
            with pytest.raises(DatabaseError), transaction.atomic():
                Submission.objects.filter(pk=submission.pk).update(state=str(wish))
        try:
            with transaction.atomic():
                move(submission, wish, by=NOBODY, now=NOW, **CHECKED)
        except Refused:
            assert not listed
        else:
            assert listed
            moves += 1
        submission.refresh_from_db()
        assert submission.state == (wish if listed else before)
    assert AuditEntry.objects.count() - entries == moves
    assert OutboxEvent.objects.count() - events == moves


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


def test_a_move_that_somebody_else_made_first_is_refused(place: Place) -> None:
    submission = checked(place)
    stale = Submission.objects.get(pk=submission.pk)
    move(submission, State.WITHDRAWN, by=place.preparer, now=NOW)
    with pytest.raises(Refused, match="Open it again") as refused:
        move(stale, State.AWAITING_SIGNATURE, by=place.preparer, now=NOW)
    assert refused.value.code == "moved_on"


def _refuses(pattern: str) -> object:
    return pytest.raises(DatabaseError, match=pattern)


def test_the_database_keeps_what_was_sent(place: Place) -> None:
    submission = received(place)
    for changed in ({"period": "2026-09"}, {"prepared_by": place.signatory}, {"reference": "AAAA-BBBB-CCCC"}):
        with _refuses("Cannot update"), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(**changed)
    with _refuses("Cannot insert"), transaction.atomic():
        Submission.objects.create(
            kind="staffing",
            trust=place.trust,
            period=PERIOD,
            file_id=submission.file_id,
            filename="x.csv",
            prepared_by=place.preparer,
            received_at=NOW,
            state=str(State.ACCEPTED),
            state_at=NOW,
            **CHECKED,
        )


def test_the_database_keeps_what_is_being_signed(place: Place) -> None:
    submission = sent(place)
    for changed in ({"rows": []}, {"content_sha256": "1" * 64}, {"correction_reason": "x"}, {"base_version": 4}):
        with _refuses("Cannot update"), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(**changed)


def test_the_database_refuses_a_signature_by_the_preparer_or_for_another_content(place: Place) -> None:
    submission = sent(place)
    signed = {
        "submission": submission,
        "signed_as": "Signatory",
        "signed_at": NOW,
        "statement_version": "1",
        "statement": "x",
        "confirmed_with": "password",
    }
    with _refuses("does not sign"), transaction.atomic():
        Signature.objects.create(signed_by=place.preparer, content_sha256=submission.content_sha256, **signed)
    with _refuses("was shown"), transaction.atomic():
        Signature.objects.create(signed_by=place.signatory, content_sha256="2" * 64, **signed)


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_version_that_nobody_signed() -> None:
    place = make_place()
    submission = sent(place)
    with _refuses("accepted and signed"), transaction.atomic():
        ReturnVersion.objects.create(
            receipt="x",
            kind="staffing",
            trust=place.trust,
            period=PERIOD,
            number=1,
            submission=submission,
            file_sha256=submission.file_id,
            content_sha256=submission.content_sha256,
            accepted_at=NOW,
        )


def test_the_database_keeps_versions_signatures_and_bytes(place: Place) -> None:
    version = accepted(place)
    for deed in (
        lambda: ReturnVersion.objects.filter(pk=version.pk).update(content_sha256="3" * 64),
        lambda: ReturnVersion.objects.filter(pk=version.pk).update(late=True),
        lambda: Signature.objects.update(statement="Something else."),
        lambda: Signature.objects.all().delete(),
        lambda: StoredFile.objects.update(content=b"something else"),
        lambda: StoredFile.objects.filter(pk=version.file_sha256).delete(),
    ):
        with _refuses("Cannot"), transaction.atomic():
            deed()


def test_one_version_stands_and_one_submission_awaits_signature(place: Place) -> None:
    first, second = checked(place), checked(place)
    move(first, State.AWAITING_SIGNATURE, by=place.preparer, now=NOW)
    with pytest.raises(IntegrityError, match="one_submission_awaits_signature"), transaction.atomic():
        Submission.objects.filter(pk=second.pk).update(state=str(State.AWAITING_SIGNATURE))


def test_what_must_be_fixed_cannot_be_explained_in_the_database_either(place: Place) -> None:
    from oversight.returns.models import Explanation

    submission = checked(place, GOOD.replace(b"1602.5", b"-1"))
    explanation = Explanation.objects.create(submission=submission, text="x", given_by=place.preparer, given_at=NOW)
    with pytest.raises(IntegrityError, match="only_the_unusual_is_explained"), transaction.atomic():
        FindingRecord.objects.filter(severity="must fix").update(explanation=explanation)
    for state in (State.RECEIVED, State.CHECKING):
        Submission.objects.filter(pk=submission.pk).update(state=str(state))
    with pytest.raises(IntegrityError, match="only_a_checked_submission_goes_on"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(state=str(State.READY))


def test_a_correction_without_a_reason_is_refused_by_the_database(place: Place) -> None:
    accepted(place)
    submission = checked(place, GOOD + b"\n", reason="x")
    Submission.objects.filter(pk=submission.pk).update(correction_reason="")
    with pytest.raises(IntegrityError, match="a_correction_says_why"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(state=str(State.AWAITING_SIGNATURE))


def test_no_state_is_called_closed_that_is_open() -> None:
    assert {State.ACCEPTED, State.WITHDRAWN} == CLOSED
