"""All that a hospital's or a trust's page tells beside its staffing, as it was known at a moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from oversight.organisations.models import Site, Trust
from oversight.wording import write_count
from publication.models import Release
from publication.news.reading import Change, newest_of
from publication.own_releases import OwnReleases, trusts_that_told_of
from publication.periods import COMPLAINTS, SAFETY
from publication.place_pages.belonging import hospitals_on
from publication.place_pages.complaints_told import ComplaintsTold, complaints_of_hospital, complaints_of_trust
from publication.place_pages.corrections import Correction, of_ratings, of_release
from publication.place_pages.first_words import (
    Outlier,
    first_words,
    rating_words,
    safe_words,
    safety_words,
    special_measures_words,
)
from publication.place_pages.inspections_told import InspectionReport, fitness_words, reports_known
from publication.place_pages.known_on import KnownOn
from publication.place_pages.numbers import PageNumber, of_measure
from publication.rating_summaries import HospitalRatings, TrustRatings
from publication.record import Releases
from publication.safety_measures.reading import SafetyFigures, ShownMeasure, safety_of, safety_of_hospital
from publication.special_measures.answers import Panel, panel_of
from publication.special_measures.record import PublicSpecialMeasures

# Of one question so many figures stand in full, and with them all that stand out; the others in a list below.
_IN_FULL = 5
_CHANGES = 3
_NEVER_EVENTS = "never_events"
# The questions whose figures the first words count as those of safety.
_OF_SAFETY = ("safe", "honest", "deaths", "treatment")


@dataclass(frozen=True)
class Answered:
    """One question with its numbers: those in full, the others, and the names of those without a number."""

    key: str
    question: str
    in_full: tuple[PageNumber, ...]
    others: tuple[PageNumber, ...]
    without: tuple[PageNumber, ...]


class Place:
    """A hospital (``site``) or a trust at a moment; each part is read when it is first asked for.

    ``trust`` is the trust itself, or the one that the hospital belonged to; None where none did.
    """

    def __init__(self, *, trust: Trust | None, site: Site | None = None, known: KnownOn) -> None:
        organisation = site or trust
        if organisation is None:
            raise ValueError("a page is of a hospital or of a trust")
        self.trust, self.site, self.known = trust, site, known
        self.what = "hospital" if site is not None else "trust"
        self.safety_releases = self._releases(SAFETY, demonstration=organisation.is_demonstration)
        self.complaints_releases = self._releases(COMPLAINTS, demonstration=organisation.is_demonstration)

    def _releases(self, kind: str, *, demonstration: bool) -> OwnReleases:
        """Return the releases of a kind without those that changed nothing here: such a one renders no page anew."""
        codes = {self.trust.code} if self.trust is not None else set()
        told_by = trusts_that_told_of(kind, self.site.code) if self.site is not None else set()
        return OwnReleases(Releases(demonstration=demonstration, kind=kind, at=self.known.at), codes | told_by)

    @cached_property
    def hospitals(self) -> list[Site]:
        """The hospitals of a trust; of a hospital none."""
        return hospitals_on(self.trust, self.known.day) if self.trust is not None and self.site is None else []

    @cached_property
    def ratings(self) -> HospitalRatings | TrustRatings:
        """The ratings and what the inspectors are at."""
        if self.site is not None:
            return HospitalRatings(self.site, self.trust, self.known.moment)
        if self.trust is None:
            raise ValueError("a trust has its own ratings")
        return TrustRatings(self.trust, self.hospitals, self.known.moment)

    @cached_property
    def special_measures(self) -> PublicSpecialMeasures | None:
        """The cases of the trust; None where no trust answers for the hospital."""
        return PublicSpecialMeasures(self.trust, self.known.moment) if self.trust is not None else None

    @cached_property
    def panel(self) -> Panel | None:
        """What is said of special measures; None where the trust was never in them."""
        if self.special_measures is None:
            return None
        return panel_of(self.special_measures, of_hospital=self.site is not None)

    @cached_property
    def safety(self) -> SafetyFigures | None:
        """The newest release's figures of the trust."""
        return safety_of(self.trust.code, self.safety_releases) if self.trust is not None else None

    @cached_property
    def own_safety(self) -> SafetyFigures | None:
        """The newest release's figures of the hospital itself; None for a trust."""
        return safety_of_hospital(self.site.code, self.safety_releases) if self.site is not None else None

    @cached_property
    def complaints(self) -> ComplaintsTold | None:
        """The newest complaints of the trust."""
        return complaints_of_trust(self.trust.code, self.complaints_releases) if self.trust is not None else None

    @cached_property
    def own_complaints(self) -> ComplaintsTold | None:
        """The newest complaints of the hospital itself."""
        return complaints_of_hospital(self.site.code, self.complaints_releases) if self.site is not None else None

    @cached_property
    def reports(self) -> list[InspectionReport]:
        """The published reports, the newest first."""
        return reports_known(self.ratings.record, site=self.site, trust=self.trust, moment=self.known.moment)

    @cached_property
    def changes(self) -> list[Change]:
        """What changed last in public, the newest first: of a hospital also its trust's, where they concern it."""
        codes = [self.trust.code] if self.trust is not None else []
        site_code = self.site.code if self.site is not None else None
        return newest_of(codes, site_code=site_code, at=self.known.moment, limit=_CHANGES)

    @property
    def stamp(self) -> tuple[object, ...]:
        """What a kept page must change with."""
        return (
            self.known.day,
            self.ratings.stamp,
            self.panel.stamp if self.panel else None,
            self.safety_releases.stamp,
            self.complaints_releases.stamp,
            [(each.place, each.updated) for each in self.changes],
        )

    @property
    def changes_by_itself(self) -> bool:
        """Whether something is shown whose words change with the day, or with releases of other kinds."""
        others = self.panel is not None or not self.ratings.record.is_empty
        return others or bool(self.safety_releases.published or self.complaints_releases.published)

    def first_words(self, staffing: str) -> tuple[str, ...]:
        """Return the sentences at the top; ``staffing``: what is said of wards often short, or nothing."""
        return first_words(
            (
                rating_words(self.ratings.grid, self.what, self.ratings.proceedings.in_progress),
                special_measures_words(self.special_measures, of_hospital=self.site is not None),
                self._safety_words(),
                staffing,
            )
        )

    @cached_property
    def answered(self) -> Mapping[str, Answered]:
        """The questions that safety figures answer, of the trust as a whole, by their keys."""
        return self._answered(self.safety)

    @cached_property
    def answered_here(self) -> Mapping[str, Answered]:
        """The questions that figures of the hospital itself answer, by their keys."""
        return self._answered(self.own_safety, of_hospital=True)

    def corrections(self, staffing: Release | None, *, corrected: bool, earlier: str) -> list[Correction]:
        """Return what was corrected since it was first published; ``corrected``: of the staffing of the release."""
        found = []
        if staffing is not None:
            what = f"The ward staffing for {staffing.period_label} is not as it was first published."
            found += of_release(staffing, revised=corrected, what=what, earlier=earlier)
        if self.safety is not None and self.safety.mark is None:
            what = f"Safety figures for {self.safety.release.period_label} are not as they were first published."
            found += of_release(self.safety.release, revised=self.safety.row.revised, what=what)
        if self.complaints is not None and self.complaints.mark is None:
            what = f"The complaints for {self.complaints.months} are not as they were first published."
            found += of_release(self.complaints.release, revised=self.complaints.corrected, what=what)
        return found + of_ratings(self.ratings.record)

    @property
    def knows_nothing(self) -> bool:
        """Whether nothing but staffing could have been known of it."""
        found = (self.panel, self.safety, self.own_safety, self.complaints, self.own_complaints, *self.reports)
        return self.ratings.record.is_empty and not any(found)

    def told(self) -> dict[str, Any]:
        """Return what the templates show of it."""
        return {
            "place": self,
            "what": self.what,
            "known": self.known,
            "ratings": self.ratings,
            "special_measures": self.panel,
            "safe": safe_words(self.ratings.grid, self.what),
            "safety": self.safety,
            "answered": self.answered,
            "answered_here": self.answered_here,
            "complaints": self.complaints,
            "own_complaints": self.own_complaints,
            "reports": self.reports,
            "changes": self.changes,
            "all_changes": reverse("public:changes_of_trust", args=[self.trust.code]) if self.trust else None,
            "follow": self._follow,
            "feed": self._feed,
            "fitness": fitness_words(self.reports, self.ratings.proceedings.notices),
        }

    def _answered(self, figures: SafetyFigures | None, *, of_hospital: bool = False) -> dict[str, Answered]:
        if figures is None or figures.mark is not None:
            return {}
        found = {}
        for section, shown in figures.sections:
            numbers = [of_measure(each, address=self._address_of(each, of_hospital=of_hospital)) for each in shown]
            there = [each for each in numbers if each.is_there]
            in_full = [each for place, each in enumerate(there) if place < _IN_FULL or each.stands_out]
            found[section.key] = Answered(
                key=section.key,
                question=section.question,
                in_full=tuple(in_full),
                others=tuple(each for each in there if each not in in_full),
                without=tuple(each for each in numbers if not each.is_there),
            )
        return found

    @property
    def _follow(self) -> str | None:
        """Where an email is asked for; of a day of the past there is nothing to follow."""
        if self.known.day is not None:
            return None
        organisation = self.site or self.trust
        return f"{reverse('public:follow')}?{urlencode({self.what: organisation.code})}" if organisation else None

    @property
    def _feed(self) -> str | None:
        if self.known.day is not None:
            return None
        if self.site is not None:
            return reverse("public:feed_of_hospital", args=[self.site.code])
        return reverse("public:feed_of_trust", args=[self.trust.code]) if self.trust is not None else None

    def _address_of(self, shown: ShownMeasure, *, of_hospital: bool) -> str:
        """A trust's figure has a page of its own; a hospital's stands with those of all hospitals."""
        if of_hospital:
            return reverse("public:measure", args=[shown.code]) + self.known.question
        return reverse("public:trust_measure", args=[shown.trust.code, shown.code]) + self.known.question

    def _safety_words(self) -> str:
        figures = self.safety
        if figures is None:
            return ""
        whose = "its trust" if self.site is not None else "the trust"
        if figures.mark is not None:
            return f"The safety figures of {whose} for {figures.release.period_label} were withdrawn."
        shown = [each for section, measures in figures.sections if section.key in _OF_SAFETY for each in measures]
        compared = [each for each in shown if each.told is None and each.word != "not compared"]
        return safety_words(
            period=figures.release.period_label,
            compared=len(compared),
            outliers=_outliers(compared),
            never_events=_never_events(figures.measure(_NEVER_EVENTS)),
            of_hospital=self.site is not None,
        )


def _outliers(compared: Sequence[ShownMeasure]) -> list[Outlier]:
    """Return the figures that stand out, the worse ones first."""
    found = [Outlier(each.plain.name, each.word) for each in compared if each.word != "as expected"]
    order = ["worse than expected", "higher than expected", "lower than expected", "better than expected"]
    return sorted(found, key=lambda each: order.index(each.word))


def _never_events(shown: ShownMeasure | None) -> str:
    """Return how many never events were reported, where there was one: each is one too many by its own definition."""
    if shown is None or not shown.value:
        return ""
    # A rate has its count as numerator; where small numbers take that away, there is still the rate.
    events = "events" if shown.numerator is None else write_count(int(shown.numerator), "event")
    return f"In {shown.period_words} the trust reported {events} that should never happen."
