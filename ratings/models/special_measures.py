"""Times in special measures as they were decided, and how the criteria stand, with the record of their changes."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import kept_for_good, never_deleted, person_field
from oversight.organisations.models import Trust
from ratings.rules.special_measures import Criterion, CriterionState

_CRITERIA = [(criterion.value, criterion.label) for criterion in Criterion]
_STATES = [(state.value, state.value.replace("_", " ").capitalize()) for state in CriterionState]
_AS_ENTERED = ("trust", "entered_on", "reinspect_by", "entry_reason", "entry_by", "entry_as", "entry_at")
_ASKS = ("met", "due_soon", "overdue")


class SpecialMeasuresSpellQuerySet(models.QuerySet["SpecialMeasuresSpell"]):
    """Times in special measures."""

    def on(self, day: date) -> SpecialMeasuresSpellQuerySet:
        """Return those that go on on the day: from the day of entry to the day before the trust left."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=day), entered_on__lte=day)


class SpecialMeasuresSpell(models.Model):
    """One time of a trust in special measures, as its oversight body decided: entered, extended at most once, left.

    It stays with the code for which it was decided; a trust that follows takes it on (``ratings.special_measures``).
    """

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="special_measures")
    entered_on = models.DateField()
    # The last day for a re-inspection, earlier than usual where there was concern; null where the rules know none.
    reinspect_by = models.DateField(null=True, blank=True)
    entry_reason = models.TextField()
    # Who recorded it (null: a part of this system), as what, and when.
    entry_by = person_field(null=True, blank=True)
    entry_as = models.CharField(max_length=40)
    entry_at = models.DateTimeField()
    # The day of the decision, and the last day of the longer time.
    extended_on = models.DateField(null=True, blank=True)
    extended_to = models.DateField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    extension_by = person_field(null=True, blank=True)
    extension_as = models.CharField(max_length=40, blank=True)
    extension_at = models.DateTimeField(null=True, blank=True)
    # The first day on which the trust was in special measures no more.
    left_on = models.DateField(null=True, blank=True)
    exit_reason = models.TextField(blank=True)
    exit_by = person_field(null=True, blank=True)
    exit_as = models.CharField(max_length=40, blank=True)
    exit_at = models.DateTimeField(null=True, blank=True)

    objects = SpecialMeasuresSpellQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_on", "trust__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["trust"], condition=Q(left_on__isnull=True), name="one_open_time_in_special_measures"
            ),
            models.UniqueConstraint(fields=["trust", "entered_on"], name="special_measures_are_entered_once_a_day"),
            models.CheckConstraint(
                name="special_measures_have_their_reason", condition=~Q(entry_reason="") & ~Q(entry_as="")
            ),
            models.CheckConstraint(
                name="inspected_again_after_entry",
                condition=Q(reinspect_by__isnull=True) | Q(reinspect_by__gt=F("entered_on")),
            ),
            models.CheckConstraint(
                name="an_extension_is_whole_and_after_entry",
                condition=Q(
                    extended_on__isnull=True,
                    extended_to__isnull=True,
                    extension_reason="",
                    extension_by__isnull=True,
                    extension_as="",
                    extension_at__isnull=True,
                )
                | Q(
                    ~Q(extension_reason="") & ~Q(extension_as=""),
                    extended_on__gte=F("entered_on"),
                    extended_to__gt=F("extended_on"),
                    extension_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="an_extension_is_longer",
                condition=Q(extended_to__isnull=True)
                | Q(reinspect_by__isnull=True)
                | Q(extended_to__gt=F("reinspect_by")),
            ),
            models.CheckConstraint(
                name="an_exit_is_whole_and_last",
                condition=Q(
                    left_on__isnull=True, exit_reason="", exit_by__isnull=True, exit_as="", exit_at__isnull=True
                )
                | Q(
                    Q(extended_on__isnull=True) | Q(left_on__gte=F("extended_on")),
                    ~Q(exit_reason="") & ~Q(exit_as=""),
                    left_on__gte=F("entered_on"),
                    exit_at__isnull=False,
                ),
            ),
        ]
        triggers = [
            never_deleted("times_in_special_measures_are_kept"),
            pgtrigger.ReadOnly(name="an_entry_stays", fields=list(_AS_ENTERED)),
            pgtrigger.Protect(
                name="special_measures_are_extended_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__extended_to__isnull=False)
                & (
                    pgtrigger.Q(new__extended_to__df=pgtrigger.F("old__extended_to"))
                    | pgtrigger.Q(new__extended_on__df=pgtrigger.F("old__extended_on"))
                    | pgtrigger.Q(new__extension_reason__df=pgtrigger.F("old__extension_reason"))
                ),
            ),
            pgtrigger.Protect(
                name="special_measures_are_left_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__left_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Special measures of {self.trust_id} from {self.entered_on.isoformat()}"


class CriterionFlag(models.Model):
    """How one criterion stands for a trust: a recommendation with its evidence, written by the recomputation alone."""

    trust_code = models.CharField(max_length=8)
    criterion = models.CharField(max_length=15, choices=_CRITERIA)
    state = models.CharField(max_length=15, choices=_STATES)
    # The parts with what came of each, the published ratings that they rest on, and the spell with its clock.
    evidence = models.JSONField(default=dict)
    rule_set = models.CharField(max_length=60)
    reason = models.TextField()
    # The first day on which the facts say so; null where nothing asks for anybody's attention.
    since = models.DateField(null=True, blank=True)
    # The last day of the clock that it looks at.
    due_on = models.DateField(null=True, blank=True)
    # Of the facts that make it what it is, and of all that is stored: what a write compares before it swaps.
    inputs_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["trust_code", "criterion"]
        indexes = [
            models.Index(fields=["criterion", "state"], condition=Q(state__in=_ASKS), name="criteria_that_ask"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["trust_code", "criterion"], name="a_criterion_once_for_a_trust"),
            models.CheckConstraint(
                name="a_criterion_that_asks_says_since_when", condition=~Q(state__in=_ASKS) | Q(since__isnull=False)
            ),
            models.CheckConstraint(name="a_criterion_has_its_reason", condition=~Q(reason="") & ~Q(rule_set="")),
        ]


class CriterionChange(models.Model):
    """A criterion came to stand otherwise, or on other facts where it asks; never changed afterwards."""

    trust_code = models.CharField(max_length=8)
    criterion = models.CharField(max_length=15, choices=_CRITERIA)
    # Blank where nothing was worked out before, or is any more.
    old = models.CharField(max_length=15, choices=_STATES, blank=True)
    new = models.CharField(max_length=15, choices=_STATES, blank=True)
    reason = models.TextField()
    # What brought it about, in a sentence.
    cause = models.TextField()
    rule_set = models.CharField(max_length=60)
    # As it was with the new state: a flag is taken back with its evidence kept.
    evidence = models.JSONField(default=dict)
    old_inputs_digest = models.CharField(max_length=64, blank=True)
    inputs_digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["trust_code", "-at"], name="criteria_changed_of_a_trust")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(old_inputs_digest=F("inputs_digest")), name="a_criterion_changes_from_one_to_another"
            ),
        ]
        triggers = [kept_for_good("changes_of_criteria_only_grow")]
