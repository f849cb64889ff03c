"""What a definition of a measure says, and how a value is worked out and written by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum

from oversight.wording import write_number

# Ratios carry 28 significant digits, whatever the caller's own context: stored results are compared to the last one.
_RATIOS = Context(prec=28)


class Level(StrEnum):
    """What an observation is of."""

    WARD = "ward"
    SITE = "site"
    TRUST = "trust"


class Direction(StrEnum):
    """Which way a measure improves; neutral where neither way is better or worse by itself."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class Status(StrEnum):
    """Whether a definition has been reviewed; a draft is never shown to the public."""

    REVIEWED = "reviewed"
    DRAFT = "draft"


class KeyQuestion(StrEnum):
    """Which of the five questions that an inspection asks a measure bears on."""

    SAFE = "safe"
    EFFECTIVE = "effective"
    CARING = "caring"
    RESPONSIVE = "responsive"
    WELL_LED = "well_led"


class Cadence(StrEnum):
    """How often the source gives a figure."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    AS_IT_HAPPENS = "as_it_happens"


class Method(StrEnum):
    """How an observation is set against those of all trusts, or against its own past.

    Sources: CQC's statistical methodology of intelligent monitoring (July 2014); Spiegelhalter 2005 and 2012; Making
    Data Count for process charts.
    """

    # asin(sqrt(r/n)) against the pooled proportion.
    PROPORTION = "proportion"
    # An indirectly standardised ratio by the square root of observed over expected (CQC).
    RATIO_SQRT = "ratio_sqrt"
    # The same by the logarithm of observed over expected (SHMI).
    RATIO_LOG = "ratio_log"
    # ln((a+.5)/(b+.5)) against the pooled ratio of two counts.
    RATIO_OF_COUNTS = "ratio_of_counts"
    # A mean score against the mean of the trusts, with its standard error.
    SURVEY_MEAN = "survey_mean"
    # The exact Poisson tail of a small count, expected from its exposure at the pooled rate.
    POISSON_COUNT = "poisson_count"
    # The organisation's own series by its natural process limits; trusts are not compared.
    XMR = "xmr"
    # A rule said in words, with the values at which it speaks.
    RULES_BASED = "rules_based"


BY_Z = frozenset(
    {
        Method.PROPORTION,
        Method.RATIO_SQRT,
        Method.RATIO_LOG,
        Method.RATIO_OF_COUNTS,
        Method.SURVEY_MEAN,
        Method.POISSON_COUNT,
    }
)


class Theme(StrEnum):
    """Which file a definition stands in, and under which heading it is listed."""

    ALERTS = "alerts"
    BEDS = "beds"
    COMPLAINTS = "complaints"
    CONCERNS = "concerns"
    FRIENDS_AND_FAMILY = "friends_and_family"
    INCIDENTS = "incidents"
    INFECTIONS = "infections"
    MORTALITY = "mortality"
    NEVER_EVENTS = "never_events"
    OMBUDSMAN = "ombudsman"
    OUTCOMES = "outcomes"
    PATIENT_SURVEYS = "patient_surveys"
    SAFETY_THERMOMETER = "safety_thermometer"
    SICKNESS = "sickness"
    STAFF_SURVEY = "staff_survey"
    STAFFING = "staffing"
    VTE = "vte"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        """The heading for people."""
        return _THEME_LABELS[self]


_THEME_LABELS = {
    Theme.ALERTS: "Patient safety alerts",
    Theme.BEDS: "Beds",
    Theme.COMPLAINTS: "Complaints",
    Theme.CONCERNS: "Concerns raised with the regulators",
    Theme.FRIENDS_AND_FAMILY: "Friends and family test",
    Theme.INCIDENTS: "Patient safety incidents",
    Theme.INFECTIONS: "Infections and cleanliness",
    Theme.MORTALITY: "Mortality",
    Theme.NEVER_EVENTS: "Never events",
    Theme.OMBUDSMAN: "The Ombudsman",
    Theme.OUTCOMES: "Outcomes of treatment",
    Theme.PATIENT_SURVEYS: "Surveys of patients",
    Theme.SAFETY_THERMOMETER: "Harms of the Safety Thermometer",
    Theme.SICKNESS: "Sickness of staff",
    Theme.STAFF_SURVEY: "Surveys of staff",
    Theme.STAFFING: "Staffing",
    Theme.VTE: "Blood clots",
    Theme.WAITING: "Waiting",
}


class Certainty(StrEnum):
    """Where a threshold comes from."""

    PUBLISHED = "published"
    PRACTICE = "practice"
    BELIEVED = "believed"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a result becomes a risk or an elevated risk, who says so and how sure that is.

    By a z-score, one-sided in the harmful direction; or by a rule in words, with its values where it turns on one:
    from ``risk_at`` upwards where less is better, and under ``risk_below`` where more is better, since a standard is
    met by who reaches it.
    """

    source: str
    certainty: Certainty
    z_risk: Decimal | None = None
    z_elevated: Decimal | None = None
    rule: str = ""
    risk_at: Decimal | None = None
    elevated_at: Decimal | None = None
    risk_below: Decimal | None = None
    elevated_below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure: what it asks, what its answer means and does not mean, and how it is worked out.

    A value is ``factor`` times numerator over denominator, or over what was expected, in ``unit``, shown with
    ``decimals`` places; a count has neither and is its numerator. ``return_kind`` is the return that feeds it, blank
    where files do. ``minimum``: the least denominator, or expected number, of a valid result.
    """

    code: str
    theme: Theme
    return_kind: str
    name: str
    short_name: str
    phrase: str
    question: str
    means: str
    does_not_mean: str
    further: tuple[str, ...]
    key_question: KeyQuestion
    tier: int
    levels: tuple[Level, ...]
    numerator: str
    denominator: str
    expected: str
    # Whether the numerator is a part of the denominator, and so never above it.
    share: bool
    method: Method
    thresholds: Thresholds
    minimum: Decimal
    # Of one person's answer, where the method is a mean of scores and the source gives no standard error.
    standard_deviation: Decimal | None
    factor: int
    unit: str
    axis: str
    direction: Direction
    decimals: int
    source: str
    owner: str
    cadence: Cadence
    # Of how many months up to the end of its period a figure is; None where it is of the period alone.
    covers_months: int | None
    suppression: str
    status: Status
    used_from: date | None
    used_to: date | None
    reviewed_on: date | None
    review_by: date | None

    @property
    def is_count(self) -> bool:
        """Whether it is a number by itself, over nothing."""
        return not self.denominator and not self.expected

    @property
    def over(self) -> str:
        """What the numerator is divided by, in words; blank for a count."""
        return self.denominator or self.expected

    @property
    def is_public(self) -> bool:
        """Whether it may be shown to the public: only once it has been reviewed."""
        return self.status is Status.REVIEWED

    def is_used_on(self, day: date) -> bool:
        """Say whether the source gave it on the day; both ends belong to the time of use."""
        return (self.used_from is None or self.used_from <= day) and (self.used_to is None or day <= self.used_to)

    def value(self, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
        """Return the value with 28 digits; None where a part is blank or the denominator is zero."""
        if numerator is None:
            return None
        times = _RATIOS.multiply(numerator, Decimal(self.factor))
        if self.is_count:
            return times
        return _RATIOS.divide(times, denominator) if denominator else None

    def write(self, value: Decimal | float | None, blank: str = "not applicable") -> str:
        """Return the value as pages show it, rounded half up: ``93.7%`` or ``5.4``."""
        if value is None:
            return blank
        return write_number(value, self.decimals) + ("%" if self.unit == "%" else "")

    @property
    def on_the_axis(self) -> str:
        """What a chart's axis is called."""
        return self.axis
