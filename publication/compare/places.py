"""The places that a comparison is asked for: hospitals or trusts, up to three, and what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from oversight.organisations.models import Site, Trust
from oversight.organisations.page_names import as_written_on_a_page
from oversight.organisations.search_index import What
from oversight.wording import write_date, write_list

MOST = 3
_LOOKED_AT = 12
_LONGEST_CODE = 8
_KINDS = {What.HOSPITAL: "hospital", What.TRUST: "trust"}


@dataclass(frozen=True)
class Place:
    """A hospital or a trust of a comparison. ``trust`` is the trust itself, or the one that has the hospital today."""

    what: What
    record: Site | Trust
    trust: Trust | None

    @property
    def code(self) -> str:
        """Its code in the register."""
        return self.record.code

    @property
    def name(self) -> str:
        """Its name as pages write it."""
        return self.record.shown_name

    @property
    def town(self) -> str:
        """Where it is."""
        return as_written_on_a_page(self.record.town)

    @property
    def is_invented(self) -> bool:
        """Whether it belongs to the demonstration."""
        return self.record.is_demonstration

    @property
    def kind_word(self) -> str:
        """What it is: a hospital or a trust."""
        return _KINDS[self.what]

    @property
    def address(self) -> str:
        """Its own page."""
        return reverse(f"public:{self.kind_word}", args=[self.code])

    @property
    def closed(self) -> str:
        """When it closed, for a place that did."""
        return f"Closed on {write_date(self.record.closed_on)}" if self.record.closed_on else ""

    @property
    def stamp(self) -> tuple[object, ...]:
        """What a kept page must change with."""
        trust = (self.trust.code, self.trust.name) if self.trust else None
        return self.what, self.code, self.name, self.town, self.record.closed_on, trust


@dataclass(frozen=True)
class Chosen:
    """The places of a comparison in the order asked for, and a sentence for each that was left out."""

    places: tuple[Place, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def codes(self) -> list[str]:
        """Their codes."""
        return [place.code for place in self.places]

    @property
    def first(self) -> Place | None:
        """The place that decides what may stand beside it."""
        return self.places[0] if self.places else None

    @property
    def may_grow(self) -> bool:
        """Whether there is room for another."""
        return len(self.places) < MOST

    def question(self, codes: Sequence[str] | None = None, **more: str) -> str:
        """Return what stands after an address for these places, or for others: ``?place=RX1&place=RX2``."""
        asked = [("place", code) for code in (self.codes if codes is None else codes)]
        asked += [(name.replace("_", "-"), text) for name, text in more.items() if text]
        return f"?{urlencode(asked)}" if asked else ""

    def with_one_more(self, code: str, **more: str) -> str:
        """Return the same for these and another place."""
        return self.question([*self.codes, code], **more)

    def without(self, code: str, **more: str) -> str:
        """Return the same for these but one."""
        return self.question([each for each in self.codes if each != code], **more)


def chosen_places(codes: Sequence[str]) -> Chosen:
    """Return the places of the codes, each once; what cannot stand beside the first is left out, and said so.

    Hospitals stand beside hospitals and trusts beside trusts; real places never beside invented ones.
    """
    asked = list(dict.fromkeys(code.replace("\x00", "").strip().upper() for code in codes))
    asked = [code for code in asked if code]
    found, left_out = _found(asked[:_LOOKED_AT])
    unknown = [code for code in asked[:_LOOKED_AT] if code not in found]
    if unknown:
        named = write_list(
            [code[:_LONGEST_CODE] + ("…" if len(code) > _LONGEST_CODE else "") for code in unknown], "or"
        )
        left_out.append(f"We know no hospital or trust with the code {named}.")
    places: list[Place] = []
    too_many: list[str] = []
    for code in asked:
        place = found.get(code)
        if place is None:
            continue
        first = places[0] if places else place
        if place.is_invented != first.is_invented:
            left_out.append(
                f"{place.name} was left out. Real places and invented ones are never shown in one comparison."
            )
        elif place.what is not first.what:
            left_out.append(
                f"{place.name} was left out, because it is a {place.kind_word}. Compare hospitals with hospitals, and "
                "trusts with trusts."
            )
        elif len(places) == MOST:
            too_many.append(place.name)
        else:
            places.append(place)
    if too_many or len(asked) > _LOOKED_AT:
        who = f"{write_list(too_many)} {'was' if len(too_many) == 1 else 'were'} left out. " if too_many else ""
        left_out.append(f"{who}You can compare up to {MOST} places at a time. Take one away to make room for another.")
    return Chosen(tuple(places), tuple(left_out))


def place_of_trust(trust: Trust) -> Place:
    """Return a trust as a place."""
    return Place(What.TRUST, trust, trust)


def _found(codes: Sequence[str]) -> tuple[dict[str, Place], list[str]]:
    trusts = Trust.objects.filter(code__in=codes).select_related("region")
    sites = Site.objects.filter(code__in=codes).prefetch_related("trusts__trust__region")
    places = {site.code: Place(What.HOSPITAL, site, _holder(site)) for site in sites}
    return places | {trust.code: place_of_trust(trust) for trust in trusts}, []


def _holder(site: Site) -> Trust | None:
    """Return the trust that has a hospital today, or had it last."""
    held = sorted(site.trusts.all(), key=lambda each: (each.to_on is None, each.to_on or date.min, each.pk))
    return held[-1].trust if held else None
