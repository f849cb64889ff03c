"""A release that would give a withheld number away stays announced and says which; one that does not goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from complaints.items import SUBJECTS
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.measures.disclosure import Held, Shown, SmallNumbers
from oversight.organisations.models import Trust
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from publication.announcing import announce_release, reschedule_release
from publication.complaints import disclosing
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust
from publication.models import Release
from publication.orderly.attacking import attack
from publication.orderly.holding_back import GivesAway, held_back_now
from publication.orderly.models import HeldBack, ReleasePackage
from publication.periods import COMPLAINTS
from publication.releasing import publish_due, publish_period
from publication.withholding import Key, Relation, Told, withhold
from tests.complaints.said_making import counts
from tests.publication.complaints.making import NOW, QUARTER, publish, send
from tests.publication.making import make_approver, make_hospital, make_trust

pytestmark = pytest.mark.django_db
BY = System("test")
# A quarter of the rule that rounds nothing, in which differences tell the most.
EXACT_QUARTER = "2017-Q2"
COMMUNICATIONS = "subject_area_communications"
APPOINTMENTS = "subject_area_appointments"


def places(*codes: str) -> Trust:
    """A trust with these hospitals."""
    trust = make_trust()
    for code in codes:
        make_hospital(trust, code, f"HOSPITAL {code}")
    return trust


def row(site: str = "", upheld: int = 0, **subjects: int) -> dict[str, Any]:
    return counts(site=site, upheld=upheld, subjects={"subject_area_appointments": 40, **subjects})


def the_rule_alone(
    counted: Mapping[Key, int],
    relations: Sequence[Relation],
    rules: SmallNumbers,
    *,
    open_cells: frozenset[Key] = frozenset(),
    held: Mapping[Key, Held] | None = None,
    earlier: Sequence[Told] = (),
) -> dict[Key, Shown]:
    """A fault: each small number is withheld, and no second one beside it."""
    return withhold(counted, relations, replace(rules, secondary=False), open_cells=open_cells, held=held)


def without_what_was_told_before(*given: Any, earlier: Sequence[Told] = (), **more: Any) -> dict[Key, Shown]:
    """Another fault: each release is made safe by itself."""
    return withhold(*given, **more)


def announced(period: str = QUARTER, now: datetime = NOW) -> Release:
    return announce_release(kind=COMPLAINTS, period=period, demonstration=False, by=BY, now=now, scheduled_for=now)


def upheld_at_two_hospitals() -> None:
    """Of 43 complaints upheld 3 are of one hospital, and the trust's 43 are public."""
    trust = places("RX101", "RX102")
    send(trust, row(upheld=43, **{APPOINTMENTS: 80}), row("RX101", 3), row("RX102", 40))


def test_a_release_whose_withheld_numbers_stay_withheld_goes_out() -> None:
    upheld_at_two_hospitals()
    announced()
    [release] = publish_due(now=NOW)
    assert ReleasedComplaintsHospital.objects.get(release=release, code="RX101").overall["upheld"] == "suppressed"
    assert attack(release) == []
    assert not HeldBack.objects.exists()
    assert held_back_now() == 0


