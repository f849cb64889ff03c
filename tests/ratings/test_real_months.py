"""The published months of A&E waits, from the table through z-scores, funnels, process limits and bands.

Beside each stands the arithmetic as the papers have it, written out here once more from the file alone. What is no
figure at all gets its word, and never a zero.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import asin, floor, sqrt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from oversight.measures.defining import definition
from oversight.measures.importing import import_observations
from oversight.measures.mappings import mappings
from oversight.measures.models import Observation
from oversight.organisations.models import Trust
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from ratings.models import IndicatorChange, IndicatorComparison, TrustBand
from ratings.rebuilding import verify
from ratings.rules.band_settings import band_settings_in_force
from ratings.rules.bands import banded, scored
from ratings.rules.funnel_limits import Scale, funnel_limits
from ratings.rules.judging import Word
from ratings.rules.special_causes import Direction, SpecialCause
from ratings.rules.xmr import analyse
from tests.ratings.indicators.making import NOW, Told, make_trusts, told, word, work

pytestmark = pytest.mark.django_db

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples"
TABLE = SAMPLES / "indicators" / "ae_attendances_2016-2019_by_trust_month.csv"
WAITING = "ae_over_four_hours"
# When the last of the table's months was known, so that it counts for the bands.
THEN = datetime(2019, 4, 20, 10, tzinfo=UTC)


def table() -> dict[date, dict[str, tuple[float, float]]]:
    """Breaches and attendances of every organisation and month, the types added up."""
    found: dict[date, dict[str, tuple[float, float]]] = defaultdict(dict)
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            month = found[date.fromisoformat(row["period"])]
            above, below = month.get(row["org_code"], (0.0, 0.0))
            month[row["org_code"]] = above + float(row["breaches"]), below + float(row["attendances"])
    return found


def quantile(values: Sequence[float], share: float) -> float:
    """R's quantile of type 7."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = floor(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def adjusted(figures: dict[str, tuple[float, float]]) -> tuple[dict[str, float], float, float]:
    """Each one's z-score with over-dispersion, phi and tau squared: winsorised proportions, by the formulas."""
    target = asin(sqrt(sum(a for a, _ in figures.values()) / sum(b for _, b in figures.values())))
    error = {code: 1 / (2 * sqrt(below)) for code, (_, below) in figures.items()}
    away = {code: asin(sqrt(above / below)) - target for code, (above, below) in figures.items()}
    z = [away[code] / error[code] for code in figures]
    low, high = quantile(z, 0.1), quantile(z, 0.9)
    phi = sum(min(max(one, low), high) ** 2 for one in z) / len(z)
    weights = [1 / error[code] ** 2 for code in figures]
    spread = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    tau = max(0.0, (len(z) * phi - (len(z) - 1)) / spread)
    return {code: away[code] / sqrt(error[code] ** 2 + tau) for code in figures}, phi, tau


@pytest.mark.skipif(not TABLE.exists(), reason="the samples are not here")
def test_the_published_months_go_the_whole_way() -> None:
    call_command("import_ods", "--trusts", str(SAMPLES / "ods" / "etr.csv"), verbosity=0)
    mapping = mappings()["ae_four_hours"]
    import_observations(
        content=TABLE.read_bytes(),
        file_name=TABLE.name,
        made=definition(WAITING),
        mapping=mapping,
        by=System("test"),
        now=THEN,
    )
    work(now=THEN)
    published = table()
    rows = list(IndicatorComparison.objects.filter(measure=WAITING).order_by("period"))
    assert [row.period for row in rows] == sorted(published)
    assert len(rows) == 36
    for row in rows:
        a_month_agrees_with_the_formulas(row, published[row.period])
    every_series_has_its_limits(rows)
    the_bands_count_the_newest_month(rows[-1])
    assert verify().different == 0


