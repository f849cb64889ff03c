"""Reading pages whole.

Playwright's press ends when the answer to it begins, and what reads at once (a title, a count) takes what is there by
then: on a busy machine that is half a page, or none. A reader waits until the page is there, and so do our tests.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from playwright.sync_api import Locator, Page

_OF_A_PAGE = ("content", "evaluate", "title")
_OF_A_PART = (
    "all",
    "all_inner_texts",
    "all_text_contents",
    "count",
    "evaluate",
    "evaluate_all",
    "get_attribute",
    "inner_html",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "text_content",
)


def read_pages_whole() -> None:
    """Let every reading of Playwright's that does not wait by itself wait until its page has come."""
    for name in _OF_A_PAGE:
        _wait_before(Page, name, lambda page: page)
    for name in _OF_A_PART:
        _wait_before(Locator, name, lambda part: part.page)


def _wait_before(of: type, name: str, page_of: Callable[[Any], Page]) -> None:
    read = getattr(of, name)

    @wraps(read)
    def read_whole(self: Any, *arguments: Any, **options: Any) -> Any:
        page_of(self).wait_for_load_state("load")
        return read(self, *arguments, **options)

    setattr(of, name, read_whole)
