"""Every rating of an inspection at every level: what was judged, what the rules give, what is awarded. Pure.

Judgements are limited by enforcement, then aggregated upwards by the tables of ``ratings.rules``; each level counts
what is awarded at the one below, so that an approved departure goes on upwards. A service or hospital that was not
inspected keeps its published rating and counts with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from ratings.rules.aggregation import Aggregated, Judged, aggregate, assessed
from ratings.rules.aggregation_limiters import limit
from ratings.rules.aggregation_location import is_complete
from ratings.rules.aggregation_rule_sets import Action, AggregationRuleSet, LimitedLevel
from ratings.rules.aggregation_trust import TrustLocation, rate_trust
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating, rated

JUDGED = "judged"
"""Stands in place of a rule where a rating is the team's judgement itself."""
CARRIED = "carried"
"""Stands in place of a rule where a published rating was kept, since this was not inspected."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rating stands: a site's code ("" the trust), a service ("" none), a key question (None: overall)."""

    site: str = ""
    service: str = ""
    key_question: KeyQuestion | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """One rating: what was judged, what the rules give and by which rule from which inputs, and what is awarded.

    ``carried`` where the published rating was kept. ``limited`` names the action that limited the judgement.
    """

    place: Place
    judged: Judged
    computed: Judged
    rule: str
    inputs: Mapping[str, Rating]
    awarded: Judged
    carried: bool = False
    limited: str = ""

    @property
    def departs(self) -> bool:
        """Whether what is awarded is not what the rules give."""
        return self.awarded != self.computed


@dataclass(frozen=True, slots=True)
class InspectedPlace:
    """A cell of the grid as it comes in: what this inspection judged, or what was published and is kept."""

    judged: Judged = None
    published: Judged = None

    @property
    def is_carried(self) -> bool:
        """Whether the published rating is kept, since this inspection judged nothing here."""
        return self.judged is None and self.published is not None


@dataclass(frozen=True, slots=True)
class InspectedSiteInputs:
    """What comes in for a site: its cells by service, what limits them, and overall ratings that are kept.

    ``published_overall`` is the overall rating of each service none of which was inspected; ``kept_questions`` are the
    published ratings of the site's key questions where none of its services was.
    """

    code: str
    cells: Mapping[str, Mapping[KeyQuestion, InspectedPlace]]
    actions: Mapping[tuple[str, KeyQuestion], Collection[Action]] = field(default_factory=dict)
    published_overall: Mapping[str, Judged] = field(default_factory=dict)
    kept_questions: Mapping[KeyQuestion, Judged] = field(default_factory=dict)
    taken_over_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeptLocation:
    """A hospital of the trust that this inspection did not go to, with its published ratings."""

    code: str
    key_questions: Mapping[KeyQuestion, Judged]
    taken_over_on: date | None = None


@dataclass(frozen=True, slots=True)
class TrustInputs:
    """All that comes in. ``well_led`` is the assessment of the whole trust, by this inspection or as published.

    ``kept_questions`` are the trust's published key questions where no service of it was inspected: they stand, all but
    well-led. ``awards`` are the approved departures. ``well_led_stands_for_location``: at a trust with one hospital,
    the trust's well-led is the hospital's (from 2017).
    """

    sites: tuple[InspectedSiteInputs, ...]
    kept: tuple[KeptLocation, ...] = ()
    well_led: InspectedPlace = InspectedPlace()
    well_led_stands_for_location: bool = False
    awards: Mapping[Place, Rating] = field(default_factory=dict)
    kept_questions: Mapping[KeyQuestion, Judged] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceRatings:
    """A service: its five key questions and its overall."""

    cells: Mapping[KeyQuestion, Computed]
    overall: Computed


@dataclass(frozen=True, slots=True)
class SiteRatings:
    """A location: its services, its key questions across them, its overall; whether every cell is rated."""

    services: Mapping[str, ServiceRatings]
    key_questions: Mapping[KeyQuestion, Computed]
    overall: Computed
    complete: bool


@dataclass(frozen=True, slots=True)
class TrustRatings:
    """The trust: its inspected sites, key questions, overall; hospitals left out after a merger, and until when."""

    sites: Mapping[str, SiteRatings]
    key_questions: Mapping[KeyQuestion, Computed]
    overall: Computed
    complete: bool
    left_out: Mapping[str, date]
    rule_set: str

    def all(self) -> Iterable[Computed]:
        """Every rating from the smallest level upwards, in the fixed order of sites, services and key questions."""
        for site in self.sites.values():
            for service in site.services.values():
                yield from service.cells.values()
                yield service.overall
            yield from site.key_questions.values()
            yield site.overall
        yield from self.key_questions.values()
        yield self.overall


