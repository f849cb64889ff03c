"""The programme at a glance: what is planned, under way, done and overdue, as far as the person may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inspections.models import Inspection, Wave
from inspections.programme_settings import settings_on
from inspections.states.inspection import IN_WORK, OPEN, REPORTED, InspectionState
from oversight.accounts.models import Person


class Standing(StrEnum):
    """How an inspection stands in the programme."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """For people."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Entry:
    """One inspection in the programme; ``late_by`` days past its due day or its first day, 0 where it is not late."""

    inspection: Inspection
    standing: Standing
    late_by: int


@dataclass(frozen=True)
class Board:
    """The programme: its entries in order of urgency, and how many stand how."""

    entries: tuple[Entry, ...]

    @property
    def counts(self) -> dict[Standing, int]:
        """How many inspections stand how; every standing is there, with 0 where there is none."""
        counted = Counter(entry.standing for entry in self.entries)
        return {standing: counted[standing] for standing in Standing}

    def of(self, *standings: Standing) -> tuple[Entry, ...]:
        """Return the entries that stand so."""
        return tuple(entry for entry in self.entries if entry.standing in standings)


def standing_of(inspection: Inspection, on: date) -> Entry:
    """Say how one inspection stands on a day.

    Overdue: still to come, and past its due day or past the day on which it should have begun.
    """
    state = InspectionState(inspection.state)
    if state is InspectionState.CANCELLED:
        return Entry(inspection, Standing.CANCELLED, 0)
    if state in REPORTED:
        return Entry(inspection, Standing.DONE, 0)
    if state in IN_WORK:
        return Entry(inspection, Standing.UNDER_WAY, 0)
    missed = [day for day in (inspection.due_by, inspection.starts_on) if day is not None and day < on]
    if missed:
        return Entry(inspection, Standing.OVERDUE, (on - min(missed)).days)
    soon = on + timedelta(days=settings_on(on).coming_up_days)
    if inspection.due_by is not None and inspection.due_by <= soon:
        return Entry(inspection, Standing.DUE_SOON, 0)
    return Entry(inspection, Standing.PLANNED, 0)


_ORDER = list(Standing)


def programme_board(*, person: Person, on: date, wave: Wave | None = None, demonstration: bool | None = None) -> Board:
    """Return the programme as the person may see it on the day; of one wave, or of all."""
    seen = Inspection.objects.visible_to(person, on).select_related("trust", "wave")
    if wave is not None:
        seen = seen.filter(wave=wave)
    if demonstration is not None:
        seen = seen.filter(trust__is_demonstration=demonstration)
    return board_of(list(seen), on)


def board_of(inspections: Sequence[Inspection], on: date) -> Board:
    """Put inspections into the order of urgency: overdue first and the longest overdue before others, then by day."""
    entries = [standing_of(inspection, on) for inspection in inspections]

    def place(entry: Entry) -> tuple[int, int, date, int, int]:
        inspection = entry.inspection
        day = inspection.starts_on or inspection.due_by or date.max
        return (_ORDER.index(entry.standing), -entry.late_by, day, -inspection.risk_points, inspection.pk)

    return Board(tuple(sorted(entries, key=place)))


def still_to_come(trust_id: int) -> Inspection | None:
    """Return the trust's inspection that is planned or under way, if there is one; for those who plan alone."""
    waiting = [str(state) for state in OPEN]
    return Inspection.objects.filter(trust_id=trust_id, state__in=waiting).order_by("starts_on", "id").first()
