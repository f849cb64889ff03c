"""What a heading means, whoever wrote it.

Headings change from month to month: two kinds of dash, double spaces, “Miidwives”, “Unregisterd”.
So a heading of hours is not looked up in a list but understood by its words: a shift, a group of
staff, planned or actual. The other headings have lists of the names in use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from oversight.returns.reading.folding import folded
from staffing import heading_words as words_for
from staffing.columns import BY_CODE, COLUMNS, Column, Shift, Side, StaffGroup, hours_code

_BY_NAME = {name: code for code, names in words_for.NAMES.items() for name in names}
_BY_NAME |= {folded(heading): column.code for column in COLUMNS for heading in (column.heading, column.national)}
_SHORTEST_MENDED, _LONGEST_MENDED = 5, 20
_SIMILAR = 0.83


@lru_cache(maxsize=4096)
def meaning(text: str) -> str | None:
    """The code of the column that a heading names; None for a heading of something else."""
    plain = folded(text)
    if not plain:
        return None
    known = _BY_NAME.get(plain)
    if known is not None:
        return known
    words = tuple(_mended(word) for word in plain.split())
    mended = " ".join(words)
    known = _BY_NAME.get(mended)
    if known is not None:
        return known
    return _other(words, text) or _hours(frozenset(words), text)


def meanings(headings: Iterable[str], own: Mapping[str, str]) -> list[str | None]:
    """The meaning of each heading, where the trust's own mapping (by folded heading) comes first."""
    found: list[str | None] = []
    for heading in headings:
        mapped = own.get(folded(heading)) if own else None
        found.append(mapped if mapped in BY_CODE else meaning(heading))
    return found


def column_named(text: str) -> Column | None:
    """The column that a heading names."""
    code = meaning(text)
    return None if code is None else BY_CODE[code]


@lru_cache(maxsize=8192)
def _mended(word: str) -> str:
    """The word of this field that a misspelt one stands for; the word itself where none is near."""
    if word in words_for.VOCABULARY or not _SHORTEST_MENDED <= len(word) <= _LONGEST_MENDED or not word.isalpha():
        return word
    near = get_close_matches(word, words_for.VOCABULARY, n=1, cutoff=_SIMILAR)
    return near[0] if near else word


def _other(words: tuple[str, ...], text: str) -> str | None:
    has = frozenset(words)
    if has & words_for.SPECIALTY:
        return _specialty(words)
    if "missing" in has and "census" in has:
        return "missing_census"
    if has & words_for.COMPUTED or "%" in text:
        return None
    if "per" in has and has & {"patient", "patients"}:  # care hours per patient day
        return None
    counts_patients = has & {"patient", "patients", "census", "occupancy"} and (
        has & {"midnight", "cumulative", "census", "2359", "23"} or {"patient", "days"} <= has or "count" in has
    )
    if counts_patients or {"occupied", "bed", "days"} <= has:
        return "patients"
    if "url" in has or {"web", "address"} <= has or "website" in has or "webpage" in has:
        return "url"
    return None


def _specialty(words: tuple[str, ...]) -> str | None:
    """Specialty 1 or 2, where a heading such as “Main 2 Specialties on each ward: Specialty 1” says so last."""
    for word in reversed(words):
        if word in words_for.FIRST:
            return "specialty_1"
        if word in words_for.SECOND:
            return "specialty_2"
    return "specialty_1" if not {"description", "name", "group"} & set(words) else None


def _hours(words: frozenset[str], text: str) -> str | None:
    if words & words_for.COMPUTED or "%" in text:
        return None
    shift = _one_of(words, (words_for.DAY, Shift.DAY), (words_for.NIGHT, Shift.NIGHT))
    side = _one_of(words, (words_for.PLANNED, Side.PLANNED), (words_for.ACTUAL, Side.ACTUAL))
    group = _group(words)
    if shift is None or side is None or group is None:
        return None
    return hours_code(Shift(shift), group, Side(side))


def _one_of(words: frozenset[str], *choices: tuple[frozenset[str], str]) -> str | None:
    """The one choice that the words name; None for none or for several."""
    named = [choice for names, choice in choices if words & names]
    return named[0] if len(named) == 1 else None


def _group(words: frozenset[str]) -> StaffGroup | None:
    not_registered = bool(words & words_for.NOT_REGISTERED)
    if words & words_for.ALLIED:
        return StaffGroup.ALLIED_SUPPORT if not_registered or words & words_for.CARE else StaffGroup.ALLIED
    if words & words_for.ASSOCIATE:
        return StaffGroup.TRAINEE_ASSOCIATE if not_registered else StaffGroup.NURSING_ASSOCIATE
    if not_registered or words & words_for.CARE:
        return StaffGroup.CARE
    return StaffGroup.REGISTERED if words & words_for.REGISTERED else None
