"""Find a hospital or a trust on record by name, town, code or postcode, forgiving of spelling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Avg, Exists, F, OuterRef, Q

from oversight.organisations.models import Organisation, PostcodePlace, Site, SiteTrust, Trust, Ward
from oversight.organisations.page_names import as_written_on_a_page
from oversight.organisations.postcodes import Position, Postcode, split_postcode
from oversight.organisations.search_index import Entry, Found, Index, What

# One index for each world, with the state of the register that it was made from.
_indexes: dict[bool, tuple[str, Index]] = {}


@dataclass(frozen=True)
class PostcodeAsked:
    """A postcode, or its first half, at the end of a query, and where it lies by the postcode directory.

    ``is_known``: whether the directory has it; None where no directory is on record.
    """

    postcode: Postcode
    position: Position | None
    is_known: bool | None


def postcode_asked(query: str) -> PostcodeAsked | None:
    """Return the postcode that a query ends with; None where it ends with none."""
    _before, postcode = split_postcode(query)
    if postcode is None:
        return None
    places = PostcodePlace.objects.all()
    if postcode.inward:
        place = places.filter(postcode=str(postcode)).first()
        position = Position(place.latitude, place.longitude) if place else None
    else:
        # The middle of its postcodes.
        mean = places.filter(postcode__startswith=f"{postcode.outward} ").aggregate(
            latitude=Avg("latitude"), longitude=Avg("longitude")
        )
        position = Position(mean["latitude"], mean["longitude"]) if mean["latitude"] is not None else None
    is_known = position is not None or (False if places.exists() else None)
    return PostcodeAsked(postcode, position, is_known)


def find(query: str, *, demonstration: bool, on: date, limit: int = 20) -> list[Found]:
    """Return the hospitals and trusts that a reader may mean, best first, in a stable order.

    Where the query is, or ends with, a postcode or its first half, hospitals come nearest first. The distance is from
    where the postcode directory has a whole postcode, and approximate for a first half or without a directory. Real
    organisations and those of the demonstration are never found together. A hospital is a site that a list of hospitals
    names or that has a ward.
    """
    asked = postcode_asked(query)
    centre = asked.position if asked else None
    return _index(demonstration).find(query, on=on, limit=limit, centre=centre)


def _index(demonstration: bool) -> Index:
    """Return the index of one world, made anew where the register has changed since, whoever changed it."""
    state = _state_of_the_register()
    kept = _indexes.get(demonstration)
    if kept is None or kept[0] != state:
        kept = _indexes[demonstration] = (state, Index(_entries(demonstration)))
    return kept[1]


def _state_of_the_register() -> str:
    """Return a text that is another after any change of a trust or a site by any process.

    Each row carries the transaction and the command that wrote it, so that their sum tells without any bookkeeping.
    """
    written_by = "coalesce(sum(xmin::text::bigint * 1009 + cmin::text::bigint), 0)"
    sums = ", ".join(
        f"(select count(*) || '.' || {written_by} from {model._meta.db_table})"  # noqa: S608
        for model in (Trust, Site, SiteTrust)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {sums}, (select count(*) from {Ward._meta.db_table})")  # noqa: S608
        return "/".join(str(part) for part in cursor.fetchone())


def _entries(demonstration: bool) -> list[Entry]:
    trusts = list(Trust.objects.filter(is_demonstration=demonstration))
    names = {trust.pk: trust.shown_name for trust in trusts}
    # The trust that holds a site with no end comes last in this order, and so is the one that is kept.
    latest = dict(SiteTrust.objects.order_by(F("to_on").asc(nulls_last=True), "pk").values_list("site_id", "trust_id"))
    sites = Site.objects.filter(is_demonstration=demonstration).filter(
        Q(is_hospital=True) | Exists(Ward.objects.filter(site=OuterRef("pk")))
    )
    return [
        *(_of_trust(trust) for trust in trusts),
        *(_of_site(site, names.get(latest.get(site.pk, 0), site.provider_name)) for site in sites),
    ]


def _of_trust(trust: Trust) -> Entry:
    return Entry(
        what=What.TRUST,
        code=trust.code,
        name=trust.shown_name,
        address=_address(trust),
        town=as_written_on_a_page(trust.town),
        county=trust.county,
        postcode=trust.postcode,
        opened_on=trust.opened_on,
        closed_on=trust.closed_on,
    )


def _of_site(site: Site, trust_name: str) -> Entry:
    known = site.latitude is not None and site.longitude is not None
    return Entry(
        what=What.HOSPITAL,
        code=site.code,
        name=site.shown_name,
        other_name=site.name,
        address=_address(site),
        town=as_written_on_a_page(site.town),
        county=site.county,
        postcode=site.postcode,
        trust_name=trust_name,
        opened_on=site.opened_on,
        closed_on=site.closed_on,
        position=Position(site.latitude, site.longitude) if known else None,  # type: ignore[arg-type]
    )


def _address(organisation: Organisation) -> str:
    return f"{organisation.address_1} {organisation.address_2} {organisation.address_3}"
