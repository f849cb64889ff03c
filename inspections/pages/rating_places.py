"""Where a rating stands, as addresses name it and as people read it."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from inspections.core_services import service_name
from inspections.judging.computing import CARRIED, JUDGED, Place
from inspections.judging.grid import GridRow
from inspections.models import Inspection
from oversight.wording import write_count
from ratings.rules.aggregation import ASSESSED, Aggregated, because
from ratings.rules.aggregation_files import rule_set
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

# Stands in an address where there is no site, no service or no single key question.
NONE = "-"


def place_of(site: str, service: str, question: str) -> Place:
    """Return the place that an address names; a key question that there is not is not found."""
    try:
        asked = None if question == NONE else KeyQuestion(question)
    except ValueError as unknown:
        raise Http404 from unknown
    return Place("" if site == NONE else site, "" if service == NONE else service, asked)


def address_of(inspection: Inspection, place: Place) -> str:
    """Return the address of a place's page."""
    question = str(place.key_question) if place.key_question else NONE
    return reverse(
        "inspections:rating", args=[inspection.reference, place.site or NONE, place.service or NONE, question]
    )


def named(row: GridRow) -> str:
    """Return what is rated, in words: ``Surgery at General Hospital: Safe``."""
    question = row.key_question.label if row.key_question else "overall"
    if row.site is None:
        return f"The trust: {question}"
    where = row.site.shown_name
    return f"{service_name(row.service)} at {where}: {question}" if row.service else f"{where}: {question}"


def reached(row: GridRow) -> str:
    """Say in a sentence how what the rules give came about; blank where nothing is given yet."""
    rules = rule_set(row.rule_set)
    if row.rule == JUDGED:
        return "Judged by the team."
    if row.rule == CARRIED or row.carried is not None:
        return "Kept as it was published, since this inspection did not judge it."
    if row.limited:
        return next((each.text for each in rules.limiters if str(each.action) == row.limited), "")
    if row.rule == ASSESSED:
        return rules.assessed.text if rules.assessed else "Assessed for the trust as a whole."
    inputs = {name: Rating(word) for name, word in row.inputs.items()}
    if row.rule and isinstance(row.computed, Rating):
        return because(Aggregated(row.computed, row.rule, len(inputs), inputs), rules)
    if row.inputs and not row.rule:
        return f"These rules decide nothing for {write_count(len(row.inputs), 'rating')}: {rules.name}."
    return "" if row.key_question and row.service else rules.unrated


def input_name(code: str) -> str:
    """Return what an input is of, in words: a key question, a service, or a hospital's code as it is."""
    return KeyQuestion(code).label if code in {str(question) for question in KeyQuestion} else service_name(code)


def word_of(judged: Rating | NonRating | None) -> str:
    """Return a rating or non-rating in words."""
    return judged.label if judged is not None else "Not judged yet"
