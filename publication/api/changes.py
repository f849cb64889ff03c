"""What changed in public, in the order in which readers came to be able to see it, with a cursor to go on from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from publication.api.asking import Asked, Parameter, whole
from publication.api.resources import TERMS, Group, Resource, address_with, terms
from publication.api.shapes import ADDRESS, MOMENT, TEXT, WHOLE, YES_NO, Field, Listed, Object, word_of
from publication.news.models import ChangeKind, Topic
from publication.news.reading import Change, changes_after

_LARGEST = 2**62


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _LARGEST or len(text) > len(str(_LARGEST)):
        raise ValueError("It is the cursor of an earlier answer, or 0 for the beginning.")
    return int(text)


AFTER = Parameter(
    "after",
    "The cursor of the answer before: only what became visible later. 0 begins with the first change of all.",
    {"type": "integer", "minimum": 0, "maximum": _LARGEST},
    _place,
    0,
)
LIMIT = whole("limit", "How many at most.", otherwise=100, most=1_000)

CHANGE = Object(
    "Change",
    "One change that the public could see. What was withdrawn since is told as withdrawn, without its figures.",
    (
        Field("cursor", "Its place in the order of all changes; it only grows.", WHOLE, lambda it, asked: it.place),
        Field("key", "What it tells of: the same change has one key for good.", TEXT),
        Field("at", "When the public could see it.", MOMENT),
        Field("updated", "When it was last changed: when it was withdrawn, or else when it was seen.", MOMENT),
        Field("topic", "What it is about.", word_of(*Topic.values), lambda it, asked: it.topic.value),
        Field("kind", "What happened.", word_of(*ChangeKind.values), lambda it, asked: it.kind.value),
        Field("trust_code", "The trust's code; empty for what is of everybody.", TEXT),
        Field(
            "hospital_code",
            "The hospital's code; empty for what is of a whole trust.",
            TEXT,
            lambda it, asked: it.site_code,
        ),
        Field("name", "The hospital, trust or release that it is about.", TEXT),
        Field("sentence", "What happened, in a sentence.", TEXT),
        Field("withdrawn", "Whether what it told was withdrawn since.", YES_NO, lambda it, asked: it.is_withdrawn),
        Field("web_page", "The page for people that tells more.", ADDRESS, lambda it, asked: asked.root + it.address),
    ),
)


@dataclass(frozen=True)
class Changes(Resource):
    """The changes after a cursor, the oldest first."""

    @property
    def answer(self) -> Object:
        """The shape of the whole answer."""
        return Object(
            "ChangesAnswer",
            "Changes in the order in which they became visible: none is missed by who goes on from the cursor.",
            (
                Field(
                    "cursor",
                    "Where to go on from: give it as after the next time. It stays where nothing is new.",
                    WHOLE,
                ),
                Field("next", "The address that goes on where there is more already; else null.", ADDRESS.or_null()),
                Field("results", "The changes, the oldest first.", Listed(CHANGE)),
                *TERMS,
            ),
        )

    def write(self, asked: Asked) -> dict[str, Any]:
        """Return the changes that are asked for, and the cursor behind the last."""
        limit = asked["limit"]
        found: Sequence[Change] = self.told(asked)
        shown = found[:limit]
        cursor = shown[-1].place if shown else asked["after"]
        return {
            "cursor": cursor,
            "next": address_with(asked, after=cursor) if len(found) > limit else None,
            "results": [CHANGE.write(each, asked) for each in shown],
            **terms(asked),
        }


RESOURCES: tuple[Resource, ...] = (
    Changes(
        "api_changes",
        "changes/",
        Group.CHANGES,
        "Everything that changed",
        "Releases, corrections, withdrawals, ratings, reports, enforcement, special measures and mergers, the oldest"
        " first. Keep the cursor and ask again: an answer with nothing new is short, and 304 to who sends its ETag.",
        CHANGE,
        lambda asked: changes_after(asked["after"], asked["limit"] + 1, asked.demonstration),
        filters=(AFTER, LIMIT),
    ),
)
