"""The mortality alerts of the demonstration country: whose deaths were above those expected, and how far each has come.

Pure. The groups of patients are ones of which nothing else is told here, so that no band or release rests on them.
"""

from __future__ import annotations

from dataclasses import dataclass

from workspaces.demonstration.country import trust_code

# Deaths and how many were expected, quarter by quarter.
Quarters = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Check:
    """What the check found, so many days after the alert was raised."""

    after: int
    data_quality: str
    case_mix: str


@dataclass(frozen=True)
class Asked:
    """The letter, so many days after the alert was raised."""

    after: int
    questions: str


@dataclass(frozen=True)
class Answered:
    """The trust's answer to it."""

    after: int
    text: str
    notes_reviewed: int


@dataclass(frozen=True)
class Considered:
    """What the panel found, and, where it was decided already, the reason for an action plan."""

    after: int
    attended: str
    found: str
    decided_after: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class MortalityStory:
    """One alert: ``raised`` is how many days ago; the last of the quarters is the newest one known by then."""

    number: int
    trust: int
    measure: str
    raised: int
    quarters: Quarters
    check: Check | None = None
    asked: Asked | None = None
    answered: Answered | None = None
    considered: Considered | None = None

    @property
    def trust_code(self) -> str:
        """The code of the trust that it is about."""
        return trust_code(self.trust)


STORIES = (
    MortalityStory(
        number=1,
        trust=8,
        measure="mortality_respiratory",
        raised=3,
        quarters=((31, 32.4), (36, 34.8), (30, 30.1), (27, 26.9), (38, 31.6), (49, 33.0), (44, 29.2), (46, 27.1)),
    ),
    MortalityStory(
        number=2,
        trust=1,
        measure="mortality_trauma",
        raised=19,
        quarters=((6, 6.1), (5, 6.4), (7, 6.0), (4, 5.8), (9, 6.2), (12, 6.5), (11, 6.1), (14, 5.9)),
        check=Check(
            3,
            "All quarters are complete. The coding of the main diagnosis was audited in spring; nothing was found that "
            "would move the figures so far.",
            "Since last autumn more people come from care homes. The expected number allows for age and for other "
            "illnesses, but not for frailty. This explains a part at most.",
        ),
        asked=Asked(
            5,
            "Please review the case notes of the patients with a broken hip who died since last October, and tell us:\n"
            "- how long they waited for their operation, and why;\n"
            "- who saw them on the ward before and after it, on weekdays and at weekends;\n"
            "- what you found that went well, what did not, and what you have changed.",
        ),
    ),
    MortalityStory(
        number=3,
        trust=10,
        measure="mortality_infectious",
        raised=62,
        quarters=((14, 13.2), (12, 13.8), (15, 14.1), (13, 12.7), (19, 13.0), (24, 13.9), (22, 13.1), (23, 12.5)),
        check=Check(
            4,
            "Sepsis was recorded as the main diagnosis more often once the new record came in, for mild cases as well. "
            "That lowers the ratio and does not raise it.",
            "No new service and no more transfers than before.",
        ),
        asked=Asked(
            8,
            "Please review the case notes of the patients with sepsis who died in these quarters, and tell us how soon "
            "each was seen, given antibiotics and reviewed by a senior doctor.",
        ),
        answered=Answered(
            34,
            "Two senior doctors and a nurse reviewed the notes. Most patients came from care homes and were treated "
            "within the hour. For eleven the first antibiotic was late, mostly in the evening. Since March a nurse for "
            "sepsis is on duty until midnight.",
            88,
        ),
    ),
    MortalityStory(
        number=4,
        trust=9,
        measure="mortality_nephrological",
        raised=128,
        quarters=((4, 4.4), (5, 4.1), (3, 4.6), (4, 4.3), (8, 4.2), (9, 4.5), (8, 4.4), (10, 4.2)),
        check=Check(3, "Complete, and as the laboratory has it.", "As in the years before."),
        asked=Asked(
            6, "Please review the case notes, and tell us how patients with failing kidneys are found and seen."
        ),
        answered=Answered(
            31,
            "We reviewed all notes. Warnings from the laboratory reached the ward but were not always acted on over "
            "the weekend.",
            35,
        ),
        considered=Considered(
            47,
            "Moira Quill, a consultant in renal medicine, a nurse, a statistician",
            "The review is thorough and open. The weekend is where it has to change.",
            decided_after=52,
            reason="The trust's plan for weekends answers the question. It reports on it after six months.",
        ),
    ),
)
