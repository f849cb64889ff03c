"""What the imports of ratings answer: departures one by one, and agreement by level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inspections.importing.agreement import Compared, PublishedGrid, agreement
from inspections.importing.published import Level, Rejected

# The levels as the calculator of ratings calls them.
_LEVELS = {
    Level.SERVICE: "service_overall",
    Level.LOCATION_KEY_QUESTION: "key_questions",
    Level.LOCATION: "overall",
}


def departures(compared: Iterable[Compared]) -> list[dict[str, Any]]:
    """Return each published rating that the rules would give otherwise, with the rule and its inputs."""
    return [
        {
            "location": each.location_code,
            "level": _LEVELS[each.level],
            "service": each.service or None,
            "key_question": each.key_question.label if each.key_question else None,
            "published": each.published.label,
            "published_on": each.published_on.isoformat(),
            "inherited": each.inherited,
            "computed": each.computed.rating.label if each.computed.rating else None,
            "rule": each.computed.rule,
            "n": each.computed.n,
            "inputs": {name: rating.label for name, rating in each.computed.inputs.items()},
        }
        for each in compared
        if not each.agrees
    ]


def report(compared: Iterable[tuple[PublishedGrid, Iterable[Compared]]]) -> dict[str, dict[str, Any]]:
    """Return agreement by level, over all grids and, within each level, over those in which every cell is rated."""
    every: list[Compared] = []
    complete: list[Compared] = []
    for grid, ratings in compared:
        if grid.has_services:
            listed = list(ratings)
            every += listed
            complete += listed if grid.complete else []
    of_all, of_complete = agreement(every), agreement(complete)
    return {
        name: {
            "compared": of_all[level].compared,
            "agree": of_all[level].agree,
            "complete_grids": {"compared": of_complete[level].compared, "agree": of_complete[level].agree},
        }
        for level, name in _LEVELS.items()
    }


def rejections(rejected: Iterable[Rejected], file: str) -> list[dict[str, str]]:
    """Return the places of a file that could not be taken."""
    return [{"file": file, "where": one.where, "value": one.value, "reason": one.reason} for one in rejected]
