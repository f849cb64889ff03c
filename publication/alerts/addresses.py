"""Email addresses as they are kept and counted: what reaches one letterbox is one address, and nothing else is."""

from __future__ import annotations

_LONGEST = 254


def as_kept(address: str) -> str:
    """Return an address with its domain as mail servers ask for it (RFC 5890): ``a@xn--mnchen-3ya.example``.

    Some letters of other scripts are equal to ours when their case is left aside (ı and I, the Kelvin sign and k), so
    that news for one person could go to a domain that another has registered. ``ValueError``: no letter can go there.
    """
    local, _, domain = address.rpartition("@")
    if not local.isascii() or not local.isprintable():
        raise ValueError(address)
    written = domain if domain.isascii() else domain.encode("idna").decode()
    kept = f"{local}@{written}"
    if len(kept) > _LONGEST:
        raise ValueError(address)
    return kept


def letterbox(address: str) -> str:
    """Return what is one letterbox for counting: in small letters, without what stands after a plus sign."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"
