"""The addresses of inspectors."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces.inspector import (
    change_list,
    question_list,
    rules_page,
    sent_returns,
    special_measures_list,
    trust_page,
    ward_page,
)

app_name = "inspect"

urlpatterns: list[URLPattern] = [
    path("", change_list.changes, name="changes"),
    path("changes.csv", change_list.changes_csv, name="changes_csv"),
    path("seen/", change_list.mark, name="seen"),
    path("trusts/<str:code>/", trust_page.trust, name="trust"),
    path("trusts/<str:code>/months.csv", trust_page.trust_csv, name="trust_csv"),
    path("wards/<uuid:ward_id>/", ward_page.ward, name="ward"),
    path("wards/<uuid:ward_id>/months.csv", ward_page.ward_csv, name="ward_csv"),
    path("ratings/", question_list.questions, name="ratings"),
    path("ratings.csv", question_list.questions_csv, name="ratings_csv"),
    path("ratings/<uuid:question_id>/", question_list.question, name="question"),
    path("special-measures/", special_measures_list.special_measures, name="special_measures"),
    path("special-measures.csv", special_measures_list.special_measures_csv, name="special_measures_csv"),
    path("returns/", sent_returns.sent_returns, name="returns"),
    path("returns.csv", sent_returns.sent_returns_csv, name="returns_csv"),
    path("rules/", rules_page.rules, name="rules"),
]
