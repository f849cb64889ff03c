"""What complaints are about, and which of it recurs: at a trust, and across the trusts of an area. No Django here.

A complaint may be about several subjects: shares are of the subjects named, not of the complaints. A subject is one of
KO41a's groups of clinical treatment or one of its other subjects; a subject that was left blank is not known, which is
not zero. Sources: Hard Truths, paragraph 1.37 and volume 2; the numbers are settings (``complaints/data/themes.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from complaints.items import CLINICAL, ITEM_BY_CODE, SUBJECTS
from complaints.periods import ComplaintsPeriod
from complaints.theme_settings import ThemeSettings

Numbers = Mapping[str, int | None]
THEMES = (*CLINICAL, *SUBJECTS)
_PLACE = {item.code: place for place, item in enumerate(THEMES)}


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """How often one subject was named. out_of: subjects named in all. rank: 1 and how many subjects were named more."""

    code: str
    number: int
    out_of: int
    rank: int

    @property
    def label(self) -> str:
        """What people call the subject."""
        return ITEM_BY_CODE[self.code].label

    @property
    def share(self) -> Fraction:
        """The share of all subjects named; 0 where none was."""
        return Fraction(self.number, self.out_of) if self.out_of else Fraction(0)


@dataclass(frozen=True, slots=True)
class Above:
    """A share that is clearly above another: how often the subject was named there, out of how many, and z."""

    number: int
    out_of: int
    z: float

    @property
    def share(self) -> Fraction:
        """The share that it is above."""
        return Fraction(self.number, self.out_of)


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject that recurs. running: quarters up to this one among the top, 0 for not now; above: earlier quarters."""

    count: SubjectCount
    running: int
    above: Above | None


@dataclass(frozen=True, slots=True)
class AreaTheme:
    """A subject that stands out in an area. trusts: codes of those where it was among the top in each quarter."""

    count: SubjectCount
    above: Above | None
    trusts: Sequence[str]


def ranked(numbers: Numbers) -> list[SubjectCount]:
    """Return the subjects that are known, those named most often first, and then in the order of the return."""
    known = {code: number for code in _PLACE if (number := numbers.get(code)) is not None}
    out_of = sum(known.values())
    counts = [
        SubjectCount(code, number, out_of, rank=1 + sum(other > number for other in known.values()))
        for code, number in known.items()
    ]
    return sorted(counts, key=lambda one: (one.rank, _PLACE[one.code]))


def top_subjects(numbers: Numbers, settings: ThemeSettings) -> list[SubjectCount]:
    """Return the subjects named most often; those named as often as the last of them too, those named rarely not."""
    return [
        one for one in ranked(numbers) if one.rank <= settings.top.value and one.number >= settings.fewest_in_top.value
    ]


def recurring(
    quarters: Mapping[ComplaintsPeriod, Numbers], last: ComplaintsPeriod, settings: ThemeSettings
) -> list[Theme]:
    """Return the subjects that recur in a quarter, those named most often first; none where it has no return.

    A subject recurs that is among the top ones for some quarters running (a quarter without a return ends the run), or
    whose share is clearly above that of the trust's earlier quarters together.
    """
    if last not in quarters:
        return []
    earlier = [numbers for period, numbers in quarters.items() if period < last]
    themes = []
    for count in ranked(quarters[last]):
        running = _running(count.code, quarters, last, settings)
        above = _above_earlier(count, earlier, settings)
        if running >= settings.quarters_running.value or above:
            themes.append(Theme(count, running, above))
    return themes


def area_themes(
    of_trusts: Mapping[str, Mapping[ComplaintsPeriod, Numbers]],
    national: Numbers,
    last: ComplaintsPeriod,
    settings: ThemeSettings,
) -> list[AreaTheme]:
    """Return the subjects that stand out in an area in a quarter, those named most often first.

    ``of_trusts`` is by trust code. One stands out whose share is clearly above the national one, or that is among the
    top ones of several trusts in each of the quarters running.
    """
    area = added_numbers([quarters[last] for quarters in of_trusts.values() if last in quarters])
    nation = {one.code: one for one in ranked(national)}
    found = []
    for count in ranked(area):
        trusts = [
            code
            for code in sorted(of_trusts)
            if _running(count.code, of_trusts[code], last, settings) >= settings.quarters_running.value
        ]
        if len(trusts) < settings.area_trusts.value:
            trusts = []
        above = _above_nation(count, nation.get(count.code), settings)
        if above or trusts:
            found.append(AreaTheme(count, above, tuple(trusts)))
    return found


def added_numbers(many: Sequence[Numbers]) -> dict[str, int | None]:
    """Return the numbers of several trusts added up; a subject that is blank at one of them is not known."""
    return {
        code: None
        if any(numbers.get(code) is None for numbers in many)
        else sum(numbers[code] or 0 for numbers in many)
        for code in _PLACE
    }


def _running(
    code: str, quarters: Mapping[ComplaintsPeriod, Numbers], last: ComplaintsPeriod, settings: ThemeSettings
) -> int:
    count, period = 0, last
    while period in quarters and code in {one.code for one in top_subjects(quarters[period], settings)}:
        count, period = count + 1, period.plus(-1)
    return count


def _above_earlier(count: SubjectCount, earlier: Sequence[Numbers], settings: ThemeSettings) -> Above | None:
    """Compare two shares of separate quarters by their pooled standard error."""
    known = [numbers for numbers in earlier if numbers.get(count.code) is not None]
    number, out_of = sum(numbers[count.code] or 0 for numbers in known), sum(_named(numbers) for numbers in known)
    enough = len(known) >= settings.fewest_earlier.value and count.number >= settings.fewest_above.value
    if not enough or not out_of:
        return None
    pooled = Fraction(number + count.number, out_of + count.out_of)
    variance = pooled * (1 - pooled) * (Fraction(1, count.out_of) + Fraction(1, out_of))
    return _clearly_above(count, number, out_of, variance, settings.above_z.value)


def _above_nation(count: SubjectCount, nation: SubjectCount | None, settings: ThemeSettings) -> Above | None:
    """Compare an area's share with the national one by the standard error of so many subjects at the national share."""
    if nation is None or not nation.number or count.number < settings.fewest_above.value:
        return None
    variance = nation.share * (1 - nation.share) / count.out_of
    return _clearly_above(count, nation.number, nation.out_of, variance, settings.area_z.value)


def _clearly_above(count: SubjectCount, number: int, out_of: int, variance: Fraction, least: int) -> Above | None:
    """Compare in whole numbers: a share that lies on the bound is not above it, whatever a root is rounded to."""
    apart = count.share - Fraction(number, out_of)
    if apart <= 0 or not variance or apart**2 <= least**2 * variance:
        return None
    return Above(number, out_of, float(apart) / sqrt(variance))


def _named(numbers: Numbers) -> int:
    return sum(numbers.get(code) or 0 for code in _PLACE)
