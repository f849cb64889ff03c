"""What may have changed for the public, as one short text that a page can ask for: the stamp of the record.

Every statement that writes to a table behind the public pages leaves a row in ``publication_publicchange``, by triggers
on all tables of the apps below, so that no writer can forget it. The number of rows and the newest of them change with
each such transaction as it commits, in whatever order they do. That more changes than the public can see costs a page
rendered anew, and nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from oversight.clock import london_date
from publication.models import PublicChange
from publication.news.models import PublicChangeRow
from ratings.models import SpecialMeasuresSpell

APPS = ("organisations", "inspections", "publication", "safety_releases", "orderly", "cases", "plans")
# Of apps that otherwise hold what the public never sees.
ALSO: tuple[type[Model], ...] = (SpecialMeasuresSpell, PublicChangeRow)
# Rows are worth nothing once a newer one stands; so many leave room for all that is under way.
KEPT = 1_000
_TRIGGER = "noted_for_the_public"
_FUNCTION = """
    CREATE OR REPLACE FUNCTION publication_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO publication_publicchange DEFAULT VALUES;
        RETURN NULL;
    END
    $$
"""
# A report on an improvement plan is public from its time on, which passes without a row being written.
_STAMP = """
    SELECT count(*), max(id),
           (SELECT count(*) FROM plans_planreport WHERE state = 'signed' AND publish_at <= %s)
    FROM publication_publicchange
"""
_WITHOUT_TRIGGER = """
    SELECT name FROM unnest(%s::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = name::regclass AND tgname = %s)
"""


def watched_tables() -> list[str]:
    """Return the tables behind the public pages."""
    of_apps = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return sorted(model._meta.db_table for model in (*of_apps, *ALSO) if model is not PublicChange)


def watch_tables(**_: Any) -> None:
    """Put the trigger on each table that lacks it; called after every migration."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_TRIGGER, [watched_tables(), _TRIGGER])
        tables = [name for (name,) in cursor.fetchall()]
        if not tables:
            return
        cursor.execute(_FUNCTION)
        for table in tables:
            cursor.execute(
                f"CREATE TRIGGER {_TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON {connection.ops.quote_name(table)}"
                " FOR EACH STATEMENT EXECUTE FUNCTION publication_note_change()"
            )


def public_stamp(now: datetime) -> str:
    """Return a text that is another one whenever something behind the public pages has changed, and in each hour.

    The hour is for what changes by itself: the age of a rating, a date that passes. A report on an improvement plan
    changes it at its very time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, [now])
        count, newest, reports = cursor.fetchone()
    return f"{count}/{newest}/{reports}/{london_date(now)}/{now.hour}"


def forget_old_changes() -> int:
    """Delete all but the newest rows; return how many. It changes the stamp once, as any change does."""
    newest = PublicChange.objects.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 1].first()
    return 0 if newest is None else PublicChange.objects.filter(pk__lte=newest).delete()[0]
