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
from staffing.columns import BY_CODE, COLUMNS, Column, Shift, Side, StaffGroup, hours_code

_NAMES: dict[str, tuple[str, ...]] = {
    "org_code": (
        "org code", "organisation code", "organization code", "trust code", "provider code", "provider org code",
        "ods code", "org", "trust ods code", "organisation ods code", "provider organisation code", "org id",
    ),
    "org_name": (
        "org name", "organisation name", "organization name", "trust name", "provider name", "trust", "organisation",
        "provider", "provider organisation name", "orgname",
    ),
    "period": (
        "period", "month", "reporting period", "return period", "reporting month", "period name", "month year",
        "month and year", "month commencing", "month starting", "month start", "period start", "return month",
        "date", "month ending", "data month", "period yyyy mm",
    ),
    "url": (
        "url", "web address", "website", "website address", "web page", "webpage", "web link", "link", "trust url",
        "web address url", "trust website",
    ),
    "site_code": (
        "hospital site code", "site code", "hospital code", "ods site code", "site ods code", "location code",
        "org site code", "organisation site code", "hospital site ods code", "provider site code", "hospitalsitecode",
        "site id", "hospital site details site code", "hospital site details code", "sitecode",
    ),
    "site_name": (
        "hospital site name", "site name", "hospital name", "hospital site", "hospital", "site", "location name",
        "location", "hospital site details site name", "hospital site details name", "sitename", "hospital site details",
    ),
    "ward": (
        "ward name", "ward", "name", "unit name", "unit", "ward unit", "ward or unit", "ward unit name", "ward names",
        "wardname", "ward name or unit", "name of ward", "roster name", "roster", "ward area", "ward department",
        "ward description", "rota name", "rota",
    ),
    "patients": (
        "patients", "patient count", "patient numbers", "number of patients", "midnight count", "midnight patients",
        "patient days", "occupied bed days", "total patients", "census", "patient census", "bed days",
    ),
    "division": ("division", "directorate", "care group", "business unit", "clinical division", "clinical group"),
    "missing_census": ("missing census count", "missing census", "census missing", "missing census days"),
}  # fmt: skip
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names}
_BY_NAME |= {folded(heading): column.code for column in COLUMNS for heading in (column.heading, column.national)}

_DAY = frozenset(("day", "days", "daytime"))
_NIGHT = frozenset(("night", "nights", "nighttime"))
_PLANNED = frozenset(("planned", "plan", "required", "rostered", "budgeted", "expected", "establishment"))
_ACTUAL = frozenset(("actual", "actuals", "worked"))
_ALLIED = frozenset(("ahp", "ahps", "allied"))
_ASSOCIATE = frozenset(("associate", "associates", "na", "nas", "rna", "rnas", "tna", "tnas", "snas"))
_CARE = frozenset(
    ("care", "carer", "carers", "hcsw", "hcsws", "hca", "hcas", "csw", "csws", "msw", "msws", "support", "assistant")
    + ("assistants", "mca", "mcas", "cs")
)
_NOT_REGISTERED = frozenset(
    ("unreg", "unregistered", "nonregistered", "nonreg", "non", "unqualified", "trainee", "trainees", "tna", "tnas")
)
_REGISTERED = frozenset(
    ("registered", "reg", "qualified", "rn", "rns", "rm", "rms", "rnm", "rgn", "rmn", "nurse", "nurses", "midwife")
    + ("midwives", "nursing", "nursesmidwives")
)
_COMPUTED = frozenset(
    ("fill", "rate", "rates", "chppd", "percent", "percentage", "pct", "average", "avg", "variance", "difference")
    + ("gap", "shortfall", "cost", "wte", "fte", "bank", "agency")
)
_VOCABULARY = frozenset(
    word
    for words in (
        _DAY, _NIGHT, _PLANNED, _ACTUAL, _ALLIED, _ASSOCIATE, _CARE, _NOT_REGISTERED, _REGISTERED, _COMPUTED,
        ("hours", "total", "monthly", "staff", "specialty", "speciality", "patient", "patients", "midnight", "census",
         "cumulative", "count", "hospital", "health", "professionals", "period", "month", "division", "missing", "per",
         "each", "over", "organisation", "website", "address", "details", "main", "ward", "site", "name", "code"),
    )
    for word in words
)  # fmt: skip
_SHORTEST_MENDED = 5
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
    if word in _VOCABULARY or len(word) < _SHORTEST_MENDED or not word.isalpha():
        return word
    near = get_close_matches(word, _VOCABULARY, n=1, cutoff=_SIMILAR)
    return near[0] if near else word


def _other(words: tuple[str, ...], text: str) -> str | None:
    has = frozenset(words)
    if has & {"specialty", "speciality", "specialties", "specialities", "spec", "specialty1", "specialty2"}:
        return _specialty(words)
    if "missing" in has and "census" in has:
        return "missing_census"
    if has & _COMPUTED or "%" in text:
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
        if word in {"1", "one", "first", "1st", "primary", "specialty1", "i"}:
            return "specialty_1"
        if word in {"2", "two", "second", "2nd", "secondary", "specialty2", "ii"}:
            return "specialty_2"
    return "specialty_1" if not {"description", "name", "group"} & set(words) else None


def _hours(words: frozenset[str], text: str) -> str | None:
    if words & _COMPUTED or "%" in text:
        return None
    shift = _one_of(words, (_DAY, Shift.DAY), (_NIGHT, Shift.NIGHT))
    side = _one_of(words, (_PLANNED, Side.PLANNED), (_ACTUAL, Side.ACTUAL))
    group = _group(words)
    if shift is None or side is None or group is None:
        return None
    return hours_code(Shift(shift), group, Side(side))


def _one_of(words: frozenset[str], *choices: tuple[frozenset[str], str]) -> str | None:
    """The one choice that the words name; None for none or for several."""
    named = [choice for names, choice in choices if words & names]
    return named[0] if len(named) == 1 else None


def _group(words: frozenset[str]) -> StaffGroup | None:
    not_registered = bool(words & _NOT_REGISTERED)
    if words & _ALLIED:
        return StaffGroup.ALLIED_SUPPORT if not_registered or words & _CARE else StaffGroup.ALLIED
    if words & _ASSOCIATE:
        return StaffGroup.TRAINEE_ASSOCIATE if not_registered else StaffGroup.NURSING_ASSOCIATE
    if not_registered or words & _CARE:
        return StaffGroup.CARE
    return StaffGroup.REGISTERED if words & _REGISTERED else None
