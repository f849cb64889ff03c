"""What a group's members wrote, as its pages show it: intelligence, worries, actions, each with its standing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from oversight.accounts.models import Person
from oversight.organisations.models import Body, Trust
from oversight.wording import write_count
from ratings.surveillance.acting import actions_of, worries_of
from ratings.surveillance.models import GroupAction, Intelligence, Share, Worry
from ratings.surveillance.sharing import readable_by
from ratings.surveillance.states import ActionState

_LEVELS = {Worry.Level.MOST: "red", Worry.Level.CLOSER: "orange", Worry.Level.USUAL: "white"}
_RECENTLY_ENDED = 10


@dataclass(frozen=True, slots=True)
class ShownIntelligence:
    """A piece of intelligence in a list, without its words."""

    item: Intelligence
    readers: str

    @property
    def withdrawn(self) -> bool:
        """Whether only its mark is left to read."""
        return hasattr(self.item, "withdrawal")

    @property
    def heading(self) -> str:
        """What it is about; what was withdrawn has none any more."""
        return "Withdrawn" if self.withdrawn else self.item.heading


@dataclass(frozen=True, slots=True)
class ShownWorry:
    """The group's standing word on a trust."""

    trust: Trust
    worry: Worry

    @property
    def label(self) -> str:
        """The level in words."""
        return str(Worry.Level(self.worry.level).label)

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _LEVELS[Worry.Level(self.worry.level)]


@dataclass(frozen=True, slots=True)
class ShownAction:
    """An action with its standing on a day."""

    action: GroupAction
    today: date

    @property
    def state(self) -> ActionState:
        """Where it is."""
        return ActionState(self.action.state)

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed while it is under way."""
        return self.state is ActionState.OPEN and self.action.due_on < self.today

    @property
    def label(self) -> str:
        """Where it is, in words, with the days."""
        if self.is_overdue:
            return f"Overdue by {write_count((self.today - self.action.due_on).days, 'day')}"
        return self.state.label

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        if self.is_overdue:
            return "red"
        return {ActionState.OPEN: "blue", ActionState.DONE: "green", ActionState.DROPPED: "grey"}[self.state]

    @property
    def moved(self) -> bool:
        """Whether it has another day than was promised first."""
        return self.action.due_on != self.action.first_due_on


def intelligence_shown(group: Body, *, reader: Person, on: date, trust: Trust | None = None) -> list[ShownIntelligence]:
    """Return what the reader may see of a group or of one trust, the newest first; four queries."""
    found = readable_by(reader, group, on)
    items = list(found.filter(trust=trust) if trust else found)
    return [ShownIntelligence(item, readers) for item, readers in zip(items, _readers(items), strict=True)]


def worries_shown(group: Body, trusts: Iterable[Trust]) -> list[ShownWorry]:
    """Return the trusts of which the group agreed a word, the most worrying first and then by name."""
    standing = worries_of(group)
    order = list(Worry.Level)
    shown = [ShownWorry(trust, standing[trust.pk]) for trust in trusts if trust.pk in standing]
    # Python keeps the order of equals, which is that of the trusts.
    return sorted(shown, key=lambda one: order.index(Worry.Level(one.worry.level)))


def actions_shown(
    group: Body, *, today: date, trust: Trust | None = None
) -> tuple[list[ShownAction], list[ShownAction]]:
    """Return the actions under way, the one due first at the top, and those that ended last."""
    found = actions_of(group)
    if trust is not None:
        found = found.filter(trust=trust)
    under_way = found.filter(state=str(ActionState.OPEN)).order_by("due_on", "pk")
    ended = found.exclude(state=str(ActionState.OPEN)).order_by("-state_at", "-pk")[:_RECENTLY_ENDED]
    return [ShownAction(one, today) for one in under_way], [ShownAction(one, today) for one in ended]


def _readers(items: Sequence[Intelligence]) -> list[str]:
    """Return in words by how many each piece can be read."""
    shares: dict[int, list[Share]] = {}
    for row in Share.objects.filter(intelligence__in=items):
        shares.setdefault(row.intelligence_id, []).append(row)
    return [_readers_of(shares.get(item.pk, [])) for item in items]


def _readers_of(shares: Sequence[Share]) -> str:
    if not shares:
        return "Only who added it"
    if any(row.reader_id is None for row in shares):
        return "The whole group"
    return f"{write_count(len(shares), 'member')} besides who added it"
