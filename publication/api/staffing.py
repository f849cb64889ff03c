"""Ward staffing of a trust, a hospital or a ward month by month, and of all of them in a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from oversight.returns.periods import Month
from publication.api.asking import Asked, parsed
from publication.api.examples import HOSPITAL_CODE, TRUST_CODE, WARD_ID
from publication.api.lines import Line, line_of
from publication.api.organisations import HOSPITAL_LINK, OF_HOSPITAL, OF_TRUST, TRUST_LINK, hospital_of, trust_of
from publication.api.problems import not_found
from publication.api.resources import Group, ListResource, Resource
from publication.api.shapes import ADDRESS, MOMENT, TEXT, YES_NO, Field, Listed, Object, OrNull
from publication.csv_columns import columns_of, line
from publication.csv_files import hospitals_of_release, trusts_of_release, wards_of_release
from publication.csv_lines import FileRow, Level
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.ward_pages import months_of_ward

UPDATED = Field(
    "updated",
    "When these figures were published.",
    MOMENT,
    lambda row, asked: row.release.published_at,
)
NEXT_UPDATE = Field(
    "next_update",
    "When the next figures of this kind come; null where none are announced.",
    MOMENT.or_null(),
    lambda row, asked: upcoming.scheduled_for if (upcoming := asked.releases(row.release.kind).upcoming) else None,
)
PROVISIONAL = Field(
    "provisional",
    "Whether some trust's return was still missing when it was published, and its final edition to come.",
    YES_NO,
    lambda row, asked: row.release.provisional,
)
_BESIDE = (UPDATED, NEXT_UPDATE, PROVISIONAL)
_MEANINGS = {
    Level.TRUST: "A trust's ward staffing in a month: all its wards together.",
    Level.HOSPITAL: "A hospital's ward staffing in a month: its wards together.",
    Level.WARD: "A ward's staffing in a month, or what stands for a hospital or trust without wards to show.",
}


def _shape(level: Level) -> Line:
    columns = columns_of(level)
    return line_of(
        f"{level.value.capitalize()}Staffing", _MEANINGS[level], columns, lambda row: line(row, columns), _BESIDE
    )


STAFFING = {level: _shape(level) for level in Level}
LINES_OF = {Level.WARD: wards_of_release, Level.HOSPITAL: hospitals_of_release, Level.TRUST: trusts_of_release}
MONTH = "2026-10"
_MONTH = "^[12][0-9]{3}-(0[1-9]|1[0-2])$"


def month_of(text: str) -> str:
    """Return a month as releases write it; ``ValueError`` for what is none."""
    try:
        return str(Month.parse(text))
    except ValueError:
        raise ValueError(f"It is a month such as {MONTH}.") from None


FROM = parsed("from", "Only months from this one on.", month_of, MONTH, pattern=_MONTH)
TO = parsed("to", "Only months up to this one.", month_of, MONTH, pattern=_MONTH)
PERIOD = parsed(
    "period", "The month; without it the newest of which figures were released.", month_of, MONTH, pattern=_MONTH
)


def _wanted(rows: Sequence[FileRow], asked: Asked) -> list[FileRow]:
    """Return the rows of the months that are asked for, the newest first."""
    first, last = asked["from"] or "", asked["to"] or "9999-99"
    kept = [row for row in rows if first <= row.release.period <= last]
    return sorted(kept, key=lambda row: row.release.period, reverse=True)


def _current(asked: Asked) -> dict[int, Release]:
    return {release.pk: release for release in asked.releases().current}


def _of_trust(asked: Asked) -> list[FileRow]:
    current, releases = _current(asked), asked.releases()
    rows = ReleasedTrust.objects.filter(code=trust_of(asked).code, release__in=current)
    told = [(current[row.release_id], row) for row in rows]
    return _wanted(
        [FileRow(release, row, mark=releases.marks(release).trust(row.code)) for release, row in told], asked
    )


def _of_hospital(asked: Asked) -> list[FileRow]:
    current, releases = _current(asked), asked.releases()
    rows = ReleasedHospital.objects.filter(code=hospital_of(asked).code, release__in=current).select_related("trust")
    told = [(current[row.release_id], row) for row in rows.order_by("trust__code")]
    return _wanted(
        [
            FileRow(release, row.trust, row, mark=releases.marks(release).hospital(row.code, row.trust.code))
            for release, row in told
        ],
        asked,
    )


def _of_ward(asked: Asked) -> list[FileRow]:
    return _wanted(_months(asked), asked)


def _months(asked: Asked) -> list[FileRow]:
    """Return a ward's months. ``Problem``: no release of this world, as it was known then, holds such a ward."""
    ward_id: UUID = asked.path["ward_id"]
    months = months_of_ward(ward_id, asked.releases())
    if not months and not _is_of_world(ward_id, asked):
        raise not_found("No release has held a ward with this identifier.")
    return [
        FileRow(
            month.release,
            month.ward.row.hospital.trust,
            month.ward.row.hospital,
            month.ward.row,
            month.ward.mark,
            month.ward.explanation_mark,
        )
        for month in months
    ]


def _is_of_world(ward_id: UUID, asked: Asked) -> bool:
    """Whether the ward was published at all, only not by the day that is asked for."""
    rows = ReleasedWard.objects.filter(ward_id=ward_id, release__demonstration=asked.demonstration)
    return asked.as_known.day is not None and rows.exists()


