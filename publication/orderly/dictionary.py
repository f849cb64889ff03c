"""The data dictionary: measures, columns and codes, made from what defines them, so that it cannot fall behind."""

from __future__ import annotations

from collections.abc import Sequence

from oversight.measures.defined import Definition, Direction
from oversight.measures.defining import public_definitions
from oversight.wording import write_list
from publication.orderly.release_tables import codes_of, columns_of_kind
from publication.orderly.tables import Table, TextColumn, text_table

_WAYS = {
    Direction.INCREASE: "higher is better",
    Direction.DECREASE: "lower is better",
    Direction.NEUTRAL: "neither higher nor lower is better by itself",
}
_MEASURE_COLUMNS = (
    TextColumn("measure", "Measure", "The measure's code, the same in every release, file and answer for programs."),
    TextColumn("name", "Name", "What it is called."),
    TextColumn("question", "Question", "What it asks."),
    TextColumn("means", "What it means", "What an answer means."),
    TextColumn("does_not_mean", "What it does not mean", "What may not be concluded from it."),
    TextColumn("numerator", "Numerator", "What is counted."),
    TextColumn("denominator", "Denominator", "Out of what; empty for a count."),
    TextColumn("expected", "Expected", "What it is held against, where that is worked out case by case."),
    TextColumn("unit", "Unit", "The unit of the value."),
    TextColumn("direction", "Direction", "Whether higher or lower is better, or neither."),
    TextColumn("levels", "Levels", "Of what it is worked out: trusts, hospitals, wards."),
    TextColumn("source", "Source", "Where the definition comes from."),
    TextColumn("owner", "Owner", "Who answers for the definition."),
    TextColumn("cadence", "How often", "How often figures come."),
    TextColumn("small_numbers", "Small numbers", "How small numbers of people are protected."),
    TextColumn("reviewed_on", "Reviewed on", "When the definition was last reviewed."),
)
_COLUMN_COLUMNS = (
    TextColumn("file", "File", "The file that has the column."),
    TextColumn("column", "Column", "The column's name, which stays the same."),
    TextColumn("title", "Title", "What it is called for people."),
    TextColumn("type", "Type", "Its type, by its name in CSV on the Web."),
    TextColumn("codes", "Codes", "yes where a code can stand in the place of a number."),
    TextColumn("description", "What it holds", "What it holds."),
)
_CODE_COLUMNS = (
    TextColumn("code", "Code", "What stands in the file."),
    TextColumn("label", "On pages", "What pages write."),
    TextColumn("meaning", "Meaning", "Why there is no number."),
)


def measures_told(measures: Sequence[Definition] | None = None) -> Table:
    """Return the reviewed measures as a table, all of them or some."""
    wanted = public_definitions() if measures is None else measures
    return text_table(
        "measures",
        "The measures: what each asks, means and does not mean",
        _MEASURE_COLUMNS,
        [_measure(each) for each in sorted(wanted, key=lambda each: each.code)],
    )


def columns_told(kind: str) -> Table:
    """Return every column of a kind's files as a table."""
    rows = [
        (
            f"{name}.csv",
            each.name,
            each.title,
            each.kind.value,
            "yes" if each.may_hold_codes else "no",
            each.description,
        )
        for name, columns in columns_of_kind(kind)
        for each in columns
    ]
    return text_table("dictionary", "What each column holds", _COLUMN_COLUMNS, rows)


def codes_told(kind: str) -> Table:
    """Return a kind's codes as a table."""
    rows = [(each.value, each.label, each.meaning) for each in codes_of(kind)]
    return text_table("codes", "Codes where there is no number", _CODE_COLUMNS, rows)


def way(direction: Direction) -> str:
    """Say whether higher or lower is better."""
    return _WAYS[direction]


def _measure(each: Definition) -> tuple[str, ...]:
    return (
        each.code,
        each.name,
        each.question,
        each.means,
        each.does_not_mean,
        each.numerator,
        each.denominator,
        each.expected,
        each.unit,
        way(each.direction),
        write_list(level.value for level in each.levels),
        each.source,
        each.owner,
        each.cadence.value,
        each.suppression,
        each.reviewed_on.isoformat() if each.reviewed_on else "",
    )
