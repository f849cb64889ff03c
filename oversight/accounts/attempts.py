"""Limits on wrong passwords: for a name and a network address together, so that nobody can lock an owner out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axes.utils import reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def name_tried(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Return the address that somebody tries to sign in with, as attempts are counted under it."""
    given = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(given).strip().lower()


def paused(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any] | None) -> HttpResponse:
    """Answer an attempt that comes within the pause after too many wrong ones."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(
        request, "account/paused.html.jinja", {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}, status=429
    )


def end_pause(email: str) -> None:
    """Forget the wrong attempts for a name: its owner has just set a new password."""
    reset(username=email.strip().lower())
