"""The Board's demonstration: what the oversight body asked, what the Board showed, and whether that was accepted.

Source: Hard Truths ES 49 and 3.12: the Board must demonstrate to the relevant body that it credibly and effectively
addresses the issues that were raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from oversight.accounts.models import Person
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.cases.attaching import Attached, attach
from ratings.cases.models import BoardDemonstration, Case
from ratings.cases.moving import ARRANGED, end_once, keep, refuse_the_future, said
from ratings.cases.permitting import as_body, as_trust
from ratings.cases.supporting import in_measures, refuse_due


@transaction.atomic
def ask_board(
    *, case: Case, asked: str, on: date, by: Person, now: datetime, due_on: date | None = None
) -> BoardDemonstration:
    """Ask the Board to demonstrate something, by a day where there is one.

    Refused: ``not_allowed`` but for the trust's oversight body, ``no_words``, ``future``; ``due`` before it is asked;
    ``moved_on`` unless the trust is in special measures, ``before`` it entered.
    """
    role = as_body(case, by=by, now=now).role
    what = said(asked, code="no_words", message="Say what the Board is asked to show.")
    refuse_due(due_on, on)
    case = in_measures(case, on, now=now)
    made = BoardDemonstration.objects.create(
        case=case, asked=what, asked_on=on, due_on=due_on, asked_by=by, asked_as=role, asked_at=now
    )
    _keep(case, made, "asked", what, by=by, now=now)
    return made


@transaction.atomic
def show_board(
    *,
    demonstration: BoardDemonstration,
    shown: str,
    on: date,
    by: Person,
    now: datetime,
    attached: Sequence[Attached] = (),
) -> BoardDemonstration:
    """Show the oversight body what it asked for, with the evidence: by the trust's people, once.

    Refused: ``not_allowed`` for others, ``no_words``, ``future``, ``before`` it was asked; ``changed`` meanwhile by
    another; what ``attach`` refuses.
    """
    role = as_trust(demonstration.case.trust, by=by, now=now)
    what = said(shown, code="no_words", message="Say what the Board shows.")
    refuse_the_future(on, now)
    if on < demonstration.asked_on:
        raise Refused("before", f"It was asked for on {write_date(demonstration.asked_on)}.")
    attach(demonstration, attached, by=by, now=now)
    end_once(demonstration, unset="shown_on", shown_on=on, shown=what, shown_by=by, shown_as=role, shown_at=now)
    _keep(demonstration.case, demonstration, "shown", what, by=by, now=now)
    return demonstration


@transaction.atomic
def accept_board(
    *, demonstration: BoardDemonstration, accepted: bool, words: str, on: date, by: Person, now: datetime
) -> BoardDemonstration:
    """Accept what the Board showed, or not, with the reason; what was not accepted is asked for anew.

    Refused: ``not_allowed`` but for the trust's oversight body, ``no_reason``, ``future``; ``not_shown`` yet;
    ``before`` it was shown; ``changed`` meanwhile by another.
    """
    role = as_body(demonstration.case, by=by, now=now).role
    why = said(words)
    refuse_the_future(on, now)
    if demonstration.shown_on is None:
        raise Refused("not_shown", "The Board has not shown this yet.")
    if on < demonstration.shown_on:
        raise Refused("before", f"The Board showed it on {write_date(demonstration.shown_on)}.")
    end_once(
        demonstration,
        unset="accepted",
        accepted=accepted,
        accepted_on=on,
        accepted_words=why,
        accepted_by=by,
        accepted_as=role,
        accepted_at=now,
    )
    _keep(demonstration.case, demonstration, "accepted", why, by=by, now=now)
    return demonstration


def _keep(case: Case, made: BoardDemonstration, field: str, words: str, *, by: Person, now: datetime) -> None:
    fields = [f"demonstration.{field}"]
    keep(ARRANGED, case, fields, by=by, now=now, words=words, what=f"board_{field}", id=str(made.public_id))
