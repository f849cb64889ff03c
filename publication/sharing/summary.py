"""One page on paper for a hospital or a trust: what its page says, short enough to take to a meeting."""

from __future__ import annotations

from datetime import date
from textwrap import shorten
from typing import Any

from django.template.loader import render_to_string

from oversight.clock import london_date
from oversight.jinja import SERVICE_NAME
from oversight.square_codes import square_code
from oversight.typesetting import typeset_template
from oversight.wording import write_date, write_month
from publication.complaints.figures import TrustFigures
from publication.models import ReleasedTrust
from publication.rating_grids import QUESTIONS
from publication.record import Mark
from publication.safety_measures.reading import ShownMeasure
from publication.sharing.facts import NO_RATING
from publication.sharing.place import PlaceNow
from publication.sharing.preview import COLOURS
from publication.sharing.schema import absolute
from publication.sharing.standing_out import standing_out

_TEMPLATE = "typesetting/summary.typ"
# As much as a page holds: what is left out is counted, and stands on the page that the address leads to.
_MOST_POINTS = 5
_MOST_MEASURES = 7
_MOST_SENTENCES = 3
_LONGEST = 200
_WORDS_THAT_STAND_OUT = ("worse than expected", "higher than expected", "lower than expected", "better than expected")


def summary_words(place: PlaceNow) -> dict[str, Any]:
    """Return all that the summary says, each text as it stands there."""
    address = absolute(place.path)
    today = london_date(place.now)
    rating = place.rating
    points = standing_out(place)
    measures, more_measures = _measures(place)
    return {
        "title": f"{place.name}: one-page summary",
        "name": place.name,
        "service": SERVICE_NAME,
        "invented": place.invented,
        "place": _where(place),
        "rating": {
            "word": rating.label if rating is not None else "No overall rating",
            "symbol": render_to_string(
                "publication/sharing/symbol.svg.jinja", {"code": rating.code if rating else "none"}, using="jinja2"
            ).strip(),
            "colour": COLOURS.get(rating.code if rating is not None else "none", COLOURS["none"]),
            "when": _when_rated(place),
            "questions": _questions(place),
        },
        "special_measures": _special_measures(place),
        "points": [_short(each) for each in points[:_MOST_POINTS]],
        "more_points": max(0, len(points) - _MOST_POINTS),
        "staffing": _staffing(place),
        "safety": {"said": _safety_said(place), "rows": measures, "more": more_measures},
        "complaints": _complaints(place),
        "made": f"Made on {write_date(today)} from what was public then.",
        "address": address,
        "square": str(square_code(address)),
    }


def summary_pdf(words: dict[str, Any], on: date) -> bytes:
    """Return the summary as a tagged PDF of one page; the same words on the same day are the same bytes."""
    return typeset_template(_TEMPLATE, words, dated=on)


def _where(place: PlaceNow) -> str:
    parts = [place.organisation.town.title()] if place.organisation.town else []
    if place.is_hospital and place.trust is not None:
        parts.insert(0, f"Part of {place.trust.shown_name}")
    if place.organisation.closed_on is not None:
        parts.append(f"closed on {write_date(place.organisation.closed_on)}")
    return ", ".join(parts)


def _when_rated(place: PlaceNow) -> str:
    rating = place.rating
    if rating is not None:
        return f"Rated {write_date(rating.row.published_on)}, {rating.age}."
    if place.grid is None:
        return f"This {place.what} has not been rated. That says nothing about how good its care is."
    return f"{NO_RATING} Parts of it are rated."


def _questions(place: PlaceNow) -> list[list[str]]:
    cells = place.grid.last.cells[:-1] if place.grid is not None else ()
    if not any(cell is not None for cell in cells):
        return []
    return [
        [name, cell.label if cell is not None else "none published"]
        for name, cell in zip(QUESTIONS, cells, strict=False)
    ]


def _special_measures(place: PlaceNow) -> list[str]:
    panel = place.special_measures
    if place.trust is None:
        return ["It belongs to no trust on record."]
    if panel is None:
        return [f"The {'trust of this hospital' if place.is_hospital else 'trust'} is not in special measures."]
    return [_short(each) for each in (*panel.sentences, *panel.overdue)][:_MOST_SENTENCES]


