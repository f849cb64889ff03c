"""A table of organisations held in memory while registers are imported, and written back in one statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, Generic

from django.db.models import Manager

from oversight.organisations.merging import Contradicted, Record
from oversight.organisations.models import Site, Trust
from oversight.organisations.register_files import Listed

_BATCH = 1_000


class Untakeable(Exception):
    """A row cannot be taken into the record, for the reason given."""


class Table(Generic[Record]):
    """The organisations of one model by code: as they stood, and as they stand after the rows taken so far."""

    def __init__(self, model: type[Trust] | type[Site], record: type[Record]) -> None:
        self._rows: Manager[Any] = model._default_manager
        self._record: type[Record] = record
        self._facts = tuple(fact.name for fact in fields(record))
        stored = list(self._rows.all())
        self.ids: dict[str, int] = {one.code: one.pk for one in stored}
        self.demonstration = frozenset(one.code for one in stored if one.is_demonstration)
        self._stood: dict[str, Record] = {
            one.code: record(**{fact: getattr(one, fact) for fact in self._facts}) for one in stored
        }
        self.records: dict[str, Record] = dict(self._stood)
        self.named: set[str] = set()
        # Facts that stand in other tables, such as a site's trust.
        self._changed_beside: dict[str, set[str]] = {}

    def take(self, listed: Listed, merge: Callable[[Record, Listed], Record]) -> None:
        """Put a row into the record in memory; ``Untakeable`` says why it cannot be."""
        if listed.code in self.demonstration:
            raise Untakeable("The code belongs to an organisation of the demonstration.")
        before = self.records.get(listed.code) or self._record()
        try:
            self.records[listed.code] = merge(before, listed)
        except Contradicted as contradiction:
            raise Untakeable(str(contradiction)) from contradiction
        self.named.add(listed.code)

    def changed_beside(self, code: str, fact: str) -> None:
        """Note that a fact of the organisation changed in another table."""
        self._changed_beside.setdefault(code, set()).add(fact)

    def new(self) -> list[str]:
        """Return the codes that were not on record, in order."""
        return sorted(self.records.keys() - self._stood.keys())

    def changes(self) -> dict[str, list[str]]:
        """Return what changed of each organisation that was on record, by code in order."""
        found: dict[str, list[str]] = {}
        for code in sorted(self.named & self._stood.keys()):
            before, after = self._stood[code], self.records[code]
            facts = {fact for fact in self._facts if getattr(before, fact) != getattr(after, fact)}
            if facts := facts | self._changed_beside.get(code, set()):
                found[code] = sorted(facts)
        return found

    def newly_closed(self) -> list[str]:
        """Return the codes that now have a closing day and had none on record, in order."""
        stood = self._stood
        return sorted(
            code
            for code in self.named
            if self.records[code].closed_on and not (code in stood and stood[code].closed_on)
        )

    def write(self) -> None:
        """Write what is new or changed, and learn the ids of the new."""
        written = [
            self._rows.model(code=code, **{fact: getattr(self.records[code], fact) for fact in self._facts})
            for code in sorted(self.named)
            if self._stood.get(code) != self.records[code]
        ]
        self._rows.bulk_create(
            written,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=list(self._facts),
        )
        self.ids |= {one.code: one.pk for one in written}
