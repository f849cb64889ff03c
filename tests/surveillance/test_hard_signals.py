"""What the record holds of a group's trusts: each fact shown and left out, and concerns as protected numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from complaints.concerns.models import Concern, Route, Teller, Urgency
from inspections.models import PublishedRating
from oversight.measures.disclosure import Held
from oversight.measures.periods import Period
from oversight.organisations.models import Trust
from ratings.models import CriterionFlag
from ratings.rules.judging import Word
from tests.commissioning.conftest import signal
from tests.inspect.monitoring.making import band
from tests.ratings.special_measures.making import enter
from tests.returns.making import NOW, accepted
from tests.surveillance.conftest import Scene
from workspaces.surveillance.hard import HardFacts, Overdue, counted_on, hard_facts, overdue_in_words

QUARTER = Period.parse("2026-Q2")


def facts(scene: Scene, *, now: datetime = NOW) -> tuple[HardFacts, HardFacts]:
    (first, second), _ = hard_facts([scene.trust.trust, scene.second.trust], now=now)
    return first, second


def concern(trust: Trust, on: date, state: str = "triaged", *, route: Route = Route.CARE) -> Concern:
    """A concern that was taken up, or was not."""
    made = Concern.objects.create(
        reference_hash=uuid4().hex, form_hash=uuid4().hex, words_hash="w", is_demonstration=True, received_on=on,
        route=route, teller=Teller.STAFF if route == Route.STAFF else Teller.PATIENT, is_anonymous=True,
        what_happened="Nobody came.", state_at=NOW, urgency=Urgency.SOON, safeguarding=False, theme="staffing",
        trust=trust,
    )  # fmt: skip
    if state != "new":
        Concern.objects.filter(pk=made.pk).update(state=state)
    return made


def test_bands_signals_and_ratings_of_one_trust_are_not_anothers(scene: Scene) -> None:
    trust = scene.trust.trust
    band("RX1", [("ae_over_four_hours", QUARTER, Word.ELEVATED_RISK)], demonstration=True)
    signal(trust, "staffing_alarm", "elevated_risk")
    signal(trust, "often_short", "often_short", ward=trust.wards.get(name="Rowan"))
    PublishedRating.objects.create(
        source="cqc_api", level="trust", provider_code="RX1", trust=trust, rating="inadequate", number=1,
        published_on=date(2026, 6, 1), known_from=NOW,
    )  # fmt: skip
    first, second = facts(scene)
    assert first.standing.startswith("Band ")
    assert first.signals == "3 signals, 1 ward often short"
    assert (first.rating.code, first.rated_on) == ("inadequate", date(2026, 6, 1))  # type: ignore[union-attr]
    assert (second.standing, second.signals, second.rating) == ("Not worked out", "None", None)


def test_special_measures_and_what_is_overdue_in_them(scene: Scene) -> None:
    enter(scene.trust.trust, date(2025, 6, 1), now=NOW)
    CriterionFlag.objects.create(
        trust_code="RX1", criterion="reinspection", state="overdue", rule_set="r", reason="It was due.",
        since=date(2026, 6, 2), due_on=date(2026, 6, 1), inputs_digest="i", digest="d", computed_at=NOW,
    )  # fmt: skip
    first, second = facts(scene)
    assert first.spell is not None
    assert Overdue("Special measures: re-inspection", date(2026, 6, 1)) in first.overdue
    assert [one.state.label for one in first.criteria]
    assert (second.spell, second.criteria) == (None, [])


def test_a_return_is_overdue_once_its_collection_has_closed_and_until_it_is_accepted(scene: Scene) -> None:
    def late(at: datetime) -> list[str]:
        return [one.what for one in facts(scene, now=at)[0].overdue if "October 2026" in one.what]

    after = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    assert late(NOW) == []
    assert any("Safe staffing" in what or "staffing" in what.lower() for what in late(after))
    accepted(scene.trust, period="2026-10", now=NOW)
    assert not any("staffing" in what.lower() for what in late(after))
    both = facts(scene, now=after)
    assert any("staffing" in one.what.lower() for one in both[1].overdue)
    assert overdue_in_words(both[1]).startswith(both[1].overdue[0].what)


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, 0), (1, Held.SUPPRESSED), (7, Held.SUPPRESSED), (8, 10), (12, 10), (13, 15)],
)
def test_concerns_are_a_number_under_the_rules_for_small_numbers(scene: Scene, number: int, told: object) -> None:
    for _ in range(number):
        concern(scene.trust.trust, date(2026, 8, 3))
    first, second = facts(scene)
    assert first.concerns == told
    assert second.concerns == 0


def test_only_concerns_that_were_taken_up_in_quarters_that_are_over_count(scene: Scene) -> None:
    trust = scene.trust.trust
    counted = counted_on(date(2026, 11, 5))
    assert (counted.first_day, counted.last_day) == (date(2025, 10, 1), date(2026, 9, 30))
    for _ in range(8):
        concern(trust, counted.first_day, route=Route.STAFF)
    assert facts(scene)[0].concerns == 10
    # Not before, not of the quarter that goes on, not unread, not what was no concern.
    for day, state in (
        (counted.first_day - timedelta(days=1), "triaged"),
        (counted.last_day + timedelta(days=1), "triaged"),
        (counted.last_day, "new"),
        (counted.last_day, "spam"),
    ):
        for _ in range(20):
            concern(trust, day, state)
    assert facts(scene)[0].concerns == 10


def test_it_costs_the_same_for_any_number_of_trusts(scene: Scene, django_assert_max_num_queries) -> None:
    facts(scene)
    with django_assert_max_num_queries(70):
        facts(scene)
