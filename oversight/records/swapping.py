"""Moving a row from one state to the next by compare-and-swap: only from the state in which it was read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Model


def swap_state(row: Model, after: str, *, now: datetime, **changes: Any) -> bool:
    """Move a row that has ``state`` and ``state_at`` on, with other changes of it, in the caller's transaction.

    False where the database has it in another state than ``row`` says: then neither changes, and somebody else was
    first. The caller checks that there is such a way, and writes the audit entry and the news.
    """
    wanted = {"state": after, "state_at": now, **changes}
    before = row.state  # type: ignore[attr-defined]
    if not type(row)._base_manager.filter(pk=row.pk, state=before).update(**wanted):
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    return True
