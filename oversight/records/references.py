"""A reference from one thing to another of any app: kind and public id, resolved by who owns the kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """What is meant: its kind, such as ``submission``, and the id that may be shown."""

    kind: str
    public_id: str


@dataclass(frozen=True)
class Described:
    """How a thing is called on a page, and its address there."""

    title: str
    address: str


Resolver = Callable[[str], Described | None]
_resolvers: dict[str, Resolver] = {}


def register_kind(kind: str, resolver: Resolver) -> None:
    """Say who resolves references of the kind; a kind has one owner, and a second one is an error."""
    if kind in _resolvers and _resolvers[kind] is not resolver:
        raise ValueError(f"references of the kind {kind!r} already have an owner")
    _resolvers[kind] = resolver


def registered_kinds() -> tuple[str, ...]:
    """Return the kinds that can be resolved, sorted."""
    return tuple(sorted(_resolvers))


def resolve(reference: Reference) -> Described | None:
    """Return how the thing is called, or None where it is gone or its kind unknown."""
    resolver = _resolvers.get(reference.kind)
    return resolver(reference.public_id) if resolver else None
