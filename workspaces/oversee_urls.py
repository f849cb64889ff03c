"""The addresses of those who keep the system and of the bodies that oversee trusts."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces import operations, successions

app_name = "oversee"

urlpatterns: list[URLPattern] = [
    path("successions/", successions.successions, name="successions"),
    path("operations/", operations.operations, name="operations"),
    path("operations/deliveries/<int:delivery_id>/again/", operations.try_delivery_again, name="try_delivery_again"),
    path("operations/recomputations/again/", operations.try_scope_again, name="try_scope_again"),
]
