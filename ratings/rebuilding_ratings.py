"""Works computed ratings, cautions and criteria out from what stands; compares them with what is stored, or mends that.

They are compared as of the day for which they were last worked out, since some change with the day alone. When the
facts of a question began to stand is history, and not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from inspections.models import Notice, PublishedRating
from inspections.states.notice import IN_FORCE
from oversight.clock import london_date
from oversight.organisations.models import Trust
from ratings.comparing import Comparison, Difference
from ratings.computed_ratings import ratings_of_trust
from ratings.models import Caution, ComputedRating, CriterionFlag, SpecialMeasuresSpell, WorkedOutRatings
from ratings.question_writing import questions_stored, worked_out_on, write_questions, wrong_hashes
from ratings.questions import CautionResult, RatingResult, RatingsOfTrust
from ratings.rating_facts import CautioningSignals, rating_facts
from ratings.rules.aggregation_files import rule_set
from ratings.signals import Result, canonical
from ratings.special_measures.facts import criteria_on
from ratings.special_measures.rebuilding import compare_criteria
from ratings.special_measures.writing import write_criteria

_WRITTEN = (ComputedRating, Caution, CriterionFlag, WorkedOutRatings)
Signals = Mapping[str, Sequence[Result]]
"""The results of staffing signals as they were worked out from nothing, by trust."""


def compare_ratings(comparison: Comparison, signals: Signals) -> None:
    """Compare what is stored of every trust with what stands; nothing is written."""
    for code in _strays():
        comparison.note(Difference(f"ratings of trust {code}", "something", None))
    for trust, on in _trusts():
        _compare(trust, on, signals, comparison)
        compare_criteria(trust, on, comparison)


def mend_ratings(comparison: Comparison, signals: Signals, *, now: datetime) -> None:
    """Compare, and write whatever is stored otherwise; and work every trust out as of today."""
    for code in _strays():
        comparison.note(Difference(f"ratings of trust {code}", "something", None))
        for model in _WRITTEN:
            model._default_manager.filter(trust_code=code).delete()
    for trust, on in _trusts():
        with transaction.atomic():
            _compare(trust, on, signals, comparison)
            compare_criteria(trust, on, comparison)
            write_questions(_from_nothing(trust, london_date(now), signals), now=now, distrust=True)
            write_criteria(criteria_on(trust, london_date(now)), now=now, distrust=True)


def _compare(trust: Trust, on: date | None, signals: Signals, comparison: Comparison) -> None:
    if on is None:
        comparison.note(Difference(f"ratings of trust {trust.code}", "never worked out", "something to work out"))
        return
    made = _from_nothing(trust, on, signals)
    stored = questions_stored(trust.code)
    hashes = set(wrong_hashes(trust.code))
    results: list[RatingResult | CautionResult] = [*made.ratings, *made.cautions]
    for result in results:
        comparison.ratings += 1
        there = stored.pop(result.question_id, None)
        if there is None:
            comparison.note(Difference(_name(result), None, _state(result)))
        elif there.digest() != result.digest():
            comparison.note(Difference(_name(result), _state(there), _state(result)))
        elif result.question_id in hashes:
            comparison.note(Difference(_name(result), "a hash that is not that of its content", "the right hash"))
    for left in stored.values():
        comparison.note(Difference(_name(left), _state(left), None))


def _from_nothing(trust: Trust, on: date, signals: Signals) -> RatingsOfTrust:
    own = CautioningSignals.of(signals.get(trust.code, ()))
    return ratings_of_trust(rating_facts(trust, on=on, signals=own), rule_set())


def _trusts() -> Iterator[tuple[Trust, date | None]]:
    """Yield every trust of which anything is or could be worked out, with the day for which that was done last."""
    for trust in Trust.objects.order_by("code"):
        on = worked_out_on(trust.code)
        if on is not None or _has_something(trust):
            yield trust, on


def _has_something(trust: Trust) -> bool:
    """Whether anything was published of the trust, a notice binds it, or something is stored of its ratings."""
    in_force = [str(state) for state in IN_FORCE]
    return (
        PublishedRating.objects.filter(provider_code=trust.code).exists()
        or Notice.objects.filter(trust=trust, state__in=in_force).exists()
        or ComputedRating.objects.filter(trust_code=trust.code).exists()
        or Caution.objects.filter(trust_code=trust.code).exists()
        or CriterionFlag.objects.filter(trust_code=trust.code).exists()
        or SpecialMeasuresSpell.objects.filter(trust=trust).exists()
    )


def _strays() -> list[str]:
    """Return the codes of which something is stored and which are no trust's on record."""
    codes: set[str] = set()
    for model in _WRITTEN:
        gone = model._default_manager.exclude(trust_code__in=Trust.objects.values("code"))
        codes |= set(gone.values_list("trust_code", flat=True))
    return sorted(codes)


def _name(result: RatingResult | CautionResult) -> str:
    if isinstance(result, CautionResult):
        return f"{result.rule} of {result.subject or 'the trust'} {result.trust_code}"
    place = [result.place.site or result.trust_code, result.place.service, str(result.place.key_question or "overall")]
    return f"computed rating of {', '.join(filter(None, place))}"


def _state(result: RatingResult | CautionResult) -> str:
    """Return enough of a result to see what differs."""
    if isinstance(result, CautionResult):
        return f"raised with {canonical(dict(result.evidence))} as of {result.as_of}"
    published = f"{result.published.word} of {result.published.published_on}" if result.published else "nothing"
    told = f"{result.computed or 'nothing'} by {result.rule or 'no rule'} from {canonical(dict(result.inputs))}"
    return f"{told}, {published} published, {result.standing}, as of {result.as_of}"
