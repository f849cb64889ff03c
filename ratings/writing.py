"""Writes results over the signals that are there: what differs, by compare-and-swap, and a row for each change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from psycopg2.extras import execute_values

from oversight.organisations.models import Trust
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from oversight.wording import write_list, write_month
from ratings.models import ChangeNotice, Signal, SignalChange
from ratings.scopes import StaffingScope, TrustScope
from ratings.signals import Result, SignalKey, SignalKind, State
from ratings.standing import StandingReturn

_PAGE = 500
_CAUTIONED = (SignalKind.OFTEN_SHORT, SignalKind.STAFFING_ALARM)


class Overtaken(Exception):
    """A signal was changed by another while it was worked out: nothing was written, and it is worked out again."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many signals changed their state, and the trusts of which a caution may change with them."""

    changes: int
    cautioned: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Stored:
    pk: int
    state: State
    # The hash of the content that is to be compared, and the one that the row says it has.
    content: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A result about to be written, with its hash, which takes longer to make than to carry along."""

    result: Result
    digest: str


def signals_of(scope: StaffingScope) -> QuerySet[Signal]:
    """Return the signals that a scope's computation owns."""
    if isinstance(scope, TrustScope):
        return Signal.objects.filter(trust_code=scope.trust_code).exclude(kind=SignalKind.STAFFING_ALARM)
    of_a_kind = Trust.objects.filter(is_demonstration=scope.demonstration).values("code")
    return Signal.objects.filter(kind=SignalKind.STAFFING_ALARM, period=scope.month, trust_code__in=of_a_kind)


def key_of(signal: Signal) -> SignalKey:
    """Return a stored signal's key."""
    return _key(signal.kind, signal.level, signal.subject, signal.measure, signal.period)


def result_of(signal: Signal) -> Result:
    """Return what is stored of a signal as a result, to compare it with one worked out."""
    return Result(
        key=key_of(signal),
        trust_code=signal.trust_code,
        period=signal.period,
        state=State(signal.state),
        reason=signal.reason,
        rule=signal.rule,
        rule_set=signal.rule_set,
        figures=signal.figures,
        inputs=signal.inputs,
        as_of=signal.as_of,
    )


def write_results(
    scope: StaffingScope,
    results: Sequence[Result],
    returns: Mapping[str, Sequence[StandingReturn]],
    *,
    now: datetime,
    distrust: bool = False,
) -> Written:
    """Write a scope's results in the caller's transaction and say how many signals changed their state, and whose.

    ``returns`` are the standing returns that went in, by trust. With ``distrust`` what is stored is compared itself,
    and not the hash that it carries. ``Overtaken`` where another wrote meanwhile.
    """
    if not connection.in_atomic_block:
        raise ValueError("results are written in the transaction that marks them as done")
    stored = _stored(scope, distrust=distrust)
    new: list[_Fresh] = []
    differing: list[tuple[_Stored, _Fresh]] = []
    for result in results:
        fresh = _Fresh(result, result.digest())
        there = stored.pop(result.key, None)
        if there is None:
            new.append(fresh)
        elif there.content != fresh.digest:
            differing.append((there, fresh))
    changed = [(there, fresh.result) for there, fresh in differing if there.state != fresh.result.state]
    before = Signal.objects.in_bulk([there.pk for there, _ in changed] + [there.pk for there in stored.values()])
    _insert(new, now)
    _swap(differing, now)
    _take_out(stored.values())
    changes = [_change(None, fresh.result, returns, now) for fresh in new if fresh.result.state.asks_for_attention]
    changes += [_change(before[there.pk], result, returns, now) for there, result in changed]
    changes += [_ending(before[there.pk], returns, now) for there in stored.values()]
    _record(scope, changes, now)
    return Written(
        len(changes),
        # Signals of the other kinds raise no caution.
        frozenset(change.trust_code for change in changes if change.kind in _CAUTIONED),
    )


