"""The public's addresses."""

from __future__ import annotations

from django.urls import include, path

from publication import (
    approving_pages,
    csv_views,
    home,
    hospital_pages,
    rating_badge_pages,
    rating_badges,
    rating_files,
    rating_reports,
    ratings_pages,
    release_pages,
    trust_pages,
    ward_pages,
)
from publication.complaints import csv_files as complaints_files
from publication.complaints import pages as complaints_pages
from publication.special_measures import csv_files as special_measures_files
from publication.special_measures import pages as special_measures_pages

app_name = "public"

_DESCRIBED = {"described_only": True}
_LEVEL = "<str:reference>/<str:level>s.csv"

# Addresses with a word of their own stand before those that take any period.
_PARTS = ("alerts", "compare", "export", "measure_pages", "news", "orderly", "safety_measures", "sharing")

urlpatterns = [
    path("", home.home, name="home"),
    *(path("", include(f"publication.{part}.urls")) for part in _PARTS),
    path("hospitals/<str:code>/", hospital_pages.hospital, name="hospital"),
    path("hospitals/<str:code>/ratings/", ratings_pages.hospital_ratings, name="hospital_ratings"),
    path("hospitals/<str:code>/ratings.csv", rating_files.hospital_ratings_csv, name="hospital_ratings_csv"),
    path(
        "hospitals/<str:code>/ratings.csv-metadata.json",
        rating_files.hospital_ratings_csv,
        _DESCRIBED,
        name="hospital_ratings_csv_description",
    ),
    path("hospitals/<str:code>/badge.svg", rating_badges.hospital_badge, name="hospital_badge"),
    path("hospitals/<str:code>/badge/", rating_badge_pages.hospital_badge_page, name="hospital_badge_page"),
    path("hospitals/<str:code>/complaints/", complaints_pages.hospital_complaints, name="hospital_complaints"),
    path(
        "hospitals/<str:code>/complaints/<str:period>/",
        complaints_pages.hospital_complaints,
        name="hospital_complaints_period",
    ),
    path("hospitals/<str:code>/<str:period>/", hospital_pages.hospital, name="hospital_month"),
    path("hospitals/<str:code>/<str:period>/wards.csv", csv_views.hospital_csv, name="hospital_csv"),
    path(
        "hospitals/<str:code>/<str:period>/wards.csv-metadata.json",
        csv_views.hospital_csv,
        _DESCRIBED,
        name="hospital_csv_description",
    ),
    path("trusts/<str:code>/", trust_pages.trust, name="trust"),
    path("trusts/<str:code>/ratings/", ratings_pages.trust_ratings, name="trust_ratings"),
    path("trusts/<str:code>/ratings.csv", rating_files.trust_ratings_csv, name="trust_ratings_csv"),
    path(
        "trusts/<str:code>/ratings.csv-metadata.json",
        rating_files.trust_ratings_csv,
        _DESCRIBED,
        name="trust_ratings_csv_description",
    ),
    path("trusts/<str:code>/badge.svg", rating_badges.trust_badge, name="trust_badge"),
    path("trusts/<str:code>/badge/", rating_badge_pages.trust_badge_page, name="trust_badge_page"),
    path("trusts/<str:code>/complaints/", complaints_pages.trust_complaints, name="trust_complaints"),
    path("trusts/<str:code>/complaints.csv", complaints_files.trust_complaints_csv, name="trust_complaints_csv"),
    path(
        "trusts/<str:code>/complaints.csv-metadata.json",
        complaints_files.trust_complaints_csv,
        _DESCRIBED,
        name="trust_complaints_csv_description",
    ),
    path(
        "trusts/<str:code>/complaints/<str:period>/", complaints_pages.trust_complaints, name="trust_complaints_period"
    ),
    path("trusts/<str:code>/special-measures/", special_measures_pages.trust_special_measures, name="special_measures"),
    path("trusts/<str:code>/special-measures.csv", special_measures_files.trust_csv, name="special_measures_csv"),
    path(
        "trusts/<str:code>/special-measures.csv-metadata.json",
        special_measures_files.trust_csv,
        _DESCRIBED,
        name="special_measures_csv_description",
    ),
    path(
        "trusts/<str:code>/special-measures/evidence/<uuid:evidence_id>/",
        special_measures_pages.evidence,
        name="special_measures_evidence",
    ),
    path(
        "trusts/<str:code>/special-measures/<str:month>/", special_measures_pages.report, name="special_measures_month"
    ),
    path(
        "trusts/<str:code>/special-measures/<str:month>/<int:number>/",
        special_measures_pages.report,
        name="special_measures_report",
    ),
    path("trusts/<str:code>/<str:period>/", trust_pages.trust, name="trust_month"),
    path("trusts/<str:code>/<str:period>/wards.csv", csv_views.trust_csv, name="trust_csv"),
    path(
        "trusts/<str:code>/<str:period>/wards.csv-metadata.json",
        csv_views.trust_csv,
        _DESCRIBED,
        name="trust_csv_description",
    ),
    path("wards/<uuid:ward_id>/", ward_pages.ward, name="ward"),
    path("wards/<uuid:ward_id>/months.csv", csv_views.ward_csv, name="ward_csv"),
    path("wards/<uuid:ward_id>/months.csv-metadata.json", csv_views.ward_csv, _DESCRIBED, name="ward_csv_description"),
    path("reports/<str:reference>/", rating_reports.report, name="report"),
    path("reports/<str:reference>/<int:number>/", rating_reports.report, name="report_number"),
    path("releases/", release_pages.releases, name="releases"),
    path("releases/approve/", approving_pages.approve, name="approve"),
    path("releases/approve/<str:reference>/", approving_pages.approve_one, name="approve_one"),
    path("releases/<str:reference>/", release_pages.release, name="release"),
    path(f"releases/{_LEVEL}", csv_views.release_csv, name="release_csv"),
    path(f"releases/{_LEVEL}-metadata.json", csv_views.release_csv, _DESCRIBED, name="release_csv_description"),
    path("", include("publication.api.urls")),
    path("special-measures/", special_measures_pages.every_trust, name="every_special_measures"),
    path("special-measures.csv", special_measures_files.every_trust_csv, name="every_special_measures_csv"),
    path(
        "special-measures.csv-metadata.json",
        special_measures_files.every_trust_csv,
        _DESCRIBED,
        name="every_special_measures_csv_description",
    ),
    path("data/", release_pages.data, name="data"),
    path("about/how-it-is-worked-out/", release_pages.method, name="method"),
]
