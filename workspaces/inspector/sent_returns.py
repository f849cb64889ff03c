"""Who has sent the return for a period, who is late, and who has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Region
from oversight.returns.calendar import Due, DueState, sent_list, window
from oversight.returns.kinds import ReturnKind, all_kinds, kind_of
from oversight.wording import write_iso
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment

_FIRST_KIND = "staffing"
_MONTHS = 24


class Sent(StrEnum):
    """How a trust stands with the return, for who waits for it."""

    IN_TIME = "accepted in time"
    LATE = "accepted late"
    ON_ITS_WAY = "on its way"
    OVERDUE = "overdue"
    NOT_STARTED = "not started"
    NOT_OPEN = "not open yet"


@dataclass(frozen=True, slots=True)
class Row:
    """A trust on the list."""

    due: Due

    @property
    def sent(self) -> Sent:
        """How it stands, in one word."""
        if self.due.state is DueState.ACCEPTED:
            return Sent.LATE if self.due.late else Sent.IN_TIME
        if self.due.late:
            return Sent.OVERDUE
        if self.due.state is DueState.NOT_OPEN:
            return Sent.NOT_OPEN
        return Sent.NOT_STARTED if self.due.state is DueState.NOT_STARTED else Sent.ON_ITS_WAY

    @property
    def step(self) -> str:
        """How far an unaccepted return is, without a word of what is in it."""
        return "" if self.due.state is DueState.ACCEPTED else self.due.state.value


class SentFilters(forms.Form):
    """The questions above the list; what is not understood is as if it had not been asked."""

    kind = forms.ChoiceField(required=False, label="Return")
    month = forms.ChoiceField(required=False, label="Period")
    sent = forms.ChoiceField(
        required=False,
        label="How it stands",
        choices=[("", "All"), *((one.value, one.value.capitalize()) for one in Sent)],
    )
    region = forms.ChoiceField(required=False, label="Region")

    def __init__(self, asked: object, *, months: Sequence[tuple[str, str]], world: World) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.months = months
        regions = (
            Region.objects.filter(trusts__is_demonstration=world.demonstration).distinct().order_by("name", "code")
        )
        self.fields["kind"].choices = [(one.code, one.title) for one in all_kinds()]  # type: ignore[attr-defined]
        self.fields["month"].choices = list(months)  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", "All regions"), *((one.code, str(one)) for one in regions)]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def chosen_kind(self) -> ReturnKind:
        """The kind of return asked for, else that of ward staffing."""
        return kind_of(str(self.cleaned_data.get("kind") or _FIRST_KIND))

    @property
    def chosen_month(self) -> str:
        """The period asked for, else the latest whose collection has opened."""
        return str(self.cleaned_data.get("month") or self.months[0][0])

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        """Return the rows that answer."""
        sent, region = self.cleaned_data.get("sent"), self.cleaned_data.get("region")
        return [
            row for row in rows if (not sent or row.sent == sent) and (not region or row.due.trust.region_id == region)
        ]


@require_safe
@access(Action.INSPECT)
def sent_returns(request: HttpRequest) -> HttpResponse:
    """Show how every trust that owes the return for a period stands with it."""
    world = world_of(request)
    filters = _filters(request, world)
    rows = _all_rows(filters, world)
    return render(
        request,
        "workspaces/inspect/sent_returns.html.jinja",
        {
            "world": world,
            "filters": filters,
            "kind": filters.chosen_kind,
            "label": filters.chosen_kind.period_label(filters.chosen_month),
            "window": window(filters.chosen_kind.code, filters.chosen_month),
            "counts": {sent: sum(row.sent is sent for row in rows) for sent in Sent},
            "all": len(rows),
            "now": clock.now(),
            "rows": filters.rows(rows),
            "query": request.GET.urlencode(),
        },
    )


@require_safe
@access(Action.INSPECT)
def sent_returns_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the list as it is on the screen, as CSV."""
    world = world_of(request)
    filters = _filters(request, world)
    month = filters.chosen_month
    return csv_attachment(
        _csv(month, filters.rows(_all_rows(filters, world))), f"{filters.chosen_kind.code}-returns-{month}.csv"
    )


def _filters(request: HttpRequest, world: World) -> SentFilters:
    known = {one.code for one in all_kinds()}
    kind = kind_of(request.GET["kind"] if request.GET.get("kind") in known else _FIRST_KIND)
    periods = kind.periods_opened(now=clock.now(), months=_MONTHS)
    asked = request.GET.get("month", "")
    months = [(period, kind.period_label(period)) for period in periods]
    return SentFilters(
        {**request.GET.dict(), "kind": kind.code, "month": asked if asked in periods else periods[0]},
        months=months,
        world=world,
    )


def _all_rows(filters: SentFilters, world: World) -> list[Row]:
    kind, month = filters.chosen_kind.code, filters.chosen_month
    return [Row(due) for due in sent_list(kind, month, clock.now(), demonstration=world.demonstration)]


def _csv(month: str, rows: Sequence[Row]) -> Iterator[Sequence[object]]:
    yield ["Period", "Trust code", "Trust", "Region", "How it stands", "Step", "Accepted at", "Version", "Receipt"]
    for row in rows:
        version = row.due.version
        yield [
            month,
            row.due.trust.code,
            row.due.trust.shown_name,
            str(row.due.trust.region) if row.due.trust.region else None,
            row.sent.value,
            row.step,
            write_iso(version.accepted_at) if version else None,
            version.number if version else None,
            version.receipt if version else None,
        ]
