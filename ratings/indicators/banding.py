"""Works the bands of all trusts out, from the newest result of each counted indicator that is not too old."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from inspections.models import Inspection, PublishedRating
from oversight.measures.defining import Definition, definitions
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Succession, Trust
from oversight.wording import write_count
from ratings.models import IndicatorComparison
from ratings.rules.band_settings import BandSettings, band_settings_in_force
from ratings.rules.bands import LOWEST_PRIORITY, Banded, BandStanding, banded, scored
from ratings.rules.judging import Word
from ratings.rules.months import months_after
from ratings.signals import canonical
from ratings.special_measures.standing import in_special_measures


@dataclass(frozen=True, slots=True)
class Counted:
    """One indicator of a trust as it counts: the newest result that is not too old."""

    measure: str
    period: Period
    word: Word
    # As it is kept in a list of JSON; written once for all the trusts that share it.
    stored: list[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        stored = [self.measure, self.period.first_day.isoformat(), self.period.grain.value, self.word.value]
        object.__setattr__(self, "stored", stored)


@dataclass(frozen=True, slots=True)
class TrustBanded:
    """What stands of one trust, with every indicator that applies, and why."""

    trust_code: str
    banded: Banded
    counted: tuple[Counted, ...]
    cut_offs: str
    reason: str

    def columns(self) -> dict[str, Any]:
        """Return all that is stored of it but the day, the times and the hash of it all."""
        score = self.banded.score
        counted = [each.stored for each in self.counted]
        return {
            "trust_code": self.trust_code,
            "standing": str(self.banded.standing),
            "band": self.banded.band,
            "risks": score.risks,
            "elevated": score.elevated,
            "applicable": score.applicable,
            "score": score.score,
            "maximum": score.maximum,
            "proportion": score.shown_proportion,
            "counted": counted,
            "cut_offs": self.cut_offs,
            "reason": self.reason,
            "inputs_digest": hashlib.sha256(canonical(counted).encode()).hexdigest(),
        }

    def digest(self) -> str:
        """Return the SHA-256 of all that is stored of it."""
        return digest_of_band(self.columns())


def digest_of_band(columns: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a band's columns, in one fixed form."""
    proportion = columns["proportion"]
    told = {**columns, "proportion": None if proportion is None else f"{proportion:.4f}"}
    return hashlib.sha256(canonical(told).encode()).hexdigest()


def bands_of(*, demonstration: bool, on: date) -> tuple[TrustBanded, ...]:
    """Work out the bands of all trusts that are open on a day, in the order of their codes; nothing is written.

    A trust of which no indicator says anything has none, unless it is in special measures. Before any cut-offs were in
    force there are none at all.
    """
    try:
        settings = band_settings_in_force(on)
    except LookupError:
        return ()
    codes = _open_trusts(demonstration=demonstration, on=on)
    results = _newest_results(counted_measures(settings), settings, codes, demonstration=demonstration, on=on)
    inspected = recently_inspected(settings, on=on)
    in_measures = in_special_measures(on=on)
    return tuple(
        _banded(
            code,
            results.get(code, ()),
            settings,
            inspected_on=inspected.get(code),
            special_measures=code in in_measures,
        )
        for code in codes
        if code in results or code in in_measures
    )


def counted_measures(settings: BandSettings) -> dict[str, Definition]:
    """Return the definitions whose results count for the bands: those reviewed, of the tiers that count, by code."""
    return {
        code: made for code, made in definitions().items() if made.is_public and made.tier in settings.counted_tiers
    }


def recently_inspected(settings: BandSettings, *, on: date) -> dict[str, date]:
    """Return, by trust, when its last comprehensive inspection was published, where that is recent on the day.

    The regulator's own files do not say of what kind an inspection was: a rating of the whole trust counts.
    """
    since = months_after(on, -settings.recently_inspected_months)
    of_the_whole = Q(inspection__kind=Inspection.Kind.COMPREHENSIVE) | (
        ~Q(source=PublishedRating.Source.OURS) & Q(level=PublishedRating.Level.TRUST)
    )
    rows = PublishedRating.objects.known().filter(of_the_whole, published_on__gt=since, published_on__lte=on)
    found: dict[str, date] = {}
    for code, day in rows.order_by("provider_code", "published_on").values_list("provider_code", "published_on"):
        found[code] = day
    return found


