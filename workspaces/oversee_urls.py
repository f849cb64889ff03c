"""The addresses of those who keep the system and of the bodies that oversee trusts."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces import operations, successions
from workspaces.overseer import data_request_pages, healthwatch

app_name = "oversee"

urlpatterns: list[URLPattern] = [
    path("successions/", successions.successions, name="successions"),
    path("operations/", operations.operations, name="operations"),
    path("operations/deliveries/<int:delivery_id>/again/", operations.try_delivery_again, name="try_delivery_again"),
    path("operations/recomputations/again/", operations.try_scope_again, name="try_scope_again"),
    path("healthwatch/", healthwatch.healthwatch, name="healthwatch"),
    path("healthwatch/subjects.csv", healthwatch.healthwatch_csv, name="healthwatch_csv"),
    path("healthwatch/requests/", data_request_pages.requests_page, name="data_requests"),
    path("healthwatch/requests/<uuid:request_id>/", data_request_pages.request_page, name="data_request"),
]
