"""Draft words and ratings of a report that is not published are in the draft's own rows and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import connection

from inspections.models import Inspection
from inspections.reporting.deciding import decide_point
from inspections.reporting.factual_accuracy import send_answer
from inspections.reporting.publishing import plan_publication, publish_report
from oversight.records.outbox import deliver_waiting
from ratings.rules.ratings_words import KeyQuestion, Rating
from tests.inspections.making import NOW, Scene, a_scene
from tests.inspections.reporting.steps import DRAFT_WORDS, pointed, reviewed, sent, write, written

pytestmark = pytest.mark.django_db(transaction=True)
POINT, REASON = "Periwinkle had eleven nurses.", "Snowdrop's rota shows it."
# Where each may stand before publication.
MAY_HOLD = {
    DRAFT_WORDS: {"inspections_reportsectionversion", "inspections_draftreport"},
    POINT: {"inspections_factualaccuracypointversion"},
    REASON: {"inspections_factualaccuracypoint"},
}


def tables_holding(words: str) -> set[str]:
    """Every table of ours in a row of which the words stand, whatever the column."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f'select 1 from "{table}" t where position(%s in t::text) > 0 limit 1', [words])
            if cursor.fetchone():
                found.add(table)
    return found


def up_to_the_day_before(scene: Scene) -> Inspection:
    """A report with a point that was accepted, written anew, reviewed again, and planned."""
    draft = sent(scene, written(scene, but={("surgery", KeyQuestion.SAFE): Rating.INADEQUATE}))
    point = pointed(scene, draft, POINT).point
    send_answer(draft=draft, by=scene.signatory, now=NOW + timedelta(days=2))
    decide_point(
        point=point, outcome=point.Outcome.ACCEPTED, reason=REASON, by=scene.manager, now=NOW + timedelta(days=3)
    )
    inspection = Inspection.objects.select_related("trust").get(pk=draft.inspection_id)
    write(scene, inspection, text=f"{DRAFT_WORDS}, mended", based_on=1)
    reviewed(scene, inspection, now=NOW + timedelta(days=4))
    plan_publication(
        inspection=inspection, publish_at=NOW + timedelta(days=9), by=scene.lead, now=NOW + timedelta(days=5)
    )
    deliver_waiting(now=NOW + timedelta(days=5))
    return inspection


def test_until_it_is_published_nothing_of_it_is_anywhere_else() -> None:
    scene = a_scene()
    mail.outbox.clear()
    inspection = up_to_the_day_before(scene)
    for words, tables in MAY_HOLD.items():
        assert tables_holding(words) == tables
    told = "".join(message.subject + str(message.body) for message in mail.outbox)
    assert not any(words in told for words in MAY_HOLD)
    # Nor is a rating: neither among what is published, nor in news, the audit log or messages.
    assert tables_holding(inspection.reference) >= {"inspections_inspection", "records_outboxevent"}
    with connection.cursor() as cursor:
        for table in ("records_auditentry", "records_outboxevent", "accounts_message"):
            cursor.execute(f"select count(*) from {table} t where t::text ~* 'requires.improvement|inadequate'")
            assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from inspections_publishedrating")
        assert cursor.fetchone() == (0,)
    assert cache.get(inspection.reference) is None


def test_once_it_is_published_the_report_holds_its_words_and_the_trusts_points_stay_where_they_were() -> None:
    scene = a_scene()
    inspection = up_to_the_day_before(scene)
    publish_report(inspection=inspection, by=scene.lead, now=NOW + timedelta(days=8))
    deliver_waiting(now=NOW + timedelta(days=8))
    assert tables_holding(DRAFT_WORDS) == MAY_HOLD[DRAFT_WORDS] | {"inspections_publishedreport"}
    assert tables_holding(POINT) == MAY_HOLD[POINT]
    assert tables_holding(REASON) == MAY_HOLD[REASON]
