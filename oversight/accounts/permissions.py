"""Who may do what: the one place. A person's powers are those of the roles that they hold on the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from oversight.accounts.models import Membership, Person, Role
from oversight.organisations.models import Succession, Trust


class Action(StrEnum):
    """Something that a person does here, as far as it needs permission."""

    SEE_RETURNS = "see the returns of the trust"
    PREPARE_RETURN = "prepare a return"
    SIGN_RETURN = "sign a return"
    INSPECT = "see every trust's signals and returns"
    PLAN_INSPECTIONS = "plan inspections, their teams and the pool"
    GATHER_EVIDENCE = "gather evidence in an inspection"
    JUDGE = "judge, write the report and record breaches"
    REVIEW_QUALITY = "review the quality of a report"
    DECIDE_FACTUAL_ACCURACY = "decide on a trust's points of factual accuracy"
    PUBLISH_REPORT = "publish a report"
    ENFORCE = "issue notices and decide on them"
    CHECK_MORTALITY = "check mortality alerts and write to trusts about them"
    DECIDE_MORTALITY = "record the panel on a mortality alert and decide what comes of it"
    HANDLE_CONCERNS = "read, sort and answer what people tell us"
    OPEN_IDENTITY = "open the sealed identity of somebody who spoke up"
    SEE_INSPECTIONS = "see the trust's inspections once it was told of them"
    ANSWER_INSPECTION = "write the trust's answers to an inspection"
    SEND_ANSWER = "send the trust's answers to an inspection"
    OVERSEE = "see what oversight bodies see"
    RECOMMEND_ENTRY = "recommend that a trust enters special measures, or special administration"
    RECOMMEND_IN_CASE = "judge the criteria for leaving, and recommend what comes of special measures"
    DECIDE_MEASURES = "decide on special measures, and arrange what comes with them"
    SEE_CASES = "see the cases of special measures of one's area"
    SEE_PLAN = "see the trust's improvement plan and case, and those of a trust that it helps"
    KEEP_PLAN = "write the trust's improvement plan and its monthly report"
    SIGN_PLAN = "sign the trust's improvement plan and its monthly report"
    SURVEY_QUALITY = "take part in a quality surveillance group"
    COMMISSION = "ask trusts of the area about signals, and agree action plans with them"
    ANSWER_COMMISSIONER = "answer the trust's commissioners"
    SEE_PRACTICE = "find improvements that others offer, and offer one's own"
    SEE_AREA = "see what complaints are about across the trusts of an area"
    RELEASE_BANDS = "release the bands of a quarter"
    APPROVE_RELEASE = "approve a release"
    KEEP_ORGANISATIONS = "keep the register of organisations"
    KEEP_PEOPLE = "add people and end their roles"
    KEEP_CALENDAR = "keep the collection calendar"
    TAKE_OUT_FILES = "take a file that holds personal data out of the record"
    WATCH_WORK = "watch the work behind and let it try again"


# An inspector plans, gathers, judges, publishes, enforces, checks and hears; a manager also reviews what others judged.
_INSPECTORS = frozenset(
    {
        Action.INSPECT,
        Action.PLAN_INSPECTIONS,
        Action.GATHER_EVIDENCE,
        Action.JUDGE,
        Action.PUBLISH_REPORT,
        Action.ENFORCE,
        Action.CHECK_MORTALITY,
        Action.HANDLE_CONCERNS,
        Action.RECOMMEND_IN_CASE,
        Action.SEE_PRACTICE,
    }
)
_MANAGERS = _INSPECTORS | {
    Action.REVIEW_QUALITY,
    Action.DECIDE_FACTUAL_ACCURACY,
    Action.DECIDE_MORTALITY,
    Action.RELEASE_BANDS,
}

_ALLOWED: Mapping[Role, frozenset[Action]] = {
    Role.PREPARER: frozenset(
        {
            Action.SEE_RETURNS,
            Action.PREPARE_RETURN,
            Action.SEE_INSPECTIONS,
            Action.ANSWER_INSPECTION,
            Action.SEE_PLAN,
            Action.KEEP_PLAN,
            Action.ANSWER_COMMISSIONER,
            Action.SEE_PRACTICE,
        }
    ),
    Role.SIGNATORY: frozenset(
        {
            Action.SEE_RETURNS,
            Action.SIGN_RETURN,
            Action.SEE_INSPECTIONS,
            Action.ANSWER_INSPECTION,
            Action.SEND_ANSWER,
            Action.SEE_PLAN,
            Action.SIGN_PLAN,
            Action.ANSWER_COMMISSIONER,
            Action.SEE_PRACTICE,
        }
    ),
    Role.INSPECTOR: _INSPECTORS,
    Role.CHIEF_INSPECTOR: _MANAGERS | {Action.RECOMMEND_ENTRY},
    Role.INSPECTION_MANAGER: _MANAGERS,
    Role.SPECIALIST_ADVISER: frozenset({Action.GATHER_EVIDENCE}),
    Role.EXPERT_BY_EXPERIENCE: frozenset({Action.GATHER_EVIDENCE}),
    Role.RELEASE_APPROVER: frozenset({Action.APPROVE_RELEASE}),
    Role.OVERSIGHT_BODY: frozenset({Action.OVERSEE, Action.SEE_CASES, Action.DECIDE_MEASURES, Action.SEE_PRACTICE}),
    Role.HEALTHWATCH: frozenset({Action.OVERSEE, Action.SEE_CASES, Action.SEE_AREA}),
    Role.COMMISSIONER: frozenset({Action.OVERSEE, Action.SEE_CASES, Action.COMMISSION, Action.SEE_PRACTICE}),
    Role.GROUP_MEMBER: frozenset({Action.OVERSEE, Action.SEE_CASES, Action.SURVEY_QUALITY}),
    Role.CUSTODIAN: frozenset({Action.OPEN_IDENTITY}),
    Role.ADMINISTRATOR: frozenset(
        {Action.KEEP_ORGANISATIONS, Action.KEEP_PEOPLE, Action.KEEP_CALENDAR, Action.TAKE_OUT_FILES, Action.WATCH_WORK}
    ),
}

# Actions that reach no further than the trusts of the person's own memberships.
_WITHIN_TRUST = frozenset(
    {
        Action.SEE_RETURNS,
        Action.PREPARE_RETURN,
        Action.SIGN_RETURN,
        Action.SEE_INSPECTIONS,
        Action.ANSWER_INSPECTION,
        Action.SEND_ANSWER,
        Action.SEE_PLAN,
        Action.KEEP_PLAN,
        Action.SIGN_PLAN,
        Action.ANSWER_COMMISSIONER,
    }
)

# Their word or their sight reaches beyond a draft of one trust: a password alone is not enough.
SECOND_FACTOR_ROLES = frozenset(
    {
        Role.SIGNATORY,
        Role.INSPECTOR,
        Role.CHIEF_INSPECTOR,
        Role.INSPECTION_MANAGER,
        Role.SPECIALIST_ADVISER,
        Role.EXPERT_BY_EXPERIENCE,
        Role.RELEASE_APPROVER,
        Role.OVERSIGHT_BODY,
        Role.COMMISSIONER,
        Role.GROUP_MEMBER,
        Role.CUSTODIAN,
        Role.ADMINISTRATOR,
    }
)


def actions_of(role: Role) -> frozenset[Action]:
    """Return what the role allows."""
    return _ALLOWED[role]


def roles_allowing(action: Action) -> frozenset[Role]:
    """Return the roles that allow the action."""
    return frozenset(role for role in Role if action in _ALLOWED[role])


@dataclass(frozen=True)
class Held:
    """A role that is held on the day, for a trust or for a body."""

    role: Role
    trust_id: int | None


@dataclass(frozen=True)
class Powers:
    """What a person may do on a day, read once from their memberships.

    Trusts are by primary key, with the trusts that they succeeded.
    """

    held: tuple[Held, ...]
    answerable: Mapping[int, frozenset[int]]

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held, wherever."""
        return frozenset(held.role for held in self.held)

    @property
    def actions(self) -> frozenset[Action]:
        """What is allowed, wherever."""
        return frozenset(action for held in self.held for action in _ALLOWED[held.role])

    @property
    def needs_second_factor(self) -> bool:
        """Whether one of the roles wants more than a password."""
        return bool(self.roles & SECOND_FACTOR_ROLES)

    def may(self, action: Action, trust: Trust | int | None = None) -> bool:
        """Say whether the action is allowed; without a trust: somewhere at all."""
        trust_id = trust.pk if isinstance(trust, Trust) else trust
        for held in self.held:
            if action not in _ALLOWED[held.role]:
                continue
            if trust_id is None or action not in _WITHIN_TRUST:
                return True
            if held.trust_id is not None and trust_id in self.answerable[held.trust_id]:
                return True
        return False

    def trust_ids(self, roles: Iterable[Role] | None = None) -> frozenset[int]:
        """Return the trusts, predecessors included, for which one of the roles (or any trust role) is held."""
        wanted = None if roles is None else frozenset(roles)
        return frozenset(
            trust_id
            for held in self.held
            if held.trust_id is not None and (wanted is None or held.role in wanted)
            for trust_id in self.answerable[held.trust_id]
        )


