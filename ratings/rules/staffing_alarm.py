"""The staffing alarm: trusts whose registered nursing hours fall far short, against all trusts.

The policy asks that staffing be used as a "smoke alarm" (Hard Truths, 1.83). No published rule says
how; this one is ours: the ratio of actual to planned hours of registered staff, as a ratio of counts
with over-dispersion, where a trust lies low among all trusts of the month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ratings.rules.overdispersion import OverDispersion, over_dispersion
from ratings.rules.z_scores import Transformed, ratios_of_counts


class AlarmLevel(StrEnum):
    """What the alarm says of a trust in a month."""

    ELEVATED_RISK = "elevated risk"
    RISK = "risk"
    NO_EVIDENCE = "no evidence of risk"
    NOT_ENOUGH_DATA = "not enough data"


class AlarmReason(StrEnum):
    """Why a trust has the level that it has."""

    FAR_BELOW = "z at or below the threshold of elevated risk"
    BELOW = "z at or below the threshold of risk"
    AS_EXPECTED = "z above the threshold of risk"
    NOTHING_SUBMITTED = "nothing submitted"
    NO_WARDS_ON_RECORD = "no wards on record"
    TOO_FEW_WARDS = "too few of the trust's wards reported"
    NO_PLANNED_HOURS = "no planned hours of registered staff"
    TOO_FEW_TRUSTS = "too few trusts to compare with"
    NO_ACTUAL_HOURS = "no trust reported actual hours of registered staff"


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """The thresholds of the alarm; a change is a new version of the settings.

    `risk_z` and `elevated_risk_z` are negative (-2, -3): a trust at or below one has that level.
    `fewest_trusts` (10) must have hours to compare; `least_wards_reported` (0.9) is the share of a
    trust's known wards; `winsorised_share` (0.1) is taken in at each end.
    """

    risk_z: Decimal
    elevated_risk_z: Decimal
    fewest_trusts: int
    least_wards_reported: Decimal
    winsorised_share: Decimal

    def __post_init__(self) -> None:
        if not self.elevated_risk_z <= self.risk_z < 0:
            raise ValueError("the alarm needs elevated_risk_z <= risk_z < 0")
        if self.fewest_trusts < 2:
            raise ValueError("the alarm compares at least two trusts")
        if not 0 <= self.least_wards_reported <= 1:
            raise ValueError("the least share of wards lies between 0 and 1")
        if not 0 < self.winsorised_share < Decimal("0.5"):
            raise ValueError("the share winsorised at each end lies between 0 and 0.5")


@dataclass(frozen=True, slots=True)
class TrustMonth:
    """A trust's hours of registered staff in one month, day and night together, over all its wards.

    Hours are None where the trust has submitted nothing.
    """

    trust_code: str
    planned_hours: Decimal | None
    actual_hours: Decimal | None
    wards_reported: int
    wards_known: int


@dataclass(frozen=True, slots=True)
class TrustAlarm:
    """The alarm of one trust; `z` and `ratio` (actual over planned) are None where not computed."""

    trust_code: str
    level: AlarmLevel
    reason: AlarmReason
    z: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class StaffingAlarms:
    """All trusts of a month, in the order of their codes, and what they were compared by.

    `compared` counts the trusts with hours; `over_dispersion` and `pooled_ratio` are None where
    nothing could be compared.
    """

    trusts: tuple[TrustAlarm, ...]
    compared: int
    over_dispersion: OverDispersion | None
    pooled_ratio: float | None


def staffing_alarms(trusts: Iterable[TrustMonth], settings: AlarmSettings) -> StaffingAlarms:
    """Judge every trust of a month against all that submitted hours, in whatever order they come.

    Raises ValueError where a trust comes twice.
    """
    ordered = sorted(trusts, key=lambda trust: trust.trust_code)
    codes = [trust.trust_code for trust in ordered]
    if len(set(codes)) != len(codes):
        raise ValueError("a trust comes twice in one month")
    comparable = [trust for trust in ordered if _has_hours(trust)]
    units, dispersion = _compare(comparable, settings)
    judged = tuple(
        _judge(trust, units.get(trust.trust_code), dispersion, len(comparable), settings) for trust in ordered
    )
    planned = sum((_hours(trust.planned_hours) for trust in comparable), Decimal(0))
    actual = sum((_hours(trust.actual_hours) for trust in comparable), Decimal(0))
    return StaffingAlarms(judged, len(comparable), dispersion, float(actual / planned) if planned else None)


def _compare(
    comparable: list[TrustMonth], settings: AlarmSettings
) -> tuple[dict[str, Transformed], OverDispersion | None]:
    if not any(trust.actual_hours for trust in comparable):
        return {}, None
    units = ratios_of_counts(
        [_hours(trust.actual_hours) for trust in comparable],
        [_hours(trust.planned_hours) for trust in comparable],
    )
    dispersion = over_dispersion(units, share=float(settings.winsorised_share))
    return dict(zip((trust.trust_code for trust in comparable), units, strict=True)), dispersion


def _judge(
    trust: TrustMonth,
    unit: Transformed | None,
    dispersion: OverDispersion | None,
    compared: int,
    settings: AlarmSettings,
) -> TrustAlarm:
    ratio = float(_hours(trust.actual_hours) / _hours(trust.planned_hours)) if _has_hours(trust) else None
    lacking = _what_is_lacking(trust, compared, settings)
    if lacking is not None or unit is None or dispersion is None:
        reason = lacking or AlarmReason.NO_ACTUAL_HOURS
        return TrustAlarm(trust.trust_code, AlarmLevel.NOT_ENOUGH_DATA, reason, None, ratio)
    z = dispersion.z(unit)
    if z <= settings.elevated_risk_z:
        level, reason = AlarmLevel.ELEVATED_RISK, AlarmReason.FAR_BELOW
    elif z <= settings.risk_z:
        level, reason = AlarmLevel.RISK, AlarmReason.BELOW
    else:
        level, reason = AlarmLevel.NO_EVIDENCE, AlarmReason.AS_EXPECTED
    return TrustAlarm(trust.trust_code, level, reason, z, ratio)


def _what_is_lacking(trust: TrustMonth, compared: int, settings: AlarmSettings) -> AlarmReason | None:
    if trust.planned_hours is None or trust.actual_hours is None:
        return AlarmReason.NOTHING_SUBMITTED
    if trust.wards_known <= 0:
        return AlarmReason.NO_WARDS_ON_RECORD
    if trust.wards_reported < settings.least_wards_reported * trust.wards_known:
        return AlarmReason.TOO_FEW_WARDS
    if trust.planned_hours <= 0:
        return AlarmReason.NO_PLANNED_HOURS
    if compared < settings.fewest_trusts:
        return AlarmReason.TOO_FEW_TRUSTS
    return None


def _has_hours(trust: TrustMonth) -> bool:
    return trust.actual_hours is not None and trust.planned_hours is not None and trust.planned_hours > 0


def _hours(hours: Decimal | None) -> Decimal:
    return Decimal(0) if hours is None else hours
