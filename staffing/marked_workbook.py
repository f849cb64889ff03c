"""A staffing return's own file back, with its faulty cells marked."""

from __future__ import annotations

from collections.abc import Collection

from oversight.returns.marking import marked
from oversight.returns.marks import marks_of, stored_content
from oversight.returns.models import Submission
from oversight.returns.reading.files import read_file
from oversight.returns.reading.tables import Table
from staffing.columns import BY_CODE, Kind
from staffing.layouts import headings_of
from staffing.models import HeadingMapping


def marked_workbook(submission: Submission) -> bytes:
    """Return the file of a checked submission as a workbook with every finding marked and listed.

    Raises ``Unreadable`` for a file that could not be read, ``Refused("replaced")`` for one that was taken out.
    """
    content = stored_content(submission)
    file = read_file(content, submission.filename)
    own = dict(HeadingMapping.objects.filter(trust_id=submission.trust_id).values_list("heading_key", "column"))
    numbers: dict[str | None, set[int]] = {
        heading.table.sheet: {
            place for code, place in heading.places.items() if BY_CODE[code].kind in (Kind.HOURS, Kind.COUNT)
        }
        for heading in headings_of(file, own)
    }

    def number_columns(table: Table) -> Collection[int]:
        return numbers.get(table.sheet, set())

    return marked(content, file, marks_of(submission), number_columns)
