"""Ratings and cautions worked out from nothing equal what is stored; what is stored otherwise is found and mended."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from ratings.models import Caution, ComputedRating, QuestionChange, WorkedOutRatings
from ratings.rebuilding import rebuild, verify
from ratings.recompute import recompute_trust
from tests.inspections.making import NOW, Scene, a_scene
from tests.inspections.reporting.steps import published
from tests.ratings.making import accept, hours, make_ward
from tests.ratings.test_question_scopes import LATER, a_notice, work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later(monkeypatch, settings) -> None:
    """Let the commands run at that time too."""
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", LATER.isoformat())


@pytest.fixture
def scene() -> Scene:
    """A trust with a report, a notice since then, one past its time, and a ward often short: all worked out."""
    scene = a_scene()
    published(scene)
    a_notice(scene)
    a_notice(scene, now=NOW)
    make_ward(scene.trust, "Nights")
    for month in ("2026-09", "2026-10"):
        accept(scene.trust, month, {"Nights": hours(night_registered_actual="700")}, tell=True)
    work()
    assert Caution.objects.count() == 2
    return scene


def test_what_was_worked_out_step_by_step_equals_what_is_worked_out_from_nothing(scene: Scene) -> None:
    compared = verify()
    assert (compared.first, compared.different) == ([], 0)
    assert compared.ratings == ComputedRating.objects.count() + 2


DAMAGE = {
    "delete from ratings_computedrating where level = 'location'": "computed rating of RX101, overall",
    "update ratings_computedrating set reason = 'Because.' where level = 'trust'": "computed rating of RX1, overall",
    "update ratings_computedrating set inputs = '{}' where level = 'location'": "from {}",
    "update ratings_computedrating set facts_sha256 = 'x' where level = 'location'": "a hash that is not that",
    "delete from ratings_caution": "caution.wards_often_short of the trust RX1",
    "update ratings_caution set state = '{\"due\": \"2020-01-01\"}' where subject <> ''": "caution.warning_without",
    "delete from ratings_workedoutratings": "never worked out",
    "update ratings_signal set state = 'not_often_short' where kind = 'often_short'": "often_short of ward",
    "update ratings_computedrating set trust_code = 'GONE'": "ratings of trust GONE",
}


@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_whatever_is_stored_otherwise_is_found_and_mended(scene: Scene, damage: str) -> None:
    before = sorted(ComputedRating.objects.values_list("question_id", "digest"))
    with connection.cursor() as cursor:
        cursor.execute(damage)
        assert cursor.rowcount
    found = verify()
    assert DAMAGE[damage] in "\n".join(map(str, found.first))
    assert rebuild(now=LATER).different == found.different
    assert verify().different == 0
    assert sorted(ComputedRating.objects.values_list("question_id", "digest")) == before


def test_mending_nothing_changes_nothing_and_the_command_counts_ratings(scene: Scene) -> None:
    changes = QuestionChange.objects.count()
    out = StringIO()
    call_command("rebuild", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["mended"], told["ratings"]) == (0, ComputedRating.objects.count() + Caution.objects.count())
    assert QuestionChange.objects.count() == changes


def test_it_is_compared_as_of_the_day_for_which_it_was_worked_out(scene: Scene) -> None:
    """The day after, before anybody worked it out again, what is stored is right for its own day."""
    assert WorkedOutRatings.objects.get().on == LATER.date()
    assert verify().different == 0


def test_the_command_for_a_trust_works_its_ratings_out_too() -> None:
    scene = a_scene()
    published(scene)
    a_notice(scene)
    out = StringIO()
    call_command("recompute", "--trust", "rx1", stdout=out)
    assert json.loads(out.getvalue()) == {"trust": "RX1", "changes": 1}
    assert recompute_trust(scene.trust, clock=lambda: LATER) == 0