def compute_ratings(given: TrustInputs, *, on: date, rules: AggregationRuleSet) -> TrustRatings:
    """Work out every rating of an inspection as of a day, by one version of the rules."""
    trust_well_led = _well_led(given)
    sites = {site.code: _site(site, given, trust_well_led, rules) for site in given.sites}
    locations = [
        TrustLocation(
            site.code,
            {question: each.awarded for question, each in sites[site.code].key_questions.items()},
            taken_over_on=site.taken_over_on,
        )
        for site in given.sites
    ] + [TrustLocation(kept.code, kept.key_questions, taken_over_on=kept.taken_over_on) for kept in given.kept]
    whole = rate_trust(locations, well_led=trust_well_led.awarded, on=on, rules=rules)
    questions = {
        question: trust_well_led
        if question is KeyQuestion.WELL_LED
        else _kept_or(given.kept_questions.get(question), Place(key_question=question), made, given.awards)
        for question, made in whole.key_questions.items()
    }
    if rules.trust is not None and rules.trust.overall:
        words = {question: each.awarded for question, each in questions.items()}
        overall = _aggregated(Place(), _of(words, rules), given.awards)
    else:
        overall = _aggregated(Place(), whole.overall, given.awards)
    complete = (
        rated(trust_well_led.awarded) is not None
        and all(site.complete for code, site in sites.items() if code not in whole.left_out)
        and all(
            rated(kept.key_questions.get(question)) is not None
            for kept in given.kept
            if kept.code not in whole.left_out
            for question in KeyQuestion
        )
    )
    return TrustRatings(
        MappingProxyType(sites), MappingProxyType(questions), overall, complete, whole.left_out, rules.version
    )


def _well_led(given: TrustInputs) -> Computed:
    """The trust's well-led: assessed, never aggregated."""
    place = Place(key_question=KeyQuestion.WELL_LED)
    word = given.well_led.judged if given.well_led.judged is not None else given.well_led.published
    rating = rated(word)
    if rating is None:
        return Computed(place, given.well_led.judged, word, "", MappingProxyType({}), word, given.well_led.is_carried)
    made = assessed(KeyQuestion.WELL_LED, rating)
    return Computed(
        place, given.well_led.judged, rating, made.rule or "", made.inputs, rating, given.well_led.is_carried
    )


def _site(
    site: InspectedSiteInputs, given: TrustInputs, trust_well_led: Computed, rules: AggregationRuleSet
) -> SiteRatings:
    services: dict[str, ServiceRatings] = {}
    for service, cells in site.cells.items():
        rows = {
            question: _cell(site, service, question, cells.get(question, InspectedPlace()), given.awards, rules)
            for question in KeyQuestion
        }
        services[service] = ServiceRatings(
            MappingProxyType(rows), _service_overall(site, service, rows, given.awards, rules)
        )
    awarded = {
        service: {question: each.awarded for question, each in rows.cells.items()} for service, rows in services.items()
    }
    questions: dict[KeyQuestion, Computed] = {}
    for question in KeyQuestion:
        made = _of({service: words[question] for service, words in awarded.items()}, rules)
        of_the_trust = rated(trust_well_led.awarded)
        if question is KeyQuestion.WELL_LED and given.well_led_stands_for_location and of_the_trust is not None:
            made = assessed(question, of_the_trust)
        kept = None if question is KeyQuestion.WELL_LED else site.kept_questions.get(question)
        questions[question] = _kept_or(kept, Place(site.code, "", question), made, given.awards)
    overall = _site_overall(site, {question: each.awarded for question, each in questions.items()}, given.awards, rules)
    return SiteRatings(MappingProxyType(services), MappingProxyType(questions), overall, is_complete(awarded))


