"""How dates, numbers and names are written on pages, in messages and in files: by the NHS service manual."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from oversight.london import LONDON

NOT_GIVEN = "not given"
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _local(moment: datetime) -> datetime:
    """Return the moment on the clocks of London; a time without a zone is a mistake of the caller."""
    if moment.tzinfo is None:
        raise ValueError("a time is shown from an aware datetime")
    return moment.astimezone(LONDON)


def write_date(day: date | datetime | None, blank: str = NOT_GIVEN) -> str:
    """Return ``6 August 2018``; a datetime is taken to London first."""
    if day is None:
        return blank
    if isinstance(day, datetime):
        day = _local(day).date()
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def write_short_date(day: date | datetime | None, blank: str = NOT_GIVEN) -> str:
    """Return ``6 Aug 2018``, for narrow columns."""
    if day is None:
        return blank
    if isinstance(day, datetime):
        day = _local(day).date()
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def write_time(moment: datetime | None, blank: str = NOT_GIVEN) -> str:
    """Return London's time as ``9:30am``, ``5pm``, ``midday`` or ``midnight``."""
    if moment is None:
        return blank
    local = _local(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    half = "am" if local.hour < 12 else "pm"
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"


def write_datetime(moment: datetime | None, blank: str = NOT_GIVEN) -> str:
    """Return ``6 August 2018 at 9:30am`` in London's time."""
    return blank if moment is None else f"{write_date(moment)} at {write_time(moment)}"


def write_iso(moment: date | datetime) -> str:
    """Return the value of a ``datetime`` attribute: a day, or London's time with its offset, to the second."""
    if isinstance(moment, datetime):
        return _local(moment).isoformat(timespec="seconds")
    return moment.isoformat()


def write_month(period: object, blank: str = NOT_GIVEN) -> str:
    """Return ``October 2026`` for ``2026-10``, a date, or anything that has a year and a month."""
    if period is None or period == "":
        return blank
    if isinstance(period, str):
        match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-\d{2})?", period)
        if match is None:
            raise ValueError(f"{period!r} is not a month such as 2026-10")
        year, month = int(match[1]), int(match[2])
    else:
        year, month = period.year, period.month  # type: ignore[attr-defined]
    return f"{_MONTHS[month - 1]} {year}"


def write_number(value: Decimal | Fraction | float | None, places: int | None = None, blank: str = NOT_GIVEN) -> str:
    """Return ``1,234.5``: commas over 999; ``places`` rounds half up, none leaves the digits as they are."""
    if value is None:
        return blank
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / value.denominator
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        raise ValueError("only a finite number is shown")
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if number.is_zero():
        number = abs(number)
    return f"{number:,f}".replace("-", "−")


def write_percent(value: Decimal | Fraction | float | None, places: int = 1, blank: str = NOT_GIVEN) -> str:
    """Return ``97.3%`` for a value that is in percent already."""
    return blank if value is None else f"{write_number(value, places)}%"


def write_file_size(size: int | None, blank: str = NOT_GIVEN) -> str:
    """Return bytes as ``830 bytes``, ``24 KB`` or ``2.4 MB``; a KB is 1,024 bytes, as file managers count."""
    if size is None:
        return blank
    if size < 1024:
        return write_count(size, "byte")
    if size < 1024 * 1024:
        return f"{write_number(Decimal(size) / 1024, 0)} KB"
    return f"{write_number(Decimal(size) / (1024 * 1024), 1)} MB"


def write_count(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 ward`` or ``1,204 wards``."""
    return f"{write_number(count)} {one if count == 1 else (many or one + 's')}"


def write_list(words: Iterable[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    *first, end = [str(word) for word in words] or [""]
    return f"{', '.join(first)} {last} {end}" if first else end
