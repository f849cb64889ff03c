"""Concerns for the tests: told by the pages' own functions, about an invented hospital."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime

from PIL import Image

from complaints.concerns.models import Route, Teller
from complaints.concerns.places import About
from complaints.concerns.reference_codes import new_form
from complaints.concerns.sealing import Identity
from complaints.concerns.telling import Telling, Told, tell
from oversight.organisations.models import Site, SiteTrust, Trust, Ward
from oversight.organisations.naming import name_key

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
WORDS = "My mother waited nine hours for water.\nNobody came."


@dataclass(frozen=True)
class Hospital:
    """A trust with one hospital and one ward."""

    trust: Trust
    site: Site
    ward: Ward

    @property
    def about(self) -> About:
        """The ward as a place."""
        return About(self.trust, self.site, self.ward)


def a_hospital(code: str = "RX1") -> Hospital:
    """Make a trust of the demonstration with its hospital and its ward."""
    trust = Trust.objects.create(code=code, name="WRENFIELD NHS TRUST", is_demonstration=True)
    site = Site.objects.create(
        code=f"{code}01", name="WRENFIELD GENERAL HOSPITAL", town="WRENFIELD", is_hospital=True, is_demonstration=True
    )
    SiteTrust.objects.create(site=site, trust=trust)
    ward = Ward.objects.create(trust=trust, site=site, name="Rowan", name_key=name_key("Rowan"))
    return Hospital(trust, site, ward)


def told(
    *,
    about: About | None = None,
    text: str = WORDS,
    route: Route = Route.CARE,
    identity: Identity | None = None,
    form: str | None = None,
    now: datetime = NOW,
) -> Told:
    """Tell a concern as the page does."""
    telling = Telling(
        route=route,
        teller=Teller.STAFF if route is Route.STAFF else Teller.RELATIVE,
        what_happened=text,
        when="Tuesday night",
        about=about,
        identity=identity,
    )
    return tell(telling=telling, form=form or new_form(), is_demonstration=True, now=now)


def a_photo(form: str = "JPEG", size: tuple[int, int] = (40, 30), colour: str = "red", **options: object) -> bytes:
    """Make a picture as a file."""
    into = io.BytesIO()
    Image.new("RGB", size, colour).save(into, form, **options)  # type: ignore[arg-type]
    return into.getvalue()
