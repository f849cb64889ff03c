"""What a poster of a ward or hospital says: how to complain, who helps, the Ombudsman, and which page it opens.

The same words make the page that shows it and the file that is printed. National facts are versioned data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from complaints.survey.models import ComplaintsTeam
from oversight.organisations.areas import healthwatch_of
from oversight.organisations.models import Site, Trust, Ward
from oversight.square_codes import address_of
from oversight.wording import write_list
from ratings.rules.dated_sets import hold_together, in_force_on

_FACTS = Path(__file__).with_name("poster_facts.toml")


class Size(StrEnum):
    """In which forms a poster is printed."""

    A4 = "a4"
    A3 = "a3"
    LARGE_PRINT = "large-print"

    @property
    def label(self) -> str:
        """What pages call it."""
        return _LABELS[self]


_LABELS = {Size.A4: "A4", Size.A3: "A3", Size.LARGE_PRINT: "large print on A3"}


@dataclass(frozen=True, slots=True)
class PosterFacts:
    """One version of what every poster says, in force from one day to another (None: on)."""

    version: str
    in_force_from: date
    in_force_to: date | None
    ombudsman: str
    ombudsman_phone: str
    ombudsman_website: str
    months_to_complain: int
    days_to_acknowledge: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a poster: its heading, and lines below it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster. place: what it hangs in; address: what its square code opens, in whole."""

    title: str
    place: str
    within: str
    sections: tuple[Section, ...]
    opens: str
    address: str


def poster_of_ward(ward: Ward, trust: Trust, team: ComplaintsTeam, on: date) -> Poster:
    """Return a ward's poster; its square code opens the ward's public page."""
    within = ward.site.shown_name if ward.site else ward.site_name
    return _poster(
        ward.name,
        ", ".join(name for name in (within, trust.shown_name) if name),
        _sections(trust, team, on, "on this ward"),
        "See this ward's page: how many nurses and care staff it has",
        address_of(f"/wards/{ward.public_id}/"),
    )


def poster_of_site(site: Site, trust: Trust, team: ComplaintsTeam, on: date) -> Poster:
    """Return a hospital's poster, for its halls and waiting rooms; its square code opens the hospital's public page."""
    return _poster(
        site.shown_name,
        trust.shown_name,
        _sections(trust, team, on, "here"),
        "See this hospital's page: its rating, its wards and what it learned",
        address_of(f"/hospitals/{site.code}/"),
    )


def facts_on(day: date) -> PosterFacts:
    """Return what holds on a day; before the first version, the first."""
    every = _versions()
    return in_force_on(day, every) or every[0]


def local_healthwatch(trust: Trust, team: ComplaintsTeam, on: date) -> Sequence[str]:
    """Return the names of the Healthwatch of the trust's area: those on record, or else what the trust wrote."""
    return [body.name for body in healthwatch_of(trust, on)] or ([team.healthwatch] if team.healthwatch else [])


def _poster(place: str, within: str, sections: Sequence[Section], opens: str, address: str) -> Poster:
    return Poster("Not happy with your care? Tell us", place, within, tuple(sections), opens, address)


def _sections(trust: Trust, team: ComplaintsTeam, on: date, here: str) -> list[Section]:
    facts = facts_on(on)
    reach = [
        f"{word}{value}"
        for word, value in (("Telephone ", team.phone), ("Email ", team.email), ("Write to ", team.address))
        if value
    ]
    names = local_healthwatch(trust, team, on)
    help_lines = [
        f"{write_list(names)} listens to patients and can tell you who helps you to complain, free of charge."
        if names
        else "Your local Healthwatch listens to patients and can tell you who helps you to complain, free of charge."
    ]
    help_lines += [team.healthwatch_contact] if team.healthwatch_contact else []
    help_lines += [f"Help with a complaint: {team.advocacy}"] if team.advocacy else []
    return [
        Section(
            "Talk to us now",
            (
                f"Speak to anybody who works {here}, or ask for the person in charge. It will not change how you are "
                "cared for.",
            ),
        ),
        Section(
            "Make a complaint",
            (
                team.team,
                *reach,
                f"You have {facts.months_to_complain} months. We answer that we have it within "
                f"{facts.days_to_acknowledge} working days, and offer to talk about it.",
            ),
        ),
        Section("Get help", tuple(help_lines)),
        Section(
            "Still not happy?",
            (
                f"You have the right to go to the {facts.ombudsman}, who is independent of the NHS.",
                f"Telephone {facts.ombudsman_phone}",
                facts.ombudsman_website,
            ),
        ),
    ]


@cache
def _versions() -> tuple[PosterFacts, ...]:
    read = sorted(
        (_version(table) for table in tomllib.loads(_FACTS.read_text(encoding="utf-8"))["version"]),
        key=lambda each: each.in_force_from,
    )
    hold_together(read)
    return tuple(read)


def _version(table: Mapping[str, Any]) -> PosterFacts:
    ombudsman = table["ombudsman"]
    return PosterFacts(
        version=table["version"],
        in_force_from=table["in_force_from"],
        in_force_to=table.get("in_force_to"),
        ombudsman=ombudsman["name"],
        ombudsman_phone=ombudsman["phone"],
        ombudsman_website=ombudsman["website"],
        months_to_complain=table["months_to_complain"]["value"],
        days_to_acknowledge=table["days_to_acknowledge"]["value"],
    )
