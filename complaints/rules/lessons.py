"""Lessons learned from complaints: what was learned, what is done about it, by when, and whether it worked."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.rows_read import Layout, LessonRow
from complaints.rules.rule import Example, Fault, Rule, Severity, Survey
from complaints.totals import PARTIALLY_UPHELD, UPHELD, total_of
from complaints.worked import Worked
from oversight.returns.reading.cells import as_shown, is_blank
from oversight.returns.reading.numbers import is_failed
from oversight.wording import write_date

_JUDGED = (Worked.YES, Worked.PARTLY, Worked.NO)
_ASKS = "Hard Truths, paragraph 1.37: lessons learned and improvements made."


def _none(survey: Survey) -> Iterator[Fault]:
    file = survey.file
    if file.lessons or file.layout is Layout.NATIONAL or not file.period.is_quarter:
        return
    upheld = (total_of(file, UPHELD) or 0) + (total_of(file, PARTIALLY_UPHELD) or 0)
    if upheld:
        yield Fault(f"{upheld:,} complaints were upheld wholly or in part, and no lesson is told.")


def _theme_unknown(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.lessons:
        if row.theme is None and not is_failed(row.cells.get("theme")):
            if row.theme_text:
                yield Fault(f"“{row.theme_text[:80]}” is no subject of KO41a.", row, "theme")
            else:
                yield Fault("The lesson has no theme.", row, "theme")


def _lesson_blank(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.lessons:
        if not row.lesson:
            yield Fault("The row does not say what was learned.", row, "lesson")


def _action_blank(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.lessons:
        if row.lesson and not row.action:
            yield Fault("Nothing is said of what was or will be changed.", row, "action")


def _not_a_day(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.lessons:
        for code in ("due", "done"):
            cell = row.cells.get(code)
            if not is_blank(cell) and code not in row.days and not is_failed(cell):
                yield Fault(f"“{(as_shown(cell) or '')[:80]}” is not a day.", row, code)


def _done_later(survey: Survey) -> Iterator[Fault]:
    today = survey.context.today
    for row in survey.file.lessons:
        done = row.day("done")
        if done is not None and done > today:
            yield Fault(f"{write_date(done)} has not come yet.", row, "done")


def _overdue(survey: Survey) -> Iterator[Fault]:
    last_day = survey.context.period.last_day
    for row in survey.file.lessons:
        due = row.day("due")
        if due is not None and due <= last_day and _is_undone(row):
            yield Fault(
                f"It was to be done by {write_date(due)}, and no day is given on which it was done.", row, "due"
            )


def _is_undone(row: LessonRow) -> bool:
    """Whether the cell of the day on which it was done is blank; one that must be mended is spoken of elsewhere."""
    return "done" in row.days and row.days["done"] is None


def _worked_unknown(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.lessons:
        cell = row.cells.get("worked")
        if row.worked is None and not is_blank(cell) and not is_failed(cell) and (as_shown(cell) or "").strip("-– "):
            yield Fault(f"“{(as_shown(cell) or '')[:80]}” does not say whether it worked.", row, "worked")


def _worked_undone(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.lessons:
        if row.worked in _JUDGED and row.day("done") is None:
            yield Fault("Whether it worked is told, and no day on which it was done.", row, "worked")


def _worked_unsaid(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.lessons:
        if row.worked in _JUDGED and not row.known_by:
            yield Fault("Whether it worked is told, and not by what it is known.", row, "known_by")


NONE = Rule(
    id="complaints.lessons_missing",
    severity=Severity.EXPLAIN,
    text="Where complaints were upheld in a quarter, the return tells what was learned.",
    mend="Fill in the sheet “Lessons” of the template; or say why nothing was learned.",
    check=_none,
    trips=Example(without=("lesson",)),
    silent=Example(),
    source=_ASKS,
)
THEME_UNKNOWN = Rule(
    id="complaints.theme_unknown",
    severity=Severity.MUST_FIX,
    text="Every lesson has a theme: a subject of KO41a, or a sub-category of clinical treatment.",
    mend="Choose the theme from the list of the template.",
    check=_theme_unknown,
    trips=Example({"lesson": {"theme": "Parking"}, "another": {"lesson": "Ask first.", "action": "We ask."}}),
    silent=Example({"lesson": {"theme": "values & behaviours of staff"}}),
)
LESSON_BLANK = Rule(
    id="complaints.lesson_blank",
    severity=Severity.MUST_FIX,
    text="A row of lessons says what was learned.",
    mend="Write the lesson, or take the row out.",
    check=_lesson_blank,
    trips=Example({"lesson": {"lesson": " - "}}),
    silent=Example(),
    source=_ASKS,
)
ACTION_BLANK = Rule(
    id="complaints.action_blank",
    severity=Severity.EXPLAIN,
    text="A lesson without an action is asked about.",
    mend="Write what was or will be changed; or say why nothing is.",
    check=_action_blank,
    trips=Example({"lesson": {"action": ""}}),
    silent=Example(),
    source=_ASKS,
)
NOT_A_DAY = Rule(
    id="complaints.not_a_day",
    severity=Severity.MUST_FIX,
    text="The days of a lesson are days.",
    mend="Enter the day as 14/10/2026.",
    check=_not_a_day,
    trips=Example({"lesson": {"due": "soon", "done": "31/02/2025"}}),
    silent=Example({"lesson": {"due": "1 March 2025", "done": "2025-03-01"}}),
)
DONE_LATER = Rule(
    id="complaints.done_in_the_future",
    severity=Severity.MUST_FIX,
    text="What was done was done on a day that has come.",
    mend="Leave the day blank until it is done; “Due” says by when it will be.",
    check=_done_later,
    trips=Example({"lesson": {"done": "21/04/2025"}}),
    silent=Example({"lesson": {"done": "20/04/2025"}}),
)
OVERDUE = Rule(
    id="complaints.action_overdue",
    severity=Severity.EXPLAIN,
    text="What was to be done by the end of the period and is not done is asked about.",
    mend="Enter the day on which it was done. If it is not, say why, and by when it will be.",
    check=_overdue,
    trips=Example({"lesson": {"due": "31/03/2025", "done": "", "worked": ""}}),
    silent=Example({"lesson": {"due": "01/04/2025", "done": "", "worked": ""}}),
)
WORKED_UNKNOWN = Rule(
    id="complaints.worked_unknown",
    severity=Severity.MUST_FIX,
    text=f"Whether an improvement worked is {', '.join(f'“{one.label}”' for one in Worked)}, or blank.",
    mend="Choose from the list of the template; the rest is for “Known by”.",
    check=_worked_unknown,
    trips=Example({"lesson": {"worked": "Rather"}}),
    silent=Example({"lesson": {"worked": "IN PART"}}),
)
WORKED_UNDONE = Rule(
    id="complaints.worked_before_done",
    severity=Severity.EXPLAIN,
    text="Where an improvement is said to have worked or not, there is a day on which it was done.",
    mend="Enter the day; or choose “Too early to say”.",
    check=_worked_undone,
    trips=Example({"lesson": {"done": ""}}),
    silent=Example({"lesson": {"done": "", "due": "01/05/2025", "worked": "Too early to say"}}),
)
WORKED_UNSAID = Rule(
    id="complaints.worked_without_evidence",
    severity=Severity.EXPLAIN,
    text="Where an improvement is said to have worked or not, the return says by what that is known.",
    mend="Write by what you know it: an audit, a count before and after, what patients said.",
    check=_worked_unsaid,
    trips=Example({"lesson": {"known_by": ""}}),
    silent=Example({"lesson": {"worked": "", "known_by": ""}}),
)
RULES = (
    NONE, THEME_UNKNOWN, LESSON_BLANK, ACTION_BLANK, NOT_A_DAY, DONE_LATER, OVERDUE, WORKED_UNKNOWN, WORKED_UNDONE,
    WORKED_UNSAID,
)  # fmt: skip
