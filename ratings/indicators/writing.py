"""Writes a comparison over the one that is there: by compare-and-swap, and a row for each result that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from oversight.measures.periods import Grain, Period
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from ratings.indicators.comparing import Compared, digest_of
from ratings.models import IndicatorChange, IndicatorComparison
from ratings.rules.judging import Word
from ratings.scopes import IndicatorScope
from ratings.writing import Overtaken

COLUMNS = (
    "measure",
    "period",
    "grain",
    "is_demonstration",
    "method",
    "trusts",
    "numerators",
    "denominators",
    "expected",
    "values",
    "z",
    "adjusted_z",
    "results",
    "reasons",
    "target",
    "phi",
    "tau_squared",
    "settings",
    "thresholds",
    "inputs_digest",
    "as_of",
)


@dataclass(frozen=True, slots=True)
class WrittenComparison:
    """What writing a comparison did: how many changes were recorded, and whether anything at all is another.

    ``touches_bands``: whether a word that counts is another, or a trust has a result that had none, or none any more.
    """

    changes: int
    rewritten: bool
    touches_bands: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """One trust's result, old or new."""

    word: str
    z: float | None
    numerator: float | None
    denominator: float | None
    reason: str


def scope_of(row: IndicatorComparison) -> IndicatorScope:
    """Return what a stored comparison is of."""
    return IndicatorScope(row.measure, Period(row.period, Grain(row.grain)), row.is_demonstration)


def stored_comparison(scope: IndicatorScope) -> IndicatorComparison | None:
    """Return what is stored of a scope."""
    return IndicatorComparison.objects.filter(
        measure=scope.measure,
        period=scope.period.first_day,
        grain=str(scope.period.grain),
        is_demonstration=scope.demonstration,
    ).first()


def columns_of(row: IndicatorComparison) -> dict[str, Any]:
    """Return what is stored of a comparison, to compare it with one worked out."""
    return {name: getattr(row, name) for name in COLUMNS}


def write_comparison(
    scope: IndicatorScope, made: Compared | None, *, now: datetime, distrust: bool = False
) -> WrittenComparison:
    """Write what was worked out, in the caller's transaction; None takes away what nothing stands behind any more.

    With ``distrust`` what is stored is compared itself, and not the hash that it carries. ``Overtaken`` where another
    wrote meanwhile: then nothing is written.
    """
    if not connection.in_atomic_block:
        raise ValueError("results are written in the transaction that marks them as done")
    before = stored_comparison(scope)
    if made is None:
        if before is None:
            return WrittenComparison(0, False, False)
        _swap(before, None)
    elif before is None:
        _insert([made], now)
    else:
        digest = made.digest()
        if before.digest == digest and not (distrust and digest_of(columns_of(before)) != digest):
            return WrittenComparison(0, False, False)
        _swap(before, {**made.columns(), "digest": digest, "computed_at": now})
    changes = list(_changes(scope, before, made, now))
    IndicatorChange.objects.bulk_create(changes)
    if changes:
        audit(
            "indicators.changed",
            by=System("recompute"),
            subject=Reference("measure", scope.measure),
            fields=[str(scope.period)],
            now=now,
        )
    there = {} if before is None else _counting(zip(before.trusts, before.results, strict=True))
    here = {} if made is None else _counting((row.trust_code, row.said.word) for row in made.rows)
    return WrittenComparison(len(changes), True, there != here)


