"""What all public pages do alike: choose the release, keep the content, and say how the page may be kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from oversight.organisations.models import Organisation, Succession, Trust
from oversight.organisations.page_names import as_written_on_a_page
from publication import page_cache
from publication.models import Release
from publication.periods import released_period
from publication.record import Releases, last_change
from publication.sharing.described import described_page

# Lines of nothing but room, and the room before each line: how templates are laid out, which no reader sees.
_LAID_OUT = re.compile(r"[ \t]*\n[ \t\n]*")
# Elements in which it would be seen.
_AS_WRITTEN = ("<pre", "<textarea", "app-written", "app-as-written")
# A page's lines for the head and its content are kept as one text; this character is in neither.
_BETWEEN = "\x1e"


def chosen_release(
    request: HttpRequest, releases: Releases, period: str | None, default: Release | None
) -> Release | None:
    """Return the release that the address asks for: by ``?release=``, by its period, or the default; unknown is 404."""
    reference = request.GET.get("release")
    if reference:
        found = releases.called(reference)
        if found is None or (period is not None and found.period != period):
            raise Http404("There is no such release.")
        return found
    if period is not None:
        found = releases.of_period(parsed_period(releases.kind, period))
        if found is None:
            raise Http404("Nothing has been released for this period.")
        return found
    return default


def parsed_period(kind: str, period: str) -> str:
    """Return the month, quarter or year of an address; what is none is 404."""
    try:
        return str(released_period(kind, period))
    except ValueError as fault:
        raise Http404(str(fault)) from None


def answer(
    request: HttpRequest,
    releases: Releases,
    *,
    title: str,
    description: str,
    trail: list[tuple[str, str]],
    fragment: str,
    told: Callable[[], Mapping[str, Any]],
    key: tuple[object, ...],
    social: Callable[[], SafeString] | None = None,
) -> HttpResponse:
    """Return a page whose content is kept: ``told`` is asked for it only where the cache does not hold it.

    ``fragment`` is a template's name within those of publication.

    ``key`` names what the content shows besides the releases of its world.

    ``social`` gives the lines of the head that tell other programs of the page, made and kept with the content; without
    it they tell its title, description and address.
    """
    made_key = page_cache.key_of(request.path, request.GET.get("release"), releases.stamp, releases.at, title, *key)
    unchanged = page_cache.is_still_good(request, made_key)
    if unchanged is not None:
        return unchanged
    request.shows_real_organisations = not releases.demonstration  # type: ignore[attr-defined]
    kept = page_cache.kept(
        made_key,
        lambda: _BETWEEN.join(
            (
                social() if social else described_page(title, description, request.path, trail),
                _without_room(render_to_string(f"publication/{fragment}", dict(told()), using="jinja2")),
            )
        ),
    )
    head, content = kept.split(_BETWEEN, 1)
    response = render(
        request,
        "publication/page.html.jinja",
        {
            "title": title,
            "description": description,
            "trail": trail,
            # Rendered by our own template just now or for an earlier reader, and escaped there.
            "page_content": mark_safe(content),  # noqa: S308
            "invented": releases.demonstration,
            "social": mark_safe(head),  # noqa: S308
        },
    )
    changed = last_change(releases.published)
    return page_cache.for_readers(
        request,
        response,
        made_key,
        changed_at=changed.timestamp() if changed else None,
        demonstration=releases.demonstration,
    )


def _without_room(content: str) -> str:
    """Return the content without the room that templates leave around their lines."""
    return content if any(each in content for each in _AS_WRITTEN) else _LAID_OUT.sub("\n", content)


def successions_of(trust: Trust) -> tuple[list[Succession], list[Succession]]:
    """Return those that the trust followed and those that followed it, in the order of their days."""
    return (
        list(trust.predecessions.select_related("predecessor").order_by("on", "pk")),
        list(trust.successions.select_related("successor").order_by("on", "pk")),
    )


def written_address(organisation: Organisation) -> list[str]:
    """Return the lines of an address without its postcode, each once, as pages write them."""
    lines = (organisation.address_1, organisation.address_2, organisation.address_3, organisation.town)
    return list(dict.fromkeys(as_written_on_a_page(line) for line in lines if line))
