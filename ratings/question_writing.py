"""Writes a trust's computed ratings and cautions over those that are there: what differs, and a row for each change.

Nothing published is touched. What another has changed meanwhile is not overwritten: nothing is written then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from inspections.judging.computing import Place
from inspections.models import PublishedRating
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from oversight.wording import write_date, write_list
from ratings.models import Caution, ComputedRating, QuestionChange, WorkedOutRatings
from ratings.questions import CautionResult, PublishedWord, QuestionKind, RatingResult, RatingsOfTrust, Standing
from ratings.rules.aggregation import Judged
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating
from ratings.writing import Overtaken

Row = TypeVar("Row", ComputedRating, Caution)


def rating_of(row: ComputedRating) -> RatingResult:
    """Return what is stored of a computed rating as a result, to compare it with one worked out."""
    published = None
    if row.published_on is not None:
        published = PublishedWord(
            word=_word(row.published),
            published_on=row.published_on,
            source=row.published_by,
            reference=row.published_reference,
            departure_reason=row.departure_reason,
        )
    question = KeyQuestion(row.key_question) if row.key_question else None
    return RatingResult(
        trust_code=row.trust_code,
        place=Place(row.location_code, row.service, question),
        computed=Rating(row.computed) if row.computed else None,
        rule=row.rule,
        rule_set=row.rule_set,
        inputs=row.inputs,
        notices=tuple(row.notices),
        published=published,
        standing=Standing(row.standing),
        reason=row.reason,
        as_of=row.as_of,
    )


def caution_of(row: Caution) -> CautionResult:
    """Return what is stored of a caution as a result."""
    return CautionResult(
        trust_code=row.trust_code,
        rule=row.rule,
        rule_set=row.rule_set,
        subject=row.subject,
        regulations=tuple(row.regulations),
        key_questions=tuple(KeyQuestion(each) for each in row.key_questions),
        evidence=row.evidence,
        state=row.state,
        reason=row.reason,
        as_of=row.as_of,
    )


def worked_out_on(trust_code: str) -> date | None:
    """Return as of which day a trust's ratings were last worked out; None where they never were."""
    return WorkedOutRatings.objects.filter(trust_code=trust_code).values_list("on", flat=True).first()


def write_questions(made: RatingsOfTrust, *, now: datetime, distrust: bool = False) -> int:
    """Write what was worked out of a trust, in the caller's transaction, and return how many changes were recorded.

    With ``distrust`` what is stored is compared itself, and not the hash that it carries. ``Overtaken`` where another
    wrote meanwhile.
    """
    if not connection.in_atomic_block:
        raise ValueError("results are written in the transaction that marks them as done")
    changes = _write_ratings(made, now=now, distrust=distrust) + _write_cautions(made, now=now, distrust=distrust)
    QuestionChange.objects.bulk_create(changes)
    if changes:
        audit(
            "rating_questions.changed",
            by=System("recompute"),
            subject=Reference("trust", made.trust_code),
            fields=sorted({change.kind for change in changes}),
            now=now,
        )
    WorkedOutRatings.objects.update_or_create(
        trust_code=made.trust_code, defaults={"on": made.on, "worked_out_at": now}
    )
    return len(changes)


def _write_ratings(made: RatingsOfTrust, *, now: datetime, distrust: bool) -> list[QuestionChange]:
    stored = {row.question_id: row for row in ComputedRating.objects.filter(trust_code=made.trust_code)}
    changes: list[QuestionChange] = []
    fresh: list[ComputedRating] = []
    for result in made.ratings:
        row = stored.pop(result.question_id, None)
        if row is None:
            fresh.append(ComputedRating(**_rating_columns(result), facts_at=now, computed_at=now))
            if result.standing.asks:
                changes.append(_rating_change(None, result, now))
        elif row.digest != result.digest() or (distrust and not _is_sound(row, rating_of(row))):
            if change := _rating_change_if_any(row, result, now):
                changes.append(change)
            _swap(ComputedRating, row, _rating_columns(result), now)
    _insert(ComputedRating, fresh)
    for row in stored.values():
        changes.append(_rating_ending(row, now))
        _take_out(ComputedRating, row)
    return changes


