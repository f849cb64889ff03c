"""The services that are rated: a dated list, since maternity left gynaecology and outpatients left imaging in 2017."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from oversight.organisations.naming import name_key


@dataclass(frozen=True, slots=True)
class CoreService:
    """One service of an acute hospital and the days on which it was on the list (both included, None: on).

    ``area``: its id in the regulator's interface for programs. ``core``: looked at in every comprehensive inspection.
    ``names``: what published files call it as well.
    """

    code: str
    area: str
    name: str
    names: tuple[str, ...]
    core: bool
    from_on: date
    to_on: date | None
    followed_by: tuple[str, ...]
    certainty: str

    def listed_on(self, day: date) -> bool:
        """Whether it was on the list on the day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@cache
def services() -> Mapping[str, CoreService]:
    """Return every service that there is or was, by its code, in the order of the handbook."""
    text = files("inspections").joinpath("data", "core_services.toml").read_text(encoding="utf-8")
    read = [
        CoreService(
            code=each["code"],
            area=each["area"],
            name=each["name"],
            names=tuple(each["names"]),
            core=each["core"],
            from_on=each["from_on"],
            to_on=each.get("to_on"),
            followed_by=tuple(each.get("followed_by", ())),
            certainty=each["certainty"],
        )
        for each in tomllib.loads(text)["service"]
    ]
    listed = {service.code: service for service in read}
    if len(listed) != len(read):
        raise ValueError("core_services.toml: a code is given twice")
    if unknown := {code for service in read for code in service.followed_by} - listed.keys():
        raise ValueError(f"core_services.toml: followed by what is not on the list: {', '.join(sorted(unknown))}")
    return MappingProxyType(listed)


def services_on(day: date, *, core_only: bool = False) -> tuple[CoreService, ...]:
    """Return the services on the list on the day; the eight core services alone where asked."""
    return tuple(each for each in services().values() if each.listed_on(day) and (each.core or not core_only))


def service_name(code: str) -> str:
    """Return how a service is called; of one that the list does not have, what was given."""
    known = services().get(code)
    return known.name if known else code


@cache
def _by_name() -> Mapping[str, str]:
    return {name_key(name): each.code for each in services().values() for name in (each.code, each.name, *each.names)}


def service_called(name: str) -> CoreService | None:
    """Return the service that a published file calls so, whatever its case and dashes; None: not on the list."""
    code = _by_name().get(name_key(name))
    return services()[code] if code else None
