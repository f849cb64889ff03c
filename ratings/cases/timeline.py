"""The timeline of a case: findings and ratings, what was recommended and decided, what came with it, what was shown.

The plan and its reports tell their own part (``ratings.plans.timeline``). For the public: nothing that waits or was
withdrawn, no person of an office by name, and not what was written for the oversight body alone (ADR 25).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from inspections.enforcing.moving import issuer_for
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.organisations.bodies import oversight_body_of
from oversight.organisations.models import Body, Succession, Trust, TrustKind
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.cases.found import Under, found_entries
from ratings.cases.models import Case, LicenceCondition, Partnership, Recommendation
from ratings.cases.moving import reference_to_case
from ratings.cases.timeline_entry import TimelineEntry, TimelineKind
from ratings.models import SpecialMeasuresSpell

_KIND, _STATE, _ROUTE = Recommendation.Kind, Recommendation.State, Recommendation.Route
_RECOMMENDED = {
    _KIND.ENTRY: "Entry into special measures recommended",
    _KIND.EXIT: "Leaving special measures recommended",
    _KIND.EXTENSION: "Extension of special measures recommended",
    _KIND.FURTHER_ACTION: "Urgent further action recommended",
    _KIND.ADMINISTRATION: "Special administration recommended",
}
_AGREED = {
    _KIND.ENTRY: "Entered special measures",
    _KIND.EXIT: "Left special measures",
    _KIND.FURTHER_ACTION: "Urgent further action decided",
    _KIND.ADMINISTRATION: "Special administration began",
}
_DECLINED = {
    _KIND.ENTRY: "Entry into special measures declined",
    _KIND.EXIT: "Leaving special measures declined",
    _KIND.EXTENSION: "Extension of special measures declined",
    _KIND.FURTHER_ACTION: "Urgent further action declined",
    _KIND.ADMINISTRATION: "Special administration declined",
}
# Of one day, what was found comes before what came of it.
_ORDER = {kind: place for place, kind in enumerate(TimelineKind)}


def timeline_of(case: Case, *, on: date, public: bool) -> list[TimelineEntry]:
    """Return what happened in the case up to a day, the oldest first.

    ``public``: what anybody may read; nothing at all of a case in which nothing was decided yet.
    """
    told = _Told(case, on, public)
    if public and not told.is_public:
        return []
    entries = [
        *told.findings(),
        *told.recommendations(),
        *told.recorded_elsewhere(),
        *told.suspensions(),
        *told.directors(),
        *told.partnerships(),
        *told.reviews(),
        *told.board(),
        *told.judgements(),
        *told.conditions(),
        *told.successions(),
    ]
    return sorted((each for each in entries if each.on <= on), key=lambda each: (each.on, _ORDER[each.kind]))


def direction_words(recommendation: Recommendation) -> str:
    """Say whom a direction directs, and to what, by the trust's kind on the day (3.14); blank where it is none."""
    if recommendation.route != _ROUTE.DIRECTED:
        return ""
    body = oversight_body_of(recommendation.case.trust, recommendation.made_on)
    name = body.name if body is not None else "the oversight body"
    if recommendation.trust_kind == TrustKind.Kind.FOUNDATION_TRUST:
        return f"{name} is directed to begin special administration."
    return f"{name} is directed to advise the Secretary of State to begin special administration."