def _stored(scope: StaffingScope, *, distrust: bool) -> dict[SignalKey, _Stored]:
    if distrust:
        return {
            key_of(signal): _Stored(signal.pk, State(signal.state), _content(signal), signal.digest)
            for signal in signals_of(scope)
        }
    columns = ("kind", "level", "subject", "measure", "period", "pk", "state", "digest")
    return {
        _key(*key): _Stored(pk, State(state), digest, digest)
        for *key, pk, state, digest in signals_of(scope).values_list(*columns)
    }


def _content(signal: Signal) -> str:
    """Return the hash of what is stored, or no hash at all where the row does not carry that same one."""
    digest = result_of(signal).digest()
    return digest if digest == signal.digest else ""


def _key(kind: str, level: str, subject: str, measure: str, period: date) -> SignalKey:
    made = SignalKind(kind)
    return SignalKey(made, level, subject, measure, period if made is SignalKind.STAFFING_ALARM else None)


_COLUMNS = (
    "kind, level, subject, measure, trust_code, period, state, reason, rule, rule_set, figures, inputs, as_of,"
    " computed_at, digest"
)


def _values(fresh: _Fresh, now: datetime) -> tuple[Any, ...]:
    result = fresh.result
    return (
        str(result.key.kind),
        result.key.level,
        result.key.subject,
        result.key.measure,
        result.trust_code,
        result.period,
        str(result.state),
        result.reason,
        result.rule,
        result.rule_set,
        json.dumps(result.figures),
        json.dumps(result.inputs),
        result.as_of,
        now,
        fresh.digest,
    )


def _insert(results: Sequence[_Fresh], now: datetime) -> None:
    if not results:
        return
    with connection.cursor() as cursor:
        written = execute_values(
            cursor,
            f"insert into ratings_signal ({_COLUMNS}) values %s on conflict do nothing returning 1",  # noqa: S608
            [_values(fresh, now) for fresh in results],
            page_size=_PAGE,
            fetch=True,
        )
    if len(written) != len(results):
        raise Overtaken("a signal was written by another meanwhile")


def _swap(differing: Sequence[tuple[_Stored, _Fresh]], now: datetime) -> None:
    if not differing:
        return
    rows = [(there.pk, there.digest, *_values(fresh, now)[5:]) for there, fresh in differing]
    with connection.cursor() as cursor:
        written = execute_values(
            cursor,
            "update ratings_signal s set period = v.period, state = v.state, reason = v.reason, rule = v.rule,"
            " rule_set = v.rule_set, figures = v.figures, inputs = v.inputs, as_of = v.as_of,"
            " computed_at = v.computed_at, digest = v.digest"
            " from (values %s) as v (id, was, period, state, reason, rule, rule_set, figures, inputs, as_of,"
            " computed_at, digest)"
            " where s.id = v.id and s.digest = v.was returning 1",
            rows,
            template="(%s, %s, %s::date, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s::timestamptz, %s::timestamptz, %s)",
            page_size=_PAGE,
            fetch=True,
        )
    if len(written) != len(differing):
        raise Overtaken("a signal was changed by another meanwhile")


def _take_out(gone: Iterable[_Stored]) -> None:
    ids = {there.pk: there.digest for there in gone}
    if not ids:
        return
    unchanged = Q(digest__in=list(ids.values()))
    deleted, _ = Signal.objects.filter(unchanged, pk__in=list(ids)).delete()
    if deleted != len(ids):
        raise Overtaken("a signal was changed by another meanwhile")


def _change(
    before: Signal | None, result: Result, returns: Mapping[str, Sequence[StandingReturn]], now: datetime
) -> SignalChange:
    brought = _what_came(before, result, returns.get(result.trust_code, ()))
    return SignalChange(
        kind=result.key.kind,
        level=result.key.level,
        subject=result.key.subject,
        trust_code=result.trust_code,
        measure=result.key.measure,
        period=result.period,
        old=State(before.state) if before else State.NOTHING,
        new=result.state,
        reason=result.reason,
        rule=result.rule,
        rule_set=result.rule_set,
        figures=dict(result.figures),
        inputs=dict(result.evidence or result.inputs),
        as_of=result.as_of,
        cause=_cause(before, result, brought),
        receipts=[each.receipt for each in brought],
        at=now,
    )


