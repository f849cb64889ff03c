"""The few sentences that go wherever a page does: previews, markup and summaries say the same as the page, shorter."""

from __future__ import annotations

from collections.abc import Iterable

from oversight.organisations.page_names import as_written_on_a_page
from oversight.wording import write_date, write_month
from publication.figures import StaffingFigures
from publication.models import Release, ReleasedTrust
from publication.rating_grids import ShownRating
from publication.record import Releases
from publication.released_rows import ShownHospital, hospitals_called

NO_RATING = "No overall inspection rating has been published."


def rating_fact(rating: ShownRating | None) -> str:
    """Return the overall rating with its day; that there is none is said too."""
    if rating is None:
        return NO_RATING
    if not rating.row.rating:
        return f"Inspected, without a rating: {rating.label}, {write_date(rating.row.published_on)}."
    return f"Rated {rating.label} by inspectors, {write_date(rating.row.published_on)}."


def staffing_fact(release: Release | None, figures: StaffingFigures | None) -> str:
    """Return how many of the planned hours were worked in a release's month; blank where no rate can be given."""
    if release is None or figures is None or figures.all_fill.missing:
        return ""
    return f"Ward staffing, {write_month(release.period)}: {figures.all_fill} of planned hours were worked."


def hospital_rows(code: str, releases: Releases, release: Release | None) -> list[ShownHospital]:
    """Return a hospital's rows in a release, without those that hold no figures."""
    if release is None:
        return []
    return with_figures(hospitals_called(release, releases.marks(release), code))


def with_figures(shown: Iterable[ShownHospital]) -> list[ShownHospital]:
    """Return the rows that hold figures."""
    return [each for each in shown if each.has_figures]


def trust_figures(code: str, releases: Releases, release: Release | None) -> StaffingFigures | None:
    """Return a trust's figures in a release; None where none came, or they were withdrawn."""
    if release is None or releases.marks(release).trust(code) is not None:
        return None
    row = ReleasedTrust.objects.filter(release=release, code=code, status=ReleasedTrust.Status.SUBMITTED).first()
    return None if row is None else StaffingFigures(row)


def written_name(name: str) -> str:
    """Return a name of a released row as pages write it."""
    return as_written_on_a_page(name)
