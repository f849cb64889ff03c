"""What stands out of all that is public of a hospital or a trust: good and bad, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator

from oversight.wording import write_count, write_date, write_list
from publication.models import ReleasedTrust
from publication.rating_grids import RatingGrid
from publication.released_rows import wards_often_short_of
from publication.safety_measures.models import Standing
from publication.sharing.place import PlaceNow
from ratings.rules.ratings_words import Rating

# So many names are said; more are counted.
_NAMED = 3
NOTHING = "Nothing stands out in what has been published. That does not mean that all is well."


def standing_out(place: PlaceNow) -> list[str]:
    """Return the sentences; that nothing stands out is one too."""
    return list(_sentences(place)) or [NOTHING]


def _sentences(place: PlaceNow) -> Iterator[str]:
    if place.grid is not None:
        yield from _rated(place.grid, Rating.INADEQUATE)
    for each in place.ratings.proceedings.notices:
        notice = each.notice
        yield f"{notice.get_kind_display()} in force since {write_date(notice.issued_at)}: {notice.title.rstrip('.')}."
    short = [ward.name for row in place.rows for ward in row.often_short] if place.is_hospital else _short_of(place)
    if short:
        yield f"Often short of staff: {_named(short)}."
    if place.safety is not None and place.safety.mark is None:
        for standing, words in ((Standing.WORSE, "worse than expected"), (Standing.BETTER, "better than expected")):
            found = [
                shown.plain.name
                for _, measures in place.safety.sections
                for shown in measures
                # Of deaths and of reports neither more nor less is better: the word of the measure itself says so.
                if shown.standing is standing and shown.told is None and shown.word == words
            ]
            if found:
                yield f"{words[0].upper()}{words[1:]}: {_named(found)}."
    if place.grid is not None:
        yield from _rated(place.grid, Rating.OUTSTANDING)


def _rated(grid: RatingGrid, rating: Rating) -> Iterator[str]:
    """Yield which services, or which hospitals, have the rating overall."""
    rows = [row.name for row in grid.rows if row.cells[-1] is not None and row.cells[-1].row.rating == rating]
    if rows:
        yield f"Rated {rating.label}: {_named(rows)}."


def _named(names: list[str]) -> str:
    more = len(names) - _NAMED
    return write_list([*names[:_NAMED], *([f"{write_count(more, 'other')}"] if more > 0 else [])])


def _short_of(place: PlaceNow) -> list[str]:
    if place.release is None or place.withdrawn is not None:
        return []
    row = ReleasedTrust.objects.filter(release=place.release, code=place.organisation.code).first()
    if row is None:
        return []
    marks = place.releases.marks(place.release)
    return [f"{ward.name} ({ward.row.hospital.shown_name})" for ward in wards_often_short_of(row, marks)]
