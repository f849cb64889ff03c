"""The addresses of the interface for programs; invented organisations stand below an address of their own."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern, include, path

from publication.api import documentation
from publication.api.answering import nothing, open_to_all, view_of
from publication.api.catalogue import RESOURCES, groups
from publication.api.description import description
from publication.api.resources import VERSION
from publication.api.root import root


def _addresses(*, demonstration: bool) -> list[URLPattern]:
    """Return the addresses below the version; whatever is none of them is answered as a problem."""
    described = open_to_all(partial(description, demonstration=demonstration), "api_description")
    listed = sorted(RESOURCES, key=lambda resource: resource.route.count("<"))
    return [
        path("", open_to_all(partial(root, demonstration=demonstration), "api_root"), name="api_root"),
        path("openapi.json", described, name="api_description"),
        *(path(each.route, view_of(each, demonstration=demonstration), name=each.name) for each in listed),
        path("<path:rest>", open_to_all(nothing, "api_nothing"), name="api_nothing"),
    ]


urlpatterns = [
    path("api/", documentation.interface, name="api"),
    *(
        path(f"api/{group.slug}/", documentation.of_group, {"group": group}, name=f"api_about_{group.slug}")
        for group in groups()
    ),
    path(f"api/{VERSION}/", include(_addresses(demonstration=False))),
    path(f"demonstration/api/{VERSION}/", include((_addresses(demonstration=True), "invented"))),
]
