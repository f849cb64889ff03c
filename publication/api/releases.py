"""Releases of every kind: what was published when, what took its place, what comes next; and the lines of one."""

from __future__ import annotations

from functools import partial

from publication.api.asking import Asked, one_of
from publication.api.examples import REFERENCE
from publication.api.release_lines import LINES, OF_WHAT, address_of_lines, released
from publication.api.resources import Group, ListResource, Resource
from publication.api.shapes import ADDRESS, MOMENT, TEXT, WHOLE, YES_NO, Field, Listed, Object, word_of
from publication.models import DateChange, Release, Withdrawal
from publication.periods import KINDS

KIND = one_of("kind", "Only releases of one kind.", KINDS)


def _every(asked: Asked) -> list[Release]:
    """Return every published release, withdrawn ones too: the newest period of each kind first."""
    kinds = KINDS if asked["kind"] is None else (asked["kind"],)
    return [release for kind in kinds for release in asked.releases(kind).published]


def _announced(asked: Asked) -> list[Release]:
    kinds = KINDS if asked["kind"] is None else (asked["kind"],)
    coming = [release for kind in kinds for release in asked.releases(kind).announced]
    return sorted(coming, key=lambda release: (release.scheduled_for, release.reference))


DATE_CHANGE = Object(
    "DateChange",
    "A change of the announced time, with its reason.",
    (
        Field("old", "The time that was announced before.", MOMENT),
        Field("new", "The time that was announced instead; null where the release was cancelled.", MOMENT.or_null()),
        Field("reason", "Why.", TEXT),
        Field("changed_at", "When it was changed.", MOMENT),
    ),
)
WITHDRAWN = Object(
    "Withdrawn",
    "What was withdrawn from a release, when and why.",
    (
        Field("item", "What was withdrawn.", word_of(*Withdrawal.Item.values)),
        Field("subject", "A code, a ward's identifier or a lesson's key; empty for the whole release.", TEXT),
        Field("reason", "Why.", TEXT),
        Field("withdrawn_at", "When.", MOMENT),
    ),
)
_WHICH = (
    Field("release", "The release's reference, which stays the same.", TEXT, lambda it, asked: it.reference),
    Field("kind", "What figures it has.", word_of(*KINDS)),
    Field("period", "The month, quarter or year that it describes, as 2026-10, 2026-Q2 or 2026-27.", TEXT),
    Field("number", "1 for the first release of the period; a revision has a higher number.", WHOLE),
    Field("title", "Its title.", TEXT),
    Field("final", "Whether it is the final edition that is announced with a provisional one.", YES_NO),
    Field("state", "Where it stands.", word_of(*Release.State.values)),
    Field("announced_at", "When it was announced.", MOMENT),
    Field("scheduled_for", "The time for which it is announced.", MOMENT),
    Field("demonstration", "Whether it is of invented trusts.", YES_NO),
)
_WEB_PAGE = Field(
    "web_page", "Its page for people.", ADDRESS, lambda it, asked: asked.page("release", reference=it.reference)
)
RELEASE = Object(
    "Release",
    "One edition of the figures of a period. It never changes; a revision is a release of its own.",
    (
        *_WHICH,
        Field(
            "provisional",
            "Whether some trust's return was still missing when it was published, and its final edition to come.",
            YES_NO.or_null(),
        ),
        Field(
            "final_edition_at",
            "When the final edition of a provisional release comes; null where none is announced.",
            MOMENT.or_null(),
            lambda it, asked: coming.scheduled_for if (coming := asked.releases(it.kind).final_of(it)) else None,
        ),
        Field("published_at", "When it was published.", MOMENT),
        Field(
            "superseded_by",
            "The reference of the newest release of the same period; null for that one itself.",
            TEXT.or_null(),
            lambda it, asked: newer.reference if (newer := asked.releases(it.kind).superseding(it)) else None,
        ),
        Field("trusts_due", "How many trusts it is of.", WHOLE, lambda it, asked: it.trusts),
        Field("trusts_submitted", "How many of them had sent their return.", WHOLE),
        Field(
            "content_sha256", "SHA-256 of its rows in a fixed form: two releases of one content have the same.", TEXT
        ),
        Field("withdrawals", "What was withdrawn from it.", Listed(WITHDRAWN), lambda it, asked: it.withdrawals.all()),
        *(
            Field(
                what,
                f"The address of its lines of {what}; null where this kind has none.",
                ADDRESS.or_null(),
                partial(address_of_lines, what),
            )
            for what in OF_WHAT
        ),
        Field(
            "address", "Where it is told.", ADDRESS, lambda it, at: at.address("api_release", reference=it.reference)
        ),
        _WEB_PAGE,
    ),
)
ANNOUNCED = Object(
    "AnnouncedRelease",
    "A release that is to come.",
    (
        *_WHICH,
        Field(
            "date_changes",
            "Each change of its announced time.",
            Listed(DATE_CHANGE),
            lambda it, asked: DateChange.objects.filter(release=it.pk, changed_at__lte=asked.moment),
        ),
        _WEB_PAGE,
    ),
)

RESOURCES: tuple[Resource, ...] = (
    ListResource(
        "api_releases",
        "releases/",
        Group.RELEASES,
        "Every release",
        "Every release that was published, of each kind the newest period first.",
        RELEASE,
        _every,
        filters=(KIND,),
        known_on=True,
    ),
    ListResource(
        "api_announced",
        "releases/announced/",
        Group.RELEASES,
        "What comes next",
        "Every release that is announced, the next one first.",
        ANNOUNCED,
        _announced,
        filters=(KIND,),
        known_on=True,
    ),
    Resource(
        "api_release",
        "releases/<str:reference>/",
        Group.RELEASES,
        "One release",
        "A release that was published.",
        RELEASE,
        released,
        in_path=(REFERENCE,),
        known_on=True,
    ),
    *LINES,
)
