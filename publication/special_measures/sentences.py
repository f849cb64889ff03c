"""The sentences of the public pages of special measures: what is late is called late, and each says its day. Pure."""

from __future__ import annotations

from datetime import date

from oversight.wording import write_count, write_date, write_month
from ratings.rules.months import months_after


def day_near(day: date, beside: date) -> str:
    """Return ``10 October``, with the year where it is another one than that of what stands beside it."""
    written = write_date(day)
    return written if day.year != beside.year else written.rsplit(" ", 1)[0]


def how_long(since: date, until: date) -> str:
    """Return how long a time was in whole months that have passed, or in days below one month: ``8 months``."""
    months = 0
    while months_after(since, months + 1) <= until:
        months += 1
    if not months:
        return write_count((until - since).days, "day")
    years, months = divmod(months, 12)
    parts = [write_count(years, "year")] * bool(years) + [write_count(months, "month")] * bool(months)
    return " and ".join(parts)


def update_overdue(month: date, due_on: date) -> str:
    """Return that the update of a month has not come, though its day is over."""
    return f"Overdue: the update for {write_month(month)} was due by {day_near(due_on, month)} and has not come."


def update_due(month: date, due_on: date) -> str:
    """Return by when the update of a month is to come."""
    return f"The update for {write_month(month)} is due by {write_date(due_on)}."


def update_missed(month: date, due_on: date) -> str:
    """Return that the update of a month never came, though that of a later month did."""
    return (
        f"Never published: the update for {write_month(month)} was due by {day_near(due_on, month)} and did not come."
    )


def update_came(month: date, due_on: date | None, published_on: date) -> str:
    """Return when the update of a month came, and whether that was late; ``due_on`` is None where none was owed."""
    said = f"The update for {write_month(month)} was published on {write_date(published_on)}"
    if due_on is None:
        return f"{said}."
    if published_on <= due_on:
        return f"{said}, in time."
    return f"{said}, {write_count((published_on - due_on).days, 'day')} late: it was due by {write_date(due_on)}."


def what_was_due(what: str, due_on: date, *, done_on: date | None, today: date) -> str:
    """Return how something with a last day stands: done, overdue or to come; ``what`` is a clause such as a promise."""
    if done_on is not None:
        late = f", {write_count((done_on - due_on).days, 'day')} late" if done_on > due_on else ""
        return f"{what} Done on {write_date(done_on)}{late}."
    if due_on < today:
        return f"{what} Overdue: it was due by {write_date(due_on)}."
    return f"{what} Due by {write_date(due_on)}."
