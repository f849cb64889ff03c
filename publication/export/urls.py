"""What crawlers ask for."""

from __future__ import annotations

from django.urls import URLPattern, path

from publication.export import sitemaps

urlpatterns: list[URLPattern] = [
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap_index"),
    path("sitemaps/<str:part>-<int:number>.xml", sitemaps.sitemap, name="sitemap"),
]
