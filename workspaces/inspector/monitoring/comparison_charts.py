"""The chart of one comparison: a funnel where trusts are compared by number, else dots in order with lines across."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from oversight.charts import ChartColumn, DrawnChart
from oversight.charts.funnel_chart import Asked, Level, Line, Stroke, Unit, side_by_side
from oversight.measures.defining import Definition, Direction, Method
from oversight.wording import write_count, write_list, write_number
from ratings.models import IndicatorComparison
from ratings.rules.judging import Word
from ratings.rules.rare_counts import LARGEST_EXPECTED, chance_beyond, chance_of_so_few, chance_of_so_many
from workspaces.inspector.monitoring.placing import limits_at, placed, size_name, target_drawn
from workspaces.inspector.monitoring.results_shown import with_unit, write_word

_STEPS = 80
_LEVELS = {
    Word.ELEVATED_RISK: Level.ELEVATED_RISK,
    Word.RISK: Level.RISK,
    Word.UNUSUAL: Level.UNUSUAL,
}


@dataclass(frozen=True, slots=True)
class OfTrust:
    """What a comparison says of one trust."""

    code: str
    name: str
    numerator: float | None
    denominator: float | None
    expected: float | None
    value: float | None
    adjusted_z: float | None
    word: Word
    reason: str


def of_trusts(row: IndicatorComparison, names: Mapping[str, str]) -> list[OfTrust]:
    """Return what a stored comparison says of each trust, what asks for attention first and then by name."""
    columns = zip(
        row.trusts,
        row.numerators,
        row.denominators,
        row.expected,
        row.values,
        row.adjusted_z,
        row.results,
        row.reasons,
        strict=True,
    )
    found = [
        OfTrust(code, names.get(code, code), numerator, denominator, expected, value, z, Word(word), reason)
        for code, numerator, denominator, expected, value, z, word, reason in columns
    ]
    order = list(Word)
    return sorted(found, key=lambda one: (order.index(one.word), one.name, one.code))


def chart_of_comparison(
    row: IndicatorComparison, made: Definition, said: Sequence[OfTrust], *, period: str, singled_out: str = ""
) -> DrawnChart:
    """Draw a comparison, with the trust of a code singled out, and say in a sentence what it shows."""
    if made.method is Method.POISSON_COUNT:
        units, lines, unit = _rare(made, said, singled_out)
    elif made.method in (Method.XMR, Method.RULES_BASED):
        units, lines, unit = _in_order(made, said, singled_out)
    else:
        units, lines, unit = _funnel(row, made, said, singled_out)
    names = {
        Method.POISSON_COUNT: ("Number counted", size_name(made)),
        Method.XMR: (made.on_the_axis, ""),
        Method.RULES_BASED: (made.on_the_axis, ""),
    }
    side, foot = names.get(made.method, (made.on_the_axis, size_name(made)))
    return side_by_side(
        units,
        lines,
        Asked(
            headline=headline(made, said, period),
            sentence=" ".join(
                filter(None, (_how_to_read(made), _left_out(said, len(units)), _of_one(said, singled_out, made)))
            ),
            side=side or made.name,
            foot=foot,
            unit=unit,
            decimals=made.decimals if made.method is not Method.POISSON_COUNT else 0,
            columns=_COLUMNS,
            rows=[_row(made, one) for one in said],
            other="Nothing unusual" if made.direction is Direction.NEUTRAL else "No evidence of risk",
        ),
    )


def headline(made: Definition, said: Sequence[OfTrust], period: str) -> str:
    """Say how many trusts ask for attention, of how many that could be judged."""
    judged = [one.word for one in said if one.word.is_judged]
    if not judged:
        return f"{made.name}, {period}: no trust could be judged"
    counts = Counter(judged)
    raised = [
        f"{write_number(counts[word])} {words}"
        for word, words in (
            (Word.ELEVATED_RISK, "at elevated risk"),
            (Word.RISK, "at risk"),
            (Word.UNUSUAL, "unusual"),
        )
        if counts[word]
    ]
    of_all = f"of {write_count(len(judged), 'trust')}"
    return f"{made.name}, {period}: {write_list(raised) or 'none raises a question,'} {of_all}"


def _how_to_read(made: Definition) -> str:
    match made.method:
        case Method.XMR:
            return (
                "Each mark is a trust, in the order of their values. Trusts are not compared: each is held against its "
                "own past."
            )
        case Method.RULES_BASED:
            return f"Each mark is a trust, in the order of their values. The rule: {made.thresholds.rule}"
        case Method.POISSON_COUNT:
            return (
                "Each mark is a trust: along the foot how many were to be expected, up the side how many there were. "
                "Beyond a line chance alone would bring such a count as rarely as its z-score says."
            )
        case _:
            return (
                "Each mark is a trust: along the foot its size, up the side its value. The lines follow the size, "
                "since chance moves small numbers more, and allow for what differs among trusts anyway."
            )


def _left_out(said: Sequence[OfTrust], drawn: int) -> str:
    rest = len(said) - drawn
    if not rest:
        return ""
    return f"{write_count(rest, 'trust has', 'trusts have')} no place in the picture; the table says why."


def _of_one(said: Iterable[OfTrust], code: str, made: Definition) -> str:
    one = next((one for one in said if one.code == code), None)
    if one is None:
        return ""
    value = "" if one.value is None else f" at {with_unit(made, one.value)}"
    return f"{one.name}{value}: {one.word}."


Drawing = tuple[list[Unit], list[Line], str]


def _funnel(row: IndicatorComparison, made: Definition, said: Sequence[OfTrust], code: str) -> Drawing:
    units, sizes = [], []
    for one in said:
        place = placed(made, one.numerator, one.denominator)
        if one.word.is_judged and place is not None:
            units.append(_unit(one, place.size, place.drawn, code))
            sizes.append(place.size)
    lines: list[Line] = []
    if sizes and row.target is not None:
        target, tau_squared = row.target, row.tau_squared or 0.0
        drawn = target_drawn(made, target)
        grid = _grid(min(sizes), max(sizes))
        meaning = f"Target, {with_unit(made, drawn)}"
        lines.append(Line(Stroke.TARGET, [(grid[0], drawn), (grid[-1], drawn)], meaning))
        for stroke, at in _bounds(made):
            edges = [(size, limits_at(made, size, target=target, tau_squared=tau_squared, at=at)) for size in grid]
            said_of_it = f"Adjusted z-score of {at:g}"
            lines.append(Line(stroke, [(size, edge.upper) for size, edge in edges if edge.upper < inf], said_of_it))
            lines.append(Line(stroke, [(size, edge.lower) for size, edge in edges], said_of_it))
    return units, lines, made.unit if made.unit == "%" else ""


def _rare(made: Definition, said: Sequence[OfTrust], code: str) -> Drawing:
    units = [
        _unit(one, one.expected, one.numerator, code)
        for one in said
        if one.word.is_judged and one.expected is not None and one.numerator is not None
    ]
    lines: list[Line] = []
    sizes = [unit.size for unit in units if 0 < unit.size <= LARGEST_EXPECTED]
    if sizes:
        grid = _grid(min(sizes), max(sizes))
        lines.append(Line(Stroke.TARGET, [(size, size) for size in grid], "As many as expected"))
        for stroke, at in _bounds(made):
            meaning = f"Beyond it, chance is as rare as a z-score of {at:g}"
            if made.direction is not Direction.INCREASE:
                lines.append(Line(stroke, _least_counts(grid, chance_beyond(at)), meaning))
            if made.direction is not Direction.DECREASE:
                lines.append(Line(stroke, _most_counts(grid, chance_beyond(at)), meaning))
    return units, lines, ""


def _least_counts(grid: Sequence[float], chance: float) -> list[tuple[float, float]]:
    """Half a step below the least count that chance comes to so rarely: it grows with what is expected."""
    points, count = [], 0
    for expected in grid:
        while chance_of_so_many(count, expected) > chance:
            count += 1
        points.append((expected, count - 0.5))
    return points


def _most_counts(grid: Sequence[float], chance: float) -> list[tuple[float, float]]:
    """Half a step above the largest count that chance falls to so rarely; none where no count is so few."""
    points, count = [], 0
    for expected in grid:
        if chance_of_so_few(0, expected) > chance:
            continue
        while chance_of_so_few(count + 1, expected) <= chance:
            count += 1
        points.append((expected, count + 0.5))
    return points


def _in_order(made: Definition, said: Sequence[OfTrust], code: str) -> Drawing:
    shown = sorted(
        ((one.value, one) for one in said if one.word.is_judged and one.value is not None),
        key=lambda pair: (pair[0], pair[1].code),
    )
    units = [_unit(one, float(place), value, code) for place, (value, one) in enumerate(shown)]
    bounds = made.thresholds
    lines = []
    for stroke, at, words in (
        (Stroke.RISK, bounds.risk_at, "A risk from"),
        (Stroke.ELEVATED_RISK, bounds.elevated_at, "An elevated risk from"),
        (Stroke.RISK, bounds.risk_below, "A risk below"),
        (Stroke.ELEVATED_RISK, bounds.elevated_below, "An elevated risk below"),
    ):
        if at is not None and units:
            across = [(0.0, float(at)), (float(max(len(units) - 1, 1)), float(at))]
            lines.append(Line(stroke, across, f"{words} {with_unit(made, float(at))}"))
    return units, lines, made.unit if made.unit == "%" else ""


def _bounds(made: Definition) -> list[tuple[Stroke, float]]:
    bounds = made.thresholds
    found = []
    if bounds.z_risk is not None:
        found.append((Stroke.RISK, float(bounds.z_risk)))
    if bounds.z_elevated is not None:
        found.append((Stroke.ELEVATED_RISK, float(bounds.z_elevated)))
    return found


def _unit(one: OfTrust, size: float, value: float, code: str) -> Unit:
    return Unit(one.code, size, value, _LEVELS.get(one.word, Level.OTHER), one.code == code)


def _grid(low: float, high: float) -> list[float]:
    """Sizes from somewhat below the smallest to somewhat above the largest, closer together where lines bend."""
    low, high = low * 0.95, high * 1.05
    ratio = (high / low) ** (1 / _STEPS)
    return [*(low * ratio**step for step in range(_STEPS)), high]


_COLUMNS = (
    ChartColumn("Trust"),
    ChartColumn("Value", numeric=True),
    ChartColumn("Numerator", numeric=True),
    ChartColumn("Denominator", numeric=True),
    ChartColumn("Adjusted z-score", numeric=True),
    ChartColumn("Result"),
)


def _row(made: Definition, one: OfTrust) -> tuple[str, ...]:
    return (
        f"{one.name} ({one.code})",
        with_unit(made, one.value),
        _number(one.numerator),
        "not used" if made.is_count else _number(one.denominator),
        "none" if one.adjusted_z is None else write_number(one.adjusted_z, 2),
        write_word(one.word),
    )


def _number(number: float | None) -> str:
    return "blank" if number is None else write_number(number, 0 if number == int(number) else 2)
