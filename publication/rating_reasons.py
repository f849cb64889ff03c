"""How a published rating was reached: the rule, what it counted, and why what was published departs from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspections.core_services import services
from inspections.models import PublishedRating, RatingLevel
from oversight.organisations.models import Site
from publication.rating_grids import ShownRating, shown
from publication.rating_record import RatingRecord, in_order, name_of_service, word_of
from ratings.rules.aggregation import ASSESSED, Aggregated, aggregate, because
from ratings.rules.aggregation_files import rule_set, rule_sets
from ratings.rules.aggregation_location import rate_location
from ratings.rules.aggregation_rule_sets import AggregationRuleSet, NotCovered
from ratings.rules.aggregation_trust import TrustLocation, rate_trust
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating


@dataclass(frozen=True)
class Reached:
    """One rating with how it was reached; ``sentence`` is blank where no rule was recorded and none can be applied."""

    name: str
    rating: ShownRating
    sentence: str = ""
    rule: str = ""
    rule_text: str = ""
    # What was counted: of what, and its rating in words.
    inputs: tuple[tuple[str, str], ...] = ()
    computed: Rating | None = None
    # The rule was applied on this page, to ratings published elsewhere, and was not recorded with the publication.
    applied_here: bool = False

    @property
    def departs(self) -> bool:
        """Whether the published rating is another than the rules give."""
        return self.computed is not None and self.computed != self.rating.word


def how_hospital_was_rated(record: RatingRecord, site: Site) -> list[Reached]:
    """Return the overall rating, the five key questions and each service, each with how it was reached."""
    listed = record.services_of(site.code)
    grid = {
        service: {
            question: word_of(row)
            for question in KeyQuestion
            if (
                row := record.find(
                    RatingLevel.SERVICE_KEY_QUESTION, location=site.code, service=service, key_question=question
                )
            )
        }
        for service in listed
    }
    made = rate_location(grid).decided_by
    questions = {
        question: record.find(RatingLevel.LOCATION_KEY_QUESTION, location=site.code, key_question=question)
        for question in KeyQuestion
    }
    wanted: list[tuple[str, PublishedRating | None, Aggregated]] = [
        (
            "Hospital overall",
            record.find(RatingLevel.LOCATION, location=site.code),
            _from_published(questions),
        )
    ]
    for question, row in questions.items():
        wanted.append((f"{question.label}, whole hospital", row, made.key_questions[question]))
    for service in listed:
        row = record.find(RatingLevel.SERVICE, location=site.code, service=service)
        wanted.append((f"{name_of_service(service)}, overall", row, made.service_overall[service]))
    return [reached(record, name, row, applied) for name, row, applied in wanted if row is not None]


def how_trust_was_rated(
    record: RatingRecord, hospitals: Sequence[Site], taken_over: Mapping[str, date]
) -> list[Reached]:
    """Return a trust's overall rating and its key questions, each with how it was reached.

    ``taken_over``: since when the trust has hospitals that were another's, which do not count at first.
    """
    locations = [
        TrustLocation(
            site.code,
            {
                question: word_of(row)
                for question in KeyQuestion
                if (row := record.find(RatingLevel.LOCATION_KEY_QUESTION, location=site.code, key_question=question))
            },
            taken_over_on=taken_over.get(site.code),
        )
        for site in hospitals
    ]
    questions = {
        question: record.find(RatingLevel.TRUST_KEY_QUESTION, key_question=question) for question in KeyQuestion
    }
    well_led = questions[KeyQuestion.WELL_LED]
    made = rate_trust(locations, well_led=word_of(well_led) if well_led else None, on=record.today)
    names = {site.code: site.shown_name for site in hospitals}
    wanted = [("Trust overall", record.find(RatingLevel.TRUST), _from_published(questions))]
    wanted += [
        (f"{question.label}, whole trust", questions[question], made.key_questions[question])
        for question in KeyQuestion
    ]
    return [reached(record, name, row, applied, names) for name, row, applied in wanted if row is not None]


def _from_published(published: Mapping[KeyQuestion, PublishedRating | None]) -> Aggregated:
    """Aggregate the key questions as published, and these alone, as the report of agreement does.

    A departure from one of them is not counted once more, and nobody reads of a rating that was never published.
    """
    return aggregate({question: word_of(row) for question, row in published.items() if row is not None})


def limited_or_departing(record: RatingRecord, site: Site) -> list[Reached]:
    """Return the key questions of services that are not published as they were judged: limited, or departed from."""
    found = []
    for service in record.services_of(site.code):
        for question in KeyQuestion:
            row = record.find(
                RatingLevel.SERVICE_KEY_QUESTION, location=site.code, service=service, key_question=question
            )
            if row is None or not row.rule:
                continue
            told = reached(record, f"{question.label}, {name_of_service(service)}", row, None)
            if told.departs or row.departure_reason or row.rule in _limiters(_rules_of(row)):
                found.append(told)
    return found


def reached(
    record: RatingRecord,
    name: str,
    row: PublishedRating,
    applied: Aggregated | None,
    names: Mapping[str, str] | None = None,
) -> Reached:
    """Return how a rating was reached: as it was recorded with it, or else by the rules as ``applied`` to the grid."""
    rating = shown(record, row)
    if row.rule:
        return _recorded(name, rating, names or {})
    if applied is None or applied.rating is None or applied.rule == ASSESSED:
        return Reached(name, rating)
    rules = rule_set()
    return Reached(
        name,
        rating,
        sentence=because(applied, rules),
        rule=applied.rule or "",
        rule_text=rules.rule(applied.rule).text if applied.rule else "",
        inputs=tuple((_called(of, names or {}), counted.label) for of, counted in applied.inputs.items()),
        computed=applied.rating,
        applied_here=True,
    )


def _recorded(name: str, rating: ShownRating, names: Mapping[str, str]) -> Reached:
    row = rating.row
    rules = _rules_of(row)
    inputs = {of: str(row.inputs[of]) for of in _in_order(row.inputs)}
    sentence, text = "", ""
    if limiter := _limiters(rules).get(row.rule):
        sentence = text = limiter
    elif row.rule == ASSESSED and rules.assessed is not None:
        sentence = text = rules.assessed.text
    elif row.rule in {rule.letter for rule in rules.rules}:
        text = rules.rule(row.rule).text
        counted = {of: Rating(word) for of, word in inputs.items() if word in set(Rating)}
        try:
            sentence = because(Aggregated(Rating(row.computed), row.rule, len(counted), counted), rules)
        except (NotCovered, ValueError):
            # The inputs are not those of an aggregation: the rule's own text stands alone.
            sentence = text
    return Reached(
        name,
        rating,
        sentence=sentence,
        rule=row.rule if text and row.rule in {rule.letter for rule in rules.rules} else "",
        rule_text=text,
        inputs=tuple((_called(of, names), _in_words(word)) for of, word in inputs.items()),
        computed=Rating(row.computed) if row.computed else None,
    )


def _rules_of(row: PublishedRating) -> AggregationRuleSet:
    """Return the version of the rules that was recorded with the rating, or the one for hospitals."""
    return rule_sets().get(row.rule_set) or rule_set()


def _limiters(rules: AggregationRuleSet) -> dict[str, str]:
    return {str(limiter.action): limiter.text for limiter in rules.limiters}


def _in_order(inputs: Iterable[str]) -> list[str]:
    """Put inputs into their order, which the database does not keep: key questions, services, then hospitals."""
    questions = [str(question) for question in KeyQuestion]
    named = set(inputs)
    return [each for each in questions if each in named] + in_order(named.difference(questions))


def _called(name: str, names: Mapping[str, str]) -> str:
    """Return what an input is of, in words: a key question, a service, or a hospital."""
    if name in set(KeyQuestion):
        return KeyQuestion(name).label
    if name in names:
        return names[name]
    return name_of_service(name) if name in services() else name


def _in_words(word: str) -> str:
    if word in set(Rating):
        return Rating(word).label
    return NonRating(word).label if word in set(NonRating) else word
