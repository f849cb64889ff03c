"""The template environment: what every page, message and component can use."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemBytecodeCache, PackageLoader
from jinja2.bccache import Bucket

from oversight import wording

SERVICE_NAME = "Hospital oversight"


def _address(name: str, *arguments: Any, **keywords: Any) -> str:
    """Return the address of a view by its name: ``url("workspace:return", reference=...)``."""
    return _kept_address((settings.ROOT_URLCONF, get_script_prefix()), name, arguments, tuple(keywords.items()))


@lru_cache(maxsize=8_192)
def _kept_address(_under: object, name: str, arguments: tuple[Any, ...], keywords: tuple[tuple[str, Any], ...]) -> str:
    """Return the address, made once: a page names some hundred, most of them time and again."""
    return reverse(name, args=arguments or None, kwargs=dict(keywords) or None)


def _is_markup(name: str | None) -> bool:
    """Say whether values are escaped in the template: in all but plain text, which no browser reads as markup."""
    return name is None or not name.endswith((".txt", ".txt.jinja"))


class _KeptTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder; one that cannot be written there is compiled again another time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _kept_templates() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept from one start to the next; where none can be, each process compiles.

    Compiling takes a page's first reader up to a second. A template that was changed is known by its content.
    """
    folder = settings.STATE_DIR / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return _KeptTemplates(str(folder)) if os.access(folder, os.W_OK) else None


def environment(**options: Any) -> Environment:
    """Return the environment that every page is rendered in.

    The components of the NHS design system are imported as ``nhsuk/components/NAME/macro.jinja``; they rely on values
    left out being silent, hence ``ChainableUndefined``.
    """
    options["undefined"] = ChainableUndefined
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["autoescape"] = _is_markup
    options["bytecode_cache"] = _kept_templates()
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    made = Environment(**options)  # noqa: S701  (escaping is on but for plain text)
    made.globals.update(
        {
            "static": static,
            "url": _address,
            "service_name": SERVICE_NAME,
            # A page rendered without a request (the one for a failure) has no page_context.
            "demonstration": settings.DEMONSTRATION,
        }
    )
    made.filters.update(
        {
            "date": wording.write_date,
            "short_date": wording.write_short_date,
            "time": wording.write_time,
            "datetime": wording.write_datetime,
            "iso": wording.write_iso,
            "month": wording.write_month,
            "number": wording.write_number,
            "percent": wording.write_percent,
            "file_size": wording.write_file_size,
            "count_of": wording.write_count,
            "listed": wording.write_list,
        }
    )
    return made


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every page needs: whether this is the demonstration, and where the person can go."""
    return {
        # A page of a real organisation, loaded beside the invented ones, is not said to be invented.
        "demonstration": settings.DEMONSTRATION and not getattr(request, "shows_real_organisations", False),
        # What the demonstration's people sign in with: no secret there, and nothing elsewhere.
        "demonstration_password": settings.DEMONSTRATION_PASSWORD if settings.DEMONSTRATION else "",
        "demonstration_code": settings.DEMONSTRATION_CODE if settings.DEMONSTRATION else "",
        # Set by the access middleware, from the person's memberships of today.
        "navigation": getattr(request, "navigation", ()),
    }
