"""What complainants of the demonstration's trusts answer, quarter by quarter: pure, and the same at every making."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.survey.codes import DIGITS, written
from complaints.survey.questions import SCALE, Point, survey_of
from oversight.measures.periods import Period
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.country import DemonstrationTrust

# The first trust of the country had one answer too few in the newest quarter that is over.
FEW = 7
_LETTERS_FOR_EACH_ANSWER = 2
_LEFT_OUT, _DOES_NOT_APPLY = 0.03, 0.06


@dataclass(frozen=True, slots=True)
class Told:
    """What was handed out and came back at a trust, or at one of its sites, in a quarter.

    ``sent``: code by code; the codes that nobody used are among ``codes`` alone.
    """

    site: str
    codes: tuple[str, ...]
    sent: tuple[tuple[str, dict[str, Point | None]], ...]


def told_of(trust: DemonstrationTrust, number: int, quarter: Period, *, quarters_ago: int) -> list[Told]:
    """Return what came back at a trust, by its place in the country, in a quarter; 1 ago is the newest that is over."""
    chance = Chance("survey", trust.code, quarter)
    answers = FEW if number == 0 and quarters_ago == 1 else chance.whole(9, 22)
    if quarters_ago == 0:
        # The quarter is not over: some have answered, and nobody is shown what.
        answers = max(1, answers // 3)
    # Every third trust with several hospitals hands out codes hospital by hospital.
    by_site = len(trust.sites) > 1 and number % 3 == 1
    places = [site.code for site in trust.sites] if by_site else [""]
    return [_told(trust, place, quarter, answers) for place in places]


def _told(trust: DemonstrationTrust, site: str, quarter: Period, answers: int) -> Told:
    chance = Chance("survey answers", trust.code, site, quarter)
    codes = tuple(
        _code(Chance("survey code", trust.code, site, quarter, number))
        for number in range(answers * _LETTERS_FOR_EACH_ANSWER)
    )
    # How a trust deals with complaints lasts; the second stage is the easiest and the fourth the hardest.
    lasting = Chance("survey", trust.code).near(0.0, 0.09)
    given = [_answers(chance, quarter, lasting) for _ in range(answers)]
    return Told(site, codes, tuple(zip(codes, given, strict=False)))


_EASE = {"considering": 0.52, "making": 0.6, "informed": 0.5, "outcomes": 0.38, "reflecting": 0.55}


def _answers(chance: Chance, quarter: Period, lasting: float) -> dict[str, Point | None]:
    return {
        question.code: _point(chance, _EASE.get(question.code, 0.5) + lasting)
        for question in survey_of(quarter).questions
    }


def _point(chance: Chance, agrees: float) -> Point | None:
    drawn = chance.share()
    if drawn < _LEFT_OUT:
        return None
    if drawn < _LEFT_OUT + _DOES_NOT_APPLY:
        return Point.DOES_NOT_APPLY
    strongly, fully, neither, against, strongly_against = SCALE
    if chance.share() < agrees:
        return strongly if chance.share() < 0.35 else fully
    return _one_of(chance, (neither, against, strongly_against))


def _one_of(chance: Chance, points: Sequence[Point]) -> Point:
    return chance.one_of(points)


def _code(chance: Chance) -> str:
    return written("".join(chance.one_of(DIGITS) for _ in range(12)))
