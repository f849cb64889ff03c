"""What a trust's standing returns say month by month, as measures are worked out from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from safety.clocks import AlertStatus
from safety.columns import ALERTS_TOTAL, BED_DAYS, INCIDENTS_TOTAL, NEVER_EVENTS_TOTAL, AlertKind, Line
from safety.models import Alert, Incident, NeverEvent, SafetyNumber
from safety.never_event_lists import lists


@dataclass(frozen=True, slots=True)
class NumberSaid:
    """One number: None is blank, unless it does not apply."""

    number: int | None
    out_of: int | None
    not_applicable: bool


@dataclass(frozen=True, slots=True)
class EventSaid:
    """A never event, or several of a type without their days; ``group`` is the measure by type, blank for none."""

    group: str
    happened_on: date | None
    number: int


@dataclass(frozen=True, slots=True)
class AlertSaid:
    """An alert as it stood at the end of a month."""

    key: str
    kind: AlertKind
    issued_on: date
    deadline: date
    status: AlertStatus
    acknowledged_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class IncidentSaid:
    """A notifiable incident as it stood at the end of a month."""

    key: str
    reported_on: date
    told_on: date | None


@dataclass(frozen=True, slots=True)
class MonthSaid:
    """All that one standing version says of its month that any measure counts."""

    month: Month
    version_id: int
    numbers: Mapping[tuple[str, str], NumberSaid] = field(default_factory=dict)
    events: Sequence[EventSaid] = ()
    alerts: Sequence[AlertSaid] = ()
    incidents: Sequence[IncidentSaid] = ()

    def number(self, line: Line) -> NumberSaid | None:
        """Return a number; None where the return has no such line."""
        return self.numbers.get((str(line.section), line.code))

    def _is_told(self, line: Line) -> bool:
        said = self.number(line)
        return said is not None and said.number is not None

    @property
    def tells_events(self) -> bool:
        """Whether it says how many never events there were: a blank is not none."""
        return self._is_told(NEVER_EVENTS_TOTAL)

    @property
    def tells_alerts(self) -> bool:
        """Whether it says how many alerts there were."""
        return self._is_told(ALERTS_TOTAL)

    @property
    def tells_incidents(self) -> bool:
        """Whether it says how many notifiable incidents there were."""
        return self._is_told(INCIDENTS_TOTAL)

    @property
    def bed_days(self) -> int | None:
        """The bed days; 0 where they do not apply, None where they are blank."""
        said = self.number(BED_DAYS)
        if said is None:
            return None
        return 0 if said.not_applicable else said.number


def months_said(trust_id: int, first: Month, last: Month) -> dict[Month, MonthSaid]:
    """Return what a trust's standing returns say, by month in their order; in five queries."""
    versions = list(
        ReturnVersion.objects.filter(
            kind="safety", trust_id=trust_id, stands=True, period__gte=str(first), period__lte=str(last)
        )
        .order_by("period")
        .values_list("pk", "period")
    )
    ids = [pk for pk, _ in versions]
    numbers: dict[int, dict[tuple[str, str], NumberSaid]] = {}
    for version, section, item, number, out_of, not_applicable in SafetyNumber.objects.filter(
        version__in=ids
    ).values_list("version_id", "section", "item", "number", "out_of", "not_applicable"):
        numbers.setdefault(version, {})[section, item] = NumberSaid(number, out_of, not_applicable)
    groups = {(each.version, one.code): one.group for each in lists() for one in each.types}
    events: dict[int, list[EventSaid]] = {}
    for version, of_list, item, happened_on, number in (
        NeverEvent.objects.filter(version__in=ids)
        .order_by("pk")
        .values_list("version_id", "list_version", "item", "happened_on", "number")
    ):
        events.setdefault(version, []).append(EventSaid(groups.get((of_list, item), ""), happened_on, number))
    alerts: dict[int, list[AlertSaid]] = {}
    for version, key, kind, issued, deadline, status, acknowledged, closed in (
        Alert.objects.filter(version__in=ids)
        .order_by("pk")
        .values_list(
            "version_id", "reference_key", "kind", "issued_on", "deadline", "status", "acknowledged_on", "closed_on"
        )
    ):
        alerts.setdefault(version, []).append(
            AlertSaid(key, AlertKind(kind), issued, deadline, AlertStatus(status), acknowledged, closed)
        )
    incidents: dict[int, list[IncidentSaid]] = {}
    for version, key, reported_on, told_on in (
        Incident.objects.filter(version__in=ids)
        .order_by("pk")
        .values_list("version_id", "reference_key", "reported_on", "told_on")
    ):
        incidents.setdefault(version, []).append(IncidentSaid(key, reported_on, told_on))
    return {
        Month.parse(period): MonthSaid(
            month=Month.parse(period),
            version_id=pk,
            numbers=numbers.get(pk, {}),
            events=tuple(events.get(pk, ())),
            alerts=tuple(alerts.get(pk, ())),
            incidents=tuple(incidents.get(pk, ())),
        )
        for pk, period in versions
    }
