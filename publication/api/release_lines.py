"""The lines of one release of any kind: the edition as it was published, however old, and marks of what was withdrawn.

Each kind has addresses of its own, so that an address has one shape of lines: ward staffing right below the release,
complaints and the safety measures below their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.db.models import QuerySet

from publication.api.asking import Asked, InPath, code
from publication.api.complaints import COMPLAINTS_LINES
from publication.api.examples import A_COMPLAINTS_RELEASE, A_SAFETY_RELEASE, REFERENCE
from publication.api.lines import line_of
from publication.api.organisations import OF_TRUST
from publication.api.problems import not_found
from publication.api.resources import Group, ListResource
from publication.api.shapes import Field, word_of
from publication.api.staffing import LINES_OF as STAFFING_LINES_OF
from publication.api.staffing import NEXT_UPDATE, PROVISIONAL, STAFFING, UPDATED
from publication.complaints.csv_columns import Level as OfComplaints
from publication.complaints.csv_columns import Line as ComplaintsLine
from publication.complaints.csv_files import LINES_OF as COMPLAINTS_LINES_OF
from publication.csv_lines import FileRow, Kind
from publication.csv_lines import Level as OfStaffing
from publication.figures import Missing
from publication.models import Release
from publication.periods import COMPLAINTS, KINDS, SAFETY
from publication.periods import STAFFING as WARD_STAFFING
from publication.safety_measures.csv_columns import Column as SafetyColumn
from publication.safety_measures.csv_columns import Level as OfSafety
from publication.safety_measures.csv_columns import Line as SafetyLine
from publication.safety_measures.csv_columns import columns_of as safety_columns
from publication.safety_measures.csv_files import lines_of_rows, rows_of_release
from publication.safety_measures.models import ReleasedFigure, Standing


def released(asked: Asked) -> Release:
    """Return the published release of the address. ``Problem``: there is none in this world."""
    reference = asked.path["reference"]
    for kind in KINDS:
        found = asked.releases(kind).called(reference)
        if found is not None:
            return found
    raise not_found(f"No release is called {reference[:60]}.")


def address_of_lines(what: str, release: Release, asked: Asked) -> str | None:
    """Return where a release's lines of trusts, hospitals, wards or lessons are; None where its kind has none."""
    name = _NAMES.get((release.kind, what))
    return None if name is None else asked.address(name, reference=release.reference)


def _of_kind(kind: str, asked: Asked) -> Release:
    """Return the release of the address. ``Problem``: it is of another kind, and where its own lines are."""
    release = released(asked)
    if release.kind != kind:
        whole = asked.address("api_release", reference=release.reference)
        raise not_found(f"A release of {release.kind} has no such lines. {whole} says where its lines are.")
    return release


def _staffing(level: OfStaffing, asked: Asked) -> list[FileRow]:
    release = _of_kind(WARD_STAFFING, asked)
    return list(STAFFING_LINES_OF[level](release, asked.releases().marks(release)))


def _complaints(level: OfComplaints, asked: Asked) -> list[ComplaintsLine]:
    release = _of_kind(COMPLAINTS, asked)
    lines = COMPLAINTS_LINES_OF[level](release, asked.releases(COMPLAINTS).marks(release))
    return [line for line in lines if asked["trust"] in (None, line.trust.code)]


def _safety(level: OfSafety, asked: Asked) -> QuerySet[ReleasedFigure]:
    rows = rows_of_release(level, _of_kind(SAFETY, asked))
    if asked["trust"] is not None:
        owner = "trust__code" if level is OfSafety.TRUST else "hospital__trust__code"
        rows = rows.filter(**{owner: asked["trust"]})
    return rows if asked["measure"] is None else rows.filter(measure=asked["measure"])


def _safety_page(rows: Sequence[ReleasedFigure], asked: Asked) -> list[SafetyLine]:
    release = released(asked)
    return list(lines_of_rows(release, asked.releases(SAFETY).marks(release), rows))


