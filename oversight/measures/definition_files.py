"""The files of definitions: one for each theme, read strictly, each fault told with its file, indicator and field.

A file says what all its indicators share once, in ``[shared]``; an indicator may say otherwise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from oversight.measures.defined import (
    BY_Z,
    Cadence,
    Certainty,
    Definition,
    Direction,
    KeyQuestion,
    Level,
    Method,
    Status,
    Theme,
    Thresholds,
)

_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LONGEST_CODE = 60
_WORDS: dict[str, type[StrEnum]] = {
    "key_question": KeyQuestion,
    "method": Method,
    "direction": Direction,
    "cadence": Cadence,
    "status": Status,
    "certainty": Certainty,
}
_KINDS: dict[str, tuple[type, ...]] = {
    "tier": (int,),
    "factor": (int,),
    "decimals": (int,),
    "covers_months": (int,),
    "minimum": (int, Decimal),
    "standard_deviation": (int, Decimal),
    "z_risk": (int, Decimal),
    "z_elevated": (int, Decimal),
    "risk_at": (int, Decimal),
    "elevated_at": (int, Decimal),
    "risk_below": (int, Decimal),
    "elevated_below": (int, Decimal),
    "share": (bool,),
    "reviewed_on": (date,),
    "review_by": (date,),
    "used_from": (date,),
    "used_to": (date,),
}
_LISTS = ("further", "levels")
# A field that need not be said, and what it then is; None here and a text of its own below.
_UNSAID: dict[str, Any] = {
    "return_kind": "",
    "further": (),
    "denominator": "",
    "expected": "",
    "standard_deviation": None,
    "covers_months": None,
    "used_from": None,
    "used_to": None,
    "reviewed_on": None,
    "review_by": None,
}
_AS_NAMED = ("short_name", "phrase")
_OWN = {"code", "name", "question", "means", "does_not_mean", "numerator"}
_AXES = {"%": "Per cent"}


class BadDefinition(ValueError):
    """A definition's file says too little, too much or something that cannot be."""


def load_definitions(folder: Path) -> dict[str, Definition]:
    """Read every definition of the folder, by code, in the order of the files and of the codes in each.

    Raises ``BadDefinition``, naming the file, the indicator and the field, for anything missing, unknown, impossible
    or said twice.
    """
    definitions: dict[str, Definition] = {}
    for path in sorted(folder.glob("*.toml")):
        for made in sorted(_definitions_of(path), key=lambda each: each.code):
            if made.code in definitions:
                raise BadDefinition(f"{path.name}, {made.code}: another definition has the code already")
            definitions[made.code] = made
    return definitions


def _definitions_of(path: Path) -> Iterator[Definition]:
    with path.open("rb") as file:
        try:
            given = tomllib.load(file, parse_float=Decimal)
        except tomllib.TOMLDecodeError as fault:
            raise BadDefinition(f"{path.name} is no TOML: {fault}") from fault
    if unknown := sorted(given.keys() - {"shared", "indicator"}):
        raise BadDefinition(f"{path.name} says what no file of definitions has: {', '.join(unknown)}")
    try:
        theme = Theme(path.stem)
    except ValueError as fault:
        raise BadDefinition(f"{path.name} is named after no theme") from fault
    shared, indicators = given.get("shared", {}), given.get("indicator", [])
    if not isinstance(shared, dict) or not isinstance(indicators, list) or not indicators:
        raise BadDefinition(f"{path.name} holds [shared] and at least one [[indicator]]")
    if own := sorted(_OWN & shared.keys()):
        raise BadDefinition(f"{path.name}: each indicator says for itself: {', '.join(own)}")
    for number, indicator in enumerate(indicators, start=1):
        code = indicator.get("code")
        told = f"{path.name}, {code if isinstance(code, str) else f'indicator {number}'}"
        yield _made(told, theme, {**shared, **indicator})


def _made(told: str, theme: Theme, given: Mapping[str, Any]) -> Definition:
    known = {field.name for field in fields(Definition)} - {"theme"}
    if unknown := sorted(given.keys() - known):
        raise BadDefinition(f"{told} says what no definition has: {', '.join(unknown)}")
    wanted = known - _UNSAID.keys() - set(_AS_NAMED) - {"axis", "share"}
    if missing := sorted(wanted - given.keys()):
        raise BadDefinition(f"{told} does not say: {', '.join(missing)}")
    values = {name: _read(told, name, value) for name, value in given.items()}
    values = {**_UNSAID, "theme": theme, **values}
    for name in _AS_NAMED:
        values.setdefault(name, values["name"])
    values.setdefault("share", values["method"] is Method.PROPORTION)
    values.setdefault("axis", _AXES.get(values["unit"], values["unit"][:1].upper() + values["unit"][1:]))
    made = Definition(**values)
    for holds, what in _rules(made):
        if not holds:
            raise BadDefinition(f"{told} breaks a rule of definitions: {what}")
    return made


