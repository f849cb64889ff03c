"""Files of observations brought into the record: all that can be taken, the same file only once, nothing overwritten.

A correction ends the row that was known and adds its own, so that what was known on a day stays readable. Blank rows
are no observations: what an organisation leaves blank was not submitted, and stays absent or as it was known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from oversight.clock import london_date
from oversight.measures.defined import Definition, Level
from oversight.measures.mappings import Mapping
from oversight.measures.models import Observation, ObservationImport
from oversight.measures.observation_files import Line, Rejected, read_rows, statements
from oversight.measures.periods import Period
from oversight.organisations.models import Site, SiteTrust, Trust
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.references import Reference

# Imports wait for each other, or two would both find an observation new: any constant that nothing else uses.
_IMPORT_LOCK = 7_154_311
_BATCH = 2_000
_FAR_BACK, _FAR_OFF = date.min, date.max


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done with the statements of a file, and the rows that were not taken, in the order of the file."""

    new: int
    changed: int
    unchanged: int
    rejected: tuple[Rejected, ...]


def import_observations(
    *,
    content: bytes,
    file_name: str,
    made: Definition,
    by: Any,
    now: datetime,
    mapping: Mapping | None = None,
) -> Imported:
    """Take the observations of a CSV file; ``mapping`` says how a table with other headings than our own is read.

    A second time the same file changes nothing. What was taken leaves one import, one audit entry with the hash of
    the file and one event for the measure. Raises ``Unreadable`` and ``NotObservations`` for a file that cannot be
    read; then nothing is written. Of a measure that a return feeds, rows of which an accepted return tells are
    rejected; a return that comes later takes the place of what a file said.
    """
    said, rejected = statements(read_rows(content, file_name, made, mapping))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
        placed, homeless = _placed(said, made, london_date(now))
        rejected = sorted([*rejected, *homeless], key=lambda each: each.row)
        placed, told = _untold(placed, made)
        rejected = sorted([*rejected, *told], key=lambda each: each.row)
        fresh, ended, unchanged = _against_known(placed, made)
        imported = Imported(len(fresh) - len(ended), len(ended), unchanged, tuple(rejected))
        if fresh:
            _record(imported, fresh, ended, content, file_name, made, mapping, by=by, now=now)
    return imported


class _Subject(NamedTuple):
    """Whose observation it is, and the trust that it belongs to."""

    level: Level
    code: str
    trust_code: str


class _Placed(NamedTuple):
    """A statement with whom it is of."""

    line: Line
    subject: _Subject


def _placed(said: Iterable[Line], made: Definition, today: date) -> tuple[list[_Placed], list[Rejected]]:
    """Give every statement its organisation on the register; reject those without one, with the reason."""
    lines = list(said)
    register = _Register({line.organisation for line in lines})
    placed, rejected = [], []
    for line in lines:
        found = register.find(line, made, today)
        if isinstance(found, str):
            rejected += [Rejected(row, found) for row in line.rows]
        else:
            placed.append(_Placed(line, found))
    return placed, rejected


class _Register:
    """The trusts and sites that a file names, with the trusts that each site belonged to."""

    def __init__(self, codes: Iterable[str]) -> None:
        wanted = sorted(codes)
        self._trusts = {trust.code: trust for trust in Trust.objects.filter(code__in=wanted)}
        self._sites = {site.code: site for site in Site.objects.filter(code__in=wanted)}
        self._homes: dict[str, list[SiteTrust]] = {}
        homes = SiteTrust.objects.filter(site__code__in=wanted).select_related("site", "trust").order_by("pk")
        for home in homes:
            self._homes.setdefault(home.site.code, []).append(home)

    def find(self, line: Line, made: Definition, today: date) -> _Subject | str:
        """Return whose statement it is, or why it can be nobody's."""
        code, period = line.organisation, line.period
        organisation = self._trusts.get(code) or self._sites.get(code)
        if organisation is None:
            return f"The organisation {code[:30]!r} is not on the register."
        level = Level.TRUST if code in self._trusts else Level.SITE
        if level not in made.levels:
            return f"The indicator is not observed of sites, and {code} is one: give the figure of its trust."
        if period.first_day > today:
            return f"The period {period} has not begun."
        if organisation.opened_on and organisation.opened_on > period.last_day:
            return f"{code} opened on {organisation.opened_on.isoformat()}, after the period {period}."
        if organisation.closed_on and organisation.closed_on < period.first_day:
            return f"{code} closed on {organisation.closed_on.isoformat()}, before the period {period}."
        trust_code = code if level is Level.TRUST else self._home(code, period)
        return _Subject(level, code, trust_code) if trust_code else f"The site {code} belonged to no trust in {period}."

    def _home(self, code: str, period: Period) -> str:
        """The trust that a site belonged to in the period, the last one where it moved; blank for none."""
        homes = [
            home
            for home in self._homes.get(code, ())
            if (home.from_on or _FAR_BACK) <= period.last_day and (home.to_on or _FAR_OFF) >= period.first_day
        ]
        return max(homes, key=lambda home: home.from_on or _FAR_BACK).trust.code if homes else ""


