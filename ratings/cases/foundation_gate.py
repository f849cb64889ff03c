"""How the gate to foundation status stands for a trust, and how it stood, from what is published and was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inspections.judging.standing_record import word_of
from inspections.models import PublishedRating, RatingLevel
from oversight.organisations.models import Succession, Trust, TrustKind
from ratings.models import SpecialMeasuresSpell
from ratings.rules.foundation_gate import GateFacts, GateRating, GateTime, JudgedGate, gate_history, judge_gate
from ratings.rules.foundation_gate_files import gate_in_force, gate_sets


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
        return cls.of_all([trust], up_to)[trust.pk]

    @classmethod
    def of_all(cls, trusts: Sequence[Trust], up_to: date) -> dict[int, TrustPast]:
        """Read the past of each trust up to a day, by primary key, in a fixed number of queries."""
        follows = _following(trusts, up_to)
        rows = PublishedRating.objects.known().filter(
            provider_code__in=[trust.code for trust in trusts], level=RatingLevel.TRUST, published_on__lte=up_to
        )
        # As ``standing`` has it: the last published stands, and of one day ours before an import.
        ratings: dict[str, list[PublishedRating]] = {}
        for row in rows.order_by("-published_on", "-source", "-number"):
            ratings.setdefault(row.provider_code, []).append(row)
        kinds: dict[int, list[TrustKind]] = {}
        for kind in TrustKind.objects.filter(trust__in=trusts).order_by("-pk"):
            kinds.setdefault(kind.trust_id, []).append(kind)
        reached = {pk for one in follows.values() for pk in one} | {trust.pk for trust in trusts}
        spells: dict[int, list[SpecialMeasuresSpell]] = {}
        for spell in SpecialMeasuresSpell.objects.filter(trust_id__in=reached, entered_on__lte=up_to):
            spells.setdefault(spell.trust_id, []).append(spell)
        return {
            trust.pk: cls(
                trust,
                ratings.get(trust.code, []),
                [spell for pk in (trust.pk, *follows[trust.pk]) for spell in spells.get(pk, [])],
                kinds.get(trust.pk, []),
                follows[trust.pk],
            )
            for trust in trusts
        }

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
    return gates_of([trust], on)[trust.pk]


def gates_of(trusts: Sequence[Trust], on: date) -> dict[int, JudgedGate]:
    """Judge the gate for each trust as it stands on a day, by primary key."""
    return {
        pk: judge_gate(past.on(on), gate_in_force(on, demonstration=past.trust.is_demonstration))
        for pk, past in TrustPast.of_all(trusts, on).items()
    }


def gate_times(trust: Trust, on: date) -> list[GateTime]:
    """Return how the gate stood since the trust was first rated or entered special measures, the newest time first."""
    past = TrustPast.of(trust, on)
    return gate_history(
        past.days(on),
        facts_on=past.on,
        rules_on=lambda day: gate_in_force(day, demonstration=trust.is_demonstration),
    )


def _following(trusts: Iterable[Trust], up_to: date) -> dict[int, dict[int, date]]:
    """Return of each trust from which day it answers for each that it followed, near or far."""
    steps: dict[int, list[tuple[int, date]]] = {}
    for successor, predecessor, on in Succession.objects.filter(on__lte=up_to).values_list(
        "successor_id", "predecessor_id", "on"
    ):
        steps.setdefault(successor, []).append((predecessor, on))
    return {trust.pk: _followed_by(trust.pk, steps) for trust in trusts}


def _followed_by(trust_id: int, steps: dict[int, list[tuple[int, date]]]) -> dict[int, date]:
    found: dict[int, date] = {}
    waiting = [(trust_id, date.min)]
    while waiting:
        successor, since = waiting.pop()
        for predecessor, on in steps.get(successor, ()):
            # A day is answered for once every step of the way was made.
            from_on = max(since, on)
            if from_on < found.get(predecessor, date.max):
                found[predecessor] = from_on
                waiting.append((predecessor, from_on))
    return found
