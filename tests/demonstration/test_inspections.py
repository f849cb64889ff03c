"""The demonstration's inspections: told through the real services, in every state, the same way each time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from inspections.enforcing.open_steps import public_notices
from inspections.models import (
    DraftReport,
    EvidencePiece,
    FactualAccuracyPoint,
    Inspection,
    Notice,
    PlannedPublication,
    PoolMember,
    PublishedRating,
    PublishedReport,
    RatingDeparture,
    Visit,
    Wave,
)
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.demonstration.crew import Crew
from oversight.demonstration.inspections import tell_inspections
from oversight.demonstration.people import ACCOUNTS, enter_people
from oversight.demonstration.places import enter_places
from oversight.organisations.models import Trust, Ward
from oversight.organisations.naming import name_key
from oversight.records.audit import verify_chain
from oversight.records.models import Delivery
from oversight.records.outbox import history
from oversight.returns.periods import Month
from workspaces.demonstration.country import Size, country
from workspaces.demonstration.inspections import STORIES

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
_S = InspectionState


def enter(now: datetime = NOW) -> None:
    trusts = country(Size.SMALL)
    with history():
        rows = enter_places(trusts=trusts, latest=Month(2026, 10), now=now)
        enter_people(trusts=trusts, rows=rows, now=now)
    for site in trusts[7].sites:
        ward = site.wards[0].name
        Ward.objects.get_or_create(
            trust=rows[trusts[7].code],
            site=rows[trusts[7].code].sites.get(site__code=site.code).site,
            name=ward,
            name_key=name_key(ward),
        )


def picture() -> list[tuple[object, ...]]:
    """What is published, without the ids that fall by chance."""
    return sorted(
        PublishedRating.objects.values_list(
            "provider_code",
            "location_code",
            "level",
            "service",
            "key_question",
            "rating",
            "non_rating",
            "published_at",
            "number",
            "rule",
            "computed",
        )
    )


@pytest.mark.django_db
def test_inspections_in_every_state_and_what_the_public_reads(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    enter()
    with Crew(1) as crew:
        assert tell_inspections(country(Size.SMALL), crew=crew, now=NOW) == len(STORIES) == 56

    states = Counter(Inspection.objects.values_list("state", flat=True))
    assert set(states) == {str(state) for state in _S}
    assert states == Counter(str(story.reach) for story in STORIES)
    assert EvidencePiece.objects.count() > 80
    assert RatingDeparture.objects.filter(state="approved").count() == 1
    assert RatingDeparture.objects.filter(state="proposed").count() == 1
    published = PublishedRating.objects.exclude(departure_reason="").get(level="location_key_question")
    assert published.rating != published.computed
    assert Delivery.objects.count() == 0
    assert verify_chain().bad_position is None
    assert PoolMember.objects.count() == 2
    first, second = Wave.objects.order_by("starts_on")
    assert (first.inspections.count(), second.inspections.count()) == (12, 6)
    assert first.ends_on < NOW.date() < second.ends_on

    # A warning notice past its date, without a decision; a closed ward; both for all to see.
    warning = Notice.objects.get(kind=Notice.Kind.WARNING_29A)
    assert warning.state == Notice.State.ISSUED
    assert max(warning.requirements.values_list("due_on", flat=True)) < NOW.date()
    closed = Notice.objects.get(kind=Notice.Kind.URGENT_CLOSURE)
    assert closed.ward is not None
    assert all(notice in public_notices(notice.trust) for notice in (warning, closed))

    # Factual accuracy in progress, with points and time left.
    draft = DraftReport.objects.get(inspection__state=_S.FACTUAL_ACCURACY_OPEN)
    assert draft.due_at > NOW
    assert draft.answered_at is None
    assert FactualAccuracyPoint.objects.filter(draft=draft).count() == 2
    assert PlannedPublication.objects.get().publish_at > NOW

    # An unannounced visit still to come, of which the trust must not know.
    coming = Visit.objects.filter(began_at__isnull=True, inspection__is_announced=False)
    assert [visit.inspection.shown_to_trust_at for visit in coming] == [None]
    signatory = Person.objects.get(email="signatory@wrenfield.example")
    assert not Inspection.objects.visible_to(signatory, NOW.date()).filter(pk=coming[0].inspection_id).exists()

    # Nothing lies in the future but what is planned.
    assert not PublishedReport.objects.filter(published_at__gt=NOW).exists()
    assert not Inspection.objects.filter(state_at__gt=NOW).exists()

    the_public_reads_of_them(client, monkeypatch)


def the_public_reads_of_them(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the pages on which they are seen."""
    monkeypatch.setattr("oversight.clock.now", lambda: NOW)
    cache.clear()
    for trust in Trust.objects.filter(is_demonstration=True):
        # The page of a trust that another followed leads on to that one's.
        assert client.get(f"/trusts/{trust.code}/", follow=True).status_code == 200
        assert client.get(f"/trusts/{trust.code}/ratings/").status_code == 200
    for page in ("/hospitals/DEMO001A/", "/hospitals/DEMO001A/ratings/", "/hospitals/DEMO011A/ratings/"):
        assert b"Overall" in client.get(page).content
    departed = client.get("/hospitals/DEMO005A/ratings/").content.decode()
    assert "Published: Requires improvement. The rules give: Good." in departed
    assert "is closed to patients" in client.get("/hospitals/DEMO008A/").content.decode()
    assert "Its time has passed." in client.get("/hospitals/DEMO002A/").content.decode()
    report = PublishedReport.objects.order_by("pk").first()
    assert report is not None
    assert client.get(f"/reports/{report.inspection.reference}/").status_code == 200


@pytest.mark.django_db
def test_told_twice_it_is_told_once_and_falls_the_same_way() -> None:
    enter()
    trusts = country(Size.SMALL)
    with Crew(1) as crew:
        assert tell_inspections(trusts[:2], crew=crew, now=NOW) > 0
        first = picture()
        assert tell_inspections(trusts[:2], crew=crew, now=NOW + timedelta(days=3)) == 0
    assert picture() == first
    assert any(row[5] for row in first)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [2, 5])
def test_it_loads_on_any_day_of_the_week(days: int) -> None:
    later = NOW + timedelta(days=days, hours=days * 3)
    enter(later)
    with Crew(1) as crew:
        assert tell_inspections(country(Size.SMALL)[:1], crew=crew, now=later) == 4
    assert not Inspection.objects.filter(state_at__gt=later).exists()


def test_each_role_of_an_inspection_can_sign_in() -> None:
    roles = {str(account.role) for account in ACCOUNTS}
    assert {"inspection_manager", "specialist_adviser", "expert_by_experience"} <= roles
