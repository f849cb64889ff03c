"""What a state means to the person who looks at it: its tag, and what they can do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, Powers
from oversight.returns.calendar import Due, DueState
from oversight.returns.models import Submission
from oversight.returns.states import State

_COLOURS = {
    State.RECEIVED: "blue",
    State.CHECKING: "blue",
    State.UNREADABLE: "red",
    State.TO_FIX: "red",
    State.TO_EXPLAIN: "yellow",
    State.READY: "purple",
    State.AWAITING_SIGNATURE: "purple",
    State.RETURNED: "orange",
    State.ACCEPTED: "green",
    State.WITHDRAWN: "grey",
    State.FAILED: "red",
}


@dataclass(frozen=True)
class Tag:
    """A status in words, and the colour that goes with it."""

    text: str
    colour: str


@dataclass(frozen=True)
class Step:
    """The next thing that this person can do, and where."""

    text: str
    address: str


def tag_of(submission: Submission) -> Tag:
    """Return the submission's state as a tag."""
    state = State(submission.state)
    return Tag(state.label, _COLOURS[state])


def next_step(submission: Submission, powers: Powers, person: Person) -> Step | None:
    """Return what the person can do next with the submission; None where it waits for others or is closed."""
    page = reverse("workspace:submission", args=[submission.reference])
    may_prepare = powers.may(Action.PREPARE_RETURN, submission.trust_id)
    state = State(submission.state)
    if state is State.AWAITING_SIGNATURE:
        may_sign = powers.may(Action.SIGN_RETURN, submission.trust_id) and submission.prepared_by_id != person.pk
        return Step("Read and sign", reverse("workspace:sign", args=[submission.reference])) if may_sign else None
    if not may_prepare:
        return None
    match state:
        case State.UNREADABLE:
            return Step("See why it could not be read", page)
        case State.TO_FIX:
            return Step("See what to fix", page)
        case State.TO_EXPLAIN:
            return Step("Explain what is unusual", reverse("workspace:explain", args=[submission.reference]))
        case State.READY:
            return Step("Check your answers and send", reverse("workspace:send", args=[submission.reference]))
        case State.RETURNED:
            return Step("See what the signatory asks", page)
        case State.FAILED:
            return Step("Try again", page)
        case _:
            return None


@dataclass(frozen=True)
class DeskItem:
    """One return on the desk: its status, and what the person can do with it (None: it waits for others)."""

    due: Due
    tag: Tag
    step: Step | None
    address: str
    may_send: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is under way for an accepted return."""
        return self.due.state is DueState.ACCEPTED and self.due.submission is None


def desk_item(due: Due, powers: Powers, person: Person) -> DeskItem:
    """Return a return that is due as the person sees it."""
    address = reverse("workspace:return", args=[due.kind, due.trust.code, due.period])
    may_send = powers.may(Action.PREPARE_RETURN, due.trust)
    if due.submission is not None:
        # The trust is at hand: nothing is read again for each row.
        due.submission.trust = due.trust
        return DeskItem(due, tag_of(due.submission), next_step(due.submission, powers, person), address, may_send)
    if due.state is DueState.ACCEPTED:
        return DeskItem(due, Tag("Accepted", "green"), None, address)
    if due.state is DueState.NOT_OPEN:
        return DeskItem(due, Tag("Not open yet", "grey"), None, address)
    tag = Tag("Late", "red") if due.late else Tag("Not started", "grey")
    return DeskItem(due, tag, Step("Prepare this return", address) if may_send else None, address, may_send)
