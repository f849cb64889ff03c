"""Where a person can go: the menu at the top of every page, and the page that follows signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from oversight.accounts.permissions import Action, Powers


@dataclass(frozen=True)
class MenuItem:
    """An entry of the menu: its words, its address, whether the page is within it, and whether it is that page."""

    text: str
    address: str
    current: bool
    exact: bool


@dataclass(frozen=True)
class Place:
    """A part of the site, and the action that opens it; None: open to all."""

    text: str
    address: str
    action: Action | None
    # Addresses that belong to it besides those that begin with its own.
    also: tuple[str, ...] = ()


# The menu's order. Addresses are those of the design; a test holds that each is answered.
PLACES: tuple[Place, ...] = (
    Place("Your returns", "/workspace/", Action.SEE_RETURNS),
    Place("Board packs", "/workspace/board-pack/", Action.SEE_RETURNS, also=("/workspace/complaints-report/",)),
    Place("Inspections and notices", "/workspace/inspections/", Action.SEE_INSPECTIONS),
    Place("Commissioners", "/workspace/commissioners/", Action.ANSWER_COMMISSIONER),
    Place("Improvement plan", "/workspace/plan/", Action.SEE_PLAN, also=("/workspace/helping/",)),
    Place("Survey and posters", "/workspace/survey/", Action.SEE_RETURNS, also=("/workspace/posters/",)),
    Place("Where to look", "/inspect/", Action.INSPECT),
    Place("Inspections", "/inspect/inspections/", Action.GATHER_EVIDENCE),
    Place("Notices", "/inspect/notices/", Action.ENFORCE),
    Place("Concerns", "/inspect/concerns/", Action.HANDLE_CONCERNS),
    Place("Releases to approve", "/releases/approve/", Action.APPROVE_RELEASE),
    Place("Complaints in your area", "/oversee/healthwatch/", Action.SEE_AREA),
    Place("Surveillance groups", "/oversee/groups/", Action.SURVEY_QUALITY),
    Place("Commissioning", "/oversee/commissioning/", Action.COMMISSION),
    Place("Special measures", "/oversee/special-measures/", Action.SEE_CASES, also=("/oversee/foundation/",)),
    Place("Trusts that followed others", "/oversee/successions/", Action.KEEP_ORGANISATIONS),
    Place("Work behind", "/oversee/operations/", Action.WATCH_WORK),
    Place("Good practice", "/workspace/practice/", Action.SEE_PRACTICE),
    Place("Find a hospital", "/", None, also=("/hospitals/", "/trusts/", "/wards/", "/compare/", "/special-measures/")),
    Place("Tell us", "/tell-us/", None),
    Place("Data", "/data/", None, also=("/releases/",)),
    Place("About", "/about/", None),
)


def navigation_for(request: HttpRequest) -> tuple[MenuItem, ...]:
    """Return the menu for who asks; the longest address that the page begins with is the current one."""
    powers: Powers = request.powers  # type: ignore[attr-defined]
    open_to_them = [place for place in PLACES if place.action is None or powers.may(place.action)]
    current = max(open_to_them, key=lambda place: _reach(place, request.path), default=None)
    return tuple(
        MenuItem(
            place.text,
            place.address,
            current=place is current and _reach(place, request.path) > 0,
            exact=place.address == request.path,
        )
        for place in open_to_them
    )


def _reach(place: Place, path: str) -> int:
    """Return how much of the path the place claims; the first page claims itself alone."""
    claims = [place.address, *place.also]
    return max(
        (len(claim) for claim in claims if path == claim or (claim != "/" and path.startswith(claim))), default=0
    )


def first_page(powers: Powers) -> str:
    """Return where a person goes once they are signed in: the first place that their role opens."""
    return next(
        (place.address for place in PLACES if place.action is not None and powers.may(place.action)), "/account/"
    )
