"""Reading the versions of the rules of aggregation from their files, each held to be whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ratings.rules.aggregation_rule_sets import (
    Action,
    AggregationRuleSet,
    Assessed,
    BadRuleSet,
    Band,
    Certainty,
    Effect,
    LimitedLevel,
    Limiter,
    Merger,
    Row,
    Rule,
    ScoreLimiter,
    Scores,
    TrustLevels,
)
from ratings.rules.ratings_words import KeyQuestion, Rating

FOLDER = Path(__file__).parents[1] / "rule_sets" / "aggregation"

ACUTE_HANDBOOK = "acute-handbook-2014"
"""The version by which hospitals are rated where nothing else is said."""
SINGLE_LOCATION = "single-location-2014"
USE_OF_RESOURCES = "use-of-resources-2018"
SINGLE_ASSESSMENT_FRAMEWORK = "single-assessment-framework-2023"


@cache
def rule_sets() -> Mapping[str, AggregationRuleSet]:
    """Return every version that this system holds, by its name, in the order in which they came into use."""
    return MappingProxyType(load_rule_sets())


def rule_set(version: str = ACUTE_HANDBOOK) -> AggregationRuleSet:
    """Return one version of the rules; an unknown one is ``KeyError``."""
    return rule_sets()[version]


def load_rule_sets(folder: Path = FOLDER) -> dict[str, AggregationRuleSet]:
    """Read every file of the folder. ``BadRuleSet``, naming the file, for anything missing, unknown or undecided."""
    made: dict[str, AggregationRuleSet] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            version = _rule_set(tomllib.loads(path.read_text(encoding="utf-8")))
            _hold(version)
        except (KeyError, TypeError, ValueError) as fault:
            raise BadRuleSet(f"{path.name}: {fault!r}") from fault
        if version.version in made:
            raise BadRuleSet(f"{path.name}: version {version.version} is given twice")
        made[version.version] = version
    return dict(sorted(made.items(), key=lambda item: (item[1].in_use_from, item[0])))


def _rule_set(given: Mapping[str, Any]) -> AggregationRuleSet:
    known = {"version", "name", "in_use_from", "in_use_to", "source", "rule", "assessed", "unrated", "trust", "merger"}
    if unknown := sorted(given.keys() - known - {"limiter", "scores"}):
        raise ValueError(f"says what no rule set has: {', '.join(unknown)}")
    return AggregationRuleSet(
        version=_text(given["version"]),
        name=_text(given["name"]),
        in_use_from=_day(given["in_use_from"]),
        in_use_to=_day(given["in_use_to"]) if "in_use_to" in given else None,
        source=_text(given["source"]),
        rules=tuple(_rule(each) for each in given["rule"]),
        unrated=_text(given["unrated"]["text"]),
        assessed=_assessed(given["assessed"]) if "assessed" in given else None,
        trust=_trust(given["trust"]) if "trust" in given else None,
        merger=_merger(given["merger"]) if "merger" in given else None,
        limiters=tuple(_limiter(each) for each in given.get("limiter", ())),
        scores=_scores(given["scores"]) if "scores" in given else None,
    )


def _rule(given: Mapping[str, Any]) -> Rule:
    return Rule(
        letter=_text(given["letter"]),
        gives=Rating(given["gives"]),
        counts=Rating(given["counts"]) if "counts" in given else None,
        others=frozenset(Rating(each) for each in given["others"]) if "others" in given else None,
        text=_text(given["text"]),
        because=_text(given["because"]),
        rows=tuple(_row(each) for each in given["row"]),
    )


def _row(given: Mapping[str, Any]) -> Row:
    return Row(
        n_from=_number(given["n_from"]),
        n_to=_number(given["n_to"]) if "n_to" in given else None,
        at_least=_number(given["at_least"]),
        certainty=Certainty(given["certainty"]),
        source=_text(given["source"]),
    )


def _assessed(given: Mapping[str, Any]) -> Assessed:
    return Assessed(_text(given["text"]), _text(given["source"]), Certainty(given["certainty"]))


def _trust(given: Mapping[str, Any]) -> TrustLevels:
    return TrustLevels(
        key_questions=tuple(KeyQuestion(each) for each in given["key_questions"]),
        overall=bool(given["overall"]),
        source=_text(given["source"]),
        certainty=Certainty(given["certainty"]),
    )


def _merger(given: Mapping[str, Any]) -> Merger:
    return Merger(
        left_out_for_months=_number(given["left_out_for_months"]),
        text=_text(given["text"]),
        source=_text(given["source"]),
        certainty=Certainty(given["certainty"]),
    )


def _limiter(given: Mapping[str, Any]) -> Limiter:
    return Limiter(
        action=Action(given["action"]),
        level=LimitedLevel(given["level"]),
        effect=Effect(given["effect"]),
        rating=Rating(given["rating"]),
        text=_text(given["text"]),
        source=_text(given["source"]),
        certainty=Certainty(given["certainty"]),
    )


def _scores(given: Mapping[str, Any]) -> Scores:
    return Scores(
        lowest=_number(given["lowest"]),
        highest=_number(given["highest"]),
        rounding=_text(given["rounding"]),
        rounding_certainty=Certainty(given["rounding_certainty"]),
        meanings=MappingProxyType({_number(each["score"]): _text(each["text"]) for each in given["meaning"]}),
        bands=tuple(
            Band(
                _number(each["from"]),
                _number(each["to"]),
                Rating(each["rating"]),
                _text(each["source"]),
                Certainty(each["certainty"]),
            )
            for each in given["band"]
        ),
        limiters=tuple(
            ScoreLimiter(
                in_band=Rating(each["in_band"]),
                any_at_most=_number(each["any_at_most"]),
                rating=Rating(each["rating"]),
                text=_text(each["text"]),
                source=_text(each["source"]),
                certainty=Certainty(each["certainty"]),
            )
            for each in given.get("limiter", ())
        ),
    )


def _hold(version: AggregationRuleSet) -> None:
    letters = [rule.letter for rule in version.rules]
    if len(set(letters)) != len(letters):
        raise ValueError("a letter is given to two rules")
    *conditional, last = version.rules
    if last.counts is not None or any(rule.counts is None for rule in conditional):
        raise ValueError("the last rule, and no other, decides whatever is left")
    for rule in version.rules:
        _hold_rows(rule, last.rows)
    if version.scores is not None:
        _hold_scores(version.scores)


def _hold_rows(rule: Rule, decided: Sequence[Row]) -> None:
    for row in rule.rows:
        if row.n_from < 1 or (row.n_to is not None and row.n_to < row.n_from):
            raise ValueError(f"rule {rule.letter}: a row for {row.n_from} to {row.n_to} ratings")
        if rule.counts is not None and not 1 <= row.at_least <= (row.n_to or row.at_least):
            raise ValueError(f"rule {rule.letter}: at least {row.at_least} of {row.n_from} to {row.n_to} ratings")
        if not any(_within(row, each) for each in decided):
            raise ValueError(f"rule {rule.letter}: a row for numbers that the last rule leaves undecided")
    for earlier, later in pairwise(rule.rows):
        if earlier.n_to is None or later.n_from != earlier.n_to + 1:
            raise ValueError(f"rule {rule.letter}: its rows do not follow each other")


def _within(row: Row, whole: Row) -> bool:
    if not whole.covers(row.n_from):
        return False
    return whole.n_to is None or (row.n_to is not None and row.n_to <= whole.n_to)


def _hold_scores(scores: Scores) -> None:
    if set(scores.meanings) != set(range(scores.lowest, scores.highest + 1)):
        raise ValueError("scores: a score without a meaning, or a meaning without a score")
    for earlier, later in pairwise(scores.bands):
        if later.first != earlier.last + 1:
            raise ValueError("scores: the bands do not follow each other")
    if scores.bands[0].first > 100 * scores.lowest // scores.highest or scores.bands[-1].last != 100:
        raise ValueError("scores: the bands leave a percentage out")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"a text, not {value!r}")
    return value.strip()


def _number(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"a whole number, not {value!r}")
    return value


def _day(value: object) -> date:
    if type(value) is not date:
        raise ValueError(f"a day, not {value!r}")
    return value
