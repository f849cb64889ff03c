"""The addresses at which alerts are asked for, confirmed and stopped."""

from __future__ import annotations

from django.urls import path

from publication.alerts import pages

urlpatterns = [
    path("follow/", pages.follow, name="follow"),
    path("follow/asked/", pages.follow_asked, name="follow_asked"),
    path("follow/confirm/<str:token>/", pages.follow_confirm, name="follow_confirm"),
    path("follow/stop/<str:token>/", pages.follow_stop, name="follow_stop"),
]
