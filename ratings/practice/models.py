"""Improvements that trusts offer to others, as they were when they were offered (domain rule T94)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from inspections.models.fields import client_id_field, never_deleted, person_field, public_id_field
from oversight.organisations.models import Trust


class PracticeOfferQuerySet(models.QuerySet["PracticeOffer"]):
    """Offers of improvements."""

    def standing(self) -> PracticeOfferQuerySet:
        """Return those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class PracticeOffer(models.Model):
    """What a trust did, which measure moved since, and whom to ask; withdrawn with a reason, never changed."""

    public_id = public_id_field()
    save_id = client_id_field()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    # The code of an indicator: its theme is that of the offer.
    measure = models.CharField(max_length=60)
    delivered_on = models.DateField()
    title = models.CharField(max_length=120)
    what_was_done = models.TextField()
    what_it_took = models.TextField()
    # A job title and an address of the trust's: people are not named.
    ask_whom = models.CharField(max_length=100)
    ask_at = models.EmailField()
    # Of a plan: the measure's id there. The period before the delivery says how long the measure's periods are.
    plan_measure = models.UUIDField(null=True, blank=True)
    baseline_period = models.CharField(max_length=10)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=6)
    # What the plan expected: a list of [period, figure as text]; empty without a plan.
    trajectory = models.JSONField(default=list, blank=True)
    # What was true of the measure when it was offered, and by which settings.
    sentence = models.TextField()
    evidence = models.TextField()
    settings_version = models.CharField(max_length=40)
    offered_by = person_field()
    offered_at = models.DateTimeField()
    withdrawn_by = person_field(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    objects = PracticeOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        indexes = [
            models.Index(
                fields=["measure", "offered_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="offers_by_measure",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "measure", "delivered_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="an_improvement_is_offered_once",
            ),
            models.CheckConstraint(
                name="an_offer_says_what_and_whom_to_ask",
                condition=~Q(title="") & ~Q(what_was_done="") & ~Q(what_it_took="") & ~Q(ask_whom="") & ~Q(ask_at=""),
            ),
            models.CheckConstraint(
                name="an_offer_says_what_was_true", condition=~Q(sentence="") & ~Q(settings_version="")
            ),
            models.CheckConstraint(
                name="a_withdrawal_of_an_offer_is_whole",
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]
        triggers = [
            never_deleted("offers_of_improvements_are_kept"),
            pgtrigger.Protect(
                name="a_withdrawn_offer_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.ReadOnly(
                name="an_offer_stays_as_it_was_made",
                exclude=["withdrawn_by", "withdrawn_at", "withdrawn_because"],
            ),
        ]

    def __str__(self) -> str:
        return self.title
