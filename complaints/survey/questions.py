"""What the survey of complainants asks, and the numbers that go with it: versioned, with source and certainty."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from oversight.measures.periods import Grain, Period
from ratings.rules.dated_sets import hold_together, in_force_on


class Point(StrEnum):
    """What can be answered to a statement; no answer at all is None, and not the same as "does not apply"."""

    STRONGLY_AGREE = "strongly_agree"
    AGREE = "agree"
    NEITHER = "neither"
    DISAGREE = "disagree"
    STRONGLY_DISAGREE = "strongly_disagree"
    DOES_NOT_APPLY = "does_not_apply"

    @property
    def label(self) -> str:
        """What pages call it."""
        return _LABELS[self]

    @property
    def agrees(self) -> bool:
        """Whether it counts as agreement."""
        return self in (Point.STRONGLY_AGREE, Point.AGREE)


_LABELS = {
    Point.STRONGLY_AGREE: "Strongly agree",
    Point.AGREE: "Agree",
    Point.NEITHER: "Neither agree nor disagree",
    Point.DISAGREE: "Disagree",
    Point.STRONGLY_DISAGREE: "Strongly disagree",
    Point.DOES_NOT_APPLY: "Does not apply to me",
}
SCALE = tuple(point for point in Point if point is not Point.DOES_NOT_APPLY)


@dataclass(frozen=True, slots=True)
class Question:
    """One statement with the stage of My Expectations that it is about."""

    code: str
    stage: str
    statement: str


@dataclass(frozen=True, slots=True)
class Number:
    """One number with its unit, where it comes from and how sure that is."""

    value: int
    unit: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Survey:
    """One version of the survey, in force from one day to another (None: on)."""

    version: str
    in_force_from: date
    in_force_to: date | None
    source: str
    certainty: str
    scale_source: str
    questions: tuple[Question, ...]
    least_answers: Number
    least_peers: Number
    valid_quarters: Number
    most_codes: Number

    def question(self, code: str) -> Question | None:
        """Return a question by its code, or None."""
        return next((question for question in self.questions if question.code == code), None)


NUMBERS = ("least_answers", "least_peers", "valid_quarters", "most_codes")
# The stage of which the indicator is: whether people would complain again.
INDICATOR_QUESTION = "reflecting"


@cache
def versions() -> tuple[Survey, ...]:
    """Return every version, the oldest first."""
    return read_versions(files("complaints.survey").joinpath("survey.toml").read_text(encoding="utf-8"))


def survey_of(quarter: Period) -> Survey:
    """Return the version by which a quarter is asked and shown; before the first, the first."""
    every = versions()
    return in_force_on(quarter.first_day, every) or every[0]


def quarter_of(day: date) -> Period:
    """Return the quarter of the financial year that holds a day."""
    return Period.of(day, Grain.QUARTER)


def read_versions(text: str) -> tuple[Survey, ...]:
    """Return the versions that a file holds, the oldest first.

    ``ValueError`` for a number or question too few or too many, a gap in time, or a later version that begins within a
    quarter.
    """
    read = sorted((_version(table) for table in tomllib.loads(text)["version"]), key=lambda each: each.in_force_from)
    for each in read[1:]:
        if quarter_of(each.in_force_from).first_day != each.in_force_from:
            raise ValueError(f"version {each.version} begins within a quarter, which would be asked in two ways")
    hold_together(read)
    return tuple(read)


def _version(table: Mapping[str, Any]) -> Survey:
    questions = tuple(Question(**one) for one in table["question"])
    if len({question.code for question in questions}) != len(questions) or not questions:
        raise ValueError(f"version {table['version']} has no question, or one twice")
    if INDICATOR_QUESTION not in {question.code for question in questions}:
        raise ValueError(f"version {table['version']} does not ask {INDICATOR_QUESTION!r}, of which the indicator is")
    given = {name: value for name, value in table.items() if isinstance(value, dict)}
    if set(given) != set(NUMBERS):
        raise ValueError(f"version {table['version']} must name exactly {', '.join(NUMBERS)}")
    return Survey(
        version=table["version"],
        in_force_from=table["in_force_from"],
        in_force_to=table.get("in_force_to"),
        source=table["source"],
        certainty=table["certainty"],
        scale_source=table["scale_source"],
        questions=questions,
        **{name: Number(**one) for name, one in given.items()},
    )
