"""The pages that describe the interface to people, each with an example answer made from what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import PUBLIC, access
from publication.api import catalogue
from publication.api.answering import FRESH_FOR_SECONDS
from publication.api.asking import Asked, path_of, root_of
from publication.api.problems import Kind, Problem
from publication.api.resources import ATTRIBUTION, VERSION, Group, Resource
from publication.api.shapes import Field, Listed, Object, OrNull, Shape
from publication.api.shortening import as_text, shortened
from publication.complaints.told import NoNumber
from publication.cqc_shape.limits import AsOften
from publication.figures import Missing
from publication.licence import LICENCE
from publication.pages import answer
from publication.place_pages.known_on import KnownOn
from publication.public_changes import public_stamp
from publication.release_pages import worlds


@dataclass(frozen=True)
class Row:
    """A field of an answer in a table: its name with those that it stands in, its type, its unit, what it means."""

    name: str
    type: str
    unit: str
    description: str


@dataclass(frozen=True)
class Example:
    """An answer that can be opened."""

    address: str
    text: SafeString


@dataclass(frozen=True)
class Described:
    """A resource as its page describes it; ``alike``: the one where the same fields are described."""

    resource: Resource
    fields: tuple[Row, ...]
    alike: Resource | None
    example: Example | None


@access(PUBLIC)
@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """Say what the interface offers and how it is asked."""
    shown = worlds()
    first = shown[0]
    return answer(
        request,
        first.releases,
        title="For programs",
        description="The published record as JSON, without a key: how to ask for it, and what every field means.",
        trail=[],
        fragment="api/interface.html.jinja",
        told=lambda: {
            "version": VERSION,
            "base": path_of("api_root", demonstration=first.demonstration).rstrip("/"),
            "groups": [(group, catalogue.of_group(group)) for group in catalogue.groups()],
            "descriptions": [
                (world.demonstration, path_of("api_description", demonstration=world.demonstration)) for world in shown
            ],
            "limit": AsOften().words,
            "fresh": FRESH_FOR_SECONDS,
            "licence": LICENCE,
            "attribution": ATTRIBUTION,
            "missing": _missing(),
            "kinds": list(Kind),
            "example": _first_lines(request, first.demonstration),
        },
        key=("api", root_of(request), [world.demonstration for world in shown], AsOften().words),
    )


@access(PUBLIC)
@require_safe
def of_group(request: HttpRequest, group: Group) -> HttpResponse:
    """Describe the resources of a group: parameters, fields, and an example of each."""
    shown = worlds()
    first = shown[0]
    return answer(
        request,
        first.releases,
        title=f"{group.label} for programs",
        description=group.about,
        trail=[("For programs", reverse("public:api"))],
        fragment="api/group.html.jinja",
        told=lambda: {
            "group": group,
            "base": root_of(request) + path_of("api_root", demonstration=first.demonstration).rstrip("/"),
            "described": [_described(request, each, first.demonstration) for each in catalogue.of_group(group)],
        },
        key=("api", group.slug, root_of(request), [world.demonstration for world in shown], public_stamp(clock.now())),
    )


def _described(request: HttpRequest, resource: Resource, demonstration: bool) -> Described:
    example = _example(request, resource, demonstration)
    alike = next(each for each in catalogue.RESOURCES if each.shape is resource.shape)
    if alike is not resource:
        return Described(resource, (), alike, example)
    return Described(resource, tuple(_rows(resource.answer, resource.shape)), None, example)


def _missing() -> list[tuple[str, str]]:
    """Return the words that stand for no number, each with its meaning."""
    return list({each.label: each.meaning for each in (*NoNumber, *Missing)}.items())


def _first_lines(request: HttpRequest, demonstration: bool) -> str:
    """Return an address to try, of something that is published."""
    return root_of(request) + path_of("api_trusts", demonstration=demonstration) + "?per_page=1"


def _example(request: HttpRequest, resource: Resource, demonstration: bool) -> Example | None:
    """Return an answer of the resource, short enough to read; None where nothing is published yet."""
    path = {part.name: part.example(demonstration) for part in resource.in_path}
    if None in path.values():
        return None
    values = {each.name: each.otherwise for each in resource.parameters}
    given = {name: value for name, value in _GIVEN.items() if name in values}
    here = path_of(resource.name, demonstration=demonstration, **path)
    now, root = clock.now(), root_of(request)
    asked = Asked(root, here, given, demonstration, now, {**values, **_values(given)}, path, KnownOn(None, now))
    try:
        content = resource.write(asked)
    except Problem:
        return None
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return Example(f"{root}{here}{'?' if query else ''}{query}", as_text(shortened(content, most=1), root=root))


# What an example asks for, of the resources that know it.
_GIVEN = {"per_page": "1", "q": "hospital", "limit": "1"}


def _values(given: dict[str, str]) -> dict[str, Any]:
    return {name: int(value) if value.isdigit() else value for name, value in given.items()}


def _rows(whole: Object, shape: Object) -> Iterator[Row]:
    """Yield the fields of an answer's shape with those inside them; those of a page of a list are told once."""
    yield from _of(shape if whole.name == f"{shape.name}Page" else whole, "")


def _of(shape: Object, before: str) -> Iterator[Row]:
    for field in shape.fields:
        name = f"{before}{field.name}"
        yield Row(name, _type(field), field.unit, field.description)
        inner = _inner(field.shape)
        if inner is not None:
            yield from _of(inner, f"{name}{'[]' if isinstance(field.shape, Listed) else ''}.")


def _inner(shape: Shape) -> Object | None:
    if isinstance(shape, Object):
        return shape
    if isinstance(shape, Listed):
        return _inner(shape.each)
    return _inner(shape.inner) if isinstance(shape, OrNull) else None


def _type(field: Field) -> str:
    schema = field.schema()
    if "$ref" in schema:
        return "object"
    if "anyOf" in schema:
        return "object or null"
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = [_FORMATS.get(schema.get("format", ""), types[0]), *types[1:]]
    if "enum" in schema:
        words[0] = "one of: " + ", ".join(str(each) for each in schema["enum"] if each is not None)
    return " or ".join(words)


_FORMATS = {"date": "date", "date-time": "date and time", "uri": "address"}
