"""Adding people and ending their roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q

from oversight.accounts.attempts import end_pause
from oversight.accounts.messages import MessageKind, write
from oversight.accounts.models import TRUST_ROLES, Membership, Person, Role
from oversight.clock import london_date
from oversight.organisations.models import Body, Trust
from oversight.records.audit import System, audit
from oversight.records.references import Reference
from oversight.wording import write_date


class Refused(Exception):
    """What was asked for cannot be done; the message says why."""


# The bodies in whose name a role of a body is held.
_BODY_ROLES: dict[Role, frozenset[str]] = {
    Role.INSPECTOR: frozenset({Body.Role.REGULATOR}),
    Role.CHIEF_INSPECTOR: frozenset({Body.Role.REGULATOR}),
    Role.INSPECTION_MANAGER: frozenset({Body.Role.REGULATOR}),
    Role.SPECIALIST_ADVISER: frozenset({Body.Role.REGULATOR}),
    Role.EXPERT_BY_EXPERIENCE: frozenset({Body.Role.REGULATOR}),
    Role.RELEASE_APPROVER: frozenset({Body.Role.PUBLISHER, Body.Role.REGULATOR}),
    Role.OVERSIGHT_BODY: frozenset({Body.Role.OVERSIGHT}),
    Role.HEALTHWATCH: frozenset({Body.Role.HEALTHWATCH}),
    Role.COMMISSIONER: frozenset({Body.Role.COMMISSIONER}),
    Role.GROUP_MEMBER: frozenset({Body.Role.SURVEILLANCE}),
    Role.CUSTODIAN: frozenset({Body.Role.REGULATOR}),
    Role.ADMINISTRATOR: frozenset(Body.Role.values),
}


@dataclass(frozen=True)
class Added:
    """What adding a person came to: the person, the membership, and whether each is new."""

    person: Person
    membership: Membership
    person_is_new: bool
    membership_is_new: bool


def person_reference(person: Person) -> Reference:
    """Return how records refer to a person: by an id that says nothing of them."""
    return Reference("person", str(person.public_id))


@transaction.atomic
def add_person(
    *,
    email: str,
    role: Role,
    by: Person | System,
    now: datetime,
    trust: Trust | None = None,
    body: Body | None = None,
    name: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
) -> Added:
    """Give a person a role for a trust or a body, adding the person where they are new.

    A new person gets a message with a link to set their password. Asking again for what holds already changes nothing,
    but for a name that was not known and for a last day, which is set to the one given. Raises ``Refused``.
    """
    email = email.strip().lower()
    _check(email, role, trust, body, from_on, to_on)
    from_on = from_on or london_date(now)
    person = Person.objects.select_for_update().filter(email=email).first()
    person_is_new = person is None
    if person is None:
        person = Person.objects.create_user(email, name=name)
        audit("person.added", by=by, subject=person_reference(person), fields=("email", "name"), now=now)
    elif name and not person.name:
        person.name = name
        person.save(update_fields=["name"])
        audit("person.named", by=by, subject=person_reference(person), fields=("name",), now=now)
    if not person.is_active:
        raise Refused("This person's account was closed.")
    membership, membership_is_new = _membership(person, role, trust, body, from_on, to_on, by=by, now=now)
    if person_is_new:
        invite(person=person, now=now)
    return Added(person, membership, person_is_new, membership_is_new)


def _check(
    email: str, role: Role, trust: Trust | None, body: Body | None, from_on: date | None, to_on: date | None
) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(f"{email!r} is not an email address.") from None
    if (trust is None) == (body is None):
        raise Refused("A role is held for a trust or for a body: name one of the two.")
    if role in TRUST_ROLES:
        if trust is None:
            raise Refused(f"The role {role.value} is held for a trust.")
    elif body is None:
        raise Refused(f"The role {role.value} is held for a body.")
    elif body.role not in _BODY_ROLES[role]:
        raise Refused(f"The role {role.value} is not one of {body.name}, which is: {body.get_role_display()}.")
    if from_on and to_on and to_on < from_on:
        raise Refused("The last day lies before the first.")


def _membership(
    person: Person,
    role: Role,
    trust: Trust | None,
    body: Body | None,
    from_on: date,
    to_on: date | None,
    *,
    by: Person | System,
    now: datetime,
) -> tuple[Membership, bool]:
    """Return the membership that holds on the first day, or a new one, and whether it is new."""
    standing = (
        Membership.objects.select_for_update()
        .filter(person=person, trust=trust, body=body, role=role)
        # One that begins later holds as well: two for one role would otherwise overlap.
        .filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on))
        .order_by("from_on")
        .first()
    )
    if standing is None:
        made = Membership.objects.create(person=person, trust=trust, body=body, role=role, from_on=from_on, to_on=to_on)
        audit("membership.began", by=by, subject=membership_reference(made), fields=("from_on", "to_on"), now=now)
        return made, True
    changed = []
    if from_on < standing.from_on:
        standing.from_on = from_on
        changed.append("from_on")
    if to_on is not None and standing.to_on != to_on:
        standing.to_on = to_on
        changed.append("to_on")
    if changed:
        standing.save(update_fields=changed)
        audit("membership.changed", by=by, subject=membership_reference(standing), fields=changed, now=now)
    return standing, False


def membership_reference(membership: Membership) -> Reference:
    """Return how records refer to a membership."""
    return Reference("membership", str(membership.pk))


def invite(*, person: Person, now: datetime) -> None:
    """Send a new person the link with which they set their password."""
    write(
        kind=MessageKind.PASSWORD,
        key=f"invitation:{person.public_id}",
        person=person,
        subject="Set your password for Hospital oversight",
        template="messages/invitation.txt.jinja",
        context={},
        now=now,
    )


@transaction.atomic
def send_password_link(*, person: Person, now: datetime) -> None:
    """Send a person who asks for it the link with which they set a new password."""
    write(
        kind=MessageKind.PASSWORD,
        key=f"password-link:{uuid4()}",
        person=person,
        subject="Set a new password for Hospital oversight",
        template="messages/new_password.txt.jinja",
        context={},
        now=now,
    )


@transaction.atomic
def set_password(*, person: Person, password: str, now: datetime) -> None:
    """Set the password that a person chose, and tell them, in case it was not they.

    Every other session of theirs ends, since a session is bound to the password; a pause after wrong attempts ends too.
    """
    person.set_password(password)
    person.save(update_fields=["password"])
    end_pause(person.email)
    audit("password.set", by=person, subject=person_reference(person), fields=("password",), now=now)
    write(
        kind=MessageKind.PASSWORD,
        key=f"password-set:{person.public_id}:{now.isoformat()}",
        person=person,
        subject="Your password was changed",
        template="messages/password_was_set.txt.jinja",
        context={},
        now=now,
    )


@transaction.atomic
def end_membership(
    *, membership: Membership, by: Person | System, now: datetime, last_day: date | None = None
) -> Membership:
    """End a role: at once, or after its last day where one is given.

    At once means that the person's sessions end too, wherever they are signed in; with a last day still to come, the
    pages stop answering when it is over. Raises ``Refused`` where the role ended before that already.
    """
    membership = Membership.objects.select_for_update(of=("self",)).select_related("person").get(pk=membership.pk)
    yesterday = london_date(now) - timedelta(days=1)
    to_on = last_day or yesterday
    if membership.to_on is not None and membership.to_on <= min(to_on, yesterday):
        raise Refused(f"This role ended already: {write_date(membership.to_on)} was its last day.")
    membership.to_on = to_on
    membership.save(update_fields=["to_on"])
    audit("membership.ended", by=by, subject=membership_reference(membership), fields=("to_on",), now=now)
    if to_on <= yesterday:
        end_sessions(person=membership.person)
    return membership


def end_sessions(*, person: Person) -> None:
    """End every session of a person: none of them is taken for theirs from the next request on."""
    Person.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)


@transaction.atomic
def forget_second_factor(*, person: Person, by: Person | System, now: datetime) -> bool:
    """Take away a person's second factor, whose phone is lost; return whether there was one. Their sessions end."""
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if not removed:
        return False
    end_sessions(person=person)
    audit("second_factor.forgotten", by=by, subject=person_reference(person), now=now)
    write(
        kind=MessageKind.SECOND_FACTOR,
        key=f"second-factor-forgotten:{person.public_id}:{now.isoformat()}",
        person=person,
        subject="Your second step was taken away",
        template="messages/second_factor_forgotten.txt.jinja",
        context={},
        now=now,
    )
    return True
