"""What a page announces as corrected: figures of a revised release, and ratings that their source corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oversight.clock import london_date
from oversight.wording import write_date
from publication.models import Release
from publication.rating_record import RatingRecord, name_of_service, publication_of, word_of
from ratings.rules.ratings_words import KeyQuestion

# Of ratings so many are announced; the page of ratings has them all.
_RATINGS_SHOWN = 3


@dataclass(frozen=True)
class Correction:
    """One correction: the day, what was corrected, and where what stood before is read; blank where it is not kept."""

    on: date
    what: str
    address: str = ""
    link: str = ""


def of_release(release: Release, *, revised: bool, what: str, earlier: str = "") -> list[Correction]:
    """Return that figures differ from those first published for a period; nothing where they do not.

    earlier: the address of the page with the figures as they were.
    """
    if not revised or release.number == 1 or release.published_at is None:
        return []
    on = london_date(release.published_at)
    return [Correction(on, what, earlier, f"See them as they were before {write_date(on)}" if earlier else "")]


def of_ratings(record: RatingRecord) -> list[Correction]:
    """Return the ratings that stand in another word than their source first gave, the newest correction first."""
    standing = {publication_of(row): row for row in record.standing.values()}
    found = []
    for row in record.every:
        now = standing.get(publication_of(row))
        if now is None or now.pk == row.pk or row.known_to is None or word_of(row) == word_of(now):
            continue
        question = f", {KeyQuestion(row.key_question).label}" if row.key_question else ""
        thing = f"{name_of_service(row.service_code or row.service)}{question}" if row.service else f"Overall{question}"
        found.append(
            Correction(
                london_date(row.known_to),
                f"A rating published on {write_date(row.published_on)} was taken over wrongly, or its source corrected "
                f"it. {thing}: it was {word_of(row).label}, and is {word_of(now).label}.",
            )
        )
    return sorted(found, key=lambda each: each.on, reverse=True)[:_RATINGS_SHOWN]
