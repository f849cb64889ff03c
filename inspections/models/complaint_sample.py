"""A sample of a trust's real complaints: the request, the trust's list, and the facts of the files that were drawn."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.complaint_samples.checklist import Said
from inspections.complaint_samples.drawing import Strata
from inspections.complaint_samples.subjects import OUTCOMES, SUBJECTS
from inspections.models.fields import client_id_field, kept_for_good, never_deleted, person_field
from inspections.models.inspection import Inspection
from inspections.states import complaint_sample as states
from inspections.states.complaint_sample import SampleState

_SAID = [(str(said), said.label) for said in Said]


class ComplaintSample(models.Model):
    """One request for a sample: of which time, how many, by which rule and seed, and by when."""

    sample_id = client_id_field()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="complaint_samples")
    state = models.CharField(max_length=20, choices=states.CHOICES, default=str(SampleState.REQUESTED))
    state_at = models.DateTimeField()
    # First and last day on which the complaints were received.
    from_on = models.DateField()
    to_on = models.DateField()
    size = models.PositiveIntegerField()
    strata = models.CharField(max_length=30, choices=[(str(one), one.label) for one in Strata])
    rule = models.CharField(max_length=40)
    # Made with the request; the trust sees its fingerprint alone until its list is there.
    seed = models.CharField(max_length=64)
    due_on = models.DateField()
    asked_by = person_field()
    asked_at = models.DateTimeField()
    listed_by = person_field(null=True, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    list_sha256 = models.CharField(max_length=64, blank=True)
    answered_by = person_field(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["inspection", "asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="a_sample_is_of_a_span_of_days"),
            models.CheckConstraint(condition=Q(size__gte=1), name="a_sample_has_a_size"),
            models.CheckConstraint(condition=~Q(seed="") & ~Q(rule=""), name="a_sample_has_a_rule_and_a_seed"),
            models.CheckConstraint(
                name="a_withdrawn_sample_says_who_and_why",
                condition=(~Q(state="withdrawn") & Q(withdrawn_by__isnull=True, withdrawn_reason=""))
                | (Q(state="withdrawn", withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
            ),
            models.CheckConstraint(
                name="an_answered_sample_says_who_and_when",
                condition=~Q(state="answered") | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_drawn_sample_has_its_list",
                condition=~Q(state="listed") | (Q(listed_by__isnull=False, listed_at__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="a_sample_moves_as_listed", field="state", transitions=states.WAYS.pairs),
            never_deleted("samples_are_kept"),
            pgtrigger.Protect(
                name="what_was_asked_of_a_sample_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "sample_id",
                    "inspection",
                    "from_on",
                    "to_on",
                    "size",
                    "strata",
                    "rule",
                    "seed",
                    "due_on",
                    "asked_by",
                    "asked_at",
                ),
            ),
        ]


class ListedComplaint(models.Model):
    """One complaint of the trust's list, by its own number; ``place`` is where it was drawn, null where it was not."""

    sample = models.ForeignKey(ComplaintSample, on_delete=models.PROTECT, related_name="listed")
    number = models.CharField(max_length=40)
    received_on = models.DateField()
    subject = models.CharField(max_length=80, choices=list(SUBJECTS.items()))
    outcome = models.CharField(max_length=20, choices=list(OUTCOMES.items()))
    place = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["sample", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="a_complaint_listed_once"),
            models.UniqueConstraint(
                fields=["sample", "place"], condition=Q(place__isnull=False), name="a_place_in_a_sample_once"
            ),
        ]
        triggers = [kept_for_good("lists_of_complaints_stay")]


def _said_field(*, blank: bool = False) -> models.CharField[Any, Any]:
    return models.CharField(max_length=20, choices=_SAID, blank=blank)


class SampledCase(models.Model):
    """The facts of the file of a complaint that was drawn; blank: the question does not apply. No names."""

    listed = models.OneToOneField(ListedComplaint, on_delete=models.PROTECT, related_name="case")
    # Counted up with each save, so that two people at once do not write over each other.
    latest = models.PositiveIntegerField(default=1)
    acknowledged = _said_field()
    acknowledged_on = models.DateField(null=True, blank=True)
    conversation_offered = _said_field()
    time_agreed = _said_field()
    agreed_by = models.DateField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    signed = _said_field(blank=True)
    ombudsman_stated = _said_field(blank=True)
    changed = _said_field(blank=True)
    what_was_upheld = models.TextField(blank=True)
    what_changed = models.TextField(blank=True)
    saved_by = person_field()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["listed__place"]
        constraints = [
            models.CheckConstraint(
                name="an_acknowledged_complaint_has_its_day",
                condition=Q(acknowledged="yes", acknowledged_on__isnull=False)
                | (~Q(acknowledged="yes") & Q(acknowledged_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="an_agreed_time_has_its_days",
                condition=Q(time_agreed="yes", agreed_by__isnull=False, agreed_on__isnull=False)
                | (~Q(time_agreed="yes") & Q(agreed_by__isnull=True, agreed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="an_answer_says_who_signed_and_names_the_ombudsman",
                condition=(Q(answered_on__isnull=True, signed="", ombudsman_stated=""))
                | (Q(answered_on__isnull=False) & ~Q(signed="") & ~Q(ombudsman_stated="")),
            ),
        ]
        triggers = [
            never_deleted("facts_of_cases_are_kept"),
            pgtrigger.Trigger(
                name="facts_of_cases_stay_as_sent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM inspections_listedcomplaint l
                    JOIN inspections_complaintsample s ON s.id = l.sample_id
                    WHERE l.id = NEW.listed_id AND l.place IS NOT NULL AND s.state = 'listed'
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: facts are taken of drawn complaints, until the sample is sent';
                END IF;
                RETURN NEW;
                """,
            ),
        ]
