"""What a submission changes against the version that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from oversight.returns.checked import ReturnRow
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.moving import standing_version
from oversight.returns.states import State


@dataclass(frozen=True)
class FieldChange:
    """One value that differs; None is blank."""

    column: str
    label: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class RowChange:
    """A row that is in both, with the values that differ."""

    row: ReturnRow
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Comparison:
    """The rows of a submission beside those of a version; ``against`` None where no version stands."""

    against: ReturnVersion | None
    new: tuple[ReturnRow, ...]
    changed: tuple[RowChange, ...]
    unchanged: tuple[ReturnRow, ...]
    missing: tuple[ReturnRow, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether both hold the same."""
        return not (self.new or self.changed or self.missing)


def compare(submission: Submission) -> Comparison:
    """Compare a checked submission with the version that stands, row by row in the file's order.

    An accepted submission is compared with the version before its own. Where there is none, every row is new.
    """
    if submission.state == State.ACCEPTED:
        version = ReturnVersion.objects.get(submission=submission)
        against = ReturnVersion.objects.filter(
            kind=version.kind, trust_id=version.trust_id, period=version.period, number=version.number - 1
        ).first()
        rows = rows_of(version)
    else:
        against = standing_version(submission.kind, submission.trust_id, submission.period)
        rows = [ReturnRow.from_json(kept) for kept in submission.rows]
    labels = kind_of(submission.kind).column_labels()
    old = {row.key: row for row in (rows_of(against) if against is not None else [])}
    new: list[ReturnRow] = []
    changed: list[RowChange] = []
    unchanged: list[ReturnRow] = []
    for row in rows:
        before = old.get(row.key)
        if before is None:
            new.append(row)
        elif changes := field_changes(before, row, labels):
            changed.append(RowChange(row, changes))
        else:
            unchanged.append(row)
    present = {row.key for row in rows}
    missing = [row for key, row in old.items() if key not in present]
    return Comparison(against, tuple(new), tuple(changed), tuple(unchanged), tuple(missing))


def rows_of(version: ReturnVersion) -> list[ReturnRow]:
    """Return the rows of a version with every digit as accepted, in the file's order, under their final keys."""
    kept_rows = Submission.objects.values_list("rows", flat=True).get(pk=version.submission_id)
    rows = (ReturnRow.from_json(kept) for kept in kept_rows)
    return [replace(row, key=version.place_keys.get(row.key, row.key)) for row in rows]


def field_changes(before: ReturnRow, after: ReturnRow, labels: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Return the values that differ, in the order of the columns."""
    return tuple(
        FieldChange(column, label, before.values.get(column), after.values.get(column))
        for column, label in labels.items()
        if before.values.get(column) != after.values.get(column)
    )
