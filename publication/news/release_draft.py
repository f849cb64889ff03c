"""What all changes that a release brings have alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from publication.models import Release
from publication.news.drafts import Draft
from publication.news.models import ChangeKind, Reach, Topic
from publication.periods import COMPLAINTS, SAFETY, STAFFING

_TOPICS = {STAFFING: Topic.STAFFING, COMPLAINTS: Topic.COMPLAINTS, SAFETY: Topic.SAFETY}


@dataclass(frozen=True)
class Before:
    """The release whose figures stood before one, and how its sentences call them: ``in September 2026``."""

    release: Release
    when: str


def of_release(
    release: Release,
    *,
    key: str,
    kind: ChangeKind,
    at: datetime,
    sentence: str,
    address: str,
    name: str = "",
    trust_code: str = "",
    site_code: str = "",
    reach: Reach = Reach.EVERYBODY,
    compared: str = "",
    compared_with: Release | None = None,
) -> Draft:
    """Return the draft of a change that a release brings; by default it stands with the changes of everybody."""
    return Draft(
        key=key,
        kind=kind,
        topic=topic_of(release.kind),
        reach=reach,
        demonstration=release.demonstration,
        at=at,
        name=name or release.title,
        sentence=sentence,
        address=address,
        trust_code=trust_code,
        site_code=site_code,
        compared=compared,
        release=release,
        compared_with=compared_with,
    )


def topic_of(kind: str) -> Topic:
    """Return what releases of a kind are about."""
    return _TOPICS[kind]


def published(release: Release) -> datetime:
    """Return when a published release was published; ``ValueError`` for one that is not."""
    if release.published_at is None:
        raise ValueError(f"{release.reference} is not published")
    return release.published_at
