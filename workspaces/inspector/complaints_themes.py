"""The thematic report on complaints across inspections, for inspectors: to read, to print, and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from inspections.complaint_samples.checklist import Check
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.wording import write_iso
from ratings.rules.ratings_words import Rating
from workspaces.inspector.complaints_report import ComplaintsReport, report_on, usual_span
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment


class SpanForm(forms.Form):
    """From when to when inspections began; days the wrong way round are as if they had not been asked."""

    first = forms.DateField(required=False, label="Inspections that began from")
    last = forms.DateField(required=False, label="To")


@require_safe
@access(Action.INSPECT)
def complaint_themes(request: HttpRequest) -> HttpResponse:
    """Show what the inspections of a span say on complaints."""
    world = world_of(request)
    report = _report(request, world)
    form = SpanForm(initial={"first": report.first, "last": report.last})
    return render(
        request,
        "workspaces/inspect/complaint_themes.html.jinja",
        {
            "world": world,
            "report": report,
            "form": form,
            "checks": list(Check),
            "ratings": list(Rating),
            "query": f"first={report.first}&last={report.last}" + ("" if world.is_usual else f"&trusts={world.word}"),
        },
    )


@require_safe
@access(Action.INSPECT)
def complaint_themes_csv(request: HttpRequest) -> HttpResponseBase:
    """Give every figure of the report as CSV: of the span as a whole, and of each inspection."""
    report = _report(request, world_of(request))
    return csv_attachment(_rows(report), f"complaints-{report.first}-{report.last}.csv")


def _report(request: HttpRequest, world: World) -> ComplaintsReport:
    today = clock.today()
    first, last = usual_span(today)
    form = SpanForm(request.GET)
    if form.is_valid():
        asked = form.cleaned_data["first"] or first, form.cleaned_data["last"] or last
        if asked[0] <= asked[1]:
            first, last = asked
    return report_on(first=first, last=last, demonstration=world.demonstration, today=today)


def _rows(report: ComplaintsReport) -> Iterator[Sequence[object]]:
    yield ["Inspection", "Trust code", "Began", "What", "Item", "Number", "Of"]
    span: tuple[object, ...] = (None, None, None)
    for check, counted in report.tally.items():
        yield [*span, "check of files", str(check), counted.met, counted.applies_to]
    for subject in report.subjects:
        if subject.returned is not None:
            yield [*span, "new complaints by subject, as returned", subject.code, subject.returned, report.new]
        yield [
            *span,
            "listed complaints by subject, upheld in whole or part",
            subject.code,
            subject.upheld,
            subject.resolved,
        ]
    for rating, number in report.responsive.items():
        yield [*span, "services judged responsive", str(rating), number, sum(report.responsive.values())]
    for row in report.rows:
        own: tuple[object, ...] = (
            row.inspection.reference,
            row.trust.code,
            write_iso(row.inspection.starts_on or report.first),
        )
        for check, counted in row.tally.items():
            if counted.applies_to:
                yield [*own, "check of files", str(check), counted.met, counted.applies_to]
        for rating, number in row.responsive.items():
            yield [*own, "services judged responsive", str(rating), number, sum(row.responsive.values())]
        yield [*own, "breaches of regulation 16", None, row.breaches, None]
        if row.new is not None:
            yield [*own, "new complaints, as returned", None, row.new, None]
