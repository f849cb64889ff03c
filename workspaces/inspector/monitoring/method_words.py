"""What a definition's method, direction and other settled words are called on pages."""

from __future__ import annotations

from oversight.measures.defining import Certainty, Direction, KeyQuestion, Method

_METHODS = {
    Method.PROPORTION: "Proportion, compared with all trusts on the arcsine scale",
    Method.RATIO_SQRT: "Standardised ratio, compared with all trusts on the square-root scale",
    Method.RATIO_LOG: "Standardised ratio, compared with all trusts on the logarithmic scale",
    Method.RATIO_OF_COUNTS: "Ratio of two counts, compared with all trusts on the logarithmic scale",
    Method.SURVEY_MEAN: "Mean score of a survey, compared with all trusts",
    Method.POISSON_COUNT: "Rare count, by the exact Poisson tail",
    Method.XMR: "The trust's own series, by its natural process limits (XmR)",
    Method.RULES_BASED: "A rule in words",
}
_DIRECTIONS = {
    Direction.INCREASE: "Higher is better",
    Direction.DECREASE: "Lower is better",
    Direction.NEUTRAL: "Neither way is better or worse by itself",
}
_KEY_QUESTIONS = {
    KeyQuestion.SAFE: "Safe",
    KeyQuestion.EFFECTIVE: "Effective",
    KeyQuestion.CARING: "Caring",
    KeyQuestion.RESPONSIVE: "Responsive",
    KeyQuestion.WELL_LED: "Well-led",
}
_CERTAINTIES = {
    Certainty.PUBLISHED: "published",
    Certainty.PRACTICE: "known from practice",
    Certainty.BELIEVED: "believed, not confirmed",
    Certainty.OURS: "our own choice",
}


def write_method(method: Method) -> str:
    """Return how an indicator is judged, in words."""
    return _METHODS[method]


def write_direction(direction: Direction) -> str:
    """Return which way is better."""
    return _DIRECTIONS[direction]


def write_key_question(question: KeyQuestion) -> str:
    """Return the key question's name."""
    return _KEY_QUESTIONS[question]


def write_certainty(certainty: Certainty) -> str:
    """Return how sure it is where a threshold comes from."""
    return _CERTAINTIES[certainty]
