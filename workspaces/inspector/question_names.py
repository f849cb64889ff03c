"""Questions about ratings as pages show them: what is rated, in words, with names and addresses found together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from inspections.core_services import service_name
from inspections.judging.computing import Place
from inspections.models import PublishedRating
from inspections.pages.rating_places import input_name
from oversight.organisations.models import Site, Trust, Ward
from ratings.asking import Question
from ratings.computed_ratings import standards_named
from ratings.questions import CautionResult, PublishedWord, RatingResult
from ratings.rules.aggregation_files import rule_sets
from ratings.rules.caution_files import caution_rule_sets
from ratings.rules.ratings_words import KeyQuestion, Rating


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A rating or what stands in its place: its code ("none" without a rating) and its word."""

    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that a question rests on: its text, and its page ("" where it has none)."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class ShownRating:
    """A computed rating beside the published one, for a page."""

    result: RatingResult
    name: str
    published: ShownWord | None
    computed: ShownWord
    source: str
    inputs: Sequence[tuple[str, Rating]]

    @property
    def rules(self) -> str:
        """The version of the rules by its name."""
        known = rule_sets().get(self.result.rule_set)
        return known.name if known else self.result.rule_set


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question for a page: what it is about, of which trust, why it is asked, and on what it rests."""

    question: Question
    trust: Trust
    name: str
    rating: ShownRating | None
    standards: str
    evidence: Sequence[Evidence]

    @property
    def caution(self) -> CautionResult | None:
        """The caution, where it is one."""
        return self.question.result if isinstance(self.question.result, CautionResult) else None

    @property
    def anchor(self) -> str:
        """Where the page of rules explains it."""
        return self.question.result.rule.replace(".", "-").replace("_", "-") if self.caution else "computed-ratings"


def shown_questions(questions: Sequence[Question]) -> list[ShownQuestion]:
    """Return questions with the names of their trusts, sites and wards: three queries, however many."""
    names = _Names(questions)
    return [
        ShownQuestion(
            question=each,
            trust=names.trusts[each.trust_code],
            name=names.of(each),
            rating=shown_rating(each.result, names.sites) if isinstance(each.result, RatingResult) else None,
            standards=standards_named(each.result.regulations) if isinstance(each.result, CautionResult) else "",
            evidence=names.evidence(each),
        )
        for each in questions
    ]


def shown_ratings(results: Sequence[RatingResult]) -> list[ShownRating]:
    """Return computed ratings with the names of their sites; one query."""
    sites = _site_names(result.place.site for result in results)
    return [shown_rating(result, sites) for result in results]


def shown_rating(result: RatingResult, sites: dict[str, str]) -> ShownRating:
    """Return a computed rating with its words."""
    return ShownRating(
        result,
        place_name(result.place, sites),
        published_word(result.published) if result.published else None,
        ShownWord(str(result.computed or "none"), result.computed.label if result.computed else "No rating"),
        PublishedRating.Source(result.published.source).label if result.published else "",
        [
            (sites.get(code) or input_name(code), Rating(word))
            for code, word in sorted(result.inputs.items(), key=lambda each: _order(each[0]))
        ],
    )


def published_word(published: PublishedWord) -> ShownWord:
    """Return a published word; a non-rating has no symbol of its own."""
    word = published.word
    if word is None:
        return ShownWord("none", "No rating")
    return ShownWord(str(word) if isinstance(word, Rating) else "none", word.label)


def place_name(place: Place, sites: dict[str, str]) -> str:
    """Return what is rated, in words: ``Surgery at General Hospital: safe``."""
    question = place.key_question.label.lower() if place.key_question else "overall"
    if not place.site:
        return f"The trust: {question}"
    where = sites.get(place.site) or place.site
    if not place.service:
        return f"{where}: {question}"
    service = service_name(place.service)
    return f"{service[0].upper()}{service[1:]} at {where}: {question}"


def caution_name(rule: str, rule_set: str) -> str:
    """Return what a caution's rule says, in its own words."""
    for rules in caution_rule_sets():
        if rules.version == rule_set:
            return rules.rule(rule).text.rstrip(".")
    return rule


class _Names:
    """The names that a page of questions needs, read once."""

    def __init__(self, questions: Sequence[Question]) -> None:
        codes = {each.trust_code for each in questions}
        self.trusts = {trust.code: trust for trust in Trust.objects.filter(code__in=codes).select_related("region")}
        wards: set[str] = set()
        sites: set[str] = set()
        for each in questions:
            if isinstance(each.result, RatingResult):
                sites |= {each.result.place.site, *each.result.inputs}
            else:
                wards |= set(_listed(each.result.evidence.get("wards")))
                sites |= {area[0] for area in _areas(each.result)}
        self.sites = _site_names(sites)
        self.wards = {str(ward.public_id): ward for ward in Ward.objects.filter(public_id__in=wards)} if wards else {}

    def of(self, question: Question) -> str:
        """Return what a question is about."""
        result = question.result
        if isinstance(result, RatingResult):
            return place_name(result.place, self.sites)
        return caution_name(result.rule, result.rule_set)

    def evidence(self, question: Question) -> list[Evidence]:
        """Return what a question rests on besides ratings: notices, wards, and the places that a notice names."""
        result = question.result
        if isinstance(result, RatingResult):
            return [_notice(reference) for reference in result.notices]
        found = [_notice(result.subject)] if result.subject else []
        for ward in _listed(result.evidence.get("wards")):
            known = self.wards.get(ward)
            found.append(Evidence(known.name if known else f"Ward {ward}", reverse("inspect:ward", args=[ward])))
        for site, service, asked in _areas(result):
            place = Place(site, service, KeyQuestion(asked))
            found.append(Evidence(place_name(place, self.sites), ""))
        return found


def _notice(reference: str) -> Evidence:
    return Evidence(f"Notice {reference}", reverse("notices:notice", args=[reference]))


def _listed(given: object) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list) else []


def _areas(result: CautionResult) -> list[tuple[str, str, str]]:
    given = result.evidence.get("areas")
    return [(area[0], area[1], area[2]) for area in given] if isinstance(given, list) else []


def _site_names(codes: Iterable[str]) -> dict[str, str]:
    wanted = {code for code in codes if code}
    return {site.code: site.shown_name for site in Site.objects.filter(code__in=wanted)} if wanted else {}


def _order(code: str) -> tuple[int, str]:
    """Put key questions into their fixed order, and all else behind by name."""
    questions = [str(question) for question in KeyQuestion]
    return (questions.index(code) if code in questions else len(questions), code)