def _read(told: str, name: str, value: object) -> Any:
    if name == "thresholds":
        return _thresholds(told, value)
    if name in _LISTS:
        return _list(told, name, value)
    kinds = _KINDS.get(name, (str,))
    if type(value) not in kinds:
        raise BadDefinition(f"{told}: {name} is a {kinds[-1].__name__}, not {value!r}")
    if isinstance(value, str):
        value = value.strip()
        if not value:
            raise BadDefinition(f"{told}: {name} is empty")
    if name in _WORDS:
        return _word(told, name, _WORDS[name], value)
    return Decimal(value) if Decimal in kinds and isinstance(value, int | Decimal) else value


def _word(told: str, name: str, words: type[StrEnum], value: object) -> StrEnum:
    try:
        return words(str(value))
    except ValueError as fault:
        raise BadDefinition(f"{told}: {name}: {value!r} is none of {', '.join(words)}") from fault


def _list(told: str, name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise BadDefinition(f"{told}: {name} is a list of texts, not {value!r}")
    texts = tuple(item.strip() for item in value)
    return tuple(_word(told, name, Level, text) for text in texts) if name == "levels" else texts


def _thresholds(told: str, value: object) -> Thresholds:
    if not isinstance(value, dict):
        raise BadDefinition(f"{told}: thresholds is a table, not {value!r}")
    if unknown := sorted(value.keys() - {field.name for field in fields(Thresholds)}):
        raise BadDefinition(f"{told}: thresholds says what none has: {', '.join(unknown)}")
    if missing := sorted({"source", "certainty"} - value.keys()):
        raise BadDefinition(f"{told}: thresholds does not say: {', '.join(missing)}")
    return Thresholds(**{name: _read(f"{told}, thresholds", name, each) for name, each in value.items()})


def _rules(made: Definition) -> Iterator[tuple[bool, str]]:
    """Yield each rule that a definition keeps, and whether this one does."""
    bounds = made.thresholds
    yield bool(_CODE.fullmatch(made.code)) and len(made.code) <= _LONGEST_CODE, "its code is lower case, words by _"
    yield made.question.endswith("?"), "its question ends with a question mark"
    yield bool(made.levels), "it is observed at one level at least"
    yield made.tier in (1, 2, 3), "its tier is 1, 2 or 3"
    yield made.factor > 0, "its factor is above zero"
    yield made.decimals >= 0, "its decimals are not negative"
    yield made.minimum >= 0, "its minimum is not negative"
    yield not (made.denominator and made.expected), "it has a denominator or an expected number, never both"
    standardised = made.method in (Method.RATIO_SQRT, Method.RATIO_LOG)
    yield not standardised or bool(made.expected), "a standardised ratio says what was expected"
    yield made.covers_months is None or made.covers_months > 1, "covers_months is more than the one month"
    counts_alone = (Method.RULES_BASED, Method.XMR)
    yield not made.is_count or made.method in counts_alone, "a count alone is judged by a rule or by its own past"
    by_mean = made.method is Method.SURVEY_MEAN
    yield by_mean == (made.standard_deviation is not None), "a mean of scores, and it alone, has a standard deviation"
    by_z = made.method in BY_Z
    yield (
        by_z == (bounds.z_risk is not None and bounds.z_elevated is not None),
        ("thresholds: z_risk and z_elevated for a method that gives a z-score, and for no other"),
    )
    yield by_z or bool(bounds.rule), "thresholds: a rule for a method that gives no z-score"
    yield not by_z or made.direction is not Direction.NEUTRAL, "what is judged by a z-score has a harmful direction"
    if bounds.z_risk is not None and bounds.z_elevated is not None:
        yield 0 < bounds.z_risk <= bounds.z_elevated, "thresholds: z_elevated is not below z_risk, which is above zero"
    yield from _rules_of_values(made)
    yield made.share or made.method is not Method.PROPORTION, "share: a proportion is a part of a whole"
    yield not made.share or bool(made.denominator), "share: a part of a whole has a denominator"
    yield (
        made.status is Status.DRAFT or bool(made.reviewed_on and made.review_by),
        ("a reviewed one says reviewed_on and review_by"),
    )
    if made.reviewed_on and made.review_by:
        yield made.review_by > made.reviewed_on, "it is reviewed again after it was reviewed"
    if made.used_from and made.used_to:
        yield made.used_to >= made.used_from, "it is used from a day until a later one"


def _rules_of_values(made: Definition) -> Iterator[tuple[bool, str]]:
    """Yield the rules on the values at which a rule speaks: from one upwards, or below one."""
    bounds = made.thresholds
    upwards, below = (bounds.risk_at, bounds.elevated_at), (bounds.risk_below, bounds.elevated_below)
    for names, (risk, elevated), direction in (
        ("risk_at and elevated_at", upwards, Direction.DECREASE),
        ("risk_below and elevated_below", below, Direction.INCREASE),
    ):
        if risk is None and elevated is None:
            continue
        yield made.method is Method.RULES_BASED, f"thresholds: {names} belong to rules_based"
        yield made.direction is direction, f"thresholds: {names} are for the direction {direction}"
        if risk is not None and elevated is not None:
            ordered = elevated >= risk if direction is Direction.DECREASE else elevated <= risk
            yield ordered, f"thresholds: of {names}, the elevated risk is no better than the risk"
