"""How the gate to foundation status stands for a trust, and how it stood, from what is published and was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inspections.judging.standing_record import word_of
from inspections.models import PublishedRating, RatingLevel
from oversight.organisations.models import Succession, Trust, TrustKind
from oversight.organisations.successions import answered_for_by
from ratings.models import SpecialMeasuresSpell
from ratings.rules.foundation_gate import GateFacts, GateRating, GateTime, JudgedGate, gate_history, judge_gate
from ratings.rules.foundation_gate_files import gate_in_force, gate_sets
from ratings.special_measures.standing import spells_of


@dataclass(frozen=True, slots=True)
class TrustPast:
    """All that the gate ever looked at of a trust, read at one moment, so that any day can be judged from it."""

    trust: Trust
    ratings: Sequence[PublishedRating]
    spells: Sequence[SpecialMeasuresSpell]
    kinds: Sequence[TrustKind]
    # From when each trust that it followed is answered for by it.
    follows_from: dict[int, date]

    @classmethod
    def of(cls, trust: Trust, up_to: date) -> TrustPast:
        """Read the past of a trust up to a day."""
        rows = PublishedRating.objects.known().filter(
            provider_code=trust.code, level=RatingLevel.TRUST, published_on__lte=up_to
        )
        return cls(
            trust,
            # As ``standing`` has it: the last published stands, and of one day ours before an import.
            list(rows.order_by("-published_on", "-source", "-number")),
            spells_of(trust, up_to),
            list(trust.kinds.order_by("-pk")),
            _follows_from(trust, up_to),
        )

    def on(self, day: date) -> GateFacts:
        """Return what stood on a day, by what is known now."""
        return GateFacts(day, self._is_foundation(day), self._rating(day), self._inside_since(day))

    def days(self, up_to: date) -> list[date]:
        """Return the days to ``up_to`` on which something may have changed; none before anything is known."""
        found = {day for day in self._changes() if day <= up_to}
        first = min((row.published_on for row in self.ratings), default=None)
        entered = min((spell.entered_on for spell in self.spells), default=None)
        begins = min((day for day in (first, entered) if day is not None), default=None)
        return sorted(day for day in found if begins is not None and day >= begins)

    def _changes(self) -> Iterator[date]:
        for row in self.ratings:
            yield row.published_on
            if row.ended_on:
                yield row.ended_on
        for spell in self.spells:
            yield from (day for day in (spell.entered_on, spell.left_on) if day)
        for kind in self.kinds:
            if kind.from_on:
                yield kind.from_on
            if kind.to_on:
                yield kind.to_on + timedelta(days=1)
        yield from self.follows_from.values()
        if not self.trust.is_demonstration:
            yield from (rules.in_force_from for rules in gate_sets().dated)

    def _is_foundation(self, day: date) -> bool | None:
        for kind in self.kinds:
            if (kind.from_on is None or kind.from_on <= day) and (kind.to_on is None or day <= kind.to_on):
                return kind.kind == TrustKind.Kind.FOUNDATION_TRUST
        return None

    def _rating(self, day: date) -> GateRating | None:
        for row in self.ratings:
            ended = row.ended_on is not None and row.ended_on <= day
            if row.published_on > day or ended or row.leaves_earlier_standing:
                continue
            word = word_of(row)
            return GateRating(word, row.published_on) if word is not None else None
        return None

    def _inside_since(self, day: date) -> date | None:
        # As ``spell_of`` has it: the trust's own time before one that it took on.
        inside = [
            (spell.trust_id != self.trust.pk, spell.entered_on)
            for spell in self.spells
            if spell.entered_on <= day
            and (spell.left_on is None or spell.left_on > day)
            and (spell.trust_id == self.trust.pk or self.follows_from.get(spell.trust_id, date.max) <= day)
        ]
        return min(inside)[1] if inside else None


def gate_of(trust: Trust, on: date) -> JudgedGate:
    """Judge the gate for a trust as it stands on a day."""
    return judge_gate(TrustPast.of(trust, on).on(on), gate_in_force(on, demonstration=trust.is_demonstration))


def gate_times(trust: Trust, on: date) -> list[GateTime]:
    """Return how the gate stood since the trust was first rated or entered special measures, the newest time first."""
    past = TrustPast.of(trust, on)
    return gate_history(
        past.days(on),
        facts_on=past.on,
        rules_on=lambda day: gate_in_force(day, demonstration=trust.is_demonstration),
    )


def _follows_from(trust: Trust, up_to: date) -> dict[int, date]:
    """Return from which day each trust that it followed, near or far, is answered for by it."""
    reached = {pk for pk in answered_for_by({trust.pk}, up_to) if pk != trust.pk}
    if not reached:
        return {}
    steps = Succession.objects.filter(predecessor__in=reached, on__lte=up_to).order_by("on", "pk")
    following: dict[int, list[tuple[int, date]]] = {}
    for step in steps:
        following.setdefault(step.successor_id, []).append((step.predecessor_id, step.on))
    found: dict[int, date] = {}
    waiting: list[tuple[int, date]] = [(trust.pk, date.min)]
    while waiting:
        successor, since = waiting.pop(0)
        for predecessor, day in following.get(successor, ()):
            from_on = max(since, day)
            if from_on < found.get(predecessor, date.max):
                found[predecessor] = from_on
                waiting.append((predecessor, from_on))
    return found
