"""Gathers what the criteria look at: the published ratings of the whole trust, its time in them, and its updates."""

from __future__ import annotations

from datetime import date

from inspections.judging.standing_record import word_of
from inspections.models import PublishedRating, RatingLevel
from oversight.organisations.models import Trust
from oversight.organisations.successions import successors_of
from ratings.gathering import one_moment
from ratings.models import SpecialMeasuresSpell
from ratings.plans.updates import first_published
from ratings.rules.ratings_words import KeyQuestion
from ratings.rules.special_measures import CriterionFacts, Spell, TrustRating
from ratings.rules.special_measures_files import special_measures_in_force
from ratings.special_measures.results import CriteriaOfTrust, criteria_of_trust
from ratings.special_measures.standing import spell_of

_OF_THE_TRUST = (RatingLevel.TRUST, RatingLevel.TRUST_KEY_QUESTION)


def compute_criteria(trust_code: str, *, on: date) -> CriteriaOfTrust:
    """Work out a trust's criteria from what stands on a day; nothing is written, and nothing is decided."""
    with one_moment():
        return criteria_on(Trust.objects.get(code=trust_code), on)


def criteria_on(trust: Trust, on: date) -> CriteriaOfTrust:
    """Work out a trust's criteria by the rules in force for it on the day."""
    rules = special_measures_in_force(on, demonstration=trust.is_demonstration)
    return criteria_of_trust(criterion_facts(trust, on=on), rules)


def criterion_facts(trust: Trust, *, on: date) -> CriterionFacts:
    """Gather what stands of a trust on a day, in a fixed number of queries; published ratings alone.

    Of a trust that others have followed nothing is left to ask: they are asked.
    """
    if followed_by := successors_of(trust, on):
        return CriterionFacts(trust.code, on, {}, followed_by=tuple(each.code for each in followed_by))
    spell = spell_of(trust, on)
    updates = first_published(spell) if spell is not None else {}
    return CriterionFacts(
        trust.code,
        on,
        _ratings(trust, on),
        spell=_spell(spell),
        updates={month: day for month, day in updates.items() if day <= on},
    )


def _ratings(trust: Trust, on: date) -> dict[KeyQuestion | None, TrustRating]:
    """Return what stands published of the whole trust."""
    found: dict[KeyQuestion | None, TrustRating] = {}
    known = PublishedRating.objects.filter(provider_code=trust.code, level__in=_OF_THE_TRUST)
    for row in known.standing(on).select_related("inspection"):
        question = KeyQuestion(row.key_question) if row.key_question else None
        word = word_of(row)
        if word is not None:
            found[question] = TrustRating(
                key_question=question,
                word=word,
                published_on=row.published_on,
                inspected_on=row.inspected_on,
                source=row.source,
                reference=row.inspection.reference if row.inspection else row.report_reference,
            )
    return found


def _spell(row: SpecialMeasuresSpell | None) -> Spell | None:
    if row is None:
        return None
    return Spell(row.trust.code, row.entered_on, row.reinspect_by, row.extended_on, row.extended_to)