@dataclass
class _Told:
    """A case with what it tells of itself."""

    case: Case
    on: date
    public: bool

    @property
    def is_public(self) -> bool:
        if self.case.spell is not None and self.case.spell.entered_on <= self.on:
            return True
        return any(self._is_decided(each) for each in self._made)

    def findings(self) -> Iterator[TimelineEntry]:
        """What was found and published of whoever answered for the trust, from what it rests on to the day it left."""
        left = self.case.spell.left_on if self.case.spell is not None else None
        until = min(self.on, left) if left is not None else self.on
        return found_entries(self._under, since=self.case.opened_on, until=until, public=self.public)

    def recommendations(self) -> Iterator[TimelineEntry]:
        for made in self._made:
            is_decided = self._is_decided(made)
            if self.public and not is_decided:
                continue
            kind = _KIND(made.kind)
            title = "Special administration directed" if made.route == _ROUTE.DIRECTED else _RECOMMENDED[kind]
            words = [made.reason, direction_words(made)]
            if made.proposed_to is not None:
                words.insert(0, f"To {write_date(made.proposed_to)}.")
            yield self._entry(
                made.made_on, TimelineKind.RECOMMENDATION, title, " ".join(filter(None, words)), who=self._regulator
            )
            if is_decided and made.decided_on is not None:
                yield self._decided(made, made.decided_on)
            elif made.state == _STATE.WITHDRAWN and made.decided_on is not None:
                yield self._entry(
                    made.decided_on,
                    TimelineKind.RECOMMENDATION,
                    f"{made.get_kind_display()}: recommendation withdrawn",
                    made.decision_reason,
                    who=self._regulator,
                )

    def recorded_elsewhere(self) -> Iterator[TimelineEntry]:
        """What was decided and recorded without a recommendation here: before its cases were kept."""
        spell = self.case.spell
        if spell is None:
            return
        decided_here = {made.kind for made in self._made if made.state == _STATE.AGREED}
        if _KIND.ENTRY not in decided_here:
            words = f"{spell.entry_reason} {_again(spell)}".strip()
            yield self._by_the_body(spell.entered_on, _AGREED[_KIND.ENTRY], words)
        if spell.extended_on is not None and _KIND.EXTENSION not in decided_here:
            yield self._by_the_body(spell.extended_on, _extended(spell), spell.extension_reason)
        if spell.left_on is not None and _KIND.EXIT not in decided_here:
            yield self._by_the_body(spell.left_on, _AGREED[_KIND.EXIT], spell.exit_reason)

    def suspensions(self) -> Iterator[TimelineEntry]:
        for each in self.case.suspensions.all():
            words = "A foundation trust is not free to act by itself while it is in special measures."
            yield self._arranged(each.from_on, "Autonomy of the foundation trust suspended", words)
            if each.to_on is not None:
                yield self._arranged(each.to_on, "Autonomy of the foundation trust restored")

    def directors(self) -> Iterator[TimelineEntry]:
        for each in self.case.directors.all():
            yield self._arranged(each.from_on, f"{each.name} appointed improvement director", each.words)
            if each.to_on is not None:
                yield self._arranged(each.to_on, f"Last day of {each.name} as improvement director", each.end_reason)

    def partnerships(self) -> Iterator[TimelineEntry]:
        contracts = self.case.partnerships.select_related("partner").prefetch_related("promises")
        for each in contracts:
            name = each.partner.shown_name
            yield self._helped(each, each.from_on, f"{name} helps under an improvement contract", each.words)
            for promised in each.promises.all():
                made_on = max(each.from_on, min(london_date(promised.promised_at), promised.due_on))
                words = f"{promised.what} By {write_date(promised.due_on)}."
                yield self._helped(each, made_on, f"{name} promised", words)
                if promised.done_on is not None:
                    late = (
                        f" It was due by {write_date(promised.due_on)}." if promised.done_on > promised.due_on else ""
                    )
                    words = f"{promised.what} {promised.words}{late}"
                    yield self._helped(each, promised.done_on, f"{name} did what it promised", words)
            if each.to_on is not None:
                yield self._helped(each, each.to_on, f"Last day of the contract of {name}", each.end_reason)

    def reviews(self) -> Iterator[TimelineEntry]:
        for each in self.case.reviews.all():
            words = f"By {each.reviewer}: {each.words}"
            yield self._arranged(each.asked_on, "Review of the leadership's capability asked for", words)
            if each.found_on is not None:
                finding = "" if self.public else each.finding
                yield self._arranged(each.found_on, "Review of the leadership's capability ended", finding)

    def board(self) -> Iterator[TimelineEntry]:
        for each in self.case.demonstrations.all():
            by = f" By {write_date(each.due_on)}." if each.due_on is not None else ""
            asked_by = self._body_on(each.asked_on)
            yield self._entry(
                each.asked_on, TimelineKind.BOARD, "The Board was asked to show", f"{each.asked}{by}", who=asked_by
            )
            if each.shown_on is not None:
                shown = "" if self.public else each.shown
                who = self._trust_on(each.shown_on).shown_name
                yield self._entry(
                    each.shown_on, TimelineKind.BOARD, "The Board showed what it was asked", shown, who=who
                )
            if each.accepted_on is not None:
                title = "What the Board showed was accepted"
                title = title if each.accepted else "What the Board showed was not accepted"
                who = self._body_on(each.accepted_on)
                yield self._entry(each.accepted_on, TimelineKind.BOARD, title, each.accepted_words, who=who)

    def judgements(self) -> Iterator[TimelineEntry]:
        """What inspectors judged of leaving: the public reads it with the recommendation that rests on it."""
        if self.public:
            return
        for each in self.case.exit_judgements.all():
            title = f"Judged of leaving: {'met' if each.met else 'not met'}"
            yield self._entry(each.judged_on, TimelineKind.EVIDENCE, title, each.words, who=self._regulator)

    def conditions(self) -> Iterator[TimelineEntry]:
        trusts = [under.trust for under in self._under]
        left = self.case.spell.left_on if self.case.spell is not None else None
        for each in LicenceCondition.objects.filter(trust__in=trusts).select_related("body"):
            if (each.to_on is not None and each.to_on < self.case.opened_on) or (left and each.from_on > left):
                continue
            body = each.body.name
            title = "Condition added to the foundation trust's licence"
            yield self._entry(each.from_on, TimelineKind.DECISION, title, f"{each.text} {each.reason}", who=body)
            if each.to_on is not None:
                title = "Condition of the foundation trust's licence lifted"
                yield self._entry(each.to_on, TimelineKind.DECISION, title, each.end_reason, who=body)

    def successions(self) -> Iterator[TimelineEntry]:
        left = self.case.spell.left_on if self.case.spell is not None else None
        for under in self._under:
            if under.followed is None or under.since is None or (left is not None and under.since >= left):
                continue
            title = f"{under.trust.shown_name} followed {under.followed.shown_name}"
            words = f"The case goes on with {under.trust.shown_name}."
            reference = trust_reference(under.trust)
            yield TimelineEntry(under.since, TimelineKind.SUCCESSION, title, words, reference)

    @cached_property
    def _made(self) -> Sequence[Recommendation]:
        return list(
            self.case.recommendations.filter(made_on__lte=self.on).select_related("body", "case__trust").order_by("pk")
        )

    @cached_property
    def _under(self) -> list[Under]:
        """Who answered for the trust's code, from when on: itself, and each trust that followed by the day."""
        found = [Under(self.case.trust)]
        for under in found:
            after = Succession.objects.filter(predecessor=under.trust, on__lte=self.on).select_related("successor")
            known = {each.trust.pk for each in found}
            found += [
                Under(each.successor, each.on, under.trust)
                for each in after.order_by("on", "pk")
                if each.successor_id not in known
            ]
        return found

    @cached_property
    def _regulator(self) -> str:
        try:
            return issuer_for(Body.Role.REGULATOR, self.case.trust, self.case.opened_on).name
        except Refused:
            return ""

    def _is_decided(self, made: Recommendation) -> bool:
        is_decision = made.state in (_STATE.AGREED, _STATE.DECLINED)
        return is_decision and made.decided_on is not None and made.decided_on <= self.on

    def _decided(self, made: Recommendation, decided_on: date) -> TimelineEntry:
        kind, spell = _KIND(made.kind), self.case.spell
        words = made.decision_reason
        if made.state == _STATE.DECLINED:
            title = _DECLINED[kind]
        elif kind is _KIND.EXTENSION:
            title = f"Special measures extended to {write_date(made.proposed_to)}"
        else:
            title = _AGREED[kind]
            if kind is _KIND.ENTRY and spell is not None:
                words = f"{words} {_again(spell)}".strip()
        who = made.body.name if made.body is not None else ""
        return self._entry(decided_on, TimelineKind.DECISION, title, words, who=who)

    def _by_the_body(self, on: date, title: str, words: str) -> TimelineEntry:
        return self._entry(on, TimelineKind.DECISION, title, words, who=self._body_on(on))

    def _arranged(self, on: date, title: str, words: str = "") -> TimelineEntry:
        return self._entry(on, TimelineKind.ARRANGEMENT, title, words, who=self._body_on(on))

    def _helped(self, contract: Partnership, on: date, title: str, words: str) -> TimelineEntry:
        name = contract.partner.shown_name
        return TimelineEntry(on, TimelineKind.ARRANGEMENT, title, words, trust_reference(contract.partner), name)

    def _entry(self, on: date, kind: TimelineKind, title: str, words: str = "", *, who: str = "") -> TimelineEntry:
        return TimelineEntry(on, kind, title, words, reference_to_case(self.case), who)

    def _trust_on(self, on: date) -> Trust:
        """Return who answered for the case's trust on the day: the last that followed, or itself."""
        return [under.trust for under in self._under if under.since is None or under.since <= on][-1]

    def _body_on(self, on: date) -> str:
        trust = self._trust_on(on)
        # The body is the same from one change of a kind or a body to the next: asked for once in between.
        key = (trust.pk, bisect_right(self._changes, on))
        if key not in self._bodies:
            body = oversight_body_of(trust, on)
            self._bodies[key] = body.name if body is not None else ""
        return self._bodies[key]

    @cached_property
    def _bodies(self) -> dict[tuple[int, int], str]:
        return {}

    @cached_property
    def _changes(self) -> list[date]:
        """The days from which another body may decide: a kind or a body begins, or ended the day before."""
        trusts = [under.trust for under in self._under]
        spans = [
            *TrustKind.objects.filter(trust__in=trusts).values_list("from_on", "to_on"),
            *Body.objects.filter(role=Body.Role.OVERSIGHT).values_list("from_on", "to_on"),
        ]
        begun = {begins for begins, _ in spans if begins is not None}
        ended = {ends + timedelta(days=1) for _, ends in spans if ends is not None}
        return sorted(begun | ended)


def _again(spell: SpecialMeasuresSpell) -> str:
    return f"To be inspected again by {write_date(spell.reinspect_by)}." if spell.reinspect_by is not None else ""


def _extended(spell: SpecialMeasuresSpell) -> str:
    return f"Special measures extended to {write_date(spell.extended_to)}"
