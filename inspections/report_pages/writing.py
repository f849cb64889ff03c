"""Writing the report: its sections at a glance, and one section with its evidence beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.evidence import standing_versions
from inspections.models import Breach, EvidencePiece, EvidenceVersion, Inspection, ReportSection, ReportSectionVersion
from inspections.pages.seeing import refuse_in, say_refused, worked_on
from inspections.report_pages.forms import SectionForm
from inspections.report_pages.seeing import about_report, kept_apart, ratings_now, sections_of
from inspections.reporting import quality, sending, writing
from inspections.states.inspection import InspectionState
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.rules.ratings_words import KeyQuestion

_ABOUT_BREACHES = ("must_improve", "summary")


@require_safe
@access(Action.JUDGE)
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the report's sections, each with how far it is, its ratings, and what can be done next."""
    inspection = worked_on(request, reference)
    state = InspectionState(inspection.state)
    return render(
        request,
        "inspections/report/report.html.jinja",
        {
            **about_report(request, inspection),
            "sections": sections_of(inspection),
            "outline": writing.outline_of(inspection),
            "open": state in writing.WRITTEN_IN,
            "ratings": ratings_now(inspection),
            "reviews": inspection.quality_reviews.select_related("reviewed_by").order_by("-reviewed_at"),
            "may_send": state is InspectionState.QUALITY_REVIEWED,
            "kept_apart": kept_apart(person_of(request), inspection),
        },
    )


@require_POST
@access(Action.JUDGE)
def lay_out(request: HttpRequest, reference: str) -> HttpResponse:
    """Set up the sections by what is inspected."""
    inspection = worked_on(request, reference)
    try:
        writing.lay_out_report(inspection=inspection, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The sections are set up by what is inspected. What was written stays.")
    return redirect("reports:report", reference)


@require_POST
@access(Action.JUDGE)
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the team write on before the draft is sent."""
    inspection = worked_on(request, reference)
    try:
        quality.take_back_for_writing(inspection=inspection, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, "The report can be written again. Its quality is reviewed anew afterwards.")
    return redirect("reports:report", reference)


@require_POST
@access(Action.JUDGE)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the draft to the trust: this moment starts its clock."""
    inspection = worked_on(request, reference)
    try:
        sending.send_draft(inspection=inspection, by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
        return redirect("reports:report", reference)
    messages.success(request, "The draft is with the trust, and its 10 working days run.")
    return redirect("reports:factual_accuracy", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def section(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Show a section with its evidence and ratings beside it; POST saves what was written."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(ReportSection.objects.select_related("site"), inspection=inspection, code=code)
    standing = writing.standing_texts(inspection)[code]
    form = SectionForm(request.POST or None, initial=_to_settle(standing))
    if request.method == "POST" and form.is_valid():
        try:
            saved = writing.write_section(
                section=found,
                save=form.save_of_it(),
                text=form.cleaned_data["text"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, version="text", known="text")
        else:
            if saved.beside:
                messages.warning(
                    request,
                    "Yours is kept. Somebody else saved this section while you were writing: both stand below, side by "
                    "side, until one of you settles them.",
                )
            else:
                messages.success(request, f"{found.title} is saved.")
            if "next" in request.POST and not saved.beside and (following := _following(inspection, found)):
                return redirect("reports:section", reference, following.code)
            return redirect("reports:section", reference, code)
    return render(
        request,
        "inspections/report/section.html.jinja",
        {
            **about_report(request, inspection),
            "section": found,
            "standing": standing,
            "earlier": _earlier(found, standing),
            "form": form,
            "errors": bool(form.errors),
            "open": InspectionState(inspection.state) in writing.WRITTEN_IN,
            "following": _following(inspection, found),
            **_beside(inspection, found),
        },
    )


@dataclass(frozen=True)
class EvidenceBeside:
    """A piece of evidence as it stands, beside the section that it is for."""

    piece: EvidencePiece
    version: EvidenceVersion


def _beside(inspection: Inspection, section: ReportSection) -> dict[str, object]:
    """Return what stands beside a section: the evidence and ratings of its service, or the breaches of the whole."""
    question = section.code.rpartition(".")[2]
    question = question if question in {str(each) for each in KeyQuestion} else ""
    site = section.site.code if section.site else ""
    breaches = Breach.objects.filter(inspection=inspection, ended_on__isnull=True).order_by("regulation", "pk")
    if section.service:
        breaches = breaches.filter(areas__site=section.site, areas__service=section.service).distinct()
    elif section.code not in _ABOUT_BREACHES:
        breaches = breaches.none()
    return {
        "evidence": _evidence(inspection, section, question) if section.site else [],
        "breaches": breaches,
        "ratings": ratings_now(inspection, service=(site, section.service) if section.service else None),
        "question": KeyQuestion(question) if question else None,
    }


def _evidence(inspection: Inspection, section: ReportSection, question: str) -> list[EvidenceBeside]:
    """Return the evidence of the section's site, service and key question, with what nobody has placed closer."""
    pieces = {piece.pk: piece for piece in inspection.evidence.all()}
    found = []
    for pk, versions in standing_versions(pieces.values()).items():
        for version in versions:
            fits = (
                (version.site_id in (None, section.site_id) or not section.site_id)
                and (not section.service or version.service == section.service)
                and (not question or version.key_question in ("", question))
            )
            if fits and not version.set_aside_reason:
                found.append(EvidenceBeside(pieces[pk], version))
    return sorted(found, key=lambda each: (each.version.key_question != question, each.version.captured_at))


def _to_settle(standing: Sequence[ReportSectionVersion]) -> dict[str, object]:
    """Return what the form begins with; where several versions stand, all their words, one after the other."""
    if not standing:
        return {"based_on": 0}
    begins: dict[str, object] = {"based_on": standing[-1].number, "text": standing[-1].text}
    if len(standing) > 1:
        begins["text"] = "\n\n".join(dict.fromkeys(each.text for each in standing))
        begins["settles"] = ",".join(str(each.number) for each in standing)
    return begins


def _earlier(section: ReportSection, standing: Sequence[ReportSectionVersion]) -> list[ReportSectionVersion]:
    kept = section.versions.exclude(pk__in=[each.pk for each in standing]).select_related("written_by")
    return list(kept.order_by("-number"))


def _following(inspection: Inspection, section: ReportSection) -> ReportSection | None:
    return inspection.sections.filter(position__gt=section.position).first()
