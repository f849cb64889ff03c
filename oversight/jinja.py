"""The template environment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, Environment


def environment(**options: Any) -> Environment:
    """Return the environment that every page is rendered in."""
    options.setdefault("undefined", ChainableUndefined)
    made = Environment(**options)  # noqa: S701  (Django passes autoescape on)
    made.globals.update({"static": static, "url": reverse})
    return made


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every page needs."""
    return {}