def _counting(told: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each trust's word where that counts for its band, and a blank where it has one that does not."""
    return {code: str(word) if Word(word).counts else "" for code, word in told}


def write_first_comparisons(made: Sequence[Compared], *, now: datetime) -> int:
    """Write comparisons of which nothing is stored, set-wise in the caller's transaction; return how many changes.

    For a long past that comes at once. ``Overtaken`` where one is stored already: then nothing is written.
    """
    if not connection.in_atomic_block:
        raise ValueError("results are written in one transaction")
    _insert(made, now)
    changes = [change for each in made for change in _changes(each.scope, None, each, now)]
    IndicatorChange.objects.bulk_create(changes)
    for measure in sorted({change.measure for change in changes}):
        audit(
            "indicators.changed",
            by=System("recompute"),
            subject=Reference("measure", measure),
            fields=sorted({str(each.scope.period) for each in made if each.scope.measure == measure}),
            now=now,
        )
    return len(changes)


def _insert(made: Sequence[Compared], now: datetime) -> None:
    try:
        with transaction.atomic():
            IndicatorComparison.objects.bulk_create(
                IndicatorComparison(**each.columns(), digest=each.digest(), computed_at=now) for each in made
            )
    except IntegrityError as failure:
        raise Overtaken("a comparison was written by another meanwhile") from failure


def _swap(before: IndicatorComparison, columns: Mapping[str, Any] | None) -> None:
    there = IndicatorComparison.objects.filter(pk=before.pk, digest=before.digest)
    count = there.delete()[0] if columns is None else there.update(**columns)
    if count != 1:
        raise Overtaken("a comparison was changed by another meanwhile")


def _changes(
    scope: IndicatorScope, before: IndicatorComparison | None, made: Compared | None, now: datetime
) -> Iterable[IndicatorChange]:
    """Yield a row for each trust whose word is another now; the first word of a trust only where it raises a question.

    So that the thousands of first results of a country, of which nothing is to be said, do not bury the others.
    """
    old = _told_before(before)
    new = _told_now(made)
    settings = made.settings if made else before.settings if before else ""
    digest = made.inputs_digest if made else ""
    for code in sorted(old.keys() | new.keys()):
        there, here = old.get(code), new.get(code)
        was, now_is = there.word if there else "", here.word if here else ""
        if was == now_is or (not was and not Word(now_is).asks_for_attention):
            continue
        yield IndicatorChange(
            measure=scope.measure,
            period=scope.period.first_day,
            grain=str(scope.period.grain),
            trust_code=code,
            is_demonstration=scope.demonstration,
            old=was,
            new=now_is,
            old_z=there.z if there else None,
            new_z=here.z if here else None,
            reason=_reason(here),
            cause=_cause(there, here, before, made),
            settings=settings,
            inputs_digest=digest,
            at=now,
        )


def _told_before(row: IndicatorComparison | None) -> dict[str, _Told]:
    if row is None:
        return {}
    parts = zip(row.results, row.adjusted_z, row.numerators, row.denominators, row.reasons, strict=True)
    return {code: _Told(*told) for code, told in zip(row.trusts, parts, strict=True)}


def _told_now(made: Compared | None) -> dict[str, _Told]:
    return {
        row.trust_code: _Told(str(row.said.word), row.said.adjusted_z, row.numerator, row.denominator, row.said.reason)
        for row in (made.rows if made else ())
    }


def _reason(here: _Told | None) -> str:
    if here is None:
        return "Nothing is known of the period any more."
    said = [Word(here.word).explanation]
    if here.reason:
        said.append(here.reason)
    elif here.z is not None:
        said.append(f"The adjusted z-score is {here.z:.2f}.")
    return " ".join(said)


def _cause(there: _Told | None, here: _Told | None, before: IndicatorComparison | None, made: Compared | None) -> str:
    if there is None:
        return f"The first figure of the period came in: {_figures(here)}."
    if here is None:
        return "The figure of the period was withdrawn."
    if (there.numerator, there.denominator) != (here.numerator, here.denominator):
        return f"The figure was corrected from {_figures(there)} to {_figures(here)}."
    if before is not None and made is not None:
        if before.settings != made.settings:
            return f"The settings changed from {before.settings} to {made.settings}."
        if before.thresholds != dict(made.thresholds):
            return "The bounds of the indicator's definition changed."
        if before.inputs_digest == made.inputs_digest:
            return "The way in which it is worked out changed."
    return "Other figures changed what it is held against: those of other trusts, or of earlier periods."


def _figures(told: _Told | None) -> str:
    if told is None:
        return "nothing"
    above = "blank" if told.numerator is None else f"{told.numerator:,g}"
    return above if told.denominator is None else f"{above} over {told.denominator:,g}"
