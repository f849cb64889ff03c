"""The quick way through a file: rows of which no rule has anything to say.

Most rows of a large file are of known wards with unremarkable numbers. They are told by a few
comparisons and kept at once; every other row is left to `RowReader.take`, which gives the same
result for the plain ones too, only slower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from oversight.returns.periods import Month
from oversight.returns.reading.cells import Value
from oversight.returns.reading.months import month_named
from oversight.returns.reading.tables import Table
from staffing.columns import FURTHER_HOURS, MAIN_HOURS
from staffing.layouts import Heading
from staffing.register import text_in
from staffing.row_reading import RowReader
from staffing.rules.rule import SiteStanding
from staffing.rules.sites import organisation_in
from staffing.rules.web_addresses import is_well_formed
from staffing.screening import screen_for
from staffing.specialties import specialty_named
from staffing.ward_rows import Labels

Taker = Callable[[int, Sequence[Any]], bool]
"""Takes a row if it is plain, and says whether it did."""

_LABELS = ("org_code", "site_code", "site_name", "specialty_1", "specialty_2", "url")
_MOST_KEPT = 20_000


class _LabelReader(dict[tuple[Value, ...], Labels | None]):
    """What the texts of a row besides its ward come to, worked out once for each combination.

    None where one of them wants a look.
    """

    def __init__(self, reader: RowReader, codes: Sequence[str], sheet: str | None) -> None:
        super().__init__()
        self._reader = reader
        self._codes = codes
        self._sheet = sheet

    def __missing__(self, cells: tuple[Value, ...]) -> Labels | None:
        if len(self) >= _MOST_KEPT:
            self.clear()
        labels = self[cells] = self._read(dict(zip(self._codes, cells, strict=True)))
        return labels

    def _read(self, cells: Mapping[str, Value]) -> Labels | None:
        site = self._reader.register.site(cells.get("site_code"), cells.get("site_name"))
        first, second, url = (text_in(cells.get(code)) or None for code in ("specialty_1", "specialty_2", "url"))
        is_plain = (
            site.standing is SiteStanding.OWN
            and organisation_in(cells.get("org_code")) in {"", self._reader.context.trust_code.upper()}
            and (first is None or specialty_named(first) is not None)
            and (second is None or specialty_named(second) is not None)
            and (url is None or is_well_formed(url))
        )
        return Labels(site, site.code, first, second, url, self._sheet) if is_plain else None


class _Periods(dict[Value, bool | None]):
    """Whether a cell names the period; None where it names no month."""

    def __init__(self, period: Month) -> None:
        super().__init__()
        self._period = period

    def __missing__(self, cell: Value) -> bool | None:
        month = month_named(cell)
        is_it = self[cell] = None if month is None else month == self._period
        return is_it


def plain_taker(reader: RowReader, heading: Heading) -> Taker | None:
    """The quick way for one table; None where its columns do not allow one."""
    places, table, context = heading.places, heading.table, reader.context
    main = [places[column.code] for column in MAIN_HOURS if column.code in places]
    further = [places[column.code] for column in FURTHER_HOURS if column.code in places]
    label_codes = [code for code in _LABELS if code in places]
    if len(main) < len(MAIN_HOURS) or len(further) not in {0, len(FURTHER_HOURS)}:
        return None
    if not {"ward", "patients"} <= places.keys() or len(label_codes) < 2:
        return None
    if "period" not in places and heading.month_above not in {None, context.period}:
        return None
    ward_at, period_at = places["ward"], places.get("period")
    numbers_in = itemgetter(*[*main, places["patients"], *further])
    labels_in = itemgetter(*(places[code] for code in label_codes))
    main_count, count = len(main), len(main) + 1 + len(further)
    width, sheet = len(heading.texts), table.sheet
    blank = "" if sheet is None else None
    no_further = (blank,) * len(further)
    numbers_of, wants_a_look = _numbers_of(table), screen_for(context.bounds)
    most, patients_most = float(context.bounds.hours_most.value), float(context.bounds.patients_most.value)
    labels_of, is_period = _LabelReader(reader, label_codes, sheet), _Periods(context.period)
    previous, seen, add = context.previous, reader.seen, reader.wards.add

    def take(row: int, cells: Sequence[Any]) -> bool:
        if len(cells) != width:
            if len(cells) > width:
                return False
            cells = [*cells, *[blank] * (width - len(cells))]
        if period_at is not None and not is_period[cells[period_at]]:
            if is_period[cells[period_at]] is None:
                return False
            reader.rows_read += 1
            reader.rows_other_periods += 1
            return True
        labels = labels_of[labels_in(cells)]
        if labels is None:
            return False
        name = cells[ward_at]
        ward_id = labels.site.ward_ids.get(name)
        if ward_id is None or ward_id in seen or ward_id in previous:
            return False
        values: tuple[Any, ...] = numbers_in(cells)
        if further and values[main_count + 1 :] == no_further:
            values = values[: main_count + 1]
        numbers = numbers_of(values)
        if numbers is None:
            return False
        hours, patients = numbers[:main_count], numbers[main_count]
        if not 0 < patients <= patients_most or patients % 1:
            return False
        worked = sum(hours[1::2])
        further_hours = None
        if len(numbers) == count and further:
            further_hours = numbers[main_count + 1 :]
            if not (min(further_hours) >= 0 and sum(further_hours) <= most):
                return False
            worked += sum(further_hours[1::2])
        if wants_a_look(hours, worked, patients):
            return False
        reader.rows_read += 1
        seen[ward_id] = add(row, name, ward_id, labels, hours, further_hours, patients)
        return True

    return take


def _numbers_of(table: Table) -> Callable[[tuple[Any, ...]], tuple[float, ...] | None]:
    """Reads several cells at once: their numbers, or None unless each is plainly one."""

    def of_sheet(cells: tuple[Any, ...]) -> tuple[float, ...] | None:
        return cells if set(map(type, cells)) == {float} else None

    def of_text(cells: tuple[Any, ...]) -> tuple[float, ...] | None:
        try:
            return tuple(map(float, cells))
        except ValueError:
            return None

    def of_doubtful_text(cells: tuple[Any, ...]) -> tuple[float, ...] | None:
        together = "".join(cells)
        return of_text(cells) if together.isascii() and "_" not in together else None

    if table.sheet is not None:
        return of_sheet
    return of_text if table.plain_digits else of_doubtful_text
