"""A complaints return's own file back, with its faulty cells marked."""

from __future__ import annotations

from collections.abc import Collection

from complaints.columns import BY_CODE, Holds
from complaints.reading import headings_of
from oversight.returns.marking import marked
from oversight.returns.marks import marks_of, stored_content
from oversight.returns.models import Submission
from oversight.returns.reading.files import read_file
from oversight.returns.reading.tables import Table


def marked_workbook(submission: Submission) -> bytes:
    """Return the file of a checked submission as a workbook with every finding marked and listed.

    Raises ``Unreadable`` for a file that could not be read, ``Refused("replaced")`` for one that was taken out.
    """
    content = stored_content(submission)
    file = read_file(content, submission.filename)
    numbers: dict[str | None, set[int]] = {}
    for heading in headings_of(file):
        held = {place for code, place in heading.places.items() if BY_CODE[code].holds is Holds.NUMBER}
        numbers.setdefault(heading.sheet, set()).update(held)

    def number_columns(table: Table) -> Collection[int]:
        return numbers.get(table.sheet, set())

    return marked(content, file, marks_of(submission), number_columns)
