"""What the release before told of each figure: by it a figure is marked as revised, and keeps since when it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from oversight.measures.periods import Period
from publication.figures import Missing
from publication.models import Release
from publication.safety_measures.models import ReleasedHospitalMeasure, ReleasedMeasure
from publication.safety_measures.observed import written
from publication.safety_measures.telling import Told

# Value, numerator, denominator and code of one period, the numbers as text.
Content = tuple[str | None, str | None, str | None, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """One period beside what was told of it before: as it is kept, whether just now changed, and since when told."""

    point: list[Any]
    changed: bool
    since: datetime

    @property
    def revised(self) -> bool:
        """Whether the public was ever told otherwise."""
        return bool(self.point[-1])


@dataclass(frozen=True, slots=True)
class _Row:
    newest: str
    since: datetime
    points: Mapping[str, tuple[Content, bool]]


@dataclass(frozen=True)
class Before:
    """One release's figures by the code of the trust or hospital and the measure; empty for the very first."""

    published_at: datetime | None = None
    rows: Mapping[tuple[str, str], _Row] = field(default_factory=dict)

    def beside(self, code: str, measure: str, told: Told, *, now: datetime) -> Compared:
        """Compare what is told of a period with what was."""
        name, content = written(told.period), content_of(told)
        row = self.rows.get((code, measure))
        was = row.points.get(name) if row else None
        if row is None or was is None or was[0][-1] == Missing.NOT_SUBMITTED.value != content[-1]:
            # What comes for the first time, late or not, corrects nothing.
            return Compared([name, *content, 0], False, now)
        if was[0] != content:
            return Compared([name, *content, 1], True, now)
        since = row.since if row.newest == name else self.published_at or now
        return Compared([name, *content, int(was[1])], False, since)

    def withheld(self, code: str, measure: str, period: Period) -> bool:
        """Say whether a period's figure was withheld so that nobody is recognised."""
        row = self.rows.get((code, measure))
        was = row.points.get(written(period)) if row else None
        return was is not None and was[0][-1] == Missing.SUPPRESSED.value


def before(release: Release, previous: Release | None) -> Before:
    """Return what the release before told: that of the same month, or else the newest of a month before."""
    earlier = previous or (
        Release.objects.filter(
            kind=release.kind,
            demonstration=release.demonstration,
            period__lt=release.period,
            published_at__isnull=False,
        )
        .order_by("-period", "-number")
        .first()
    )
    if earlier is None:
        return Before()
    columns = ("measure", "told_since", "points")
    found = {}
    for model, owner in ((ReleasedMeasure, "trust__code"), (ReleasedHospitalMeasure, "hospital__code")):
        rows = model.objects.filter(release=earlier).values_list(owner, *columns)
        for code, measure, since, points in rows:
            told = {name: (tuple(content), bool(revised)) for name, *content, revised in points}
            found[code, measure] = _Row(points[-1][0], since, told)
    return Before(earlier.published_at, found)


def content_of(told: Told) -> Content:
    """Return what a release keeps of a period."""
    return _text(told.value), _text(told.numerator), _text(told.denominator), told.code


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"
