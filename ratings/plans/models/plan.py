"""A plan: its concerns, the actions promised for each, and the measures that should move, with how far by when.

What a signed report has told of was promised (``promised_at``) and stays as it is; before that it is written freely.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from inspections.models.fields import never_deleted, person_field, public_id_field

_PROMISED = pgtrigger.Q(old__promised_at__isnull=False)


def _stays_once_promised(name: str) -> pgtrigger.Protect:
    """Return the rule that what was promised is neither changed nor taken out."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete, condition=_PROMISED)


class Plan(models.Model):
    """The improvement plan of a case of special measures; one for a case."""

    public_id = public_id_field()
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="plan")
    opened_by = person_field()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        triggers = [
            never_deleted("plans_are_kept"),
            pgtrigger.ReadOnly(
                name="a_plan_stays_with_its_case",
                fields=["public_id", "case", "opened_by", "opened_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"Plan of {self.case_id}"


class PlanConcern(models.Model):
    """What has to become better: a finding, a breach, a signal, and what it said when it was taken up."""

    public_id = public_id_field()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="concerns")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    what = models.TextField()
    # Where it comes from: a reference of ``oversight.records.references``, and the words that stood there on the day.
    source_kind = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    source_said = models.TextField()
    written_by = person_field()
    written_at = models.DateTimeField()
    # When the first report that tells of it was signed.
    promised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="a_concern_at_its_number"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(what=""), name="a_concern_says_what_it_is"),
            models.CheckConstraint(
                condition=~Q(source_kind="") & ~Q(source_id="") & ~Q(source_said=""),
                name="a_concern_comes_from_somewhere",
            ),
        ]
        triggers = [_stays_once_promised("a_promised_concern_stays")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class PlanAction(models.Model):
    """What the trust promised to do for a concern, who answers for it, and by when as first promised."""

    public_id = public_id_field()
    concern = models.ForeignKey(PlanConcern, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveIntegerField()
    what = models.TextField()
    # A job title, such as "Chief nurse": people are not named in public.
    owner = models.CharField(max_length=100)
    due_on = models.DateField()
    written_by = person_field()
    written_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["concern", "number"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="an_action_at_its_number"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(owner=""), name="an_action_says_what_and_who"),
        ]
        triggers = [_stays_once_promised("a_promised_action_stays")]

    def __str__(self) -> str:
        return f"{self.concern.number}.{self.number}"


class PlanMeasure(models.Model):
    """A measure that should move once a concern is met: what it was, and what is expected of it by when."""

    public_id = public_id_field()
    concern = models.ForeignKey(PlanConcern, on_delete=models.CASCADE, related_name="measures")
    number = models.PositiveIntegerField()
    # The code of an indicator, as ``oversight/measures/definitions`` has it.
    code = models.CharField(max_length=60)
    # A period as ``oversight.measures.periods.Period`` writes it, and the trust's figure for it when it was taken up.
    baseline_period = models.CharField(max_length=10)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=6)
    # Why this measure shows whether the actions work.
    words = models.TextField(blank=True)
    written_by = person_field()
    written_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["concern", "number"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="a_measure_at_its_number"),
            models.UniqueConstraint(fields=["concern", "code"], name="a_measure_once_for_a_concern"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(baseline_period=""),
                name="a_measure_has_its_baseline",
            ),
        ]
        triggers = [
            _stays_once_promised("a_promised_measure_stays"),
            # An outcome is never published without what was expected of it.
            pgtrigger.Trigger(
                name="a_measure_says_what_is_expected",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                IF EXISTS (SELECT 1 FROM plans_planmeasure m WHERE m.id = NEW.id)
                   AND (SELECT count(*) FROM plans_trajectorypoint p WHERE p.measure_id = NEW.id) < 2 THEN
                    RAISE EXCEPTION 'pgtrigger: a measure says what is expected of it for two periods at least';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TrajectoryPoint(models.Model):
    """What is expected of a measure in a period; the last is the target."""

    measure = models.ForeignKey(PlanMeasure, on_delete=models.CASCADE, related_name="trajectory")
    position = models.PositiveIntegerField()
    period = models.CharField(max_length=10)
    expected = models.DecimalField(max_digits=18, decimal_places=6)

    class Meta:
        ordering = ["measure", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "position"],
                name="a_trajectory_point_at_its_position",
            ),
            models.UniqueConstraint(fields=["measure", "period"], name="one_expectation_for_a_period"),
        ]
        triggers = [
            pgtrigger.Protect(name="an_expectation_stays", operation=pgtrigger.Update),
            # Given with the measure and taken out with it: never one by one, and never once it was promised.
            pgtrigger.Trigger(
                name="expectations_stay_once_promised",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete,
                declare=[("point", "RECORD")],
                func="""
                IF TG_OP = 'DELETE' THEN
                    point := OLD;
                ELSE
                    point := NEW;
                END IF;
                IF EXISTS (SELECT 1 FROM plans_planmeasure m
                            WHERE m.id = point.measure_id AND m.promised_at IS NOT NULL) THEN
                    RAISE EXCEPTION 'pgtrigger: what was expected of a measure stays once it was promised';
                END IF;
                RETURN point;
                """,
            ),
        ]
