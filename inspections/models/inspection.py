"""An inspection of a trust: where, which services, when, in which state, and who may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import never_deleted, person_field, public_id_field, service_field
from inspections.models.programme import Wave
from inspections.states import inspection as states
from inspections.states.inspection import InspectionState
from oversight.accounts.models import Person
from oversight.organisations.models import Site, Trust
from oversight.returns.models import new_reference
from ratings.rules.aggregation_files import ACUTE_HANDBOOK

# Before it was announced or on site, a trust has not been shown an inspection.
_NEVER_SHOWN = [str(InspectionState.PLANNED)]
_SHOWN = sorted(str(state) for state in states.IN_WORK | states.REPORTED | {InspectionState.ANNOUNCED})


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Inspections, and who may see them."""

    def visible_to(self, person: Person, on: date) -> InspectionQuerySet:
        """Return those that the person may see on the day; every page, export and answer goes by this.

        The regulator's inspectors see all. Specialist advisers and experts by experience see those whose team they are
        in. A trust's people see their trust's once they were announced, and an unannounced one once it was on site.
        """
        from oversight.accounts.permissions import Action, powers_of, roles_allowing

        powers = powers_of(person, on)
        if powers.may(Action.INSPECT):
            return self.all()
        seen = Q(pk__in=_in_the_team(person, on)) if powers.may(Action.GATHER_EVIDENCE) else Q(pk__in=[])
        own = powers.trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
        if own:
            seen |= Q(trust_id__in=own, shown_to_trust_at__isnull=False)
        return self.filter(seen)

    def worked_on_by(self, person: Person, on: date) -> InspectionQuerySet:
        """Return those whose evidence, judgements and drafts the person may see: never a trust's people."""
        from oversight.accounts.permissions import Action, powers_of

        powers = powers_of(person, on)
        if powers.may(Action.INSPECT):
            return self.all()
        if powers.may(Action.GATHER_EVIDENCE):
            return self.filter(pk__in=_in_the_team(person, on))
        return self.none()

    def shown_to_the_trust(self) -> InspectionQuerySet:
        """Return those that the trust has been shown; those in progress among them are what the public may know of."""
        return self.filter(shown_to_trust_at__isnull=False)

    def open(self) -> InspectionQuerySet:
        """Return those that are neither published nor cancelled."""
        return self.filter(state__in=[str(state) for state in states.OPEN])


def _in_the_team(person: Person, on: date) -> models.QuerySet[Any, Any]:
    """Return the ids of the inspections in whose team the person is, as a subquery."""
    from inspections.models.team import TeamMember

    return TeamMember.objects.on(on).filter(person=person).values("inspection_id")


class Inspection(models.Model):
    """One inspection of one trust."""

    State = InspectionState

    class Kind(models.TextChoices):
        COMPREHENSIVE = "comprehensive", "Comprehensive"
        FOCUSED = "focused", "Focused"
        RE_INSPECTION = "re_inspection", "Re-inspection"

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    # Given by the page that planned it, so that a form sent twice plans one inspection.
    plan_id = public_id_field()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="inspections")
    wave = models.ForeignKey(Wave, null=True, blank=True, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=20, choices=Kind)
    # The inspection that a re-inspection follows.
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    is_announced = models.BooleanField()
    state = models.CharField(max_length=30, choices=states.CHOICES, default=str(InspectionState.PLANNED))
    state_at = models.DateTimeField()
    # When the trust was told, or found the team at its door; null: it does not know, and nothing may tell it.
    shown_to_trust_at = models.DateTimeField(null=True, blank=True)
    # Planned first and last day on site; null while it waits for a date.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    due_by = models.DateField(null=True, blank=True)
    due_reason = models.CharField(max_length=200, blank=True)
    # The risk that it was planned by: its points, what they came from, and the settings that gave them.
    risk_points = models.PositiveIntegerField(default=0)
    risk_factors = models.JSONField(default=list, blank=True)
    risk_settings = models.CharField(max_length=40, blank=True)
    # The version of the rules by which its ratings are worked out, and why, where it is not the one proposed.
    rule_set = models.CharField(max_length=60, default=ACUTE_HANDBOOK)
    rule_set_reason = models.TextField(blank=True)
    team_size = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    planned_by = person_field()
    planned_at = models.DateTimeField()
    cancelled_reason = models.TextField(blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "due_by", "id"]
        indexes = [
            models.Index(fields=["trust", "state"], name="inspections_of_a_trust"),
            models.Index(fields=["state", "starts_on"], name="inspections_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_inspection_ends_after_it_starts",
                condition=Q(starts_on__isnull=True, ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_cancelled_inspection_says_why",
                condition=~Q(state=str(InspectionState.CANCELLED)) | ~Q(cancelled_reason=""),
            ),
            models.CheckConstraint(
                name="a_planned_inspection_is_not_shown",
                condition=~Q(state__in=_NEVER_SHOWN) | Q(shown_to_trust_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_inspection_under_way_is_shown",
                condition=~Q(state__in=_SHOWN) | Q(shown_to_trust_at__isnull=False),
            ),
            models.CheckConstraint(name="a_team_has_people_and_time", condition=Q(team_size__gte=1) & Q(days__gte=1)),
        ]
        triggers = [
            pgtrigger.FSM(name="an_inspection_moves_as_listed", field="state", transitions=states.WAYS.pairs),
            pgtrigger.Protect(
                name="an_inspection_begins_as_planned",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(InspectionState.PLANNED)),
            ),
            never_deleted("inspections_are_kept"),
            pgtrigger.Protect(
                name="what_is_inspected_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("reference", "plan_id", "trust", "planned_by", "planned_at"),
            ),
            pgtrigger.Trigger(
                name="rules_stay_once_something_is_judged",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("rule_set", "rule_set_reason"),
                func="""
                IF EXISTS (SELECT 1 FROM inspections_judgement j WHERE j.inspection_id = OLD.id) THEN
                    RAISE EXCEPTION 'pgtrigger: something is judged by the rules of this inspection already';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="an_unannounced_one_is_not_announced",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.state IS DISTINCT FROM OLD.state AND ("
                    "(NEW.state = 'announced' AND NOT NEW.is_announced)"
                    " OR (OLD.state = 'planned' AND NEW.state = 'on_site' AND NEW.is_announced))"
                ),
            ),
            pgtrigger.Protect(
                name="how_it_was_announced_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'planned' AND OLD.is_announced IS DISTINCT FROM NEW.is_announced"
                ),
            ),
            pgtrigger.Protect(
                name="what_was_shown_stays_shown",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.shown_to_trust_at IS NOT NULL AND NEW.shown_to_trust_at IS DISTINCT FROM OLD.shown_to_trust_at"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class InspectedSite(models.Model):
    """A site of the trust to which the inspection goes."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="sites")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["site__name", "site__code"]
        constraints = [models.UniqueConstraint(fields=["inspection", "site"], name="a_site_inspected_once")]


class InspectedService(models.Model):
    """A service at a site that the inspection looks at."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="services")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    service = service_field()

    class Meta:
        ordering = ["site__name", "site__code", "id"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "site", "service"], name="a_service_inspected_once"),
            models.CheckConstraint(condition=~Q(service=""), name="an_inspected_service_is_named"),
        ]
