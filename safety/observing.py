"""From what standing returns say to what is observed of the trust.

Most measures are of one month. Never events, alerts answered and acknowledged in time look back twelve months, the
telling of patients three: each of these months must have a standing return that tells of it, or the measure is blank,
since a part of a year is not a year. So an earlier month's correction changes the observations of the months after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from oversight.measures.observations import NewObservation
from oversight.organisations.working_days import nth_working_day_after
from oversight.returns.periods import Month
from safety.clocks import (
    AlertStatus,
    acknowledged_in_time,
    contractual_deadline,
    days_overdue,
    is_overdue,
    told_in_time,
)
from safety.columns import CLOTS_ASSESSED, INFECTIONS, PATIENTS_SEEN, THERMOMETER
from safety.months_said import AlertSaid, IncidentSaid, MonthSaid, NumberSaid
from safety.never_event_lists import lists
from safety.settings import settings_for

MONTHS_OF_A_YEAR = 12
NEVER_EVENTS = "never_events"
GROUPS = tuple(sorted({one.group for each in lists() for one in each.types if one.group}))
"""The measures of never events by type."""

_Pair = tuple[int | None, int | None]
_BLANK: _Pair = (None, None)
Said = Mapping[Month, MonthSaid]


def observations_of(trust_code: str, month: Month, said: Said) -> list[NewObservation]:
    """Return all that is observed of a trust in a month for which a return stands; ``said`` holds the months before."""
    own = said[month]
    pairs = {
        **_alerts_of(own),
        **_infections_of(own),
        **_thermometer_of(own),
        **_looking_back(month, said),
    }
    return _observations(trust_code, pairs)


def observations_looking_back(trust_code: str, month: Month, said: Said) -> list[NewObservation]:
    """Return what is observed in a month from several months' returns: what a correction of an earlier one changes."""
    return _observations(trust_code, _looking_back(month, said))


def _looking_back(month: Month, said: Said) -> dict[str, _Pair]:
    return {**_never_events(month, said), **_alerts_in_time(month, said), **_telling(month, said)}


def _observations(trust_code: str, pairs: Mapping[str, _Pair]) -> list[NewObservation]:
    return [
        NewObservation(measure, "trust", trust_code, _decimal(above), _decimal(below))
        for measure, (above, below) in pairs.items()
    ]


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _window(month: Month, said: Said, months: int, tells: Callable[[MonthSaid], bool]) -> list[MonthSaid] | None:
    """Return so many months up to one; None unless each has a standing return that tells of what is asked."""
    found = [said.get(one) for one in month.plus(1 - months).through(month)]
    whole = [one for one in found if one is not None and tells(one)]
    return whole if len(whole) == months else None


def _never_events(month: Month, said: Said) -> dict[str, _Pair]:
    year = _window(month, said, MONTHS_OF_A_YEAR, lambda one: one.tells_events)
    if year is None:
        return {NEVER_EVENTS: _BLANK, **dict.fromkeys(GROUPS, _BLANK)}
    first, last = year[0].month.first_day, month.last_day
    counted = [
        event
        for one in year
        for event in one.events
        # Without a day it is of the month in which it stands.
        if event.happened_on is None or first <= event.happened_on <= last
    ]
    bed_days = [one.bed_days for one in year]
    known = [days for days in bed_days if days is not None]
    below = sum(known) if len(known) == len(bed_days) else None
    pairs: dict[str, _Pair] = {NEVER_EVENTS: (sum(event.number for event in counted), below)}
    return pairs | {group: (sum(event.number for event in counted if event.group == group), None) for group in GROUPS}


