"""Answers as people read them: the first of long lists, with their addresses as links."""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# After escaping, a text of the answer that is an address of this site or of the licence.
_ADDRESS = re.compile(r"&quot;(https?://[^\s&]+(?:&amp;[^\s&]+)*)&quot;")


def shortened(value: Any, *, most: int) -> Any:
    """Return an answer with no more than the first things of each list."""
    if isinstance(value, dict):
        return {name: shortened(each, most=most) for name, each in value.items()}
    if isinstance(value, list):
        return [shortened(each, most=most) for each in value[:most]]
    return value


def as_text(value: Any, *, root: str) -> SafeString:
    """Return an answer as text for a page, where an address of this site is a link."""

    def link(found: re.Match[str]) -> str:
        address = found[1]
        if not address.startswith(f"{root}/"):
            return found[0]
        return f'&quot;<a class="nhsuk-link" href="{address}">{address}</a>&quot;'

    text = escape(json.dumps(value, indent=2, ensure_ascii=False))
    # Everything was escaped above; what is added holds an address that was.
    return mark_safe(_ADDRESS.sub(link, text))  # noqa: S308
