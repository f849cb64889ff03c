"""The draft report with the trust: its sections, the points on each, and sending the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.models import DraftReport, FactualAccuracyPoint, FactualAccuracyPointVersion
from inspections.pages.saved_by_itself import is_by_itself, tell_not_saved, tell_saved
from inspections.pages.seeing import refuse_in, say_refused
from inspections.rating_tables import RatingTable, rating_table
from inspections.reporting.factual_accuracy import (
    SavedPoint,
    is_closed,
    save_point,
    send_answer,
    standing_points,
    withdraw_point,
)
from inspections.trust_pages.forms import PointForm
from inspections.trust_pages.home import working_days_left
from inspections.trust_pages.seeing import about, shown_draft
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site
from oversight.returns.refusals import Refused

Point = tuple[FactualAccuracyPoint, Sequence[FactualAccuracyPointVersion]]


@dataclass(frozen=True)
class DraftSection:
    """A section of the draft as it was sent, with the trust's points on it."""

    code: str
    title: str
    text: str
    points: tuple[Point, ...]

    @property
    def undecided(self) -> int:
        """How many of its points nobody has decided on."""
        return sum(not point.outcome for point, _ in self.points)

    @property
    def unsettled(self) -> bool:
        """Whether two people's versions of a point stand side by side."""
        return any(len(versions) > 1 for _, versions in self.points)


def sections_of(draft: DraftReport) -> list[DraftSection]:
    """Return the sections as sent, each with the points that stand on it."""
    points: dict[str, list[Point]] = {}
    for point, versions in standing_points(draft):
        if point.withdrawn_at is None:
            points.setdefault(point.section.code, []).append((point, versions))
    return [
        DraftSection(str(each["code"]), str(each["title"]), str(each["text"]), tuple(points.get(str(each["code"]), ())))
        for each in draft.sections
    ]


