"""The released safety measures: of a trust or a hospital, and one measure of all trusts, by name and never ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oversight.measures.defined import Definition, Level
from publication.api.asking import Asked, InPath, code, one_of
from publication.api.examples import HOSPITAL_CODE, TRUST_CODE
from publication.api.lines import MISSING, WORDS
from publication.api.organisations import hospital_of, trust_of
from publication.api.problems import not_found
from publication.api.resources import Group, ListResource, Resource
from publication.api.shapes import (
    ADDRESS,
    MOMENT,
    NUMBER,
    TEXT,
    YES_NO,
    Field,
    Listed,
    Object,
    word_of,
)
from publication.models import Release
from publication.periods import SAFETY
from publication.safety_measures.models import Standing
from publication.safety_measures.reading import (
    SafetyFigures,
    ShownMeasure,
    all_of,
    safety_of,
    safety_of_hospital,
)
from publication.safety_measures.sections import (
    PlainWords,
    Section,
    is_on_pages,
    plain_words,
    section_of,
    shown_measures,
)


@dataclass(frozen=True)
class ToldFigure:
    """A figure with the release that tells it, and its trust where it is a trust's."""

    release: Release
    shown: ShownMeasure
    hospital: str


@dataclass(frozen=True)
class ToldMeasure:
    """A measure with its words for readers."""

    made: Definition
    plain: PlainWords
    section: Section


def _why_none(it: ToldFigure | None, asked: Asked) -> str | None:
    return WORDS[it.shown.told.value] if it is not None and it.shown.told is not None else None


def _of(found: SafetyFigures | None, hospital: str, asked: Asked) -> list[ToldFigure]:
    """Return the figures of a trust or hospital under the questions in the order of pages; none where none is told."""
    if found is None:
        return []
    return [
        ToldFigure(found.release, shown, hospital)
        for section, listed in found.sections
        if asked["section"] in (None, section.key)
        for shown in listed
        if asked["measure"] in (None, shown.code)
    ]


def _of_trust(asked: Asked) -> list[ToldFigure]:
    return _of(safety_of(trust_of(asked).code, asked.releases(SAFETY)), "", asked)


def _of_hospital(asked: Asked) -> list[ToldFigure]:
    code = hospital_of(asked).code
    return _of(safety_of_hospital(code, asked.releases(SAFETY)), code, asked)


def _of_all(asked: Asked) -> list[ToldFigure]:
    """Return a measure of every trust. ``Problem``: no release of these tells of the measure."""
    code = _known(asked.path["measure"])
    releases = asked.releases(SAFETY)
    release = releases.latest
    return [ToldFigure(release, each, "") for each in all_of(release, code)] if release is not None else []


def _known(code: str) -> str:
    if not is_on_pages(code):
        raise not_found(f"No safety measure that is released has the code {code[:60]}.")
    return code


def _list(asked: Asked) -> Sequence[ToldMeasure]:
    return [ToldMeasure(made, plain_words(made.code), section_of(made.code)) for made in shown_measures(Level.TRUST)]


