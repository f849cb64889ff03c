"""Finding what a public page is of by the code in its address; a code in another case leads to the one address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from oversight.organisations.models import Site, Trust

Organisation = TypeVar("Organisation", Site, Trust)
View = Callable[..., HttpResponse]


def of_hospital(view: View) -> View:
    """Give the view the hospital of the address's code, in place of the code; without one, not found."""
    return _found(view, Site.objects.all(), "No hospital has this code.")


def of_trust(view: View) -> View:
    """Give the view the trust of the address's code, with its region, in place of the code; without one, not found."""
    return _found(view, Trust.objects.select_related("region"), "No trust has this code.")


def _found(view: View, among: QuerySet[Organisation], missing: str) -> View:
    @wraps(view)
    def answer(request: HttpRequest, code: str, **named: Any) -> HttpResponse:
        organisation = among.filter(code=code.upper()).first()
        if organisation is None:
            raise Http404(missing)
        if code != organisation.code and request.resolver_match is not None:
            address = reverse(request.resolver_match.view_name, kwargs={"code": organisation.code, **named})
            question = request.META.get("QUERY_STRING", "")
            return redirect(f"{address}?{question}" if question else address, permanent=True)
        return view(request, organisation, **named)

    return answer
