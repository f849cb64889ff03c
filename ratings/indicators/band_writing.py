"""Writes the bands of all trusts over those that are there: what differs, by compare-and-swap, with a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from oversight.measures.defining import definitions
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from ratings.indicators.banding import TrustBanded, digest_of_band
from ratings.models import BandChange, TrustBand, WorkedOutBands
from ratings.rules.judging import Word
from ratings.writing import Overtaken

COLUMNS = (
    "trust_code",
    "standing",
    "band",
    "risks",
    "elevated",
    "applicable",
    "score",
    "maximum",
    "proportion",
    "counted",
    "cut_offs",
    "reason",
    "inputs_digest",
)
_TOLD = 3


def band_columns(row: TrustBand) -> dict[str, Any]:
    """Return what is stored of a band, to compare it with one worked out."""
    return {name: getattr(row, name) for name in COLUMNS}


def write_bands(
    made: Sequence[TrustBanded], *, demonstration: bool, on: date, now: datetime, distrust: bool = False
) -> int:
    """Write the bands of all trusts, in the caller's transaction, and return how many changes were recorded.

    A trust that is no longer open loses its band. With ``distrust`` what is stored is compared itself, and not the
    hash that it carries. ``Overtaken`` where another wrote meanwhile.
    """
    if not connection.in_atomic_block:
        raise ValueError("results are written in the transaction that marks them as done")
    there = TrustBand.objects.filter(is_demonstration=demonstration)
    # The list of what counted is long, and looked at only where it is another.
    stored = {row.trust_code: row for row in (there if distrust else there.defer("counted"))}
    fresh: list[TrustBand] = []
    changes: list[BandChange] = []
    for each in made:
        before, columns = stored.pop(each.trust_code, None), each.columns()
        digest = digest_of_band(columns)
        written = {**columns, "digest": digest, "on": on, "computed_at": now}
        if before is None:
            fresh.append(TrustBand(is_demonstration=demonstration, **written))
        elif before.digest == digest and not (distrust and digest_of_band(band_columns(before)) != digest):
            continue
        else:
            before.refresh_from_db(fields=["counted"])
            _swapped(TrustBand.objects.filter(pk=before.pk, digest=before.digest).update(**written))
        if change := _change(before, each, columns, demonstration=demonstration, now=now):
            changes.append(change)
    for row in stored.values():
        _swapped(TrustBand.objects.filter(pk=row.pk, digest=row.digest).delete()[0])
        changes.append(_ending(row, now))
    _insert(fresh)
    TrustBand.objects.filter(is_demonstration=demonstration).exclude(on=on).update(on=on)
    WorkedOutBands.objects.update_or_create(is_demonstration=demonstration, defaults={"on": on, "worked_out_at": now})
    BandChange.objects.bulk_create(changes)
    if changes:
        audit(
            "bands.changed",
            by=System("recompute"),
            subject=Reference("bands", "demo" if demonstration else "real"),
            fields=sorted(change.trust_code for change in changes),
            now=now,
        )
    return len(changes)


def _insert(rows: Iterable[TrustBand]) -> None:
    try:
        with transaction.atomic():
            TrustBand.objects.bulk_create(rows)
    except IntegrityError as failure:
        raise Overtaken("a band was written by another meanwhile") from failure


def _swapped(count: int) -> None:
    if count != 1:
        raise Overtaken("a band was changed by another meanwhile")


def _change(
    before: TrustBand | None, made: TrustBanded, columns: dict[str, Any], *, demonstration: bool, now: datetime
) -> BandChange | None:
    """Return what to record; None where neither the standing nor any number of the score is another."""
    looked_at = ("standing", "band", "risks", "elevated", "applicable")
    if before is not None and all(getattr(before, name) == columns[name] for name in looked_at):
        return None
    gained = _moved(before.counted if before else [], columns["counted"])
    return BandChange(
        trust_code=made.trust_code,
        is_demonstration=demonstration,
        old_standing=before.standing if before else "",
        old_band=before.band if before else None,
        new_standing=columns["standing"],
        new_band=columns["band"],
        old_score=before.score if before else None,
        new_score=columns["score"],
        old_proportion=before.proportion if before else None,
        new_proportion=columns["proportion"],
        gained=gained,
        reason=columns["reason"],
        cause=_cause(before, columns, gained),
        cut_offs=columns["cut_offs"],
        inputs_digest=columns["inputs_digest"],
        at=now,
    )


def _ending(row: TrustBand, now: datetime) -> BandChange:
    return BandChange(
        trust_code=row.trust_code,
        is_demonstration=row.is_demonstration,
        old_standing=row.standing,
        old_band=row.band,
        new_standing="",
        new_band=None,
        old_score=row.score,
        new_score=None,
        old_proportion=row.proportion,
        new_proportion=None,
        gained=[],
        reason="The trust is closed, or another has followed it: it has no band any more.",
        cause="The trust is no longer open.",
        cut_offs=row.cut_offs,
        inputs_digest="",
        at=now,
    )


def _moved(before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return each result whose word is another, or that counts now and did not, or no longer: with both words.

    The period is that of the new result, or of the old one where there is none any more.
    """
    old = {measure: (period, grain, word) for measure, period, grain, word in before}
    new = {measure: (period, grain, word) for measure, period, grain, word in now}
    moved = []
    for measure in sorted(old.keys() | new.keys()):
        there, here = old.get(measure), new.get(measure)
        if there and here and there[2] == here[2]:
            continue
        period, grain, _ = here or there or ("", "", "")
        moved.append([measure, period, grain, there[2] if there else "", here[2] if here else ""])
    return moved


def _cause(before: TrustBand | None, columns: dict[str, Any], gained: Sequence[Sequence[str]]) -> str:
    if before is None:
        return "Worked out for the first time."
    if before.cut_offs != columns["cut_offs"]:
        return f"The cut-offs changed from {before.cut_offs} to {columns['cut_offs']}."
    weighty = [each for each in gained if _weight(each[3]) != _weight(each[4])]
    told = [_told(each) for each in (weighty or gained)[:_TOLD]]
    more = len(weighty or gained) - len(told)
    said = "; ".join([*told, f"and {more} more"] if more else told)
    standing = ""
    if before.standing != columns["standing"]:
        standing = f"From {_standing(before.standing)} to {_standing(columns['standing'])}. "
    return standing + (f"{said}." if said else "")


def _weight(word: str) -> int:
    return Word(word).weight if word else 0


def _told(moved: Sequence[str]) -> str:
    measure, _period, _grain, old, new = moved
    made = definitions().get(measure)
    name = made.name if made else measure
    return f"{name}: {new or 'no longer counted'}, before {old or 'not counted'}"


def _standing(standing: str) -> str:
    return standing.replace("_", " ")
