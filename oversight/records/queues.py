"""The queues of work behind the pages, each by its name, and the alarm that is raised where one stands still.

The outbox is one; an upper app adds its own by ``watch_queue`` in its ``AppConfig.ready()``. An alarm is raised once,
stands for as long as anything stands still, and ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Min

from oversight.records.audit import System, audit
from oversight.records.models import Delivery, StandstillAlarm
from oversight.records.outbox import emit
from oversight.records.references import Reference

log = structlog.get_logger(__name__)

STANDS_STILL_AFTER = timedelta(minutes=10)
RAISED = "work.stands_still"
_SYSTEM = System("queues")


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """How a queue stands: what waits, since when the oldest does, what is under way, stands still or was set aside.

    ``under_way`` is None where that is not kept. ``standing_still`` has waited for ten minutes or more; ``set_aside``
    failed three times and waits for a person.
    """

    waiting: int
    oldest: datetime | None
    under_way: int | None
    standing_still: int
    set_aside: int

    @property
    def needs_somebody(self) -> bool:
        """Whether anything in it goes on no more by itself, as far as can be seen."""
        return bool(self.standing_still or self.set_aside)


Look = Callable[[datetime], QueueStanding]
_QUEUES: dict[str, Look] = {}


def watch_queue(name: str, look: Look) -> None:
    """Have a queue watched under a name; a name that is taken by another is ``ValueError``."""
    if _QUEUES.setdefault(name, look) != look:
        raise ValueError(f"another queue is watched as {name!r}")


def queues(*, now: datetime) -> Mapping[str, QueueStanding]:
    """Return how every queue stands, in the order of their names."""
    return {name: look(now) for name, look in sorted(_QUEUES.items())}


def outbox_standing(now: datetime) -> QueueStanding:
    """Count the deliveries of the outbox."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    return QueueStanding(
        waiting=waiting.count(),
        oldest=waiting.aggregate(oldest=Min("event__emitted_at"))["oldest"],
        under_way=None,
        standing_still=waiting.filter(event__emitted_at__lte=now - STANDS_STILL_AFTER).count(),
        set_aside=Delivery.objects.filter(state=Delivery.State.SET_ASIDE).count(),
    )


def look_after_queues(*, now: datetime) -> tuple[str, ...]:
    """Raise an alarm for each queue that stands still, end those that are over, and return which were raised now."""
    raised = []
    for name, stands in queues(now=now).items():
        with transaction.atomic():
            alarm = StandstillAlarm.objects.select_for_update().filter(queue=name, ended_at__isnull=True).first()
            if stands.needs_somebody and alarm is None:
                if _raise(name, stands, now):
                    raised.append(name)
            elif alarm is not None and not stands.needs_somebody:
                StandstillAlarm.objects.filter(pk=alarm.pk).update(ended_at=now)
                audit("alarm.ended", by=_SYSTEM, subject=Reference("queue", name), now=now)
                log.warning("work goes on again", queue=name)
    return tuple(raised)


def alarms_raised() -> list[StandstillAlarm]:
    """Return the alarms that stand, the oldest first."""
    return list(StandstillAlarm.objects.filter(ended_at__isnull=True).order_by("raised_at"))


def _raise(name: str, stands: QueueStanding, now: datetime) -> bool:
    try:
        with transaction.atomic():
            alarm = StandstillAlarm.objects.create(
                queue=name, raised_at=now, standing_still=stands.standing_still, set_aside=stands.set_aside
            )
    except IntegrityError:  # another process raised it meanwhile
        return False
    audit("alarm.raised", by=_SYSTEM, subject=Reference("queue", name), now=now)
    emit(RAISED, subject=Reference("standstill_alarm", str(alarm.pk)), now=now)
    log.error("work stands still", queue=name, standing_still=stands.standing_still, set_aside=stands.set_aside)
    return True
