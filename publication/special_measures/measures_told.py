"""The measures of a plan beside its promises: what the figures show, whatever the trust says of its actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from oversight.charts.drawn import DrawnChart
from oversight.measures.defining import definitions
from oversight.measures.period_words import write_period
from oversight.measures.periods import Period
from oversight.organisations.models import Trust
from oversight.wording import write_count, write_list
from publication.special_measures.record import ShownCase
from ratings.plans.content import ConcernContent, MeasureContent
from ratings.plans.measured import Asked, Measured, measured_all
from ratings.rules.plan_progress import Verdict, Why

_TAGS = {
    Verdict.IMPROVED: ("Better", "green"),
    Verdict.NOT_CHANGED: ("Not changed", "white"),
    Verdict.WORSE: ("Worse", "red"),
    Verdict.TOO_EARLY: ("Too early to say", "grey"),
    Verdict.NOT_KNOWN: ("Not known", "grey"),
}


@dataclass(frozen=True)
class ShownMeasure:
    """A measure of the plan with what its figures show since the first action for its concern was delivered."""

    promised: MeasureContent
    found: Measured

    @property
    def id(self) -> str:
        """Where it stands on the page."""
        return self.promised.public_id

    @property
    def name(self) -> str:
        """What is measured."""
        return self.found.measure.name

    @property
    def verdict(self) -> Verdict:
        """What is said of it."""
        return self.found.progress.verdict

    @property
    def label(self) -> str:
        """The verdict in a word or two."""
        return "Nothing delivered yet" if self.found.progress.why is Why.NOT_DELIVERED else _TAGS[self.verdict][0]

    @property
    def colour(self) -> str:
        """The colour of the word's tag."""
        return _TAGS[self.verdict][1]

    @property
    def sentence(self) -> str:
        """Since when it should have moved, and whether it did."""
        return self.found.sentence

    @property
    def chart(self) -> DrawnChart:
        """Its chart with what was expected, its sentences and its table."""
        return self.found.chart

    @property
    def newest(self) -> str:
        """Its newest figure and the period of it; blank where there is none."""
        known = [(point.value, point.period) for point in self.found.points if point.value is not None]
        return f"{self.found.measure.write(known[-1][0])} in {write_period(known[-1][1])}" if known else ""

    @property
    def target(self) -> str:
        """What is expected at last, and by when."""
        target = self.promised.target
        return f"{self.found.measure.write(target.value)} by {write_period(Period.parse(target.period))}"

    @property
    def baseline(self) -> str:
        """What it was when the plan was made."""
        baseline = self.promised.baseline
        return f"{self.found.measure.write(baseline.value)} in {write_period(Period.parse(baseline.period))}"


Measures = Mapping[str, Sequence[ShownMeasure]]


def measures_of(case: ShownCase, now: datetime) -> Measures:
    """Return the measures of the newest published report by the public id of their concern, read at once."""
    newest = case.plan.newest if case.plan is not None else None
    return told_measures(newest.content.concerns, case.told.trust, now) if newest is not None else {}


def told_measures(concerns: Sequence[ConcernContent], trust: Trust, now: datetime) -> Measures:
    """Return the measures of a report's concerns as their figures show them at a moment, by the concern's public id."""
    known = definitions()
    asked = [
        (concern, measure, Asked(measure, since(concern)))
        for concern in concerns
        for measure in concern.measures
        # One that was defined when the plan was signed and is not any more has nothing to show.
        if measure.code in known
    ]
    told: dict[str, list[ShownMeasure]] = {}
    found = measured_all([each for _, _, each in asked], trust, at=now)
    for (concern, measure, _), one in zip(asked, found, strict=True):
        told.setdefault(concern.public_id, []).append(ShownMeasure(measure, one))
    return told


def since(concern: ConcernContent) -> date | None:
    """Return since when a concern's measures should move: the day on which its first action was delivered."""
    return concern.first_delivered_on


def summary_of(measures: Measures) -> str:
    """Return how many measures moved, in a sentence; blank where there is none."""
    every = [each for found in measures.values() for each in found]
    if not every:
        return ""
    counts = Counter(each.label.lower() for each in every)
    order = [label.lower() for label, _ in _TAGS.values()]
    parts = [
        f"{count} {label}" for label, count in sorted(counts.items(), key=lambda one: (_place(one[0], order), one[0]))
    ]
    return f"Of {write_count(len(every), 'measure')}: {write_list(parts)}."


def _place(label: str, order: Sequence[str]) -> int:
    return order.index(label) if label in order else len(order)
