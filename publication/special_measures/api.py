"""Special measures for programs: the same things as on the pages, as JSON."""

from __future__ import annotations

from typing import Any

from oversight.organisations.models import Trust
from publication.api.asking import Asked, InPath
from publication.api.organisations import trust_of
from publication.api.resources import Group, ListResource, Resource
from publication.api.shapes import (
    ADDRESS,
    DAY,
    MOMENT,
    TEXT,
    WHOLE,
    YES_NO,
    Field,
    Listed,
    Object,
    OrNull,
    word_of,
)
from publication.special_measures.case_told import Standing
from publication.special_measures.listing import Listed as ListedTrust
from publication.special_measures.listing import listed_world
from publication.special_measures.plan_api import PLAN, UPDATE, plan_of
from publication.special_measures.record import PublicSpecialMeasures
from ratings.cases.models import Recommendation
from ratings.cases.timeline_entry import TimelineKind


def _spell(name: str) -> Any:
    return lambda case, asked: getattr(case.told.spell, name) if case.told.spell else None


def _of_told(name: str) -> Any:
    return lambda case, asked: getattr(case.told, name)


_DECISION = Object(
    "SpecialMeasuresDecision",
    "What was recommended and decided, each with its reason.",
    (
        Field("kind", "What it is about.", word_of(*Recommendation.Kind.values)),
        Field("agreed", "Whether it was agreed; else it was declined.", YES_NO),
        Field("directed", "Whether it was directed, and so not to be declined.", YES_NO),
        Field("recommended_on", "The day of the recommendation.", DAY),
        Field("recommended_because", "Its reason.", TEXT, lambda it, asked: it.recommended_reason),
        Field("criteria_met", "Whether the criteria were met; null where none apply.", YES_NO.or_null()),
        Field("decided_on", "The day of the decision.", DAY),
        Field("decided_because", "Its reason.", TEXT, lambda it, asked: it.decided_reason),
        Field("decided_by", "The body that decided.", TEXT, lambda it, asked: it.body),
    ),
)
_PROMISE = Object(
    "PartnerPromise",
    "One thing that a partner trust promised.",
    (
        Field("what", "What was promised.", TEXT),
        Field("due_on", "By when.", DAY),
        Field("done_on", "The day on which it was done; null where it is not.", DAY.or_null()),
        Field("overdue", "Whether its day is over and it is not done.", YES_NO, lambda it, asked: it.is_overdue),
    ),
)
_PARTNER = Object(
    "Partner",
    "A trust that helps.",
    (
        Field("name", "Its name.", TEXT),
        Field("from", "From which day.", DAY, lambda it, asked: it.from_on),
        Field("to", "Its last day; null while it goes on.", DAY.or_null(), lambda it, asked: it.to_on),
        Field("contract", "What was agreed, in words.", TEXT, lambda it, asked: it.words),
        Field("promises", "What it promised.", Listed(_PROMISE)),
    ),
)
_DIRECTOR = Object(
    "ImprovementDirector",
    "Who was appointed to help the Board.",
    (
        Field("name", "The name.", TEXT),
        Field("from", "From which day.", DAY, lambda it, asked: it.from_on),
        Field("to", "The last day; null while it goes on.", DAY.or_null(), lambda it, asked: it.to_on),
    ),
)
_ASKED = (
    Field("what", "What was asked for.", TEXT),
    Field("asked_on", "The day on which it was asked for.", DAY),
    Field("due_on", "By when; null where no day was set.", DAY.or_null()),
    Field("came_on", "The day on which it came; null where it has not.", DAY.or_null()),
)
_REVIEW = Object("LeadershipReview", "A review of the trust's leadership.", _ASKED)
_DEMONSTRATION = Object(
    "AskedOfTheBoard",
    "What the Board was asked to show.",
    (*_ASKED, Field("accepted", "Whether it was accepted; null where that is not decided.", YES_NO.or_null())),
)
_ENTRY = Object(
    "TimelineEntry",
    "One thing that happened.",
    (
        Field("on", "The day.", DAY),
        Field("kind", "What sort of thing.", word_of(*TimelineKind), lambda it, asked: str(it.kind)),
        Field("title", "What happened.", TEXT),
        Field("words", "More of it; empty where there is no more.", TEXT),
        Field("who", "By whom; empty where not said.", TEXT),
    ),
)
_CASE = Object(
    "SpecialMeasuresCase",
    "One time in special measures, or a recommendation of it that was declined.",
    (
        Field(
            "reference",
            "The case's reference; null for a time that was recorded without a case.",
            TEXT.or_null(),
            lambda it, asked: it.told.reference or None,
        ),
        Field(
            "decided_for",
            "The code of the trust for which it was decided: this one, or one that it followed.",
            TEXT,
            lambda it, asked: it.told.trust.code,
        ),
        Field("standing", "Where it stands.", word_of(*Standing), _of_told("standing")),
        Field("since", "The day of entry, or the day on which it was declined.", DAY, _of_told("since")),
        Field(
            "reinspect_by",
            "The last day for a re-inspection; null where none is.",
            DAY.or_null(),
            _of_told("reinspect_by"),
        ),
        Field(
            "extended_to",
            "To which day its time was extended; null where it was not.",
            DAY.or_null(),
            _spell("extended_to"),
        ),
        Field("left_on", "The day on which the trust left; null where it has not.", DAY.or_null(), _spell("left_on")),
        Field("overdue", "What should have come and has not, in words.", Listed(TEXT)),
        Field("decisions", "What was decided.", Listed(_DECISION), _of_told("decisions")),
        Field(
            "autonomy_suspended_from",
            "From which day the Board's autonomy is suspended; null where it is not.",
            DAY.or_null(),
            _of_told("suspended_from"),
        ),
        Field(
            "autonomy_suspended_to",
            "The last day of that; null while it goes on.",
            DAY.or_null(),
            _of_told("suspended_to"),
        ),
        Field(
            "improvement_directors", "Who was appointed to help the Board.", Listed(_DIRECTOR), _of_told("directors")
        ),
        Field("partners", "Trusts that help.", Listed(_PARTNER), _of_told("partners")),
        Field("leadership_reviews", "Reviews of the trust's leadership.", Listed(_REVIEW), _of_told("reviews")),
        Field(
            "asked_of_the_board",
            "What the Board was asked to show.",
            Listed(_DEMONSTRATION),
            _of_told("demonstrations"),
        ),
        Field(
            "updates",
            "Each month's update on the plan.",
            Listed(UPDATE),
            lambda it, asked: it.plan.updates if it.plan else (),
        ),
        Field(
            "plan",
            "The newest published report on the plan; null where none was.",
            OrNull(PLAN),
            lambda it, asked: plan_of(it),
        ),
        Field("timeline", "Everything that happened, the newest first.", Listed(_ENTRY)),
    ),
)
LISTED = Object(
    "ListedSpecialMeasures",
    "A trust of which special measures were decided on.",
    (
        Field("trust", "The trust's code in the register (ODS).", TEXT, lambda it, asked: it.trust.code),
        Field("name", "The trust's name.", TEXT, lambda it, asked: it.trust.shown_name),
        Field("demonstration", "Whether it is invented.", YES_NO, lambda it, asked: it.trust.is_demonstration),
        Field("standing", "Where it stands.", word_of(*Standing)),
        Field(
            "decided_for",
            "The code of the trust for which it was decided: this one, or one that it followed.",
            TEXT,
            lambda it, asked: it.case.told.trust.code,
        ),
        Field(
            "since", "The day of entry, or the day on which it was declined.", DAY, lambda it, asked: it.case.told.since
        ),
        Field(
            "left_on",
            "The day on which it left; null where it has not.",
            DAY.or_null(),
            lambda it, asked: it.case.told.spell.left_on if it.case.told.spell else None,
        ),
        Field(
            "reinspect_by",
            "The last day for a re-inspection; null where none is.",
            DAY.or_null(),
            lambda it, asked: it.case.told.reinspect_by,
        ),
        Field(
            "actions_promised",
            "How many actions the plan has; null where none was published.",
            WHOLE.or_null(),
            lambda it, asked: it.promised,
        ),
        Field(
            "actions_delivered",
            "How many of them the trust says it has delivered; null where none was published.",
            WHOLE.or_null(),
            lambda it, asked: it.delivered,
        ),
        Field(
            "overdue", "What should have come and has not, in words.", Listed(TEXT), lambda it, asked: it.case.overdue
        ),
        Field(
            "address",
            "Where it is told.",
            ADDRESS,
            lambda it, asked: asked.address("api_special_measures_of", code=it.trust.code),
        ),
        Field(
            "page",
            "Its page for people.",
            ADDRESS,
            lambda it, asked: asked.page("special_measures", code=it.trust.code),
        ),
    ),
)
SPECIAL_MEASURES = Object(
    "SpecialMeasures",
    "Everything that is public of one trust's special measures.",
    (
        Field("trust", "The trust's code in the register (ODS).", TEXT, lambda it, asked: it.trust.code),
        Field("name", "The trust's name.", TEXT, lambda it, asked: it.trust.shown_name),
        Field("demonstration", "Whether it is invented.", YES_NO, lambda it, asked: it.trust.is_demonstration),
        Field("as_of", "As of when this is told.", MOMENT, lambda it, asked: it.now),
        Field(
            "in_special_measures",
            "Whether it is in special measures.",
            YES_NO,
            lambda it, asked: it.is_in and not it.followers,
        ),
        Field(
            "followed_by",
            "The codes of the trusts that took its place.",
            Listed(TEXT),
            lambda it, asked: [each.code for each in it.followers],
        ),
        Field("cases", "All cases, the one that goes on first; a trust without any has none.", Listed(_CASE)),
    ),
)


