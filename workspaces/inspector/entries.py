"""The entries of the list of changes: each ward or trust with what changed, why, its chart and what the trust says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from oversight.charts import Chart
from oversight.measures.defining import definition
from oversight.measures.observations import Observed, SeriesKey
from oversight.measures.observing import series_of_subjects
from ratings.models import ChangeNotice, SignalChange
from ratings.signals import SignalKind, State
from workspaces.inspector.explanations import Asked, Said, said_of
from workspaces.inspector.places import Place, places_of
from workspaces.inspector.signal_charts import chart, chart_of_inputs


@dataclass(frozen=True, slots=True)
class Change:
    """One signal's change, in words."""

    record: SignalChange

    @property
    def what(self) -> str:
        """Which signal it is: the measure of a special cause, or the kind."""
        kind = SignalKind(self.record.kind)
        return definition(self.record.measure).short_name if kind is SignalKind.SPECIAL_CAUSE else kind.label

    @property
    def old(self) -> State:
        return State(self.record.old)

    @property
    def new(self) -> State:
        return State(self.record.new)

    @property
    def before(self) -> str:
        """The state before, in words; a signal that is worked out for the first time had none."""
        return "Not worked out before" if self.old is State.NOTHING else self.old.label

    @property
    def is_raised(self) -> bool:
        """Whether it asks for attention now."""
        return self.new.asks_for_attention

    @property
    def rule_anchor(self) -> str:
        """Where the page of rules explains it."""
        return self.record.rule.replace(".", "-").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Entry:
    """A ward or a trust on the list."""

    notice: ChangeNotice
    place: Place
    changes: Sequence[Change]
    chart: Chart | None
    said: Sequence[Said]
    is_new: bool


def entries_of(notices: Iterable[ChangeNotice], *, seen_until: datetime | None) -> list[Entry]:
    """Return the entries of a page, in its order, in a fixed number of queries."""
    notices = list(notices)
    changes: dict[int, list[Change]] = {}
    for record in SignalChange.objects.filter(notice__in=notices).order_by("id"):
        if State(record.old).asks_for_attention or State(record.new).asks_for_attention:
            changes.setdefault(record.notice_id or 0, []).append(Change(record))
    places = places_of((notice.level, notice.subject, notice.trust_code) for notice in notices)
    asked = {
        notice.pk: Asked(notice.trust_code, notice.period, notice.subject)
        for notice in notices
        if notice.level == "ward"
    }
    said = said_of(asked.values())
    series = series_of_subjects({key for own in changes.values() if (key := _series_to_chart(own))})
    entries = []
    for notice in notices:
        # What is raised comes before what has come to rest.
        own = sorted(changes.get(notice.pk, []), key=lambda change: not change.is_raised)
        entries.append(
            Entry(
                notice=notice,
                place=places.of(notice.level, notice.subject, notice.trust_code),
                changes=own,
                chart=_chart(own, series),
                said=said.get(asked[notice.pk], []) if notice.pk in asked else [],
                is_new=seen_until is None or notice.at > seen_until,
            )
        )
    return entries


def _series_to_chart(changes: Sequence[Change]) -> SeriesKey | None:
    """Return whose series is charted where no special cause is among the changes, which carry their own numbers.

    For the alarm that is the trust's registered hours, and for a ward often short the rate that was lowest.
    """
    if any(change.record.kind == SignalKind.SPECIAL_CAUSE and change.record.inputs for change in changes):
        return None
    for change in changes:
        record = change.record
        if record.kind == SignalKind.STAFFING_ALARM:
            return SeriesKey(record.level, record.subject, record.measure)
        if record.kind == SignalKind.OFTEN_SHORT and record.inputs:
            return SeriesKey(record.level, record.subject, _lowest(record.inputs))
    return None


def _lowest(inputs: Mapping[str, Any]) -> str:
    """Return the measure whose rate was lowest in the months that a ward is judged by."""
    rates = {
        code: [
            Decimal(numerator) / Decimal(denominator)
            for _, numerator, denominator, _ in rows
            if numerator is not None and denominator is not None and Decimal(denominator)
        ]
        for code, rows in inputs.items()
    }
    return min(inputs, key=lambda code: (min(rates[code], default=Decimal("Infinity")), code))


def _chart(changes: Sequence[Change], series: Mapping[SeriesKey, Sequence[Observed]]) -> Chart | None:
    """Chart the first special cause from the numbers recorded with it, else the series that the signal rests on."""
    for change in changes:
        record = change.record
        if record.kind == SignalKind.SPECIAL_CAUSE and record.inputs:
            return chart_of_inputs(record.inputs, record.measure, up_to=record.period, chart_id=f"change-{record.pk}")
    key = _series_to_chart(changes)
    if key is None or key not in series:
        return None
    record = changes[0].record
    return chart(definition(key.measure), series[key], up_to=record.period, chart_id=f"change-{record.pk}")
