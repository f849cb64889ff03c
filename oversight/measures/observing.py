"""Observations of returns: written set-wise with the return that gave them, read as series or a month's comparison.

A correction ends the rows of the version before it and adds its own, so that what was known on a day stays readable.
What files told, and of which periods, is read by ``oversight.measures.stated``.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection

from oversight.measures.defining import Level, definitions, measures_of
from oversight.measures.observations import AcceptedObservations, NewObservation, Observed, SeriesKey
from oversight.measures.periods import Grain


class Overtaken(Exception):
    """A newer version of the return has been recorded already."""


def record_observations(
    *,
    version_id: int,
    return_kind: str,
    trust_code: str,
    period: date,
    observations: Iterable[NewObservation],
    now: datetime,
    grain: Grain = Grain.MONTH,
) -> int:
    """Record what a version says in the caller's transaction, end the rows of the one before, and return how many.

    ``period`` is the first day of what it describes, and ``grain`` how long that is. Recording the same version again
    changes nothing and returns 0; a version older than the one recorded raises ``Overtaken``; outside a transaction,
    ``ValueError``.
    """
    if not connection.in_atomic_block:
        raise ValueError("observations are recorded in the transaction of the acceptance")
    codes = sorted(measures_of(return_kind))
    with connection.cursor() as cursor:
        # Two acceptances of one return wait for each other here, so that the newer one is always the one that stays.
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{return_kind} {trust_code} {period} {grain}"]
        )
        of_the_return = "trust_code = %s and period = %s and grain = %s and known_to is null and measure = any(%s)"
        cursor.execute(
            f"select max(version_id) from measures_observation where {of_the_return}",  # noqa: S608  (a constant)
            [trust_code, period, str(grain), codes],
        )
        recorded = cursor.fetchone()[0]
        if recorded == version_id:
            return 0
        if recorded is not None and recorded > version_id:
            raise Overtaken(f"version {recorded} is newer than {version_id}")
        cursor.execute(
            # What a file said later than the return came was never known: it ends where it began.
            f"update measures_observation set known_to = greatest(known_from, %s)"  # noqa: S608  (a constant)
            f" where {of_the_return}",
            [now, trust_code, period, str(grain), codes],
        )
    return record_many([AcceptedObservations(version_id, trust_code, period, now, None, observations, grain)])


def observe_again(
    *,
    version_id: int,
    trust_code: str,
    period: date,
    observations: Iterable[NewObservation],
    now: datetime,
    grain: Grain = Grain.MONTH,
) -> int:
    """Put observations of a standing version in the place of those that differ, and return how many did.

    For measures that look back over several periods: an earlier one's return changed what is observed of this one.
    Rows that say the same stay, unless a file said so, and so do other measures'. The caller keeps others from the same
    return meanwhile.
    """
    if not connection.in_atomic_block:
        raise ValueError("observations are recorded in the transaction of the acceptance")
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, version_id is null, measure, level, subject, numerator, denominator from measures_observation"
            " where trust_code = %s and period = %s and grain = %s and known_to is null",
            [trust_code, period, str(grain)],
        )
        present = {
            (measure, level, subject): (pk, of_file, *said)
            for pk, of_file, measure, level, subject, *said in cursor.fetchall()
        }
        differing, ended = [], []
        for one in observations:
            pk, of_file, *said = present.get((one.measure, one.level, one.subject), (None, False, None, None))
            if pk is None or of_file or said != [one.numerator, one.denominator]:
                differing.append(one)
                ended += [] if pk is None else [pk]
        if ended:
            cursor.execute(
                "update measures_observation set known_to = greatest(known_from, %s) where id = any(%s)", [now, ended]
            )
    return record_many([AcceptedObservations(version_id, trust_code, period, now, None, differing, grain)])


def record_many(accepted: Iterable[AcceptedObservations]) -> int:
    """Copy in the observations of many versions at once, with the times at which each stood; return how many.

    It ends no earlier row: where one is still present for the same subject and period the database refuses it all. A
    measure without a definition is ``ValueError``.
    """
    lines = _Lines(accepted)
    with connection.cursor() as cursor, lines.failing_as_they_do(), connection.wrap_database_errors:
        cursor.copy_expert(
            "copy measures_observation (measure, level, subject, trust_code, period, grain, numerator, denominator,"
            " version_id, known_from, known_to) from stdin",
            lines,
            1 << 16,
        )
    return lines.written


class _Lines(io.TextIOBase):
    """The rows as the lines that COPY reads, made as they are asked for, so that a country's need no memory."""

    def __init__(self, accepted: Iterable[AcceptedObservations]) -> None:
        super().__init__()
        self.written = 0
        self._pages = self._write(accepted)
        self._rest = ""
        self._failure: Exception | None = None

    @contextmanager
    def failing_as_they_do(self) -> Iterator[None]:
        """Raise what went wrong in making a line as itself: the driver tells it only as a copy that was given up."""
        try:
            yield
        except DatabaseError:
            if self._failure is not None:
                raise self._failure from None
            raise

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> str:
        pieces = [self._rest]
        length = len(self._rest)
        while size is None or size < 0 or length < size:
            page = self._next_page()
            if page is None:
                break
            pieces.append(page)
            length += len(page)
        text = "".join(pieces)
        if size is None or size < 0:
            size = len(text)
        self._rest = text[size:]
        return text[:size]

    def _next_page(self) -> str | None:
        try:
            return next(self._pages, None)
        except Exception as failure:
            self._failure = failure
            raise

    def _write(self, accepted: Iterable[AcceptedObservations]) -> Iterator[str]:
        known = definitions().keys()
        for version in accepted:
            ending = version.replaced_at.isoformat() if version.replaced_at else "\\N"
            tail = f"{version.version_id}\t{version.accepted_at.isoformat()}\t{ending}\n"
            middle = f"{_escape(version.trust_code)}\t{version.period.isoformat()}\t{version.grain}"
            lines = []
            for measure, level, subject, numerator, denominator in version.observations:
                if measure not in known:
                    raise ValueError(f"{measure!r} is a measure without a definition")
                above = "\\N" if numerator is None else numerator
                below = "\\N" if denominator is None else denominator
                lines.append(f"{measure}\t{level}\t{_escape(subject)}\t{middle}\t{above}\t{below}\t{tail}")
            self.written += len(lines)
            yield "".join(lines)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def series(
    measure: str, level: Level, subject: str, months: Sequence[date], *, as_known_at: datetime | None = None
) -> dict[date, Observed | None]:
    """Return one subject's observations of the months, in their order; None for a month without one."""
    condition, given = _known("measure = %s and level = %s and subject = %s and period = any(%s)", as_known_at)
    rows = _rows(condition, [measure, level, subject, list(months), *given], extra="")
    found = {row[0]: Observed(*row) for row in rows}
    return {month: found.get(month) for month in months}


