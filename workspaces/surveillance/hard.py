"""The hard signals that the record holds of a group's trusts, each with its day, in a fixed number of queries.

Bands, signals, published and computed ratings, special measures, what is overdue, and how many people told the
regulator of a concern: a number under the rules for small numbers, of whole quarters, never a word of it and never by
whom. Sources: Hard Truths, paragraphs 2.25 and 2.26; domain rules 6.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from complaints.concerns.models import Concern
from complaints.concerns.states import SORTED
from complaints.periods import ComplaintsPeriod
from inspections.models import PublishedRating, RatingLevel
from oversight.clock import london_date
from oversight.measures.disclosure import Chosen, Shown, in_force
from oversight.organisations.models import Trust
from oversight.returns import calendar
from oversight.returns.kinds import all_kinds
from oversight.returns.models import ReturnVersion
from oversight.wording import write_count, write_date
from ratings.asking import Question, questions_of
from ratings.commissioning.askable import Raised, raised_of
from ratings.models import CriterionFlag, MortalityAlert, SpecialMeasuresSpell, TrustBand
from ratings.mortality.states import AlertState
from ratings.rules.ratings_words import NonRating, Rating
from ratings.rules.special_measures import CriterionState
from ratings.special_measures.standing import in_special_measures, spell_of
from workspaces.inspector.monitoring.standings import write_standing
from workspaces.inspector.question_names import ShownWord
from workspaces.inspector.special_measures_names import ShownCriterion, shown_criterion

_MONTHS_BACK = 6
CONCERN_QUARTERS = 4
# Concerns are told of people below the nation, as complaints are: the same rule for small numbers.
_DATASET = "complaints"


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that a trust should have done by a day."""

    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class HardFacts:
    """What the record holds of one trust. ``band``, ``rating`` and ``spell`` are None where there is none."""

    trust: Trust
    band: TrustBand | None
    raised: Sequence[Raised]
    rating: ShownWord | None
    rated_on: date | None
    questions: Sequence[Question]
    spell: SpecialMeasuresSpell | None
    criteria: Sequence[ShownCriterion]
    overdue: Sequence[Overdue]
    concerns: Shown

    @property
    def standing(self) -> str:
        """Its band, or what stands in its place."""
        return write_standing(self.band.standing, self.band.band) if self.band else "Not worked out"

    @property
    def open_questions(self) -> int:
        """How many questions about its ratings nobody has decided."""
        return sum(each.is_open for each in self.questions)

    @property
    def signals(self) -> str:
        """How many signals stand and of what, in words."""
        wards = len({one.ward.pk for one in self.raised if one.is_often_short and one.ward})
        told = [write_count(len(self.raised), "signal")] if self.raised else ["None"]
        if wards:
            told.append(f"{write_count(wards, 'ward')} often short")
        return ", ".join(told)


@dataclass(frozen=True, slots=True)
class Counted:
    """From when to when concerns were counted, and by which rule they are told."""

    first_day: date
    last_day: date
    rules: Chosen


def hard_facts(trusts: Sequence[Trust], *, now: datetime) -> tuple[list[HardFacts], Counted]:
    """Return what the record holds of each of the trusts, in their order, and how concerns were counted."""
    today = london_date(now)
    codes = [trust.code for trust in trusts]
    bands = {band.trust_code: band for band in TrustBand.objects.filter(trust_code__in=codes)}
    raised = raised_of(trusts)
    ratings = _ratings(codes, today)
    questions: dict[str, list[Question]] = {}
    for question in questions_of(codes):
        questions.setdefault(question.trust_code, []).append(question)
    inside = in_special_measures(today)
    criteria = _criteria(codes)
    overdue = _overdue(trusts, criteria, now=now)
    counted = counted_on(today)
    concerns = _concerns(trusts, counted)
    found = []
    for trust in trusts:
        word, rated_on = ratings.get(trust.code, (None, None))
        found.append(
            HardFacts(
                trust=trust,
                band=bands.get(trust.code),
                raised=raised[trust.code],
                rating=word,
                rated_on=rated_on,
                questions=questions.get(trust.code, []),
                spell=spell_of(trust, today) if trust.code in inside else None,
                criteria=criteria.get(trust.code, []),
                overdue=overdue.get(trust.code, []),
                concerns=concerns[trust.pk],
            )
        )
    return found, counted