POINT = Object(
    "SafetyPoint",
    "A safety measure's figure in one period.",
    (
        Field("period", "The period.", TEXT, lambda it, asked: str(it.period)),
        Field("value", "The figure, in the measure's unit; null where missing says why.", NUMBER.or_null()),
        Field("numerator", "Its numerator; null where there is none or it is held back.", NUMBER.or_null()),
        Field("denominator", "Its denominator; null where there is none or it is held back.", NUMBER.or_null()),
        Field(
            "missing",
            "Why there is no figure; null where there is one.",
            word_of(*MISSING).or_null(),
            lambda it, asked: WORDS[it.told.value] if it.told is not None else None,
        ),
        Field("revised", "Whether it was another in the release before.", YES_NO),
    ),
)
FIGURE = Object(
    "SafetyFigure",
    "A safety measure of a trust or a hospital as a release tells it, with all that stands beside the number.",
    (
        Field("measure", "The measure's code.", TEXT, lambda it, asked: it.shown.code),
        Field("name", "The measure's name in plain words.", TEXT, lambda it, asked: it.shown.plain.name),
        Field("section", "Under which question it stands.", TEXT, lambda it, asked: section_of(it.shown.code).key),
        Field("trust_code", "The trust's code in the register (ODS).", TEXT, lambda it, asked: it.shown.trust.code),
        Field("trust_name", "Its name in the release.", TEXT, lambda it, asked: it.shown.trust.name),
        Field("hospital_code", "The hospital's code; empty for a trust's figure.", TEXT, lambda it, asked: it.hospital),
        Field("period", "The time that the figure is of.", TEXT, lambda it, asked: str(it.shown.period)),
        Field("period_words", "The same for people.", TEXT, lambda it, asked: it.shown.period_words),
        Field(
            "value",
            "The figure, in the unit; null where missing says why.",
            NUMBER.or_null(),
            lambda it, asked: it.shown.value,
        ),
        Field(
            "unit",
            "The unit of value, target, lower and upper; empty for a plain number.",
            TEXT,
            lambda it, asked: it.shown.definition.unit,
        ),
        Field("missing", "Why there is no figure; null where there is one.", word_of(*MISSING).or_null(), _why_none),
        Field(
            "numerator",
            "Its numerator, as the dictionary defines it; null where there is none or it is held back.",
            NUMBER.or_null(),
            lambda it, asked: it.shown.numerator,
        ),
        Field(
            "denominator",
            "Its denominator, as the dictionary defines it; null where there is none or it is held back.",
            NUMBER.or_null(),
            lambda it, asked: it.shown.denominator,
        ),
        Field("text", "The figure as pages write it, or why there is none.", TEXT, lambda it, asked: it.shown.text),
        Field(
            "standing",
            "Where it stands among all trusts, as a word that stays the same.",
            word_of(*Standing.values),
            lambda it, asked: it.shown.standing,
        ),
        Field("word", "The same in the words of pages.", TEXT, lambda it, asked: it.shown.word),
        Field(
            "sentence",
            "What is said of where it stands; empty where there is no figure.",
            TEXT,
            lambda it, asked: it.shown.word_sentence,
        ),
        Field(
            "target",
            "What is usual for all trusts, or what is asked of them; null where nothing was compared.",
            NUMBER.or_null(),
            lambda it, asked: it.shown.target,
        ),
        Field(
            "lower",
            "Below which it stands apart; null where nothing was compared.",
            NUMBER.or_null(),
            lambda it, asked: it.shown.lower,
        ),
        Field(
            "upper",
            "Above which it stands apart; null where nothing was compared.",
            NUMBER.or_null(),
            lambda it, asked: it.shown.upper,
        ),
        Field("updated", "When the public was first told just this.", MOMENT, lambda it, asked: it.shown.updated),
        Field(
            "next_update",
            "When the next figures come; null where none are announced.",
            MOMENT.or_null(),
            lambda it, asked: it.shown.next_update,
        ),
        Field("revised", "Whether it was another in the release before.", YES_NO, lambda it, asked: it.shown.revised),
        Field("source", "Where it comes from.", TEXT, lambda it, asked: it.shown.source),
        Field("release", "The release that tells it.", TEXT, lambda it, asked: it.release.reference),
        Field(
            "note",
            "Where it was withdrawn, why; empty otherwise.",
            TEXT,
            lambda it, asked: it.shown.mark.reason if it.shown.mark else "",
        ),
        Field("points", "Its series, the oldest first.", Listed(POINT), lambda it, asked: it.shown.points),
        Field(
            "definition",
            "Where the measure is told in the dictionary.",
            ADDRESS,
            lambda it, asked: asked.address("api_measure", measure=it.shown.code),
        ),
        Field(
            "every_trust",
            "The same measure of every trust.",
            ADDRESS,
            lambda it, asked: asked.address("api_safety_of_all", measure=it.shown.code),
        ),
    ),
)
SAFETY_MEASURE = Object(
    "SafetyMeasure",
    "A measure that releases of the safety measures tell of, in words for readers.",
    (
        Field("measure", "The measure's code.", TEXT, lambda it, asked: it.made.code),
        Field("name", "Its name in plain words.", TEXT, lambda it, asked: it.plain.name),
        Field("section", "Under which question it stands.", TEXT, lambda it, asked: it.section.key),
        Field("question", "That question.", TEXT, lambda it, asked: it.section.question),
        Field("what", "What is counted.", TEXT, lambda it, asked: it.plain.what),
        Field("means", "How to read it.", TEXT, lambda it, asked: it.plain.means),
        Field("does_not_mean", "How not to read it.", TEXT, lambda it, asked: it.plain.does_not_mean),
        Field(
            "higher_is",
            "What a higher number is.",
            word_of("better", "worse", "neither"),
            lambda it, asked: it.plain.higher_is,
        ),
        Field("unit", "The unit of its value; empty for a plain number.", TEXT, lambda it, asked: it.made.unit),
        Field(
            "definition",
            "Where it is told in the dictionary.",
            ADDRESS,
            lambda it, asked: asked.address("api_measure", measure=it.made.code),
        ),
        Field(
            "every_trust",
            "The measure of every trust.",
            ADDRESS,
            lambda it, asked: asked.address("api_safety_of_all", measure=it.made.code),
        ),
    ),
)


def _example(demonstration: bool) -> str | None:
    return next((made.code for made in shown_measures(Level.TRUST)), None)


_MEASURE = code("measure", "Only one measure: its code.", longest=60)
_SECTION = one_of(
    "section",
    "Only what stands under one question.",
    dict.fromkeys(section_of(made.code).key for made in shown_measures(Level.TRUST)),
)

RESOURCES: tuple[Resource, ...] = (
    ListResource(
        "api_safety",
        "safety/",
        Group.SAFETY,
        "Which safety measures there are",
        "The measures that are released for trusts, by question, in words for readers.",
        SAFETY_MEASURE,
        _list,
    ),
    ListResource(
        "api_safety_of_all",
        "safety/<str:measure>/",
        Group.SAFETY,
        "A safety measure of every trust",
        "One measure of every trust in the newest release, by name. It is no league table: trusts are not ranked.",
        FIGURE,
        _of_all,
        in_path=(InPath("measure", "The measure's code.", _example),),
        known_on=True,
    ),
    ListResource(
        "api_trust_safety",
        "trusts/<str:code>/safety/",
        Group.SAFETY,
        "A trust's safety measures",
        "Every measure that the newest release with the trust tells of it, by question.",
        FIGURE,
        _of_trust,
        in_path=(TRUST_CODE,),
        filters=(_MEASURE, _SECTION),
        known_on=True,
    ),
    ListResource(
        "api_hospital_safety",
        "hospitals/<str:code>/safety/",
        Group.SAFETY,
        "A hospital's safety measures",
        "Those that are observed of hospitals, as the newest release with the hospital tells them.",
        FIGURE,
        _of_hospital,
        in_path=(HOSPITAL_CODE,),
        filters=(_MEASURE, _SECTION),
        known_on=True,
    ),
)
