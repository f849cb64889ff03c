"""The public pages of complaints: a trust's quarter, a hospital's quarter, and a trust's year in plain English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from complaints.periods import ComplaintsPeriod
from oversight.accounts.access import PUBLIC, access
from oversight.charts import DrawnChart
from oversight.measures.defining import Definition, definition
from oversight.organisations.models import Site, SiteTrust, Trust
from publication.complaints import annual
from publication.complaints.figures import PER_THOUSAND_DECIMALS
from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust
from publication.complaints.record import (
    HospitalPeriod,
    TrustComplaints,
    hospitals_of,
    lessons_of,
    lessons_of_all,
    trust_period,
)
from publication.complaints.series import Spoken, chart_of, months_of
from publication.complaints.told import NoNumber
from publication.found_by_code import of_hospital, of_trust
from publication.front import kept_in_front
from publication.models import Release
from publication.pages import answer, chosen_release, parsed_period
from publication.periods import COMPLAINTS
from publication.place_pages.belonging import holder_on
from publication.place_pages.known_on import by_day, reading, titled
from publication.record import Releases

RATE = Spoken(
    subject="New complaints for every 1,000 patient interventions",
    noun="number of new complaints for every 1,000 patient interventions",
    side="For every 1,000",
    unit="",
    decimals=PER_THOUSAND_DECIMALS,
    more="more",
    fewer="fewer",
)
IN_TIME = Spoken(
    subject="Complaints answered in the time agreed",
    noun="share of complaints answered in the time agreed",
    side="Answered in time",
    unit="%",
    decimals=1,
    more="more",
    fewer="less",
)


@access(PUBLIC)
@require_safe
@by_day
@kept_in_front
@of_trust
def trust_complaints(request: HttpRequest, record: Trust, period: str | None = None) -> HttpResponse:
    """Show a trust's newest quarter of complaints, a quarter of its own address, or a year."""
    known = reading(request)
    releases = Releases(demonstration=record.is_demonstration, kind=COMPLAINTS, at=known.at)
    if period is not None and not ComplaintsPeriod.parse(parsed_period(COMPLAINTS, period)).is_quarter:
        return _year(request, record, releases, period)
    complaints = TrustComplaints(record.code, releases)
    newest = complaints.newest.release if complaints.newest else _newest_quarter(releases)
    release = chosen_release(request, releases, period, newest)
    return answer(
        request,
        releases,
        title=titled(_title(record.shown_name, release if period is not None else None), None, known),
        description=f"Complaints about {record.shown_name}: how many, what of, what was found and what was learned.",
        trail=_trail_of_trust(record, within=period is not None),
        fragment="complaints/trust.html.jinja",
        told=lambda: {
            "trust": record,
            "known": known,
            "here": request.path,
            "releases": releases,
            "release": release,
            "missing": list(NoNumber),
            **(_trust_told(record, release, releases, complaints) if release else {}),
        },
        key=(record.name, record.closed_on),
    )


@access(PUBLIC)
@require_safe
@by_day
@kept_in_front
@of_hospital
def hospital_complaints(request: HttpRequest, site: Site, period: str | None = None) -> HttpResponse:
    """Show what is told of a hospital's complaints in a quarter or a year, with its trust's lessons."""
    known = reading(request)
    releases = Releases(demonstration=site.is_demonstration, kind=COMPLAINTS, at=known.at)
    held = {
        row.release_id: row
        for row in ReleasedComplaintsHospital.objects.filter(code=site.code, release__in=releases.current)
    }
    newest = next((each for each in _newest_first(releases) if each.pk in held), None) or _newest_quarter(releases)
    release = chosen_release(request, releases, period, newest)
    holder = holder_on(SiteTrust.objects.filter(site=site).select_related("trust"), known.day)
    return answer(
        request,
        releases,
        title=titled(_title(site.shown_name, release if period is not None else None), None, known),
        description=f"Complaints about {site.shown_name}: how many, what of, what was found and what was learned.",
        trail=[
            ("Find a hospital", reverse("public:home")),
            (site.shown_name, reverse("public:hospital", args=[site.code])),
        ],
        fragment="complaints/hospital.html.jinja",
        told=lambda: {
            "site": site,
            "known": known,
            "here": request.path,
            "holder": holder,
            "releases": releases,
            "release": release,
            "missing": list(NoNumber),
            "periods": [each for each in _newest_first(releases) if each.pk in held],
            **(_hospital_told(site, release, releases) if release else {}),
        },
        key=(site.name, site.closed_on, (holder.code, holder.name) if holder else None),
    )


