"""Where a request came from."""

from __future__ import annotations

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
