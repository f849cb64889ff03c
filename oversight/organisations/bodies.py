"""Bodies with a role in oversight: which of them oversees a trust on a day, and how local ones come on record."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction

from oversight.organisations.models import Body, Region, Trust, TrustKind
from oversight.organisations.refusals import Refused
from oversight.records.audit import audit
from oversight.records.references import Reference

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")


def kind_of_trust(trust: Trust, on: date) -> TrustKind.Kind | None:
    """Return what kind the trust was on the day, or None where that is not on record."""
    held = trust.kinds.on(on).order_by("-pk").first()
    return TrustKind.Kind(held.kind) if held else None


def oversight_body_of(trust: Trust, on: date) -> Body | None:
    """Return the body that oversaw the trust on the day, or None where there was none or the kind is not on record.

    Monitor oversaw foundation trusts and the NHS Trust Development Authority NHS trusts to 31 March 2016, then NHS
    Improvement both to 30 June 2022, then NHS England. A demonstration trust is overseen by the demonstration's bodies
    where it has any, since it may live by the rules of other years.
    """
    kind = kind_of_trust(trust, on)
    bodies = Body.objects.on(on).filter(role=Body.Role.OVERSIGHT).order_by("code")
    if trust.is_demonstration and Body.objects.filter(role=Body.Role.OVERSIGHT, is_demonstration=True).exists():
        bodies = bodies.filter(is_demonstration=True)
    else:
        bodies = bodies.filter(is_demonstration=False)
    return bodies.filter(oversees_kind__in=["", kind] if kind else [""]).first()


@transaction.atomic
def add_body(
    *,
    code: str,
    name: str,
    role: Body.Role,
    by: Any,
    now: datetime,
    region_code: str = "",
    from_on: date | None = None,
) -> tuple[Body, bool]:
    """Put a local body, such as a Healthwatch or a commissioner, on record; the same again is not new.

    National bodies come from the reviewed reference file. ``Refused``: a code of another form ("code") or of another
    body ("taken"), a blank name ("blank"), a region not on record ("unknown_region").
    """
    code, name = code.strip().upper(), " ".join(name.split())
    if not _CODE.fullmatch(code):
        raise Refused("code", "A body's code has 2 to 20 letters, digits and dashes.")
    if not name:
        raise Refused("blank", "A body has a name.")
    region = Region.objects.filter(code=region_code).first() if region_code else None
    if region_code and region is None:
        raise Refused("unknown_region", f"No region with the code {region_code} is on record.")
    facts = {"name": name, "role": role, "region": region, "from_on": from_on}
    body, is_new = Body.objects.get_or_create(code=code, defaults=facts)
    if not is_new and any(getattr(body, fact) != told for fact, told in facts.items()):
        raise Refused("taken", f"{code} is on record already, with other facts: {body.name}.")
    if is_new:
        audit("body.added", by=by, subject=Reference("body", code), fields=sorted(facts), now=now)
    return body, is_new
