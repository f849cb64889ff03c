"""How far the programme has come towards every trust: inspected, under way, planned by when, or not planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspections.models import Inspection, PublishedRating
from inspections.states.inspection import IN_WORK, REPORTED, TO_COME, InspectionState
from oversight.organisations.models import Trust


@dataclass(frozen=True)
class Coverage:
    """Every open trust, once: where it stands in the programme as a whole.

    ``inspected``: a report or a published rating stands. ``under_way`` and ``planned``: its first is. ``last_day``: the
    last planned day of those, None where one of them has no days yet or there is none. All in the order of names.
    """

    inspected: tuple[Trust, ...]
    under_way: tuple[Trust, ...]
    planned: tuple[Trust, ...]
    not_planned: tuple[Trust, ...]
    last_day: date | None

    @property
    def trusts(self) -> int:
        """How many trusts there are."""
        return len(self.inspected) + len(self.under_way) + len(self.planned) + len(self.not_planned)


def coverage(*, on: date, demonstration: bool) -> Coverage:
    """Say where each open trust stands on the day; for those who plan alone. Source: Hard Truths 2.3."""
    trusts = list(Trust.objects.open_on(on).filter(is_demonstration=demonstration))
    reported: set[int] = set()
    under_way: set[int] = set()
    to_come: dict[int, list[date | None]] = {}
    for trust_id, state, last in Inspection.objects.filter(trust__in=trusts).values_list(
        "trust_id", "state", "ends_on"
    ):
        if InspectionState(state) in REPORTED:
            reported.add(trust_id)
        elif InspectionState(state) in IN_WORK:
            under_way.add(trust_id)
        elif InspectionState(state) in TO_COME:
            to_come.setdefault(trust_id, []).append(last)
    rated = set(
        PublishedRating.objects.known()
        .filter(provider_code__in=[trust.code for trust in trusts], published_on__lte=on)
        .exclude(rating="")
        .order_by()
        .values_list("provider_code", flat=True)
        .distinct()
    )
    inspected = tuple(trust for trust in trusts if trust.pk in reported or trust.code in rated)
    done = {trust.pk for trust in inspected}
    going = tuple(trust for trust in trusts if trust.pk in under_way and trust.pk not in done)
    done |= {trust.pk for trust in going}
    planned = tuple(trust for trust in trusts if trust.pk in to_come and trust.pk not in done)
    # A trust's first inspection is what covers it: the earliest of those that have days.
    firsts = [min((day for day in to_come[trust.pk] if day is not None), default=None) for trust in planned]
    done |= {trust.pk for trust in planned}
    known = [day for day in firsts if day is not None]
    return Coverage(
        inspected=inspected,
        under_way=going,
        planned=planned,
        not_planned=tuple(trust for trust in trusts if trust.pk not in done),
        last_day=max(known) if known and len(known) == len(firsts) else None,
    )
