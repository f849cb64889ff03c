"""What people tell the regulator in the demonstration: invented, each with how far inspectors have come with it."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.concerns.models import Route, Teller, Urgency
from complaints.concerns.themes import Theme
from workspaces.demonstration.country import trust_code


@dataclass(frozen=True)
class ConcernStory:
    """One concern. ago: days since it was told; trust: its number, None where no hospital was named.

    What was done is done in the order of the fields, a day after the other; ``name`` is sealed.
    """

    number: int
    ago: int
    text: str
    theme: Theme
    teller: Teller
    trust: int | None = None
    when: str = ""
    name: str = ""
    contact: str = ""
    urgency: Urgency | None = None
    safeguarding: bool = False
    of_substance: str = ""
    same_as: int | None = None
    answer: str = ""
    closed: str = ""
    spam: str = ""

    @property
    def route(self) -> Route:
        """By which page it came."""
        return Route.STAFF if self.teller is Teller.STAFF else Route.CARE

    @property
    def trust_code(self) -> str:
        """The code of the trust, blank for none."""
        return trust_code(self.trust) if self.trust is not None else ""


STORIES = (
    ConcernStory(
        1,
        ago=17,
        trust=1,
        teller=Teller.RELATIVE,
        theme=Theme.DAILY_NEEDS,
        when="Three weeks ago, on the night after her operation",
        text="My mother rang for water from ten until nearly midnight. When somebody came they said they were two for "
        "the whole ward. In the morning her lips were cracked.",
        name="Gwen Aldous",
        contact="gwen.aldous@home.example",
        urgency=Urgency.SOON,
        answer="Thank you for telling us. We have asked the hospital how many nurses were on this ward at night, and "
        "our inspectors look at it when they next visit. You can add to what you told us with your reference.",
    ),
    ConcernStory(
        2,
        ago=16,
        trust=1,
        teller=Teller.RELATIVE,
        theme=Theme.DAILY_NEEDS,
        text="My mother in law could not get a drink for two hours at night. The nurses ran all the time.",
        same_as=1,
    ),
    ConcernStory(
        3,
        ago=2,
        trust=4,
        teller=Teller.PUBLIC,
        theme=Theme.SAFETY,
        when="Yesterday afternoon",
        text="I was visiting a friend. In the bed opposite an old man was held down by both arms while he shouted. "
        "Nobody drew the curtain and nobody wrote anything down.",
        urgency=Urgency.URGENT,
        safeguarding=True,
    ),
    ConcernStory(
        4,
        ago=40,
        trust=10,
        teller=Teller.STAFF,
        theme=Theme.STAFF_NUMBERS,
        text="For a month we have started the night shift one registered nurse short, and the board shows the planned "
        "number as if she were there. I raised it with the matron twice and was told not to write it up.",
        name="A staff nurse of the night shift",
        contact="After eight in the evening: 07700 900461",
        urgency=Urgency.SOON,
        of_substance="The rotas of five nights that we saw show one nurse fewer than the return says.",
        answer="We have seen rotas that bear out what you told us, and we are following it with the trust. We have not "
        "said who told us, and will not.",
    ),
    ConcernStory(
        5,
        ago=4,
        trust=1,
        teller=Teller.STAFF,
        theme=Theme.SPEAKING_UP,
        text="People who report near misses here are moved to another ward. I would rather not say which one.",
    ),
    ConcernStory(
        6,
        ago=1,
        teller=Teller.PATIENT,
        theme=Theme.WAITING,
        text="I have waited since spring for a date and each letter says something else. I do not know whom to ask.",
    ),
    ConcernStory(
        7,
        ago=75,
        trust=2,
        teller=Teller.PATIENT,
        theme=Theme.LEAVING,
        text="I was sent home at two in the morning without my tablets and without anybody asking how I would get in.",
        urgency=Urgency.ROUTINE,
        answer="The hospital has told us that nobody is sent home between ten at night and seven in the morning any "
        "more without a senior nurse's word. We look at that when we next visit.",
        closed="The trust changed its rule on discharge at night. To be looked at on the next visit.",
    ),
    ConcernStory(
        8,
        ago=9,
        teller=Teller.PUBLIC,
        theme=Theme.OTHER,
        text="Best prices for office furniture, call today.",
        spam="An advertisement.",
    ),
)
