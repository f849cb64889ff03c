"""Which improvements of a trust have moved their measure: what can be offered, and how it stands now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from oversight.measures.defined import Cadence, Definition, Level
from oversight.measures.defining import definitions
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from ratings.cases.models import Case
from ratings.plans.content import PeriodValue
from ratings.plans.measured import Asked, Measured, measured_all
from ratings.plans.reading import content_of, plan_of, published_reports
from ratings.practice.models import PracticeOffer
from ratings.rules.plan_progress import Verdict

_GRAINS = {
    Cadence.MONTHLY: Grain.MONTH,
    Cadence.QUARTERLY: Grain.QUARTER,
    Cadence.HALF_YEARLY: Grain.QUARTER,
    Cadence.YEARLY: Grain.YEAR,
    Cadence.AS_IT_HAPPENS: Grain.MONTH,
}


@dataclass(frozen=True, slots=True)
class Improvement:
    """A measure, since when it should have moved, and what was expected of it: of a plan or not.

    ``public_id`` is the measure's in the plan, blank without one, and ``concern`` what the plan calls its concern.
    """

    public_id: str
    code: str
    baseline: PeriodValue
    trajectory: tuple[PeriodValue, ...]
    delivered_on: date
    concern: str = ""

    @property
    def asked(self) -> Asked:
        """The question whether it moved."""
        return Asked(self, self.delivered_on)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An improvement of a published plan with what its measure shows; ``offered`` is the offer of it that stands."""

    improvement: Improvement
    measured: Measured
    offered: PracticeOffer | None

    @property
    def moved(self) -> bool:
        """Whether it can be offered."""
        return has_moved(self.measured)


def has_moved(measured: Measured) -> bool:
    """Say whether a measure became better since, by the rule of ``ratings.rules.plan_progress``."""
    return measured.progress.verdict is Verdict.IMPROVED


def can_be_offered(made: Definition) -> bool:
    """Say whether an improvement can be told by a measure: one that was reviewed and is of a trust."""
    return made.is_public and Level.TRUST in made.levels


def measures_to_offer() -> list[Definition]:
    """Return the measures by which an improvement can be told, by theme and name."""
    found = [made for made in definitions().values() if can_be_offered(made)]
    return sorted(found, key=lambda made: (made.theme.label, made.name))


def outside_a_plan(made: Definition, delivered_on: date) -> Improvement:
    """Return an improvement that is of no plan, so that nothing was expected of its measure in figures."""
    period = Period.of(delivered_on, _GRAINS[made.cadence]).plus(-1)
    return Improvement("", made.code, PeriodValue(str(period), Decimal(0)), (), delivered_on)


def of_plans(trust: Trust, *, at: datetime) -> list[Improvement]:
    """Return what the newest published reports of a trust's plans tell of: each measure of a concern on which
    something was delivered, since the first of its actions was.
    """
    found = []
    for case in Case.objects.filter(trust=trust).order_by("opened_at"):
        plan = plan_of(case)
        reports = published_reports(plan, at) if plan else []
        for concern in content_of(reports[0]).concerns if reports else ():
            if concern.first_delivered_on is None:
                continue
            found += [
                Improvement(
                    measure.public_id,
                    measure.code,
                    measure.baseline,
                    measure.trajectory,
                    concern.first_delivered_on,
                    concern.title,
                )
                for measure in concern.measures
            ]
    return found


def candidates_of(trust: Trust, *, at: datetime) -> list[Candidate]:
    """Return the improvements of a trust's published plans with what their measures show; those that moved first."""
    improvements = of_plans(trust, at=at)
    shown = measured_all([one.asked for one in improvements], trust, at=at)
    offers = {(one.measure, one.delivered_on): one for one in PracticeOffer.objects.standing().filter(trust=trust)}
    found = [
        Candidate(one, measured, offers.get((one.code, one.delivered_on)))
        for one, measured in zip(improvements, shown, strict=True)
    ]
    return sorted(found, key=lambda one: not one.moved)


def improvement_of(offer: PracticeOffer) -> Improvement:
    """Return what an offer is of."""
    return Improvement(
        # The chart of an offer has an id of its own, whatever its measure is called in a plan.
        str(offer.public_id),
        offer.measure,
        PeriodValue(offer.baseline_period, offer.baseline_value),
        tuple(PeriodValue(period, Decimal(value)) for period, value in offer.trajectory),
        offer.delivered_on,
    )


def now_of(offers: Iterable[PracticeOffer], *, at: datetime) -> dict[int, Measured]:
    """Return what the measures of offers show at a moment, by the offer's key: so many queries for each trust."""
    by_trust: dict[Trust, list[PracticeOffer]] = {}
    for offer in offers:
        by_trust.setdefault(offer.trust, []).append(offer)
    found: dict[int, Measured] = {}
    for trust, own in by_trust.items():
        shown: Sequence[Measured] = measured_all([improvement_of(one).asked for one in own], trust, at=at)
        found |= {one.pk: measured for one, measured in zip(own, shown, strict=True)}
    return found
