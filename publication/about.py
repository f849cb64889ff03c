"""Pages about the site itself: what it is, how accessible it is, what it stores on the reader's device."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access


@access(PUBLIC)
@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """Say what the site is and where things are explained."""
    return render(request, "about/site.html.jinja", {"contact": settings.CONTACT_EMAIL})


@access(PUBLIC)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the site is, how that was tested, and what is known not to work."""
    return render(request, "about/accessibility.html.jinja", {"contact": settings.CONTACT_EMAIL})


@access(PUBLIC)
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Say what is stored on the reader's device, and what is kept of visits."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    pause = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "about/cookies.html.jinja", {"session_hours": hours, "pause_minutes": pause})
