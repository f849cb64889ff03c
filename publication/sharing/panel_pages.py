"""The addresses of the ratings panel. It alone of all pages may stand in a frame on any site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Site, Trust
from publication import page_cache
from publication.found_by_code import of_hospital, of_trust
from publication.sharing.kept_files import kept_file
from publication.sharing.panel import RatingPanel, panel_of_place
from publication.sharing.place import PlaceNow

# Short, since the page around it is somebody else's: a new rating is there within minutes.
KEPT_FOR_SECONDS = 300
View = Callable[..., HttpResponse]


def framed_anywhere(view: View) -> View:
    """Let a page stand in a frame of any site; it may then run nothing, send nothing and show nothing of others."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        return view(request, *args, **named)

    directives = {
        # Nothing but its style sheet: what other pages may have besides is left out.
        "script-src": None,
        "img-src": None,
        "font-src": None,
        "connect-src": None,
        "default-src": [NONE],
        "style-src": [SELF],
        "form-action": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": ["*"],
    }
    return cast(View, xframe_options_exempt(csp_replace(directives)(answer)))


@access(PUBLIC)
@require_safe
@framed_anywhere
@of_hospital
def hospital_panel(request: HttpRequest, site: Site) -> HttpResponse:
    """Show a hospital's panel."""
    return _page(request, panel_of_place(PlaceNow(site, clock.now())))


@access(PUBLIC)
@require_safe
@framed_anywhere
@of_trust
def trust_panel(request: HttpRequest, trust: Trust) -> HttpResponse:
    """Show a trust's panel."""
    return _page(request, panel_of_place(PlaceNow(trust, clock.now())))


@access(PUBLIC)
@require_safe
@of_hospital
def hospital_panel_picture(request: HttpRequest, site: Site) -> HttpResponse:
    """Give out a hospital's panel as a picture."""
    return _picture(request, panel_of_place(PlaceNow(site, clock.now())))


@access(PUBLIC)
@require_safe
@of_trust
def trust_panel_picture(request: HttpRequest, trust: Trust) -> HttpResponse:
    """Give out a trust's panel as a picture."""
    return _picture(request, panel_of_place(PlaceNow(trust, clock.now())))


def _page(request: HttpRequest, panel: RatingPanel) -> HttpResponse:
    tag = f'W/"{page_cache.key_of("panel", panel).removeprefix("public:")[:32]}"'
    response: HttpResponse
    if page_cache.holds(request, tag):
        response = HttpResponseNotModified()
    else:
        # Without the request: nothing on it is for one reader alone, so nothing asks who reads.
        response = HttpResponse(
            render_to_string("publication/sharing/panel.html.jinja", {"panel": panel}, using="jinja2")
        )
    response["ETag"] = tag
    # A site that isolates itself shows only what says that it may be shown.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # The panel is no page of its own for those who search: the page that it leads to is.
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=KEPT_FOR_SECONDS)
    return response


def _picture(request: HttpRequest, panel: RatingPanel) -> HttpResponse:
    def drawn() -> bytes:
        return render_to_string("publication/sharing/panel.svg.jinja", {"panel": panel}, using="jinja2").encode()

    return kept_file(
        request,
        key=("panel", panel),
        make=drawn,
        content_type="image/svg+xml; charset=utf-8",
        invented=panel.invented,
        max_age=KEPT_FOR_SECONDS,
    )
