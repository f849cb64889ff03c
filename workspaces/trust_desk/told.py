"""What a trust says in a return: each explanation with the wards that it is about and the questions that it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from oversight.returns.models import Explanation, FindingRecord, Submission

# A large group is shown by its first few; the rest is counted.
_SHOWN = 5


@dataclass
class Told:
    """One explanation, the first places and questions that it is about, and how many there are of each."""

    explanation: Explanation
    places: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    findings: int = 0
    _all_places: set[str] = field(default_factory=set)

    def add(self, place: str, question: str) -> None:
        """Count one more finding that it answers."""
        self.findings += 1
        if len(self.questions) < _SHOWN:
            self.questions.append(question)
        self.add_place(place)

    def add_place(self, place: str) -> None:
        """Count a place that it is about, once."""
        if place and place not in self._all_places:
            self._all_places.add(place)
            if len(self.places) < _SHOWN:
                self.places.append(place)

    @property
    def further_places(self) -> int:
        """How many places it is about besides those that are shown."""
        return len(self._all_places) - len(self.places)

    @property
    def further_questions(self) -> int:
        """How many findings it answers besides those that are shown."""
        return self.findings - len(self.questions)


def explanations_in(submission: Submission) -> list[Told]:
    """Return every explanation of the submission, the oldest first, in two queries."""
    given = submission.explanations.select_related("given_by", "carried_from__submission").defer(
        "carried_from__submission__rows", "carried_from__submission__totals"
    )
    told = {one.pk: Told(one) for one in given}
    for one in told.values():
        one.add_place(one.explanation.place)
    answered = FindingRecord.objects.filter(submission=submission, explanation__isnull=False).order_by("position")
    for explanation_id, place, message in answered.values_list("explanation_id", "place", "message"):
        if explanation_id in told:
            told[explanation_id].add(place, message)
    return list(told.values())
