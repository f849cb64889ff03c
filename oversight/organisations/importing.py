"""Bring the registers of trusts, sites and hospitals into the record: set-wise, and all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from oversight.clock import london_date
from oversight.organisations.merging import (
    Record,
    SiteRecord,
    TrustRecord,
    leaves_open,
    shows_itself_older,
    site_as_listed_hospital,
    site_as_registered,
    trust_as_registered,
)
from oversight.organisations.models import Region, Site, SiteTrust, Trust, TrustKind
from oversight.organisations.register_files import Listed, RegisterFile, RejectedRow, with_parents
from oversight.organisations.register_history import Histories, Moves, kind_by_name
from oversight.organisations.register_tables import Table, Untakeable
from oversight.records.audit import audit
from oversight.records.references import Reference

# Two imports at once would each plan by what the other is about to change: any constant that nothing else uses.
_IMPORT_LOCK = 7_154_302


@dataclass
class Imported:
    """What an import did, in organisations: each is new, changed or unchanged, whichever files name it.

    ``closed`` counts those that it newly found closed, which are new or changed too. ``rejected`` has the file
    ("trusts", "sites" or "hospitals") beside each row. ``kept_closed`` are codes that are closed on record and open in
    a register: they stay closed. ``older`` are the files that thereby show themselves older than the record: of what
    was known, they changed nothing.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    rejected: list[tuple[str, RejectedRow]] = field(default_factory=list)
    kept_closed: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    sites_without_trust: int = 0


