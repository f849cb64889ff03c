"""The entries of the list of changes: each ward or trust with what changed, why, its chart and what the trust says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from oversight.charts import Chart
from oversight.measures.defining import definition
from ratings.models import ChangeNotice, SignalChange
from ratings.signals import SignalKind, State
from workspaces.inspector.explanations import Asked, Said, said_of
from workspaces.inspector.places import Place, places_of
from workspaces.inspector.signal_charts import chart_of_inputs


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
    entries = []
    for notice in notices:
        # What is raised comes before what has come to rest.
        own = sorted(changes.get(notice.pk, []), key=lambda change: not change.is_raised)
        entries.append(
            Entry(
                notice=notice,
                place=places.of(notice.level, notice.subject, notice.trust_code),
                changes=own,
                chart=_chart(notice, own),
                said=said.get(asked[notice.pk], []) if notice.pk in asked else [],
                is_new=seen_until is None or notice.at > seen_until,
            )
        )
    return entries


def _chart(notice: ChangeNotice, changes: Sequence[Change]) -> Chart | None:
    """Chart the first special cause of the entry, from the numbers recorded with it."""
    for change in changes:
        if change.record.kind == SignalKind.SPECIAL_CAUSE and change.record.inputs:
            return chart_of_inputs(
                change.record.inputs,
                change.record.measure,
                up_to=change.record.period,
                chart_id=f"change-{change.record.pk}",
            )
    return None
