"""A page as it was known on a day: the day of its address, the moment that it stands for, and what is no such day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oversight import clock
from oversight.london import LONDON
from oversight.wording import write_date
from publication.models import Release

NAME = "known-on"
# The three boxes of the form; their day is written into the one that stands in addresses.
_PARTS = (f"{NAME}-day", f"{NAME}-month", f"{NAME}-year")
_LONGEST = 12


class NoSuchDay(Exception):
    """What the address or the form gives is no day of the past; ``message`` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class KnownOn:
    """As of when a page is read: ``day`` is None for the present."""

    day: date | None
    now: datetime

    @property
    def at(self) -> datetime | None:
        """The end of the day in London, as releases are read; None for the present."""
        return None if self.day is None else end_of_day(self.day)

    @property
    def moment(self) -> datetime:
        """The moment for whatever is read by one: the end of the day, or now."""
        return self.now if self.at is None else min(self.at, self.now)

    @property
    def question(self) -> str:
        """What links to other pages as of the same day carry: ``?known-on=2026-03-01``, or nothing."""
        return "" if self.day is None else f"?{NAME}={self.day.isoformat()}"


def known_on(request: HttpRequest) -> date | None:
    """Return the day as known on which the page is asked for, None for the present; ``NoSuchDay`` for anything else.

    A day that is to come is none: nobody knows yet what will be known on it.
    """
    given = request.GET.get(NAME, "").strip()
    if not given:
        return None
    return _past(_parsed(given))


def reading(request: HttpRequest) -> KnownOn:
    """Return as of when the page is to be read."""
    return KnownOn(known_on(request), clock.now())


def titled(name: str, release: Release | None, known: KnownOn) -> str:
    """Return a page's title: with the day of the past, or with the period of the one release that it is of."""
    if known.day is not None:
        return f"{name}, as known on {write_date(known.day)}"
    return name if release is None else f"{name}, {release.period_label}"


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in London."""
    return datetime.combine(day, time.max, tzinfo=LONDON)


def by_day(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a public page be asked for as known on a day; the form's three boxes lead to the one address of the day."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if any(part in request.GET for part in _PARTS):
                return _to_one_address(request)
            known_on(request)
            return view(request, *args, **kwargs)
        except NoSuchDay as refused:
            return _refused(request, refused)

    return answer


def _to_one_address(request: HttpRequest) -> HttpResponse:
    day, month, year = (request.GET.get(part, "").strip() for part in _PARTS)
    if not (day or month or year):
        return redirect(request.path)
    chosen = _past(_parsed(f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"))
    return redirect(f"{request.path}?{urlencode({NAME: chosen.isoformat()})}")


def _parsed(text: str) -> date:
    try:
        if len(text) > _LONGEST or not text.isascii():
            raise ValueError(text)
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day of the calendar has no zone)
    except ValueError:
        raise NoSuchDay(
            "That is not a day of the calendar. Give a day, a month and a year, such as 1 3 2026."
        ) from None


def _past(day: date) -> date:
    today = clock.today()
    if day > today:
        raise NoSuchDay(f"{write_date(day)} is still to come. Choose a day up to today, {write_date(today)}.")
    return day


def _refused(request: HttpRequest, refused: NoSuchDay) -> HttpResponse:
    """Answer kindly what was no day: why, the form to choose another, and the page as it is today."""
    return render(
        request,
        "publication/place_pages/no_such_day.html.jinja",
        {
            "title": "Choose another day",
            "message": refused.message,
            "address": request.path,
            "given": [request.GET.get(part, "")[:_LONGEST] for part in _PARTS],
        },
        status=400,
    )