NO_POWERS = Powers((), {})


def powers_of(person: Person | AnonymousUser, on: date) -> Powers:
    """Return what the person may do on the day; nothing for someone not signed in or no longer active."""
    if not isinstance(person, Person) or not person.is_active:
        return NO_POWERS
    held = tuple(
        Held(Role(role), trust_id)
        for role, trust_id in Membership.objects.filter(person=person).on(on).values_list("role", "trust_id")
    )
    trusts = {membership.trust_id for membership in held if membership.trust_id is not None}
    return Powers(held, _with_predecessors(trusts, on))


def _with_predecessors(trusts: set[int], on: date) -> dict[int, frozenset[int]]:
    """Return each trust with those that it followed by the day, and those that these followed, and so on."""
    if not trusts:
        return {}
    followed: dict[int, set[int]] = {}
    for successor, predecessor in Succession.objects.filter(on__lte=on).values_list("successor_id", "predecessor_id"):
        followed.setdefault(successor, set()).add(predecessor)
    answerable = {}
    for trust in trusts:
        reached, waiting = {trust}, [trust]
        while waiting:
            new = followed.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        answerable[trust] = frozenset(reached)
    return answerable


def may(person: Person | AnonymousUser, action: Action, trust: Trust | None = None, *, on: date) -> bool:
    """Say whether the person may do it on the day, for the trust or, without one, somewhere at all."""
    return powers_of(person, on).may(action, trust)


def trusts_of(person: Person | AnonymousUser, on: date, roles: Iterable[Role] | None = None) -> QuerySet[Trust]:
    """Return the trusts for which the person holds one of the roles (any trust role if none is named) on the day.

    A successor's people answer for the trusts that it followed: these are among them.
    """
    return Trust.objects.filter(pk__in=powers_of(person, on).trust_ids(roles))


def people_with(role: Role, on: date, *, trust: Trust | None = None) -> QuerySet[Person]:
    """Return the active people who hold the role on the day, for the trust or, where it was followed, a successor."""
    memberships = Membership.objects.on(on).filter(role=role, person__is_active=True)
    if trust is not None:
        memberships = memberships.filter(trust_id__in=_with_successors(trust.pk, on))
    return Person.objects.filter(pk__in=memberships.values("person_id")).order_by("email")


def _with_successors(trust_id: int, on: date) -> frozenset[int]:
    following: dict[int, set[int]] = {}
    for successor, predecessor in Succession.objects.filter(on__lte=on).values_list("successor_id", "predecessor_id"):
        following.setdefault(predecessor, set()).add(successor)
    reached, waiting = {trust_id}, [trust_id]
    while waiting:
        new = following.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    return frozenset(reached)
