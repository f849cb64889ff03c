"""Posters for wards and hospitals: what they say, how they look, and files to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints.survey.models import ComplaintsTeam
from complaints.survey.teams import FIELDS, set_team, team_of
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site, Trust, Ward
from oversight.organisations.sites import sites_of
from oversight.returns.refusals import Refused
from workspaces.trust_desk.downloads import attachment
from workspaces.trust_desk.poster_files import poster_picture, posters_pdf
from workspaces.trust_desk.poster_words import Poster, Size, local_healthwatch, poster_of_site, poster_of_ward
from workspaces.trust_desk.scoped import may_here, own_trust, own_trusts, person_of


class TeamForm(forms.Form):
    """How a trust's complaints team, its Healthwatch and those who help are reached: what the posters say."""

    team = forms.CharField(
        label="What your complaints team is called",
        max_length=100,
        help_text="For example, Patient Advice and Liaison Service (PALS). Not the name of a person.",
        error_messages={"required": "Enter what your complaints team is called"},
    )
    phone = forms.CharField(label="Telephone (optional)", max_length=40, required=False)
    email = forms.CharField(label="Email (optional)", max_length=100, required=False)
    address = forms.CharField(label="Postal address (optional)", max_length=300, required=False)
    healthwatch = forms.CharField(label="Your local Healthwatch (optional)", max_length=200, required=False)
    healthwatch_contact = forms.CharField(
        label="How Healthwatch is reached (optional)",
        max_length=200,
        required=False,
        help_text="A telephone number or website, as it shall stand on the posters.",
    )
    advocacy = forms.CharField(
        label="Who helps to complain, free of charge (optional)",
        max_length=200,
        required=False,
        help_text="The NHS complaints advocacy service of your area, with its telephone number.",
    )

    def clean_email(self) -> str:
        """Refuse what is no address."""
        email: str = self.cleaned_data["email"]
        if email:
            try:
                validate_email(email)
            except ValidationError as fault:
                raise ValidationError("Enter an email address in full, such as pals@trust.nhs.uk") from fault
        return email


@dataclass(frozen=True)
class SiteWards:
    """A site with its open wards."""

    site: Site
    wards: tuple[Ward, ...]


@require_safe
@access(Action.SEE_RETURNS)
def posters(request: HttpRequest) -> HttpResponse:
    """Show the posters of the person's trust, or let them choose where they work for several."""
    trusts = own_trusts(request)
    if len(trusts) == 1:
        return posters_of(request, trusts[0].code)
    return render(request, "workspaces/trust/posters_trusts.html.jinja", {"trusts": trusts})


