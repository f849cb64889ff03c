"""What the walk over every address needs of the published record."""

from __future__ import annotations

from inspections.models import PublishedReport
from inspections.states.inspection import InspectionState
from oversight.organisations.models import Site, Ward
from oversight.records.audit import System
from publication.complaints.models import ReleasedComplaintsTrust
from publication.models import Release
from publication.releasing import publish_month
from ratings.rules.ratings_words import KeyQuestion, NonRating
from tests.access_samples import World, sample
from tests.publication.alerts import access_samples as _of_alerts
from tests.publication.api import access_samples as _of_programs
from tests.publication.complaints.making import QUARTER
from tests.publication.complaints.making import publish as publish_complaints
from tests.publication.complaints.making import send as send_complaints
from tests.publication.export import access_samples as _of_sitemaps
from tests.publication.making import NOW, OCTOBER, Row, accept, make_hospital, make_ward
from tests.publication.measure_pages import access_samples as _of_measures
from tests.publication.news import access_samples as _of_news
from tests.publication.rating_making import (
    ALL_GOOD,
    GOOD,
    INADEQUATE,
    REQUIRES,
    give,
    give_hospital,
    give_service,
    make_inspection,
    make_notice,
    make_report,
)
from tests.publication.special_measures import access_samples as _of_special_measures

# Its samples register as it is read.
__all__ = ["_of_alerts", "_of_measures", "_of_news", "_of_programs", "_of_sitemaps", "_of_special_measures"]


def _released(world: World) -> tuple[Site, Ward, Release]:
    """Return a hospital, a ward and the release that holds them, made once for a world."""
    site = Site.objects.filter(code="RW1A").first() or make_hospital(world.trust, "RW1A")
    ward = Ward.objects.filter(site=site).first()
    if ward is None:
        ward = make_ward(site)
        accept(world.trust, [Row(ward)])
    published = publish_month(period=OCTOBER, demonstration=True, by=System("test"), now=NOW)
    return site, ward, published.release


def _reported(world: World) -> PublishedReport:
    """Return a published report of the hospital with its ratings, made once for a world."""
    site, ward, _ = _released(world)
    known = PublishedReport.objects.filter(inspection__trust=world.trust, inspection__sites__site=site).first()
    if known is not None:
        return known
    inspection = make_inspection(world.trust, site, state=InspectionState.PUBLISHED)
    report = make_report(inspection, published_at=NOW)
    words = {**ALL_GOOD, KeyQuestion.SAFE: REQUIRES, KeyQuestion.CARING: NonRating.NOT_RATED}
    give_service(world.trust, site, "surgery", words, GOOD, report=report, on=NOW.date())
    give_service(world.trust, site, "medical_care", ALL_GOOD, INADEQUATE)
    give_hospital(world.trust, site, words, GOOD, report=report, on=NOW.date())
    give(world.trust, None, GOOD, report=report, on=NOW.date())
    give(world.trust, site, REQUIRES)
    make_notice(world.trust, issued_at=NOW, ward=ward, kind="urgent_closure", due_on=(NOW.date(),))
    return report


@sample("code", within="public:hospital")
def a_hospital_with_figures_and_ratings(world: World) -> str:
    _reported(world)
    return _released(world)[0].code


@sample("code", within="public:trust")
def a_trust_with_figures_and_ratings(world: World) -> str:
    _reported(world)
    return world.trust.code


@sample("period", within="public:")
def a_month_with_figures(world: World) -> str:
    _released(world)
    return OCTOBER


@sample("ward_id", within="public:")
def a_ward_with_figures(world: World) -> str:
    return str(_released(world)[1].public_id)


@sample("reference", within="public:")
def a_release(world: World) -> str:
    return _released(world)[2].reference


@sample("reference", within="public:report")
def a_published_report(world: World) -> str:
    return _reported(world).inspection.reference


@sample("number", within="public:report")
def the_number_of_a_report(world: World) -> int:
    return _reported(world).number


@sample("theme", within="public:dictionary")
@sample("kind", within="public:dictionary")
def the_theme_and_the_files_of_staffing(world: World) -> str:
    return "staffing"


@sample("level", within="public:")
def a_level_of_file(world: World) -> str:
    return "ward"


def _complained_of(world: World) -> Release:
    """Return a release of complaints that holds the trust and its hospital, made once for a world."""
    _released(world)
    if not ReleasedComplaintsTrust.objects.filter(code=world.trust.code).exists():
        send_complaints(world.trust)
    return publish_complaints(demonstration=True)


@sample("code", within="public:trust_complaints")
def a_trust_with_complaints(world: World) -> str:
    _complained_of(world)
    return world.trust.code


@sample("code", within="public:hospital_complaints")
def a_hospital_with_complaints(world: World) -> str:
    _complained_of(world)
    return _released(world)[0].code


@sample("period", within="public:trust_complaints")
@sample("period", within="public:hospital_complaints")
def a_quarter_of_complaints(world: World) -> str:
    _complained_of(world)
    return QUARTER


@sample("provider_id")
def a_provider(world: World) -> str:
    return world.trust.code


@sample("location_id")
def a_location(world: World) -> str:
    site, _, _ = _released(world)
    return site.code


@sample("report_id")
def a_report_for_programs(world: World) -> str:
    return _reported(world).inspection.reference
