"""The notices of the demonstration country that were issued since a trust's last report, outside of inspections. Pure.

Each limits a rating that stands published better, so that the computed one differs and an inspector is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from ratings.rules.ratings_words import KeyQuestion
from workspaces.demonstration.country import trust_code


@dataclass(frozen=True)
class NoticeStory:
    """One notice: ``issued`` is how many days ago, ``due`` how many days later its time ends (None: by its power)."""

    number: int
    trust: int
    issued: int
    power: str
    regulations: tuple[str, ...]
    areas: tuple[tuple[str, KeyQuestion], ...]
    title: str
    reasons: str
    requirement: str = ""
    due: int | None = None

    @property
    def trust_code(self) -> str:
        """The code of the trust that it binds."""
        return trust_code(self.trust)


NOTICES = (
    NoticeStory(
        number=1,
        trust=11,
        issued=25,
        power="section_29a",
        regulations=("12", "18"),
        areas=(("urgent_and_emergency", KeyQuestion.SAFE), ("medical_care", KeyQuestion.SAFE)),
        title="Waiting for a first assessment",
        reasons="People who came by ambulance waited in a corridor for hours before a nurse had assessed them.",
        requirement="Assess everybody within fifteen minutes of their arrival, on every shift.",
        due=90,
    ),
    NoticeStory(
        number=2,
        trust=12,
        issued=12,
        power="regulation_17_3",
        regulations=("10",),
        areas=(("urgent_and_emergency", KeyQuestion.CARING),),
        title="Privacy in the emergency department",
        reasons="Conversations about people's health were held where others heard them.",
    ),
)
