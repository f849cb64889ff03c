"""Pages about the site itself: what it is, how accessible it is, what it stores on the reader's device."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from publication.release_pages import worlds
from publication.sharing.reading_ages import reading_ages
from ratings.rules.plan_progress_settings import progress_settings_in_force
from ratings.rules.special_measures import Criterion
from ratings.rules.special_measures_files import special_measures_in_force, special_measures_sets


@access(PUBLIC)
@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """Say what the site is and where things are explained."""
    return render(request, "about/site.html.jinja", {"contact": settings.CONTACT_EMAIL})


@access(PUBLIC)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the site is, how that was tested, and what is known not to work."""
    told = {"contact": settings.CONTACT_EMAIL, "reading": reading_ages()}
    return render(request, "about/accessibility.html.jinja", told)


@access(PUBLIC)
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Say what is stored on the reader's device, and what is kept of visits."""
    hours = settings.SESSION_COOKIE_AGE // 3600
    pause = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "about/cookies.html.jinja", {"session_hours": hours, "pause_minutes": pause})


@access(PUBLIC)
@require_safe
def special_measures(request: HttpRequest) -> HttpResponse:
    """Say what special measures are, what the words of their pages mean, what is public when, and by which rules."""
    today = clock.today()
    only_invented = all(world.demonstration for world in worlds())
    sets = special_measures_sets()
    settings_in_force = progress_settings_in_force(today)
    return render(
        request,
        "about/special_measures.html.jinja",
        {
            "rules": special_measures_in_force(today, demonstration=only_invented) or sets.demonstration,
            "sets": sets.dated,
            "criteria": list(Criterion),
            "invented": any(world.demonstration for world in worlds()),
            "settings": settings_in_force,
            "figures": [
                ("Most figures from before", settings_in_force.most_before),
                ("Fewest figures from before", settings_in_force.fewest_before),
                ("Largest share of them that are nought", settings_in_force.most_zeros_before),
                ("Fewest figures since", settings_in_force.fewest_since),
                ("Fewest figures since to say that nothing changed", settings_in_force.fewest_for_no_change),
                ("Latest figures that must lie on one side", settings_in_force.latest_compared),
            ],
        },
    )