def _write_cautions(made: RatingsOfTrust, *, now: datetime, distrust: bool) -> list[QuestionChange]:
    stored = {row.question_id: row for row in Caution.objects.filter(trust_code=made.trust_code)}
    changes: list[QuestionChange] = []
    fresh: list[Caution] = []
    for result in made.cautions:
        row = stored.pop(result.question_id, None)
        if row is None:
            fresh.append(Caution(**_caution_columns(result), facts_at=now, computed_at=now))
            changes.append(_caution_change(None, result, now))
        elif row.digest != result.digest() or (distrust and not _is_sound(row, caution_of(row))):
            if row.facts_sha256 != result.facts():
                changes.append(_caution_change(row, result, now))
            _swap(Caution, row, _caution_columns(result), now)
    _insert(Caution, fresh)
    for row in stored.values():
        changes.append(_caution_change(row, None, now))
        _take_out(Caution, row)
    return changes


def _rating_columns(result: RatingResult) -> dict[str, Any]:
    published = result.published
    return {
        "question_id": result.question_id,
        "trust_code": result.trust_code,
        "level": result.level,
        "location_code": result.place.site,
        "service": result.place.service,
        "key_question": str(result.place.key_question or ""),
        "computed": str(result.computed or ""),
        "rule": result.rule,
        "rule_set": result.rule_set,
        "inputs": dict(result.inputs),
        "notices": list(result.notices),
        "published": str(published.word) if published else "",
        "published_on": published.published_on if published else None,
        "published_by": published.source if published else "",
        "published_reference": published.reference if published else "",
        "departure_reason": published.departure_reason if published else "",
        "standing": str(result.standing),
        "reason": result.reason,
        "as_of": result.as_of,
        "facts_sha256": result.facts(),
        "digest": result.digest(),
    }


def _caution_columns(result: CautionResult) -> dict[str, Any]:
    return {
        "question_id": result.question_id,
        "trust_code": result.trust_code,
        "rule": result.rule,
        "rule_set": result.rule_set,
        "subject": result.subject,
        "regulations": list(result.regulations),
        "key_questions": [str(question) for question in result.key_questions],
        "evidence": dict(result.evidence),
        "state": dict(result.state),
        "reason": result.reason,
        "as_of": result.as_of,
        "facts_sha256": result.facts(),
        "digest": result.digest(),
    }


def _insert(model: type[Row], rows: list[Row]) -> None:
    try:
        with transaction.atomic():
            model._default_manager.bulk_create(rows)
    except IntegrityError as clash:
        raise Overtaken("a question was written by another meanwhile") from clash


def _swap(model: type[Row], row: Row, columns: Mapping[str, Any], now: datetime) -> None:
    """Put the columns in the row's place if it is still as it was read; other facts stand from now on."""
    anew = {"facts_at": now} if row.facts_sha256 != columns["facts_sha256"] else {}
    found = model._default_manager.filter(pk=row.pk, digest=row.digest)
    if not found.update(**columns, **anew, computed_at=now):
        raise Overtaken("a question was changed by another meanwhile")


def _take_out(model: type[Row], row: Row) -> None:
    deleted, _ = model._default_manager.filter(pk=row.pk, digest=row.digest).delete()
    if not deleted:
        raise Overtaken("a question was changed by another meanwhile")


def _rating_change_if_any(row: ComputedRating, result: RatingResult, now: datetime) -> QuestionChange | None:
    """Return the change of a rating, its published word or how they stand; and of what makes a question that asks."""
    published = str(result.published.word) if result.published else ""
    same = (row.computed, row.published, row.standing) == (str(result.computed or ""), published, str(result.standing))
    if same and not (result.standing.asks and row.facts_sha256 != result.facts()):
        return None
    return _rating_change(row, result, now)


def _rating_change(row: ComputedRating | None, result: RatingResult, now: datetime) -> QuestionChange:
    return QuestionChange(
        question_id=result.question_id,
        kind=QuestionKind.RATING,
        trust_code=result.trust_code,
        old=row.standing if row else Standing.NOTHING,
        new=result.standing,
        old_computed=row.computed if row else "",
        new_computed=str(result.computed or ""),
        old_published=row.published if row else "",
        new_published=str(result.published.word) if result.published else "",
        reason=result.reason,
        rule=result.rule,
        rule_set=result.rule_set,
        inputs={**result.inputs, **({"notices": list(result.notices)} if result.notices else {})},
        old_facts_sha256=row.facts_sha256 if row else "",
        facts_sha256=result.facts(),
        cause=_cause(row, result),
        at=now,
    )