@require_safe
@access(Action.SEE_RETURNS)
def posters_of(request: HttpRequest, trust: str) -> HttpResponse:
    """Show what a trust's posters say, and lead to the files of its sites and wards."""
    own = own_trust(request, trust)
    today = clock.today()
    team = team_of(own, today)
    wards = _open_wards(own, today)
    sites = [SiteWards(site, tuple(ward for ward in wards if ward.site_id == site.pk)) for site in sites_of(own, today)]
    placed = {ward.pk for each in sites for ward in each.wards}
    return render(
        request,
        "workspaces/trust/posters.html.jinja",
        {
            "trust": own,
            "team": team,
            "healthwatch": local_healthwatch(own, team, today) if team else [],
            "sites": sites,
            "elsewhere": [ward for ward in wards if ward.pk not in placed],
            "sizes": list(Size),
            "may_change": may_here(request, Action.PREPARE_RETURN, own),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def details(request: HttpRequest, trust: str) -> HttpResponse:
    """Ask what the posters shall say of whom to turn to; POST keeps it from today on."""
    own = own_trust(request, trust)
    if not may_here(request, Action.PREPARE_RETURN, own):
        raise Http404
    today = clock.today()
    team = team_of(own, today)
    form = TeamForm(request.POST or None, initial={field: getattr(team, field) for field in FIELDS} if team else {})
    if request.method == "POST" and form.is_valid():
        try:
            set_team(trust=own, by=person_of(request), now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("phone" if refused.code == "reach" else "team", refused.message)
        else:
            messages.success(request, "The posters say this from now on. Print them again where they hang.")
            return redirect("workspace:posters_of", own.code)
    return render(
        request,
        "workspaces/trust/posters_details.html.jinja",
        {"trust": own, "form": form, "errors": bool(form.errors)},
    )


@require_safe
@access(Action.SEE_RETURNS)
def ward_poster(request: HttpRequest, trust: str, ward: UUID) -> HttpResponse:
    """Show a ward's poster as it looks and in words."""
    own, team = _with_team(request, trust)
    if team is None:
        return redirect("workspace:posters_of", own.code)
    shown = _ward(own, ward)
    return _preview(request, own, _of_ward(own, team, shown), ward=shown)


@require_safe
@access(Action.SEE_RETURNS)
def ward_file(request: HttpRequest, trust: str, ward: UUID, size: str) -> HttpResponse:
    """Give a ward's poster as a tagged PDF."""
    own, team = _with_team(request, trust)
    wanted = _size(size)
    if team is None:
        return redirect("workspace:posters_of", own.code)
    return _file(own, [_of_ward(own, team, _ward(own, ward))], wanted, f"poster-{ward}")


@require_safe
@access(Action.SEE_RETURNS)
def ward_picture(request: HttpRequest, trust: str, ward: UUID) -> HttpResponse:
    """Give a ward's poster as a picture."""
    own, team = _with_team(request, trust)
    if team is None:
        return redirect("workspace:posters_of", own.code)
    return _picture(own, _of_ward(own, team, _ward(own, ward)))


@require_safe
@access(Action.SEE_RETURNS)
def site_poster(request: HttpRequest, trust: str, site: str) -> HttpResponse:
    """Show a hospital's own poster as it looks and in words."""
    own, team = _with_team(request, trust)
    if team is None:
        return redirect("workspace:posters_of", own.code)
    shown = _site(own, site)
    return _preview(request, own, poster_of_site(shown, own, team, clock.today()), site=shown)


@require_safe
@access(Action.SEE_RETURNS)
def site_file(request: HttpRequest, trust: str, site: str, size: str) -> HttpResponse:
    """Give a hospital's own poster as a tagged PDF."""
    own, team = _with_team(request, trust)
    wanted = _size(size)
    if team is None:
        return redirect("workspace:posters_of", own.code)
    return _file(own, [poster_of_site(_site(own, site), own, team, clock.today())], wanted, f"poster-{site}")


@require_safe
@access(Action.SEE_RETURNS)
def site_picture(request: HttpRequest, trust: str, site: str) -> HttpResponse:
    """Give a hospital's own poster as a picture."""
    own, team = _with_team(request, trust)
    if team is None:
        return redirect("workspace:posters_of", own.code)
    return _picture(own, poster_of_site(_site(own, site), own, team, clock.today()))


@require_safe
@access(Action.SEE_RETURNS)
def wards_file(request: HttpRequest, trust: str, site: str, size: str) -> HttpResponse:
    """Give the posters of all open wards of a hospital as one tagged PDF, a page for each, by name."""
    own, team = _with_team(request, trust)
    wanted, shown = _size(size), _site(own, site)
    if team is None:
        return redirect("workspace:posters_of", own.code)
    wards = [ward for ward in _open_wards(own, clock.today()) if ward.site_id == shown.pk]
    if not wards:
        raise Http404("No ward of this hospital is open.")
    return _file(own, [_of_ward(own, team, ward) for ward in wards], wanted, f"posters-{site}-wards", place=shown)


def _with_team(request: HttpRequest, code: str) -> tuple[Trust, ComplaintsTeam | None]:
    own = own_trust(request, code)
    return own, team_of(own, clock.today())


def _open_wards(trust: Trust, today: date) -> list[Ward]:
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gte=today)
    return list(Ward.objects.filter(is_open, trust=trust).select_related("site").order_by("name", "pk"))


def _ward(trust: Trust, public_id: UUID) -> Ward:
    found = next((ward for ward in _open_wards(trust, clock.today()) if ward.public_id == public_id), None)
    if found is None:
        raise Http404
    return found


def _site(trust: Trust, code: str) -> Site:
    found = sites_of(trust, clock.today()).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _size(text: str) -> Size:
    try:
        return Size(text)
    except ValueError as unknown:
        raise Http404 from unknown


def _of_ward(trust: Trust, team: ComplaintsTeam, ward: Ward) -> Poster:
    return poster_of_ward(ward, trust, team, clock.today())


def _file(
    trust: Trust, made: Sequence[Poster], size: Size, filename: str, *, place: Site | None = None
) -> HttpResponse:
    title = f"How to complain: {place.shown_name if place else made[0].place}, {trust.shown_name}"
    content = posters_pdf(made, size, title=title, author=trust.shown_name, on=clock.today())
    return attachment(content, f"{filename}-{size}.pdf", content_type="application/pdf")


def _picture(trust: Trust, poster: Poster) -> HttpResponse:
    answer = HttpResponse(poster_picture(poster, Size.A4, author=trust.shown_name), content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _preview(
    request: HttpRequest, trust: Trust, poster: Poster, *, ward: Ward | None = None, site: Site | None = None
) -> HttpResponse:
    what, key = ("ward", ward.public_id) if ward else ("site", site.code if site else "")
    return render(
        request,
        "workspaces/trust/poster.html.jinja",
        {
            "trust": trust,
            "poster": poster,
            "picture": reverse(f"workspace:poster_{what}_picture", args=[trust.code, key]),
            "files": _files(f"workspace:poster_{what}_file", [trust.code, key], Size),
        },
    )


def _files(name: str, within: list[Any], sizes: Iterable[Size]) -> list[tuple[str, str]]:
    return [(size.label, reverse(name, args=[*within, str(size)])) for size in sizes]
