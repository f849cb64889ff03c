"""Works a scope out again: claim it, gather what stands, compute, and write what differs.

Nothing is computed inside a request. A worker that dies leaves its claim to end, and another begins from what stands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from oversight.clock import london_date
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from ratings import requests
from ratings.computed_ratings import ratings_of_trust
from ratings.gathering import month_facts, one_moment, standing_returns, trust_facts
from ratings.indicators.dependents import scopes_of_trust
from ratings.question_writing import write_questions
from ratings.questions import RatingsOfTrust
from ratings.rating_facts import rating_facts
from ratings.rule_sets import in_force
from ratings.rules.aggregation_files import rule_set
from ratings.scopes import (
    BandsScope,
    IndicatorScope,
    MonthScope,
    RatingsScope,
    Scope,
    StaffingScope,
    TrustScope,
    parse_scope,
)
from ratings.signals import Result
from ratings.special_measures.facts import compute_criteria
from ratings.special_measures.writing import write_criteria
from ratings.staffing_signals import month_results, trust_results
from ratings.standing import ALARM_MEASURE, StandingReturn
from ratings.writing import write_results

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Computed:
    """A scope's results, and the standing returns that went in, by trust."""

    results: Sequence[Result]
    returns: dict[str, Sequence[StandingReturn]]


def compute(scope: StaffingScope, *, as_known_at: datetime | None = None) -> Computed:
    """Work signals out from what stands, or from what stood on a moment; nothing is written."""
    with one_moment():
        if isinstance(scope, TrustScope):
            facts = trust_facts(scope.trust_code, as_known_at=as_known_at)
            return Computed(trust_results(facts), {scope.trust_code: facts.returns})
        month = month_facts(scope, as_known_at=as_known_at)
    return Computed(month_results(month), {trust.trust_code: (trust.standing,) for trust in month.trusts})


def compute_ratings(trust_code: str, *, on: date) -> RatingsOfTrust:
    """Work out a trust's ratings and cautions from what stands on a day; nothing is written, least of all published."""
    with one_moment():
        trust = Trust.objects.get(code=trust_code)
        return ratings_of_trust(rating_facts(trust, on=on), rule_set())


def run_scope(name: str, *, clock: Clock) -> int | None:
    """Work out a waiting scope until nothing more is wished of it, and return how many changes were recorded.

    None where nothing was waiting or another worker is at it. A failure is noted with the request and raised again.
    """
    changes = None
    while held := requests.claim(name, now=clock()):
        try:
            write = _worked_out(parse_scope(name), now=clock())
            with transaction.atomic():
                now = clock()
                written = write(now)
                # Last, so that those who wish for the scope meanwhile wait for no more than this one row.
                requests.finish(held, now=now)
            changes = (changes or 0) + written
        except requests.ClaimLost:
            log.warning("the claim on %s ended before its work did; it is left to whoever has it now", name)
            return changes
        except Exception as failure:
            requests.give_up(held, failure, now=clock())
            raise
    return changes


def _worked_out(scope: Scope, *, now: datetime) -> Callable[[datetime], int]:
    """Work a scope out, and return what writes it as of the time of writing and says how much changed."""
    if isinstance(scope, RatingsScope):
        made = compute_ratings(scope.trust_code, on=london_date(now))
        criteria = compute_criteria(scope.trust_code, on=london_date(now))
        return lambda at: write_questions(made, now=at) + write_criteria(criteria, now=at)
    if isinstance(scope, IndicatorScope | BandsScope):
        # Brings numpy in, which the processes that only ask for work need not carry.
        from ratings.indicators.working_out import bands_worked_out, indicator_worked_out

        if isinstance(scope, IndicatorScope):
            return indicator_worked_out(scope)
        return bands_worked_out(scope, on=london_date(now))
    staffing, computed = scope, compute(scope)

    def write(at: datetime) -> int:
        written = write_results(staffing, computed.results, computed.returns, now=at)
        if isinstance(staffing, MonthScope):
            requests.ask([compared_after(staffing)], now=at)
        # Cautions look at these signals, so they are worked out after them.
        requests.ask((RatingsScope(code) for code in written.cautioned), now=at)
        return written.changes

    return write


def compared_after(scope: MonthScope) -> IndicatorScope:
    """Return the comparison that says what the alarm of a month says."""
    return IndicatorScope(ALARM_MEASURE, Period(scope.month, Grain.MONTH), scope.demonstration)


def scopes_after(trust: Trust, period: date) -> list[Scope]:
    """Return what must be worked out again once a trust's return for a month was accepted.

    The trust itself; that month's alarms; and the alarms of later months in which its wards of this month count as
    known.
    """
    scopes: list[Scope] = [TrustScope(trust.code)]
    for standing in standing_returns(trust.code):
        months_later = (standing.period.year - period.year) * 12 + standing.period.month - period.month
        try:
            known_for = in_force(standing.period).wards_known_for_months
        except LookupError:
            continue
        if 0 <= months_later < known_for:
            scopes.append(MonthScope(standing.period, trust.is_demonstration))
    return scopes


def recompute_trust(trust: Trust, *, clock: Clock) -> int:
    """Work out all that rests on a trust in this process, and return how many changes were recorded.

    Its signals, the alarms of all its months, every comparison that it is in, all bands, and its ratings. Where a
    worker is at one of these scopes already, that worker takes the wish in.
    """
    with transaction.atomic():
        scopes: list[Scope] = [TrustScope(trust.code)]
        scopes += [MonthScope(each.period, trust.is_demonstration) for each in standing_returns(trust.code)]
        requests.ask(scopes, now=clock(), tell=False)
    # By themselves, so that nobody who holds a month waits for what somebody else holds; and after them, since cautions
    # and the comparison of staffing look at the signals.
    last: list[Scope] = [*scopes_of_trust(trust), BandsScope(trust.is_demonstration), RatingsScope(trust.code)]
    with transaction.atomic():
        requests.ask(last, now=clock(), tell=False)
    return sum(run_scope(str(scope), clock=clock) or 0 for scope in (*scopes, *last))


def run_waiting(*, clock: Clock) -> int:
    """Work out whatever waits with nobody at it, in this process; return how many scopes were done."""
    done = 0
    for name in requests.waiting_scopes():
        try:
            done += run_scope(name, clock=clock) is not None
        except Exception:  # it is noted with the request, and the others must not wait for it
            log.exception("%s could not be worked out", name)
    return done


def waiting_count() -> int:
    """Return how many scopes wait or are being worked out."""
    return len(requests.waiting_scopes())


def replay(scopes: Iterable[StaffingScope], *, at: datetime) -> int:
    """Work scopes out as they would have been at a moment in the past, with changes dated to it.

    For loading a history: call it for moments in their order, before anything later was worked out.
    """
    changes = 0
    for scope in scopes:
        computed = compute(scope, as_known_at=at)
        with transaction.atomic():
            changes += write_results(scope, computed.results, computed.returns, now=at).changes
    return changes


def replay_ratings(trust_code: str, *, at: datetime) -> int:
    """Work out a trust's ratings, cautions and criteria as of a moment; the signals and what stands are those of now.

    For loading a history, after its signals.
    """
    made = compute_ratings(trust_code, on=london_date(at))
    criteria = compute_criteria(trust_code, on=london_date(at))
    with transaction.atomic():
        return write_questions(made, now=at) + write_criteria(criteria, now=at)