def _rating_ending(row: ComputedRating, now: datetime) -> QuestionChange:
    return QuestionChange(
        question_id=row.question_id,
        kind=QuestionKind.RATING,
        trust_code=row.trust_code,
        old=row.standing,
        new=Standing.NOTHING,
        old_computed=row.computed,
        old_published=row.published,
        reason="Nothing stands published here any more, nor under it.",
        rule=row.rule,
        rule_set=row.rule_set,
        old_facts_sha256=row.facts_sha256,
        cause="What was rated has ceased to be rated, or is another trust's now.",
        at=now,
    )


def _caution_change(row: Caution | None, result: CautionResult | None, now: datetime) -> QuestionChange:
    told: CautionResult = result or caution_of(_there(row))
    if row is None:
        cause = "The facts meet the rule now."
    elif result is None:
        cause = "The facts do not meet the rule any more."
    else:
        cause = "The facts that meet the rule are others now."
    return QuestionChange(
        question_id=told.question_id,
        kind=QuestionKind.CAUTION,
        trust_code=told.trust_code,
        old=Standing.RAISED if row else Standing.NOTHING,
        new=Standing.RAISED if result else Standing.NOTHING,
        reason=told.reason,
        rule=told.rule,
        rule_set=told.rule_set,
        inputs=dict(told.evidence) if result else {},
        old_facts_sha256=row.facts_sha256 if row else "",
        facts_sha256=result.facts() if result else "",
        cause=cause,
        at=now,
    )


def _there(row: Caution | None) -> Caution:
    if row is None:
        raise ValueError("a change is from something or to something")
    return row


def _cause(row: ComputedRating | None, result: RatingResult) -> str:
    """Say what brought a change about, as far as it shows in what went in."""
    if row is None:
        return "It was worked out here for the first time."
    published = result.published
    if published is not None and (row.published_on, row.published) != (published.published_on, str(published.word)):
        by = PublishedRating.Source(published.source)
        where = "" if by == PublishedRating.Source.OURS else f", as told by {by.label[0].lower()}{by.label[1:]}"
        return f"A rating was published on {write_date(published.published_on)}{where}."
    if came := sorted(set(result.notices) - set(row.notices)):
        return f"Notice {write_list(came)} came into force."
    if went := sorted(set(row.notices) - set(result.notices)):
        return f"Notice {write_list(went)} limits it no longer."
    if row.rule_set != result.rule_set:
        return f"The rules changed from {row.rule_set} to {result.rule_set}."
    if row.inputs != dict(result.inputs):
        return "A rating from which it is computed changed."
    return "It was worked out anew from what stands."


def _word(code: str) -> Judged:
    if not code:
        return None
    return Rating(code) if code in {str(word) for word in Rating} else NonRating(code)


def questions_stored(trust_code: str) -> dict[UUID, RatingResult | CautionResult]:
    """Return all that is stored of a trust by question, with whatever hash it carries left aside."""
    stored: dict[UUID, RatingResult | CautionResult] = {
        row.question_id: rating_of(row) for row in ComputedRating.objects.filter(trust_code=trust_code)
    }
    stored |= {row.question_id: caution_of(row) for row in Caution.objects.filter(trust_code=trust_code)}
    return stored


def wrong_hashes(trust_code: str) -> Iterable[UUID]:
    """Yield the questions whose stored hashes are not those of what is stored with them."""
    for row in ComputedRating.objects.filter(trust_code=trust_code):
        if not _is_sound(row, rating_of(row)):
            yield row.question_id
    for caution in Caution.objects.filter(trust_code=trust_code):
        if not _is_sound(caution, caution_of(caution)):
            yield caution.question_id


def _is_sound(row: ComputedRating | Caution, told: RatingResult | CautionResult) -> bool:
    """Whether the hashes of a row are those of what it says."""
    return (row.digest, row.facts_sha256) == (told.digest(), told.facts())
