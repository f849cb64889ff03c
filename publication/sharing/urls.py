"""The addresses of panels, previews and summaries."""

from __future__ import annotations

from django.urls import path

from publication.sharing import panel_pages, preview, summary_pages

urlpatterns = [
    path("hospitals/<str:code>/panel/", panel_pages.hospital_panel, name="hospital_panel"),
    path("hospitals/<str:code>/panel.svg", panel_pages.hospital_panel_picture, name="hospital_panel_picture"),
    path("trusts/<str:code>/panel/", panel_pages.trust_panel, name="trust_panel"),
    path("trusts/<str:code>/panel.svg", panel_pages.trust_panel_picture, name="trust_panel_picture"),
    path("hospitals/<str:code>/preview.png", preview.hospital_preview, name="hospital_preview"),
    path("trusts/<str:code>/preview.png", preview.trust_preview, name="trust_preview"),
    path("hospitals/<str:code>/summary.pdf", summary_pages.hospital_summary, name="hospital_summary"),
    path("trusts/<str:code>/summary.pdf", summary_pages.trust_summary, name="trust_summary"),
]
