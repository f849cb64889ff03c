"""What a concern can come from: all that the trust was told, and nothing that the regulator keeps among its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from inspections.enforcing.issuing import draft_notice
from oversight.organisations.models import Ward
from oversight.records.audit import System
from oversight.records.references import Reference, resolve
from ratings.cases.models import Case
from ratings.cases.recording import record_case_entry
from ratings.models import Signal
from tests.inspections.enforcing.notice_steps import a_breach, a_warning, issued
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id
from tests.ratings.special_measures.making import FAILING, publish
from workspaces.improvement.sources import Heading, Source, sources_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def case(scene: Scene) -> Case:
    by = System("test")
    return record_case_entry(trust=scene.trust, on=date(2026, 9, 1), reason="Wards were unsafe.", by=by, now=NOW)


def under(case: Case, heading: Heading) -> list[Source]:
    return [each for each in sources_of(case, now=NOW) if each.heading is heading]


def test_why_it_entered_is_always_there(case: Case) -> None:
    (only,) = sources_of(case, now=NOW)
    assert only.said == "Special measures since 1 September 2026: Wards were unsafe."
    assert resolve(Reference(only.kind, only.public_id)) is not None


def test_ratings_below_good_are_offered_as_published(scene: Scene, case: Case) -> None:
    publish(scene.trust, FAILING, on=date(2026, 8, 3), now=datetime(2026, 8, 4, tzinfo=UTC))
    said = {each.said for each in under(case, Heading.FINDING)}
    assert "Safe, RX1 Trust: Inadequate, published on 3 August 2026" in said
    assert "Overall, RX1 Trust: Inadequate, published on 3 August 2026" in said
    # Caring is Good.
    assert len(said) == 5
    for each in under(case, Heading.FINDING):
        assert resolve(Reference(each.kind, each.public_id)) is not None


def test_a_breach_is_offered_once_the_trust_was_told_of_it(scene: Scene, case: Case) -> None:
    inspection = an_inspection(scene)
    assert inspection.trust_id == case.trust_id
    breach = a_breach(scene)
    assert under(case, Heading.BREACH) == []
    notice = issued(scene, a_warning(scene))
    notice.breaches.add(breach)
    (offered,) = under(case, Heading.BREACH)
    assert offered.public_id == str(breach.public_id)
    assert offered.said.endswith("isolated, found on 6 October 2026: Medicines were left unlocked.")
    (told,) = under(case, Heading.NOTICE)
    assert told.said == "Section 29A warning notice, issued on 5 November 2026: Staffing of surgical wards"


def test_a_notice_that_is_drafted_is_not(scene: Scene, case: Case) -> None:
    draft_notice(trust=scene.trust, draft_id=new_id(), content=a_warning(scene), by=scene.lead, now=NOW)
    assert under(case, Heading.NOTICE) == []


def signal(scene: Scene, state: str, measure: str = "fill_day_registered") -> None:
    ward = Ward.objects.filter(trust=scene.trust).order_by("name").first()
    assert ward is not None
    Signal.objects.create(
        kind="special_cause",
        level="ward",
        subject=str(ward.public_id),
        trust_code=scene.trust.code,
        measure=measure,
        period=date(2026, 10, 1),
        state=state,
        reason="The last 7 months lie below the mean.",
        rule="r",
        rule_set="1",
        as_of=NOW - timedelta(days=1),
        computed_at=NOW,
        digest="d",
    )


def test_signals_that_ask_are_offered_and_those_at_rest_are_not(scene: Scene, case: Case) -> None:
    signal(scene, "shift_below")
    signal(scene, "common_cause", "fill_night_registered")
    (offered,) = under(case, Heading.SIGNAL)
    assert offered.said.startswith("Oak: ")
    assert offered.said.endswith("run below the mean in October 2026. The last 7 months lie below the mean.")
    assert offered.kind == "ward"


def test_what_says_something_else_is_another_choice() -> None:
    said = Source(Heading.SIGNAL, "ward", "1", "Two months.", date(2026, 10, 1), "Oak")
    same = Source(Heading.SIGNAL, "ward", "1", "Two months.", date(2026, 11, 1), "Oak")
    other = Source(Heading.SIGNAL, "ward", "1", "Three months.", date(2026, 10, 1), "Oak")
    assert said.token == same.token
    assert said.token != other.token
