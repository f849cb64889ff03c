"""Units in a trust's files that are no ward, such as ward clerks: set aside once for the trust, and remembered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import SetAsideUnit, Trust, Ward
from oversight.organisations.naming import name_key
from oversight.organisations.refusals import Refused
from oversight.records.audit import audit


@transaction.atomic
def set_aside_unit(*, trust: Trust, name: str, by: Any, now: datetime) -> SetAsideUnit:
    """Remember that a name in the trust's files is no ward; a second time changes nothing.

    ``Refused``: a blank name ("blank"), the name of an open ward of the trust ("is_a_ward"), which is closed first.
    """
    name = " ".join(name.split())
    key = name_key(name)
    if not key:
        raise Refused("blank", "A unit has a name.")
    Trust.objects.select_for_update(no_key=True).get(pk=trust.pk)
    if Ward.objects.filter(trust=trust, name_key=key, closed_on__isnull=True).exists():
        raise Refused("is_a_ward", f"{name} is on record as a ward. Close the ward first if it is none.")
    unit, is_new = SetAsideUnit.objects.get_or_create(
        trust=trust, name_key=key, defaults={"name": name, "set_aside_at": now}
    )
    if is_new:
        audit("unit.set_aside", by=by, subject=trust_reference(trust), fields=["set_aside_units"], now=now)
    return unit


@transaction.atomic
def restore_unit(*, unit: SetAsideUnit, by: Any, now: datetime) -> None:
    """Let a name that was set aside by mistake be read as a ward again."""
    reference = trust_reference(unit.trust)
    if SetAsideUnit.objects.filter(pk=unit.pk).delete()[0]:
        audit("unit.restored", by=by, subject=reference, fields=["set_aside_units"], now=now)


def is_set_aside(trust: Trust, name: str) -> bool:
    """Say whether the trust has set the unit aside."""
    return SetAsideUnit.objects.filter(trust=trust, name_key=name_key(name)).exists()
