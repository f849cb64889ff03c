"""The addresses of good practice, below those of a trust's people."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces.practice import finding_pages, offering_pages

urlpatterns: list[URLPattern] = [
    path("practice/", finding_pages.practice, name="practice"),
    path("practice/offers/<uuid:offer>/", finding_pages.offer, name="practice_offer"),
    path("practice/offers/<uuid:offer>/withdraw/", offering_pages.withdraw, name="practice_withdraw"),
    path("practice/new/", offering_pages.choose, name="practice_choose"),
    path("practice/new/<str:trust>/", offering_pages.new_offer, name="practice_new"),
]