def _untold(placed: list[_Placed], made: Definition) -> tuple[list[_Placed], list[Rejected]]:
    """Reject what an accepted return tells of already: a file never takes its place."""
    if not made.return_kind:
        return placed, []
    rows = Observation.objects.filter(measure=made.code, known_to__isnull=True, version_id__isnull=False)
    returned = set(rows.values_list("level", "subject", "period", "grain"))
    untold, rejected = [], []
    for each in placed:
        line, subject = each
        if (subject.level, subject.code, line.period.first_day, line.period.grain) in returned:
            reason = f"A return of {subject.trust_code} tells of {line.period}: correct that."
            rejected += [Rejected(row, reason) for row in line.rows]
        else:
            untold.append(each)
    return untold, rejected


def _against_known(placed: Sequence[_Placed], made: Definition) -> tuple[list[_Placed], list[int], int]:
    """Compare with what is known: what is to be written, the ids of the rows that it ends, and how much is the same."""
    rows = Observation.objects.filter(
        measure=made.code, known_to__isnull=True, subject__in=sorted({each.subject.code for each in placed})
    )
    known = {(row.level, row.subject, row.period, row.grain): row for row in rows.iterator()}
    fresh: list[_Placed] = []
    ended: list[int] = []
    unchanged = 0
    for each in placed:
        line, subject = each
        there = known.get((subject.level, subject.code, line.period.first_day, line.period.grain))
        if there is not None and (there.numerator, there.denominator) == (line.numerator, line.denominator):
            unchanged += 1
            continue
        fresh.append(each)
        if there is not None:
            ended.append(there.pk)
    return fresh, ended, unchanged


def _record(
    imported: Imported,
    fresh: Sequence[_Placed],
    ended: Sequence[int],
    content: bytes,
    file_name: str,
    made: Definition,
    mapping: Mapping | None,
    *,
    by: Any,
    now: datetime,
) -> None:
    record = ObservationImport.objects.create(
        measure=made.code,
        mapping=mapping.name if mapping else "",
        file_name=file_name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        new=imported.new,
        changed=imported.changed,
        unchanged=imported.unchanged,
        rejected=len(imported.rejected),
        imported_at=now,
    )
    Observation.objects.filter(pk__in=ended).update(known_to=now)
    Observation.objects.bulk_create(
        (
            Observation(
                measure=made.code,
                level=subject.level,
                subject=subject.code,
                trust_code=subject.trust_code,
                period=line.period.first_day,
                grain=line.period.grain,
                numerator=line.numerator,
                denominator=line.denominator,
                imported=record,
                known_from=now,
            )
            for line, subject in fresh
        ),
        batch_size=_BATCH,
    )
    audit(
        "observations.imported",
        by=by,
        subject=Reference("observation_import", str(record.pk)),
        hashes=[record.sha256],
        now=now,
    )
    emit(
        "observations.imported",
        subject=Reference("measure", made.code),
        now=now,
        payload={"periods": [str(period) for period in sorted({line.period for line, _subject in fresh})]},
    )
