"""The lines of the published files as objects: the same columns, with their types and meanings, in JSON.

A number is a JSON number. Where there is none the value is null, and ``missing`` says why by the column's name, so that
blank, not applicable, not submitted, suppressed, too small and withdrawn stay apart, and none of them is zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from oversight.measures.defining import definitions
from publication.api.shapes import DAY, NUMBER, TEXT, WHOLE, YES_NO, ByName, Field, Object, Scalar
from publication.complaints.told import NoNumber
from publication.csv_lines import Kind
from publication.figures import Missing

# Files carry the codes, answers the words: [n] is "not submitted". Each code has one word in every answer.
WORDS = {each.value: each.label for each in (*Missing, *NoNumber)}
MISSING = tuple(dict.fromkeys(WORDS.values()))
MISSING_FIELD = "missing"
_MEANING = "Why a field of this line has no number, by the field's name. Only what is missing is named."
_KINDS: dict[Kind, Scalar] = {
    Kind.TEXT: TEXT,
    Kind.MONTH: TEXT,
    Kind.DATE: DAY.or_null(),
    Kind.YES_NO: YES_NO.or_null(),
    Kind.DECIMAL: NUMBER.or_null(),
    Kind.WHOLE: WHOLE.or_null(),
}
# Made of rates in per cent, which their description names.
_SHARES = frozenset({"public_average"})
_IN_FILES = " A code in square brackets says why there is no number."


class Column(Protocol):
    """A column of any of the published files."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def description(self) -> str: ...


@dataclass(frozen=True)
class Line(Object):
    """An object that is written from a line's cells, and from what is told beside them."""

    columns: tuple[Column, ...] = ()
    cells: Callable[[Any], Sequence[str]] = lambda row: ()
    beside: tuple[Field, ...] = ()

    def write(self, value: Any, asked: Any) -> Any:
        """Return the line by column; what is missing is null and named."""
        told: dict[str, Any] = {}
        missing: dict[str, str] = {}
        for column, cell in zip(self.columns, self.cells(value), strict=True):
            word = WORDS.get(cell) if _may_hold_codes(column) else None
            told[column.name] = None if word is not None else _value(cell, column.kind)
            if word is not None:
                missing[column.name] = word
        told |= {field.name: field.shape.write(field.read(value, asked), asked) for field in self.beside}
        return {**told, MISSING_FIELD: missing} if any(map(_may_hold_codes, self.columns)) else told


def line_of(
    name: str,
    description: str,
    columns: Sequence[Column],
    cells: Callable[[Any], Sequence[str]],
    beside: tuple[Field, ...] = (),
) -> Line:
    """Return a line's shape; ``cells`` writes a row's, one for each column, and ``beside`` are further fields."""
    fields = [_field(column) for column in columns] + list(beside)
    if any(map(_may_hold_codes, columns)):
        fields.append(Field(MISSING_FIELD, _MEANING, ByName(MISSING)))
    return Line(name, description, tuple(fields), tuple(columns), cells, beside)


def _field(column: Column) -> Field:
    meaning = column.description.replace(_IN_FILES, " Null where missing says why.")
    if column.kind is not Kind.TEXT:
        # A file has empty cells, an answer has null.
        meaning = meaning.replace("empty where", "null where").replace("Empty where", "Null where")
    return Field(column.name, meaning, _KINDS[column.kind], unit=_unit(column))


def _unit(column: Column) -> str:
    known = definitions().get(column.name)
    if known is not None:
        return known.unit
    if column.kind is Kind.DECIMAL and column.name.endswith("_hours"):
        return "hours"
    return "%" if "in per cent" in column.description or column.name in _SHARES else ""


def _may_hold_codes(column: Column) -> bool:
    return column.kind in (Kind.DECIMAL, Kind.WHOLE)


def _value(cell: str, kind: Kind) -> str | int | float | bool | None:
    if not cell and kind not in (Kind.TEXT, Kind.MONTH):
        return None
    match kind:
        case Kind.DECIMAL:
            return float(cell)
        case Kind.WHOLE:
            return int(cell)
        case Kind.YES_NO:
            return cell == "true"
        case _:
            return cell
