"""Saving a text that several people write: each save is kept, a repeated one is one, and none is written over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from inspections.models import FactualAccuracyPoint, FactualAccuracyPointVersion, ReportSection, ReportSectionVersion
from inspections.versions import heads
from oversight.accounts.models import Person
from oversight.returns.refusals import Refused

Kept = TypeVar("Kept", ReportSectionVersion, FactualAccuracyPointVersion)


@dataclass(frozen=True)
class Save:
    """One save as the device sends it.

    ``save_id`` names it, so that a save sent twice is one. ``based_on`` is the number of the version that the writer
    had before them, 0 for none; ``settles`` are the numbers of versions that this one takes in.
    """

    save_id: UUID
    based_on: int = 0
    settles: tuple[int, ...] = ()


@dataclass(frozen=True)
class Saved(Generic[Kept]):
    """What came of a save: the version, whether it is new, and the versions of others that stand beside it."""

    version: Kept
    is_new: bool
    beside: tuple[Kept, ...]


def save_section_text(
    section: ReportSection, save: Save, *, text: str, by: Person, now: datetime
) -> Saved[ReportSectionVersion]:
    """Keep a version of a section, whose row the caller holds locked."""
    return _save(ReportSectionVersion, "section", section, save, {"text": text}, by=by, now=now)


def save_point_text(
    point: FactualAccuracyPoint, save: Save, *, kind: str, about: str, text: str, by: Person, now: datetime
) -> Saved[FactualAccuracyPointVersion]:
    """Keep a version of a point, whose row the caller holds locked."""
    columns = {"kind": kind, "about": about, "text": text}
    return _save(FactualAccuracyPointVersion, "point", point, save, columns, by=by, now=now)


def saved_before(model: type[Kept], save_id: UUID, of: str, parent_pk: int, by: Person) -> bool:
    """Whether the save was kept before; ``Refused("known")`` where its id belongs to another text or person."""
    again = model.objects.filter(save_id=save_id).first()
    if again is None:
        return False
    if getattr(again, f"{of}_id") != parent_pk or again.written_by_id != by.pk:
        raise Refused("known", "Another save has this id.")
    return True


def _save(
    model: type[Kept],
    of: str,
    parent: ReportSection | FactualAccuracyPoint,
    save: Save,
    columns: dict[str, Any],
    *,
    by: Person,
    now: datetime,
) -> Saved[Kept]:
    """Keep a version. Refused: ``known``; ``version`` for numbers that there are not."""
    kept: list[Kept] = list(model.objects.filter(**{of: parent}).order_by("number"))
    if saved_before(model, save.save_id, of, parent.pk, by):
        again = next(each for each in kept if each.save_id == save.save_id)
        return Saved(again, False, _beside(kept, again))
    numbers = {each.number for each in kept}
    if (save.based_on and save.based_on not in numbers) or not set(save.settles) <= numbers:
        raise Refused("version", "This was written on a version that there is not. Open the text again.")
    version = model.objects.create(
        **{of: parent},
        number=parent.latest + 1,
        based_on=save.based_on,
        settles=sorted(set(save.settles)),
        save_id=save.save_id,
        written_by=by,
        written_at=now,
        **columns,
    )
    parent.latest = version.number
    parent.save(update_fields=["latest"])
    kept.append(version)
    return Saved(version, True, _beside(kept, version))


def _beside(kept: Sequence[Kept], version: Kept) -> tuple[Kept, ...]:
    return tuple(each for each in heads(kept) if each.number != version.number)
