"""The outline of a report: its sections in their order, from what is inspected. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ratings.rules.ratings_words import KeyQuestion

SUMMARY = "summary"
MUST_IMPROVE = "must_improve"
WELL_LED = "trust_well_led"
_QUESTIONS = {
    KeyQuestion.SAFE: "Is it safe?",
    KeyQuestion.EFFECTIVE: "Is it effective?",
    KeyQuestion.CARING: "Is it caring?",
    KeyQuestion.RESPONSIVE: "Is it responsive?",
    KeyQuestion.WELL_LED: "Is it well-led?",
}


@dataclass(frozen=True, slots=True)
class OutlinedService:
    """A service in a report, by its code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class OutlinedSite:
    """A site in a report with the services that were inspected there, in the order of the list."""

    code: str
    name: str
    services: tuple[OutlinedService, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its stable code, its title, and the site and service that it is about ("" where it is about all)."""

    code: str
    title: str
    site: str = ""
    service: str = ""


def outline(sites: Sequence[OutlinedSite], *, trust_well_led: bool) -> list[Section]:
    """Return the sections in order: the whole, then each site with its services, then what follows from it.

    ``trust_well_led``: whether the trust's own well-led is assessed, which a focused inspection need not do.
    """
    sections = [Section(SUMMARY, "Summary"), Section("about", "About the trust and how we inspected")]
    if trust_well_led:
        sections.append(Section(WELL_LED, "Is the trust well-led?"))
    for site in sites:
        sections.append(Section(site.code, site.name, site.code))
        for service in site.services:
            begins = f"{site.code}.{service.code}"
            sections.append(Section(begins, f"{site.name}: {service.name}", site.code, service.code))
            sections += [
                Section(f"{begins}.{question}", f"{service.name}: {title}", site.code, service.code)
                for question, title in _QUESTIONS.items()
            ]
    return [
        *sections,
        Section("outstanding_practice", "Outstanding practice"),
        Section(MUST_IMPROVE, "What the trust must improve"),
        Section("should_improve", "What the trust should improve"),
    ]
