"""The addresses of the survey: public, for whoever has a code."""

from __future__ import annotations

from django.urls import URLPattern, path

from complaints.survey.pages import views

app_name = "survey"

urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("thanks/", views.thanks, name="thanks"),
    path("<str:code>/", views.questions, name="questions"),
]