def _year(request: HttpRequest, record: Trust, releases: Releases, period: str) -> HttpResponse:
    """Show a trust's year of complaints in plain English; a year of which nothing was published is not found."""
    year = ComplaintsPeriod.parse(parsed_period(COMPLAINTS, period))
    complaints = TrustComplaints(record.code, releases)
    quarters, whole = complaints.of_year(year), complaints.by_period.get(year)
    if request.GET.get("release"):
        whole = _as_it_was(request, record, releases, str(year))
    if not quarters and whole is None:
        raise Http404("Nothing has been released for this year.")
    told_of = annual.TrustYear(year, quarters, whole)

    def told() -> Mapping[str, Any]:
        lessons = lessons_of_all(told_of.told, releases)
        standing = [lesson for lesson in lessons if lesson.mark is None]
        return {
            "trust": record,
            "known": reading(request),
            "here": request.path,
            "year": told_of,
            "whole": whole,
            "releases": releases,
            "lessons": lessons,
            "how_much": annual.how_much_of_the_year(told_of),
            "came": annual.what_came(told_of),
            "found": annual.what_was_found(told_of),
            "ombudsman": annual.what_the_ombudsman_did(told_of),
            "changed": annual.what_changed(len(standing), sum(lesson.row.worked == "yes" for lesson in standing)),
            "why_not": annual.why_not,
            "superseding": releases.superseding(whole.release) if whole else None,
            "missing": list(NoNumber),
        }

    return answer(
        request,
        releases,
        title=titled(f"Complaints about {record.shown_name}, {told_of.label}", None, reading(request)),
        description=f"A year of complaints about {record.shown_name}, in plain English.",
        trail=_trail_of_trust(record, within=True),
        fragment="complaints/year.html.jinja",
        told=told,
        key=(record.name, record.closed_on),
    )


def _as_it_was(request: HttpRequest, record: Trust, releases: Releases, period: str) -> Any:
    """Return what a named release of the year told of the trust; None where it held nothing of it."""
    release = chosen_release(request, releases, period, None)
    row = ReleasedComplaintsTrust.objects.filter(release=release, code=record.code).first()
    return trust_period(release, row, releases) if release and row else None


def _trust_told(record: Trust, release: Release, releases: Releases, complaints: TrustComplaints) -> dict[str, Any]:
    row = ReleasedComplaintsTrust.objects.filter(release=release, code=record.code).first()
    marks = releases.marks(release)
    period = ComplaintsPeriod.parse(release.period)
    shown = trust_period(release, row, releases) if row else None
    standing = shown is not None and shown.mark is None
    return {
        "shown": shown,
        "figures": shown.figures if shown is not None and shown.absent is None else None,
        "lessons": lessons_of(row, marks) if row and standing else [],
        "hospitals": hospitals_of(row, release, marks) if row and standing else [],
        "charts": _charts(complaints, period),
        "measures": _measures(),
        "superseding": releases.superseding(release),
        "earlier": releases.earlier(release),
        "periods": sorted(complaints.by_period.values(), key=lambda each: each.period, reverse=True),
        "years": complaints.years,
        "months_of": months_of,
    }


def _hospital_told(site: Site, release: Release, releases: Releases) -> dict[str, Any]:
    marks = releases.marks(release)
    rows = ReleasedComplaintsHospital.objects.filter(release=release, code=site.code).select_related("trust")
    shown = [(HospitalPeriod(release, row, marks.hospital(row.code, row.trust.code)), row.trust) for row in rows]
    return {
        "shown": shown,
        "lessons": {trust.code: lessons_of(trust, marks) for each, trust in shown if marks.trust(trust.code) is None},
        "measures": _measures(),
        "superseding": releases.superseding(release),
        "earlier": releases.earlier(release),
    }


def _charts(complaints: TrustComplaints, up_to: ComplaintsPeriod) -> list[DrawnChart]:
    drawn = (
        chart_of(complaints.series(up_to, "per_thousand"), RATE),
        chart_of(complaints.series(up_to, "complaints_answered_as_agreed"), IN_TIME),
    )
    return [chart for chart in drawn if chart is not None]


def _measures() -> list[Definition]:
    """The reviewed definitions behind the figures, in the order of the page."""
    codes = (
        "complaints_new",
        "complaints_upheld",
        "complaints_carried_forward",
        "complaints_acknowledged",
        "complaints_answered_as_agreed",
        "complaints_beyond_six_months",
        "ombudsman_referred",
    )
    return [made for made in map(definition, codes) if made.is_public]


def _newest_first(releases: Releases) -> list[Release]:
    """Quarters before years, each the newest first."""
    return sorted(releases.current, key=lambda each: ("Q" in each.period, each.period), reverse=True)


def _newest_quarter(releases: Releases) -> Release | None:
    return next(iter(_newest_first(releases)), None)


def _title(name: str, release: Release | None) -> str:
    return f"Complaints about {name}" + (f", {months_of(ComplaintsPeriod.parse(release.period))}" if release else "")


def _trail_of_trust(record: Trust, *, within: bool) -> list[tuple[str, str]]:
    trail = [
        ("Find a hospital", reverse("public:home")),
        (record.shown_name, reverse("public:trust", args=[record.code])),
    ]
    return [*trail, ("Complaints", reverse("public:trust_complaints", args=[record.code]))] if within else trail
