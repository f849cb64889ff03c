"""Which notices and breaches limit which ratings: what is in force, by site, service and key question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspections.models import BreachArea, Notice, NoticeArea
from inspections.states.notice import IN_FORCE, NoticeState
from oversight.organisations.models import Trust
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.ratings_words import KeyQuestion


@dataclass(frozen=True, slots=True)
class Area:
    """A key question of a service at a site (by its primary key)."""

    site: int
    service: str
    key_question: KeyQuestion


@dataclass(frozen=True, slots=True)
class Step:
    """A notice or a breach as far as it limits: what it is, its state (None for a breach that has not ended)."""

    action: Action
    state: NoticeState | None
    area: Area


def action_of(kind: str) -> Action:
    """Return how a step of the kind limits: a requirement notice at best, any other as enforcement.

    Source: CQC, Ratings principles for NHS trusts (12 May 2022).
    """
    return Action.REQUIREMENT_NOTICE if kind == Notice.Kind.REQUIREMENT else Action.ENFORCEMENT


def actions_in_force(steps: Iterable[Step]) -> dict[int, dict[tuple[str, KeyQuestion], set[Action]]]:
    """Return the actions that limit ratings, by site and there by service and key question.

    A notice limits while it binds: once issued, and where it was not complied with until something follows it. A
    draft, and one complied with, lifted, concluded or withdrawn, limits nothing.
    """
    limiting: dict[int, dict[tuple[str, KeyQuestion], set[Action]]] = {}
    for step in steps:
        if step.state is None or step.state in IN_FORCE:
            place = (step.area.service, step.area.key_question)
            limiting.setdefault(step.area.site, {}).setdefault(place, set()).add(step.action)
    return limiting


def linked_actions(trust: Trust) -> Mapping[int, Mapping[tuple[str, KeyQuestion], set[Action]]]:
    """Return what limits the trust's ratings now, by the site's primary key; two queries, however many notices."""
    notices = NoticeArea.objects.filter(
        notice__trust=trust, notice__state__in=[str(state) for state in IN_FORCE]
    ).values_list("site_id", "service", "key_question", "notice__kind", "notice__state")
    breaches = BreachArea.objects.filter(breach__trust=trust, breach__ended_on__isnull=True).values_list(
        "site_id", "service", "key_question"
    )
    return actions_in_force(
        [
            *(
                Step(action_of(kind), NoticeState(state), Area(site, service, KeyQuestion(question)))
                for site, service, question, kind, state in notices
            ),
            *(
                Step(Action.BREACH, None, Area(site, service, KeyQuestion(question)))
                for site, service, question in breaches
            ),
        ]
    )
