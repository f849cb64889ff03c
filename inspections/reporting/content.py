"""What a report holds at a moment: its texts and the judgements behind it, and the hash of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from inspections.judging.grid import GridRow, RatingGrid
from inspections.judging.recording import standing_judgements
from inspections.models import Inspection
from inspections.reporting.writing import settled_texts
from inspections.states.departure import DepartureState
from ratings.rules.ratings_words import NonRating, Rating


@dataclass(frozen=True)
class SectionText:
    """A section as it is sent or published: code, title, text, and the codes of its site and service ("" for none)."""

    code: str
    title: str
    text: str
    site: str
    service: str


@dataclass(frozen=True)
class SentRating:
    """A rating as it is sent to the trust: where, what is awarded, what the rules give, by which rule, and why else.

    ``awarded`` is a rating's or a non-rating's code; ``carried`` where a published rating was kept.
    """

    level: str
    site: str
    service: str
    key_question: str
    awarded: str
    computed: str
    rule: str
    departure_reason: str
    carried: bool


def digest(content: object) -> str:
    """Return the SHA-256 of a value in one fixed form of JSON."""
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def written_sections(inspection: Inspection) -> list[SectionText]:
    """Return the sections in which something is written, in order. ``Refused("unsettled")`` as ``settled_texts``."""
    texts = settled_texts(inspection)
    return [
        SectionText(
            code=section.code,
            title=section.title,
            text=texts[section.code],
            site=section.site.code if section.site else "",
            service=section.service,
        )
        for section in inspection.sections.select_related("site")
        if texts[section.code]
    ]


def as_json(parts: Sequence[SectionText] | Sequence[SentRating]) -> list[dict[str, object]]:
    """Return sections or ratings as they are kept in a draft or a published report."""
    return [asdict(part) for part in parts]


def content_sha256(inspection: Inspection, grid: RatingGrid) -> str:
    """Return the hash of every section's text, every judgement and departure that stands, and what they give.

    With the ratings in it, a notice issued meanwhile, or another report of the trust, is a change too.
    """
    return digest(
        {
            "sections": as_json(written_sections(inspection)),
            "ratings": as_json(sent_ratings(grid)),
            "judgements": sorted(
                [site, service, str(question), judgement.number]
                for (site, service, question), judgement in standing_judgements(inspection).items()
            ),
            "departures": sorted(
                str(each)
                for each in inspection.departures.filter(state=str(DepartureState.APPROVED)).values_list(
                    "departure_id", flat=True
                )
            ),
        }
    )


def sent_ratings(grid: RatingGrid) -> list[SentRating]:
    """Return every rating of the grid that has a word, in its order."""
    return [
        SentRating(
            level=str(row.level),
            site=row.site.code if row.site else "",
            service=row.service,
            key_question=str(row.key_question or ""),
            awarded=str(row.awarded),
            computed=str(row.computed or ""),
            rule=row.rule,
            departure_reason=reason_of(row),
            carried=row.carried is not None,
        )
        for row in grid.rows
        if row.awarded is not None
    ]


def reason_of(row: GridRow) -> str:
    """Return why the awarded rating is not the computed one; blank where it is."""
    if row.departure is None or row.departure.state != DepartureState.APPROVED or not row.departs:
        return ""
    return row.departure.reason


def word_columns(word: Rating | NonRating) -> Mapping[str, str]:
    """Return a word as the columns that hold either a rating or a non-rating."""
    if isinstance(word, Rating):
        return {"rating": str(word), "non_rating": ""}
    return {"rating": "", "non_rating": str(word)}