def a_month_agrees_with_the_formulas(row: IndicatorComparison, published: dict[str, tuple[float, float]]) -> None:
    assert len(row.trusts) > 100
    assert set(row.trusts) <= set(published)
    fair = {code: published[code] for code in row.trusts if published[code][1] >= 500}
    expected, phi, tau = adjusted(fair)
    assert row.phi == pytest.approx(phi, rel=1e-9)
    assert row.tau_squared == pytest.approx(tau, rel=1e-9)
    for code, said, z, value in zip(row.trusts, row.results, row.adjusted_z, row.values, strict=True):
        above, below = published[code]
        if code not in fair:
            assert (said, z) == ("too small", None)
            continue
        assert z == pytest.approx(expected[code], rel=1e-9, abs=1e-9)
        assert said == ("elevated risk" if z >= 3 else "risk" if z >= 2 else "no evidence of risk")
        assert value == pytest.approx(100 * above / below)
        # A flag and the funnel never disagree.
        for at in (2.0, 3.0):
            limits = funnel_limits(
                target=row.target or 0,
                standard_error=1 / (2 * sqrt(below)),
                scale=Scale.ARCSINE,
                at=at,
                tau_squared=row.tau_squared or 0,
            )
            assert (limits.side(above / below) == 1) == (z > at)


def every_series_has_its_limits(rows: list[IndicatorComparison]) -> None:
    """Each trust's own months by its process limits, whether or not months are missing."""
    series = {
        code: [dict(zip(row.trusts, row.values, strict=True)).get(code) for row in rows] for code in rows[0].trusts
    }
    outside = 0
    for code, values in series.items():
        found = analyse(values, direction=Direction.DECREASE)
        present = [value for value in values if value is not None]
        moves = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
        limits = found.groups[0].limits
        if limits is None or limits.spread is None or len(present) < 13:
            continue
        mean = sum(present) / len(present)
        average = sum(moves) / len(moves)
        if not average:
            assert limits.spread.upper == limits.spread.lower == mean, code
            continue
        kept = [move for move in moves if move < 3.267 * average]
        reach = 2.66 * sum(kept) / len(kept)
        assert limits.mean == pytest.approx(mean), code
        assert limits.spread.upper == pytest.approx(mean + reach), code
        assert limits.spread.lower == pytest.approx(mean - reach), code
        for value, point in zip(values, found.points, strict=True):
            is_outside = value is not None and not mean - reach <= value <= mean + reach
            marks = (SpecialCause.ABOVE_LIMIT, SpecialCause.BELOW_LIMIT)
            assert (point.special_cause in marks) == is_outside, code
            outside += is_outside
    # Winters are outside the limits of a whole series often enough for this to have been looked at.
    assert outside > 100


def the_bands_count_the_newest_month(newest: IndicatorComparison) -> None:
    words = dict(zip(newest.trusts, newest.results, strict=True))
    settings = band_settings_in_force(THEN.date())
    for row in TrustBand.objects.all():
        said = words.get(row.trust_code)
        if said is None or not Word(said).counts:
            assert row.applicable == 0 or row.counted[0][1] < newest.period.isoformat()
            continue
        assert row.counted == [[WAITING, newest.period.isoformat(), "month", said]]
        # One indicator is too few for a band, and says so; by itself its score is plain.
        assert (row.standing, row.band) == ("not_enough", None)
        assert (row.score, row.maximum) == (Word(said).weight, 2)
        alone = banded(
            scored([Word(said)]),
            settings.cut_offs,
            fewest_applicable=1,
            recently_inspected=False,
            special_measures=False,
        )
        assert alone.band == (1 if Word(said).weight else 6)


GOOD = {"R01": (100, 1_000), "R02": (95, 1_000), "R03": (105, 1_000), "R04": (99, 1_000)}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (("", 1_000), "The numerator is blank."),
        ((10, ""), "The denominator is blank."),
        (("NaN", 1_000), "is not a number"),
        (("inf", 1_000), "is not a number"),
        ((-1, 1_000), "The numerator is negative."),
        ((10, -1_000), "The denominator is negative."),
        ((1_001, 1_000), "is above the denominator"),
        ((10, 0), "is above the denominator"),
        (("*", 1_000), "is suppressed"),
    ],
    ids=["blank", "blank below", "nan", "infinite", "negative", "negative below", "above", "of none", "suppressed"],
)
def test_what_a_file_cannot_mean_is_rejected_by_name_and_never_counts_as_zero(
    line: tuple[object, object], reason: str
) -> None:
    make_trusts(5)
    answer = told(
        WAITING, [*(Told(code, "2026-09", *pair) for code, pair in GOOD.items()), Told("R05", "2026-09", *line)]
    )
    assert [row.row for row in answer.rejected] == [6]
    assert reason in answer.rejected[0].reason
    work()
    row = IndicatorComparison.objects.get()
    assert row.trusts == list(GOOD)
    assert not Observation.objects.filter(subject="R05").exists()


