"""What anybody may know of a trust's special measures at a moment: all cases, its own and of those that it followed.

Everything is a function of the record and of the moment; nothing is public because a worker came by (record 25).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Max

from oversight.clock import london_date
from oversight.measures.models import Observation
from oversight.organisations.models import Succession, Trust
from oversight.organisations.successions import answered_for_by, successors_of
from oversight.wording import write_date
from publication.public_changes import public_stamp
from publication.special_measures.case_told import PublicCase, public_cases
from publication.special_measures.plan_told import PublicPlan, public_plan
from publication.special_measures.sentences import how_long
from ratings.cases.clocks import ClockOf, ClockState, clocks_of_the_rules
from ratings.cases.timeline import timeline_of
from ratings.cases.timeline_entry import TimelineEntry, TimelineKind
from ratings.plans.timeline import plan_timeline


@dataclass(frozen=True)
class Coming:
    """Something that is to come, or should have: by when, and in which words."""

    due_on: date
    sentence: str
    is_overdue: bool


class ShownCase:
    """One case on the page of a trust: its own, or of one that it followed."""

    def __init__(self, told: PublicCase, page_of: Trust, followed_on: date | None, now: datetime) -> None:
        self.told = told
        self.page_of = page_of
        self.followed_on = followed_on
        self.now = now
        self.today = london_date(now)

    @property
    def is_inherited(self) -> bool:
        """Whether it was decided for another trust, which this one followed."""
        return self.told.trust.pk != self.page_of.pk

    @property
    def name(self) -> str:
        """The trust for which it was decided."""
        return self.told.trust.shown_name

    @property
    def until(self) -> date:
        """Today, or the day on which the trust left: nothing becomes overdue after that."""
        left = self.told.spell.left_on if self.told.spell is not None else None
        return min(self.today, left) if left is not None else self.today

    @cached_property
    def plan(self) -> PublicPlan | None:
        """What is public of its plan; None for a time in special measures without a case."""
        if self.told.case is None or self.told.spell is None:
            return None
        return public_plan(self.told.case, self.page_of.code, self.now, until=self.until)

    @property
    def how_long(self) -> str:
        """How long it has gone on, or went on."""
        return how_long(self.told.since, self.until)

    @cached_property
    def timeline(self) -> list[TimelineEntry]:
        """Everything that happened and is public, the newest first."""
        if self.told.case is None:
            entries = _of_spell(self.told)
        else:
            entries = [
                *timeline_of(self.told.case, on=self.today, public=True),
                *plan_timeline(self.told.case, on=self.today, public=True, at=self.now),
            ]
        # Of one day what came later stands above what came before.
        entries.sort(key=lambda each: each.on)
        return entries[::-1]

    @property
    def overdue(self) -> list[str]:
        """What should have come and has not, the oldest first, updates before all else; nothing once the trust left."""
        if not self.told.standing.is_in:
            return []
        updates = [each.sentence for each in self.plan.overdue] if self.plan else []
        return updates + [each.sentence for each in self._other if each.is_overdue]

    @property
    def coming(self) -> list[Coming]:
        """What comes next and by when, what is overdue first."""
        if not self.told.standing.is_in:
            return []
        updates = []
        if self.plan is not None:
            updates = [
                Coming(each.due_on, each.sentence, True) for each in self.plan.overdue if each.due_on is not None
            ]
            if self.plan.next is not None:
                updates.append(Coming(self.plan.next.due_on, self.plan.next.sentence, False))
        return sorted([*updates, *self._other, *self._actions], key=lambda each: (not each.is_overdue, each.due_on))

    @cached_property
    def _other(self) -> list[Coming]:
        """The re-inspection, and what helpers, reviewers and the Board are to do; nothing once the trust left."""
        if not self.told.standing.is_in:
            return []
        found = list(_by_the_rules(self.told, self.today))
        for partner in self.told.partners:
            if partner.to_on is None:
                found += [
                    Coming(each.due_on, f"{partner.name} promised: {each.what} {each.sentence}", each.is_overdue)
                    for each in partner.promises
                    if each.done_on is None
                ]
        for asked, what in (
            *((each, f"The review of the trust's leadership by {each.by_whom}") for each in self.told.reviews),
            *((each, "What the Board was asked to show") for each in self.told.demonstrations),
        ):
            if asked.came_on is None and asked.due_on is not None:
                how = (
                    f"Overdue: {what[0].lower()}{what[1:]} was due by {write_date(asked.due_on)} and has not come."
                    if asked.is_overdue
                    else f"{what} is due by {write_date(asked.due_on)}."
                )
                found.append(Coming(asked.due_on, how, asked.is_overdue))
        return found

    @property
    def _actions(self) -> list[Coming]:
        """The actions of the plan that are not delivered."""
        if self.plan is None or self.plan.newest is None:
            return []
        return [
            Coming(each.content.due_on, f"Action {each.number}, {each.what} {each.sentence}", each.is_overdue)
            for each in self.plan.newest.actions
            if not each.is_delivered
        ]


class PublicSpecialMeasures:
    """All cases of a trust that are public at a moment, the one that goes on first, then the newest."""

    def __init__(self, trust: Trust, now: datetime) -> None:
        self.trust = trust
        self.now = now
        self.today = london_date(now)

    @cached_property
    def cases(self) -> list[ShownCase]:
        """The cases; empty where special measures were never decided on."""
        trust_ids = sorted(answered_for_by({self.trust.pk}, self.today))
        followed = dict(
            Succession.objects.filter(successor=self.trust, on__lte=self.today).values_list("predecessor", "on")
        )
        shown = [
            ShownCase(each, self.trust, followed.get(each.trust.pk), self.now)
            for each in public_cases(trust_ids, self.today)
        ]
        return sorted(shown, key=lambda each: (not each.told.standing.is_in, each.is_inherited))

    @property
    def main(self) -> ShownCase | None:
        """The case that the page is about before all: the one that goes on, or else the newest."""
        return self.cases[0] if self.cases else None

    @cached_property
    def followers(self) -> list[Trust]:
        """The trusts that followed this one: its case goes on there."""
        return successors_of(self.trust, self.today)

    @property
    def is_in(self) -> bool:
        """Whether the trust is in special measures on the day, its own or those that it took on."""
        return self.main is not None and self.main.told.standing.is_in


def stamp_of_everything(now: datetime) -> tuple[str, int]:
    """Return what a kept page must change with: the public record, the day, and the newest observation of any measure.

    A correction of a figure adds an observation, so the newest one changes with each.
    """
    return public_stamp(now), Observation.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _by_the_rules(told: PublicCase, today: date) -> Iterator[Coming]:
    """Yield the re-inspection while it is to come, and when the time in special measures ends."""
    if told.case is None:
        if told.reinspect_by is not None:
            yield Coming(told.reinspect_by, f"To be inspected again by {write_date(told.reinspect_by)}.", False)
        return
    for clock in clocks_of_the_rules(told.case, today):
        if clock.due_on is None or clock.state is ClockState.MET:
            continue
        if clock.what is ClockOf.REINSPECTION:
            is_overdue = clock.state is ClockState.OVERDUE
            yield Coming(clock.due_on, f"Overdue: {clock.sentence}" if is_overdue else clock.sentence, is_overdue)
        elif clock.what is ClockOf.LONGEST_TIME:
            # That a time is over asks nobody for anything by itself: what was to be done in it does.
            yield Coming(clock.due_on, clock.sentence, False)


def _of_spell(told: PublicCase) -> list[TimelineEntry]:
    """Return what a time in special measures tells of itself, where no case was kept."""
    spell = told.spell
    if spell is None:
        return []
    entries = [TimelineEntry(spell.entered_on, TimelineKind.DECISION, "Entered special measures", spell.entry_reason)]
    if spell.extended_on is not None and spell.extended_to is not None:
        title = f"Special measures extended to {write_date(spell.extended_to)}"
        entries.append(TimelineEntry(spell.extended_on, TimelineKind.DECISION, title, spell.extension_reason))
    if spell.left_on is not None:
        entries.append(TimelineEntry(spell.left_on, TimelineKind.DECISION, "Left special measures", spell.exit_reason))
    return entries
