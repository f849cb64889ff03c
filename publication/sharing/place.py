"""A hospital or a trust as the public knows it at a moment: what a panel, a preview and a summary are made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from django.urls import reverse

from oversight.organisations.models import Site, SiteTrust, Trust
from publication.complaints.record import TrustComplaints, TrustPeriod
from publication.figures import StaffingFigures
from publication.models import Release, ReleasedHospital, ReleasedTrust
from publication.periods import COMPLAINTS, SAFETY
from publication.place_pages.belonging import holder_on, hospitals_on
from publication.rating_grids import RatingGrid, ShownRating
from publication.rating_summaries import HospitalRatings, TrustRatings
from publication.record import Mark, Releases
from publication.released_rows import ShownHospital
from publication.safety_measures.reading import SafetyFigures, safety_of, safety_of_hospital
from publication.sharing.facts import hospital_rows, trust_figures
from publication.special_measures.answers import Panel, panel_of
from publication.special_measures.record import PublicSpecialMeasures


class PlaceNow:
    """What stands of a hospital or a trust; each part is read when it is first asked for."""

    def __init__(self, organisation: Site | Trust, now: datetime) -> None:
        self.organisation = organisation
        self.now = now
        self.releases = Releases(demonstration=organisation.is_demonstration)

    @property
    def is_hospital(self) -> bool:
        """Whether it is a hospital, and no trust."""
        return isinstance(self.organisation, Site)

    @property
    def what(self) -> str:
        """What it is called in a sentence."""
        return "hospital" if self.is_hospital else "trust"

    @property
    def name(self) -> str:
        """Its name as pages write it."""
        return self.organisation.shown_name

    @property
    def invented(self) -> bool:
        """Whether it belongs to the demonstration."""
        return self.organisation.is_demonstration

    @property
    def path(self) -> str:
        """Its page."""
        return reverse(f"public:{self.what}", args=[self.organisation.code])

    @cached_property
    def trust(self) -> Trust | None:
        """The trust itself, or the one that the hospital belongs to today."""
        if isinstance(self.organisation, Trust):
            return self.organisation
        return holder_on(SiteTrust.objects.filter(site=self.organisation).select_related("trust"), None)

    @cached_property
    def hospitals(self) -> Sequence[Site]:
        """The hospitals of a trust today; of a hospital, itself."""
        return [self.organisation] if isinstance(self.organisation, Site) else hospitals_on(self.organisation, None)

    @cached_property
    def ratings(self) -> HospitalRatings | TrustRatings:
        """The ratings and what the inspectors do."""
        if isinstance(self.organisation, Site):
            return HospitalRatings(self.organisation, self.trust, self.now)
        return TrustRatings(self.organisation, self.hospitals, self.now)

    @property
    def grid(self) -> RatingGrid | None:
        """The grid of ratings, or None where nothing was ever published."""
        return self.ratings.grid

    @property
    def rating(self) -> ShownRating | None:
        """The overall rating, or None where none was published."""
        return self.grid.overall if self.grid is not None else None

    @cached_property
    def special_measures(self) -> Panel | None:
        """What is said of special measures; None where the trust was never in them."""
        if self.trust is None:
            return None
        return panel_of(PublicSpecialMeasures(self.trust, self.now), of_hospital=self.is_hospital)

    @cached_property
    def release(self) -> Release | None:
        """The newest release of ward staffing that has a row for it, or the newest of all."""
        held: set[int]
        of_it = {"code": self.organisation.code, "release__in": self.releases.current}
        if self.is_hospital:
            held = set(ReleasedHospital.objects.filter(**of_it).values_list("release_id", flat=True))
        else:
            held = set(ReleasedTrust.objects.filter(**of_it).values_list("release_id", flat=True))
        return next((each for each in self.releases.current if each.pk in held), self.releases.latest)

    @cached_property
    def rows(self) -> list[ShownHospital]:
        """A hospital's rows with figures in the release: one, or two where it changed its trust midway."""
        return hospital_rows(self.organisation.code, self.releases, self.release) if self.is_hospital else []

    @cached_property
    def figures(self) -> StaffingFigures | None:
        """The staffing of the release's month; None where none came, it was withdrawn, or two trusts share it."""
        if self.is_hospital:
            return self.rows[0].figures if len(self.rows) == 1 else None
        return trust_figures(self.organisation.code, self.releases, self.release)

    @cached_property
    def safety(self) -> SafetyFigures | None:
        """The newest safety measures of the hospital, where there are its own, or else of its trust."""
        releases = Releases(demonstration=self.invented, kind=SAFETY)
        own = safety_of_hospital(self.organisation.code, releases) if self.is_hospital else None
        if own is not None and own.sections:
            return own
        return safety_of(self.trust.code, releases) if self.trust is not None else None

    @property
    def safety_is_of_trust(self) -> bool:
        """Whether a hospital shows the measures of its whole trust."""
        return self.is_hospital and self.safety is not None and self.safety.row.code != self.organisation.code

    @cached_property
    def complaints(self) -> TrustPeriod | None:
        """What is newest of complaints about the trust, with its mark; None where nothing was ever released."""
        if self.trust is None:
            return None
        return TrustComplaints(self.trust.code, Releases(demonstration=self.invented, kind=COMPLAINTS)).newest

    @cached_property
    def withdrawn(self) -> Mark | None:
        """The mark on its figures in the release, its own or one that covers them."""
        if self.release is None or self.trust is None:
            return None
        marks = self.releases.marks(self.release)
        if self.is_hospital:
            return marks.hospital(self.organisation.code, self.trust.code)
        return marks.trust(self.trust.code)
