"""The ratings of a report as a table of words: a row for each service, hospital and the trust, a column for each
question. Pure but for the names of services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspections.core_services import service_name
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

OVERALL = "overall"
COLUMNS: tuple[tuple[str, str], ...] = (
    *((str(question), question.label) for question in KeyQuestion),
    (OVERALL, "Overall"),
)
_UNRATED = "–"


@dataclass(frozen=True)
class RatingCell:
    """A rating or non-rating: its code, blank where there is none, and its word for people."""

    code: str
    word: str


@dataclass(frozen=True)
class RatingRow:
    """A service at a site, a site or the trust, with its ratings in the order of ``COLUMNS``."""

    name: str
    cells: tuple[RatingCell, ...]


@dataclass(frozen=True)
class DepartedRating:
    """A rating that is not the one that the rules give: where, both words, and the reason."""

    where: str
    computed: str
    awarded: str
    reason: str


@dataclass(frozen=True)
class RatingTable:
    """Every rating of a report, and those that depart from the rules."""

    rows: tuple[RatingRow, ...]
    departed: tuple[DepartedRating, ...]


def word_of(code: str) -> str:
    """Return the word for people of a rating's or a non-rating's code; a dash for none."""
    if not code:
        return _UNRATED
    if code in {str(rating) for rating in Rating}:
        return Rating(code).label
    return NonRating(code).label


def rating_table(
    ratings: Sequence[Mapping[str, object]], site_names: Mapping[str, str], *, service: tuple[str, str] | None = None
) -> RatingTable:
    """Return sent ratings (as a draft keeps them) as a table; of one service (site's code, service) where asked."""
    codes: dict[tuple[str, str], dict[str, str]] = {}
    departed = []
    for each in ratings:
        place = (str(each["site"]), str(each["service"]))
        if service is not None and place != service:
            continue
        question = str(each["key_question"]) or OVERALL
        codes.setdefault(place, {})[question] = str(each["awarded"])
        if each["departure_reason"]:
            label = dict(COLUMNS)[question]
            departed.append(
                DepartedRating(
                    f"{_name(place, site_names)}: {label}",
                    word_of(str(each["computed"])),
                    word_of(str(each["awarded"])),
                    str(each["departure_reason"]),
                )
            )
    rows = tuple(
        RatingRow(
            _name(place, site_names),
            tuple(RatingCell(code := given.get(question, ""), word_of(code)) for question, _ in COLUMNS),
        )
        for place, given in codes.items()
    )
    return RatingTable(rows, tuple(departed))


def _name(place: tuple[str, str], site_names: Mapping[str, str]) -> str:
    site, service = place
    if not site:
        return "The trust"
    hospital = site_names.get(site, site)
    return f"{hospital}: {service_name(service)}" if service else f"{hospital} as a whole"
