"""What is observed from what months say: never events, alerts, telling, infections, the survey; worked examples."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.returns.periods import Month
from safety.clocks import AlertStatus
from safety.columns import AlertKind
from safety.months_said import AlertSaid, EventSaid, IncidentSaid, MonthSaid, NumberSaid
from safety.observing import observations_looking_back, observations_of

OCTOBER = Month(2026, 10)
ZERO = NumberSaid(0, None, False)
TOTALS = {("never_events", "total"): ZERO, ("alerts", "total"): ZERO, ("candour", "total"): ZERO}
BED_DAYS = {("activity", "bed_days"): NumberSaid(20_000, None, False)}


def months(changes: Mapping[int, dict[str, object]] | None = None) -> dict[Month, MonthSaid]:
    """Return twelve months up to October, with what is said in those so many months back."""
    found = {}
    for back in range(12):
        month = OCTOBER.plus(-back)
        fields: dict[str, object] = {"numbers": {**TOTALS, **BED_DAYS}, **((changes or {}).get(back, {}))}
        found[month] = MonthSaid(month, 100 - back, **fields)  # type: ignore[arg-type]
    return found


def pairs(said: Mapping[Month, MonthSaid]) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    return {one.measure: (one.numerator, one.denominator) for one in observations_of("RX1", OCTOBER, said)}


def alert(key: str, deadline: str, *, status: AlertStatus = AlertStatus.ONGOING, closed: str = "", **more) -> AlertSaid:
    return AlertSaid(
        key=key,
        kind=more.get("kind", AlertKind.DIRECTIVE),
        issued_on=date.fromisoformat(more.get("issued", "2026-01-05")),
        deadline=date.fromisoformat(deadline),
        status=status,
        acknowledged_on=date.fromisoformat(more["acknowledged"]) if "acknowledged" in more else None,
        closed_on=date.fromisoformat(closed) if closed else None,
    )


def test_never_events_are_counted_by_their_own_day_over_the_bed_days_of_the_year() -> None:
    said = months(
        {
            # Found later, and of the year; and one of before it.
            0: {"events": (EventSaid("never_event_retained_object", date(2026, 3, 2), 1),
                           EventSaid("never_event_retained_object", date(2025, 10, 31), 1))},
            11: {"events": (EventSaid("never_event_wrong_site_surgery", None, 2), EventSaid("", date(2025, 11, 1), 1))},
        }
    )  # fmt: skip
    found = pairs(said)
    assert found["never_events"] == (4, 240_000)
    assert found["never_event_retained_object"] == (1, None)
    assert found["never_event_wrong_site_surgery"] == (2, None)
    assert found["never_event_insulin"] == (0, None)


@pytest.mark.parametrize("back", [1, 6, 11])
def test_a_missing_month_makes_the_year_blank_and_not_smaller(back: int) -> None:
    said = months({0: {"events": (EventSaid("", None, 1),)}})
    del said[OCTOBER.plus(-back)]
    found = pairs(said)
    assert found["never_events"] == (None, None)
    assert found["never_event_insulin"] == (None, None)
    assert found["alerts_answered_in_time"] == (None, None)


def test_bed_days_left_blank_in_one_month_leave_the_rate_without_its_denominator() -> None:
    blank = {**TOTALS, ("activity", "bed_days"): NumberSaid(None, None, False)}
    assert pairs(months({4: {"numbers": blank}}))["never_events"] == (0, None)
    not_applicable = {**TOTALS, ("activity", "bed_days"): NumberSaid(None, None, True)}
    assert pairs(months({4: {"numbers": not_applicable}}))["never_events"] == (0, 220_000)


def test_alerts_are_overdue_as_they_stood_on_the_last_day() -> None:
    alerts = (
        alert("a", "2026-10-30"),
        alert("b", "2026-10-31"),
        alert("c", "2026-08-02", status=AlertStatus.NOT_ACKNOWLEDGED),
        alert("d", "2026-08-01", status=AlertStatus.COMPLETE, closed="2026-10-30"),
        alert("e", "2026-09-01", kind=AlertKind.DEVICE),
    )
    found = pairs(months({0: {"alerts": alerts}}))
    assert found["alerts_overdue"] == (2, None)
    assert found["alerts_longest_overdue"] == (90, None)
    assert found["alerts_medical_devices"] == (1, None)


def test_alerts_count_as_answered_by_their_last_word_and_their_own_deadline() -> None:
    said = months(
        {
            5: {"alerts": (alert("in time", "2026-06-10"), alert("late", "2026-06-10"), alert("open", "2026-05-31"))},
            4: {
                "alerts": (
                    alert("in time", "2026-06-10", status=AlertStatus.NOT_REQUIRED, closed="2026-06-10"),
                    alert("late", "2026-06-10", status=AlertStatus.COMPLETE, closed="2026-06-11"),
                    alert("before", "2025-10-31", status=AlertStatus.COMPLETE, closed="2025-10-30"),
                    alert("ahead", "2026-11-01", status=AlertStatus.COMPLETE, closed="2026-06-11"),
                )
            },
        }
    )
    assert pairs(said)["alerts_answered_in_time"] == (1, 3)


def test_alerts_are_acknowledged_by_the_second_working_day_once_that_has_passed() -> None:
    alerts = (
        alert("a", "2026-12-01", issued="2026-10-01", acknowledged="2026-10-05"),
        alert("b", "2026-12-01", issued="2026-10-01", acknowledged="2026-10-06"),
        alert("c", "2026-12-01", issued="2026-10-30"),
    )
    assert pairs(months({0: {"alerts": alerts}}))["alerts_acknowledged"] == (1, 2)


def test_telling_is_of_three_months_and_of_those_whose_ten_working_days_have_passed() -> None:
    reported = date(2026, 10, 5)
    said = months(
        {
            3: {"incidents": (IncidentSaid("too early", date(2026, 7, 31), None),)},
            2: {"incidents": (IncidentSaid("last word", date(2026, 8, 20), None),)},
            1: {"incidents": (IncidentSaid("last word", date(2026, 8, 20), date(2026, 9, 4)),)},
            0: {
                "incidents": (
                    IncidentSaid("in time", reported, date(2026, 10, 19)),
                    IncidentSaid("late", reported, date(2026, 10, 20)),
                    IncidentSaid("nobody", reported, None),
                    IncidentSaid("running", date(2026, 10, 20), None),
                )
            },
        }
    )
    assert pairs(said)["candour_told_in_time"] == (2, 4)
    del said[OCTOBER.plus(-2)]
    assert pairs(said)["candour_told_in_time"] == (None, None)


def test_infections_stand_over_bed_days_and_the_survey_over_the_patients_seen() -> None:
    numbers = {
        **TOTALS,
        **BED_DAYS,
        ("infections", "cdifficile"): NumberSaid(3, None, False),
        ("infections", "mrsa_bacteraemia"): NumberSaid(None, None, False),
        ("infections", "mssa_bacteraemia"): NumberSaid(None, None, True),
        ("thermometer", "surveyed"): NumberSaid(400, 410, False),
        ("thermometer", "falls_with_harm"): NumberSaid(2, None, False),
        ("thermometer", "vte_assessed"): NumberSaid(380, 390, False),
    }
    found = pairs(months({0: {"numbers": numbers}}))
    assert found["cdifficile"] == (3, 20_000)
    assert found["mrsa_bacteraemia"] == (None, 20_000)
    assert found["mssa_bacteraemia"] == (0, 0)
    assert "ecoli_bacteraemia" not in found
    assert found["thermometer_falls_with_harm"] == (2, 400)
    assert found["thermometer_surveyed"] == (400, 410)
    assert found["thermometer_vte_assessed"] == (380, 390)


EVENTS = st.builds(
    EventSaid,
    st.sampled_from(["", "never_event_insulin", "never_event_misplaced_tube"]),
    st.none() | st.dates(min_value=date(2025, 6, 1), max_value=date(2026, 10, 31)),
    st.just(1),
)


@given(st.dictionaries(st.integers(0, 11), st.lists(EVENTS, max_size=4).map(tuple)))
def test_types_add_up_to_no_more_than_all_and_nothing_outside_the_year_counts(events) -> None:
    said = months({back: {"events": each} for back, each in events.items()})
    found = pairs(said)
    everything = [one for each in events.values() for one in each]
    of_the_year = [one for one in everything if one.happened_on is None or one.happened_on >= date(2025, 11, 1)]
    assert found["never_events"][0] == len(of_the_year)
    by_type = sum(above for measure, (above, _) in found.items() if measure.startswith("never_event_") and above)
    assert by_type == sum(bool(one.group) for one in of_the_year)


@given(st.integers(0, 11), st.integers(0, 30))
def test_what_looks_back_is_the_same_whether_observed_at_once_or_again(back: int, days: int) -> None:
    month = OCTOBER.plus(-back)
    day = month.first_day + timedelta(days=min(days, month.days - 1))
    said = months({back: {"events": (EventSaid("never_event_insulin", day, 1),)}})
    again = observations_looking_back("RX1", OCTOBER, said)
    assert set(again) <= set(observations_of("RX1", OCTOBER, said))
    assert {one.measure for one in again} >= {"never_events", "alerts_answered_in_time", "candour_told_in_time"}
