"""Finding hospitals and trusts by name, town, code or postcode, as the first page does."""

from __future__ import annotations

from oversight.clock import london_date
from oversight.organisations.finding import find, postcode_asked
from oversight.organisations.search_index import Found, Reason, What
from publication.api.asking import Asked, Parameter, whole
from publication.api.resources import Group, Resource
from publication.api.shapes import ADDRESS, DAY, NUMBER, TEXT, YES_NO, Field, Listed, Object, word_of

_MOST = 100
_LONGEST = 100


def _asked_for(given: str) -> str:
    """Return what is looked for; ``ValueError`` where it is too long. What can't be printed is a gap between words."""
    if len(given) > _LONGEST:
        raise ValueError(f"It is a text of at most {_LONGEST} characters.")
    return "".join(letter if letter.isprintable() else " " for letter in given).strip()


QUERY = Parameter(
    "q",
    "A name, a town, a code, or a postcode or its first half. Spelling is forgiven.",
    {"type": "string", "minLength": 1, "maxLength": _LONGEST, "pattern": r"\S", "examples": ["SW17 0QT"]},
    _asked_for,
    required=True,
)
LIMIT = whole("limit", "How many at most.", otherwise=20, most=_MOST)

FOUND = Object(
    "Found",
    "A hospital or a trust that may be meant.",
    (
        Field("what", "Whether it is a hospital or a trust.", word_of(*What), lambda it, asked: it.what.value),
        Field("code", "Its code in the register (ODS).", TEXT),
        Field("name", "Its name.", TEXT),
        Field("town", "Its town; empty where the register has none.", TEXT),
        Field("postcode", "Its postcode; empty where the register has none.", TEXT),
        Field("trust_name", "The trust that runs a hospital; empty for a trust.", TEXT),
        Field("closed_on", "The last day on which it was open; null for one that has not closed.", DAY.or_null()),
        Field("because", "Why it was found.", word_of(*Reason), lambda it, asked: it.reason.value),
        Field(
            "miles",
            "How far it lies from the postcode, as the crow flies; null without a postcode, or where not known.",
            NUMBER.or_null(),
            lambda it, asked: None if it.miles is None else round(it.miles, 2),
            unit="miles",
        ),
        Field(
            "exact",
            "Whether the distance goes from the postcode itself; else it is approximate.",
            YES_NO,
            lambda it, asked: it.is_exact,
        ),
        Field("address", "Where it is told.", ADDRESS, lambda it, asked: _address(it, asked)),
        Field("web_page", "Its page for people.", ADDRESS, lambda it, asked: asked.page(it.what.value, code=it.code)),
    ),
)
ANSWER = Object(
    "Search",
    "What was found, the best first; with a postcode the nearest first.",
    (
        Field("q", "What was asked for.", TEXT, lambda found, asked: asked["q"]),
        Field(
            "postcode",
            "The postcode in it; null where it has none.",
            TEXT.or_null(),
            lambda it, asked: _postcode(asked),
        ),
        Field(
            "postcode_known",
            "Whether the postcode directory has it; null without a postcode, or where no directory is on record.",
            YES_NO.or_null(),
            lambda found, asked: _known(asked),
        ),
        Field("results", "What was found.", Listed(FOUND), lambda found, asked: found),
    ),
)


def _address(found: Found, asked: Asked) -> str:
    return asked.address(f"api_{found.what.value}", code=found.code)


def _postcode(asked: Asked) -> str | None:
    found = postcode_asked(asked["q"])
    return str(found.postcode) if found else None


def _known(asked: Asked) -> bool | None:
    found = postcode_asked(asked["q"])
    return found.is_known if found else None


def _search(asked: Asked) -> list[Found]:
    return find(asked["q"], demonstration=asked.demonstration, on=london_date(asked.now), limit=asked["limit"])


RESOURCES: tuple[Resource, ...] = (
    Resource(
        "api_search",
        "search/",
        Group.SEARCH,
        "Search",
        "Hospitals and trusts that may be meant; with a postcode the nearest hospitals.",
        ANSWER,
        _search,
        filters=(QUERY, LIMIT),
        # What people look for is not kept.
        kept=False,
    ),
)
