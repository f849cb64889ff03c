"""Mortality alerts, the steps of their course, and what revised figures made of them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import client_id_field, kept_for_good, never_deleted, person_field
from oversight.returns.models import StoredFile, new_reference
from ratings.mortality import states
from ratings.mortality.states import AlertState


class MortalityAlert(models.Model):
    """One run of the sum that reached the threshold: a question to a trust about one measure, and where it stands.

    What it was raised on stays as it was. Where figures are revised, what the sum comes to now stands beside it.
    """

    State = AlertState

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    trust_code = models.CharField(max_length=8)
    is_demonstration = models.BooleanField()
    measure = models.CharField(max_length=60)
    grain = models.CharField(max_length=7)
    # The first days of the periods in which the sum left 0 and crossed the threshold.
    began = models.DateField()
    period = models.DateField()
    total = models.FloatField()
    threshold = models.FloatField()
    rate_ratio = models.FloatField()
    # The series that it was raised on: a row for each period, as written by ratings.mortality.series.
    evidence = models.JSONField()
    settings = models.CharField(max_length=60)
    inputs_digest = models.CharField(max_length=64)
    raised_at = models.DateTimeField()
    # The same as the figures have it now; the last four are null where the sum does not cross any more.
    crosses = models.BooleanField(default=True)
    now_began = models.DateField(null=True, blank=True)
    now_period = models.DateField(null=True, blank=True)
    now_total = models.FloatField(null=True, blank=True)
    now_digest = models.CharField(max_length=64)
    revised_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=states.CHOICES, default=str(AlertState.RAISED))
    state_at = models.DateTimeField()
    # The last day for the trust's answer; null before the first letter.
    answer_due_on = models.DateField(null=True, blank=True)
    # The trust sees it from its first letter on.
    shown_to_trust_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_at", "-id"]
        indexes = [
            models.Index(fields=["trust_code", "-raised_at"], name="mortality_alerts_of_a_trust"),
            models.Index(fields=["is_demonstration", "state", "-raised_at"], name="mortality_alerts_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trust_code", "measure", "grain", "period"], name="one_alert_of_a_run_of_the_sum"
            ),
            models.CheckConstraint(
                name="an_alert_is_of_a_sum_that_crossed",
                condition=Q(total__gte=F("threshold")) & Q(began__lte=F("period")),
            ),
            models.CheckConstraint(
                name="what_crosses_now_says_where",
                condition=Q(
                    crosses=True, now_began__isnull=False, now_period__isnull=False, now_total__gte=F("threshold")
                )
                | Q(crosses=False, now_began__isnull=True, now_period__isnull=True, now_total__isnull=True),
            ),
            models.CheckConstraint(
                name="a_letter_has_a_day_for_its_answer",
                condition=Q(answer_due_on__isnull=True, shown_to_trust_at__isnull=True)
                | Q(answer_due_on__isnull=False, shown_to_trust_at__isnull=False),
            ),
            models.CheckConstraint(
                name="who_is_asked_was_sent_a_letter",
                condition=~Q(state__in=["asked", "answered", "considered", "action_plan", "escalated"])
                | Q(shown_to_trust_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="an_alert_moves_as_listed", field="state", transitions=states.WAYS.pairs),
            pgtrigger.Protect(
                name="an_alert_begins_as_raised",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(AlertState.RAISED)),
            ),
            never_deleted("mortality_alerts_are_kept"),
            pgtrigger.ReadOnly(
                name="an_alert_stays_as_it_was_raised",
                fields=[
                    "reference",
                    "trust_code",
                    "is_demonstration",
                    "measure",
                    "grain",
                    "began",
                    "period",
                    "total",
                    "threshold",
                    "rate_ratio",
                    "evidence",
                    "settings",
                    "inputs_digest",
                    "raised_at",
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class MortalityStep(models.Model):
    """One step of an alert's course: who did what and when, in their words; never changed afterwards."""

    class Kind(models.TextChoices):
        CHECK = "check", "Check of data quality and case mix"
        LETTER = "letter", "Letter to the trust"
        ANSWER = "answer", "Answer of the trust"
        PANEL = "panel", "Panel"
        OUTCOME = "outcome", "Outcome"

    class Outcome(models.TextChoices):
        CLOSED = "closed", "Closed: nothing further"
        ACTION_PLAN = "action_plan", "Closed with an action plan of the trust"
        ESCALATED = "escalated", "Passed on to an inspection"

    alert = models.ForeignKey(MortalityAlert, on_delete=models.PROTECT, related_name="steps")
    step_id = client_id_field()
    kind = models.CharField(max_length=7, choices=Kind)
    # What a check found of the quality of the data, a letter asks, an answer says, a panel saw, or why an outcome.
    words = models.TextField()
    # What a check found of the mix of cases, and whether the two explain the figures.
    case_mix = models.TextField(blank=True)
    explained = models.BooleanField(null=True, blank=True)
    # The last day for the answer to a letter.
    due_on = models.DateField(null=True, blank=True)
    # Of how many patients who died the trust reviewed the case notes, where its answer says so; and a file beside it.
    notes_reviewed = models.PositiveIntegerField(null=True, blank=True)
    stored = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    # Who sat on the panel.
    attended = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    done_by = person_field()
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["alert", "done_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_step_says_something"),
            models.CheckConstraint(
                name="a_check_says_what_it_found",
                condition=(Q(kind="check", explained__isnull=False) & ~Q(case_mix=""))
                | (~Q(kind="check") & Q(explained__isnull=True, case_mix="")),
            ),
            models.CheckConstraint(
                name="a_letter_says_by_when",
                condition=Q(kind="letter", due_on__isnull=False) | (~Q(kind="letter") & Q(due_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="an_answer_alone_has_notes_and_files",
                condition=Q(kind="answer") | Q(notes_reviewed__isnull=True, stored__isnull=True, filename=""),
            ),
            models.CheckConstraint(
                name="a_panel_says_who_sat",
                condition=(Q(kind="panel") & ~Q(attended="")) | (~Q(kind="panel") & Q(attended="")),
            ),
            models.CheckConstraint(
                name="an_outcome_says_which",
                condition=(Q(kind="outcome") & ~Q(outcome="")) | (~Q(kind="outcome") & Q(outcome="")),
            ),
        ]
        triggers = [kept_for_good("steps_of_alerts_stay")]


class MortalityRevision(models.Model):
    """Figures behind an alert were revised: whether the sum still crosses, from what; never changed afterwards."""

    alert = models.ForeignKey(MortalityAlert, on_delete=models.PROTECT, related_name="revisions")
    crosses = models.BooleanField()
    began = models.DateField(null=True, blank=True)
    period = models.DateField(null=True, blank=True)
    total = models.FloatField(null=True, blank=True)
    evidence = models.JSONField()
    inputs_digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["alert", "at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_revision_says_where_it_crosses",
                condition=Q(crosses=True, began__isnull=False, period__isnull=False, total__isnull=False)
                | Q(crosses=False, began__isnull=True, period__isnull=True, total__isnull=True),
            )
        ]
        triggers = [kept_for_good("revisions_of_alerts_stay")]
