"""What an inspector has seen of the changes: a mark that they set themselves, since looking at a page is no reading."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.records.audit import audit
from oversight.records.references import Reference
from ratings.models import ChangeNotice
from workspaces.models import SeenChanges


def seen_until(person: Person) -> datetime | None:
    """Return up to when the person has seen the changes; None before they ever said so."""
    return SeenChanges.objects.filter(person=person).values_list("until", flat=True).first()


def count_new(until: datetime | None, *, demonstration: bool) -> int:
    """Return how many entries came since."""
    notices = ChangeNotice.objects.filter(is_demonstration=demonstration)
    return (notices if until is None else notices.filter(at__gt=until)).count()


@transaction.atomic
def mark_seen(*, person: Person, until: datetime, now: datetime) -> None:
    """Note that the person has seen the changes up to a moment, no later than now; an earlier mark never comes back."""
    until = min(until, now)
    mark, _ = SeenChanges.objects.select_for_update().get_or_create(
        person=person, defaults={"until": until, "marked_at": now}
    )
    if mark.until < until:
        mark.until, mark.marked_at = until, now
        mark.save(update_fields=["until", "marked_at"])
    audit("changes.seen", by=person, subject=Reference("person", str(person.public_id)), fields=["until"], now=now)