def test_one_withheld_cell_beside_an_exact_total_holds_the_release_back(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    trust = places("RX101", "RX102")
    send(
        trust,
        row(upheld=43, **{APPOINTMENTS: 80}),
        row("RX101", 3),
        row("RX102", 40),
        period=EXACT_QUARTER,
    )
    release = announced(EXACT_QUARTER)
    monkeypatch.setattr(disclosing, "withhold", the_rule_alone)
    assert publish_due(now=NOW) == []

    release.refresh_from_db()
    assert release.state == Release.State.PLANNED
    held = HeldBack.objects.get()
    assert held.code == "disclosure"
    assert [cell["left"] for cell in held.cells] == [1, 1]
    assert {cell["cell"] for cell in held.cells} == {
        f"Upheld, RX101, July to September 2017 (quarter 2 of 2017-18) ({release.reference})",
        f"Resolved, RX101, July to September 2017 (quarter 2 of 2017-18) ({release.reference})",
    }
    assert AuditEntry.objects.filter(action="release.held_back", subject_id=release.reference).count() == 1
    # Nothing of it is anywhere: no row, no package, no news.
    assert not ReleasedComplaintsTrust.objects.exists()
    assert not ReleasePackage.objects.exists()
    assert not OutboxEvent.objects.filter(name="release.published").exists()
    assert held_back_now() == 1

    approver = make_approver()
    give_demonstration_authenticator(approver)
    client.force_login(approver, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/releases/approve/{release.reference}/").content.decode()
    assert "Upheld, RX101" in shown
    client.logout()
    public = client.get(f"/releases/{release.reference}/").content.decode()
    assert "RX101" not in public

    monkeypatch.undo()
    # It is tried again after a while, and goes out once the fault is mended.
    assert publish_due(now=NOW + timedelta(minutes=1)) == []
    assert [each.reference for each in publish_due(now=NOW + timedelta(minutes=11))] == [release.reference]
    assert held_back_now() == 0


def test_a_release_that_is_moved_is_tried_at_its_new_time(monkeypatch: pytest.MonkeyPatch) -> None:
    trust = places("RX101", "RX102")
    send(trust, row(upheld=43, **{APPOINTMENTS: 80}), row("RX101", 3), row("RX102", 40), period=EXACT_QUARTER)
    release = announced(EXACT_QUARTER)
    with monkeypatch.context() as patched:
        patched.setattr(disclosing, "withhold", the_rule_alone)
        publish_due(now=NOW)
        publish_due(now=NOW + timedelta(minutes=11))
    # The same reason again is one row and one entry, with the time of the last attempt.
    assert HeldBack.objects.get().tried_at == NOW + timedelta(minutes=11)
    assert AuditEntry.objects.filter(action="release.held_back").count() == 1
    soon = NOW + timedelta(minutes=13)
    reschedule_release(
        reference=release.reference,
        scheduled_for=soon,
        reason="A fault is mended.",
        by=BY,
        now=NOW + timedelta(minutes=12),
    )
    assert len(publish_due(now=soon)) == 1


def test_the_difference_between_a_release_and_its_revision_holds_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each release is safe alone: 3 hides beside 10, and then beside 20; the two together tell it."""
    trust = places("RX101", "RX102", "RX103")

    def said(second: int, now: datetime) -> None:
        send(
            trust,
            row(upheld=23 + second, **{APPOINTMENTS: 120}),
            row("RX101", 3),
            row("RX102", second),
            row("RX103", 20),
            period=EXACT_QUARTER,
            now=now,
        )

    said(10, NOW)
    first = publish(EXACT_QUARTER)
    assert _upheld(first) == {"RX101": "suppressed", "RX102": "suppressed", "RX103": 20}
    later = NOW + timedelta(days=20)
    said(30, later)
    with monkeypatch.context() as patched:
        patched.setattr(disclosing, "withhold", without_what_was_told_before)
        with pytest.raises(GivesAway) as refused:
            publish_period(kind=COMPLAINTS, period=EXACT_QUARTER, demonstration=False, by=BY, now=later)
    assert refused.value.code == "disclosure"
    assert any(cell.cell.startswith("Upheld, RX101") for cell in refused.value.cells)
    # It stays announced, with the reason.
    waiting = Release.objects.get(state=Release.State.PLANNED)
    assert (waiting.number, waiting.held_back.count()) == (2, 1)

    second = publish_period(
        kind=COMPLAINTS, period=EXACT_QUARTER, demonstration=False, by=BY, now=later + timedelta(hours=1)
    ).release
    assert second.pk == waiting.pk
    assert attack(second) == []


def _upheld(release: Release) -> dict[str, object]:
    rows: Iterable[ReleasedComplaintsHospital] = ReleasedComplaintsHospital.objects.filter(release=release)
    return {each.code: each.overall["upheld"] for each in rows}


def test_rounding_that_pins_a_number_holds_the_release_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """9 upheld in all, 8 of them told as 10: whoever knows how numbers are rounded knows that 1 is left."""
    trust = places("RX101", "RX102")
    send(trust, row(upheld=9, **{APPOINTMENTS: 80}), row("RX101", 1), row("RX102", 8))
    announced()
    with monkeypatch.context() as patched:
        patched.setattr(disclosing, "withhold", the_rule_alone)
        assert publish_due(now=NOW) == []
    assert any(cell["cell"].startswith("Upheld, RX101") for cell in HeldBack.objects.get().cells)
    assert len(publish_due(now=NOW + timedelta(minutes=11))) == 1


def test_a_number_told_wrongly_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    trust = places("RX101", "RX102")
    send(trust, row(upheld=60, **{APPOINTMENTS: 80}), row("RX101", 20), row("RX102", 40))
    announced()

    def told_wrongly(counted: Mapping[Key, int], *given: Any, **more: Any) -> dict[Key, Shown]:
        shown = withhold(counted, *given, **more)
        return {key: 10 if key[1:] == ("RX102", "upheld") else told for key, told in shown.items()}

    monkeypatch.setattr(disclosing, "withhold", told_wrongly)
    assert publish_due(now=NOW) == []
    [cell] = HeldBack.objects.get().cells
    assert cell == {"cell": "RX1: what is told cannot all be true", "left": 0}


def test_what_was_given_away_before_holds_nothing_further_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first release went out before releases were attacked; its revision tells nothing more of what it gave away."""
    trust = places("RX101", "RX102")
    rows = [row(upheld=43, **{APPOINTMENTS: 80}), row("RX101", 3), row("RX102", 40)]
    send(trust, *rows, period=EXACT_QUARTER)
    with monkeypatch.context() as patched:
        patched.setattr(disclosing, "withhold", the_rule_alone)
        patched.setattr("publication.releasing.attack", lambda release: [])
        publish(EXACT_QUARTER)
    later = datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
    rows[0] = row(upheld=43, **{APPOINTMENTS: 80, SUBJECTS[0].code: 8})
    send(trust, *rows, period=EXACT_QUARTER, now=later)
    release = publish(EXACT_QUARTER, now=later)
    assert release.number == 2
    assert attack(release) == []


@pytest.mark.parametrize("code", ["nothing_to_release"])
def test_whatever_keeps_a_release_back_is_said_once(code: str) -> None:
    make_trust()
    release = announced()
    for minute in range(30):
        publish_due(now=NOW + timedelta(minutes=minute))
    held = HeldBack.objects.get(release=release)
    assert (held.code, held.cells) == (code, [])
    assert AuditEntry.objects.filter(action="release.held_back").count() == 1
