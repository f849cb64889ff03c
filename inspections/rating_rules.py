"""By which version of the rules an inspection's ratings are worked out: proposed by the day, chosen with a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from django.db import transaction

from inspections.models import Inspection
from inspections.moving import locked, news_of, reference_to
from inspections.permitting import in_state, permit
from inspections.states.inspection import OPEN
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.returns.refusals import Refused
from ratings.rules.aggregation_files import rule_sets
from ratings.rules.aggregation_rule_sets import AggregationRuleSet, Certainty
from ratings.rules.ratings_words import KeyQuestion


@dataclass(frozen=True, slots=True)
class ProposedRules:
    """What is proposed from a day on: the version of the rules, where that is said, and how sure it is."""

    from_on: date
    rules: AggregationRuleSet
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class RulesChoice:
    """A version that an inspection can go by, and what it decides and does not."""

    rules: AggregationRuleSet
    note: str


def proposed_rules(day: date) -> ProposedRules:
    """Return what is proposed for an inspection that begins on the day; for earlier days, the first proposal."""
    in_force = [proposal for proposal in _proposals() if proposal.from_on <= day]
    return in_force[-1] if in_force else _proposals()[0]


@cache
def rules_to_choose() -> Mapping[str, RulesChoice]:
    """Return what an inspection can go by, by the version's name; each aggregates five key questions at least."""
    read = [RulesChoice(rule_sets()[each["rule_set"]], each["note"]) for each in _file()["choice"]]
    if short := [each.rules.version for each in read if not each.rules.covers(len(KeyQuestion))]:
        raise ValueError(f"rating_rules.toml: decides nothing for five key questions: {', '.join(short)}")
    return MappingProxyType({each.rules.version: each for each in read})


@transaction.atomic
def choose_rules(*, inspection: Inspection, rule_set: str, reason: str, by: Person, now: datetime) -> Inspection:
    """Let an inspection go by another version of the rules, until its first judgement.

    The version that it has already changes nothing. Refused: ``not_allowed``; ``moved_on``; ``judged`` once something
    is; ``rules`` that there are not; ``no_reason`` for others than are proposed for its days.
    """
    permit(Action.PLAN_INSPECTIONS, by=by, now=now, message="You cannot plan inspections.")
    current = locked(inspection)
    in_state(current, OPEN, message="Its ratings were worked out already.")
    reason = checked_reason(rule_set, reason, day=current.starts_on or london_date(now))
    if (current.rule_set, current.rule_set_reason) == (rule_set, reason):
        return inspection
    if current.judgements.exists():
        raise Refused("judged", "Something is judged already, by the rules as they were chosen. They stay.")
    current.rule_set, current.rule_set_reason = rule_set, reason
    current.save(update_fields=["rule_set", "rule_set_reason"])
    event = "inspection.rules_chosen"
    audit(event, by=by, subject=reference_to(current), now=now, fields=["rule_set", "rule_set_reason"])
    emit("inspection.changed", subject=reference_to(current), now=now, payload={**news_of(current), "change": event})
    inspection.rule_set, inspection.rule_set_reason = rule_set, reason
    return inspection


def checked_reason(rule_set: str, reason: str, *, day: date) -> str:
    """Return the reason to keep with a choice, blank for what is proposed on the day.

    ``Refused``: ``rules`` that there are not; ``no_reason`` for others than are proposed.
    """
    if rule_set not in rules_to_choose():
        raise Refused("rules", "There is no such version of the rules to choose.")
    if rule_set == proposed_rules(day).rules.version:
        return ""
    if not reason.strip():
        raise Refused("no_reason", "Say why its ratings go by other rules than are proposed.")
    return reason.strip()


@cache
def _proposals() -> tuple[ProposedRules, ...]:
    read = [
        ProposedRules(each["from_on"], rule_sets()[each["rule_set"]], each["source"], Certainty(each["certainty"]))
        for each in _file()["proposal"]
    ]
    if unknown := [each.rules.version for each in read if each.rules.version not in rules_to_choose()]:
        raise ValueError(f"rating_rules.toml: proposed and not to choose: {', '.join(unknown)}")
    return tuple(sorted(read, key=lambda each: each.from_on))


@cache
def _file() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads(files("inspections").joinpath("data", "rating_rules.toml").read_text(encoding="utf-8"))
