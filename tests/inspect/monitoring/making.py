"""Comparisons, bands and changes as the recomputation stores them, written directly: what pages read, and no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from oversight.measures.defining import Method, definition
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Region, Trust
from ratings.models import BandChange, IndicatorChange, IndicatorComparison, TrustBand
from ratings.rules.band_settings import band_settings_held
from ratings.rules.bands import Score, band_of
from ratings.rules.indicator_results import Counts, Harm, Thresholds, compare
from ratings.rules.indicator_results import Method as Compared
from ratings.rules.judging import Word

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SEPTEMBER = Period.parse("2026-09")


@dataclass(frozen=True)
class Figures:
    """One trust's numbers as a test gives them; with no word they are judged by the rules themselves."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    word: Word | None = None
    reason: str = ""
    adjusted_z: float | None = None
    expected: float | None = None


def comparison(
    measure: str,
    figures: Mapping[str, Figures],
    *,
    period: Period = SEPTEMBER,
    demonstration: bool = False,
    now: datetime = AT,
) -> IndicatorComparison:
    """Store what a measure says of trusts in a period; without words, as `indicator_results` judges the counts."""
    made = definition(measure)
    codes = sorted(figures)
    given = [figures[code] for code in codes]
    columns: dict[str, list] = {
        "numerators": [one.numerator for one in given],
        "denominators": [one.denominator for one in given],
        "expected": [one.expected for one in given],
        "values": [one.value for one in given],
        "z": [None for _ in given],
        "adjusted_z": [one.adjusted_z for one in given],
        "results": [str(one.word or Word.NO_EVIDENCE) for one in given],
        "reasons": [one.reason for one in given],
    }
    target = phi = tau_squared = None
    if all(one.word is None for one in given):
        found = compare(
            _counts(measure, given),
            method=Compared(made.method),
            harm=_harm(measure),
            thresholds=Thresholds(2, 3),
        )
        target = found.target
        if found.dispersion:
            phi, tau_squared = found.dispersion.phi, found.dispersion.tau_squared
        columns["z"] = [one.z for one in found.groups]
        columns["adjusted_z"] = [one.adjusted_z for one in found.groups]
        columns["results"] = [str(one.result) for one in found.groups]
        columns["values"] = [
            made.factor * one.numerator / one.denominator if one.numerator is not None and one.denominator else None
            for one in given
        ]
        if made.expected:
            columns["expected"] = columns["denominators"]
    told = repr((measure, str(period), codes, columns))
    return IndicatorComparison.objects.create(
        measure=measure,
        period=period.first_day,
        grain=str(period.grain),
        is_demonstration=demonstration,
        method=str(made.method),
        trusts=codes,
        target=target,
        phi=phi,
        tau_squared=tau_squared,
        settings="indicators-1",
        thresholds={},
        inputs_digest=hashlib.sha256(told.encode()).hexdigest(),
        digest=hashlib.sha256(told.encode()).hexdigest(),
        as_of=now,
        computed_at=now,
        **columns,
    )


def _counts(measure: str, given: Sequence[Figures]) -> list[Counts]:
    made = definition(measure)
    if made.method is not Method.SURVEY_MEAN:
        return [Counts(one.numerator, one.denominator) for one in given]
    deviation = float(made.standard_deviation or 0)
    return [
        Counts(one.numerator / one.denominator, deviation / one.denominator**0.5)
        if one.numerator is not None and one.denominator
        else Counts(None, None)
        for one in given
    ]


def _harm(measure: str) -> Harm:
    return Harm.LOWER_IS_WORSE if definition(measure).direction == "increase" else Harm.HIGHER_IS_WORSE


Counted = tuple[str, Period, Word]


def band(
    code: str,
    counted: Sequence[Counted],
    *,
    applicable: int | None = None,
    standing: str = "banded",
    demonstration: bool = False,
    reason: str = "",
    now: datetime = AT,
) -> TrustBand:
    """Store a trust's band as its counted results give it; ``applicable`` more than those have no evidence of risk."""
    rows = [[measure, period.first_day.isoformat(), str(period.grain), str(word)] for measure, period, word in counted]
    risks = sum(word is Word.RISK for _, _, word in counted)
    elevated = sum(word is Word.ELEVATED_RISK for _, _, word in counted)
    score = Score(risks, elevated, applicable or len(counted))
    cut_offs = band_settings_held()[-1]
    by_score = band_of(score, cut_offs.cut_offs)
    number = {"banded": by_score, "special_measures": 1}.get(standing)
    return TrustBand.objects.create(
        trust_code=code,
        is_demonstration=demonstration,
        on=date(2026, 11, 18),
        standing=standing,
        band=number,
        risks=risks,
        elevated=elevated,
        applicable=score.applicable,
        score=score.score,
        maximum=score.maximum,
        proportion=score.shown_proportion,
        counted=rows,
        cut_offs=cut_offs.version,
        reason=reason or f"Of {score.applicable} indicators {risks + elevated} raise a question.",
        inputs_digest=hashlib.sha256(repr(rows).encode()).hexdigest(),
        digest=hashlib.sha256(repr((code, rows, score)).encode()).hexdigest(),
        computed_at=now,
    )


