"""Evidence: taken down on a phone as it is found, changed, and settled where two people wrote at once."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inspections.evidence import LARGEST_FILE, TOO_LARGE, attach_file, remove_file, save_evidence, standing_versions
from inspections.models import EvidenceFile, EvidencePiece, EvidenceVersion, Inspection, Visit
from inspections.pages.evidence_forms import (
    ACCEPTED,
    TAKEN_OVER,
    EvidenceChangeForm,
    EvidenceForm,
    words_of,
)
from inspections.pages.membership import in_team
from inspections.pages.seeing import about, refuse_in, say_refused, worked_on
from inspections.states.inspection import EVIDENCE_IN
from inspections.whereabouts import sites_to_go_to
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site
from oversight.records.references import Reference, resolve
from oversight.returns.refusals import Refused
from oversight.returns.uploads import names_too_large, takes_files

_OPEN = {str(state) for state in EVIDENCE_IN}


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.GATHER_EVIDENCE)
def new_evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a piece of evidence down; it is kept at once, and the form for the next one is there."""
    inspection = worked_on(request, reference)
    form = _form(EvidenceForm, request, inspection, initial=_begins_with(request, inspection))
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_evidence(
                piece_id=form.cleaned_data["piece_id"],
                save_id=form.cleaned_data["save_id"],
                inspection=inspection,
                found=form.found(now=clock.now()),
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="text", tied="during")
        else:
            messages.success(request, "It is kept. Here is the form for the next piece.")
            _attach(request, saved.piece, form)
            taken_over = {name: request.POST[name] for name in TAKEN_OVER if request.POST.get(name)}
            return redirect(f"{reverse('inspections:new_evidence', args=[reference])}?{urlencode(taken_over)}")
    return render(
        request,
        "inspections/new_evidence.html.jinja",
        {
            **about(request, inspection),
            "form": form,
            "accepted": ACCEPTED,
            "errors": bool(form.errors),
            "in_team": in_team(request, inspection),
            "open": inspection.state in _OPEN,
            "mine": EvidencePiece.objects.filter(inspection=inspection, author=person_of(request)).count(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.GATHER_EVIDENCE)
def piece(request: HttpRequest, reference: str, piece: UUID) -> HttpResponse:
    """Show a piece of evidence with its files and earlier versions; POST changes it, or settles what stands twice."""
    inspection = worked_on(request, reference)
    found = get_object_or_404(EvidencePiece.objects.select_related("author"), piece_id=piece, inspection=inspection)
    standing = _versions_standing(found)
    newest = standing[-1]
    form = _form(EvidenceChangeForm, request, inspection, initial=_to_settle(found, standing))
    if request.method == "POST" and form.is_valid():
        before = found.versions.filter(number=form.cleaned_data["based_on"]).first()
        try:
            saved = save_evidence(
                piece_id=found.piece_id,
                save_id=form.cleaned_data["save_id"],
                inspection=inspection,
                found=form.found(now=clock.now(), before=before or newest),
                by=person_of(request),
                now=clock.now(),
                based_on=form.cleaned_data["based_on"],
                settles=form.settled(),  # type: ignore[attr-defined]
            )
        except Refused as refused:
            refuse_in(form, refused, no_text="text", tied="during")
        else:
            if saved.beside:
                messages.warning(
                    request,
                    "Yours is kept. Somebody else changed this piece while you were writing: both stand below, "
                    "side by side, until one of you settles them.",
                )
            else:
                messages.success(request, "The change is kept.")
            _attach(request, saved.piece, form)
            return redirect("inspections:piece", reference, piece)
    return render(
        request,
        "inspections/piece.html.jinja",
        {
            **about(request, inspection),
            "piece": found,
            "standing": standing,
            "newest": newest,
            "earlier": found.versions.exclude(pk__in=[each.pk for each in standing])
            .select_related("site", "written_by")
            .order_by("-number"),
            "files": found.files.select_related("added_by", "stored").defer("stored__content"),
            "cited": resolve(Reference(newest.cites_kind, newest.cites_id)) if newest.cites_kind else None,
            "form": form,
            "accepted": ACCEPTED,
            "errors": bool(form.errors),
            "may_write": in_team(request, inspection) and inspection.state in _OPEN,
        },
    )


@require_safe
@access(Action.GATHER_EVIDENCE)
def file(request: HttpRequest, reference: str, file: UUID) -> HttpResponse:
    """Give a file of the evidence, to keep and never to show as a page."""
    inspection = worked_on(request, reference)
    kept = get_object_or_404(
        EvidenceFile.objects.select_related("stored"), file_id=file, piece__inspection=inspection, removed_at=None
    )
    if kept.stored.content is None:
        raise Http404
    answer = HttpResponse(bytes(kept.stored.content), content_type=kept.media_type)
    disposition = content_disposition_header(True, kept.filename)
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@access(Action.GATHER_EVIDENCE)
def take_away_file(request: HttpRequest, reference: str, file: UUID) -> HttpResponse:
    """Take a file away from its piece of evidence, with the reason."""
    inspection = worked_on(request, reference)
    kept = get_object_or_404(
        EvidenceFile.objects.select_related("piece__inspection"), file_id=file, piece__inspection=inspection
    )
    try:
        remove_file(file=kept, reason=request.POST.get("reason", ""), by=person_of(request), now=clock.now())
    except Refused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, f"{kept.filename} is taken away. That it was there stays known.")
    return redirect("inspections:piece", reference, kept.piece.piece_id)


def _attach(request: HttpRequest, piece: EvidencePiece, form: EvidenceForm) -> None:
    """Keep the files; where one cannot be kept, say so, since the words are kept already."""
    for name in names_too_large(request):
        messages.warning(request, f"The words are kept, and {name} is not. {TOO_LARGE}")
    for file_id, sent in form.file_ids():
        try:
            _attach_one(request, piece, file_id, sent)
        except Refused as refused:
            messages.warning(request, f"The words are kept, and {sent.name} is not. {refused.message}")


def _attach_one(request: HttpRequest, piece: EvidencePiece, file_id: UUID, sent: UploadedFile) -> None:
    attach_file(
        file_id=file_id,
        piece=piece,
        filename=sent.name or "file",
        media_type=sent.content_type or "",
        content=sent.read(),
        by=person_of(request),
        now=clock.now(),
    )


def _form(
    kind: type[EvidenceForm], request: HttpRequest, inspection: Inspection, *, initial: dict[str, object]
) -> EvidenceForm:
    sent = request.method == "POST"
    return kind(
        request.POST if sent else None,
        request.FILES if sent else None,
        inspection=inspection,
        sites=_sites(inspection),
        visits=list(inspection.visits.filter(called_off_at__isnull=True).select_related("site")),
        events=list(inspection.listening_events.all()),
        initial=initial,
    )


def _begins_with(request: HttpRequest, inspection: Inspection) -> dict[str, object]:
    """Return what a new piece begins with: as the one before, and the visit that goes on now."""
    taken_over: dict[str, object] = {name: request.GET[name] for name in TAKEN_OVER if request.GET.get(name)}
    going_on = Visit.objects.filter(inspection=inspection, began_at__isnull=False, ended_at__isnull=True).first()
    if going_on is not None:
        taken_over.setdefault("during", str(going_on.visit_id))
        taken_over.setdefault("site", going_on.site.code)
    for name in ("key_question", "service", "site"):
        if request.GET.get(name):
            taken_over[name] = request.GET[name]
    return {"kind": EvidenceVersion.Kind.OBSERVATION, "piece_id": str(uuid4()), "based_on": 0, **taken_over}


def _to_settle(piece: EvidencePiece, standing: Sequence[EvidenceVersion]) -> dict[str, object]:
    """Return what a change begins with; where several versions stand, all their words, one after the other."""
    newest = standing[-1]
    begins: dict[str, object] = {"piece_id": str(piece.piece_id), **words_of(newest)}
    if len(standing) > 1:
        begins["text"] = "\n\n".join(dict.fromkeys(each.text for each in standing))
        begins["settles"] = ",".join(str(each.number) for each in standing)
    return begins


def _versions_standing(piece: EvidencePiece) -> list[EvidenceVersion]:
    standing = standing_versions([piece])[piece.pk]
    if not standing:
        raise Http404
    return standing


def _sites(inspection: Inspection) -> list[Site]:
    return list(sites_to_go_to(inspection, clock.today()))
