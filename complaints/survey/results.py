"""What may be seen of the survey: a trust's closed quarters, its sites beside it, and the spread of trusts like it.

Every reader comes through here. A quarter that is not closed is not read at all, and no two quarters are added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

from django.db.models import Min, Q

from complaints.survey.answering import Counts, added
from complaints.survey.disclosure import Share, share_of, shown_share, shown_sites
from complaints.survey.models import ClosedQuarter, CodesMade, QuarterAnswers
from complaints.survey.questions import Survey, quarter_of, survey_of
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Site, Trust, TrustKind


@dataclass(frozen=True, slots=True)
class QuarterShown:
    """A closed quarter of a trust. ``answers``: None for fewer than may be told, and so are the shares of questions."""

    quarter: Period
    survey: Survey
    answers: int | None
    shares: Mapping[str, Share | None]


@dataclass(frozen=True, slots=True)
class SiteShown:
    """What may be shown of one site in a quarter, by question."""

    site: Site
    shares: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Spread:
    """Where other trusts of the same kind lie with a question, in percent: their quartiles, and how many they are."""

    kind: TrustKind.Kind
    trusts: int
    lower: float
    middle: float
    upper: float


def closed_quarters() -> list[Period]:
    """Return the quarters that were closed, the newest first."""
    days = ClosedQuarter.objects.order_by("-quarter").values_list("quarter", flat=True)
    return [Period(day, Grain.QUARTER) for day in days]


def quarters_shown(trust: Trust) -> list[QuarterShown]:
    """Return every closed quarter of a trust since it first made codes, the newest first.

    Not since its first answer: that there was one would be told by the list.
    """
    first = CodesMade.objects.filter(trust=trust).aggregate(first=Min("made_on"))["first"]
    rows = QuarterAnswers.objects.filter(trust=trust, quarter__in=ClosedQuarter.objects.values("quarter"))
    told = _by_quarter(rows)
    return [
        _shown(quarter, *told.get(quarter, (0, {})))
        for quarter in closed_quarters()
        if first and quarter >= quarter_of(first)
    ]


def sites_shown(trust: Trust, quarter: Period) -> list[SiteShown]:
    """Return the sites of which something may be shown in a closed quarter, by name."""
    rows = [row for row in _rows([trust], quarter) if row.answers]
    survey = survey_of(quarter)
    sites = {row.site.code: row.site for row in rows if row.site}
    found: dict[str, dict[str, Share]] = defaultdict(dict)
    for question in survey.questions:
        shares = {row.site.code if row.site else "": share_of(row.counts.get(question.code, {})) for row in rows}
        answered = {site: share.answered for site, share in shares.items()}
        for site in shown_sites(answered, least=survey.least_answers.value):
            found[site][question.code] = shares[site]
    return [SiteShown(sites[code], found[code]) for code in sorted(found, key=lambda each: (sites[each].name, each))]


def spreads_of_peers(trust: Trust, quarters: Sequence[Period]) -> dict[Period, dict[str, Spread | None]]:
    """Return by closed quarter and question where other trusts of the same kind lie, in two queries.

    None where fewer trusts than ``least_peers`` have a share that may be shown. Invented trusts and real ones never
    come together; a trust whose kind is not on record has no peers.
    """
    others = Trust.objects.filter(is_demonstration=trust.is_demonstration).exclude(pk=trust.pk)
    kinds = list(TrustKind.objects.filter(Q(trust=trust) | Q(trust__in=others)).order_by("pk"))
    told: dict[Period, dict[int, tuple[int, Counts]]] = {quarter: {} for quarter in quarters}
    closed = ClosedQuarter.objects.filter(quarter__in=[quarter.first_day for quarter in quarters])
    for row in QuarterAnswers.objects.filter(trust__in=others, quarter__in=closed.values("quarter")):
        by_trust = told[Period(row.quarter, Grain.QUARTER)]
        answers, counts = by_trust.get(row.trust_id, (0, {}))
        by_trust[row.trust_id] = answers + row.answers, added(counts, row.counts)
    return {quarter: _spreads(trust, quarter, kinds, told[quarter]) for quarter in quarters}


def _spreads(
    trust: Trust, quarter: Period, kinds: Iterable[TrustKind], told: Mapping[int, tuple[int, Counts]]
) -> dict[str, Spread | None]:
    survey = survey_of(quarter)
    day = quarter.last_day
    # The newest row of those that hold on the day is the last to be written here.
    kind_of = {
        one.trust_id: one.kind
        for one in kinds
        if (one.from_on is None or one.from_on <= day) and (one.to_on is None or day <= one.to_on)
    }
    kind = kind_of.get(trust.pk)
    shown = [_shown(quarter, *said).shares for peer, said in sorted(told.items()) if kind and kind_of.get(peer) == kind]
    found: dict[str, Spread | None] = {}
    for question in survey.questions:
        shares = [share.percent for each in shown if (share := each[question.code]) is not None]
        found[question.code] = None
        if kind and len(shares) >= survey.least_peers.value:
            lower, middle, upper = quantiles(shares, n=4, method="inclusive")
            found[question.code] = Spread(TrustKind.Kind(kind), len(shares), lower, middle, upper)
    return found


def _rows(trusts: Iterable[Trust], quarter: Period) -> Sequence[QuarterAnswers]:
    closed = ClosedQuarter.objects.filter(quarter=quarter.first_day)
    rows = QuarterAnswers.objects.filter(
        trust__in=trusts, quarter=quarter.first_day, quarter__in=closed.values("quarter")
    )
    return list(rows.select_related("site").order_by("trust_id", "site_id"))


def _by_quarter(rows: Iterable[QuarterAnswers]) -> dict[Period, tuple[int, Counts]]:
    told: dict[Period, tuple[int, Counts]] = {}
    for row in rows:
        quarter = Period(row.quarter, Grain.QUARTER)
        answers, counts = told.get(quarter, (0, {}))
        told[quarter] = answers + row.answers, added(counts, row.counts)
    return told


def _shown(quarter: Period, answers: int, counts: Counts) -> QuarterShown:
    survey = survey_of(quarter)
    least = survey.least_answers.value
    shares = {
        question.code: shown_share(counts.get(question.code, {}), answers=answers, least=least)
        for question in survey.questions
    }
    return QuarterShown(quarter, survey, answers if answers >= least else None, shares)