def _open_trusts(*, demonstration: bool, on: date) -> list[str]:
    """Return the codes of the trusts that are open on a day and that no other has followed."""
    followed = Succession.objects.filter(on__lte=on).values("predecessor")
    opened = Q(opened_on__isnull=True) | Q(opened_on__lte=on)
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    trusts = Trust.objects.filter(opened, still, is_demonstration=demonstration).exclude(pk__in=followed)
    return list(trusts.order_by("code").values_list("code", flat=True))


def _newest_results(
    measures: Mapping[str, Definition],
    settings: BandSettings,
    codes: Sequence[str],
    *,
    demonstration: bool,
    on: date,
) -> dict[str, list[Counted]]:
    """Return, by trust, the newest result of each measure that is not too old on the day, in the order of measures."""
    oldest = {cadence: months_after(on, -months) for cadence, months in settings.counts_for_months.items()}
    rows = IndicatorComparison.objects.filter(
        measure__in=measures,
        is_demonstration=demonstration,
        # A period begins at most a year before it ends.
        period__gt=months_after(min(oldest.values()), -12),
        period__lte=on,
    )
    listed = [
        (measure, Period(day, Grain(grain)), pk)
        for pk, measure, day, grain in rows.values_list("pk", "measure", "period", "grain")
    ]
    # Many measures share a few periods, and the calendar is asked once for each of these.
    ends = {period: period.last_day for period in {period for _, period, _ in listed}}
    wanted = {
        pk: (measure, period)
        for measure, period, pk in listed
        if oldest[str(measures[measure].cadence)] < ends[period] <= on
    }
    # The newest first; of two that end on the same day the shorter, which is the more recent news.
    order = sorted(wanted, key=lambda pk: (ends[wanted[pk][1]], wanted[pk][1].first_day), reverse=True)
    of_measure: dict[str, list[int]] = {}
    for pk in order:
        of_measure.setdefault(wanted[pk][0], []).append(pk)
    found: dict[str, list[Counted]] = {}
    missing = {measure: set(codes) for measure in of_measure}
    # One look at the newest of every measure says it all of most trusts; older ones are read for the others alone.
    for back in range(max(map(len, of_measure.values()), default=0)):
        looked_at = {pks[back]: measure for measure, pks in of_measure.items() if missing[measure] and back < len(pks)}
        rows_told = IndicatorComparison.objects.filter(pk__in=list(looked_at)).values_list("pk", "trusts", "results")
        for pk, trusts, results in rows_told:
            measure, period = wanted[pk]
            said = {word: Counted(measure, period, Word(word)) for word in set(results)}
            for code, word in zip(trusts, results, strict=True):
                if code in missing[measure]:
                    missing[measure].discard(code)
                    if said[word].word.counts:
                        found.setdefault(code, []).append(said[word])
    return {code: sorted(counted, key=lambda each: each.measure) for code, counted in found.items()}


def _banded(
    code: str,
    counted: Sequence[Counted],
    settings: BandSettings,
    *,
    inspected_on: date | None,
    special_measures: bool,
) -> TrustBanded:
    made = banded(
        scored(each.word for each in counted),
        settings.cut_offs,
        fewest_applicable=settings.fewest_applicable,
        recently_inspected=inspected_on is not None,
        special_measures=special_measures,
    )
    return TrustBanded(code, made, tuple(counted), settings.version, _reason(made, settings))


def _reason(made: Banded, settings: BandSettings) -> str:
    score, proportion = made.score, made.score.shown_proportion
    sums = (
        f"{write_count(score.risks, 'risk')} and {write_count(score.elevated, 'elevated risk')}: a score of "
        f"{score.score} out of a possible {score.maximum}"
    )
    sums += "." if proportion is None else f", {proportion:.2f}%."
    match made.standing:
        case BandStanding.SPECIAL_MEASURES:
            return f"In special measures, and so in band 1 whatever the score. {sums}"
        case BandStanding.RECENTLY_INSPECTED:
            return f"Inspected recently: what inspectors saw stands in place of a band. {sums}"
        case BandStanding.NOT_ENOUGH:
            return (
                f"{write_count(score.applicable, 'indicator applies', 'indicators apply')}, and a band needs at least "
                f"{settings.fewest_applicable}. {sums}"
            )
        case BandStanding.BANDED if made.band == LOWEST_PRIORITY:
            return f"{sums} That is below {_percent(settings.cut_offs[-1])}, and so band {LOWEST_PRIORITY}."
        case BandStanding.BANDED:
            cut_off = settings.cut_offs[(made.band or 1) - 1]
            return f"{sums} That is {_percent(cut_off)} or more, and so band {made.band}."


def _percent(cut_off: Decimal) -> str:
    return f"{cut_off.normalize():f}%"
