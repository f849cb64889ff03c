"""The course of a mortality alert: check, letter, answer, panel, outcome; each step once, by whom it is for.

Every step moves the alert by compare-and-swap and leaves its row, an audit entry and news. Nothing here judges a trust:
the alert asks a question, the steps look for its answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from inspections.interests import conflicts_of, refusal_for
from inspections.kept_files import keep_file
from inspections.permitting import permit
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.organisations.working_days import nth_working_day_after
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.swapping import swap_state
from oversight.returns.receiving import clean_filename
from oversight.returns.refusals import Refused
from oversight.wording import write_date
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.references import alert_reference, news_of_alert
from ratings.mortality.states import WAYS, AlertState
from ratings.rules.mortality_settings import mortality_settings_in_force

_Kind = MortalityStep.Kind
_Outcome = MortalityStep.Outcome


@transaction.atomic
def record_check(
    *,
    alert: MortalityAlert,
    data_quality: str,
    case_mix: str,
    explained: bool,
    step_id: UUID,
    by: Person,
    now: datetime,
) -> MortalityStep:
    """Record what the check of data quality and of case mix found, and whether these explain the figures.

    Explained, somebody else confirms it and closes the alert, or checks again; not explained, the trust is written to.
    Refused: ``not_allowed``; ``conflict``; ``moved_on``; ``no_text``, ``no_case_mix``; ``own_work`` for a second check
    by who did the first; ``known``.
    """
    current = _locked(alert)
    _permit(current, Action.CHECK_MORTALITY, by=by, now=now)
    if known := _known(current, step_id, _Kind.CHECK):
        return known
    if current.state == AlertState.EXPLAINED and _has_checked(current, by):
        raise Refused("own_work", "You have checked this. Somebody else confirms it or checks again.")
    _say(data_quality, "no_text", "Say what you found of the quality of the data.")
    _say(case_mix, "no_case_mix", "Say what you found of the mix of cases.")
    after = AlertState.EXPLAINED if explained else AlertState.CHECKED
    fields = {"words": data_quality.strip(), "case_mix": case_mix.strip(), "explained": explained}
    return _step(current, _Kind.CHECK, after, step_id, fields, by=by, now=now)


@transaction.atomic
def send_letter(*, alert: MortalityAlert, questions: str, step_id: UUID, by: Person, now: datetime) -> MortalityStep:
    """Send the trust a letter with questions; it answers within the working days of the setting, and sees the alert.

    A panel that wants to know more writes again. Refused: ``not_allowed``; ``conflict``; ``moved_on``; ``no_text``;
    ``known``.
    """
    current = _locked(alert)
    _permit(current, Action.CHECK_MORTALITY, by=by, now=now)
    if known := _known(current, step_id, _Kind.LETTER):
        return known
    _say(questions, "no_text", "Write what the trust is asked.")
    today = london_date(now)
    days = int(mortality_settings_in_force(today).answer_working_days.value)
    due_on = nth_working_day_after(today, days)
    return _step(
        current,
        _Kind.LETTER,
        AlertState.ASKED,
        step_id,
        {"words": questions.strip(), "due_on": due_on},
        by=by,
        now=now,
        answer_due_on=due_on,
        shown_to_trust_at=current.shown_to_trust_at or now,
    )


@transaction.atomic
def record_answer(
    *,
    alert: MortalityAlert,
    text: str,
    step_id: UUID,
    by: Person,
    now: datetime,
    notes_reviewed: int | None = None,
    filename: str = "",
    content: bytes | None = None,
) -> MortalityStep:
    """Send the trust's answer, by somebody who signs for it; late, it still counts until the panel has met.

    ``notes_reviewed``: of how many patients who died the case notes were reviewed. Refused: ``not_allowed``;
    ``moved_on``; ``no_text``; ``too_large``, ``replaced``; ``known``.
    """
    current = _locked(alert)
    trust = _trust(current)
    if current.shown_to_trust_at is None or not may(by, Action.SEND_ANSWER, trust, on=london_date(now)):
        raise Refused("not_allowed", "You cannot answer for this trust.")
    if known := _known(current, step_id, _Kind.ANSWER):
        return known
    _say(text, "no_text", "Write the trust's answer.")
    _check_way(current, AlertState.ANSWERED)
    stored = keep_file(content, now=now) if content is not None else None
    return _step(
        current,
        _Kind.ANSWER,
        AlertState.ANSWERED,
        step_id,
        {
            "words": text.strip(),
            "notes_reviewed": notes_reviewed,
            "stored": stored,
            "filename": clean_filename(filename) if stored else "",
        },
        by=by,
        now=now,
        hashes=[stored.sha256] if stored else [],
    )


@transaction.atomic
def record_panel(
    *, alert: MortalityAlert, attended: str, found: str, step_id: UUID, by: Person, now: datetime
) -> MortalityStep:
    """Record who sat on the panel and what it saw in the answer; without one only once the answer is overdue.

    Refused: ``not_allowed``; ``conflict``; ``moved_on``; ``waits`` while the trust has time; ``no_text``,
    ``nobody_attended``; ``known``.
    """
    current = _locked(alert)
    _permit(current, Action.DECIDE_MORTALITY, by=by, now=now)
    if known := _known(current, step_id, _Kind.PANEL):
        return known
    due_on = current.answer_due_on
    if current.state == AlertState.ASKED and due_on is not None and london_date(now) <= due_on:
        raise Refused("waits", f"The trust has until {write_date(due_on)} to answer. The panel waits until then.")
    _say(attended, "nobody_attended", "Say who sat on the panel.")
    _say(found, "no_text", "Say what the panel found.")
    fields = {"words": found.strip(), "attended": attended.strip()}
    return _step(current, _Kind.PANEL, AlertState.CONSIDERED, step_id, fields, by=by, now=now)


@transaction.atomic
def record_outcome(
    *, alert: MortalityAlert, outcome: MortalityStep.Outcome, reason: str, step_id: UUID, by: Person, now: datetime
) -> MortalityStep:
    """Decide what comes of the alert, by somebody who did not check it: closed, an action plan, or an inspection.

    What the data explain is closed without a letter. Refused: ``not_allowed``; ``conflict``; ``own_work``;
    ``moved_on``; ``no_text``; ``known``.
    """
    current = _locked(alert)
    _permit(current, Action.DECIDE_MORTALITY, by=by, now=now)
    if known := _known(current, step_id, _Kind.OUTCOME):
        return known
    if _has_checked(current, by):
        raise Refused("own_work", "Somebody who did not check the alert decides what comes of it.")
    _say(reason, "no_text", "Give the reason.")
    fields = {"words": reason.strip(), "outcome": _Outcome(outcome)}
    return _step(current, _Kind.OUTCOME, AlertState(str(outcome)), step_id, fields, by=by, now=now)


def _locked(alert: MortalityAlert) -> MortalityAlert:
    return MortalityAlert.objects.select_for_update().defer("evidence").get(pk=alert.pk)


def _trust(alert: MortalityAlert) -> Trust:
    trust: Trust = Trust.objects.get(code=alert.trust_code)
    return trust


def _permit(alert: MortalityAlert, action: Action, *, by: Person, now: datetime) -> None:
    permit(action, by=by, now=now, message="Your role does not allow this.")
    if ties := conflicts_of(by, _trust(alert), london_date(now)):
        raise refusal_for(by, ties)


def _known(alert: MortalityAlert, step_id: UUID, kind: MortalityStep.Kind) -> MortalityStep | None:
    """Return the step that was kept under the id before: sent twice, it is one."""
    known = MortalityStep.objects.filter(step_id=step_id).first()
    if known is not None and (known.alert_id != alert.pk or known.kind != kind):
        raise Refused("known", "Another step has this id.")
    return known


def _has_checked(alert: MortalityAlert, person: Person) -> bool:
    return MortalityStep.objects.filter(alert=alert, kind=_Kind.CHECK, done_by=person).exists()


def _say(text: str, code: str, message: str) -> None:
    if not text.strip():
        raise Refused(code, message)


def _check_way(alert: MortalityAlert, after: AlertState) -> str:
    """Return the name of the news that goes out on the way; ``Refused("moved_on")`` where there is none."""
    before = AlertState(alert.state)
    way = WAYS.way(before, after)
    if way is None:
        raise Refused("moved_on", f"This is now: {before.label.lower()}. That cannot be done any more.")
    return way.event


def _step(
    alert: MortalityAlert,
    kind: MortalityStep.Kind,
    after: AlertState,
    step_id: UUID,
    fields: dict[str, Any],
    *,
    by: Person,
    now: datetime,
    hashes: list[str] | None = None,
    **changes: Any,
) -> MortalityStep:
    """Move the alert on in the caller's transaction and write the step, its audit entry and its news."""
    event = _check_way(alert, after)
    if not swap_state(alert, str(after), now=now, **changes):
        raise Refused("moved_on", "Somebody else has changed this since you opened it. Open it again.")
    step = MortalityStep.objects.create(alert=alert, step_id=step_id, kind=kind, done_by=by, done_at=now, **fields)
    told = [name for name, value in fields.items() if value not in (None, "")]
    audit(event, by=by, subject=alert_reference(alert), now=now, fields=["state", *sorted(told)], hashes=hashes or [])
    emit(event, subject=alert_reference(alert), now=now, payload={**news_of_alert(alert), "state": str(after)})
    return step
