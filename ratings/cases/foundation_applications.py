"""Applications for foundation status: put forward by the body that oversees NHS trusts, decided by that of foundation
trusts, each with the gate as it stood on its day.

Source: Hard Truths, executive summary 45, 2.24 and 3.4.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, transaction

from oversight.accounts.models import Membership, Person, Role
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.organisations.bodies import kind_of_trust, oversight_body_of
from oversight.organisations.models import Body, Trust, TrustKind
from oversight.organisations.successions import successors_of
from oversight.records.audit import audit
from oversight.returns.refusals import Refused
from oversight.wording import write_date, write_iso, write_list
from ratings.cases.foundation_gate import gate_of
from ratings.cases.models import FoundationApplication
from ratings.cases.moving import refuse_the_future
from ratings.rules.foundation_gate import GateState, JudgedGate

_AS = str(Role.OVERSIGHT_BODY)


@transaction.atomic
def put_forward(*, trust: Trust, on: date, words: str, by: Person, now: datetime) -> FoundationApplication:
    """Record that the trust applied for foundation status on the day; its gate of that day is kept with it.

    Refused: ``not_allowed`` for whom is not of the trust's oversight body; ``no_reason``; ``future``; ``followed`` by
    another trust; ``foundation`` already; ``waiting`` for a decision on an application before.
    """
    body = oversight_body_of(trust, london_date(now))
    if body is None or not _is_of(by, body, now):
        raise Refused("not_allowed", "Only the trust's oversight body puts an application forward.")
    said = _said(words, "Say what the application rests on.")
    refuse_the_future(on, now)
    if followers := successors_of(trust, on):
        raise Refused(
            "followed", f"{trust.shown_name} was followed by {write_list(each.shown_name for each in followers)}."
        )
    if kind_of_trust(trust, on) == TrustKind.Kind.FOUNDATION_TRUST:
        raise Refused("foundation", f"{trust.shown_name} was a foundation trust on {write_date(on)}.")
    gate = gate_of(trust, on)
    try:
        with transaction.atomic():
            made = FoundationApplication.objects.create(
                trust=trust,
                applied_on=on,
                words=said,
                gate_state=str(gate.state),
                gate=as_kept(gate),
                referred_by=body,
                recorded_by=by,
                recorded_as=_AS,
                recorded_at=now,
            )
    except IntegrityError as clash:
        raise Refused("waiting", f"An application of {trust.shown_name} waits for a decision already.") from clash
    _keep("foundation.put_forward", made, ["applied_on", "gate_state", "words"], said, by=by, now=now)
    return made


@transaction.atomic
def decide_application(
    *, application: FoundationApplication, authorised: bool, on: date, reason: str, by: Person, now: datetime
) -> FoundationApplication:
    """Decide on an application as the body that oversees foundation trusts; its gate of that day is kept with it.

    Refused: ``not_allowed``; ``same_person`` who put it forward; ``no_reason``; ``future``; ``before`` it was made;
    ``gate`` where it would be authorised through a gate that is closed or not known; ``changed`` meanwhile by another.
    """
    trust = application.trust
    body = authorising_body(trust, london_date(now))
    if body is None or not _is_of(by, body, now):
        raise Refused("not_allowed", "Only the body that oversees foundation trusts decides on an application.")
    if application.recorded_by_id == by.pk:
        raise Refused("same_person", "You put this application forward. Somebody else decides on it.")
    why = _said(reason, "Give the reason.")
    refuse_the_future(on, now)
    if on < application.applied_on:
        raise Refused("before", f"The application was made on {write_date(application.applied_on)}, after that day.")
    gate = gate_of(trust, on)
    if authorised and not lets_through(trust, gate, on):
        raise Refused(
            "gate",
            f"On {write_date(on)} the gate is not open: a trust is authorised only while it is rated Good or"
            " Outstanding and is not in special measures.",
        )
    state = FoundationApplication.State.AUTHORISED if authorised else FoundationApplication.State.REFUSED
    return _end(application, state, body, gate, on=on, why=why, by=by, now=now)


@transaction.atomic
def withdraw_application(
    *, application: FoundationApplication, reason: str, by: Person, now: datetime
) -> FoundationApplication:
    """Withdraw an application before it is decided, as the body that put it forward or now oversees the trust.

    Refused: ``not_allowed``; ``no_reason``; ``changed`` meanwhile by another.
    """
    today = london_date(now)
    bodies = [body for body in (oversight_body_of(application.trust, today), application.referred_by) if body]
    mine = next((body for body in bodies if _is_of(by, body, now)), None)
    if mine is None:
        raise Refused("not_allowed", "Only the trust's oversight body withdraws an application.")
    why = _said(reason, "Give the reason.")
    gate = gate_of(application.trust, today)
    state = FoundationApplication.State.WITHDRAWN
    return _end(application, state, mine, gate, on=max(today, application.applied_on), why=why, by=by, now=now)


def authorising_body(trust: Trust, on: date) -> Body | None:
    """Return the body that oversees foundation trusts on the day, in the trust's world; None where there is none."""
    bodies = Body.objects.on(on).filter(role=Body.Role.OVERSIGHT)
    own = trust.is_demonstration and bodies.filter(is_demonstration=True).exists()
    found = bodies.filter(is_demonstration=own, oversees_kind__in=["", TrustKind.Kind.FOUNDATION_TRUST])
    return found.order_by("code").first()


