"""A list, one page of it, in the envelope of the regulator's interface: totals, and the way to the other pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from rest_framework.exceptions import ParseError
from rest_framework.request import Request

# The regulator's own default and largest page.
MOST_ON_A_PAGE = 1_000
# More digits than any number of pages has are no number.
_LONGEST_NUMBER = 9


def in_envelope(
    request: Request, path: str, name: str, everything: Sequence[Any], told: Callable[[Sequence[Any]], list[Any]]
) -> dict[str, Any]:
    """Return the page that the request asks for.

    ``path`` is the list's own address below the version, by which the page's neighbours are named; ``told`` writes what
    is on the page. A page beyond the last one is empty. ``ParseError``: a page or a size that is no whole number.
    """
    page, per_page = _number(request, "page", 1), _number(request, "perPage", MOST_ON_A_PAGE)
    per_page = min(per_page, MOST_ON_A_PAGE)
    pages = max(1, -(-len(everything) // per_page))
    asked = [
        (key, value)
        for key, values in request.query_params.lists()
        if key not in ("page", "perPage")
        for value in values
    ]

    def address(number: int) -> str:
        return f"{path}?{urlencode([('page', number), ('perPage', per_page), *asked])}"

    return {
        "total": len(everything),
        "firstPageUri": address(1),
        "page": page,
        "previousPageUri": address(min(page - 1, pages)) if page > 1 else None,
        "lastPageUri": address(pages),
        "nextPageUri": address(page + 1) if page < pages else None,
        "perPage": per_page,
        "totalPages": pages,
        name: told(everything[(page - 1) * per_page : page * per_page]),
    }


def _number(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit()) or len(text) > _LONGEST_NUMBER or int(text) < 1:
        raise ParseError(f"{name} is a whole number from 1 on.")
    return int(text)
