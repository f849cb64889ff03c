"""The addresses of the regulator's interface; the invented organisations stand below an address of their own."""

from __future__ import annotations

from django.urls import URLPattern, path

from publication.cqc_shape import views


def _addresses(*, demonstration: bool) -> list[URLPattern]:
    world = {"demonstration": demonstration}
    return [
        path("providers", views.Providers.as_view(**world), name="providers"),
        path("providers/<str:provider_id>", views.Provider.as_view(**world), name="provider"),
        path(
            "providers/<str:provider_id>/locations",
            views.LocationsOfProvider.as_view(**world),
            name="locations_of_provider",
        ),
        path("locations", views.Locations.as_view(**world), name="locations"),
        path("locations/<str:location_id>", views.Location.as_view(**world), name="location"),
        path("inspection-areas", views.InspectionAreas.as_view(**world), name="inspection_areas"),
        path("changes/provider", views.ChangedProviders.as_view(**world), name="changed_providers"),
        path("changes/location", views.ChangedLocations.as_view(**world), name="changed_locations"),
        path("reports/<str:report_id>", views.Report.as_view(**world), name="report"),
    ]


REAL = (_addresses(demonstration=False), "cqc_shape")
INVENTED = (_addresses(demonstration=True), "cqc_shape_invented")
