"""Trusts and hospitals as the register has them, with what followed them and where everything of theirs stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from oversight.organisations.models import Site, Succession, Trust
from oversight.organisations.page_names import as_written_on_a_page
from oversight.organisations.successions import successors_of
from publication.api.asking import Asked, code, yes_no
from publication.api.examples import HOSPITAL_CODE, TRUST_CODE
from publication.api.problems import Problem, not_found
from publication.api.resources import Group, ListResource, Resource
from publication.api.shapes import ADDRESS, DAY, NUMBER, TEXT, YES_NO, Field, Listed, Object, OrNull
from publication.cqc_shape.registered import Registered
from publication.models import ReleasedHospital

IN_REGION = code("region", "Only those of a region: its code, such as Y62.", longest=12, upper=True)
OPEN = yes_no("open", "Only those that are open today, or only those that have closed.")
OF_TRUST = code("trust", "Only those of a trust: its code.", longest=8, upper=True)
OF_HOSPITAL = code("hospital", "Only those of a hospital: its code.", longest=8, upper=True)


def registered(asked: Asked) -> Registered:
    """Return the organisations of the question's world."""
    return Registered(asked.demonstration, asked.now)


def trust_of(asked: Asked) -> Trust:
    """Return the trust of the address. ``Problem``: the world has none of the code; one of the other world is named."""
    found = registered(asked).providers().filter(code=_printable(asked.code)).first()
    if found is None:
        raise _elsewhere(asked, "trust", Trust.objects.filter(code=_printable(asked.code)).exists())
    return found


def hospital_of(asked: Asked) -> Site:
    """Return the hospital of the address. ``Problem``: as for a trust."""
    found = hospitals(asked).filter(code=_printable(asked.code)).first()
    if found is None:
        raise _elsewhere(asked, "hospital", Site.objects.filter(code=_printable(asked.code)).exists())
    return found


def hospitals(asked: Asked) -> QuerySet[Site]:
    """Return every hospital, every other site that was rated, and every one of which a release has figures."""
    released = ReleasedHospital.objects.filter(release__in=asked.releases().current).exclude(code="")
    among = Q(pk__in=registered(asked).locations().values("pk")) | Q(code__in=released.values("code"))
    return Site.objects.filter(among, is_demonstration=asked.demonstration).order_by("code")


def _printable(code: str) -> str:
    return code if code.isprintable() else ""


def _elsewhere(asked: Asked, what: str, is_known: bool) -> Problem:
    if not is_known:
        return not_found(f"No {what} has the code {asked.code[:20]}.")
    other = (
        "real: it is told below /api/v1" if asked.demonstration else "invented: it is told below /demonstration/api/v1"
    )
    return not_found(f"The {what} {asked.code} is {other}.")


@dataclass(frozen=True)
class ToldTrust:
    """A trust with the trusts that took its place by today and those whose place it took."""

    trust: Trust
    today: date

    @property
    def followed_by(self) -> list[Trust]:
        """The trusts that answer for it today: the last of those that followed."""
        return successors_of(self.trust, self.today)

    @property
    def successions(self) -> list[Succession]:
        """Each step in which it followed, or was followed."""
        rows = Succession.objects.filter(Q(predecessor=self.trust) | Q(successor=self.trust), on__lte=self.today)
        return list(rows.select_related("predecessor", "successor").order_by("on", "pk"))


@dataclass(frozen=True)
class ToldHospital:
    """A hospital with the trust that it belongs to, or belonged to last."""

    site: Site
    trust: Trust | None
    today: date


def _list_trusts(asked: Asked) -> QuerySet[Trust]:
    found = registered(asked).providers().prefetch_related("successions__successor")
    if asked["region"] is not None:
        found = found.filter(region=asked["region"])
    return _open(found, asked)