def _safety_cells(columns: Iterable[SafetyColumn]) -> Callable[[SafetyLine], list[str]]:
    """Return how a line is written here: unlike a file's cell, no number is left empty without a word why."""

    def cells(line: SafetyLine) -> list[str]:
        why = (line.absent or Missing.NOT_APPLICABLE).value
        return [column.write(line) or (why if column.kind is Kind.DECIMAL else "") for column in columns]

    return cells


_STANDING = Field(
    "standing",
    "Where the figure stands among all trusts, as a word that stays the same.",
    word_of(*Standing.values),
    lambda line, asked: Standing.NOT_COMPARED if line.absent else line.figure.standing,
)
_SAFETY_MEANINGS = {
    OfSafety.TRUST: "A trust's newest figure by one safety measure, as a release tells it.",
    OfSafety.HOSPITAL: "A hospital's newest figure by one safety measure, as a release tells it.",
}
SAFETY_LINES = {
    level: line_of(
        f"{level.value.capitalize()}SafetyLine",
        _SAFETY_MEANINGS[level],
        columns := safety_columns(level),
        _safety_cells(columns),
        (*((_STANDING,) if level is OfSafety.TRUST else ()), UPDATED, NEXT_UPDATE, PROVISIONAL),
    )
    for level in OfSafety
}
_OF_COMPLAINTS = InPath("reference", "The release's reference, such as complaints-2026-Q2-1.", A_COMPLAINTS_RELEASE)
_OF_SAFETY = InPath("reference", "The release's reference, such as safety-2026-10-1.", A_SAFETY_RELEASE)
_MEASURE = code("measure", "Only one measure: its code.", longest=60)
_WHOLE = (
    "An edition stays as it was published after a newer one takes its place. What was withdrawn keeps its line, with"
    " the day and the reason."
)

LINES: tuple[ListResource, ...] = (
    *(
        ListResource(
            f"api_release_{level.value}s",
            f"releases/<str:reference>/{level.value}s/",
            Group.RELEASES,
            f"The {level.value}s of a release of ward staffing",
            f"Every {level.value} as the release has it, in the order of the files.",
            STAFFING[level],
            partial(_staffing, level),
            in_path=(REFERENCE,),
        )
        for level in OfStaffing
    ),
    *(
        ListResource(
            f"api_release_complaints_{level.value}s",
            f"releases/<str:reference>/complaints/{level.value}s/",
            Group.RELEASES,
            f"The {level.value}s of a release of complaints",
            f"Every {level.value} as the release has it, in the order of the files. {_WHOLE}",
            COMPLAINTS_LINES[level],
            partial(_complaints, level),
            in_path=(_OF_COMPLAINTS,),
            filters=(OF_TRUST,),
            known_on=True,
        )
        for level in OfComplaints
    ),
    *(
        ListResource(
            f"api_release_safety_{level.value}s",
            f"releases/<str:reference>/safety/{level.value}s/",
            Group.RELEASES,
            f"The {level.value}s of a release of the safety measures",
            f"Each measure of each {level.value} as the release has it, in the order of the files. {_WHOLE}",
            SAFETY_LINES[level],
            partial(_safety, level),
            in_path=(_OF_SAFETY,),
            filters=(OF_TRUST, _MEASURE),
            known_on=True,
            of_page=_safety_page,
        )
        for level in OfSafety
    ),
)
_NAMES: dict[tuple[str, str], str] = {
    **{(WARD_STAFFING, f"{level.value}s"): f"api_release_{level.value}s" for level in OfStaffing},
    **{(COMPLAINTS, f"{level.value}s"): f"api_release_complaints_{level.value}s" for level in OfComplaints},
    **{(SAFETY, f"{level.value}s"): f"api_release_safety_{level.value}s" for level in OfSafety},
}
# What a release may have lines of, in the order in which it names them.
OF_WHAT = tuple(dict.fromkeys(what for _kind, what in _NAMES))
