"""The risk by which the programme is ordered, and the team and time that follow from it. Pure; points are whole.

Source: Hard Truths 2.5. Time and team depend on the type of care, the vulnerability of the circumstances of the people
who use it, what is known of the service, and its current rating. The points themselves are settings of this system.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inspections.programme_settings import ProgrammeSettings
from ratings.rules.months import full_years_between, months_after
from ratings.rules.ratings_words import KeyQuestion, Rating


class SignalLevel(StrEnum):
    """How much a standing signal says."""

    RISK = "risk"
    ELEVATED_RISK = "elevated_risk"


@dataclass(frozen=True, slots=True)
class StandingSignal:
    """A signal that stands at the trust, in words for people: passed in, since signals belong to another part."""

    level: SignalLevel
    text: str


@dataclass(frozen=True, slots=True)
class TrustStanding:
    """What is known of a trust when the programme is made.

    ``overall`` and ``key_questions`` are the ratings that stand; ``inspected_on`` the last day of the inspection that
    they rest on, None where there was none; ``special_measures_since`` while it is in special measures.
    """

    code: str
    signals: tuple[StandingSignal, ...] = ()
    overall: Rating | None = None
    key_questions: Mapping[KeyQuestion, Rating] | None = None
    inspected_on: date | None = None
    special_measures_since: date | None = None
    notices_in_force: int = 0
    services: tuple[str, ...] = ()
    sites: int = 1


@dataclass(frozen=True, slots=True)
class RiskFactor:
    """One thing that adds to the risk: what, in words, and with how many points."""

    code: str
    text: str
    points: int

    def as_json(self) -> dict[str, object]:
        """Return the factor as it is kept with the inspection."""
        return {"code": self.code, "text": self.text, "points": self.points}


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk of a trust: its factors, their sum, and the settings that gave it."""

    points: int
    factors: tuple[RiskFactor, ...]
    settings: str


def risk_of(standing: TrustStanding, *, on: date, settings: ProgrammeSettings) -> Risk:
    """Work out the risk of a trust on a day; factors that add nothing are left out."""
    factors = tuple(factor for factor in _factors(standing, on, settings) if factor.points)
    return Risk(sum(factor.points for factor in factors), factors, settings.version)


def _factors(standing: TrustStanding, on: date, settings: ProgrammeSettings) -> Iterable[RiskFactor]:
    points = settings.points
    if standing.special_measures_since is not None:
        yield RiskFactor("special_measures", "In special measures", points.special_measures)
    for signal in standing.signals:
        worth = points.elevated_risk if signal.level is SignalLevel.ELEVATED_RISK else points.risk
        yield RiskFactor(str(signal.level), signal.text, worth)
    if standing.overall is None:
        yield RiskFactor("never_rated", "Not rated yet", points.never_rated)
    else:
        yield RiskFactor("overall", f"Rated {standing.overall.label} overall", points.overall[standing.overall])
    for question, rating in (standing.key_questions or {}).items():
        if rating is Rating.INADEQUATE:
            yield RiskFactor(
                "key_question_inadequate", f"{question.label} is rated Inadequate", points.key_question_inadequate
            )
    if standing.inspected_on is not None:
        years = min(full_years_between(standing.inspected_on, on), points.years_counted_at_most)
        text = (
            "1 full year since the last inspection" if years == 1 else f"{years} full years since the last inspection"
        )
        yield RiskFactor("years_since_inspection", text, years * points.year_since_inspection)
    vulnerable = len(set(standing.services) & settings.vulnerable_services)
    if vulnerable:
        text = (
            "1 service whose patients are most vulnerable"
            if vulnerable == 1
            else f"{vulnerable} services whose patients are most vulnerable"
        )
        yield RiskFactor("vulnerable_services", text, vulnerable * points.vulnerable_service)
    if standing.notices_in_force:
        text = (
            "1 notice in force" if standing.notices_in_force == 1 else f"{standing.notices_in_force} notices in force"
        )
        yield RiskFactor("open_enforcement", text, standing.notices_in_force * points.open_enforcement)


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """How many people for how many days."""

    people: int
    days: int


def team_for(risk: Risk, *, sites: int, focused: bool, settings: ProgrammeSettings) -> TeamPlan:
    """Work out team and time from the risk and the number of sites (at least 1)."""
    if sites < 1:
        raise ValueError("an inspection goes to one site at least")
    band = [each for each in settings.bands if each.from_points <= risk.points][-1]
    people = band.people + (sites - 1) * settings.people_for_a_further_site
    days = band.days + math.ceil((sites - 1) / 2) * settings.days_for_two_further_sites
    if focused:
        people = max(settings.least_people, math.ceil(people * settings.focused_share))
        days = max(1, math.ceil(days * settings.focused_share))
    return TeamPlan(people, days)


@dataclass(frozen=True, slots=True)
class DueInspection:
    """By when a trust is to be inspected again, and why then."""

    due_by: date
    reason: str


def next_due(standing: TrustStanding, settings: ProgrammeSettings) -> DueInspection | None:
    """Say by when a trust is to be inspected again; None where it was never rated, nor is in special measures.

    In special measures: within the setting's months of entry, or of the last inspection since then.
    """
    due: list[DueInspection] = []
    since = standing.special_measures_since
    if since is not None:
        counted_from = max(since, standing.inspected_on) if standing.inspected_on else since
        months = settings.months_in_special_measures
        due.append(DueInspection(months_after(counted_from, months), f"In special measures: within {months} months"))
    if standing.overall is not None and standing.inspected_on is not None:
        months = settings.months_to_next[standing.overall]
        due.append(
            DueInspection(
                months_after(standing.inspected_on, months),
                f"Rated {standing.overall.label}: within {months} months of the last inspection",
            )
        )
    return min(due, key=lambda each: each.due_by, default=None)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A trust's place in the programme: its risk and when it is due."""

    standing: TrustStanding
    risk: Risk
    due: DueInspection | None

    def is_overdue(self, on: date) -> bool:
        """Whether its next inspection should have been before the day."""
        return self.due is not None and self.due.due_by < on


def programme_order(standings: Collection[TrustStanding], *, on: date, settings: ProgrammeSettings) -> list[Ranked]:
    """Put trusts into the order in which they are to be inspected.

    Those overdue first, the longest overdue before others; then by risk, the highest first; then by when they are due,
    then by code, so that the order is the same whatever order they are given in.
    """
    ranked = [
        Ranked(standing, risk_of(standing, on=on, settings=settings), next_due(standing, settings))
        for standing in standings
    ]

    def place(each: Ranked) -> tuple[bool, date, int, date, str]:
        overdue = each.is_overdue(on)
        due_by = each.due.due_by if each.due else date.max
        return (not overdue, due_by if overdue else date.max, -each.risk.points, due_by, each.standing.code)

    return sorted(ranked, key=place)