def test_nothing_of_nothing_has_no_denominator() -> None:
    make_trusts(5)
    told(WAITING, [*(Told(code, "2026-09", *pair) for code, pair in GOOD.items()), Told("R05", "2026-09", 0, 0)])
    work()
    assert word("R05") == "no denominator"
    assert word("R01") == "no evidence of risk"
    assert IndicatorComparison.objects.get().values[-1] is None


def test_one_trust_alone_is_compared_with_nobody() -> None:
    make_trusts(1)
    told(WAITING, [Told("R01", "2026-09", 100, 1_000)])
    work()
    assert word("R01") == "too few groups"
    assert not TrustBand.objects.exists()


SERIES = "fft_emergency_response"


def months(values: Sequence[object], *, code: str = "R01", last: date = date(2026, 9, 1)) -> list[Told]:
    """A line for each month of a series that ends with a month; None where there is none."""
    lines = []
    for back, value in enumerate(reversed(values)):
        number = last.year * 12 + last.month - 1 - back
        if value is not None:
            lines.append(Told(code, f"{number // 12:04d}-{number % 12 + 1:02d}", value, 10_000))
    return lines


STEADY = [1_500, 1_520, 1_490, 1_510, 1_505, 1_515, 1_495, 1_512, 1_498, 1_507, 1_503, 1_509, 1_501]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([*STEADY, 1_504], "nothing unusual"),
        ([*STEADY, 2_400], "unusual"),
        ([1_500] * 14, "no variation"),
        (STEADY[:6], "too few points"),
        ([one for value in STEADY for one in (value, None)] + [1_504], "too few points"),
        ([*STEADY[:7], None, None, *STEADY[7:], 1_504], "nothing unusual"),
        ([*STEADY, 0], "unusual"),
    ],
    ids=["steady", "a jump", "constant", "short", "every other month", "a gap", "a true zero"],
)
def test_a_series_has_the_word_that_fits_it(values: list[object], said: str) -> None:
    make_trusts(1)
    told(SERIES, months(values))
    work()
    assert word("R01", SERIES) == said
    assert verify().different == 0


def test_a_trust_that_took_on_another_is_judged_by_what_it_is_since() -> None:
    make_trusts(2)
    # Twice as many answers since the merger: that is no special cause of the trust's own.
    told(SERIES, months([*STEADY, *(2 * value for value in STEADY)]))
    work()
    assert word("R01", SERIES) == "unusual"
    record_succession(from_code="R02", to_code="R01", on=date(2025, 9, 1), by=System("test"), now=NOW)
    work()
    assert word("R01", SERIES) == "nothing unusual"
    assert verify().different == 0


def test_history_that_is_revised_is_judged_anew_and_the_change_stays() -> None:
    make_trusts(5)
    figures = {**GOOD, "R05": (900, 1_000)}
    told(WAITING, [Told(code, "2026-09", *pair) for code, pair in figures.items()])
    work()
    assert word("R05") == "risk"
    later = NOW + timedelta(days=1)
    told(WAITING, [Told("R05", "2026-09", 101, 1_000)], now=later)
    work(now=later)
    assert word("R05") == "no evidence of risk"
    change = IndicatorChange.objects.filter(trust_code="R05").latest("at")
    assert (change.old, change.new) == ("risk", "no evidence of risk")
    assert "corrected from 900 over 1,000 to 101 over 1,000" in change.cause
    assert Observation.objects.filter(subject="R05", known_to__isnull=False).count() == 1
    assert Trust.objects.count() == 5
    assert verify().different == 0
