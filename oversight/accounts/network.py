"""Where a request came from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_address(request: HttpRequest) -> str:
    """Return the network address of who asks.

    Behind a proxy it is the last one in ``X-Forwarded-For``: the one that the proxy itself wrote, since all before it
    may have been made up.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest) -> str:
    """Return what limits are counted by: an address of IPv4, or the first half of one of IPv6.

    One line to the internet has all addresses with the same first half (RFC 6177) and could take another for each
    question. What is no address is returned as it is.
    """
    given = network_address(request)
    try:
        address = ip_address(given)
    except ValueError:
        return given
    if not isinstance(address, IPv6Address):
        return str(address)
    # The form in which a server that listens on both kinds names an address of IPv4.
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 64), strict=False))
