"""What local bodies ask trusts for, and what trusts answer: a log with dates, in which nothing is changed.

Source: Hard Truths, paragraph 1.37: local Healthwatch and scrutiny committees can ask for data on complaints.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from complaints.pasted_text import line_of, lines_of
from oversight.accounts.models import Membership, Person
from oversight.accounts.permissions import Action, may, roles_allowing
from oversight.clock import london_date
from oversight.organisations.areas import trusts_of_area
from oversight.organisations.models import Body, Trust
from oversight.records.audit import audit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused
from workspaces.models import DataAnswer, DataRequest


class Standing(StrEnum):
    """How a request stands on a day."""

    ANSWERED = "Answered"
    WAITING = "Waits for an answer"
    OVERDUE = "Overdue"


def standing_of(asked: DataRequest, *, is_answered: bool, today: date) -> Standing:
    """Say how a request stands; it is overdue from the day after the one that was wished for."""
    if is_answered:
        return Standing.ANSWERED
    return Standing.OVERDUE if today > asked.wanted_by else Standing.WAITING


@transaction.atomic
def ask_for_data(
    *,
    body: Body,
    trust: Trust,
    question: str,
    on_behalf_of: str,
    wanted_by: date,
    by: Person,
    now: datetime,
) -> DataRequest:
    """Ask a trust of the body's area for data.

    Refused: ``not_allowed`` for who does not act for the body; ``not_in_area``; ``no_text``; ``too_early`` for a day
    that is not after today.
    """
    today = london_date(now)
    roles = roles_allowing(Action.SEE_AREA)
    if not Membership.objects.on(today).filter(person=by, body=body, role__in=roles, person__is_active=True).exists():
        raise Refused("not_allowed", f"You cannot ask for {body.name}.")
    if not trusts_of_area(body, today).filter(pk=trust.pk).exists():
        raise Refused("not_in_area", f"{trust.shown_name} does not serve the area of {body.name}.")
    question = lines_of(question)
    if not question:
        raise Refused("no_text", "Say what you ask for.")
    if wanted_by <= today:
        raise Refused("too_early", "Give a day after today.")
    asked = DataRequest.objects.create(
        trust=trust,
        body=body,
        on_behalf_of=line_of(on_behalf_of),
        question=question,
        asked_by=by,
        asked_at=now,
        wanted_by=wanted_by,
    )
    audit("data_request.asked", by=by, subject=_reference(asked), fields=["question", "wanted_by"], now=now)
    return asked


@transaction.atomic
def answer_with_data(*, asked: DataRequest, text: str, by: Person, now: datetime) -> DataAnswer:
    """Answer a request for the trust; a second answer is added to the first. Refused: ``not_allowed``, ``no_text``."""
    DataRequest.objects.select_for_update(no_key=True).get(pk=asked.pk)
    today = london_date(now)
    if not any(may(by, action, asked.trust, on=today) for action in (Action.PREPARE_RETURN, Action.SIGN_RETURN)):
        raise Refused("not_allowed", f"You cannot answer for {asked.trust.shown_name}.")
    text = lines_of(text)
    if not text:
        raise Refused("no_text", "Write the answer.")
    given = DataAnswer.objects.create(request=asked, text=text, answered_by=by, answered_at=now)
    audit("data_request.answered", by=by, subject=_reference(asked), fields=["text"], now=now)
    return given


def _reference(asked: DataRequest) -> Reference:
    return Reference("data_request", str(asked.public_id))
