"""The first address of a version: where everything else is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from publication.api.answering import JSON, plain
from publication.api.asking import path_of, root_of
from publication.api.catalogue import RESOURCES
from publication.api.resources import VERSION
from publication.licence import LICENCE


def root(request: HttpRequest, *, demonstration: bool) -> HttpResponse:
    """Answer with the addresses of the description, of its pages for people and of every list."""
    here = root_of(request)
    told = {
        "version": VERSION,
        "description": here + path_of("api_description", demonstration=demonstration),
        "documentation": here + reverse("public:api"),
        "licence": LICENCE,
        "resources": {
            each.name.removeprefix("api_"): here + path_of(each.name, demonstration=demonstration)
            for each in RESOURCES
            if not each.in_path
        },
    }
    return plain(request, told, JSON)
