"""The calendar of releases as an iCalendar file, to which a calendar program can subscribe.

Source: RFC 5545 (lines of at most 75 octets, ended by CR LF), RFC 7986 (name and how often to ask again).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

from publication.models import Release

_LINE_OCTETS = 75
_LASTS = timedelta(minutes=15)


def calendar_file(releases: Iterable[Release], *, name: str, host: str, address_of: Callable[[Release], str]) -> str:
    """Return the releases as events; a cancelled one says so, and a moved one has a higher sequence."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hospital oversight//Releases//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    ]
    for release in releases:
        lines.extend(_event(release, host, address_of(release)))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(release: Release, host: str, address: str) -> Iterator[str]:
    changes = list(release.date_changes.all())
    changed_at = changes[-1].changed_at if changes else release.announced_at
    reasons = " ".join(change.reason for change in changes)
    status = "CANCELLED" if release.state == Release.State.CANCELLED else "CONFIRMED"
    moment = release.published_at or release.scheduled_for
    yield "BEGIN:VEVENT"
    yield f"UID:{release.reference}@{host}"
    yield f"DTSTAMP:{_moment(changed_at)}"
    yield f"LAST-MODIFIED:{_moment(changed_at)}"
    yield f"SEQUENCE:{len(changes)}"
    yield f"DTSTART:{_moment(moment)}"
    yield f"DTEND:{_moment(moment + _LASTS)}"
    yield f"SUMMARY:{_escaped(release.title + release.edition)}"
    if reasons:
        yield f"DESCRIPTION:{_escaped(f'The date changed. {reasons}')}"
    yield f"URL:{address}"
    yield f"STATUS:{status}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Break a line so that none has more than 75 octets and no letter is torn."""
    part, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _LINE_OCTETS:
            yield part
            part, octets = " ", 1
        part, octets = part + letter, octets + size
    yield part
