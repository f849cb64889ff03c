"""The judging grid, and the page of each rating: what was judged or how it was reached, and the form for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.evidence import standing_versions
from inspections.judging.computing import CARRIED, JUDGED, Place
from inspections.judging.departures import propose_departure, stale_departures
from inspections.judging.grid import GridRow, RatingGrid, grid_of
from inspections.judging.recording import JudgedPlace, record_judgement
from inspections.models import (
    Breach,
    EvidencePiece,
    EvidenceVersion,
    Inspection,
    Judgement,
    NoticeArea,
)
from inspections.pages.departure_forms import DepartureForm
from inspections.pages.grid_tables import grid_page
from inspections.pages.judgement_forms import JudgementForm, begins_with
from inspections.pages.membership import in_team
from inspections.pages.rating_places import address_of, input_name, named, place_of, reached
from inspections.pages.seeing import about, refuse_in, worked_on
from inspections.states.inspection import IN_WORK, JUDGED_IN
from inspections.states.notice import IN_FORCE
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from ratings.rules.aggregation import ASSESSED
from ratings.rules.aggregation_files import rule_set
from ratings.rules.ratings_words import KeyQuestion, Rating

_OPEN = {str(state) for state in JUDGED_IN}


@dataclass(frozen=True)
class PieceToChoose:
    """A piece of evidence in the form of a judgement: what stands of it, and whether it is tied to this very place."""

    piece: EvidencePiece
    version: EvidenceVersion
    own: bool


@require_safe
@access(Action.JUDGE)
def ratings(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every rating at every level, what is still to be judged, and the departures."""
    inspection = worked_on(request, reference)
    grid = grid_of(inspection, on=clock.today())
    return render(
        request,
        "inspections/ratings.html.jinja",
        {
            **about(request, inspection),
            "grid": grid_page(grid),
            "questions": [question.label for question in KeyQuestion],
            "left_out": grid.left_out,
            "rules": rule_set(grid.rule_set),
            "departures": inspection.departures.select_related("site", "proposed_by", "decided_by"),
            "stale": stale_departures(inspection, now=clock.now()),
            "open": inspection.state in _OPEN,
            "in_team": in_team(request, inspection),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.JUDGE)
def rating(request: HttpRequest, reference: str, site: str, service: str, question: str) -> HttpResponse:
    """Show one rating: a judgement with its form, or a computed one with its rule and the form of a departure."""
    inspection = worked_on(request, reference)
    grid = grid_of(inspection, on=clock.today())
    row = grid.at(*_at(place_of(site, service, question)))
    if row is None:
        raise Http404
    return (
        _judged_page(request, inspection, grid, row)
        if _is_judged(inspection, row)
        else _computed_page(request, inspection, grid, row)
    )


def _at(place: Place) -> tuple[str, str, KeyQuestion | None]:
    return place.site, place.service, place.key_question


def _is_judged(inspection: Inspection, row: GridRow) -> bool:
    """Whether the team judges it itself: a key question of an inspected service, or the trust's well-led."""
    if row.site is None:
        return row.key_question is KeyQuestion.WELL_LED
    if not row.service or row.key_question is None:
        return False
    return inspection.services.filter(site=row.site, service=row.service).exists()


def _judged_page(request: HttpRequest, inspection: Inspection, grid: RatingGrid, row: GridRow) -> HttpResponse:
    choices = _pieces(inspection, row)
    own = [each.piece for each in choices if each.own and not each.version.set_aside_reason]
    sent = request.method == "POST"
    departs = sent and "awarded" in request.POST
    form = JudgementForm(
        request.POST if sent and not departs else None,
        pieces=[each.piece for each in choices],
        standing=row.judgement,
        initial=begins_with(row.judgement, own),
    )
    departure = DepartureForm(request.POST if departs else None, computed=row.computed)
    if departs and _proposed(request, inspection, row, departure):
        return redirect(address_of(inspection, row.place))
    if sent and not departs and form.is_valid():
        try:
            record_judgement(
                save_id=form.cleaned_data["save_id"],
                inspection=inspection,
                place=JudgedPlace(KeyQuestion(row.key_question or ""), row.site, row.service),
                verdict=form.chosen_verdict(),
                by=person_of(request),
                now=clock.now(),
                seen=form.cleaned_data["seen"],
                rationale=form.cleaned_data["rationale"],
                signs=form.chosen_signs(),
                standards=form.chosen_standards(),
                evidence=form.chosen_evidence(),
            )
        except Refused as refused:
            refuse_in(form, refused)
        else:
            messages.success(request, f"{named(row)}: the judgement is kept.")
            return redirect(_next(request, inspection, grid, row))
    return render(
        request,
        "inspections/judgement.html.jinja",
        {
            **about(request, inspection),
            **_shown(request, inspection, row),
            "form": form,
            "departure_form": departure,
            "may_depart": bool(row.limited),
            "forms": [form, departure],
            "errors": bool(form.errors or departure.errors),
            "choices": choices,
            "chosen": [str(key) for key in form["evidence"].value() or []],
            "earlier": _earlier(inspection, row),
            "breaches": _breaches(row),
            "notices": _notices(row),
            "may_record_breach": row.site is not None
            and in_team(request, inspection)
            and inspection.state in {str(state) for state in IN_WORK},
            "is_last": not [place for place in grid.missing if place != row.place],
            **_neighbours(inspection, grid, row),
        },
    )


def _computed_page(request: HttpRequest, inspection: Inspection, grid: RatingGrid, row: GridRow) -> HttpResponse:
    sent = request.method == "POST"
    departure = DepartureForm(request.POST if sent else None, computed=row.computed)
    if sent and _proposed(request, inspection, row, departure):
        return redirect(address_of(inspection, row.place))
    fixed = row.rule in (JUDGED, CARRIED, ASSESSED) or row.carried is not None
    return render(
        request,
        "inspections/computed_rating.html.jinja",
        {
            **about(request, inspection),
            **_shown(request, inspection, row),
            "inputs": [(input_name(code), Rating(word)) for code, word in row.inputs.items()],
            "departure_form": departure,
            "may_depart": not fixed,
            "forms": [departure],
            "errors": bool(departure.errors),
        },
    )


def _proposed(request: HttpRequest, inspection: Inspection, row: GridRow, form: DepartureForm) -> bool:
    """Propose the departure that was sent; False where it is refused, with the form saying why."""
    if not form.is_valid():
        return False
    try:
        propose_departure(
            departure_id=form.cleaned_data["save_id"],
            inspection=inspection,
            place=row.place,
            awarded=Rating(form.cleaned_data["awarded"]),
            criteria=form.cleaned_data["criteria"],
            reason=form.cleaned_data["departure_reason"],
            by=person_of(request),
            now=clock.now(),
        )
    except Refused as refused:
        refuse_in(form, refused, same="awarded", criterion="criteria", no_reason="departure_reason")
        return False
    messages.success(request, "The departure is proposed. It counts once a second person has approved it.")
    return True


def _shown(request: HttpRequest, inspection: Inspection, row: GridRow) -> dict[str, object]:
    return {
        "row": row,
        "name": named(row),
        "reached": reached(row),
        "open": inspection.state in _OPEN,
        "in_team": in_team(request, inspection),
        "departure": row.departure,
        "me": person_of(request),
    }


def _next(request: HttpRequest, inspection: Inspection, grid: RatingGrid, row: GridRow) -> str:
    """Return where to go on: to the next place that is not judged, where that was asked, else to the grid."""
    if "next" in request.POST:
        missing: Sequence[Place] = [place for place in grid.missing if place != row.place]
        later = [place for place in missing if (place.site, place.service) == (row.place.site, row.place.service)]
        if later or missing:
            return address_of(inspection, (later or missing)[0])
    return reverse("inspections:ratings", args=[inspection.reference])


def _neighbours(inspection: Inspection, grid: RatingGrid, row: GridRow) -> dict[str, tuple[str, str] | None]:
    """Return the judged place before this one and the one after it, each by name and address; None at the ends."""
    inspected = set(inspection.services.values_list("site__code", "service"))
    judged = [
        each
        for each in grid.rows
        if each.key_question is not None
        and ((each.place.site, each.service) in inspected or each.place == Place(key_question=KeyQuestion.WELL_LED))
    ]
    here = next(n for n, each in enumerate(judged) if each.place == row.place)

    def linked(n: int) -> tuple[str, str] | None:
        return (named(judged[n]), address_of(inspection, judged[n].place)) if 0 <= n < len(judged) else None

    return {"place_before": linked(here - 1), "place_after": linked(here + 1)}


def _pieces(inspection: Inspection, row: GridRow) -> list[PieceToChoose]:
    """Return the evidence to choose from: what is tied to this place, then what nobody has placed, then the rest.

    Of the whole trust's well-led: all evidence of well-led.
    """
    pieces = list(EvidencePiece.objects.filter(inspection=inspection).select_related("author"))
    standing = standing_versions(pieces)
    found = [
        PieceToChoose(piece, standing[piece.pk][-1], _is_own(standing[piece.pk][-1], row))
        for piece in pieces
        if standing[piece.pk]
    ]

    def order(each: PieceToChoose) -> tuple[bool, bool, bool]:
        version = each.version
        same_service = version.service == row.service and version.key_question in ("", row.key_question)
        return (not each.own, not same_service, bool(version.service))

    return sorted(found, key=order)


def _is_own(version: EvidenceVersion, row: GridRow) -> bool:
    if version.key_question != row.key_question:
        return False
    if row.site is None:
        return True
    return version.service == row.service and version.site_id in (None, row.site.pk)


def _earlier(inspection: Inspection, row: GridRow) -> list[Judgement]:
    found = Judgement.objects.filter(
        inspection=inspection, site=row.site, service=row.service, key_question=str(row.key_question)
    )
    if row.judgement is not None:
        found = found.exclude(pk=row.judgement.pk)
    return list(found.select_related("judged_by").order_by("-number"))


def _breaches(row: GridRow) -> list[tuple[Breach, str]]:
    """Return the breaches linked to the place, each with the name of its regulation."""
    if row.site is None:
        return []
    found = Breach.objects.filter(
        areas__site=row.site, areas__service=row.service, areas__key_question=str(row.key_question)
    )
    standards = fundamental_standards()
    return [
        (breach, standards[breach.regulation].label if breach.regulation in standards else breach.regulation)
        for breach in found.distinct()
    ]


def _notices(row: GridRow) -> list[NoticeArea]:
    """Return the notices in force that are linked to the place."""
    if row.site is None:
        return []
    return list(
        NoticeArea.objects.filter(
            site=row.site,
            service=row.service,
            key_question=str(row.key_question),
            notice__state__in=[str(state) for state in IN_FORCE],
        ).select_related("notice")
    )
