"""The addresses of the survey: public, for whoever has a code."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from complaints.survey.pages import views

app_name = "survey"

urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("thanks/", views.thanks, name="thanks"),
    # With or without the slash: a redirect would write the code where it is seen.
    re_path(r"^(?P<code>[^/]+)/?$", views.questions, name="questions"),
]
