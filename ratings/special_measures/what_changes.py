"""What would change how a criterion stands: the parts that lack for it, or those of which one would end it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oversight.wording import write_date, write_month
from ratings.rules.special_measures import (
    Criterion,
    CriterionState,
    LooksAt,
    Outcome,
    Part,
    SpecialMeasuresRules,
)
from ratings.special_measures.results import CriterionResult


@dataclass(frozen=True, slots=True)
class WhatChanges:
    """A beginning of a sentence, and the ends of which all are needed, or one alone is enough."""

    lead: str
    ends: tuple[str, ...]


def what_would_change(result: CriterionResult, rules: SpecialMeasuresRules) -> WhatChanges | None:
    """Say what would change a criterion; None where it asks nothing of the trust."""
    parts = list(_parts(result, rules))
    if result.state is CriterionState.NOT_APPLICABLE or not parts:
        return None
    spell = result.evidence.get("spell", {})
    if result.criterion is Criterion.REINSPECTION:
        if result.state is CriterionState.MET:
            return None
        return WhatChanges(
            "It is done once",
            ("a rating of the trust's well-led is published from an inspection that ended after that day",),
        )
    if result.criterion is Criterion.UPDATE:
        lacking = [each for each in result.evidence.get("updates", ()) if not each["published_on"]]
        if not lacking:
            return None
        ends = tuple(
            f"a report on the plan for {write_month(each['month'])} or a later month is out" for each in lacking
        )
        return WhatChanges("It is asked no longer once", ends)
    if result.state in (CriterionState.DUE_SOON, CriterionState.OVERDUE):
        return WhatChanges("It is asked no longer once", ("the oversight body's decision is recorded",))
    if result.state is CriterionState.MET:
        ends = tuple(_end(part) for part, _ in parts if part.looks_at in _ENDS)
        return WhatChanges("It would be met no longer if one of these came about", ends)
    lacking = [part for part, outcome in parts if outcome in (Outcome.NOT_MET, Outcome.NOT_KNOWN)]
    if any(part.looks_at is LooksAt.NOT_EXTENDED for part in lacking):
        return WhatChanges("Nothing changes it", ("special measures are extended once",))
    return WhatChanges("It would be met once", tuple(_needs(part, spell, rules) for part in lacking))


def _parts(result: CriterionResult, rules: SpecialMeasuresRules) -> Iterator[tuple[Part, Outcome]]:
    for told in result.evidence.get("parts", ()):
        part = rules.part(result.criterion, told["id"])
        if part is not None:
            yield part, Outcome(told["outcome"])


_ENDS: Mapping[LooksAt, str] = {
    LooksAt.WELL_LED_INADEQUATE: "well-led is rated better than Inadequate for the trust",
    LooksAt.OTHERS_INADEQUATE: "fewer than {least} of the other key questions stay Inadequate",
    LooksAt.WELL_LED_AT_LEAST: "well-led is rated Inadequate for the trust",
    LooksAt.OVERALL_AT_LEAST: "the trust is rated Inadequate overall",
    LooksAt.NOT_EXTENDED: "an extension is recorded",
    LooksAt.EXIT_NOT_MET: "the criteria for leaving are met",
}


def _end(part: Part) -> str:
    if part.looks_at is LooksAt.OTHERS_INADEQUATE and part.least == 1:
        return "no other key question stays Inadequate"
    return _ENDS[part.looks_at].format(least=part.least)


def _needs(part: Part, spell: Mapping[str, Any], rules: SpecialMeasuresRules) -> str:
    match part.looks_at:
        case LooksAt.WELL_LED_INADEQUATE:
            return "well-led is rated Inadequate for the trust"
        case LooksAt.OTHERS_INADEQUATE:
            number = "another key question is" if part.least == 1 else f"{part.least} other key questions are"
            return f"{number} rated Inadequate for the trust"
        case LooksAt.WELL_LED_AT_LEAST:
            return f"well-led is rated {_lowest(part)} or better for the trust"
        case LooksAt.OVERALL_AT_LEAST:
            return f"the trust is rated {_lowest(part)} or better overall"
        case LooksAt.INSPECTED_SINCE:
            return "a rating of well-led is published from an inspection in this time"
        case LooksAt.EXIT_NOT_MET:
            return "the criteria for leaving are met no longer"
        case LooksAt.TIME_ENDS_SOON:
            usual = rules.reinspect_by(date.fromisoformat(spell["entered_on"])) if spell else None
            return f"{write_date(rules.warns_from(usual))} has come" if usual else "the usual time nears its end"
        case _:
            return part.text


def _lowest(part: Part) -> str:
    return part.rating.label if part.rating else ""
