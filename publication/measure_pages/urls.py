"""The addresses of measures."""

from __future__ import annotations

from typing import Any

from django.urls import path

from publication.measure_pages import csv_files, pages

_DESCRIBED = {"described_only": True}
_OF_TRUST = "trusts/<str:code>/measures"


def _file(route: str, view: Any, name: str) -> list[Any]:
    """Return the address of a file, and that of its description."""
    return [
        path(f"{route}.csv", view, name=name),
        path(f"{route}.csv-metadata.json", view, _DESCRIBED, name=f"{name}_description"),
    ]


urlpatterns = [
    path("measures/", pages.every_measure, name="every_measure"),
    path("measures/<str:measure>/", pages.one_measure, name="measure"),
    *_file("measures/<str:measure>", csv_files.one_measure_csv, "measure_csv"),
    path(f"{_OF_TRUST}/", pages.trust_measures, name="trust_measures"),
    *_file(_OF_TRUST, csv_files.trust_measures_csv, "trust_measures_csv"),
    path(f"{_OF_TRUST}/<str:measure>/", pages.trust_measure, name="trust_measure"),
    *_file(f"{_OF_TRUST}/<str:measure>", csv_files.trust_measure_csv, "trust_measure_csv"),
]
