"""The addresses of the regulator's interface, answered from the published record, of real or of invented trusts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inspections.core_services import services
from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, Trust
from publication.cqc_shape.changes import changed_locations, changed_providers
from publication.cqc_shape.details import location, provider
from publication.cqc_shape.envelope import in_envelope
from publication.cqc_shape.filters import asked_locations, asked_providers
from publication.cqc_shape.limits import AsOften
from publication.cqc_shape.registered import Registered
from publication.cqc_shape.reports import address_elsewhere, report_published_here, text_of

# Long enough that a client which asks for everything again at once is answered from near by; short against a release.
_FRESH_FOR_SECONDS = 60


class PlainText(BaseRenderer):
    """Text as it is, for who asks for ``text/plain`` or for nothing in particular."""

    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> str:
        """Return the text; an error is told by its words."""
        return data if isinstance(data, str) else str(data.get("detail", "")) if isinstance(data, dict) else str(data)


@method_decorator(conditional_page, name="dispatch")
class _Public(APIView):
    """Open to everybody, the same for everybody: it looks at no session, and knows no key though it takes one."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AsOften,)
    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer,)
    demonstration = False

    @property
    def registered(self) -> Registered:
        """The organisations that are told of."""
        return Registered(self.demonstration, clock.now())


@access(PUBLIC)
class Providers(_Public):
    """The trusts, a page at a time."""

    def get(self, request: Request) -> Response:
        """Answer with ids and names."""
        found = list(asked_providers(request, self.registered))
        return _told(
            in_envelope(
                request,
                "/providers",
                "providers",
                found,
                lambda page: [{"providerId": trust.code, "providerName": trust.shown_name} for trust in page],
            )
        )


@access(PUBLIC)
class Provider(_Public):
    """One trust."""

    def get(self, request: Request, provider_id: str) -> Response:
        """Answer with all that is published of it in this shape."""
        return _told(provider(_trust(self.registered, provider_id), self.registered))


@access(PUBLIC)
class LocationsOfProvider(_Public):
    """The locations of one trust, a page at a time."""

    def get(self, request: Request, provider_id: str) -> Response:
        """Answer with ids, names and postcodes."""
        trust = _trust(self.registered, provider_id)
        found = self.registered.locations_of(trust)
        return _told(in_envelope(request, f"/providers/{trust.code}/locations", "locations", found, _listed_of))


@access(PUBLIC)
class Locations(_Public):
    """The hospitals and other rated sites, a page at a time."""

    def get(self, request: Request) -> Response:
        """Answer with ids, names and postcodes."""
        found = list(asked_locations(request, self.registered))
        return _told(in_envelope(request, "/locations", "locations", found, _listed))


@access(PUBLIC)
class Location(_Public):
    """One hospital or other rated site."""

    def get(self, request: Request, location_id: str) -> Response:
        """Answer with all that is published of it in this shape."""
        site = self.registered.locations().filter(code=location_id.upper()).first()
        if site is None:
            raise Http404("No location has this id.")
        return _told(location(site, self.registered))


@access(PUBLIC)
class InspectionAreas(_Public):
    """The services that are or were rated, all at once."""

    def get(self, request: Request) -> Response:
        """Answer with every service, and what took the place of one that ended."""
        today, known = self.registered.today, services()
        areas = []
        for service in known.values():
            area: dict[str, Any] = {
                "inspectionAreaId": service.area,
                "inspectionAreaName": service.name,
                "inspectionAreaType": "Core service" if service.core else "Additional service",
                "status": "Active" if service.to_on is None or today <= service.to_on else "Superseded",
            }
            if service.to_on is not None:
                area["endDate"] = service.to_on.isoformat()
                area["supersededBy"] = [known[code].area for code in service.followed_by]
            areas.append(area)
        return _told({"inspectionAreas": areas})


@access(PUBLIC)
class ChangedProviders(_Public):
    """The trusts that changed between two moments."""

    def get(self, request: Request) -> Response:
        """Answer with their ids."""
        found = changed_providers(request, self.registered)
        return _told(in_envelope(request, "/changes/provider", "changes", found, list))


@access(PUBLIC)
class ChangedLocations(_Public):
    """The locations that changed between two moments."""

    def get(self, request: Request) -> Response:
        """Answer with their ids."""
        found = changed_locations(request, self.registered)
        return _told(in_envelope(request, "/changes/location", "changes", found, list))


@access(PUBLIC)
class Report(_Public):
    """A report by its id, as plain text; one that the regulator published is found where the regulator keeps it."""

    renderer_classes = (PlainText,)

    def get(self, request: Request, report_id: str) -> HttpResponseBase:
        """Answer with the text."""
        now = self.registered.now
        published = report_published_here(report_id, demonstration=self.demonstration, now=now)
        if published is not None:
            return _told(text_of(published))
        if not self.demonstration and (elsewhere := address_elsewhere(report_id, now=now)):
            return redirect(elsewhere)
        raise Http404("No report has this id.")


def _told(everything: Any) -> Response:
    """Return an answer that whoever stands between may keep for a while."""
    return Response(everything, headers={"Cache-Control": f"public, max-age={_FRESH_FOR_SECONDS}"})


def _trust(registered: Registered, code: str) -> Trust:
    trust = registered.providers().filter(code=code.upper()).first()
    if trust is None:
        raise Http404("No provider has this id.")
    return trust


def _listed(sites: Sequence[Site]) -> list[dict[str, str]]:
    return [{"locationId": site.code, "locationName": site.shown_name, "postalCode": site.postcode} for site in sites]


def _listed_of(sites: Sequence[Site]) -> list[dict[str, str]]:
    return [{"organisationId": each["locationId"], **each} for each in _listed(sites)]
