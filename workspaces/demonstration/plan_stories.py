"""The improvement plans of the demonstration: what each concern is, what was promised, and how far that has come. Pure.

Months are counted from the month of entry. What a report of a month says follows from the days alone: an action is
delivered from its month on, on track until the day that was promised, and late from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oversight.returns.periods import Month
from ratings.plans.states import ActionStatus
from ratings.rules.ratings_words import KeyQuestion
from workspaces.demonstration.country import trust_code

# An action that is late is promised for the last day of the month so many months on.
_LATER = 3
_DELIVERED_ON_DAY = 6


@dataclass(frozen=True, slots=True)
class Step:
    """What is done for a concern, who answers for it by job title, and what shows that it was done."""

    what: str
    owner: str
    evidence: str
    why_late: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A concern, its two steps, the measure that should move, and by how much of what is wrong."""

    title: str
    what: str
    # Which key question the concern comes from, where a rating of it was published.
    question: KeyQuestion
    steps: tuple[Step, Step]
    measure: str
    why: str
    share: float


FALLS = Theme(
    "Falls with harm",
    "Fewer people may be hurt by a fall. Wards with many older people come first.",
    KeyQuestion.SAFE,
    (
        Step(
            "A nurse who leads on falls on every ward with older people, with a day a week for it.",
            "Chief nurse",
            "The rota of the last month shows the day a week on all wards.",
            "Two of the nurses left before they began; the posts are out again.",
        ),
        Step(
            "Blood pressure lying and standing within six hours of arrival, looked at every week.",
            "Medical director",
            "The weekly look at thirty notes: done for nine people of ten.",
            "The new chart is with the printer; the old one has no room for it.",
        ),
    ),
    "thermometer_falls_with_harm",
    "Counts those who fell and were hurt in the three days before the survey.",
    0.3,
)
ULCERS = Theme(
    "Pressure ulcers",
    "Nobody's skin may break down because nobody looked at it.",
    KeyQuestion.SAFE,
    (
        Step(
            "Everybody's skin is looked at within six hours of arrival, with a second look each day.",
            "Chief nurse",
            "The look at forty notes of the month: on arrival in thirty-eight of them.",
            "Agency nurses cannot write in the new record yet.",
        ),
        Step(
            "A mattress for everybody at risk within two hours, by day and by night.",
            "Director of estates",
            "The list of the store: none waited for longer than two hours in four weeks.",
            "The mattresses were ordered and come in two lots.",
        ),
    ),
    "thermometer_new_pressure_ulcers",
    "Counts ulcers that began in the hospital.",
    0.3,
)
WAITS = Theme(
    "Waiting in the emergency department",
    "People may not wait for hours before they are seen, or on a trolley for a bed.",
    KeyQuestion.RESPONSIVE,
    (
        Step(
            "A senior doctor at the door from ten to ten, every day.",
            "Clinical director of emergency care",
            "The rota of the last eight weeks, without a gap.",
            "One of two doctors could be appointed; the second post is out again.",
        ),
        Step(
            "A round on every ward before ten, so that beds are free by noon.",
            "Chief operating officer",
            "Bed meeting notes: a round before ten on nine wards of ten.",
            "Three wards have no doctor before ten on two days of the week.",
        ),
    ),
    "ae_over_four_hours",
    "Counts those who were in the department for more than four hours.",
    0.35,
)
NURSES = Theme(
    "Nurses who are off sick",
    "Wards are short because those who are there are worn out.",
    KeyQuestion.WELL_LED,
    (
        Step(
            "A talk with everybody who comes back from being off, on the day, by their own manager.",
            "Director of people",
            "The record of talks: held for 94 of 100 who came back.",
            "Managers were not trained in time; two of four days are still to come.",
        ),
        Step(
            "No shift swaps by text message: the rota is out eight weeks ahead.",
            "Chief nurse",
            "The rota of the next eight weeks, as it was published.",
            "The old rota system runs to the end of the quarter.",
        ),
    ),
    "sickness_nurses",
    "Days lost to sickness are what staff feel first.",
    0.15,
)
STAFF = Theme(
    "Staff who are off sick",
    "Too many of the staff are off, and those who stay carry their work.",
    KeyQuestion.WELL_LED,
    NURSES.steps,
    "sickness_all",
    "It covers all staff, as the concern does.",
    0.12,
)
PATIENTS = Theme(
    "What patients say of the wards",
    "People are to be told what happens next, and call bells are to be answered.",
    KeyQuestion.CARING,
    (
        Step(
            "A round to every bed each hour by day, and every two hours at night.",
            "Chief nurse",
            "The sheets of one week on eight wards: done for more than nine of ten hours.",
            "Short wards leave rounds out; the bank is asked for more care staff.",
        ),
        Step(
            "A board beside each bed says who looks after the patient and what comes next.",
            "Deputy chief nurse",
            "Boards are up on all wards; a walk found three of forty blank.",
            "Half the boards are up; the rest are delayed by the supplier.",
        ),
    ),
    "fft_inpatients_recommend",
    "What they tell friends is asked of everybody who goes home.",
    0.25,
)
DOOR = Theme(
    "What people say of the emergency department",
    "People are to know how long they will wait, and why.",
    KeyQuestion.CARING,
    (
        Step(
            "Somebody goes round the waiting room every half hour and tells how long it will be.",
            "Matron of the emergency department",
            "The sheet at the desk: done for nine half hours of ten over four weeks.",
            "Nobody can be spared for it on late shifts yet.",
        ),
        Step(
            "Pain is asked about within fifteen minutes, and again within the hour.",
            "Clinical director of emergency care",
            "The look at fifty notes: asked in time in forty-six.",
            "The question is not in the new record yet.",
        ),
    ),
    "fft_emergency_recommend",
    "Those who go home are asked whether they would recommend it.",
    0.3,
)
SCANS = Theme(
    "Waiting for a test",
    "Nobody may wait for longer than six weeks for a scan or a test.",
    KeyQuestion.RESPONSIVE,
    (
        Step(
            "One list of everybody who waits, looked at every Monday.",
            "Chief operating officer",
            "Notes of eight Monday meetings with what was decided.",
            "Two departments keep lists of their own to the end of the quarter.",
        ),
        Step(
            "Scans at the weekend until nobody waits for longer than six weeks.",
            "Director of imaging",
            "The bookings of eight weekends.",
            "Radiographers for the weekend were found for one in two.",
        ),
    ),
    "diagnostics_over_six_weeks",
    "Counts those who have waited for longer than six weeks.",
    0.5,
)


