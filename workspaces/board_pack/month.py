"""What is new in the month itself: ward staffing and safety, which come every month."""

from __future__ import annotations

from oversight.typesetting import Heading, Paragraph, Part, Points
from oversight.wording import write_count
from workspaces.board_pack.facts import PackFacts, SafetyFacts
from workspaces.board_pack.words import capital, counted, was_or_were


def staffing(facts: PackFacts) -> list[Part]:
    """Return what ward staffing shows."""
    title = Heading("Ward staffing", 3)
    told = facts.staffing
    if told.month is None:
        return [title, Paragraph("No ward staffing return that was accepted tells of this month or an earlier one.")]
    sentences = []
    if told.month != facts.month:
        sentences.append(
            f"No ward staffing return for {facts.month.label} has been accepted; this is of {told.month.label}."
        )
    sentences.append(
        f"The staffing alarm is raised: {told.alarm}" if told.alarm else "The staffing alarm is not raised."
    )
    wards = told.wards
    if not wards:
        return [title, Paragraph(" ".join([*sentences, "No ward shows a signal."]))]
    stand = "shows" if len(wards) == 1 else "show"
    sentences.append(f"{capital(write_count(len(wards), 'ward'))} {stand} a signal.")
    points = [
        f"{ward.name}: {' '.join(ward.reasons)}"
        + (f" The trust said: {' '.join(ward.said)}" if ward.said else " The trust said nothing of it.")
        for ward in wards
    ]
    return [title, Paragraph(" ".join(sentences)), Points(points)]


def safety(facts: PackFacts) -> list[Part]:
    """Return what the safety return of the month tells, with the duty of candour."""
    title = Heading("Safety and the duty of candour", 3)
    if facts.safety is None:
        return [title, Paragraph(f"No safety measures return for {facts.month.label} has been accepted.")]
    return [title, Paragraph(" ".join(_sentences(facts.safety)))]


def _sentences(told: SafetyFacts) -> list[str]:
    sentences = []
    if told.never_events is None:
        sentences.append("The return does not tell how many never events there were.")
    else:
        number = told.never_events
        sentences.append(f"There {was_or_were(number)} {counted(number, 'never event')} in the month.")
    if told.alerts_overdue is None:
        sentences.append("The return does not tell of patient safety alerts.")
    else:
        number = told.alerts_overdue
        sentences.append(
            f"{capital(counted(number, 'patient safety alert'))} {was_or_were(number)} overdue at its end."
        )
    if told.reported is None or told.untold is None or told.telling_overdue is None:
        return [*sentences, "The return does not tell of notifiable incidents."]
    sentences.append(
        f"{capital(counted(told.reported, 'notifiable incident'))} {was_or_were(told.reported)} reported in the month."
    )
    sentences.append(
        f"At its end {counted(told.untold, 'incident')} {was_or_were(told.untold)} not yet told to the patient or "
        "their family"
        + (
            f", {told.telling_overdue} of them beyond the {told.working_days} working days of the standard contract."
            if told.untold
            else "."
        )
    )
    return sentences
