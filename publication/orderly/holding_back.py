"""A release that could not go out: why stands beside it, without a number, and it is tried again after a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from oversight.accounts.models import Person
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from publication.models import DateChange, Release
from publication.orderly.attacking import GivenAway
from publication.orderly.models import HeldBack
from publication.refusals import ReleaseRefused

# What keeps a release back is mended by people: a corrected return, another time, a repair.
TRIED_AGAIN_AFTER = timedelta(minutes=10)
_CELLS_NAMED = 3


class GivesAway(ReleaseRefused):
    """The release would let readers work out numbers that it withholds."""

    def __init__(self, cells: Sequence[GivenAway]) -> None:
        named = "; ".join(one.cell for one in cells[:_CELLS_NAMED])
        more = f"; and {len(cells) - _CELLS_NAMED} more" if len(cells) > _CELLS_NAMED else ""
        super().__init__(
            "disclosure", f"It would give away what must be withheld, so it is held back. It concerns: {named}{more}."
        )
        self.cells = tuple(cells)


def hold_back(*, reference: str, refusal: ReleaseRefused, by: Person | System, now: datetime) -> HeldBack:
    """Note that a release could not go out and why; the same reason as last time is noted as tried again.

    The first time it is audited, with how many cells it concerns. The release stays announced.
    """
    with transaction.atomic():
        release = Release.objects.select_for_update().get(reference=reference)
        cells = [asdict(one) for one in refusal.cells] if isinstance(refusal, GivesAway) else []
        last = release.held_back.first()
        if last is not None and (last.code, last.message, last.cells) == (refusal.code, refusal.message, cells):
            last.tried_at = now
            last.save(update_fields=["tried_at"])
            return last
        held = HeldBack.objects.create(
            release=release, code=refusal.code, message=refusal.message, cells=cells, first_at=now, tried_at=now
        )
        audit("release.held_back", by=by, subject=Reference("release", reference), fields=[refusal.code], now=now)
    return held


def to_be_tried(releases: QuerySet[Release], *, now: datetime) -> QuerySet[Release]:
    """Leave out those that could not go out a moment ago, unless they were moved since."""
    just_tried = HeldBack.objects.filter(release=OuterRef("pk"), tried_at__gt=now - TRIED_AGAIN_AFTER)
    moved_since = DateChange.objects.filter(release=OuterRef("release"), changed_at__gte=OuterRef("tried_at"))
    return releases.exclude(Exists(just_tried.exclude(Exists(moved_since))))


def why_held_back(release: Release) -> HeldBack | None:
    """Return why an announced release could not go out when it was last tried; None where nothing keeps it back."""
    return release.held_back.first() if release.state == Release.State.PLANNED else None


def held_back_now() -> int:
    """Count the announced releases that could not go out when they were last tried."""
    return Release.objects.filter(state=Release.State.PLANNED, held_back__isnull=False).distinct().count()
