"""What is asked of judging an indicator in a period, and what is said: the terms that need no arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ratings.rules.indicator_results import Harm
from ratings.rules.judging import Word


class How(StrEnum):
    """How an indicator is judged: against all organisations, against its own past, or by a rule in words."""

    PROPORTION = "proportion"
    RATIO_SQRT = "ratio_sqrt"
    RATIO_LOG = "ratio_log"
    RATIO_OF_COUNTS = "ratio_of_counts"
    SURVEY_MEAN = "survey_mean"
    POISSON_COUNT = "poisson_count"
    XMR = "xmr"
    RULES_BASED = "rules_based"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an indicator's definition says of judging it.

    `harm` is None where neither way is worse. `minimum` is the least denominator, or expected number, of a fair
    result. `denominator_is_expected`: it is the number expected of the organisation, not its size. `deviation` is the
    standard deviation of one answer of a survey. A rule speaks from `risk_at` upwards, or under `risk_below`.
    """

    how: How
    harm: Harm | None
    is_count: bool
    factor: int
    minimum: Decimal
    share: bool = False
    denominator_is_expected: bool = False
    deviation: Decimal | None = None
    risk_z: float | None = None
    elevated_z: float | None = None
    risk_at: Decimal | None = None
    elevated_at: Decimal | None = None
    risk_below: Decimal | None = None
    elevated_below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What all indicators have in common: the settings in force for the period."""

    share_treated: float
    fewest_groups: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What is known of one organisation in one period; None is blank."""

    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Histories:
    """The figures of all organisations over the same periods, in time order, ending with the period that is judged.

    `lasts` are the figures that are judged, exactly as given. `numerators` and `denominators` have a row for each
    period, the last included, with a number for each organisation: None where it is blank or there is no row.
    `joined_at` are, for each organisation, the places at which another one's work began to be counted in its own.
    """

    lasts: Sequence[Figure]
    numerators: Sequence[Sequence[float | None]]
    denominators: Sequence[Sequence[float | None]]
    joined_at: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one organisation. `expected` is what the rate of all, or the model, would give it."""

    word: Word
    value: float | None = None
    z: float | None = None
    adjusted_z: float | None = None
    expected: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All organisations, in the order given; the three numbers are None where nothing was compared."""

    said: tuple[Said, ...]
    target: float | None = None
    phi: float | None = None
    tau_squared: float | None = None
