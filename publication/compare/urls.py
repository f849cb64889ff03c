"""The addresses of comparisons."""

from __future__ import annotations

from django.urls import path

from publication.compare import pages

urlpatterns = [
    path("compare/", pages.compare, name="compare"),
    path("compare.csv", pages.compare_csv, name="compare_csv"),
    path("compare.csv-metadata.json", pages.compare_csv, {"described_only": True}, name="compare_csv_description"),
]
