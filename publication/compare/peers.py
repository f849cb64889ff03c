"""Places that are offered beside one, by groups that stand as data: which there are, and who is in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from oversight.measures.defining import Certainty
from oversight.organisations.bodies import kind_of_trust
from oversight.organisations.finding import find
from oversight.organisations.models import Site, Trust, TrustKind
from oversight.organisations.page_names import as_written_on_a_page
from oversight.organisations.search_index import What
from publication.compare.places import Place
from publication.models import ReleasedHospital, ReleasedTrust
from publication.record import Releases

FILE = Path(__file__).parent / "peers.toml"
_SAME = frozenset({"region", "kind"})


class BadPeers(ValueError):
    """The file of groups lacks something, names a thing that places cannot share, or has a key twice."""


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """One group: whom it is for and what its places have in common, with the source and how certain it is."""

    key: str
    of: frozenset[What]
    name: str
    same: frozenset[str]
    within_percent: int | None
    nearest: int | None
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Peer:
    """A place that may be added; ``beside`` says what it shares, such as its distance."""

    code: str
    name: str
    town: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Peers:
    """A group as it is for one place, its places by name; the nearest ones by distance."""

    group: PeerGroup
    places: tuple[Peer, ...]


def parse(text: str) -> tuple[PeerGroup, ...]:
    """Read the groups; ``BadPeers`` for a fault."""
    try:
        made = tuple(_group(given) for given in tomllib.loads(text)["group"])
    except (KeyError, TypeError, ValueError) as fault:
        raise BadPeers(str(fault)) from fault
    if len({each.key for each in made}) != len(made):
        raise BadPeers("a key stands there twice")
    return made


@cache
def peer_groups() -> tuple[PeerGroup, ...]:
    """Return the groups that this system holds."""
    return parse(FILE.read_text(encoding="utf-8"))


def peers_of(place: Place, *, on: date, at: datetime | None = None) -> list[Peers]:
    """Return every group of a place that has anybody in it besides the place itself.

    ``on`` decides who is open, ``at`` as of when the newest release tells how large places are (None: now).
    """
    sizes = _sizes(place, at)
    found = (_peers(group, place, on, sizes) for group in peer_groups() if place.what in group.of)
    return [each for each in found if each.places]


def _group(given: dict[str, Any]) -> PeerGroup:
    made = PeerGroup(
        key=given["key"],
        of=frozenset(What(each) for each in given["of"]),
        name=given["name"],
        same=frozenset(given.get("same", [])),
        within_percent=given.get("within_percent"),
        nearest=given.get("nearest"),
        source=given["source"],
        certainty=Certainty(given["certainty"]),
    )
    if made.same - _SAME or not (made.same or made.within_percent or made.nearest):
        raise ValueError(f"{made.key}: places share a region or a kind, are about as large, or are near")
    return made


def _peers(group: PeerGroup, place: Place, on: date, sizes: dict[str, int]) -> Peers:
    if group.nearest is not None:
        return Peers(group, tuple(_nearest(place, group.nearest, on)))
    open_ones = _trusts(group, place, on) if place.what is What.TRUST else _hospitals(group, place, on)
    if open_ones is None:
        return Peers(group, ())
    listed: Iterable[Site | Trust] = open_ones.exclude(pk=place.record.pk)
    if group.within_percent is not None:
        own = sizes.get(place.code)
        if not own:
            return Peers(group, ())
        listed = [each for each in listed if 100 * abs(sizes.get(each.code, 0) - own) <= group.within_percent * own]
    named = sorted((Peer(each.code, each.shown_name, as_written_on_a_page(each.town)) for each in listed), key=_by_name)
    return Peers(group, tuple(named))


def _trusts(group: PeerGroup, place: Place, on: date) -> QuerySet[Trust] | None:
    """Return the open trusts of the place's world that share what the group asks for; None where it is not known."""
    trusts = Trust.objects.open_on(on).filter(is_demonstration=place.is_invented)
    trust = place.trust
    if trust is None:
        return None
    if "region" in group.same:
        if trust.region_id is None:
            return None
        trusts = trusts.filter(region_id=trust.region_id)
    if "kind" in group.same:
        kind = kind_of_trust(trust, on)
        if kind is None:
            return None
        trusts = trusts.filter(pk__in=TrustKind.objects.on(on).filter(kind=kind).values("trust"))
    return trusts


def _hospitals(group: PeerGroup, place: Place, on: date) -> QuerySet[Site] | None:
    """Return the open hospitals of the trusts that share what the group asks for."""
    trusts = _trusts(group, place, on)
    if trusts is None:
        return None
    hospitals = Site.objects.open_on(on).filter(is_demonstration=place.is_invented, is_hospital=True)
    return hospitals.filter(trusts__trust__in=trusts, trusts__to_on__isnull=True).distinct()


def _nearest(place: Place, count: int, on: date) -> list[Peer]:
    if not place.record.postcode:
        return []
    found = find(place.record.postcode, demonstration=place.is_invented, on=on, limit=count + 1)
    near = [each for each in found if each.what is place.what and each.code != place.code]
    return [
        Peer(each.code, each.name, each.town, f"{each.distance} away" if each.distance else "") for each in near[:count]
    ]


def _sizes(place: Place, at: datetime | None) -> dict[str, int]:
    """Return the patients counted at 23:59 over the newest published month, by code."""
    release = Releases(demonstration=place.is_invented, at=at).latest
    model = ReleasedTrust if place.what is What.TRUST else ReleasedHospital
    rows = model.objects.filter(release=release, patients__gt=0).exclude(code="")
    return {code: count for code, count in rows.values_list("code", "patients") if count}


def _by_name(peer: Peer) -> tuple[str, str]:
    return peer.name.casefold(), peer.code
