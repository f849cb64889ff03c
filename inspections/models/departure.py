"""Departures from a computed rating: the computed one, the awarded one, why, and who approved it."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import (
    client_id_field,
    key_question_field,
    never_deleted,
    person_field,
    rating_field,
    service_field,
)
from inspections.models.inspection import Inspection
from inspections.states import departure as states
from inspections.states.departure import DepartureState
from oversight.organisations.models import Site
from ratings.rules.ratings_words import Rating


class RatingLevel(models.TextChoices):
    """The level at which a rating stands. Source: CQC, levels of ratings: NHS trusts."""

    SERVICE_KEY_QUESTION = "service_key_question", "Key question of a service"
    SERVICE = "service", "Service overall"
    LOCATION_KEY_QUESTION = "location_key_question", "Key question of a location"
    LOCATION = "location", "Location overall"
    TRUST_KEY_QUESTION = "trust_key_question", "Key question of a trust"
    TRUST = "trust", "Trust overall"


def address_of_level(name: str, *, site: str = "site__isnull") -> models.CheckConstraint:
    """Return the rule that a rating names what its level asks for: site, service, key question, and nothing else."""
    at_site, no_site = Q(**{site: False}), Q(**{site: True})
    if site != "site__isnull":
        at_site, no_site = ~Q(**{site: ""}), Q(**{site: ""})
    named, asked = ~Q(service=""), ~Q(key_question="")
    nothing, all_five = Q(service=""), Q(key_question="")
    return models.CheckConstraint(
        name=name,
        condition=(Q(level=RatingLevel.SERVICE_KEY_QUESTION) & at_site & named & asked)
        | (Q(level=RatingLevel.SERVICE) & at_site & named & all_five)
        | (Q(level=RatingLevel.LOCATION_KEY_QUESTION) & at_site & nothing & asked)
        | (Q(level=RatingLevel.LOCATION) & at_site & nothing & all_five)
        | (Q(level=RatingLevel.TRUST_KEY_QUESTION) & no_site & nothing & asked)
        | (Q(level=RatingLevel.TRUST) & no_site & nothing & all_five),
    )


class RatingDeparture(models.Model):
    """A rating awarded otherwise than the rules give it, with criterion, reason and a second person's approval."""

    departure_id = client_id_field()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="departures")
    level = models.CharField(max_length=25, choices=RatingLevel)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = service_field(blank=True)
    key_question = key_question_field(blank=True)
    # Blank where the rules give none, since nothing under it is rated. Of a key question of a service the rules compute
    # what a notice limits: what was judged itself is judged again, and departs from nothing.
    computed = rating_field()
    rule = models.CharField(max_length=40, blank=True)
    rule_set = models.CharField(max_length=60, blank=True)
    awarded = rating_field(blank=False)
    # Codes from the dated list of criteria.
    criteria = ArrayField(models.CharField(max_length=60))
    reason = models.TextField()
    state = models.CharField(max_length=15, choices=states.CHOICES, default=str(DepartureState.PROPOSED))
    proposed_by = person_field()
    proposed_at = models.DateTimeField()
    decided_by = person_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["inspection", "proposed_at", "id"]
        constraints = [
            address_of_level("a_departure_names_what_its_level_asks_for"),
            models.UniqueConstraint(
                fields=["inspection", "level", "site", "service", "key_question"],
                condition=Q(state__in=[str(DepartureState.PROPOSED), str(DepartureState.APPROVED)]),
                nulls_distinct=False,
                name="one_departure_stands_for_a_rating",
            ),
            models.CheckConstraint(
                name="a_departure_departs_with_criterion_and_reason",
                condition=~Q(reason="") & ~Q(criteria=[]) & ~Q(computed=F("awarded")),
            ),
            models.CheckConstraint(
                name="another_person_decides_on_a_departure",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, state=str(DepartureState.PROPOSED))
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (
                        Q(state=str(DepartureState.WITHDRAWN))
                        | (
                            Q(state__in=[str(DepartureState.APPROVED), str(DepartureState.REFUSED)])
                            & ~Q(decided_by=F("proposed_by"))
                        )
                    )
                ),
            ),
            models.CheckConstraint(
                name="a_departure_awards_a_rating", condition=Q(awarded__in=[str(rating) for rating in Rating])
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="a_departure_moves_as_listed", field="state", transitions=states.WAYS.pairs),
            pgtrigger.Protect(
                name="a_departure_begins_as_proposed",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(DepartureState.PROPOSED)),
            ),
            pgtrigger.ReadOnly(
                name="a_departure_stays_as_proposed",
                exclude=["state", "decided_by", "decided_at", "decision_reason"],
            ),
            never_deleted("departures_are_kept"),
        ]
