"""How a pack writes quarters, shares and comparisons: each sentence is true of the numbers that it is made from."""

from __future__ import annotations

from fractions import Fraction

from complaints.periods import ComplaintsPeriod
from oversight.wording import write_count, write_number, write_percent


def quarter_in_words(period: ComplaintsPeriod) -> str:
    """Return ``July to September 2026``; across a new year ``January to March 2027``."""
    return f"{period.first_day:%B} to {period.last_day:%B %Y}"


def share_in_words(number: int, out_of: int, places: int = 1) -> str:
    """Return ``8 of 50 (16.0%)``; of none, ``none of 0``."""
    if not out_of:
        return f"{write_number(number)} of 0"
    return f"{write_number(number)} of {write_number(out_of)} ({write_percent(percent(number, out_of), places)})"


def percent(number: int, out_of: int) -> Fraction:
    """Return a share in per cent, exactly; ``out_of`` is above zero."""
    return Fraction(100 * number, out_of)


def compared(now: int, before: int, when: str) -> str:
    """Return ``8 more than in April to June 2026 (42)``."""
    if now == before:
        return f"as many as in {when}"
    more = "more" if now > before else "fewer"
    return f"{write_number(abs(now - before))} {more} than in {when} ({write_number(before)})"


def was_or_were(count: int) -> str:
    """Return the verb for so many."""
    return "was" if count == 1 else "were"


def counted(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 complaint``, ``4 complaints``, and ``no complaints`` for none."""
    return f"no {many or one + 's'}" if count == 0 else write_count(count, one, many)


def capital(sentence: str) -> str:
    """Return the sentence with a capital at its beginning."""
    return sentence[:1].upper() + sentence[1:]