def _staffing(place: PlaceNow) -> dict[str, Any]:
    said: dict[str, Any] = {"said": "", "rows": []}
    release, figures = place.release, place.figures
    if release is None:
        said["said"] = "Nothing has been published of its wards yet."
    elif place.withdrawn is not None:
        said["said"] = _withdrawn(f"The figures for {write_month(release.period)}", place.withdrawn)
    elif figures is None:
        said["said"] = _why_no_staffing(place)
    else:
        month = write_month(release.period)
        if figures.all_fill.missing is None:
            said["said"] = (
                f"In {month} staff worked {figures.all_actual} of {figures.all_planned} planned hours: "
                f"{figures.all_fill}."
            )
        else:
            said["said"] = f"For {month} no rate can be worked out: {figures.all_fill}."
        said["rows"] = [
            [each.label, str(each.planned), str(each.actual), str(each.fill if each.fill is not None else "")]
            for each in figures.shifts
        ]
    return said


def _why_no_staffing(place: PlaceNow) -> str:
    month = write_month(place.release.period) if place.release is not None else ""
    if len(place.rows) > 1:
        return f"Two trusts share {month}: their figures stand apart on the page."
    code = place.trust.code if place.trust is not None else ""
    row = ReleasedTrust.objects.filter(release=place.release, code=code).first()
    if row is not None and row.status == ReleasedTrust.Status.SUBMITTED:
        return f"The return for {month} names no ward here."
    return f"Not submitted for {month}. That says nothing about how its wards were staffed."


def _safety_said(place: PlaceNow) -> str:
    figures = place.safety
    if figures is None:
        return "No safety measures have been published yet."
    if figures.mark is not None:
        return _withdrawn("The safety measures", figures.mark)
    whose = "Of the whole trust. " if place.safety_is_of_trust else ""
    return f"{whose}No number can be sure of one person's care: use them to ask questions."


def _measures(place: PlaceNow) -> tuple[list[list[str]], int]:
    """Return the measures on the page, those that stand out first, and how many more there are."""
    figures = place.safety
    if figures is None or figures.mark is not None:
        return [], 0
    every = [shown for _, found in figures.sections for shown in found]
    order = {word: at for at, word in enumerate(_WORDS_THAT_STAND_OUT)}
    every.sort(key=lambda each: order.get(each.word, len(order)) if each.told is None else len(order) + 1)
    return [_measure(each) for each in every[:_MOST_MEASURES]], max(0, len(every) - _MOST_MEASURES)


def _measure(shown: ShownMeasure) -> list[str]:
    number = shown.text if shown.told is not None else f"{shown.text} {shown.unit}".strip()
    return [shown.plain.name, shown.period_words, number, shown.word if shown.told is None else ""]


def _complaints(place: PlaceNow) -> list[str]:
    newest = place.complaints
    if newest is None:
        return ["Nothing has been published of complaints yet."]
    period = newest.period.label
    if newest.mark is not None:
        return [_withdrawn(f"The figures for {period}", newest.mark)]
    if newest.absent is not None:
        return [f"Not submitted for {period}."]
    return [_complaints_said(newest.figures, period, "Of the whole trust: " if place.is_hospital else "")]


def _complaints_said(figures: TrustFigures, period: str, whose: str) -> str:
    new = figures.overall["new"]
    if new.missing is not None:
        return f"{whose}new complaints in {period}: {new}."
    said = f"{whose}{new} new {'complaint' if new.value == 1 else 'complaints'} in {period}."
    share = figures.outcomes[0].share
    if share is not None and share.missing is None:
        said += f" Of those decided, {share} were upheld."
    rate = figures.per_thousand
    if rate.missing is None:
        said += f" That is {rate} for every 1,000 times that it cared for a patient."
    return said[0].upper() + said[1:]


def _withdrawn(what: str, mark: Mark) -> str:
    return _short(f"{what} were withdrawn on {write_date(mark.withdrawn_at)}. {mark.reason}")


def _short(words: str) -> str:
    return shorten(words, _LONGEST, placeholder=" ... (in full on the page)")
