"""The inspections of the demonstration country: where, when, how far each has come, and what is special in it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import cache

from inspections.states.inspection import InspectionState
from oversight.organisations.working_days import is_working_day
from ratings.rules.ratings_words import KeyQuestion, Rating
from workspaces.demonstration.country import TRUSTS, WHOLE_TRUSTS, DemonstrationTrust, Size, trust_code

EIGHT_SERVICES = (
    "urgent_and_emergency",
    "medical_care",
    "surgery",
    "critical_care",
    "children_and_young_people",
    "end_of_life_care",
    "maternity",
    "outpatients",
)
# A smaller hospital has some of them; its grid is whole all the same.
THREE_SERVICES = EIGHT_SERVICES[:3]
# An inspection that is not older than this is told finding by finding.
DETAILED_DAYS = 60
_MORE_SERVICES = {trust_code(1) + "A": 8, trust_code(5) + "A": 4}
_SMALL_HOSPITALS = frozenset(trust_code(number) + "A" for number in range(WHOLE_TRUSTS + 1, TRUSTS[Size.SMALL] + 1))
TWO_SERVICES = EIGHT_SERVICES[:2]


class Kind(Enum):
    """What kind of inspection it is, by the names of the programme."""

    COMPREHENSIVE = "comprehensive"
    FOCUSED = "focused"
    RE_INSPECTION = "re_inspection"


class Turn(Enum):
    """What happens in an inspection beside its usual way."""

    DEPARTURE = "a rating is awarded otherwise than the rules give it"
    WARNING_NOTICE = "a warning notice, whose time has passed without a decision"
    WARD_CLOSED = "a ward is closed at once"
    REQUIREMENT_NOTICE = "a requirement notice"
    POINTS = "the trust has points of factual accuracy"
    RATING_CHANGED = "a review finds that the process was not followed, and a rating changes"


@dataclass(frozen=True)
class InspectionStory:
    """One inspection: ``visited`` is how many days ago the team came, below zero where it is still to come."""

    number: int
    trust: int
    visited: int
    reach: InspectionState = InspectionState.PUBLISHED
    kind: Kind = Kind.FOCUSED
    is_announced: bool = True
    turns: frozenset[Turn] = frozenset()
    # What is looked at on the trust's first site; all services of all sites where the inspection is comprehensive.
    services: tuple[str, ...] = ("surgery",)
    # Ratings that do not fall by chance, by service and key question; the service "" is the trust as a whole.
    pinned: Mapping[tuple[str, KeyQuestion], Rating] = field(default_factory=dict)

    @property
    def trust_code(self) -> str:
        """The code of the trust inspected."""
        return trust_code(self.trust)

    def day(self, today: date, offset: int = 0) -> date:
        """Return the working day on or before so many days after the visit."""
        return _working_day(today + timedelta(days=offset - self.visited))

    @property
    def is_told_in_detail(self) -> bool:
        """Whether each finding is a piece of evidence of its own, as in the latest inspections."""
        return self.visited < DETAILED_DAYS

    def scope(self, trust: DemonstrationTrust) -> dict[str, tuple[str, ...]]:
        """Return the services looked at, by the code of the site."""
        if self.kind is Kind.COMPREHENSIVE:
            return {site.code: services_of(site.code) for site in trust.sites}
        return {trust.sites[0].code: self.services}


@dataclass(frozen=True)
class WaveStory:
    """A wave of the programme: its name, what it is for, and the numbers of the inspections in it."""

    name: str
    aim: str
    numbers: frozenset[int]

    def days(self, today: date) -> tuple[date, date]:
        """Return the days of its first and of its last visit."""
        days = [story.day(today) for story in STORIES if story.number in self.numbers]
        return min(days), max(days)


def services_of(site_code: str) -> tuple[str, ...]:
    """Return the services that a hospital of the demonstration has: one has all eight, a second or small one two."""
    if site_code in _MORE_SERVICES:
        return EIGHT_SERVICES[: _MORE_SERVICES[site_code]]
    return TWO_SERVICES if site_code.endswith("B") or site_code in _SMALL_HOSPITALS else THREE_SERVICES


@cache
def _working_day(day: date) -> date:
    """Return the day, or the last working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


