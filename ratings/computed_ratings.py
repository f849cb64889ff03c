"""Computes every rating of a trust from what stands published, and holds it beside the published one. Pure.

Each level is computed from the ratings published of the level below it (from the computed one where none is), so that
one departure is not counted again further up. A notice in force limits the key question of the service that it names;
what was published stays as it is until an inspection judges anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.judging.computing import JUDGED, Place
from inspections.judging.standing_record import ONE_WELL_LED_FROM
from oversight.wording import write_count, write_date, write_list, write_month
from ratings.questions import CautionResult, PublishedWord, RatingResult, RatingsOfTrust, Standing
from ratings.rating_facts import Limiting, RatedSite, RatingFacts
from ratings.rules.aggregation import Aggregated, Judged, aggregate, assessed, because
from ratings.rules.aggregation_files import rule_sets
from ratings.rules.aggregation_limiters import limit
from ratings.rules.aggregation_rule_sets import AggregationRuleSet, LimitedLevel
from ratings.rules.aggregation_trust import TrustLocation, rate_trust
from ratings.rules.caution_files import cautions_in_force
from ratings.rules.cautions import Caution, CautionRuleSet, cautions
from ratings.rules.ratings_words import KeyQuestion, Rating, rated

_AS_JUDGED = "As it was judged; no notice in force limits it."


def ratings_of_trust(facts: RatingFacts, rules: AggregationRuleSet) -> RatingsOfTrust:
    """Work out every rating and every caution of a trust as of the day of the facts.

    What an inspection here rated is computed by the version of the rules that it went by, all else by ``rules``.
    """
    made = _Computation(facts, rules)
    for site in facts.sites:
        made.site(site)
    made.trust()
    raised = cautions_in_force(facts.on)
    return RatingsOfTrust(
        facts.trust_code,
        facts.on,
        tuple(made.results),
        tuple(_caution(facts, each, raised) for each in cautions(facts.cautioned_by, raised)) if raised else (),
    )


class _Computation:
    """The computation of one trust under way, from the smallest level upwards."""

    def __init__(self, facts: RatingFacts, rules: AggregationRuleSet) -> None:
        self.facts = facts
        self.rules = rules
        self.results: list[RatingResult] = []
        self._computed: dict[Place, Rating | None] = {}

    def site(self, site: RatedSite) -> None:
        """Compute the services of a site, its key questions and its overall."""
        for service in site.services:
            cells = [Place(site.code, service, question) for question in KeyQuestion]
            for place in cells:
                self._judged(place)
            self._aggregated(Place(site.code, service), self._of(Place(site.code, service), _questions(cells)), cells)
        questions = [Place(site.code, "", question) for question in KeyQuestion]
        for place in questions:
            below = [Place(site.code, service, place.key_question) for service in site.services]
            made = self._of(place, [(at.service, at) for at in below])
            if place.key_question is KeyQuestion.WELL_LED and (one := self._one_well_led(place)) is not None:
                made, below = assessed(KeyQuestion.WELL_LED, one), [Place(key_question=KeyQuestion.WELL_LED)]
            self._aggregated(place, made, below)
        self._overall(site, questions)

    def trust(self) -> None:
        """Compute the trust's key questions from its sites, and its overall from these."""
        well_led = self._word(Place(key_question=KeyQuestion.WELL_LED))
        locations = [
            TrustLocation(
                site.code,
                {question: self._word(Place(site.code, "", question)) for question in KeyQuestion},
                taken_over_on=site.taken_over_on,
            )
            for site in self.facts.sites
        ]
        questions = [Place(key_question=question) for question in KeyQuestion]
        rules = self._rules_at(next((at for at in (Place(), *questions) if at in self.facts.published), Place()))
        whole = rate_trust(locations, well_led=well_led, on=self.facts.on, rules=rules)
        for place in questions:
            below = [
                Place(site.code, "", place.key_question)
                for site in self.facts.sites
                if site.code not in whole.left_out and place.key_question is not KeyQuestion.WELL_LED
            ]
            self._aggregated(place, whole.key_questions[KeyQuestion(str(place.key_question))], below)
        if rules.trust is not None and rules.trust.overall:
            self._aggregated(Place(), self._of(Place(), _questions(questions)), questions)

    def _judged(self, place: Place) -> None:
        """Hold a judgement as published against the notices in force."""
        published = self.facts.published.get(place)
        if published is None:
            return
        limiting = self.facts.limiting.get(place, ())
        limited = limit(published.word, {each.action for each in limiting}, rules=self._rules_at(place))
        rating = rated(published.word)
        by: tuple[Limiting, ...] = ()
        rule, reason = JUDGED, _AS_JUDGED
        if limited.by is not None:
            by = tuple(each for each in limiting if each.action is limited.by.action)
            rule, reason = str(limited.by.action), limited.by.text
        self._add(
            place,
            rated(limited.stands),
            rule,
            {} if rating is None else {str(place.key_question): rating},
            reason,
            notices=tuple(each.notice for each in by),
            days=[each.since for each in by],
        )

    def _overall(self, site: RatedSite, questions: Sequence[Place]) -> None:
        """Compute a location's overall; some versions of the rules let a breach anywhere in it limit it."""
        place = Place(site.code)
        rules = self._rules_at(place)
        made = self._of(place, _questions(questions))
        limiting = [each for at, there in self.facts.limiting.items() if at.site == site.code for each in there]
        limited = limit(made.rating, {each.action for each in limiting}, level=LimitedLevel.OVERALL, rules=rules)
        if limited.by is None:
            self._aggregated(place, made, questions)
            return
        by = [each for each in limiting if each.action is limited.by.action]
        self._add(
            place,
            rated(limited.stands),
            str(limited.by.action),
            made.inputs,
            limited.by.text,
            notices=tuple(sorted({each.notice for each in by if each.notice})),
            days=[each.since for each in by],
        )

    def _aggregated(self, place: Place, made: Aggregated, below: Iterable[Place]) -> None:
        if made.rating is None and place not in self.facts.published:
            return
        rule = made.rule or ""
        counted = [self.facts.published[at].published_on for at in below if at in self.facts.published]
        self._add(place, made.rating, rule, made.inputs, because(made, self._rules_at(place)), days=counted)

    def _add(
        self,
        place: Place,
        computed: Rating | None,
        rule: str,
        inputs: Mapping[str, Rating],
        reason: str,
        *,
        notices: tuple[str, ...] = (),
        days: Iterable[date] = (),
    ) -> None:
        published = self.facts.published.get(place)
        self._computed[place] = computed
        known = [*days, *([published.published_on] if published else [])]
        self.results.append(
            RatingResult(
                trust_code=self.facts.trust_code,
                place=place,
                computed=computed,
                rule=rule,
                rule_set=self._rules_at(place).version,
                inputs={name: str(word) for name, word in inputs.items()},
                notices=notices,
                published=published,
                standing=standing_of(computed, published),
                reason=reason,
                as_of=max(known, default=self.facts.on),
            )
        )

    def _of(self, place: Place, below: Iterable[tuple[str, Place]]) -> Aggregated:
        """Aggregate; where the version decides nothing for so many ratings, no rule gives one."""
        rules = self._rules_at(place)
        words = {name: self._word(at) for name, at in below}
        inputs = {name: rating for name, word in words.items() if (rating := rated(word)) is not None}
        if inputs and not rules.covers(len(inputs)):
            return Aggregated(None, None, len(inputs), inputs)
        return aggregate(words, rules)

    def _rules_at(self, place: Place) -> AggregationRuleSet:
        """Return the version by which the inspection went that rated a place, where it was one of ours."""
        published = self.facts.published.get(place)
        return rule_sets().get(published.rule_set, self.rules) if published else self.rules

    def _word(self, place: Place) -> Judged:
        """Return what counts of a place one level up: the published word, else the computed one."""
        published = self.facts.published.get(place)
        if published is not None:
            return published.word
        return self._computed.get(place)

    def _one_well_led(self, place: Place) -> Rating | None:
        """Return the trust's well-led where it is the hospital's too: at a trust with one hospital, from 2017."""
        of_trust = self.facts.published.get(Place(key_question=KeyQuestion.WELL_LED))
        if of_trust is None or len(self.facts.sites) != 1:
            return None
        published = self.facts.published.get(place, of_trust)
        return rated(of_trust.word) if published.published_on >= ONE_WELL_LED_FROM else None


