"""The list of trusts in special measures, of those that left, and of those for which they were declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.organisations.successions import answerable_for
from publication.special_measures.case_told import Standing
from publication.special_measures.plan_told import ShownReport
from publication.special_measures.record import PublicSpecialMeasures, ShownCase
from ratings.plans.states import ActionStatus


@dataclass(frozen=True)
class Listed:
    """A trust of the list: the case that stands for it, on whose page it is told."""

    trust: Trust
    case: ShownCase

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.case.told.standing

    @property
    def newest(self) -> ShownReport | None:
        """The newest published report of its plan."""
        return self.case.plan.newest if self.case.plan else None

    @property
    def delivered(self) -> int | None:
        """How many actions the trust says it has delivered; None where nothing was published."""
        return self.newest.counts[str(ActionStatus.DELIVERED)] if self.newest else None

    @property
    def promised(self) -> int | None:
        """How many actions were promised; None where nothing was published."""
        return len(self.newest.actions) if self.newest else None


@dataclass(frozen=True)
class ListedWorld:
    """The real trusts, or the invented ones: never told as one."""

    demonstration: bool
    listed: tuple[Listed, ...]

    def of(self, *standings: Standing) -> list[Listed]:
        """Return those that stand so, by name."""
        return sorted((each for each in self.listed if each.standing in standings), key=lambda each: each.trust.name)

    @property
    def inside(self) -> list[Listed]:
        """Those in special measures, by name."""
        return self.of(Standing.IN_MEASURES, Standing.IN_ADMINISTRATION)


def listed_world(*, demonstration: bool, now: datetime) -> ListedWorld:
    """Return every trust of which a case is public, each with the case that stands first on its page."""
    today = london_date(now)
    decided = Q(special_measures__entered_on__lte=today) | Q(cases__recommendations__decided_on__lte=today)
    had = Trust.objects.filter(decided, is_demonstration=demonstration).distinct().order_by("code")
    answering = {each.pk: each for trust in had for each in answerable_for(trust, today)}
    listed = []
    for trust in sorted(answering.values(), key=lambda each: each.code):
        main = PublicSpecialMeasures(trust, now).main
        if main is not None:
            listed.append(Listed(trust, main))
    return ListedWorld(demonstration, tuple(listed))