def counted_on(today: date) -> Counted:
    """Return the time of which concerns are counted on a day: the last four quarters that are over.

    A number that changed from day to day would tell of the one person who wrote in between.
    """
    last = ComplaintsPeriod.quarter_of(today).plus(-1)
    return Counted(last.plus(1 - CONCERN_QUARTERS).first_day, last.last_day, in_force(_DATASET, last.last_day))


def _ratings(codes: Sequence[str], today: date) -> dict[str, tuple[ShownWord, date]]:
    found = {}
    standing = PublishedRating.objects.filter(provider_code__in=codes, level=RatingLevel.TRUST).standing(today)
    for row in standing:
        word = (
            ShownWord(row.rating, Rating(row.rating).label)
            if row.rating
            else ShownWord("none", NonRating(row.non_rating).label)
        )
        found[row.provider_code] = (word, row.published_on)
    return found


def _criteria(codes: Sequence[str]) -> dict[str, list[ShownCriterion]]:
    """Return by trust the criteria of special measures that ask somebody to look."""
    found: dict[str, list[ShownCriterion]] = {}
    for row in CriterionFlag.objects.filter(trust_code__in=codes):
        shown = shown_criterion(row)
        if shown.result.asks:
            found.setdefault(row.trust_code, []).append(shown)
    return found


def _overdue(
    trusts: Sequence[Trust], criteria: Mapping[str, Iterable[ShownCriterion]], *, now: datetime
) -> dict[str, list[Overdue]]:
    """Return by trust what is overdue, the longest first."""
    today = london_date(now)
    found: dict[str, list[Overdue]] = {}
    for code, late in _late_returns(trusts, now=now):
        found.setdefault(code, []).append(late)
    asked = MortalityAlert.objects.filter(
        trust_code__in=[trust.code for trust in trusts], state=str(AlertState.ASKED), answer_due_on__lt=today
    ).defer("evidence")
    for alert in asked:
        if alert.answer_due_on is not None:
            found.setdefault(alert.trust_code, []).append(
                Overdue("Answer to a letter of the regulator about mortality", alert.answer_due_on)
            )
    for code, shown in criteria.items():
        for one in shown:
            if one.result.state is CriterionState.OVERDUE and one.result.due_on is not None:
                found.setdefault(code, []).append(Overdue(f"Special measures: {one.name.lower()}", one.result.due_on))
    for each in found.values():
        each.sort(key=lambda one: (one.due_on, one.what))
    return found


def _late_returns(trusts: Sequence[Trust], *, now: datetime) -> Iterator[tuple[str, Overdue]]:
    """Yield the returns of the last months whose collection has closed and that were not accepted."""
    keys = {trust.pk: trust.code for trust in trusts}
    accepted = set(ReturnVersion.objects.filter(trust__in=keys, stands=True).values_list("kind", "period", "trust_id"))
    for kind in all_kinds():
        for period in kind.periods_opened(now=now, months=_MONTHS_BACK):
            closes_at = calendar.window(kind.code, period).closes_at
            if closes_at >= now:
                continue
            for owing in kind.owing_trusts(period).filter(pk__in=keys).values_list("pk", flat=True):
                if (kind.code, period, owing) not in accepted:
                    label = f"{kind.title}, {kind.period_label(period)}"
                    yield keys[owing], Overdue(label, london_date(closes_at))


def _concerns(trusts: Sequence[Trust], counted: Counted) -> dict[int, Shown]:
    """Return how many concerns inspectors took up of each trust, as the rule lets it be told; each matter once."""
    rows = (
        Concern.objects.filter(
            trust__in=[trust.pk for trust in trusts],
            state__in=[str(state) for state in SORTED],
            received_on__range=(counted.first_day, counted.last_day),
            joined_to__isnull=True,
        )
        .order_by()
        .values("trust_id")
        .annotate(number=Count("pk"))
        .values_list("trust_id", "number")
    )
    numbers = dict(rows)
    return {trust.pk: counted.rules.rules.shown(numbers.get(trust.pk, 0)) for trust in trusts}


def overdue_in_words(facts: HardFacts) -> str:
    """Return what is overdue of a trust in a line: the longest, and how many more."""
    if not facts.overdue:
        return "Nothing"
    first, *rest = facts.overdue
    more = f", and {write_count(len(rest), 'more', 'more')}" if rest else ""
    return f"{first.what} since {write_date(first.due_on)}{more}"
