"""Who shared what with whom, who opened it and who took it back: one list, of what the reader may see.

Source: traceability row T73 of the domain rules: an inter-agency sharing log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from oversight.accounts.models import Person
from oversight.organisations.models import Body
from ratings.surveillance.models import Intelligence, Memorandum, Opening, Share, Withdrawal
from ratings.surveillance.sharing import readable_by


class Deed(StrEnum):
    """What happened to a piece of intelligence."""

    ADDED = "Added"
    SHARED = "Shared"
    OPENED = "Opened"
    WITHDRAWN = "Withdrawn"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log. ``reader`` is None for the whole group, and where nothing was shared."""

    at: datetime
    deed: Deed
    intelligence: Intelligence
    who: Person
    organisation: str
    reader: Person | None = None
    reader_organisation: str = ""
    memorandum: Memorandum | None = None


def log_of(group: Body, *, reader: Person, on: date, of: Intelligence | None = None) -> list[LogEntry]:
    """Return the log of what the reader may see in the group, or of one piece of it; the newest first, four queries.

    Of a piece that is not shared with them there is no line: that it exists is not for them to know.
    """
    seen = {one.pk: one for one in readable_by(reader, group, on) if of is None or one.pk == of.pk}
    entries = [LogEntry(one.added_at, Deed.ADDED, one, one.added_by, one.organisation) for one in seen.values()]
    shares = Share.objects.filter(intelligence__in=seen).select_related("shared_by", "reader", "memorandum")
    entries += [
        LogEntry(
            row.shared_at,
            Deed.SHARED,
            seen[row.intelligence_id],
            row.shared_by,
            # Who added it shares it.
            seen[row.intelligence_id].organisation,
            row.reader,
            row.reader_organisation,
            row.memorandum,
        )
        for row in shares
    ]
    entries += [
        LogEntry(row.opened_at, Deed.OPENED, seen[row.intelligence_id], row.person, row.organisation)
        for row in Opening.objects.filter(intelligence__in=seen).select_related("person")
    ]
    entries += [
        LogEntry(row.withdrawn_at, Deed.WITHDRAWN, seen[row.intelligence_id], row.withdrawn_by, "")
        for row in Withdrawal.objects.filter(intelligence__in=seen).select_related("withdrawn_by")
    ]
    # Python keeps the order of equals: what was added comes before what was shared in the same moment.
    order = list(Deed)
    return sorted(entries, key=lambda one: (one.at, order.index(one.deed)), reverse=True)