def _ending(before: Signal, returns: Mapping[str, Sequence[StandingReturn]], now: datetime) -> SignalChange:
    """Record that nothing is worked out any more: no return that is looked at speaks of the subject."""
    standing = returns.get(before.trust_code, ())
    return SignalChange(
        kind=before.kind,
        level=before.level,
        subject=before.subject,
        trust_code=before.trust_code,
        measure=before.measure,
        period=standing[-1].period if standing else before.period,
        old=before.state,
        new=State.NOTHING,
        reason=f"No return that stands says anything of this {before.level} in the months that are looked at.",
        rule=before.rule,
        rule_set=before.rule_set,
        figures={},
        inputs={},
        as_of=standing[-1].accepted_at if standing else before.as_of,
        cause="A return was corrected, or the months that are looked at moved on.",
        receipts=[],
        at=now,
    )


def _what_came(before: Signal | None, result: Result, standing: Sequence[StandingReturn]) -> list[StandingReturn]:
    """Return the trust's returns that went in now and did not before, oldest month first."""
    used = _receipts(result.inputs)
    if before is None:
        return [each for each in standing if each.period == result.period]
    already = _receipts(before.inputs)
    since = before.period
    return [
        each
        for each in standing
        if (each.receipt in used and each.receipt not in already) or since < each.period <= result.period
    ]


def _receipts(inputs: Mapping[str, Any]) -> set[str]:
    """Return the receipts that inputs name: the last item of each row of a series, or of the trust's own row."""
    found = set()
    for name, rows in inputs.items():
        if name == "own":
            found.add(rows[-1])
        elif isinstance(rows, list):
            found |= {row[-1] for row in rows}
    return found


def _cause(before: Signal | None, result: Result, brought: Sequence[StandingReturn]) -> str:
    if brought:
        told = [_told(each) for each in brought[-3:]]
        more = f", and {len(brought) - 3} earlier" if len(brought) > 3 else ""
        said = f"{write_list(told)} came in{more}."
        return said[0].upper() + said[1:]
    if before is not None and before.rule_set != result.rule_set:
        return f"The rules changed from {before.rule_set} to {result.rule_set}."
    if result.key.kind is SignalKind.STAFFING_ALARM:
        return "The returns of other trusts for the month changed what all are compared with."
    return "It was worked out anew from the returns that stand."


def _told(standing: StandingReturn) -> str:
    what = "the return" if standing.number == 1 else f"a correction (version {standing.number}) of the return"
    return f"{what} for {write_month(standing.period)} (receipt {standing.receipt})"


def _record(scope: StaffingScope, changes: Sequence[SignalChange], now: datetime) -> None:
    """Write the changes, those that matter to an inspector under one notice for each ward or trust."""
    if not changes:
        return
    codes = {change.trust_code for change in changes}
    invented = dict(Trust.objects.filter(code__in=codes).values_list("code", "is_demonstration"))
    grouped: dict[tuple[str, str], list[SignalChange]] = {}
    for change in changes:
        if State(change.old).asks_for_attention or State(change.new).asks_for_attention:
            grouped.setdefault((change.level, change.subject), []).append(change)
    notices = ChangeNotice.objects.bulk_create(
        ChangeNotice(
            level=level,
            subject=subject,
            trust_code=together[0].trust_code,
            is_demonstration=invented[together[0].trust_code],
            period=max(change.period for change in together),
            kinds=sorted({str(change.kind) for change in together}),
            raised=any(State(change.new).asks_for_attention for change in together),
            at=now,
        )
        for (level, subject), together in grouped.items()
    )
    for notice, together in zip(notices, grouped.values(), strict=True):
        for change in together:
            change.notice = notice
    SignalChange.objects.bulk_create(changes, batch_size=_PAGE)
    audit(
        "signals.changed",
        by=System("recompute"),
        subject=_subject(scope),
        fields=sorted({str(change.kind) for change in changes}),
        now=now,
    )


def _subject(scope: StaffingScope) -> Reference:
    kind, _, name = str(scope).partition(":")
    return Reference("trust" if isinstance(scope, TrustScope) else f"signals_of_{kind}", name)
