"""Releases of bands: the list, one release as it was frozen, and releasing this quarter's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from oversight.returns.refusals import Refused
from oversight.wording import write_iso
from ratings.indicators.releasing import release_bands
from ratings.models import MonitoringRelease, ReleasedBand, Standing, TrustBand
from workspaces.inspector.monitoring.board import NOT_JUDGEMENTS
from workspaces.inspector.monitoring.period_words import write_quarter
from workspaces.inspector.monitoring.settings_shown import band_settings_named, write_cut_offs
from workspaces.inspector.monitoring.standings import write_proportion, write_standing
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 60
_LONGEST_NOTE = 2000


class ReleaseForm(forms.Form):
    """What a person says with a release."""

    note = forms.CharField(
        required=False,
        label="Note",
        help_text="What readers of this release should know, such as figures that came late",
        max_length=_LONGEST_NOTE,
    )


@dataclass(frozen=True, slots=True)
class Released:
    """A trust in a release; its name is that of the register today."""

    band: ReleasedBand
    name: str

    @property
    def standing(self) -> str:
        """Its band, or what stood in its place."""
        return write_standing(self.band.standing, self.band.band)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.INSPECT, post=Action.RELEASE_BANDS)
def releases(request: HttpRequest) -> HttpResponse:
    """Show what was released; POST releases the bands of this quarter as they stand."""
    world = world_of(request)
    quarter = str(Period.of(clock.today(), Grain.QUARTER))
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release_bands(
                quarter=quarter,
                demonstration=world.demonstration,
                by=person_of(request),
                note=form.cleaned_data["note"],
                now=clock.now(),
            )
            messages.success(request, f"The bands of {write_quarter(quarter)} are released. They stay as they are.")
            return redirect(_address("inspect:release", world, quarter))
        except Refused as refused:
            form.add_error(None, refused.message)
    made = MonitoringRelease.objects.filter(is_demonstration=world.demonstration).order_by("-quarter")
    found = list(made.annotate(trusts=Count("bands")).select_related("released_by"))
    return render(
        request,
        "workspaces/inspect/monitoring/releases.html.jinja",
        {
            "world": world,
            "releases": found,
            "quarter": quarter,
            "is_released": any(one.quarter == quarter for one in found),
            "has_bands": TrustBand.objects.filter(is_demonstration=world.demonstration).exists(),
            "may_release": powers_in(request).may(Action.RELEASE_BANDS),
            "form": form,
            "errors": form.errors,
            "write_quarter": write_quarter,
        },
    )


@require_safe
@access(Action.INSPECT)
def release(request: HttpRequest, quarter: str) -> HttpResponse:
    """Show one release as it was frozen."""
    world = world_of(request)
    found = _release(quarter, world)
    bands = _bands(found)
    page = Paginator(bands, _ON_A_PAGE).get_page(request.GET.get("page"))
    before = MonitoringRelease.objects.filter(is_demonstration=world.demonstration, quarter__lt=quarter)
    return render(
        request,
        "workspaces/inspect/monitoring/release.html.jinja",
        {
            "world": world,
            "release": found,
            "page": page,
            "before": before.order_by("-quarter").first(),
            "counts": _counts(bands),
            "settings": band_settings_named({one.band.cut_offs for one in bands}),
            "query": "" if world.is_usual else f"trusts={world.word}&",
            "write_quarter": write_quarter,
            "write_cut_offs": write_cut_offs,
            "write_proportion": write_proportion,
        },
    )


@require_safe
@access(Action.INSPECT)
def release_csv(request: HttpRequest, quarter: str) -> HttpResponseBase:
    """Give one release as CSV: every trust, as it was frozen."""
    found = _release(quarter, world_of(request))
    return csv_attachment(_csv(found, _bands(found)), f"bands-{found.quarter}.csv")


def _release(quarter: str, world: World) -> MonitoringRelease:
    found = (
        MonitoringRelease.objects.filter(quarter=quarter, is_demonstration=world.demonstration)
        .select_related("released_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _bands(release: MonitoringRelease) -> list[Released]:
    """Return its bands, those of the highest priority first."""
    names = {
        trust.code: trust.shown_name
        for trust in Trust.objects.filter(is_demonstration=release.is_demonstration).only("code", "name")
    }
    bands = ReleasedBand.objects.filter(release=release).defer("counted")
    return sorted((Released(one, names.get(one.trust_code, one.trust_code)) for one in bands), key=_order)


def _order(one: Released) -> tuple[object, ...]:
    band = one.band
    proportion = -(band.proportion if band.proportion is not None else -1)
    return (band.band or 7, band.standing != Standing.SPECIAL_MEASURES, band.standing, proportion, one.name)


def _counts(bands: Sequence[Released]) -> list[tuple[str, int]]:
    """How many trusts are in each band, or have something in its place."""
    counts: dict[str, int] = {}
    for one in bands:
        counts[one.standing] = counts.get(one.standing, 0) + 1
    return list(counts.items())


def _address(name: str, world: World, *args: str) -> str:
    return reverse(name, args=args) + ("" if world.is_usual else f"?trusts={world.word}")


def _csv(release: MonitoringRelease, bands: Sequence[Released]) -> Iterator[Sequence[object]]:
    yield [
        "Quarter",
        "Released at",
        "Trust code",
        "Trust",
        "Standing",
        "Band",
        "Risks",
        "Elevated risks",
        "Score",
        "Maximum",
        "Proportion, per cent",
        "Applicable indicators",
        "Cut-offs",
        "Note",
    ]
    for one in bands:
        band = one.band
        yield [
            release.quarter,
            write_iso(release.released_at),
            band.trust_code,
            one.name,
            band.standing,
            band.band,
            band.risks,
            band.elevated,
            band.score,
            band.maximum,
            band.proportion,
            band.applicable,
            band.cut_offs,
            NOT_JUDGEMENTS,
        ]
