"""The addresses of the calendar, of packages, of the data dictionary, and of figures seen before their time."""

from __future__ import annotations

from django.urls import URLPattern, path

from publication.orderly import pages

urlpatterns: list[URLPattern] = [
    path("releases/calendar/", pages.calendar, name="calendar"),
    path("releases/calendar.ics", pages.calendar_ics, name="calendar_ics"),
    path("releases/before/", pages.seen_before, name="seen_before"),
    path("releases/before/<str:reference>/", pages.seen_before_one, name="seen_before_one"),
    path("releases/<str:reference>/package.zip", pages.package, name="package"),
    path("data/dictionary/", pages.dictionary, name="dictionary"),
    path("data/dictionary/measures/<str:theme>/", pages.dictionary_measures, name="dictionary_measures"),
    path("data/dictionary/files/<str:kind>/", pages.dictionary_files, name="dictionary_files"),
    path("data/dictionary.csv", pages.dictionary_csv, name="dictionary_csv"),
    path(
        "data/dictionary.csv-metadata.json",
        pages.dictionary_csv,
        {"described_only": True},
        name="dictionary_csv_description",
    ),
]
