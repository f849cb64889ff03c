"""A trust's inspections and notices: what needs the trust, what goes on, and one inspection from end to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from inspections.core_services import service_name
from inspections.deadlines import review_request_due
from inspections.enforcing.ageing import Age, age_of
from inspections.enforcing.open_steps import times_of
from inspections.models import (
    ComplaintSample,
    DisplayDuty,
    DraftReport,
    InformationRequest,
    Inspection,
    Notice,
    ReviewRequest,
    Visit,
)
from inspections.states import complaint_sample as samples
from inspections.states.inspection import OPEN, InspectionState
from inspections.states.notice import IN_FORCE
from inspections.trust_pages.seeing import (
    Standing,
    about,
    shown_inspection,
    shown_inspections,
    shown_notices,
    standing_of,
)
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.organisations.working_days import working_days_between
from oversight.wording import write_count, write_date, write_datetime


@dataclass(frozen=True)
class Wanted:
    """Something that waits for the trust: what, where, until when in words, and whether that is over."""

    what: str
    address: str
    until: str
    due_on: date
    is_late: bool


@dataclass(frozen=True)
class ListedNotice:
    """A notice with how it stands."""

    notice: Notice
    age: Age


@require_safe
@access(Action.SEE_INSPECTIONS)
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the trust, its inspections and its notices."""
    today = clock.today()
    inspections = list(shown_inspections(request).order_by("-starts_on", "-pk"))
    notices = [
        ListedNotice(notice, age_of(times_of(notice), today))
        for notice in shown_notices(request).prefetch_related("requirements", "decisions")
    ]
    listed: list[tuple[Inspection, Standing]] = [(each, standing_of(each)) for each in inspections]
    is_open = {str(state) for state in OPEN}
    return render(
        request,
        "inspections/trust/home.html.jinja",
        {
            "wanted": wanted_of(inspections, [each.notice for each in notices], now=clock.now()),
            "going_on": [pair for pair in listed if pair[0].state in is_open],
            "earlier": [pair for pair in listed if pair[0].state not in is_open],
            "in_force": [each for each in notices if each.notice.state in {str(state) for state in IN_FORCE}],
            "ended": [each for each in notices if each.notice.state not in {str(state) for state in IN_FORCE}],
            "today": today,
        },
    )


def wanted_of(inspections: Sequence[Inspection], notices: Sequence[Notice], *, now: datetime) -> list[Wanted]:
    """Return what waits for the trust in its inspections and notices, what is due first at the top."""
    today = london_date(now)
    wanted = [
        *_requests(inspections, today),
        *_samples(inspections, today),
        *_drafts(inspections, now),
        *_displays(inspections, today),
        *_requirements(notices, today),
    ]
    return sorted(wanted, key=lambda each: (each.due_on, each.what))


def _requests(inspections: Sequence[Inspection], today: date) -> list[Wanted]:
    asked = InformationRequest.objects.filter(
        inspection__in=inspections, closed_at__isnull=True, answers__isnull=True
    ).select_related("inspection")
    return [
        Wanted(
            f"Answer: {_beginning(each.text)}",
            reverse("trust_inspections:request", args=[each.inspection.reference, each.request_id]),
            f"by {write_date(each.due_on)}",
            each.due_on,
            each.due_on < today,
        )
        for each in asked
    ]


def _samples(inspections: Sequence[Inspection], today: date) -> list[Wanted]:
    wanted = ComplaintSample.objects.filter(
        inspection__in=inspections, state__in=[str(state) for state in samples.OPEN]
    ).select_related("inspection")
    return [
        Wanted(
            "List your complaints, for a sample"
            if each.listed_at is None
            else "Give the facts of the complaints drawn",
            reverse("trust_inspections:sample", args=[each.inspection.reference, each.sample_id]),
            f"by {write_date(each.due_on)}",
            each.due_on,
            each.due_on < today,
        )
        for each in wanted
    ]


