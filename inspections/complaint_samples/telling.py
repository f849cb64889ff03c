"""Who is told of a sample: the trust that it is wanted or not any more, the team that the answer is there."""

from __future__ import annotations

from datetime import datetime

from inspections.addressing import in_team, page_address, people_of, write_of_event
from inspections.models import ComplaintSample
from inspections.states.complaint_sample import OPEN
from oversight.accounts.messages import MessageKind
from oversight.accounts.permissions import Action
from oversight.records.models import OutboxEvent
from oversight.wording import write_date


def tell_trust_of_sample(event: OutboxEvent, now: datetime) -> None:
    """Tell a trust's people that a sample of its complaints is wanted, or is not any more.

    Subscribes to ``complaint_sample.requested`` and ``complaint_sample.withdrawn``.
    """
    sample = _sample(event)
    inspection = sample.inspection
    wanted = event.name == "complaint_sample.requested"
    if inspection.shown_to_trust_at is None or (wanted and sample.state not in {str(state) for state in OPEN}):
        return
    subject = (
        "A sample of your complaints is wanted" if wanted else "A sample of your complaints is not wanted any more"
    )
    for person in people_of(inspection.trust, now=now):
        write_of_event(
            MessageKind.INSPECTION,
            event,
            person,
            f"{subject}: {inspection.trust.shown_name}",
            "complaint_sample_requested" if wanted else "complaint_sample_withdrawn",
            {
                "trust": inspection.trust.shown_name,
                "by": write_date(sample.due_on),
                "address": page_address("trust_inspections:sample", inspection.reference, str(sample.sample_id)),
            },
            now=now,
        )


def tell_team_of_sample(event: OutboxEvent, now: datetime) -> None:
    """Tell those in the team who judge that the sample is answered: subscribes to ``complaint_sample.answered``."""
    sample = _sample(event)
    inspection = sample.inspection
    for person in in_team(inspection, Action.JUDGE, now=now):
        write_of_event(
            MessageKind.INSPECTION,
            event,
            person,
            f"The sample of complaints is answered: {inspection.reference}",
            "complaint_sample_answered",
            {
                "reference": inspection.reference,
                "address": page_address("inspections:sample", inspection.reference, str(sample.sample_id)),
            },
            now=now,
        )


def _sample(event: OutboxEvent) -> ComplaintSample:
    return ComplaintSample.objects.select_related("inspection__trust").get(sample_id=event.subject_id)