def lets_through(trust: Trust, gate: JudgedGate, on: date) -> bool:
    """Say whether a trust may be authorised: the gate is open, or no rules are known that ask anything."""
    if gate.state is GateState.OPEN:
        return True
    asks_nothing = gate.state is GateState.NOT_APPLICABLE and not gate.parts
    return asks_nothing and kind_of_trust(trust, on) != TrustKind.Kind.FOUNDATION_TRUST


def as_kept(gate: JudgedGate) -> dict[str, object]:
    """Return a gate as it is kept with a decision: the rule set, and of each part its text, outcome and since when."""
    return {
        "rule_set": gate.rule_set,
        "parts": [
            {
                "id": each.part.id,
                "text": each.part.text,
                "outcome": str(each.outcome),
                "word": each.word.label if each.word else "",
                "since": write_iso(each.since) if each.since else "",
            }
            for each in gate.parts
        ],
    }


def _end(
    application: FoundationApplication,
    state: FoundationApplication.State,
    body: Body,
    gate: JudgedGate,
    *,
    on: date,
    why: str,
    by: Person,
    now: datetime,
) -> FoundationApplication:
    """Move an application that still waits to its end; whoever comes second is told."""
    changes: dict[str, object] = {
        "state": str(state),
        "decided_on": on,
        "decision_reason": why,
        "decided_gate_state": str(gate.state),
        "decided_gate": as_kept(gate),
        "decided_by": by,
        "decided_as": _AS,
        "decided_at": now,
        "body": body,
    }
    stands = FoundationApplication.objects.filter(pk=application.pk, state=FoundationApplication.State.WAITING)
    if not stands.update(**changes):
        raise Refused("changed", "Somebody else has just decided on this application. Read that first.")
    application.refresh_from_db()
    _keep(f"foundation.{state}", application, ["decided_on", "decision_reason", "state"], why, by=by, now=now)
    return application


def _is_of(person: Person, body: Body, now: datetime) -> bool:
    held = Membership.objects.on(london_date(now)).filter(person=person, person__is_active=True)
    return held.filter(role=Role.OVERSIGHT_BODY, body=body).exists()


def _said(words: str, missing: str) -> str:
    if not words.strip():
        raise Refused("no_reason", missing)
    return words.strip()


def _keep(action: str, made: FoundationApplication, fields: list[str], said: str, *, by: Person, now: datetime) -> None:
    digest = hashlib.sha256(said.encode()).hexdigest()
    audit(action, by=by, subject=trust_reference(made.trust), fields=fields, hashes=[digest], now=now)