def _site_overall(
    site: InspectedSiteInputs,
    words: Mapping[KeyQuestion, Judged],
    awards: Mapping[Place, Rating],
    rules: AggregationRuleSet,
) -> Computed:
    """A location's overall; what its version of the rules lets a breach or notice anywhere in it limit is limited."""
    place = Place(site.code)
    made = _of(words, rules)
    actions = {action for there in site.actions.values() for action in there}
    limited = limit(made.rating, actions, level=LimitedLevel.OVERALL, rules=rules)
    if limited.by is None:
        return _aggregated(place, made, awards)
    action = str(limited.by.action)
    awarded = awards.get(place, limited.stands)
    return Computed(place, None, limited.stands, action, made.inputs, awarded, limited=action)


def _cell(
    site: InspectedSiteInputs,
    service: str,
    question: KeyQuestion,
    found: InspectedPlace,
    awards: Mapping[Place, Rating],
    rules: AggregationRuleSet,
) -> Computed:
    place = Place(site.code, service, question)
    if found.is_carried:
        # What was published stands until it is judged anew; a notice since then limits what is judged.
        return Computed(place, None, found.published, CARRIED, MappingProxyType({}), found.published, True)
    limited = limit(found.judged, site.actions.get((service, question), ()), rules=rules)
    rating = rated(found.judged)
    inputs = MappingProxyType({} if rating is None else {str(question): rating})
    if limited.by is None:
        return Computed(
            place, found.judged, limited.stands, JUDGED if found.judged is not None else "", inputs, limited.stands
        )
    action = str(limited.by.action)
    return Computed(
        place, found.judged, limited.stands, action, inputs, awards.get(place, limited.stands), limited=action
    )


def _service_overall(
    site: InspectedSiteInputs,
    service: str,
    cells: Mapping[KeyQuestion, Computed],
    awards: Mapping[Place, Rating],
    rules: AggregationRuleSet,
) -> Computed:
    place = Place(site.code, service)
    made = _of({question: each.awarded for question, each in cells.items()}, rules)
    published = site.published_overall.get(service)
    judged = any(each.judged is not None for each in cells.values())
    return _kept_or(None if judged else published, place, made, awards)


def _of(words: Mapping[KeyQuestion, Judged] | Mapping[str, Judged], rules: AggregationRuleSet) -> Aggregated:
    """Aggregate; where the version decides nothing for so many ratings, no rule gives one, and the inputs say so."""
    named = {str(name): word for name, word in words.items()}
    inputs = {name: rating for name, word in named.items() if (rating := rated(word)) is not None}
    if inputs and not rules.covers(len(inputs)):
        return Aggregated(None, None, len(inputs), MappingProxyType(inputs))
    return aggregate(named, rules)


def _kept_or(kept: Judged, place: Place, made: Aggregated, awards: Mapping[Place, Rating]) -> Computed:
    """Let a published rating stand where it is kept, beside what the rules give; else what they give, or is awarded."""
    if kept is not None:
        return Computed(place, None, made.rating, made.rule or "", made.inputs, kept, True)
    return _aggregated(place, made, awards)


def _aggregated(place: Place, made: Aggregated, awards: Mapping[Place, Rating]) -> Computed:
    return Computed(place, None, made.rating, made.rule or "", made.inputs, awards.get(place, made.rating))


def with_changes(given: TrustInputs, changes: Mapping[Place, Rating]) -> TrustInputs:
    """Return what comes in with other ratings in the place of judgements: of services, and of the trust's well-led."""
    if not changes:
        return given
    sites = tuple(
        replace(
            site,
            cells={
                service: {
                    question: replace(cell, judged=changes.get(Place(site.code, service, question), cell.judged))
                    for question, cell in cells.items()
                }
                for service, cells in site.cells.items()
            },
        )
        for site in given.sites
    )
    of_trust = changes.get(Place(key_question=KeyQuestion.WELL_LED), given.well_led.judged)
    return replace(given, sites=sites, well_led=replace(given.well_led, judged=of_trust))


def still_to_judge(
    expected: Iterable[tuple[str, str]], ratings: Mapping[tuple[str, str, KeyQuestion], Rating | NonRating]
) -> list[Place]:
    """Return the places of the inspected services (site, service) for which no judgement is recorded yet.

    Where no service is inspected, the well-led of the trust is what there is to judge.
    """
    expected = list(expected)
    if not expected:
        whole = Place(key_question=KeyQuestion.WELL_LED)
        return [] if ("", "", KeyQuestion.WELL_LED) in ratings else [whole]
    return [
        Place(site, service, question)
        for site, service in expected
        for question in KeyQuestion
        if (site, service, question) not in ratings
    ]
