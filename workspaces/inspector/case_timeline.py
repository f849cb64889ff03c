"""All that happened in a case, with its improvement plan: what staff's pages tell at their end."""

from __future__ import annotations

from datetime import date, datetime

from ratings.cases.models import Case
from ratings.cases.timeline import timeline_of
from ratings.cases.timeline_entry import TimelineEntry
from ratings.plans.timeline import plan_timeline


def all_that_happened(case: Case, on: date, at: datetime, *, public: bool) -> list[TimelineEntry]:
    """Return what happened in the case and to its plan by a moment of the day, the oldest first.

    ``public``: what was decided and published alone.
    """
    entries = [*timeline_of(case, on=on, public=public), *plan_timeline(case, on=on, public=public, at=at)]
    # Of one day, what the case tells comes first, in its own order.
    return sorted(entries, key=lambda entry: entry.on)
