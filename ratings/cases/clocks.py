"""The clocks of a case: what is due by when, by the rules of the day and by what was promised. Nothing is decided here.

Entered on 16 July 2013: inspected again by 16 July 2014, extended to 16 January 2015 at the latest (domain 5.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from oversight.wording import write_count, write_date
from ratings.cases.criteria import criteria_of_case, spell_on
from ratings.cases.models import Case, PartnerPromise, Recommendation
from ratings.rules.special_measures import Criterion, CriterionState, SpecialMeasuresRules
from ratings.rules.special_measures_files import special_measures_in_force


class ClockOf(StrEnum):
    """What a clock runs to."""

    DECISION = "decision"
    REINSPECTION = "reinspection"
    LONGEST_TIME = "longest_time"
    BOARD = "board"
    REVIEW = "review"
    PROMISE = "promise"

    @property
    def label(self) -> str:
        """For people."""
        return _LABELS[self]


class ClockState(StrEnum):
    """How a clock stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"

    @property
    def label(self) -> str:
        """For people."""
        return _STATE_LABELS[self]


_LABELS = {
    ClockOf.DECISION: "Decision",
    ClockOf.REINSPECTION: "Re-inspection",
    ClockOf.LONGEST_TIME: "Time in special measures",
    ClockOf.BOARD: "The Board's demonstration",
    ClockOf.REVIEW: "Review of the leadership's capability",
    ClockOf.PROMISE: "A partner's promise",
}
_STATE_LABELS = {
    ClockState.WAITING: "Waits",
    ClockState.RUNNING: "Not due yet",
    ClockState.DUE_SOON: "Due soon",
    ClockState.OVERDUE: "Overdue",
    ClockState.MET: "Done",
}
_OF_REINSPECTION = {
    CriterionState.MET: ClockState.MET,
    CriterionState.OVERDUE: ClockState.OVERDUE,
    CriterionState.DUE_SOON: ClockState.DUE_SOON,
    CriterionState.NOT_MET: ClockState.RUNNING,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: what it is of, its last day (None: it has none), how it stands, and that in a sentence."""

    what: ClockOf
    due_on: date | None
    state: ClockState
    sentence: str


def clocks_of(case: Case, on: date) -> list[Clock]:
    """Return the clocks that run in a case on a day: what waits, then the dates of the rules, then what was asked.

    Days count whole: on the last day a clock is not overdue yet.
    """
    return [*_decision(case, on), *clocks_of_the_rules(case, on), *_asked(case, on)]


def _decision(case: Case, on: date) -> Iterator[Clock]:
    """No source sets a time for a decision: how long it waits is shown, and no day is made up."""
    for waits in case.recommendations.filter(made_on__lte=on).order_by("pk"):
        is_over = waits.state != Recommendation.State.WAITING and (waits.decided_on is None or waits.decided_on <= on)
        if is_over:
            continue
        since = (on - waits.made_on).days
        for_days = f"for {write_count(since, 'day')}" if since else "since today"
        yield Clock(
            ClockOf.DECISION,
            None,
            ClockState.WAITING,
            f"{waits.get_kind_display()} was recommended on {write_date(waits.made_on)}, and waits {for_days}.",
        )


def clocks_of_the_rules(case: Case, on: date) -> Iterator[Clock]:
    """Yield those that the rules set alone: of the re-inspection, and of the time in special measures."""
    spell = spell_on(case.spell, on)
    rules = special_measures_in_force(on, demonstration=case.trust.is_demonstration)
    if spell is None or rules is None:
        return
    results = {result.criterion: result for result in criteria_of_case(case, on).results}
    again = results.get(Criterion.REINSPECTION)
    if again is not None and again.state in _OF_REINSPECTION:
        yield Clock(ClockOf.REINSPECTION, again.due_on, _OF_REINSPECTION[again.state], again.reason)
    # A re-inspection may be set for sooner; the usual time is not shorter for that.
    last = spell.extended_to or rules.reinspect_by(spell.entered_on)
    if last is None:
        return
    longest = None if spell.extended_to else rules.extend_at_most_to(spell.entered_on)
    yield Clock(ClockOf.LONGEST_TIME, last, _state(last, on, rules), _time_sentence(last, longest, on))


def _time_sentence(last: date, longest: date | None, on: date) -> str:
    """Say when the time in special measures ends, and to when it may be extended where it was not yet."""
    ends = "ended" if on > last else "ends"
    if longest is None or longest <= last:
        return f"The time as extended {ends} on {write_date(last)}. It is extended once."
    if on > longest:
        return f"The usual time ended on {write_date(last)}, and the longest time on {write_date(longest)}."
    return (
        f"The usual time {ends} on {write_date(last)}. It can be extended once, to {write_date(longest)} at the latest."
    )


def _asked(case: Case, on: date) -> Iterator[Clock]:
    for asked in case.demonstrations.filter(asked_on__lte=on, due_on__isnull=False):
        yield _one(ClockOf.BOARD, "The Board is to show", asked.asked, asked.due_on, asked.shown_on, on)
    for review in case.reviews.filter(asked_on__lte=on, due_on__isnull=False):
        yield _one(ClockOf.REVIEW, "To be reviewed", review.words, review.due_on, review.found_on, on)
    promises = PartnerPromise.objects.filter(partnership__case=case, partnership__from_on__lte=on)
    for promised in promises.select_related("partnership__partner").order_by("due_on", "pk"):
        partner = promised.partnership.partner.shown_name
        ended_on = promised.partnership.to_on
        if promised.done_on is None and ended_on is not None and ended_on < min(on, promised.due_on):
            # A contract that ended before the day asks for nothing more.
            continue
        yield _one(ClockOf.PROMISE, f"{partner} promised", promised.what, promised.due_on, promised.done_on, on)


def _one(of: ClockOf, start: str, what: str, due_on: date | None, done_on: date | None, on: date) -> Clock:
    words = what.rstrip(".")
    by = f"by {write_date(due_on)}"
    if done_on is not None and done_on <= on:
        late = ", late" if due_on is not None and done_on > due_on else ""
        return Clock(
            of, due_on, ClockState.MET, f"{start}, {by}: {words}. That was done on {write_date(done_on)}{late}."
        )
    # How long before its day such a thing is called soon nobody has said.
    state = _state(due_on, on, None)
    past = " That day is past." if state is ClockState.OVERDUE else ""
    return Clock(of, due_on, state, f"{start}, {by}: {words}.{past}")


def _state(due_on: date | None, on: date, rules: SpecialMeasuresRules | None) -> ClockState:
    if due_on is None:
        return ClockState.RUNNING
    if on > due_on:
        return ClockState.OVERDUE
    is_soon = rules is not None and on >= rules.warns_from(due_on)
    return ClockState.DUE_SOON if is_soon else ClockState.RUNNING