@require_safe
@access(Action.SEE_INSPECTIONS)
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the draft's time, its sections with the points on each, and its ratings."""
    found = shown_draft(request, reference)
    sections = sections_of(found)
    return render(
        request,
        "inspections/trust/draft.html.jinja",
        {
            **about_draft(request, found),
            "sections": sections,
            "points": sum(len(each.points) for each in sections),
            "decided": sum(len(each.points) - each.undecided for each in sections),
            "ratings": ratings_of(found),
            "extensions": found.extensions.all(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_INSPECTIONS, post=Action.ANSWER_INSPECTION)
def section(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Show a section of the draft with the points on it; POST saves a new point at once."""
    found = shown_draft(request, reference)
    sections = sections_of(found)
    place = next((number for number, each in enumerate(sections) if each.code == code), None)
    if place is None:
        raise Http404
    form = PointForm(request.POST or None, initial={"based_on": 0})
    if is_by_itself(request):
        return _save_by_itself(request, found, code, form)
    if request.method == "POST" and form.is_valid() and _is_saved(request, found, code, form):
        messages.success(request, "The point is saved. Here is the form for the next one.")
        return redirect("trust_inspections:section", reference, code)
    return render(
        request,
        "inspections/trust/section.html.jinja",
        {
            **about_draft(request, found),
            "section": sections[place],
            "following": sections[place + 1] if place + 1 < len(sections) else None,
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_INSPECTIONS, post=Action.ANSWER_INSPECTION)
def point(request: HttpRequest, reference: str, point: UUID) -> HttpResponse:
    """Show one point; POST changes it, or settles what two people wrote."""
    found = shown_draft(request, reference)
    known, versions = _point(found, point)
    form = PointForm(request.POST or None, initial=_to_settle(known, versions))
    if request.method == "POST" and form.is_valid() and form.cleaned_data["point_id"] != known.point_id:
        raise Http404
    if is_by_itself(request):
        return _save_by_itself(request, found, known.section.code, form)
    if request.method == "POST" and form.is_valid() and _is_saved(request, found, known.section.code, form):
        messages.success(request, "The change is saved.")
        return redirect("trust_inspections:section", reference, known.section.code)
    return render(
        request,
        "inspections/trust/point.html.jinja",
        {
            **about_draft(request, found),
            "point": known,
            "versions": versions,
            "sent_text": next((each.text for each in sections_of(found) if each.code == known.section.code), ""),
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_POST
@access(Action.ANSWER_INSPECTION)
def withdraw(request: HttpRequest, reference: str, point: UUID) -> HttpResponse:
    """Take a point back before the answer is sent."""
    found = shown_draft(request, reference)
    known, _ = _point(found, point)
    try:
        withdraw_point(point=known, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The point is taken back. What it said stays on record.")
    return redirect("trust_inspections:section", reference, known.section.code)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_INSPECTIONS, post=Action.SEND_ANSWER)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every point to check; POST sends the trust's answer."""
    found = shown_draft(request, reference)
    if request.method == "POST":
        try:
            send_answer(draft=found, by=person_of(request), now=clock.now())
        except Refused as refused:
            say_refused(request, refused)
            return redirect("trust_inspections:send", reference)
        messages.success(request, "The answer is sent. You see the decision on each point here.")
        return redirect("trust_inspections:draft", reference)
    sections = sections_of(found)
    return render(
        request,
        "inspections/trust/send.html.jinja",
        {
            **about_draft(request, found),
            "sections": [each for each in sections if each.points],
            "unsettled": [each for each in sections if each.unsettled],
        },
    )


def _is_saved(request: HttpRequest, draft: DraftReport, code: str, form: PointForm) -> bool:
    """Save the point; where it cannot be, the form says why."""
    try:
        saved = _save(request, draft, code, form)
    except Refused as refused:
        refuse_in(form, refused, no_text="text")
        return False
    if saved.beside:
        messages.warning(
            request, "Somebody else changed this point while you were writing. Both are kept: open it and settle them."
        )
    return True


def _save_by_itself(request: HttpRequest, draft: DraftReport, code: str, form: PointForm) -> HttpResponse:
    """Save the point while it is written, and tell the page's script what came of it."""
    if form.is_valid():
        try:
            saved = _save(request, draft, code, form)
        except Refused as refused:
            refuse_in(form, refused, no_text="text")
        else:
            return tell_saved(number=saved.version.number, beside=bool(saved.beside), now=clock.now())
    return tell_not_saved(form)


def _save(request: HttpRequest, draft: DraftReport, code: str, form: PointForm) -> SavedPoint:
    return save_point(
        draft=draft,
        point_id=form.cleaned_data["point_id"],
        save=form.save_of_it(),
        wording=form.wording(code),
        by=person_of(request),
        now=clock.now(),
    )


def about_draft(request: HttpRequest, draft: DraftReport) -> dict[str, object]:
    """Return what the templates of a draft's pages share: its inspection, whether it is closed, the days left."""
    now = clock.now()
    return {
        **about(request, draft.inspection),
        "draft": draft,
        "closed": is_closed(draft, now),
        "left": working_days_left(draft, now),
    }


def ratings_of(draft: DraftReport) -> RatingTable:
    """Return the ratings as they were sent."""
    codes = {str(each["site"]) for each in draft.ratings}
    names = {site.code: site.shown_name for site in Site.objects.filter(code__in=codes)}
    return rating_table(draft.ratings, names)


def _point(draft: DraftReport, point_id: UUID) -> Point:
    """Return a point of the draft with the versions that stand; any other, and one taken back, is not found."""
    for known, versions in standing_points(draft):
        if known.point_id == point_id and known.withdrawn_at is None:
            return known, versions
    raise Http404


def _to_settle(known: FactualAccuracyPoint, versions: Sequence[FactualAccuracyPointVersion]) -> dict[str, object]:
    """Return what the form begins with; where several versions stand, all their words, one after the other."""
    newest = versions[-1]
    begins: dict[str, object] = {
        "point_id": str(known.point_id),
        "based_on": newest.number,
        "kind": newest.kind,
        "about": newest.about,
        "text": newest.text,
    }
    if len(versions) > 1:
        begins["text"] = "\n\n".join(dict.fromkeys(each.text for each in versions))
        begins["about"] = "\n\n".join(dict.fromkeys(each.about for each in versions if each.about))
        begins["settles"] = ",".join(str(each.number) for each in versions)
    return begins