_S = InspectionState
_RESPONSIVE_ELSEWHERE = {
    (service, KeyQuestion.RESPONSIVE): Rating.GOOD for service in ("medical_care", "surgery", "critical_care")
}
_FIRST_ROUND = [{"trust": trust, "visited": 1050 - 25 * trust, "kind": Kind.COMPREHENSIVE} for trust in range(1, 13)]
_SINCE = [
    {"trust": 1, "visited": 420, "services": ("urgent_and_emergency", "critical_care")},
    {"trust": 4, "visited": 402, "services": ("medical_care",)},
    {"trust": 6, "visited": 384, "is_announced": False},
    {"trust": 7, "visited": 366, "services": ("urgent_and_emergency",)},
    {"trust": 9, "visited": 348, "services": ("urgent_and_emergency",)},
    {
        "trust": 5,
        "visited": 330,
        "kind": Kind.COMPREHENSIVE,
        "turns": frozenset({Turn.DEPARTURE, Turn.POINTS}),
        "pinned": {
            **_RESPONSIVE_ELSEWHERE,
            ("urgent_and_emergency", KeyQuestion.RESPONSIVE): Rating.REQUIRES_IMPROVEMENT,
        },
    },
    {"trust": 10, "visited": 260, "turns": frozenset({Turn.REQUIREMENT_NOTICE}), "kind": Kind.RE_INSPECTION},
    {
        "trust": 11,
        "visited": 200,
        "reach": _S.REVIEW_DECIDED,
        "turns": frozenset({Turn.RATING_CHANGED}),
        "pinned": {("surgery", KeyQuestion.EFFECTIVE): Rating.REQUIRES_IMPROVEMENT},
    },
    {"trust": 2, "visited": 150, "is_announced": False, "turns": frozenset({Turn.WARNING_NOTICE, Turn.POINTS})},
    {"trust": 8, "visited": 130, "is_announced": False, "turns": frozenset({Turn.WARD_CLOSED})},
    {"trust": 12, "visited": 62, "reach": _S.REVIEW_REQUESTED},
]
_UNDER_WAY = [
    {"trust": 5, "visited": 46, "reach": _S.FACTUAL_ACCURACY_RESOLVED, "turns": frozenset({Turn.POINTS})},
    {
        "trust": 1,
        "visited": 33,
        "reach": _S.FACTUAL_ACCURACY_OPEN,
        "turns": frozenset({Turn.POINTS}),
        "services": ("medical_care", "surgery"),
    },
    {"trust": 10, "visited": 22, "reach": _S.QUALITY_REVIEWED},
    {"trust": 4, "visited": 16, "reach": _S.DRAFTING, "turns": frozenset({Turn.DEPARTURE})},
    {"trust": 6, "visited": 11, "reach": _S.DRAFTING, "kind": Kind.COMPREHENSIVE},
    {"trust": 9, "visited": 3, "reach": _S.ON_SITE, "is_announced": False},
    {"trust": 7, "visited": 2, "reach": _S.ON_SITE, "kind": Kind.COMPREHENSIVE},
]
_TO_COME = [
    {"trust": 1, "visited": -6, "reach": _S.PLANNED, "is_announced": False},
    {"trust": 2, "visited": -12, "reach": _S.ANNOUNCED, "kind": Kind.RE_INSPECTION},
    {"trust": 8, "visited": -20, "reach": _S.ANNOUNCED, "kind": Kind.RE_INSPECTION},
    {"trust": 11, "visited": -35, "reach": _S.ANNOUNCED, "kind": Kind.COMPREHENSIVE},
    {"trust": 8, "visited": -40, "reach": _S.CANCELLED},
    {"trust": 12, "visited": -60, "reach": _S.PLANNED, "kind": Kind.COMPREHENSIVE},
    {"trust": 9, "visited": -75, "reach": _S.PLANNED, "kind": Kind.COMPREHENSIVE},
    {"trust": 4, "visited": -90, "reach": _S.PLANNED, "kind": Kind.COMPREHENSIVE},
    {"trust": 7, "visited": -100, "reach": _S.PLANNED, "is_announced": False},
    {"trust": 10, "visited": -110, "reach": _S.PLANNED, "kind": Kind.RE_INSPECTION},
]

