"""What a step of enforcement must have before it is issued: pure rules, each with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspections.enforcing.fundamental_standards import FundamentalStandard, Prosecution
from inspections.enforcing.powers import Power


@dataclass(frozen=True, slots=True)
class Drafted:
    """What stands in a draft, as far as the rules ask: regulations as cited (``12``, ``17(3)``), due days, places."""

    kind: str
    regulations: tuple[str, ...]
    due_on: tuple[date, ...]
    areas: int
    breaches: int
    closes: bool
    harm: str


def regulation_of(cited: str) -> str:
    """Return the number of the regulation that a citation belongs to: ``17`` for ``17(3)``."""
    return cited.partition("(")[0].strip().upper()


def may_be_prosecuted(cited: str, harm: str, standards: Mapping[str, FundamentalStandard], on: date) -> bool:
    """Whether a breach of what is cited is an offence on the day, with (``harm``) or without (``not_needed``) harm.

    An offence that is tied to clauses is cited by one of them. Source: SI 2014/2936 reg 22; Hard Truths 2.9: there need
    be no warning notice first.
    """
    standard = standards.get(regulation_of(cited))
    if standard is None or not standard.in_force_on(on):
        return False
    if standard.clauses and cited.replace(" ", "") not in standard.clauses:
        return False
    wanted = Prosecution.HARM if harm == "harm" else Prosecution.DIRECT
    return standard.prosecution is wanted


def lacking(drafted: Drafted, power: Power, standards: Mapping[str, FundamentalStandard], on: date) -> Sequence[str]:
    """Return what a draft lacks before it can be issued on the day, in words; nothing where it lacks nothing."""
    faults: list[str] = []
    if power.kind != drafted.kind or not power.in_force_on(on):
        faults.append("The legal basis is none for this step on this day.")
    unknown = [
        cited
        for cited in drafted.regulations
        if (standard := standards.get(regulation_of(cited))) is None or not standard.in_force_on(on)
    ]
    faults += [f"Regulation {cited} is not a fundamental standard in force." for cited in unknown]
    if drafted.kind == "requirement" and not (drafted.regulations and drafted.breaches):
        faults.append("A requirement notice names the regulation and the breach.")
    if power.dated_requirements:
        # Section 29A(2)(b) and (d), (3): the health care concerned, and a time for each thing that must improve.
        if not drafted.due_on:
            faults.append("A warning notice says what must improve, and by when.")
        if not drafted.areas:
            faults.append("A warning notice names the health care concerned.")
    if any(day <= on for day in drafted.due_on):
        faults.append("The time for an improvement lies after the day of issue.")
    if drafted.kind == "urgent_closure" and not drafted.closes:
        faults.append("Say which ward, or which service at which site, is closed.")
    if drafted.kind == "prosecution":
        if power.harm != drafted.harm:
            faults.append("The legal basis is for the other kind of offence.")
        if not drafted.regulations:
            faults.append("A prosecution names the regulation that was broken.")
        faults += [
            f"Regulation {cited} cannot be prosecuted in this way."
            for cited in drafted.regulations
            if cited not in unknown and not may_be_prosecuted(cited, drafted.harm, standards, on)
        ]
    return faults
