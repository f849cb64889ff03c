"""Every address, by who it is for."""

from __future__ import annotations

from django.urls import include, path

from oversight.records import views as record_views
from publication.cqc_shape.urls import INVENTED, REAL

urlpatterns = [
    path("metrics", record_views.metrics, name="metrics"),
    path("health/", include("oversight.records.urls")),
    path("account/", include("oversight.accounts.urls")),
    path("tell-us/", include("complaints.concerns.pages.urls")),
    path("survey/", include("complaints.survey.pages.urls")),
    path("workspace/inspections/", include("inspections.trust_pages.urls")),
    path("workspace/", include("workspaces.trust_urls")),
    path("inspect/inspections/", include("inspections.pages.urls")),
    path("inspect/inspections/", include("inspections.report_pages.urls")),
    path("inspect/notices/", include("inspections.report_pages.notice_urls")),
    path("inspect/", include("workspaces.inspect_urls")),
    path("oversee/", include("workspaces.oversee_urls")),
    path("about/", include("publication.about_urls")),
    path("public/v1/", include(REAL)),
    path("demonstration/public/v1/", include(INVENTED)),
    path("", include("publication.urls")),
]