def _of_month(level: Level, asked: Asked) -> list[FileRow]:
    release = _release(asked)
    if release is None:
        return []
    marks = asked.releases().marks(release)
    trust, hospital = asked["trust"], asked["hospital"]
    if level is Level.WARD:
        return list(wards_of_release(release, marks, trust_code=trust, hospital_code=hospital))
    return [row for row in LINES_OF[level](release, marks) if trust is None or row.trust.code == trust]


def _release(asked: Asked) -> Release | None:
    """Return the release of the month that is asked for, or the newest; None where there is none."""
    releases = asked.releases()
    return releases.latest if asked["period"] is None else releases.of_period(asked["period"])


@dataclass(frozen=True)
class ToldWard:
    """A ward as a release names it."""

    row: FileRow

    @property
    def ward(self) -> ReleasedWard:
        """The ward of the row."""
        if self.row.ward is None:
            raise ValueError("the line is of no ward")
        return self.row.ward


def _list_wards(asked: Asked) -> list[ToldWard]:
    release = _release(asked)
    if release is None:
        return []
    rows = wards_of_release(
        release, asked.releases().marks(release), trust_code=asked["trust"], hospital_code=asked["hospital"]
    )
    return [ToldWard(row) for row in rows if row.ward is not None]


def _ward(asked: Asked) -> ToldWard:
    months = _months(asked)
    if not months:
        raise not_found("No release had held the ward by that day.")
    return ToldWard(months[0])


WARD = Object(
    "Ward",
    "A ward as the newest release with it names it.",
    (
        Field(
            "ward_id",
            "The ward's own identifier here, the same in every release.",
            TEXT,
            lambda it, asked: it.ward.ward_id,
        ),
        Field("name", "The ward's name in the return.", TEXT, lambda told, asked: told.ward.name),
        Field(
            "specialties",
            "Its one or two specialties, as the return gives them.",
            Listed(TEXT),
            lambda it, asked: [each for each in (it.ward.specialty_1, it.ward.specialty_2) if each],
        ),
        Field(
            "hospital",
            "Its hospital; null where the return names the place by words that are no site of the register.",
            OrNull(HOSPITAL_LINK),
            lambda told, asked: told.row.hospital if told.row.hospital and told.row.hospital.code else None,
        ),
        Field(
            "hospital_name", "Its hospital's name in the release.", TEXT, lambda it, asked: it.row.hospital.shown_name
        ),
        Field("trust", "Its trust in the release.", TRUST_LINK, lambda told, asked: told.row.trust),
        Field(
            "period", "The month of the release that names it so.", TEXT, lambda told, asked: told.row.release.period
        ),
        Field("release", "The release that names it so.", TEXT, lambda told, asked: told.row.release.reference),
        Field(
            "address",
            "Where it is told.",
            ADDRESS,
            lambda it, asked: asked.address("api_ward", ward_id=it.ward.ward_id),
        ),
        Field(
            "staffing",
            "Its staffing, month by month.",
            ADDRESS,
            lambda it, asked: asked.address("api_ward_staffing", ward_id=it.ward.ward_id),
        ),
        Field(
            "web_page", "Its page for people.", ADDRESS, lambda it, asked: asked.page("ward", ward_id=it.ward.ward_id)
        ),
    ),
)
_FILTERS = {
    Level.TRUST: (PERIOD,),
    Level.HOSPITAL: (PERIOD, OF_TRUST),
    Level.WARD: (PERIOD, OF_TRUST, OF_HOSPITAL),
}

RESOURCES: tuple[Resource, ...] = (
    *(
        ListResource(
            f"api_staffing_of_{level.value}s",
            f"staffing/{level.value}s/",
            Group.STAFFING,
            f"Every {level.value}'s staffing in a month",
            f"Each {level.value} in a month, as its present release has it, in the order of the files.",
            STAFFING[level],
            partial(_of_month, level),
            filters=_FILTERS[level],
            known_on=True,
        )
        for level in Level
    ),
    ListResource(
        "api_trust_staffing",
        "trusts/<str:code>/staffing/",
        Group.STAFFING,
        "A trust's staffing",
        "Month by month as the present releases have it, the newest first.",
        STAFFING[Level.TRUST],
        _of_trust,
        in_path=(TRUST_CODE,),
        filters=(FROM, TO),
        known_on=True,
    ),
    ListResource(
        "api_hospital_staffing",
        "hospitals/<str:code>/staffing/",
        Group.STAFFING,
        "A hospital's staffing",
        "Month by month as the present releases have it, the newest first; a month in which it changed its trust has"
        " two lines.",
        STAFFING[Level.HOSPITAL],
        _of_hospital,
        in_path=(HOSPITAL_CODE,),
        filters=(FROM, TO),
        known_on=True,
    ),
    ListResource(
        "api_wards",
        "wards/",
        Group.WARDS,
        "Every ward",
        "The wards of a month's release, by trust, hospital and name.",
        WARD,
        _list_wards,
        filters=(PERIOD, OF_TRUST, OF_HOSPITAL),
        known_on=True,
    ),
    Resource(
        "api_ward",
        "wards/<uuid:ward_id>/",
        Group.WARDS,
        "One ward",
        "A ward as the newest release with it names it.",
        WARD,
        _ward,
        in_path=(WARD_ID,),
        known_on=True,
    ),
    ListResource(
        "api_ward_staffing",
        "wards/<uuid:ward_id>/staffing/",
        Group.STAFFING,
        "A ward's staffing",
        "Month by month as the present releases have it, the newest first.",
        STAFFING[Level.WARD],
        _of_ward,
        in_path=(WARD_ID,),
        filters=(FROM, TO),
        known_on=True,
    ),
)