@dataclass
class Change:
    """A change of a result, with what most tests do not care about filled in."""

    measure: str
    code: str
    old: str
    new: str
    period: Period = SEPTEMBER
    reason: str = "The figure came."
    at: datetime = AT
    demonstration: bool = False
    extra: dict[str, object] = field(default_factory=dict)

    def store(self) -> IndicatorChange:
        """Write it."""
        return IndicatorChange.objects.create(
            measure=self.measure,
            period=self.period.first_day,
            grain=str(self.period.grain),
            trust_code=self.code,
            is_demonstration=self.demonstration,
            old=self.old,
            new=self.new,
            reason=self.reason,
            cause="A file was imported.",
            settings="indicators-1",
            inputs_digest="0" * 64,
            at=self.at,
            **self.extra,
        )


def band_change(code: str, old: int | None, new: int, *, demonstration: bool = False, gained: Sequence = ()) -> None:
    """Store that a band became another."""
    BandChange.objects.create(
        trust_code=code,
        is_demonstration=demonstration,
        old_standing="banded" if old else "",
        old_band=old,
        new_standing="banded",
        new_band=new,
        old_score=3 if old else None,
        new_score=9,
        old_proportion=Decimal("1.8519") if old else None,
        new_proportion=Decimal("5.5556"),
        gained=list(gained),
        reason="Three more indicators raise a question.",
        cause="A file was imported.",
        cut_offs="bands-1",
        inputs_digest="0" * 64,
        at=AT + timedelta(hours=1),
    )


def bands_by(rows: Sequence[IndicatorComparison], *, demonstration: bool = False, **standings: str) -> None:
    """Store the bands that comparisons give, of the reviewed indicators of tier 1; ``standings`` by trust code."""
    counted: dict[str, list[Counted]] = {}
    for row in rows:
        made = definition(row.measure)
        for code, word in zip(row.trusts, row.results, strict=True):
            counted.setdefault(code, [])
            if made.tier == 1 and made.is_public and Word(word).counts:
                counted[code].append((row.measure, Period(row.period, Grain(row.grain)), Word(word)))
    for code, own in counted.items():
        band(code, own, standing=standings.get(code, "banded"), demonstration=demonstration)


def make_trusts(*codes: str, demonstration: bool = False, region: str | None = None) -> list[Trust]:
    """Make trusts without hospitals: indicators are of trusts."""
    area = Region.objects.get_or_create(code=region, defaults={"name": f"Region {region}"})[0] if region else None
    return [
        Trust.objects.create(
            code=code,
            name=f"TRUST {code} NHS TRUST",
            region=area,
            is_demonstration=demonstration,
            opened_on=date(2000, 4, 1),
        )
        for code in codes
    ]


REAL = ("RB0", "RB1", "RB2", "RB3", "RB4", "RB5", "RB6", "RB7", "RB8", "RB9")
"""RB0 is far out by waiting, deaths and clostridium difficile; RB1 has an alert overdue; the others are usual."""


def make_nation(codes: Sequence[str] = REAL, *, demonstration: bool = False) -> list[IndicatorComparison]:
    """Store a comparison by each method, of ten trusts of which the first is far out, and their bands."""
    first, second = codes[0], codes[1]

    def near(usual: float, far: float, below: float) -> dict[str, Figures]:
        return {
            code: Figures(far if code == first else usual + place % 3 * usual / 50, below * (1 + place / 10))
            for place, code in enumerate(codes)
        }

    def scaled(figures: dict[str, Figures]) -> dict[str, Figures]:
        return {
            code: Figures(round((one.numerator or 0) * (one.denominator or 0) / 10_000), one.denominator)
            for code, one in figures.items()
        }

    rows = [
        comparison("ae_over_four_hours", scaled(near(500, 2500, 10_000)), demonstration=demonstration),
        comparison("fft_inpatients_recommend", scaled(near(9500, 9300, 1_000)), demonstration=demonstration),
        comparison(
            "shmi", scaled(near(10_000, 14_500, 2_000)), period=Period.parse("2026-Q1"), demonstration=demonstration
        ),
        comparison(
            "hsmr", scaled(near(10_000, 10_200, 900)), period=Period.parse("2026-Q1"), demonstration=demonstration
        ),
        comparison("sickness_all", scaled(near(400, 410, 90_000)), demonstration=demonstration),
        comparison(
            "inpatients_overall",
            {
                code: Figures((8.1 + place % 3 / 20) * (400 + 10 * place), 400 + 10 * place)
                for place, code in enumerate(codes)
            },
            period=Period.parse("2025/26"),
            demonstration=demonstration,
        ),
        comparison(
            "cdifficile",
            {
                code: Figures(
                    19 if code == first else 4,
                    10_000.0,
                    0.4 if code != first else 1.9,
                    Word.ELEVATED_RISK if code == first else Word.NO_EVIDENCE,
                    "19 where 5.5 were to be expected." if code == first else "",
                    expected=5.5,
                )
                for code in codes
            },
            demonstration=demonstration,
        ),
        comparison(
            "alerts_overdue",
            {
                code: Figures(
                    1 if code == second else 0,
                    None,
                    1.0 if code == second else 0.0,
                    Word.RISK if code == second else Word.NO_EVIDENCE,
                )
                for code in codes
            },
            demonstration=demonstration,
        ),
        comparison(
            "incidents_reported",
            {
                code: Figures(
                    900 + place,
                    20_000.0,
                    45.0 + place,
                    Word.UNUSUAL if code == second else Word.NOTHING_UNUSUAL,
                    "Special cause in the organisation's own series: Above UCL." if code == second else "",
                )
                for place, code in enumerate(codes)
            },
            demonstration=demonstration,
        ),
        comparison(
            "mortality_cardiological",
            {code: Figures(None, None, None, Word.NO_DENOMINATOR) for code in codes},
            demonstration=demonstration,
        ),
    ]
    bands_by(rows, demonstration=demonstration)
    return rows