def _alerts_of(said: MonthSaid) -> dict[str, _Pair]:
    if not said.tells_alerts:
        return dict.fromkeys(("alerts_overdue", "alerts_longest_overdue", "alerts_medical_devices"), _BLANK)
    last = said.month.last_day
    own = [alert for alert in said.alerts if alert.kind.is_of_patient_safety]
    others = [alert for alert in said.alerts if not alert.kind.is_of_patient_safety]
    days = [days_overdue(deadline=alert.deadline, status=alert.status, on=last) for alert in own]
    return {
        "alerts_overdue": (sum(1 for one in days if one), None),
        "alerts_longest_overdue": (max(days, default=0), None),
        "alerts_medical_devices": (
            sum(is_overdue(deadline=alert.deadline, status=alert.status, on=last) for alert in others),
            None,
        ),
    }


def _alerts_in_time(month: Month, said: Said) -> dict[str, _Pair]:
    year = _window(month, said, MONTHS_OF_A_YEAR, lambda one: one.tells_alerts)
    if year is None:
        return {"alerts_answered_in_time": _BLANK, "alerts_acknowledged": _BLANK}
    first, last = year[0].month.first_day, month.last_day
    alerts = [alert for alert in _last_word(one.alerts for one in year) if alert.kind.is_of_patient_safety]
    due = [alert for alert in alerts if first <= alert.deadline <= last]
    within = settings_for(month).acknowledgement_working_days.value
    issued = [
        alert for alert in alerts if first <= alert.issued_on and nth_working_day_after(alert.issued_on, within) <= last
    ]
    return {
        "alerts_answered_in_time": (sum(_answered_in_time(alert) for alert in due), len(due)),
        "alerts_acknowledged": (
            sum(
                acknowledged_in_time(
                    issued_on=alert.issued_on, acknowledged_on=alert.acknowledged_on, working_days=within
                )
                for alert in issued
            ),
            len(issued),
        ),
    }


def _answered_in_time(alert: AlertSaid) -> bool:
    is_signed_off = alert.status in (AlertStatus.COMPLETE, AlertStatus.NOT_REQUIRED)
    return is_signed_off and alert.closed_on is not None and alert.closed_on <= alert.deadline


def _last_word(months: Iterable[Sequence[AlertSaid]]) -> list[AlertSaid]:
    """Return each alert as the latest of the months has it, by reference."""
    found: dict[str, AlertSaid] = {}
    for alerts in months:
        found |= {alert.key: alert for alert in alerts}
    return [found[key] for key in sorted(found)]


def _telling(month: Month, said: Said) -> dict[str, _Pair]:
    settings = settings_for(month)
    months = _window(month, said, settings.candour_months.value, lambda one: one.tells_incidents)
    if months is None:
        return {"candour_told_in_time": _BLANK}
    first, last = months[0].month.first_day, month.last_day
    incidents: dict[str, IncidentSaid] = {}
    for one in months:
        incidents |= {incident.key: incident for incident in one.incidents}
    deadlines = {
        key: contractual_deadline(incident.reported_on, settings.candour_working_days.value)
        for key, incident in incidents.items()
    }
    # Whose days have not run out is neither in time nor late yet.
    decided = [key for key in sorted(incidents) if first <= incidents[key].reported_on and deadlines[key] <= last]
    in_time = sum(told_in_time(told_on=incidents[key].told_on, deadline=deadlines[key]) for key in decided)
    return {"candour_told_in_time": (in_time, len(decided))}


def _infections_of(said: MonthSaid) -> dict[str, _Pair]:
    found = {}
    for line in INFECTIONS:
        number = said.number(line)
        if number is not None:
            found[line.code] = _share(number, said.bed_days)
    return found


def _thermometer_of(said: MonthSaid) -> dict[str, _Pair]:
    seen = said.number(PATIENTS_SEEN)
    patients = None if seen is None else 0 if seen.not_applicable else seen.number
    found = {}
    for line in THERMOMETER:
        number = said.number(line)
        if number is not None:
            below = number.out_of if line in (PATIENTS_SEEN, CLOTS_ASSESSED) else patients
            found[f"thermometer_{line.code}"] = _share(number, below)
    return found


def _share(said: NumberSaid, below: int | None) -> _Pair:
    """Return a number over another; what does not apply has a denominator of zero."""
    return (0, 0) if said.not_applicable else (said.number, below)
