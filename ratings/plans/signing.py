"""Signing a report on a plan: with the signature it stands as it was shown, and is published at its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from oversight.accounts.models import Person, Role
from oversight.accounts.permissions import Action
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.swapping import swap_state
from oversight.returns.periods import Month
from oversight.returns.receipts import new_receipt_number
from oversight.returns.refusals import Refused
from ratings.plans.composing import compose
from ratings.plans.content import ReportContent, digest_of, from_json, to_json
from ratings.plans.declaration import statement_for
from ratings.plans.models import ActionProgress, PlanAction, PlanConcern, PlanMeasure, PlanReport
from ratings.plans.permitting import locked_report, permit
from ratings.plans.publishing import publishing_time
from ratings.plans.references import news_of, report_reference
from ratings.plans.states import WAYS, ReportState

SIGNED = "plan.report_signed"
_PREFIX = "PL"


@transaction.atomic
def sign_report(
    *,
    report: PlanReport,
    shown: str,
    confirmed_with: str,
    by: Person,
    now: datetime,
    network_address: str | None = None,
) -> PlanReport:
    """Sign the declaration: the report stands as it was shown, and is published on the next working day at 9:30.

    ``shown`` is the SHA-256 of what the signatory read. What it tells of is promised from now on. Refused:
    ``not_allowed`` without authority; ``own_work`` for who prepared it or wrote a part of it; ``moved_on`` unless it
    waits for a signature; ``stale`` where another version was read, or the plan has changed since it was made ready.
    """
    current = locked_report(report)
    case = current.plan.case
    permit(Action.SIGN_PLAN, case, by=by, now=now)
    if current.state != ReportState.READY or current.content is None:
        label = ReportState(current.state).label.lower()
        raise Refused("moved_on", f"This report is now: {label}. It cannot be signed.")
    if by.pk == current.prepared_by_id or ActionProgress.objects.filter(report=current, saved_by=by).exists():
        raise Refused("own_work", "You wrote a part of this report. Another person with authority has to sign it.")
    if current.sha256 != shown:
        raise Refused("stale", "The report has changed since you read it. Read it again.")
    if digest_of(to_json(compose(current))) != current.sha256:
        raise Refused(
            "stale", "The plan has changed since this report was made ready. Take it back, and make it ready again."
        )
    statement = statement_for(london_date(now))
    receipt = new_receipt_number(_PREFIX, case.trust.code, str(Month.of(current.month)), current.number)
    signed = swap_state(
        current,
        str(ReportState.SIGNED),
        now=now,
        signed_by=by,
        signed_as=str(Role.SIGNATORY.label),
        signed_at=now,
        statement_version=statement.version,
        statement=statement.text,
        confirmed_with=confirmed_with,
        network_address=network_address,
        receipt=receipt,
        publish_at=publishing_time(now),
    )
    if not signed:
        raise Refused("moved_on", "Somebody else has changed this report since you opened it. Open it again.")
    _promise(from_json(current.content), now)
    reference, way = report_reference(current), WAYS.way(ReportState.READY, ReportState.SIGNED)
    event = way.event if way else SIGNED
    audit(event, by=by, subject=reference, fields=["state", "signed_by"], hashes=[current.sha256], now=now)
    emit(event, subject=reference, now=now, payload=news_of(current))
    return current


@dataclass(frozen=True, slots=True)
class PlanReceipt:
    """What the trust holds as proof: number, time, hash, who prepared and who signed what statement, when it is out."""

    number: str
    trust_code: str
    trust_name: str
    month: Month
    report_number: int
    correction_reason: str
    prepared_by: str
    signed_by: str
    signed_as: str
    signed_at: datetime
    confirmed_with: str
    statement_version: str
    statement: str
    publish_at: datetime
    sha256: str


def receipt_of(report: PlanReport) -> PlanReceipt | None:
    """Return the receipt of a report; None where it is not signed."""
    row = PlanReport.objects.select_related("plan__case__trust", "prepared_by", "signed_by").get(pk=report.pk)
    if row.receipt is None or row.signed_at is None or row.publish_at is None:
        return None
    trust = row.plan.case.trust
    return PlanReceipt(
        number=row.receipt,
        trust_code=trust.code,
        trust_name=trust.shown_name,
        month=Month.of(row.month),
        report_number=row.number,
        correction_reason=row.correction_reason,
        prepared_by=str(row.prepared_by),
        signed_by=str(row.signed_by),
        signed_as=row.signed_as,
        signed_at=row.signed_at,
        confirmed_with=row.confirmed_with,
        statement_version=row.statement_version,
        statement=row.statement,
        publish_at=row.publish_at,
        sha256=row.sha256,
    )


def _promise(content: ReportContent, now: datetime) -> None:
    """Mark what the report tells of as promised: from now on it stays."""
    concerns = [each.public_id for each in content.concerns]
    actions = [each.public_id for each in content.actions()]
    measures = [each.public_id for concern in content.concerns for each in concern.measures]
    PlanConcern.objects.filter(public_id__in=concerns, promised_at__isnull=True).update(promised_at=now)
    PlanAction.objects.filter(public_id__in=actions, promised_at__isnull=True).update(promised_at=now)
    PlanMeasure.objects.filter(public_id__in=measures, promised_at__isnull=True).update(promised_at=now)