def import_registers(
    *,
    trusts: RegisterFile | None = None,
    sites: RegisterFile | None = None,
    hospitals: RegisterFile | None = None,
    reopen: frozenset[str] = frozenset(),
    by: Any,
    now: datetime,
) -> Imported:
    """Import up to three files, in the order trusts, sites, hospitals, and return what it did.

    Nothing is deleted, what a file does not name is left alone, and the same files again change nothing. A row with a
    code of the demonstration is rejected. ``reopen`` are codes whose blank closing day is believed.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
        under_way = _Import(reopen, london_date(now))
        if trusts:
            under_way.take_trusts(trusts)
        if sites or hospitals:
            under_way.take_sites(sites, hospitals)
        under_way.count()
        under_way.audit([file for file in (trusts, sites, hospitals) if file], by=by, now=now)
        return under_way.result


class _Import:
    """One import under way."""

    def __init__(self, reopen: frozenset[str], today: date) -> None:
        self.reopen = reopen
        self.today = today
        self.trusts: Table[TrustRecord] = Table(Trust, TrustRecord)
        self.sites: Table[SiteRecord] = Table(Site, SiteRecord)
        self.result = Imported()

    def take_trusts(self, file: RegisterFile) -> None:
        """Take the register of trusts, and each trust's kind by its name."""
        older = self._is_older("trusts", file.listed, self.trusts)

        def merge(record: TrustRecord, listed: Listed) -> TrustRecord:
            return trust_as_registered(record, listed, older=older, reopen=listed.code in self.reopen)

        self._reject("trusts", file.rejected)
        taken = self._take("trusts", file.listed, self.trusts, merge, codes_of_others=self.sites.ids.keys())
        regions = {record.region_id for record in self.trusts.records.values() if record.region_id}
        Region.objects.bulk_create([Region(code=code) for code in sorted(regions)], ignore_conflicts=True)
        self.trusts.write()
        kinds = Histories(TrustKind, "trust_id", "kind")
        for listed in taken:
            if older and kinds.of(self.trusts.ids[listed.code]):
                continue
            if kinds.follow(self.trusts.ids[listed.code], kind_by_name(listed.name).value, self.today):
                self.trusts.changed_beside(listed.code, "kind")
        kinds.write(source="name in the register of trusts")

    def take_sites(self, register: RegisterFile | None, hospitals: RegisterFile | None) -> None:
        """Take the register of sites, then the list of hospitals, and the trust of each site.

        A site whose parent is no trust on record is kept without one.
        """
        trust_codes = frozenset(self.trusts.ids) - self.trusts.demonstration
        older = register is not None and self._is_older("sites", register.listed, self.sites)

        def as_registered(record: SiteRecord, listed: Listed) -> SiteRecord:
            return site_as_registered(record, listed, older=older, reopen=listed.code in self.reopen)

        def as_hospital(record: SiteRecord, listed: Listed) -> SiteRecord:
            return site_as_listed_hospital(record, listed, run_by_a_trust=listed.parent in trust_codes)

        others = self.trusts.ids.keys()
        registered: list[Listed] = []
        if register:
            self._reject("sites", register.rejected)
            listed = with_parents(register, trust_codes)
            registered = self._take("sites", listed, self.sites, as_registered, codes_of_others=others)
        named_hospitals: list[Listed] = []
        if hospitals:
            self._reject("hospitals", hospitals.rejected)
            named_hospitals = self._take("hospitals", hospitals.listed, self.sites, as_hospital, codes_of_others=others)
        self.sites.write()
        self._link(registered, named_hospitals, trust_codes, older=older)

    def _is_older(self, file: str, rows: Sequence[Listed], table: Table[Record]) -> bool:
        """Note which codes a register leaves open although they are closed, and say whether it is older thereby."""
        stood = table.records
        left_open = [
            listed.code
            for listed in rows
            if listed.code in stood
            and listed.code not in self.reopen | table.demonstration
            and leaves_open(stood[listed.code].closed_on, listed)
        ]
        self.result.kept_closed += left_open
        older = shows_itself_older(len(left_open), len(rows))
        if older:
            self.result.older.append(file)
        return older

    def _take(
        self,
        file: str,
        rows: Sequence[Listed],
        table: Table[Record],
        merge: Callable[[Record, Listed], Record],
        *,
        codes_of_others: Any,
    ) -> list[Listed]:
        """Put rows into a table, note those that cannot be, and return those that could."""
        taken = []
        for listed in rows:
            try:
                if listed.code in codes_of_others:
                    raise Untakeable(
                        "The code is on record for a site." if file == "trusts" else "The code is a trust's."
                    )
                if file != "trusts" and listed.parent in self.trusts.demonstration:
                    raise Untakeable("Its trust is one of the demonstration.")
                table.take(listed, merge)
            except Untakeable as untakeable:
                self._reject(file, [RejectedRow(listed.row, listed.code, str(untakeable))])
                continue
            taken.append(listed)
        return taken

    def _link(
        self, registered: list[Listed], hospitals: list[Listed], trust_codes: frozenset[str], *, older: bool
    ) -> None:
        """Give each site its trust; a list of hospitals decides only where the register of sites does not."""
        histories = Histories(SiteTrust, "site_id", "trust_id")
        ids = self.trusts.ids
        closing = {ids[code]: record.closed_on for code, record in self.trusts.records.items()}
        moves = Moves(closing, self.today)
        for decides, rows in ((True, registered), (False, hospitals)):
            for listed in rows:
                site = self.sites.ids[listed.code]
                history = histories.of(site)
                if listed.parent not in trust_codes:
                    continue
                # Who has a trust keeps it against an older register, and against a list where a register spoke.
                keeps = older if decides else self.sites.records[listed.code].on_site_register
                if keeps and history:
                    continue
                trust = ids[listed.parent]
                if moves.stays(history, trust):
                    continue
                day = moves.day(history, trust, listed.joined_parent_on)
                if histories.follow(site, trust, day, first_from=listed.joined_parent_on):
                    self.sites.changed_beside(listed.code, "trust")
        histories.write()
        self.result.sites_without_trust = sum(not histories.of(self.sites.ids[code]) for code in self.sites.named)

    def _reject(self, file: str, rows: Sequence[RejectedRow]) -> None:
        self.result.rejected += [(file, row) for row in rows]

    def count(self) -> None:
        """Count what was done to trusts and sites together."""
        for table in (self.trusts, self.sites):
            new, changed = len(table.new()), len(table.changes())
            self.result.new += new
            self.result.changed += changed
            self.result.unchanged += len(table.named) - new - changed
            self.result.closed += len(table.newly_closed())
        order = {"trusts": 0, "sites": 1, "hospitals": 2}
        self.result.rejected.sort(key=lambda one: (order[one[0]], one[1].row))

    def audit(self, files: Sequence[RegisterFile], *, by: Any, now: datetime) -> None:
        """Leave one entry for the import, with the hashes of its files, and one for each organisation changed."""
        if not self.result.new and not self.result.changed:
            return
        hashes = [file.sha256 for file in files]
        audit("register.imported", by=by, subject=Reference("register", "ods"), hashes=hashes, now=now)
        for kind, table in (("trust", self.trusts), ("site", self.sites)):
            for code, facts in table.changes().items():
                audit(f"{kind}.changed", by=by, subject=Reference(kind, code), fields=facts, now=now)