def _open(found: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    today = registered(asked).today
    if asked["open"] is None:
        return found
    still = found.open_on(today).values("pk")  # type: ignore[attr-defined]
    return found.filter(pk__in=still) if asked["open"] else found.exclude(pk__in=still)


def _list_hospitals(asked: Asked) -> QuerySet[Site]:
    found = _open(hospitals(asked), asked)
    if asked["trust"] is not None:
        held = registered(asked).providers().filter(code=asked["trust"]).first()
        found = found.filter(pk__in=[site.pk for site in registered(asked).locations_of(held)] if held else [])
    return found


def _with_trusts(sites: Sequence[Site], asked: Asked) -> list[ToldHospital]:
    world = registered(asked)
    owners = world.providers_of(sites)
    return [ToldHospital(site, owners.get(site.pk), world.today) for site in sites]


TRUST_LINK = Object(
    "TrustLink",
    "A trust, and where it is told.",
    (
        Field("code", "The trust's code in the register (ODS).", TEXT),
        Field("name", "The trust's name.", TEXT, lambda trust, asked: trust.shown_name),
        Field(
            "address", "Where it is told.", ADDRESS, lambda trust, asked: asked.address("api_trust", code=trust.code)
        ),
    ),
)
HOSPITAL_LINK = Object(
    "HospitalLink",
    "A hospital, and where it is told.",
    (
        Field("code", "The hospital site's code in the register (ODS).", TEXT),
        Field("name", "The hospital's name.", TEXT, lambda site, asked: site.shown_name),
        Field(
            "address", "Where it is told.", ADDRESS, lambda site, asked: asked.address("api_hospital", code=site.code)
        ),
    ),
)
_REGISTER = (
    Field(
        "town",
        "The town, as pages write it; empty where the register has none.",
        TEXT,
        lambda it, asked: as_written_on_a_page(it.town),
    ),
    Field("postcode", "The postcode; empty where the register has none.", TEXT),
    Field("opened_on", "The day on which it opened; null where the register doesn't say.", DAY.or_null()),
    Field("closed_on", "The last day on which it was open; null for one that has not closed.", DAY.or_null()),
)


def _inside(fields: tuple[Field, ...], name: str) -> tuple[Field, ...]:
    """Return fields that are read from an attribute of the thing."""

    def through(field: Field) -> Field:
        return Field(
            field.name,
            field.description,
            field.shape,
            lambda told, asked: field.read(getattr(told, name), asked),
            field.unit,
        )

    return tuple(through(field) for field in fields)


_LISTED_TRUST = (
    Field("code", "The trust's code in the register (ODS).", TEXT),
    Field("name", "The trust's name, as pages write it.", TEXT, lambda trust, asked: trust.shown_name),
    Field(
        "region", "The code of its region; null where none is known.", TEXT.or_null(), lambda it, asked: it.region_id
    ),
    Field(
        "region_name",
        "The name of its region; null where none is known.",
        TEXT.or_null(),
        lambda it, asked: it.region.name if it.region else None,
    ),
    *_REGISTER,
    Field("open", "Whether it is open today.", YES_NO, lambda trust, asked: trust.is_open(registered(asked).today)),
)
LISTED_TRUST = Object(
    "ListedTrust",
    "A trust of the register.",
    (
        *_LISTED_TRUST,
        Field(
            "followed_by",
            "The codes of the trusts that took its place by today, such as in a merger, step by step.",
            Listed(TEXT),
            lambda trust, asked: sorted(
                step.successor.code for step in trust.successions.all() if step.on <= registered(asked).today
            ),
        ),
        Field("address", "Where it is told.", ADDRESS, lambda it, asked: asked.address("api_trust", code=it.code)),
        Field("web_page", "Its page for people.", ADDRESS, lambda it, asked: asked.page("trust", code=it.code)),
    ),
)
SUCCESSION = Object(
    "Succession",
    "A trust followed another, such as in a merger.",
    (
        Field("predecessor", "The trust before.", TRUST_LINK),
        Field("successor", "The trust after.", TRUST_LINK),
        Field("on", "From which day.", DAY),
    ),
)


TRUST = Object(
    "Trust",
    "A trust of the register. A trust that was merged away names the trust that answers for it, and keeps its figures.",
    (
        *_inside(_LISTED_TRUST, "trust"),
        Field(
            "followed_by",
            "The trusts that answer for it today, where others took its place: ask those for what is new.",
            Listed(TRUST_LINK),
        ),
        Field(
            "successions", "Each step by which it followed another trust or was followed, by day.", Listed(SUCCESSION)
        ),
        Field(
            "hospitals",
            "The hospitals that belong to it today, by code.",
            Listed(HOSPITAL_LINK),
            lambda told, asked: registered(asked).locations_of(told.trust),
        ),
        *(
            Field(
                name,
                description,
                ADDRESS,
                lambda told, asked, resource=resource: asked.address(resource, code=told.trust.code),  # type: ignore[misc]
            )
            for name, description, resource in (
                ("address", "Where it is told.", "api_trust"),
                ("ratings", "Its ratings and those of its hospitals.", "api_trust_ratings"),
                ("staffing", "Its ward staffing, month by month.", "api_trust_staffing"),
                ("safety", "Its safety measures.", "api_trust_safety"),
                ("complaints", "Its complaints, by quarter and year.", "api_trust_complaints"),
                ("lessons", "What it learned from complaints.", "api_trust_lessons"),
                ("special_measures", "Its special measures.", "api_special_measures_of"),
            )
        ),
        Field("web_page", "Its page for people.", ADDRESS, lambda it, asked: asked.page("trust", code=it.trust.code)),
    ),
)
_LISTED_HOSPITAL = (
    Field("code", "The site's code in the register (ODS).", TEXT),
    Field("name", "The hospital's name, as pages write it.", TEXT, lambda site, asked: site.shown_name),
    *_REGISTER,
    Field("open", "Whether it is open today.", YES_NO, lambda site, asked: site.is_open(registered(asked).today)),
    Field("latitude", "Where it lies (WGS 84); null where not known.", NUMBER.or_null(), unit="degrees"),
    Field("longitude", "Where it lies (WGS 84); null where not known.", NUMBER.or_null(), unit="degrees"),
)
_HOSPITAL = (
    *_inside(_LISTED_HOSPITAL, "site"),
    Field("trust", "The trust that it belongs to, or belonged to last; null where none is known.", OrNull(TRUST_LINK)),
    *(
        Field(
            name,
            description,
            ADDRESS,
            lambda told, asked, resource=resource: asked.address(resource, code=told.site.code),  # type: ignore[misc]
        )
        for name, description, resource in (
            ("address", "Where it is told.", "api_hospital"),
            ("ratings", "Its ratings.", "api_hospital_ratings"),
            ("staffing", "Its ward staffing, month by month.", "api_hospital_staffing"),
            ("safety", "Its safety measures.", "api_hospital_safety"),
            ("complaints", "Complaints about it, by quarter and year.", "api_hospital_complaints"),
        )
    ),
    Field("web_page", "Its page for people.", ADDRESS, lambda it, asked: asked.page("hospital", code=it.site.code)),
)
HOSPITAL = Object("Hospital", "A hospital site, or another site that was rated or has wards with figures.", _HOSPITAL)

RESOURCES: tuple[Resource, ...] = (
    ListResource(
        "api_trusts",
        "trusts/",
        Group.TRUSTS,
        "Every trust",
        "The trusts of the register by code, closed ones too.",
        LISTED_TRUST,
        _list_trusts,
        filters=(IN_REGION, OPEN),
    ),
    Resource(
        "api_trust",
        "trusts/<str:code>/",
        Group.TRUSTS,
        "One trust",
        "A trust with its hospitals, what followed it, and the addresses of everything that is told of it.",
        TRUST,
        lambda asked: ToldTrust(trust_of(asked), registered(asked).today),
        in_path=(TRUST_CODE,),
    ),
    ListResource(
        "api_hospitals",
        "hospitals/",
        Group.HOSPITALS,
        "Every hospital",
        "Hospitals, and other sites that were rated or have wards with figures, by code.",
        HOSPITAL,
        _list_hospitals,
        filters=(OF_TRUST, OPEN),
        of_page=_with_trusts,
    ),
    Resource(
        "api_hospital",
        "hospitals/<str:code>/",
        Group.HOSPITALS,
        "One hospital",
        "A hospital with its trust, and the addresses of everything that is told of it.",
        HOSPITAL,
        lambda asked: _with_trusts([hospital_of(asked)], asked)[0],
        in_path=(HOSPITAL_CODE,),
    ),
)
