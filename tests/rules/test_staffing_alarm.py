"""The staffing alarm: each level and each reason, fired and silent."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratings.rules.overdispersion import over_dispersion
from ratings.rules.staffing_alarm import (
    AlarmLevel,
    AlarmReason,
    AlarmSettings,
    StaffingAlarms,
    TrustAlarm,
    TrustMonth,
    staffing_alarms,
)
from ratings.rules.z_scores import ratios_of_counts

SETTINGS = AlarmSettings(
    risk_z=Decimal(-2),
    elevated_risk_z=Decimal(-3),
    fewest_trusts=10,
    least_wards_reported=Decimal("0.9"),
    winsorised_share=Decimal("0.1"),
)


def trust(code: str, per_cent: float, *, planned: int = 50_000) -> TrustMonth:
    actual = Decimal(str(per_cent)) * planned / 100
    return TrustMonth(code, Decimal(planned), actual, wards_reported=20, wards_known=20)


# Twenty ordinary trusts, spread evenly from 92.5% to 102%.
ORDINARY = [trust(f"T{place:02}", 92.5 + place / 2) for place in range(20)]


def alarm_of(code: str, trusts: list[TrustMonth], settings: AlarmSettings = SETTINGS) -> TrustAlarm:
    (found,) = [one for one in staffing_alarms(trusts, settings).trusts if one.trust_code == code]
    return found


@pytest.mark.parametrize(
    ("per_cent", "level", "reason"),
    [
        (96, AlarmLevel.NO_EVIDENCE, AlarmReason.AS_EXPECTED),
        (130, AlarmLevel.NO_EVIDENCE, AlarmReason.AS_EXPECTED),
        (90, AlarmLevel.RISK, AlarmReason.BELOW),
        (75, AlarmLevel.ELEVATED_RISK, AlarmReason.FAR_BELOW),
    ],
)
def test_levels(per_cent: float, level: AlarmLevel, reason: AlarmReason) -> None:
    found = alarm_of("X", [*ORDINARY, trust("X", per_cent)])
    assert (found.level, found.reason) == (level, reason)
    assert found.ratio == per_cent / 100


def test_the_words() -> None:
    assert {str(level) for level in AlarmLevel} == {
        "elevated risk",
        "risk",
        "no evidence of risk",
        "not enough data",
    }


def test_on_the_threshold_is_at_risk() -> None:
    z = alarm_of("X", [*ORDINARY, trust("X", 90)]).z
    assert z is not None
    assert -3 < z < -2
    on_it = replace(SETTINGS, risk_z=Decimal(z))
    assert alarm_of("X", [*ORDINARY, trust("X", 90)], on_it).level is AlarmLevel.RISK
    beyond = replace(SETTINGS, risk_z=Decimal(z) - Decimal("1e-12"))
    assert alarm_of("X", [*ORDINARY, trust("X", 90)], beyond).level is AlarmLevel.NO_EVIDENCE


def test_z_is_that_of_a_ratio_of_counts_with_over_dispersion() -> None:
    trusts = [*ORDINARY, trust("X", 75)]
    units = ratios_of_counts(
        [one.actual_hours for one in trusts if one.actual_hours is not None],
        [one.planned_hours for one in trusts if one.planned_hours is not None],
    )
    expected = over_dispersion(units)
    found = staffing_alarms(trusts, SETTINGS)
    assert found.over_dispersion == expected
    assert [one.z for one in found.trusts] == [expected.z(unit) for unit in units]
    assert found.pooled_ratio == float(
        sum(one.actual_hours for one in trusts if one.actual_hours is not None)
        / sum(one.planned_hours for one in trusts if one.planned_hours is not None)
    )


def test_nine_trusts_are_too_few_and_ten_are_enough() -> None:
    nine = staffing_alarms(ORDINARY[:9], SETTINGS)
    assert {one.reason for one in nine.trusts} == {AlarmReason.TOO_FEW_TRUSTS}
    assert {one.level for one in nine.trusts} == {AlarmLevel.NOT_ENOUGH_DATA}
    ten = staffing_alarms(ORDINARY[:10], SETTINGS)
    assert AlarmLevel.NOT_ENOUGH_DATA not in {one.level for one in ten.trusts}


def test_nine_in_ten_wards_are_enough() -> None:
    enough = replace(trust("X", 75), wards_reported=18)
    assert alarm_of("X", [*ORDINARY, enough]).level is AlarmLevel.ELEVATED_RISK
    too_few = alarm_of("X", [*ORDINARY, replace(enough, wards_reported=17)])
    assert (too_few.level, too_few.reason) == (AlarmLevel.NOT_ENOUGH_DATA, AlarmReason.TOO_FEW_WARDS)
    assert (too_few.z, too_few.ratio) == (None, 0.75)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"planned_hours": None, "actual_hours": None, "wards_reported": 0}, AlarmReason.NOTHING_SUBMITTED),
        ({"wards_known": 0, "wards_reported": 0}, AlarmReason.NO_WARDS_ON_RECORD),
        ({"planned_hours": Decimal(0)}, AlarmReason.NO_PLANNED_HOURS),
    ],
)
def test_what_is_lacking_is_said(changes: dict[str, object], reason: AlarmReason) -> None:
    lacking = replace(trust("X", 75), **changes)  # type: ignore[arg-type]
    found = alarm_of("X", [*ORDINARY, lacking])
    assert (found.level, found.reason, found.z) == (AlarmLevel.NOT_ENOUGH_DATA, reason, None)


def test_a_trust_without_hours_changes_nothing_for_the_others() -> None:
    absent = TrustMonth("A", None, None, wards_reported=0, wards_known=20)
    with_absent = staffing_alarms([absent, *ORDINARY], SETTINGS)
    without = staffing_alarms(ORDINARY, SETTINGS)
    assert with_absent.trusts[1:] == without.trusts
    assert with_absent.compared == without.compared == 20


def test_no_actual_hours_anywhere() -> None:
    found = staffing_alarms([trust(f"T{place}", 0) for place in range(12)], SETTINGS)
    assert {one.reason for one in found.trusts} == {AlarmReason.NO_ACTUAL_HOURS}
    assert found.over_dispersion is None


def test_a_trust_with_no_actual_hours_among_others_is_far_below() -> None:
    assert alarm_of("X", [*ORDINARY, trust("X", 0)]).level is AlarmLevel.ELEVATED_RISK


def test_no_trusts() -> None:
    assert staffing_alarms([], SETTINGS) == StaffingAlarms((), 0, None, None)


def test_a_trust_comes_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        staffing_alarms([trust("X", 90), trust("X", 91)], SETTINGS)


@given(
    st.lists(st.tuples(st.integers(0, 90_000), st.integers(0, 90_000)), max_size=25),
    st.randoms(use_true_random=False),
)
def test_order_changes_no_digit(hours: list[tuple[int, int]], random: Random) -> None:
    trusts = [
        TrustMonth(f"T{place}", Decimal(planned) / 4, Decimal(actual) / 4, 9, 10)
        for place, (planned, actual) in enumerate(hours)
    ]
    shuffled = trusts[:]
    random.shuffle(shuffled)
    assert staffing_alarms(shuffled, SETTINGS) == staffing_alarms(trusts, SETTINGS)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"risk_z": Decimal(0)}, "elevated_risk_z <= risk_z < 0"),
        ({"elevated_risk_z": Decimal(-1)}, "elevated_risk_z <= risk_z < 0"),
        ({"fewest_trusts": 1}, "at least two trusts"),
        ({"least_wards_reported": Decimal("1.1")}, "between 0 and 1"),
        ({"winsorised_share": Decimal("0.5")}, "winsorised at each end"),
    ],
)
def test_settings_that_cannot_be(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(SETTINGS, **changes)  # type: ignore[arg-type]