def _example(demonstration: bool) -> str | None:
    """Return the code of a trust that is in special measures, or of any."""
    trusts = Trust.objects.filter(is_demonstration=demonstration).order_by("code")
    inside = trusts.filter(special_measures__left_on__isnull=True, special_measures__isnull=False)
    return (inside or trusts).values_list("code", flat=True).first()


def _list(asked: Asked) -> list[ListedTrust]:
    world = listed_world(demonstration=asked.demonstration, now=asked.moment)
    return sorted(world.listed, key=lambda each: each.trust.code)


RESOURCES: tuple[Resource, ...] = (
    ListResource(
        "api_special_measures",
        "special-measures/",
        Group.SPECIAL_MEASURES,
        "Every trust in special measures",
        "Every trust of which a case is public, by code: in special measures, left, or declined.",
        LISTED,
        _list,
        known_on=True,
    ),
    Resource(
        "api_special_measures_of",
        "special-measures/<str:code>/",
        Group.SPECIAL_MEASURES,
        "One trust's special measures",
        "Decisions with their reasons, who helps, the plan with what was promised and done, each measure's figures, and"
        " the whole story.",
        SPECIAL_MEASURES,
        lambda asked: PublicSpecialMeasures(trust_of(asked), asked.moment),
        in_path=(InPath("code", "The trust's code in the register (ODS), in capitals or not.", _example),),
        known_on=True,
    ),
)