def _questions(places: Iterable[Place]) -> list[tuple[str, Place]]:
    return [(str(place.key_question), place) for place in places]


def standing_of(computed: Rating | None, published: PublishedWord | None) -> Standing:
    """Say how a computed rating stands to the published word.

    What is published without a rating, and what no rule computes, is not compared. A departure explains the difference
    from the rating that it departed from, and from no other.
    """
    word = rated(published.word) if published else None
    if published is None or word is None or computed is None:
        return Standing.NOT_COMPARED
    if word is computed:
        return Standing.AGREES
    if published.departure_reason and published.computed == computed:
        return Standing.EXPLAINED
    return Standing.DIFFERS


def _caution(facts: RatingFacts, made: Caution, rules: CautionRuleSet) -> CautionResult:
    return CautionResult(
        trust_code=facts.trust_code,
        rule=made.rule.id,
        rule_set=rules.version,
        subject=made.subject,
        regulations=made.regulations,
        key_questions=made.key_questions,
        evidence=dict(made.evidence),
        state=dict(made.state),
        reason=made.rule.because.format(**_filled_in(made)),
        as_of=made.since,
    )


def _filled_in(made: Caution) -> dict[str, str]:
    """Return what the reason of a caution fills in, as people write it."""
    wards = made.evidence.get("wards")
    return {
        "wards": write_count(len(wards), "ward is", "wards are") if isinstance(wards, list) else "",
        "month": write_month(made.since),
        "notice": made.subject,
        "due": write_date(made.since),
    }


def standards_named(regulations: Iterable[str]) -> str:
    """Return regulations with their names: ``regulation 18 (staffing)``; one not on the list by its number alone."""
    known = fundamental_standards()
    told = []
    for cited in regulations:
        number = cited.partition("(")[0]
        name = known[number].name if number in known else ""
        told.append(f"regulation {cited}" + (f" ({name[0].lower()}{name[1:]})" if name else ""))
    return write_list(told)
