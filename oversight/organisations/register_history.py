"""The dated facts that a register implies: a trust's kind, and the trust of a site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Manager

from oversight.organisations.dated import Held, followed_by, present
from oversight.organisations.models import SiteTrust, Succession, TrustKind

_FOUNDATION_TRUST = re.compile(r"\bFOUNDATION TRUST\b|\bNHS FT\b", re.IGNORECASE)


def kind_by_name(name: str) -> TrustKind.Kind:
    """Return the kind of trust that the register's name tells of: a foundation trust says so in its name."""
    return TrustKind.Kind.FOUNDATION_TRUST if _FOUNDATION_TRUST.search(name) else TrustKind.Kind.NHS_TRUST


class Histories:
    """The dated rows of one table by whom they belong to, as they stood and as they now stand.

    ``owner`` and ``value`` are columns: whose row it is, and what held.
    """

    def __init__(self, model: type[TrustKind] | type[SiteTrust], owner: str, value: str) -> None:
        self._rows: Manager[Any] = model._default_manager
        self._owner, self._value = owner, value
        self._stood: dict[int, tuple[Held[Any], ...]] = {}
        for owner_id, held, from_on, to_on, pk in self._rows.order_by("pk").values_list(
            owner, value, "from_on", "to_on", "pk"
        ):
            self._stood[owner_id] = (*self._stood.get(owner_id, ()), Held(held, from_on, to_on, pk))
        self._now = dict(self._stood)

    def of(self, owner_id: int) -> tuple[Held[Any], ...]:
        """Return the history of one, empty where nothing is on record."""
        return self._now.get(owner_id, ())

    def follow(self, owner_id: int, value: Any, on: date, *, first_from: date | None = None) -> bool:
        """Let a value hold from the day, and say whether that changes anything."""
        before = self.of(owner_id)
        self._now[owner_id] = followed_by(before, value, on, first_from=first_from)
        return self._now[owner_id] != before

    def write(self, **beside: str) -> None:
        """Write what changed; ``beside`` are further columns of a new row."""
        stood = {held.row: held for history in self._stood.values() for held in history}
        stands = {held.row for history in self._now.values() for held in history}
        # Taken out, then ended, then begun: at no time do two rows of one owner hold without an end.
        self._rows.filter(pk__in=stood.keys() - stands).delete()
        changed, new = [], []
        for owner_id, history in self._now.items():
            for held in history:
                columns = {self._owner: owner_id, self._value: held.value, "from_on": held.from_on, "to_on": held.to_on}
                if held.row is None:
                    new.append(self._rows.model(**columns, **beside))
                elif held != stood[held.row]:
                    changed.append(self._rows.model(pk=held.row, **columns))
        self._rows.bulk_update(changed, [self._value, "from_on", "to_on"], batch_size=500)
        self._rows.bulk_create(new, batch_size=1_000)


class Moves:
    """On which day a site went from one trust to another, by the best that is on record."""

    def __init__(self, closing_days: Mapping[int, date | None], today: date) -> None:
        self._closing_days = closing_days
        self._today = today
        self._successions = {(row.predecessor_id, row.successor_id): row.on for row in Succession.objects.all()}

    def stays(self, history: tuple[Held[int], ...], named: int) -> bool:
        """Say whether a site stays where it is, because a register names a trust that is closed, and its own is not.

        Such a register is older than the record.
        """
        last = present(history)
        return bool(last and last.value != named and self._closed(named) and not self._closed(last.value))

    def day(self, history: tuple[Held[int], ...], named: int, joined_on: date | None) -> date:
        """Return the day of joining that the register gives, else of the succession, else after the old trust closed.

        Where none of them is known it is today, when we learned it.
        """
        last = present(history)
        if joined_on or last is None:
            return joined_on or self._today
        if succession := self._successions.get((last.value, named)):
            return succession
        if closed := self._closed(last.value):
            return closed + timedelta(days=1)
        return self._today

    def _closed(self, trust_id: int) -> date | None:
        """Return the day on which a trust closed, None while it is open."""
        closed_on = self._closing_days.get(trust_id)
        return closed_on if closed_on and closed_on < self._today else None
