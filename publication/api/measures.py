"""The dictionary: every measure that the public may see, with what it asks, what it means and how it is worked out."""

from __future__ import annotations

from collections.abc import Sequence

from oversight.measures.defined import Cadence, Definition, Direction, KeyQuestion, Level, Method, Theme
from oversight.measures.defining import public_definitions
from publication.api.asking import Asked, InPath, one_of
from publication.api.problems import not_found
from publication.api.resources import Group, ListResource, Resource
from publication.api.shapes import ADDRESS, DAY, TEXT, WHOLE, Field, Listed, Object, word_of

CODE = InPath("measure", "The measure's code, such as fill_day_registered.", lambda demonstration: _first(), ())


def _first() -> str | None:
    return next((made.code for made in public_definitions()), None)


def measure_called(code: str) -> Definition:
    """Return a measure that the public may see. ``Problem``: there is none of the code, or it is a draft."""
    found = next((made for made in public_definitions() if made.code == code), None)
    if found is None:
        raise not_found(f"No measure has the code {code[:60]}.")
    return found


MEASURE = Object(
    "Measure",
    "A measure: its unit and its definition. A value is factor times numerator over denominator; a count is its"
    " numerator.",
    (
        Field("code", "The measure's code, which stays the same.", TEXT),
        Field("name", "What it is called.", TEXT),
        Field("theme", "Under which heading it is listed.", word_of(*Theme)),
        Field("theme_name", "The heading in words.", TEXT, lambda made, asked: made.theme.label),
        Field("question", "What it asks.", TEXT),
        Field("means", "What its value means.", TEXT),
        Field("does_not_mean", "What its value does not mean.", TEXT),
        Field("unit", "The unit of its value; empty for a plain number.", TEXT),
        Field("decimals", "With how many decimals pages show it.", WHOLE),
        Field("numerator", "What the numerator counts.", TEXT),
        Field("denominator", "What the denominator counts; empty for a count.", TEXT),
        Field("expected", "How the expected number is worked out; empty where none is.", TEXT),
        Field("factor", "By what the ratio is multiplied.", WHOLE),
        Field("direction", "Which way it improves.", word_of(*Direction)),
        Field("key_question", "Which of the five questions of an inspection it bears on.", word_of(*KeyQuestion)),
        Field("levels", "What it is observed of.", Listed(word_of(*Level))),
        Field("cadence", "How often its source gives a figure.", word_of(*Cadence)),
        Field("method", "How trusts are set against each other, or a trust against its own past.", word_of(*Method)),
        Field("source", "Where its figures come from.", TEXT),
        Field("owner", "Who answers for its definition.", TEXT),
        Field("suppression", "How its small numbers are held back, in words.", TEXT),
        Field("used_from", "From which day it is used; null where from the beginning.", DAY.or_null()),
        Field("used_to", "Until which day it was used; null while it is.", DAY.or_null()),
        Field(
            "updated",
            "When its definition was last reviewed; null where that is not on record.",
            DAY.or_null(),
            lambda made, asked: made.reviewed_on,
        ),
        Field("address", "Where it is told.", ADDRESS, lambda it, asked: asked.address("api_measure", measure=it.code)),
    ),
)


def _list(asked: Asked) -> Sequence[Definition]:
    return [made for made in public_definitions() if asked["theme"] in (None, made.theme)]


RESOURCES: tuple[Resource, ...] = (
    ListResource(
        "api_measures",
        "measures/",
        Group.MEASURES,
        "Every measure",
        "The measures by code. A draft is not among them.",
        MEASURE,
        _list,
        filters=(one_of("theme", "Only those under one heading.", tuple(Theme)),),
    ),
    Resource(
        "api_measure",
        "measures/<str:measure>/",
        Group.MEASURES,
        "One measure",
        "A measure with its definition.",
        MEASURE,
        lambda asked: measure_called(asked.path["measure"]),
        in_path=(CODE,),
    ),
)
