"""What those who complained answered, of closed quarters alone and never of a few."""

from __future__ import annotations

from complaints.survey.results import QuarterShown
from oversight.typesetting import Heading, Paragraph, Part, Table
from oversight.wording import write_number, write_percent
from workspaces.board_pack.words import percent


def answered(shown: QuarterShown | None) -> list[Part]:
    """Return the part of the pack: the newest closed quarter that was over at the end of the month."""
    title = Heading("What those who complained say of it")
    if shown is None:
        return [title, Paragraph("The trust has handed out no codes for the survey in a quarter that is closed.")]
    when = f"{shown.quarter.first_day:%B} to {shown.quarter.last_day:%B %Y}"
    least = shown.survey.least_answers.value
    if shown.answers is None:
        return [title, Paragraph(f"Fewer than {least} people answered in {when}: nothing is told of their answers.")]
    rows = []
    for question in shown.survey.questions:
        share = shown.shares[question.code]
        rows.append(
            [
                question.stage,
                question.statement,
                f"fewer than {least} answers"
                if share is None
                else write_percent(percent(share.agreed, share.answered)),
            ]
        )
    return [
        title,
        Paragraph(
            f"{write_number(shown.answers)} people answered in {when}. A quarter is told by itself, never added up."
        ),
        Table("Who agreed, of those who answered", ["Stage", "Statement", "Agreed"], rows, (2,)),
    ]
