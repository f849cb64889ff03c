"""What happens when two people or two workers do it at the same time: nothing lost, nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from oversight.returns.checking import check_submission
from oversight.returns.models import ReturnVersion, Signature, StoredFile, Submission
from oversight.returns.refusals import Refused
from oversight.returns.signing import send_for_signature, sign_and_accept
from oversight.returns.states import State
from staffing.models import WardMonth
from tests.returns.making import (
    GOOD,
    MENDED,
    NOW,
    UNUSUAL,
    accepted,
    checked,
    make_person,
    make_place,
    received,
    sent,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all deeds at the same time, each on a connection of its own; return what each gave or how it was refused."""
    barrier = threading.Barrier(len(deeds))
    outcomes: list[object] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            outcomes[place] = deed()
        except Exception as failure:
            outcomes[place] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def codes(outcomes: list[object]) -> list[str]:
    """Return the codes of the refusals; anything else that went wrong is raised."""
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, Refused):
            raise outcome
    return sorted(outcome.code for outcome in outcomes if isinstance(outcome, Refused))


def test_two_uploads_at_once_are_both_kept_and_the_bytes_once() -> None:
    place = make_place()
    outcomes = at_once(lambda: received(place), lambda: received(place), lambda: received(place, MENDED))
    assert codes(outcomes) == []
    assert Submission.objects.count() == 3
    assert StoredFile.objects.count() == 2


def test_two_signatures_at_once_make_one_version() -> None:
    from oversight.accounts.models import Role

    place = make_place()
    other = make_person("second@rx1.example", Role.SIGNATORY, trust=place.trust)
    submission = sent(place)
    deeds = [
        lambda person=person: sign_and_accept(
            submission=Submission.objects.get(pk=submission.pk), by=person, now=NOW, confirmed_with="password"
        )
        for person in (place.signatory, other, place.signatory, other)
    ]
    assert codes(at_once(*deeds)) == ["moved_on"] * 3
    assert ReturnVersion.objects.count() == Signature.objects.count() == 1
    assert WardMonth.objects.count() == 2


def test_two_sent_for_signature_at_once_leave_the_newer_one() -> None:
    place = make_place()
    older, newer = checked(place, GOOD), checked(place, MENDED)
    outcomes = at_once(
        *(
            lambda pk=submission.pk: send_for_signature(
                submission=Submission.objects.get(pk=pk), by=place.preparer, now=NOW
            )
            for submission in (older, newer)
        )
    )
    assert set(codes(outcomes)) <= {"another_awaits", "not_ready"}
    assert Submission.objects.get(pk=newer.pk).state == State.AWAITING_SIGNATURE
    assert Submission.objects.get(pk=older.pk).state in (State.WITHDRAWN, State.READY)


def test_two_workers_at_one_check_leave_its_findings_once() -> None:
    place = make_place()
    submission = received(place, UNUSUAL)
    outcomes = at_once(*[lambda: check_submission(submission_id=submission.pk, now=NOW)] * 3)
    assert codes(outcomes) == []
    submission.refresh_from_db()
    assert submission.state == State.TO_EXPLAIN
    assert submission.findings.count() == submission.to_explain


def test_a_signature_and_a_withdrawal_at_once_leave_one_of_them() -> None:
    from oversight.returns.signing import withdraw

    place = make_place()
    submission = sent(place)
    outcomes = at_once(
        lambda: sign_and_accept(
            submission=Submission.objects.get(pk=submission.pk), by=place.signatory, now=NOW, confirmed_with="password"
        ),
        lambda: withdraw(submission=Submission.objects.get(pk=submission.pk), by=place.preparer, now=NOW),
    )
    assert codes(outcomes) == ["moved_on"]
    submission.refresh_from_db()
    assert ReturnVersion.objects.exists() == (submission.state == State.ACCEPTED)


def test_corrections_of_many_trusts_at_once_number_their_own_versions() -> None:
    places = [make_place(code) for code in ("RX1", "RX2", "RX3", "RX4")]
    contents = [(GOOD.replace(b"RX1", code), MENDED.replace(b"RX1", code)) for code in (b"RX1", b"RX2", b"RX3", b"RX4")]

    def twice(number: int) -> None:
        first, second = contents[number]
        accepted(places[number], first)
        accepted(places[number], second, reason="Late rosters.")

    assert codes(at_once(*(lambda number=number: twice(number) for number in range(4)))) == []
    assert (
        list(ReturnVersion.objects.order_by("trust", "number").values_list("number", "stands"))
        == [
            (1, False),
            (2, True),
        ]
        * 4
    )
    for place in places:
        assert WardMonth.objects.filter(trust=place.trust, version__stands=True).count() == 2


def test_a_signature_interrupted_before_its_end_leaves_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place()
    submission = sent(place)

    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("staffing.storing.record_observations", interrupted)
        with pytest.raises(KeyboardInterrupt):
            sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    submission.refresh_from_db()
    assert submission.state == State.AWAITING_SIGNATURE
    assert not ReturnVersion.objects.exists()
    assert not Signature.objects.exists()
    assert not WardMonth.objects.exists()
    assert sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password").number == 1