def series_of_trust(
    trust_code: str,
    *,
    levels: Collection[Level],
    measures: Collection[str],
    first: date,
    last: date,
    subjects: Collection[str] | None = None,
    as_known_at: datetime | None = None,
) -> dict[SeriesKey, list[Observed]]:
    """Return every series that a trust's returns gave from one month to another, in time order, in one query.

    ``subjects`` narrows to some of its wards, or to itself.
    """
    condition, given = _known(
        "trust_code = %s and period between %s and %s and level = any(%s) and measure = any(%s)", as_known_at
    )
    if subjects is not None:
        condition, given = f"{condition} and subject = any(%s)", [*given, list(subjects)]
    rows = _rows(
        condition,
        [trust_code, first, last, [str(level) for level in levels], list(measures), *given],
        extra="level, subject, measure, ",
        order="order by level, subject, measure, period",
    )
    found: dict[SeriesKey, list[Observed]] = {}
    for level, subject, measure, *observed in rows:
        found.setdefault(SeriesKey(level, subject, measure), []).append(Observed(*observed))
    return found


def series_of_subjects(keys: Collection[SeriesKey]) -> dict[SeriesKey, list[Observed]]:
    """Return the present series of a few subjects, whosever they are, in time order, in one query."""
    if not keys:
        return {}
    levels, subjects, measures = (list(column) for column in zip(*sorted(keys), strict=True))
    rows = _rows(
        "(level, subject, measure) in (select * from unnest(%s::text[], %s::text[], %s::text[]))"
        " and measure = any(%s) and subject = any(%s) and grain = 'month' and version_id is not null"
        " and known_to is null",
        [levels, subjects, measures, sorted(set(measures)), sorted(set(subjects))],
        extra="level, subject, measure, ",
        order="order by level, subject, measure, period",
    )
    found: dict[SeriesKey, list[Observed]] = {}
    for level, subject, measure, *observed in rows:
        found.setdefault(SeriesKey(level, subject, measure), []).append(Observed(*observed))
    return found


def month_of_trusts(
    measure: str, month: date, *, demonstration: bool, as_known_at: datetime | None = None
) -> dict[str, Observed]:
    """Return every trust's observation of a month by its code; invented trusts and real ones never together."""
    condition, given = _known("measure = %s and level = 'trust' and period = %s", as_known_at)
    condition += " and exists (select 1 from organisations_trust t where t.code = subject and t.is_demonstration = %s)"
    rows = _rows(condition, [measure, month, *given, demonstration], extra="subject, ", order="order by subject")
    return {code: Observed(*observed) for code, *observed in rows}


def _known(condition: str, as_known_at: datetime | None) -> tuple[str, list[Any]]:
    """Narrow to months that a return told of, and to what is known of them at present or was on a moment."""
    condition = f"{condition} and grain = 'month' and version_id is not null"
    if as_known_at is None:
        return f"{condition} and known_to is null", []
    return f"{condition} and known_from <= %s and (known_to is null or known_to > %s)", [as_known_at, as_known_at]


def _rows(condition: str, given: list[Any], *, extra: str, order: str = "") -> list[tuple[Any, ...]]:
    statement = (
        f"select {extra}period, numerator, denominator, version_id"  # noqa: S608  (constants of this module)
        f" from measures_observation where {condition} {order}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
