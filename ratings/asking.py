"""The questions that stand for inspectors, each with what was decided on the same facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from ratings.models import Caution, ComputedRating, QuestionDecision
from ratings.question_writing import caution_of, rating_of
from ratings.questions import CautionResult, QuestionKind, RatingResult, Standing


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it stands, since when its facts are these, and the decision on them (None: open)."""

    result: RatingResult | CautionResult
    facts_sha256: str
    facts_at: datetime
    decision: QuestionDecision | None

    @property
    def question_id(self) -> UUID:
        """Its id, which its address carries."""
        return self.result.question_id

    @property
    def kind(self) -> QuestionKind:
        """Whether it is about a rating or is a caution."""
        return self.result.kind

    @property
    def trust_code(self) -> str:
        """The trust that it is of."""
        return self.result.trust_code

    @property
    def as_of(self) -> date:
        """The day of the newest fact in it."""
        return self.result.as_of

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided on these facts."""
        return self.decision is None


def questions_of(codes: Iterable[str]) -> list[Question]:
    """Return every question of the trusts, open ones first and then the newest; three queries, however many."""
    wanted = list(codes)
    ratings = ComputedRating.objects.filter(trust_code__in=wanted, standing=str(Standing.DIFFERS))
    return _with_decisions([*ratings, *Caution.objects.filter(trust_code__in=wanted)])


def question_of(question_id: UUID) -> Question | None:
    """Return a question; None where it is not asked, or no longer."""
    found: list[ComputedRating | Caution] = [
        *ComputedRating.objects.filter(question_id=question_id, standing=str(Standing.DIFFERS)),
        *Caution.objects.filter(question_id=question_id),
    ]
    return next(iter(_with_decisions(found)), None)


def _with_decisions(rows: Sequence[ComputedRating | Caution]) -> list[Question]:
    decisions = {
        (each.question_id, each.facts_at): each
        for each in QuestionDecision.objects.filter(question_id__in=[row.question_id for row in rows]).select_related(
            "decided_by"
        )
    }
    questions = [
        Question(
            rating_of(row) if isinstance(row, ComputedRating) else caution_of(row),
            row.facts_sha256,
            row.facts_at,
            decisions.get((row.question_id, row.facts_at)),
        )
        for row in rows
    ]
    # Python's sort keeps the order of equals, so the last key comes first.
    questions.sort(key=lambda one: (one.trust_code, str(one.question_id)))
    questions.sort(key=lambda one: (one.is_open, one.facts_at, one.as_of), reverse=True)
    return questions
