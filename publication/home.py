"""The first page: find a hospital."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access


@access(PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search by name, town or postcode."""
    return render(request, "publication/home.html.jinja", {"title": "Find a hospital"})