# What special measures are recommended for: unsafe, and not well led.
_FAILING = {
    **{(service, KeyQuestion.SAFE): Rating.INADEQUATE for service in ("urgent_and_emergency", "medical_care")},
    ("", KeyQuestion.WELL_LED): Rating.INADEQUATE,
}
# One came before its trust entered special measures, the other came out lately.
_FAILED = [
    {"trust": 10, "visited": 520, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 8, "visited": 72, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
]

# What recovered: leading it is good, or no longer the worst.
_GOOD = {
    **{(service, question): Rating.GOOD for service in TWO_SERVICES for question in KeyQuestion},
    ("", KeyQuestion.WELL_LED): Rating.GOOD,
}
_BETTER_BUT_NOT_LED = {
    **{(service, KeyQuestion.SAFE): Rating.REQUIRES_IMPROVEMENT for service in TWO_SERVICES},
    ("", KeyQuestion.WELL_LED): Rating.INADEQUATE,
}
_IN_SPECIAL_MEASURES = [
    # What led to special measures of eight trusts, the merged one among them.
    {"trust": 13, "visited": 95, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 14, "visited": 410, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 15, "visited": 600, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 16, "visited": 640, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 17, "visited": 560, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 18, "visited": 318, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 19, "visited": 240, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 20, "visited": 290, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    {"trust": 3, "visited": 394, "kind": Kind.COMPREHENSIVE, "pinned": _FAILING},
    # What was seen when somebody came back: good, as bad as before, and better but not led; and who is to come.
    {"trust": 15, "visited": 188, "kind": Kind.RE_INSPECTION, "services": TWO_SERVICES, "pinned": _GOOD},
    {"trust": 16, "visited": 230, "kind": Kind.RE_INSPECTION, "services": TWO_SERVICES, "pinned": _FAILING},
    {"trust": 17, "visited": 165, "kind": Kind.RE_INSPECTION, "services": TWO_SERVICES, "pinned": _BETTER_BUT_NOT_LED},
    {"trust": 14, "visited": -27, "reach": _S.ANNOUNCED, "kind": Kind.RE_INSPECTION, "services": TWO_SERVICES},
    {"trust": 17, "visited": -48, "reach": _S.PLANNED, "kind": Kind.RE_INSPECTION, "services": TWO_SERVICES},
]

STORIES: tuple[InspectionStory, ...] = tuple(
    InspectionStory(number, **told)  # type: ignore[arg-type]
    # Whoever adds some adds them at the end: their ratings fall by their numbers.
    for number, told in enumerate(
        [*_FIRST_ROUND, *_SINCE, *_UNDER_WAY, *_TO_COME, *_FAILED, *_IN_SPECIAL_MEASURES], start=1
    )
)

WAVES = (
    WaveStory(
        "Every acute trust, first round",
        "Every acute trust is inspected whole, once, and rated.",
        frozenset(range(1, len(_FIRST_ROUND) + 1)),
    ),
    WaveStory(
        "Second round",
        "The trusts whose rating is oldest or gives most cause for concern are inspected whole again.",
        frozenset(
            story.number for story in STORIES if story.kind is Kind.COMPREHENSIVE and story.visited < DETAILED_DAYS
        ),
    ),
)


def wave_of(story: InspectionStory) -> WaveStory | None:
    """Return the wave that an inspection is in, or None."""
    return next((wave for wave in WAVES if story.number in wave.numbers), None)
