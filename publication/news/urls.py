"""The addresses of what changed: a trust's page, and the feeds."""

from __future__ import annotations

from django.urls import path

from publication.news import feeds, pages

urlpatterns = [
    path("trusts/<str:code>/changes/", pages.changes_of_trust, name="changes_of_trust"),
    path("trusts/<str:code>/changes.atom", feeds.feed_of_trust, name="feed_of_trust"),
    path("hospitals/<str:code>/changes.atom", feeds.feed_of_hospital, name="feed_of_hospital"),
    path("regions/<str:name>/changes.atom", feeds.feed_of_region, name="feed_of_region"),
    path("changes.atom", feeds.feed_of_all, name="feed_of_all"),
    path("changes/<str:topic>.atom", feeds.feed_of_all, name="feed_of_topic"),
]
