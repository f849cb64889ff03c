"""Applications of NHS trusts for foundation status, with the gate as it stood when each was made and decided."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import never_deleted, person_field, public_id_field
from oversight.organisations.models import Body, Trust
from ratings.rules.foundation_gate import GateState

_GATES = [(str(state), state.label) for state in GateState]
_MADE = (
    "public_id",
    "trust",
    "applied_on",
    "words",
    "gate_state",
    "gate",
    "referred_by",
    "recorded_by",
    "recorded_as",
    "recorded_at",
)


class FoundationApplication(models.Model):
    """One application of a trust for foundation status, and its end: authorised, refused or withdrawn.

    The body that oversees NHS trusts puts it forward; the one that oversees foundation trusts decides. What kind the
    trust is then is for the register of organisations to say.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a decision"
        AUTHORISED = "authorised", "Authorised"
        REFUSED = "refused", "Not authorised"
        WITHDRAWN = "withdrawn", "Withdrawn"

    public_id = public_id_field()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="foundation_applications")
    applied_on = models.DateField()
    words = models.TextField()
    # How the gate stood on that day: part by part, each with what came of it and since when.
    gate_state = models.CharField(max_length=20, choices=_GATES)
    gate = models.JSONField(default=dict)
    # The body that put it forward.
    referred_by = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    recorded_by = person_field()
    recorded_as = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    decided_on = models.DateField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_gate_state = models.CharField(max_length=20, choices=_GATES, blank=True)
    decided_gate = models.JSONField(default=dict, blank=True)
    decided_by = person_field(null=True, blank=True)
    decided_as = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # The body that decided, or that withdrew what it had put forward.
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-applied_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust"],
                condition=Q(state="waiting"),
                name="one_application_for_foundation_status_waits",
            ),
            models.CheckConstraint(
                name="an_application_has_its_words", condition=~Q(words="") & ~Q(gate_state="") & ~Q(recorded_as="")
            ),
            models.CheckConstraint(
                name="an_application_ends_whole",
                condition=Q(
                    state="waiting",
                    decided_on__isnull=True,
                    decision_reason="",
                    decided_gate_state="",
                    decided_by__isnull=True,
                    decided_as="",
                    decided_at__isnull=True,
                    body__isnull=True,
                )
                | (
                    Q(
                        decided_on__gte=F("applied_on"),
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        body__isnull=False,
                    )
                    & ~Q(state="waiting")
                    & ~Q(decision_reason="")
                    & ~Q(decided_gate_state="")
                    & ~Q(decided_as="")
                ),
            ),
            # No trust goes forward for authorisation unless it is Good or Outstanding (2.24); where no rules are known
            # that ask it, the gate does not apply.
            models.CheckConstraint(
                name="nobody_is_authorised_through_a_closed_gate",
                condition=~Q(state="authorised") | Q(decided_gate_state__in=["open", "not_applicable"]),
            ),
            models.CheckConstraint(
                name="one_puts_forward_and_another_decides",
                condition=~Q(state__in=["authorised", "refused"]) | ~Q(decided_by=F("recorded_by")),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="an_application_moves_as_listed",
                field="state",
                transitions=[("waiting", "authorised"), ("waiting", "refused"), ("waiting", "withdrawn")],
            ),
            pgtrigger.Protect(
                name="an_application_begins_by_waiting",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df="waiting"),
            ),
            pgtrigger.Protect(
                name="an_application_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__df="waiting"),
            ),
            pgtrigger.ReadOnly(name="an_application_stays_as_made", fields=list(_MADE)),
            never_deleted("applications_are_kept"),
        ]

    def __str__(self) -> str:
        return f"Application of {self.trust_id} for foundation status on {self.applied_on.isoformat()}"
