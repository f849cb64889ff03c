"""An answer for people: what a program is given, in the frame of the site, with addresses as links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from publication.api.asking import root_of
from publication.api.resources import Resource
from publication.api.shortening import as_text, shortened

_MOST = 10


def page_of(request: HttpRequest, resource: Resource, content: Any, *, demonstration: bool) -> HttpResponse:
    """Return the page of an answer."""
    request.shows_real_organisations = not demonstration  # type: ignore[attr-defined]
    shown = shortened(content, most=_MOST)
    return render(
        request,
        "publication/api/answer.html.jinja",
        {
            "title": resource.title,
            "description": resource.about,
            "trail": [
                ("For programs", reverse("public:api")),
                (resource.group.label, reverse(f"public:api_about_{resource.group.slug}")),
            ],
            "resource": resource,
            "address": request.build_absolute_uri(),
            "text": as_text(shown, root=root_of(request)),
            "most": _MOST if shown != content else None,
            "invented": demonstration,
        },
    )


def page_of_problem(request: HttpRequest, told: Mapping[str, Any]) -> HttpResponse:
    """Return the page of a problem."""
    return render(
        request,
        "publication/api/problem.html.jinja",
        {
            "title": told["title"],
            "description": told["detail"],
            "trail": [("For programs", reverse("public:api"))],
            "told": told,
        },
        status=told["status"],
    )
