"""The cases of special measures of the demonstration: what led to each, who helps, and what came of it. Pure.

Days of what happened before entry are counted back from today, those since then from the day of entry; what would still
lie in the future is not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from workspaces.demonstration.country import trust_code


@dataclass(frozen=True, slots=True)
class Promised:
    """What a partner promised: so many days after entry it is due, and was done, with words; None: not yet."""

    what: str
    due: int
    done: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """A trust that helps: its number, what the contract is about, and its promises."""

    trust: int
    words: str
    promises: tuple[Promised, ...]

    @property
    def trust_code(self) -> str:
        """The code of the trust that helps."""
        return trust_code(self.trust)


@dataclass(frozen=True, slots=True)
class Review:
    """A review of what the leadership is capable of: asked, due and found so many days after entry."""

    reviewer: str
    words: str
    asked: int
    due: int
    found: int
    finding: str


@dataclass(frozen=True, slots=True)
class Board:
    """What the Board was asked to demonstrate, what it showed, and whether that was accepted; None: still to come."""

    asked: int
    what: str
    due: int
    shown: int | None = None
    words: str = ""
    decided: int | None = None
    accepted: bool = True
    because: str = ""


class Ending(Enum):
    """What was recommended later on."""

    EXIT = "exit"
    EXTENSION = "extension"
    FURTHER_ACTION = "further_action"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, slots=True)
class Later:
    """What was recommended and decided so many days ago; ``decided`` is None where it waits."""

    kind: Ending
    recommended: int
    reason: str
    decided: int | None = None
    decision: str = ""
    # Whether people found the improvement able to last, and why; blank where nobody judged that.
    sustainable: str = ""
    # How many days after entry an extension ends.
    extended_to: int | None = None


@dataclass(frozen=True, slots=True)
class CaseStory:
    """One case: recommended and entered so many days ago, and why."""

    trust: int
    recommended: int
    decided: int
    reason: str
    decision: str
    # What the reason rests on, where the criteria are not met by published ratings.
    rests_on: str = ""
    is_declined: bool = False
    director: str = ""
    about_director: str = ""
    partners: tuple[Partner, ...] = ()
    review: Review | None = None
    boards: tuple[Board, ...] = ()
    later: tuple[Later, ...] = ()

    @property
    def trust_code(self) -> str:
        """The code of the trust."""
        return trust_code(self.trust)

    def recommended_on(self, today: date) -> date:
        """Return the day of the recommendation."""
        return today - timedelta(days=self.recommended)

    def decided_on(self, today: date) -> date:
        """Return the day of the decision, and so of entry where it was agreed."""
        return today - timedelta(days=self.decided)


_USUAL_REASON = (
    "Well-led and safe are Inadequate for the trust as a whole. The Board did not know of shortages that every ward had"
    " reported, and I do not see how it puts this right without help."
)
_USUAL_DECISION = (
    "The findings are serious and the Board's answer has no dates. An improvement director starts with the month, and a"
    " partner trust is under contract."
)
_USUAL_REVIEW = Review(
    reviewer="Two former chief executives of other regions",
    words="Can the Board lead the improvement that is needed, and what does it lack?",
    asked=14,
    due=70,
    found=66,
    finding="The Board sees its risks late. It needs a medical director in post, and figures by ward.",
)
_USUAL_BOARD = Board(
    asked=30,
    what="Show that every shortage that a ward reports reaches the Board within a week, and what the Board then does.",
    due=90,
    shown=84,
    words="Reports of eight weeks, from the ward to the Board's papers, with what was decided on each.",
    decided=95,
    because="The way from ward to Board is short and is used. What is decided has owners and days.",
)


def _not_accepted(board: Board) -> Board:
    return Board(
        board.asked,
        board.what,
        board.due,
        board.shown,
        "A policy and a chart of who reports to whom.",
        board.decided,
        accepted=False,
        because="A policy shows what is meant to happen, not what happens. Show it of the last eight weeks.",
    )


# A trust that is rated Outstanding helps three others; two others help with what they do well.
_ITS_WARDS = Partner(
    9,
    "Otterfield lends senior nurses, and opens its own wards and meetings to the trust's people.",
    (
        Promised(
            "Four senior nurses work beside the ward managers for three months.",
            60,
            52,
            "Four nurses came in week seven and stayed for the three months; two managers went back with them.",
        ),
        Promised(
            "Its weekly staffing meeting is open to ours, and its tool is set up here.",
            120,
            118,
            "The tool runs on every ward; nine of our managers have sat in.",
        ),
        Promised("A joint review of every death for a quarter.", 270),
    ),
)
_ITS_FLOW = Partner(
    1,
    "Wrenfield shows how it answers complaints, and trains those who do.",
    (
        Promised(
            "Train the complaints team and twelve investigators.",
            90,
            88,
            "All were trained; answers are read by a second person before they go.",
        ),
        Promised("Read twenty answers together after half a year, and say what is still wrong.", 190),
    ),
)
_ITS_DOOR = Partner(
    6,
    "Marlstead helps to change the way through the emergency department, from the door to the bed.",
    (
        Promised("A consultant and a senior nurse work in the department two days a week.", 45, 40, "Since week six."),
        Promised("A plan for beds at the weekend, tried for a month.", 150),
    ),
)

CASES: tuple[CaseStory, ...] = (
    # In special administration: nothing of what was promised held.
    CaseStory(
        trust=16,
        recommended=580,
        decided=560,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Ruth Ansell",
        about_director="Led two hospitals out of special measures.",
        partners=(_ITS_WARDS,),
        review=_USUAL_REVIEW,
        boards=(_not_accepted(_USUAL_BOARD),),
        later=(
            Later(
                Ending.FURTHER_ACTION,
                168,
                "Inspected again, the trust is as unsafe as it was. Fewer patients must be admitted until there are"
                " nurses for them.",
                160,
                "Two wards close to new patients from Monday, and ambulances go to the neighbours at night.",
            ),
            Later(
                Ending.ADMINISTRATION,
                62,
                "A year and a half of plans, with nothing that patients would notice. The Board cannot put it right.",
                48,
                "The direction is carried out: a special administrator takes the Board's place.",
            ),
        ),
    ),
    # Out at Good.
    CaseStory(
        trust=15,
        recommended=540,
        decided=520,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Peter Halloran",
        about_director="A former chief nurse.",
        partners=(_ITS_WARDS,),
        review=_USUAL_REVIEW,
        boards=(_USUAL_BOARD,),
        later=(
            Later(
                Ending.EXIT,
                126,
                "Inspected again, the trust is Good, and what its plan promised shows in its figures.",
                105,
                "The trust is Good and well led. Its partner stays at hand for half a year.",
                sustainable="The same people lead as a year ago, the figures moved and stayed, and staff say why.",
            ),
        ),
    ),
    # Extended once.
    CaseStory(
        trust=17,
        recommended=500,
        decided=480,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Amara Quist",
        about_director="Was chief operating officer of a large trust.",
        partners=(_ITS_DOOR,),
        review=_USUAL_REVIEW,
        boards=(_USUAL_BOARD,),
        later=(
            Later(
                Ending.EXTENSION,
                108,
                "Care is better than a year ago; the trust is not yet well led. With a chairman in post since spring,"
                " half a year more will show whether it lasts.",
                98,
                "Half a year more, and no longer. The re-inspection is in the programme.",
                extended_to=540,
            ),
        ),
    ),
    # Recovering well: it has been recommended that it leaves.
    CaseStory(
        trust=10,
        recommended=455,
        decided=434,
        reason="More people died than would be expected, staff did not feel safe to speak up, and alerts stood"
        " unanswered. Well-led and safe are Inadequate.",
        decision="More people died than would be expected, staff did not feel safe to speak up, and alerts stood"
        " unanswered.",
        director="Miriam Stead",
        about_director="A former medical director; works here three days a week.",
        partners=(_ITS_WARDS, _ITS_FLOW),
        review=_USUAL_REVIEW,
        boards=(
            _not_accepted(_USUAL_BOARD),
            Board(
                110,
                "Show the same once more, of the last eight weeks and not of the policy.",
                160,
                152,
                "Eight weeks of reports of three wards, what the Board decided, and what the wards say came of it.",
                165,
                because="This is how it should be.",
            ),
        ),
        later=(
            Later(
                Ending.EXIT,
                19,
                "Inspected again, the trust is no longer Inadequate in anything, and what was promised was done.",
                sustainable="Staff speak up and are answered; the Board reads what they say before its accounts.",
            ),
        ),
    ),
    # Its updates are overdue.
    CaseStory(
        trust=14,
        recommended=350,
        decided=335,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Colm Drury",
        about_director="A former director of nursing.",
        partners=(_ITS_DOOR,),
        review=_USUAL_REVIEW,
        boards=(_not_accepted(_USUAL_BOARD), Board(120, "Show the same of the last eight weeks.", 180)),
        later=(
            Later(
                Ending.FURTHER_ACTION,
                9,
                "The trust has stopped telling the public how far it has come, and nobody here can say why.",
            ),
        ),
    ),
    # Merged into another trust since: the case goes on there.
    CaseStory(
        trust=3,
        recommended=336,
        decided=322,
        reason=_USUAL_REASON,
        decision="The findings are serious. Whether the trust can stand alone is looked at beside them.",
        director="Edith Marlow",
        about_director="Stays with the hospital through the merger.",
        partners=(_ITS_DOOR,),
    ),
    # Its claims are not borne out by its measures. The criteria were not met by ratings: the Chief Inspector said why.
    CaseStory(
        trust=2,
        recommended=338,
        decided=320,
        reason="The ratings are two years old. Since autumn waits in the emergency department have grown, nurses are"
        " short on most wards, and three letters of mine were answered with plans that have no dates.",
        decision="Three answers that name no day are enough. An improvement director starts this month.",
        rests_on="The last report, whose requirements of safe staffing are still not met.",
        director="Lionel Marsh",
        about_director="Led the emergency care of a region.",
        partners=(_ITS_WARDS,),
        review=_USUAL_REVIEW,
        boards=(_not_accepted(_USUAL_BOARD), Board(130, "Show what the new rota did, ward by ward.", 400)),
    ),
    CaseStory(
        trust=18,
        recommended=264,
        decided=250,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Hanna Voss",
        about_director="A former chief nurse.",
        partners=(_ITS_WARDS,),
        review=_USUAL_REVIEW,
        boards=(_USUAL_BOARD,),
    ),
    CaseStory(
        trust=20,
        recommended=232,
        decided=218,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Gareth Pole",
        about_director="A former chief executive.",
        partners=(_ITS_FLOW,),
        review=_USUAL_REVIEW,
        boards=(_USUAL_BOARD,),
    ),
    CaseStory(
        trust=19,
        recommended=184,
        decided=170,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Sofia Renn",
        about_director="A former medical director.",
        partners=(_ITS_DOOR,),
        review=_USUAL_REVIEW,
        boards=(_USUAL_BOARD,),
    ),
    # Just in.
    CaseStory(
        trust=13,
        recommended=38,
        decided=20,
        reason=_USUAL_REASON,
        decision=_USUAL_DECISION,
        director="Nora Tibbs",
        about_director="Begins with the month.",
        partners=(_ITS_WARDS,),
        boards=(Board(10, _USUAL_BOARD.what, 80),),
    ),
    # Recommended, and declined.
    CaseStory(
        trust=11,
        recommended=17,
        decided=8,
        reason="People wait for hours in a corridor before a nurse has seen them, and the Board heard of it from me.",
        decision="The warning notice has more than two months to run, and the trust has met its first two steps. If it"
        " does not meet the rest, recommend it again.",
        rests_on="The last report on the trust.",
        is_declined=True,
    ),
)
# Which trust, once it had left, was put forward for foundation status, and how many days ago.
APPLICANT, APPLIED = trust_code(15), 34
APPLICATION = "Rated Good, out of special measures since summer, and within its means for two years."
