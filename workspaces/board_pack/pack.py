"""A Board's pack for a month as a document: the trust's own words first, then what the record tells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from oversight.typesetting import Heading, NewPage, Paragraph, Part, Picture, Points, Table
from oversight.wording import write_date, write_datetime
from workspaces.board_pack.complained_of import complained_of
from workspaces.board_pack.facts import PackFacts
from workspaces.board_pack.handled import handled
from workspaces.board_pack.lessons import done, wards
from workspaces.board_pack.month import safety, staffing
from workspaces.board_pack.survey import answered
from workspaces.board_pack.words import quarter_in_words


def parts_of(facts: PackFacts) -> list[Part]:
    """Return everything that the record tells for the month."""
    return [
        Heading("What this pack tells"),
        Paragraph(" ".join(_what_it_tells(facts))),
        *complained_of(facts),
        *wards(facts),
        *done(facts),
        *handled(facts),
        *answered(facts.survey),
        Heading(f"New in {facts.month.label}"),
        *staffing(facts),
        *safety(facts),
        *_how(facts),
    ]


def _what_it_tells(facts: PackFacts) -> list[str]:
    quarter, now = facts.quarter, facts.now
    if quarter is None or now is None:
        return ["Complaints are counted by quarter; no complaints return of the last two years stands."]
    sentences = [
        f"Complaints are counted by quarter: those here are of {quarter_in_words(quarter)}, up to "
        f"{write_date(quarter.last_day)}."
    ]
    if facts.awaited:
        sentences.append(f"No return for {quarter_in_words(facts.awaited)} has been accepted yet.")
    accepted = write_date(facts.first_accepted)
    if facts.is_new:
        sentences.append(
            f"They are new since {facts.month.plus(-1).label} ended: the return was accepted on {accepted}."
        )
    else:
        sentences.append(
            f"The return was accepted on {accepted}, before {facts.month.label} began; new this month are ward "
            "staffing, safety, and how far the actions have come."
        )
    if now.version_number > 1:
        again = write_date(now.accepted_at)
        sentences.append(f"The return was corrected: this is version {now.version_number}, accepted on {again}.")
    return sentences


def _how(facts: PackFacts) -> list[Part]:
    rules = facts.settings
    now = facts.now
    return [
        Heading("How this was worked out"),
        Points(
            [
                *(
                    [f"Complaints: return {now.receipt}, version {now.version_number}, accepted on "
                     f"{write_datetime(now.accepted_at)}."]
                    if now
                    else []
                ),
                f"A subject recurs that is among the {rules.top.value} named most (in {rules.fewest_in_top.value} "
                f"complaints or more) for {rules.quarters_running.value} quarters running, or whose share is more than "
                f"{rules.above_z.value} standard errors above that of the earlier quarters of two years together ("
                f"{rules.fewest_earlier.value} of them or more, and {rules.fewest_above.value} complaints or more). "
                f"Rules of version {rules.version}; they are ours, since the policy names none.",
                "An action is overdue that was due before the last day of the month and was not told to be done.",
                "Whether an action worked is the trust's own word.",
            ]
        ),
    ]  # fmt: skip


def to_json(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return the parts as they are kept; ``TypeError`` for a kind of part that a pack does not use."""
    kept: list[dict[str, Any]] = []
    for part in parts:
        match part:
            case Heading():
                kept.append({"kind": "heading", "words": part.words, "level": part.level})
            case Paragraph():
                kept.append({"kind": "paragraph", "words": part.words})
            case Points():
                kept.append({"kind": "points", "items": list(part.items)})
            case Table():
                kept.append(
                    {
                        "kind": "table",
                        "caption": part.caption,
                        "headings": list(part.headings),
                        "rows": [list(row) for row in part.rows],
                        "numbers": list(part.numbers),
                    }
                )
            case Picture() | NewPage():
                raise TypeError(f"a pack keeps no {type(part).__name__}")
    return kept


def from_json(kept: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Return the parts that were kept."""
    parts: list[Part] = []
    for one in kept:
        match one["kind"]:
            case "heading":
                parts.append(Heading(one["words"], one["level"]))
            case "paragraph":
                parts.append(Paragraph(one["words"]))
            case "points":
                parts.append(Points(tuple(one["items"])))
            case "table":
                rows = tuple(tuple(row) for row in one["rows"])
                parts.append(Table(one["caption"], tuple(one["headings"]), rows, tuple(one["numbers"])))
            case other:
                raise ValueError(f"a kept pack has a part of an unknown kind: {other}")
    return parts


def digest_of(kept: Sequence[Mapping[str, Any]]) -> str:
    """Return the hash of what is kept, so that one can see that it is as it was."""
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
