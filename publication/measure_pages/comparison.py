"""A measure of all trusts in one period: the picture, and the words that are true of it.

Where figures were compared by their size the picture is a funnel, whose lines join what was expected of each trust as
the release froze it, so that no mark can lie beyond a line without having been judged so. Else it is a heap of marks
along the scale, with lines at the ends of the middle half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from oversight.charts import DrawnChart
from oversight.charts.funnel_chart import Asked, Level, Line, Stroke, Unit, side_by_side
from oversight.charts.spread_chart import AskedSpread, Dot, spread_chart
from oversight.measures.defining import Method
from publication.measure_pages.among import Among, Compared, Official
from publication.measure_pages.catalogue import PublicMeasure
from publication.measure_pages.over_time import figures_of
from publication.measure_pages.readings import Reading

_FEWEST_IN_A_FUNNEL = 3
_LEVELS = {
    Official.AS_EXPECTED: Level.AS_EXPECTED,
    Official.BETTER: Level.BETTER,
    Official.WORSE: Level.WORSE,
    Official.HIGHER: Level.HIGHER,
    Official.LOWER: Level.LOWER,
}
THIS_ONE = "This trust"
_OTHER = "A trust"
_NOT_COMPARED = "Not compared"


@dataclass(frozen=True)
class Comparison:
    """The newest figures of trusts by one measure: those of the period that most of them have are compared.

    ``whose`` are they in words, such as "trusts in the same region"; blank for all.
    """

    measure: PublicMeasure
    readings: Sequence[Reading]
    whose: str = ""

    @cached_property
    def _period(self) -> Reading | None:
        """A reading of the period that is compared: the one that most figures are of, and the newest of those."""
        counts = Counter(each.period for each in self.readings if each.is_present)
        if not counts:
            return None
        most = max(counts.values())
        newest = max((period for period, count in counts.items() if count == most), key=lambda each: each.first_day)
        return next(each for each in self.readings if each.period == newest)

    @property
    def period_label(self) -> str:
        """The period that is compared, as people write it."""
        return self._period.period_label if self._period else ""

    def is_compared(self, reading: Reading) -> bool:
        """Whether a figure is of the period that is compared."""
        return self._period is not None and reading.is_present and reading.period == self._period.period

    @cached_property
    def shown(self) -> list[Reading]:
        """The readings that have a place in the picture."""
        return [each for each in self.readings if self.is_compared(each)]

    @cached_property
    def among(self) -> Among:
        """What is said of them in words."""
        trusts = [
            Compared(
                each.code,
                each.name,
                float(each.value) if each.value is not None and self.is_compared(each) else None,
                each.word if self.is_compared(each) else "",
            )
            for each in self.readings
        ]
        return Among(self.measure.name, self.period_label, figures_of(self.measure.definition), trusts)

    def of(self, codes: Collection[str], whose: str) -> Comparison:
        """Return the same of some trusts only."""
        return replace(self, readings=[each for each in self.readings if each.code in codes], whose=whose)

    def chart(self, code: str = "") -> DrawnChart:
        """Draw them, with the trust of a code singled out."""
        headline = self.among.headline_of(code) if code else self.among.headline()
        sentence = self.among.sentence_of(code) if code else self.among.sentence()
        if self.whose:
            headline = f"{headline} ({self.whose})"
        return self._funnel(code, headline, sentence) if self._is_funnel else self._spread(code, headline, sentence)

    @property
    def _is_funnel(self) -> bool:
        # The limits of a ratio of two counts follow both of them, so that no line could be drawn over one.
        if self.measure.definition.method is Method.RATIO_OF_COUNTS:
            return False
        limited = [each for each in self.shown if each.lower is not None and each.upper is not None]
        return len(limited) >= _FEWEST_IN_A_FUNNEL and all(each.denominator for each in self.shown)

    def _funnel(self, code: str, headline: str, sentence: str) -> DrawnChart:
        made = self.measure.definition
        placed = [(float(each.denominator or 0), each) for each in self.shown]
        placed.sort(key=lambda pair: (pair[0], pair[1].code))
        units = [
            Unit(_label(each, code), size, float(each.value or 0), _level(each), each.code == code)
            for size, each in placed
        ]
        expected = "Between these lines a figure is as expected for a trust of its size"
        lines = [
            Line(Stroke.RISK, [(size, float(edge)) for size, edge in edges if edge is not None], expected)
            for edges in ([(size, each.lower) for size, each in placed], [(size, each.upper) for size, each in placed])
        ]
        targets = Counter(each.target for _, each in placed if each.target is not None)
        if targets:
            target = float(targets.most_common(1)[0][0])
            ends = [(placed[0][0], target), (placed[-1][0], target)]
            lines.insert(0, Line(Stroke.TARGET, ends, f"All trusts together, {figures_of(made).write(target)}"))
        return side_by_side(
            units,
            lines,
            Asked(
                headline=headline,
                sentence=f"{sentence} {_HOW_TO_READ_A_FUNNEL}",
                side=made.on_the_axis or self.measure.name,
                foot="Out of how many",
                unit=figures_of(made).unit,
                decimals=made.decimals,
                columns=(),
                rows=(),
                other=_NOT_COMPARED,
            ),
        )

    def _spread(self, code: str, headline: str, sentence: str) -> DrawnChart:
        made = self.measure.definition
        middle = self.among.middle
        judged = any(each.word for each in self.shown)
        dots = [Dot(_label(each, code), float(each.value or 0), _level(each), each.code == code) for each in self.shown]
        return spread_chart(
            dots,
            AskedSpread(
                headline=headline,
                sentence=f"{sentence} {_HOW_TO_READ_A_SPREAD}" if dots else sentence,
                foot=made.on_the_axis or self.measure.name,
                unit=figures_of(made).unit,
                decimals=made.decimals,
                columns=(),
                rows=(),
                other=_NOT_COMPARED if judged else _OTHER,
                middle=(middle.lower, middle.upper) if middle else None,
                middle_meaning="The ends of the middle half",
            ),
        )


_HOW_TO_READ_A_FUNNEL = (
    "Each mark is a trust: the farther right, the more its figure is out of. Small numbers move more by "
    "chance, so the lines are wider apart on the left."
)
_HOW_TO_READ_A_SPREAD = "Each mark is a trust, at its own figure along the foot. Marks are heaped where they meet."


def _level(reading: Reading) -> Level:
    return _LEVELS[Official(reading.word)] if reading.word in set(Official) else Level.OTHER


def _label(reading: Reading, code: str) -> str:
    return THIS_ONE if reading.code == code else reading.code
