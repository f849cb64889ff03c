"""A resource: one address of the interface with what it is asked, what it answers, and how the answer is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from publication.api.asking import KNOWN_ON, PAGE, PER_PAGE, Asked, InPath, Parameter
from publication.api.shapes import ADDRESS, TEXT, WHOLE, Field, Listed, Object, Schema
from publication.licence import LICENCE

VERSION = "v1"
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."
INVENTED = "Invented for a demonstration: no such trust, hospital or ward exists."


class Group(Enum):
    """What a resource is of: its stable name, its heading and what it holds."""

    TRUSTS = ("trusts", "Trusts", "NHS trusts by their codes in the register (ODS), with what followed them.")
    HOSPITALS = ("hospitals", "Hospitals", "Hospital sites by their codes in the register (ODS).")
    WARDS = ("wards", "Wards", "Wards of which figures were released. They have no national code: ours stays the same.")
    RATINGS = ("ratings", "Ratings", "The regulator's published ratings: what stands, and everything before it.")
    STAFFING = ("staffing", "Staffing", "Planned and actual hours of ward staff, fill rates and care hours.")
    SAFETY = ("safety", "Safety measures", "Harm, infections, deaths, waiting and what patients and staff say.")
    COMPLAINTS = ("complaints", "Complaints", "Complaints by quarter and year, how they were handled, and lessons.")
    SPECIAL_MEASURES = ("special-measures", "Special measures", "Trusts in special measures, their plans and progress.")
    RELEASES = ("releases", "Releases", "What was published when, what took its place, and what comes next.")
    MEASURES = ("measures", "Measures", "The dictionary: what each measure asks, means and doesn't mean.")
    CHANGES = ("changes", "Changes", "Everything that changed in public, in its order, to follow with a cursor.")
    SEARCH = ("search", "Search", "Find hospitals and trusts by name, town, code or postcode.")

    def __init__(self, slug: str, label: str, about: str) -> None:
        self.slug = slug
        self.label = label
        self.about = about


@dataclass(frozen=True)
class Resource:
    """One address below the version.

    ``name`` is its stable name (``operationId``); ``told`` finds what ``shape`` writes. ``known_on``: whether it can be
    asked for as of an earlier day. ``kept``: whether answers are kept for whoever asks the same.
    """

    name: str
    route: str
    group: Group
    title: str
    about: str
    shape: Object
    told: Callable[[Asked], Any]
    in_path: tuple[InPath, ...] = ()
    filters: tuple[Parameter, ...] = ()
    known_on: bool = False
    kept: bool = True

    @property
    def template(self) -> str:
        """The address below the version, as OpenAPI writes it."""
        made = self.route
        for part in self.in_path:
            for converter in ("str", "uuid"):
                made = made.replace(f"<{converter}:{part.name}>", f"{{{part.name}}}")
        return f"/{made}"

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every query parameter."""
        return (*self.filters, *((KNOWN_ON,) if self.known_on else ()))

    @property
    def answer(self) -> Object:
        """The shape of the whole answer: the thing, and under which licence it may be used again."""
        return Object(f"{self.shape.name}Answer", self.shape.description, (*self.shape.fields, *TERMS))

    def write(self, asked: Asked) -> dict[str, Any]:
        """Return the answer to a question."""
        return {**self.shape.write(self.told(asked), asked), **terms(asked)}


@dataclass(frozen=True)
class ListResource(Resource):
    """A list, a page at a time; ``told`` finds all of it (a sequence or a queryset), ``shape`` writes one of it.

    ``of_page`` makes of a page's rows, all at once, what ``shape`` writes.
    """

    of_page: Callable[[Sequence[Any], Asked], Sequence[Any]] = lambda rows, asked: rows

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every query parameter, those of pages last."""
        return (*super().parameters, PAGE, PER_PAGE)

    @property
    def answer(self) -> Object:
        """The shape of the whole answer: a page of the list, and the way to the others."""
        return Object(
            f"{self.shape.name}Page",
            f"A page of a list. {self.shape.description}",
            (
                Field("count", "How many the whole list has.", WHOLE),
                Field("page", "Which page this is, from 1 on.", WHOLE),
                Field("pages", "How many pages there are; an empty list has one.", WHOLE),
                Field("per_page", "How many are on a page.", WHOLE),
                Field("next", "The address of the next page; null on the last.", ADDRESS.or_null()),
                Field("previous", "The address of the page before; null on the first.", ADDRESS.or_null()),
                Field("results", "What is on this page.", Listed(self.shape)),
                *TERMS,
            ),
        )

    def write(self, asked: Asked) -> dict[str, Any]:
        """Return the page that is asked for."""
        everything = self.told(asked)
        page, per_page = asked["page"], asked["per_page"]
        count = len(everything) if isinstance(everything, Sequence) else everything.count()
        pages = max(1, -(-count // per_page))
        shown = everything[(page - 1) * per_page : page * per_page]
        return {
            "count": count,
            "page": page,
            "pages": pages,
            "per_page": per_page,
            "next": address_with(asked, page=page + 1) if page < pages else None,
            "previous": address_with(asked, page=min(page - 1, pages)) if page > 1 else None,
            "results": [self.shape.write(each, asked) for each in self.of_page(list(shown), asked)],
            **terms(asked),
        }


TERMS = (
    Field("licence", "The address of the licence under which the answer may be used again.", ADDRESS),
    Field("attribution", "What to say of where it is from; of invented trusts, that they are invented.", TEXT),
)


def terms(asked: Asked) -> dict[str, str]:
    """Return under which licence an answer may be used again, and what to say of it."""
    return {"licence": LICENCE, "attribution": INVENTED if asked.demonstration else ATTRIBUTION}


def address_with(asked: Asked, **changed: object) -> str:
    """Return the address of the same question with other values of some parameters."""
    given = {name: value for name, value in asked.given.items() if value}
    query = urlencode({**given, **{name: str(value) for name, value in changed.items()}})
    return f"{asked.root}{asked.here}?{query}"


def every_object(resources: Sequence[Resource]) -> Mapping[str, Schema]:
    """Return the descriptions of all named objects by name. ``ValueError``: two of one name are not the same."""
    found: dict[str, Schema] = {}
    for resource in resources:
        for each in resource.answer.objects():
            described = each.described()
            if found.setdefault(each.name, described) != described:
                raise ValueError(f"two objects are called {each.name}")
    return found