def _drafts(inspections: Sequence[Inspection], now: datetime) -> list[Wanted]:
    open_ones = DraftReport.objects.filter(
        inspection__in=inspections,
        inspection__state=str(InspectionState.FACTUAL_ACCURACY_OPEN),
        answered_at__isnull=True,
        due_at__gte=now,
    ).select_related("inspection")
    return [
        Wanted(
            "Check the draft report for factual accuracy",
            reverse("trust_inspections:draft", args=[each.inspection.reference]),
            f"by {write_datetime(each.due_at)}, {working_days_left(each, now)} left",
            london_date(each.due_at),
            False,
        )
        for each in open_ones
    ]


def _displays(inspections: Sequence[Inspection], today: date) -> list[Wanted]:
    return [
        Wanted(
            f"Display the ratings: {where_of(duty).lower() if duty.site is None else where_of(duty)}",
            reverse("trust_inspections:display", args=[duty.report.inspection.reference, duty.pk]),
            f"by {write_date(duty.due_on)}",
            duty.due_on,
            duty.due_on < today,
        )
        for duty in duties_of(inspections)
        if duty.displayed_on is None
    ]


def _requirements(notices: Sequence[Notice], today: date) -> list[Wanted]:
    wanted = []
    for notice in notices:
        if notice.state not in {str(state) for state in IN_FORCE}:
            continue
        due = [each.due_on for each in notice.requirements.all() if each.met is not True]
        if due:
            wanted.append(
                Wanted(
                    f"{notice.get_kind_display()}: {notice.title}",
                    reverse("trust_inspections:notice", args=[notice.reference]),
                    f"improve by {write_date(min(due))}",
                    min(due),
                    min(due) < today,
                )
            )
    return wanted


def duties_of(inspections: Sequence[Inspection]) -> list[DisplayDuty]:
    """Return the duties to display what stands: those of the newest report of each inspection."""
    duties = DisplayDuty.objects.filter(report__inspection__in=inspections).select_related("report__inspection", "site")
    newest: dict[int, int] = {}
    for duty in duties:
        newest[duty.report.inspection_id] = max(newest.get(duty.report.inspection_id, 0), duty.report.number)
    return [duty for duty in duties if duty.report.number == newest[duty.report.inspection_id]]


def where_of(duty: DisplayDuty) -> str:
    """Return where the ratings are to be displayed, in words."""
    return duty.site.shown_name if duty.site is not None else duty.get_place_display()


def working_days_left(draft: DraftReport, now: datetime) -> str:
    """Return how many working days the trust has left, in words; the last day counts."""
    return write_count(max(0, working_days_between(london_date(now), london_date(draft.due_at))), "working day")


def _beginning(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= 90 else f"{line[:88].rstrip()}…"


@require_safe
@access(Action.SEE_INSPECTIONS)
def inspection(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one inspection: when and where, what was asked, the draft, and what follows from its report."""
    found = shown_inspection(request, reference)
    draft = found.drafts.order_by("-number").first()
    report = found.published_reports.order_by("-number").first()
    first = found.published_reports.order_by("number").first()
    review_until = review_request_due(first.published_at) if first else None
    now = clock.now()
    return render(
        request,
        "inspections/trust/inspection.html.jinja",
        {
            **about(request, found),
            "places": _places(found),
            "visits": Visit.objects.visible_to(person_of(request), clock.today())
            .filter(inspection=found, called_off_at__isnull=True)
            .select_related("site"),
            "requests": found.information_requests.prefetch_related("answers"),
            "samples": [(each, samples.SampleState(each.state)) for each in found.complaint_samples.all()],
            "draft": draft,
            "draft_left": working_days_left(draft, now) if draft else "",
            "draft_open": draft is not None and draft.answered_at is None and now <= draft.due_at,
            "report": report,
            "duties": [(duty, where_of(duty)) for duty in duties_of([found])],
            "review": ReviewRequest.objects.filter(inspection=found).first(),
            "review_until": review_until,
            "review_open": review_until is not None
            and now <= review_until
            and InspectionState(found.state) is InspectionState.PUBLISHED,
            "notices": shown_notices(request).filter(inspection=found),
        },
    )


def _places(found: Inspection) -> list[tuple[str, list[str]]]:
    """Return the sites that are inspected, each with its services."""
    places: dict[str, list[str]] = {each.site.shown_name: [] for each in found.sites.select_related("site")}
    for each in found.services.select_related("site"):
        places.setdefault(each.site.shown_name, []).append(service_name(each.service))
    return list(places.items())
