"""Which body oversees a trust: by the trust's kind and the body's role on the day."""

from __future__ import annotations

from datetime import date

from oversight.organisations.models import Body, Trust, TrustKind


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