@dataclass(frozen=True, slots=True)
class PromisedConcern:
    """A concern of a plan: for each step, in which month it is due and was delivered; None: it is not."""

    theme: Theme
    due: tuple[int, int]
    delivered: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Said:
    """What the report of a month says of a step."""

    status: ActionStatus
    delivered_on: date | None = None
    new_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanStory:
    """A plan: its concerns, and up to how many months before the latest the trust reported."""

    trust: int
    concerns: tuple[PromisedConcern, ...]
    # The trust has reported up to the month so many months before the latest.
    silent_for: int = 0
    # Its report of the latest month waits to be signed, or nothing is signed and the plan is still being written.
    is_drafted: bool = False

    @property
    def trust_code(self) -> str:
        """The code of the trust."""
        return trust_code(self.trust)


def due_on(entered: date, due: int) -> date:
    """Return the day by which a step was first promised: the last of the month."""
    return Month.of(entered).plus(due).last_day


def said(promised: PromisedConcern, step: int, *, entered: date, month: Month) -> Said:
    """Return what the report of a month says of a step, by its place."""
    since = month.months_since(Month.of(entered))
    done, due = promised.delivered[step], promised.due[step]
    if done is not None and since >= done:
        return Said(ActionStatus.DELIVERED, Month.of(entered).plus(done).first_day.replace(day=_DELIVERED_ON_DAY))
    # A day that is past is followed by another, some months on, for as long as it is not kept.
    late = (since - due) // _LATER + 1 if since >= due else 0
    if not late:
        return Said(ActionStatus.ON_TRACK)
    slipped = Month.of(entered).plus(due + late * _LATER).last_day
    return Said(ActionStatus.LATE, new_due_on=slipped)


PLANS: tuple[PlanStory, ...] = (
    # Recovering well.
    PlanStory(
        10,
        (
            PromisedConcern(STAFF, (2, 3), (2, 2)),
            PromisedConcern(PATIENTS, (2, 4), (2, 5)),
            PromisedConcern(WAITS, (3, 5), (3, 6)),
        ),
    ),
    # All is said to be delivered, and its measures do not bear it out.
    PlanStory(
        2,
        (
            PromisedConcern(WAITS, (1, 2), (1, 2)),
            PromisedConcern(DOOR, (1, 2), (1, 2)),
            PromisedConcern(NURSES, (2, 2), (1, 2)),
        ),
    ),
    # It has stopped reporting.
    PlanStory(
        14,
        (PromisedConcern(WAITS, (2, 3), (3, 3)), PromisedConcern(SCANS, (4, 5), (4, None))),
        silent_for=2,
    ),
    # Out at Good.
    PlanStory(
        15,
        (
            PromisedConcern(ULCERS, (4, 5), (4, 5)),
            PromisedConcern(NURSES, (4, 5), (5, 5)),
            PromisedConcern(PATIENTS, (5, 6), (5, 5)),
        ),
    ),
    # In special administration.
    PlanStory(
        16,
        (PromisedConcern(WAITS, (4, 5), (6, None)), PromisedConcern(ULCERS, (5, 6), (7, None))),
    ),
    # Extended.
    PlanStory(
        17,
        (
            PromisedConcern(NURSES, (3, 4), (4, 4)),
            PromisedConcern(PATIENTS, (4, 5), (4, 4)),
            PromisedConcern(WAITS, (4, 6), (4, 9)),
        ),
    ),
    PlanStory(18, (PromisedConcern(FALLS, (2, 3), (3, 3)), PromisedConcern(DOOR, (3, 3), (3, None)))),
    PlanStory(20, (PromisedConcern(ULCERS, (2, 3), (2, 3)), PromisedConcern(PATIENTS, (3, 4), (3, None)))),
    PlanStory(19, (PromisedConcern(WAITS, (2, 3), (3, 3)), PromisedConcern(NURSES, (2, 6), (2, None)))),
    # Merged into another trust since: its figures go on as another's.
    PlanStory(3, (PromisedConcern(FALLS, (1, 2), (1, 2)), PromisedConcern(NURSES, (1, 4), (2, None)))),
    # Just in: the plan is being written.
    PlanStory(
        13,
        (PromisedConcern(FALLS, (2, 4), (None, None)), PromisedConcern(PATIENTS, (3, 5), (None, None))),
        is_drafted=True,
    ),
)
