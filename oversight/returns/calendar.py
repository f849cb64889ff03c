"""The collection calendar: what is open, due and late, and who has sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from oversight.returns.kinds import all_kinds, kind_of
from oversight.returns.models import CollectionWindow, ReturnVersion, Submission
from oversight.returns.refusals import Refused
from oversight.returns.states import State

CALENDAR = System("returns.calendar")
# A trust's desk looks this far back for what was never sent.
MONTHS_BACK = 6


class DueState(StrEnum):
    """How far a trust is with a return for a period."""

    NOT_OPEN = "not open yet"
    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    AWAITING_SIGNATURE = "waiting for signature"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Due:
    """One return of one trust: by when, how far it is, and whether that time has passed.

    ``late``: not accepted though the collection has closed, or accepted after that. ``submission`` is the newest open
    one; ``version`` the one that stands.
    """

    kind: str
    title: str
    trust: Trust
    period: str
    period_label: str
    opens_at: datetime
    closes_at: datetime
    state: DueState
    late: bool
    submission: Submission | None
    version: ReturnVersion | None


def ensure_windows(*, kind: str, periods: Iterable[str]) -> int:
    """Write the windows that are not there yet, from the rule and its exceptions; return how many were new.

    A window that somebody set by hand stays as they set it.
    """
    declared = kind_of(kind)
    wanted = []
    for period in periods:
        times = declared.times_by_rule(period)
        wanted.append(
            CollectionWindow(
                kind=kind, period=period, opens_at=times.opens_at, closes_at=times.closes_at, source=times.source
            )
        )
    there = set(
        CollectionWindow.objects.filter(kind=kind, period__in=[one.period for one in wanted]).values_list(
            "period", flat=True
        )
    )
    new = [one for one in wanted if one.period not in there]
    CollectionWindow.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def window(kind: str, period: str) -> CollectionWindow:
    """Return when the collection for the period opens and closes, writing it down where nobody has yet."""
    found = CollectionWindow.objects.filter(kind=kind, period=period).first()
    if found is None:
        ensure_windows(kind=kind, periods=[period])
        found = CollectionWindow.objects.get(kind=kind, period=period)
    return found


@transaction.atomic
def set_window(
    *, kind: str, period: str, opens_at: datetime, closes_at: datetime, source: str, by: Person, now: datetime
) -> CollectionWindow:
    """Set a window by hand, with the notice that it follows; a later close makes no accepted return less late."""
    if not may(by, Action.KEEP_CALENDAR, on=london_date(now)):
        raise Refused("not_allowed", "You cannot change the collection calendar.")
    if closes_at <= opens_at:
        raise Refused("window", "A collection closes after it opens.")
    if not source.strip():
        raise Refused("no_text", "Name the notice that this follows.")
    kind_of(kind).times_by_rule(period)
    changed, _ = CollectionWindow.objects.update_or_create(
        kind=kind,
        period=period,
        defaults={"opens_at": opens_at, "closes_at": closes_at, "source": source.strip()},
    )
    audit(
        "calendar.window_set",
        by=by,
        subject=Reference("collection_window", f"{kind}:{period}"),
        now=now,
        fields=["opens_at", "closes_at", "source"],
    )
    return changed


def due(trust: Trust, now: datetime, *, months: int = MONTHS_BACK) -> list[Due]:
    """Return what the trust is expected to send, the newest period first.

    That is the newest period whose collection has opened, whatever its state, and every earlier one of the last months
    that was not accepted or was worked on since. A trust that owes nothing for a period is not asked for it.
    """
    found: list[Due] = []
    for kind in all_kinds():
        periods = kind.periods_opened(now=now, months=months)
        asked = [period for period in periods if kind.owing_trusts(period).filter(pk=trust.pk).exists()]
        rows = _due_rows(kind.code, asked, [trust], now=now)
        newest = asked[0] if asked else ""
        found += [
            row for row in rows if row.period == newest or row.state != DueState.ACCEPTED or row.submission is not None
        ]
    return sorted(found, key=lambda row: (row.closes_at, row.kind), reverse=True)


def sent_list(kind: str, period: str, now: datetime, *, demonstration: bool) -> list[Due]:
    """Return how far every trust that owes the return is: who has sent, is late, has not; by the trust's name.

    Invented trusts and real ones are never in one list.
    """
    owing = kind_of(kind).owing_trusts(period).filter(is_demonstration=demonstration).select_related("region")
    return _due_rows(kind, [period], list(owing.order_by("name", "code")), now=now)


def _due_rows(kind: str, periods: list[str], trusts: list[Trust], *, now: datetime) -> list[Due]:
    """Return a row for each period and trust, in their order, with a fixed number of queries."""
    if not periods or not trusts:
        return []
    title = kind_of(kind).title
    windows = _windows(kind, periods)
    submissions: dict[tuple[int, str], Submission] = {}
    for submission in (
        Submission.objects.filter(kind=kind, period__in=periods, trust__in=trusts)
        .exclude(state__in=[str(State.ACCEPTED), str(State.WITHDRAWN)])
        .defer("rows", "totals")
        .order_by("received_at", "pk")
    ):
        submissions[submission.trust_id, submission.period] = _further(
            submissions.get((submission.trust_id, submission.period)), submission
        )
    versions = {
        (version.trust_id, version.period): version
        for version in ReturnVersion.objects.filter(kind=kind, period__in=periods, trust__in=trusts, stands=True)
    }
    rows = []
    for period in periods:
        for trust in trusts:
            rows.append(
                _due_row(
                    kind,
                    title,
                    trust,
                    windows[period],
                    submissions.get((trust.pk, period)),
                    versions.get((trust.pk, period)),
                    now=now,
                )
            )
    return rows


def _windows(kind: str, periods: list[str]) -> dict[str, CollectionWindow]:
    found = {one.period: one for one in CollectionWindow.objects.filter(kind=kind, period__in=periods)}
    if len(found) < len(periods):
        ensure_windows(kind=kind, periods=[period for period in periods if period not in found])
        found = {one.period: one for one in CollectionWindow.objects.filter(kind=kind, period__in=periods)}
    return found


def _further(one: Submission | None, other: Submission) -> Submission:
    """Return the one that waits for signature, else the newer."""
    return one if one is not None and one.state == State.AWAITING_SIGNATURE else other


def _due_row(
    kind: str,
    title: str,
    trust: Trust,
    times: CollectionWindow,
    submission: Submission | None,
    version: ReturnVersion | None,
    *,
    now: datetime,
) -> Due:
    if version is not None:
        state, late = DueState.ACCEPTED, version.late
    else:
        late = now > times.closes_at
        if submission is None:
            state = DueState.NOT_STARTED if now >= times.opens_at else DueState.NOT_OPEN
        elif submission.state == State.AWAITING_SIGNATURE:
            state = DueState.AWAITING_SIGNATURE
        else:
            state = DueState.IN_PROGRESS
    return Due(
        kind=kind,
        title=title,
        trust=trust,
        period=times.period,
        period_label=kind_of(kind).period_label(times.period),
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        state=state,
        late=late,
        submission=submission,
        version=version,
    )
