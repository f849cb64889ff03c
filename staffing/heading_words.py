"""The words and names by which headings of staffing files go, in use at trusts and nationally."""

from __future__ import annotations

NAMES: dict[str, tuple[str, ...]] = {
    "org_code": (
        "org code", "organisation code", "organization code", "trust code", "provider code", "provider org code",
        "ods code", "trust ods code", "organisation ods code", "provider organisation code", "org id",
    ),
    "org_name": (
        "org name", "org", "organisation name", "organization name", "trust name", "provider name", "trust",
        "organisation", "provider", "provider organisation name", "orgname",
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
        "location", "hospital site details site name", "hospital site details name", "sitename",
        "hospital site details",
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
"""Whole headings, folded, by the code of the column that they name."""

DAY = frozenset(("day", "days", "daytime"))
NIGHT = frozenset(("night", "nights", "nighttime"))
PLANNED = frozenset(("planned", "plan", "required", "rostered", "budgeted", "expected", "establishment", "demand"))
ACTUAL = frozenset(("actual", "actuals", "worked", "filled"))
ALLIED = frozenset(("ahp", "ahps", "allied"))
ASSOCIATE = frozenset(("associate", "associates", "na", "nas", "rna", "rnas", "tna", "tnas"))
CARE = frozenset((
    "care", "carer", "carers", "hcsw", "hcsws", "hca", "hcas", "csw", "csws", "msw", "msws", "mca", "mcas", "cs",
    "support", "assistant", "assistants", "hcw", "hcws",
))  # fmt: skip
NOT_REGISTERED = frozenset((
    "unreg", "unregd", "unregistered", "nonregistered", "nonreg", "non", "unqualified", "trainee", "trainees",
    "tna", "tnas",
))  # fmt: skip
REGISTERED = frozenset((
    "registered", "reg", "regd", "rnmw", "qualified", "rn", "rns", "rm", "rms", "rnm", "rgn", "rmn", "nurse", "nurses",
    "nursing",
    "midwife", "midwives", "nursesmidwives",
))  # fmt: skip
COMPUTED = frozenset((
    "fill", "rate", "rates", "chppd", "percent", "percentage", "pct", "average", "avg", "variance", "difference",
    "gap", "shortfall", "cost", "wte", "fte", "bank", "agency",
))  # fmt: skip
"""Words of figures that are worked out, or that are no part of the return."""

FIRST = frozenset(("1", "one", "first", "1st", "primary", "main", "specialty1", "i"))
SECOND = frozenset(("2", "two", "second", "2nd", "secondary", "specialty2", "ii"))
SPECIALTY = frozenset(("specialty", "speciality", "specialties", "specialities", "spec", "specialty1", "specialty2"))

VOCABULARY = frozenset().union(
    DAY, NIGHT, PLANNED, ACTUAL, ALLIED, ASSOCIATE, CARE, NOT_REGISTERED, REGISTERED, COMPUTED, SPECIALTY,
    ("hours", "total", "monthly", "staff", "patient", "patients", "midnight", "census", "cumulative", "count",
     "hospital", "health", "professionals", "period", "month", "division", "missing", "per", "each", "over",
     "organisation", "website", "address", "details", "main", "second", "ward", "site", "name", "code"),
)  # fmt: skip
"""The words that a misspelt one may stand for."""
