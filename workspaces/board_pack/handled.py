"""How complaints were handled, what went to the Ombudsman, and what complainants say of it."""

from __future__ import annotations

from complaints.items import ASKED_BY_CODE
from complaints.said import PeriodSaid
from oversight.typesetting import Heading, Paragraph, Part, Points, Table
from oversight.wording import write_number, write_percent
from workspaces.board_pack.facts import PackFacts
from workspaces.board_pack.words import capital, counted, percent, quarter_in_words, was_or_were

# Each number that is a part of another: what it is called, its part and its whole. None: the new complaints.
PARTS: tuple[tuple[str, str | None], ...] = (
    ("acknowledged_in_time", None),
    ("offered_conversation", None),
    ("offered_clinician", None),
    ("answered_in_agreed_time", "answers_due"),
    ("signed_by_responsible_person", "answers_sent"),
    ("reopened", "answers_sent"),
    ("beyond_six_months", "six_months_ended"),
    ("independent_offered", "serious"),
)
_OMBUDSMAN = (
    ("ombudsman_referred", "were referred to the Ombudsman, as far as the trust was told"),
    ("ombudsman_investigated", "were taken up for investigation"),
    ("ombudsman_settled", "were settled without an investigation"),
    ("ombudsman_upheld", "were upheld by the Ombudsman"),
    ("ombudsman_partly_upheld", "were partly upheld by the Ombudsman"),
    ("ombudsman_not_upheld", "were not upheld by the Ombudsman"),
)


def pair_of(said: PeriodSaid, part: str, whole: str | None) -> tuple[int | None, int | None]:
    """Return a number that the policy asks for and what it is a part of; None for one that the return does not tell."""
    if whole is None:
        return said.asked(part), said.whole.new if said.whole else None
    return said.asked(part), said.asked(whole)


def handled(facts: PackFacts) -> list[Part]:
    """Return the part of the pack; nothing where no return stands."""
    now = facts.now
    if now is None or facts.quarter is None:
        return []
    before = facts.said.get(facts.quarter.plus(-1))
    rows = [
        [
            ASKED_BY_CODE[part].label,
            *_cells(now, part, whole),
            _cells(before, part, whole)[2] if before else "not submitted",
        ]
        for part, whole in PARTS
    ]
    parts: list[Part] = [
        Heading("How complaints were handled"),
        Table(
            f"Handling in {quarter_in_words(facts.quarter)}",
            ["What was asked", "Complaints", "Out of", "Share", "Quarter before"],
            rows,
            range(1, 5),
        ),
    ]
    found = short_of_the_law(now)
    parts.append(
        Points(found)
        if found
        else Paragraph("By what the return tells, no complaint was left without what the regulations ask for.")
    )
    return [*parts, Heading("The Ombudsman", 3), Paragraph(ombudsman(now))]


def _cells(said: PeriodSaid, part: str, whole: str | None) -> tuple[str, str, str]:
    number, out_of = pair_of(said, part, whole)
    if part in said.handling and said.handling[part].not_applicable:
        return "does not apply", "", ""
    share = write_percent(percent(number, out_of)) if number is not None and out_of else "none"
    return (
        write_number(number, blank="not given"),
        write_number(out_of, blank="not given"),
        share if number is not None and out_of is not None else "not given",
    )


def short_of_the_law(said: PeriodSaid) -> list[str]:
    """Name what fell short of the regulations and the policy, and what the return leaves open."""
    found = []
    for part, whole, text in (
        ("acknowledged_in_time", None, "not acknowledged within three working days, as regulation 13 asks"),
        ("offered_conversation", None, "not offered a conversation at the start, as regulation 13 asks"),
        ("answered_in_agreed_time", "answers_due", "not answered within the time agreed"),
        ("signed_by_responsible_person", "answers_sent", "answered without the signature of the responsible person"),
        ("independent_offered", "serious", "serious and not offered an independent investigation"),
    ):
        number, out_of = pair_of(said, part, whole)
        if number is not None and out_of is not None and number < out_of:
            missed = out_of - number
            found.append(f"{capital(counted(missed, 'complaint'))} {was_or_were(missed)} {text}.")
    beyond = said.asked("beyond_six_months")
    if beyond:
        found.append(
            f"{capital(counted(beyond, 'complaint'))} {was_or_were(beyond)} without an answer after six months, and "
            "without more time agreed before they ended (regulation 14)."
        )
    silent = [ASKED_BY_CODE[part].label.lower() for part, whole in PARTS if _is_silent(said, part, whole)]
    found += [f"The return does not tell: {label}." for label in silent]
    return found


def _is_silent(said: PeriodSaid, part: str, whole: str | None) -> bool:
    if part in said.handling and said.handling[part].not_applicable:
        return False
    return None in pair_of(said, part, whole)


def ombudsman(said: PeriodSaid) -> str:
    """Say what the return tells of the Ombudsman."""
    sentences = []
    for code, text in _OMBUDSMAN:
        number = said.asked(code)
        if number is not None and (number or code == "ombudsman_referred"):
            told = text.replace("were", "was", 1) if number == 1 else text
            sentences.append(f"{capital(counted(number, 'complaint'))} {told}.")
    return " ".join(sentences) or "The return does not tell of complaints to the Ombudsman."
