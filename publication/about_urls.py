"""Addresses of the pages about the site itself."""

from __future__ import annotations

from django.urls import path

from publication import about

app_name = "about"
urlpatterns = [
    path("", about.site, name="site"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("cookies/", about.cookies, name="cookies"),
    path("special-measures/", about.special_measures, name="special_measures"),
]
