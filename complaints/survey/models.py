"""The survey of complainants on record: codes as keyed hashes, and how many gave each answer in a quarter.

No single answer is a row. Nothing here leads from a code to what came by it: see ADR 22.
"""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from oversight.organisations.models import Site, Trust

_HASH_LENGTH = 64


class SurveyCode(models.Model):
    """One code, by its hash: whose survey it opens, until when, and whether it was used; not when, nor with what."""

    code_hash = models.CharField(max_length=_HASH_LENGTH, primary_key=True)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    # The last day of a quarter, so that it does not tell on which day the code was made.
    valid_until = models.DateField()
    used = models.BooleanField(default=False)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="codes_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_code_is_used_once_and_stays_what_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.used OR (OLD.code_hash, OLD.trust_id, OLD.site_id, OLD.valid_until)"
                    " IS DISTINCT FROM (NEW.code_hash, NEW.trust_id, NEW.site_id, NEW.valid_until)"
                ),
            ),
        ]


class CodesMade(models.Model):
    """How many codes a trust made on a day, by whom; which codes these were is not kept."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    valid_until = models.DateField()
    made_on = models.DateField()
    # Null: the demonstration.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "codes made"
        ordering = ["-made_on", "-id"]
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="codes_are_made_in_some_number")]
        triggers = [pgtrigger.Protect(name="codes_made_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class ClosedQuarter(models.Model):
    """A quarter whose answers can be shown: nothing is added to it any more."""

    quarter = models.DateField(unique=True)
    closed_at = models.DateTimeField()

    class Meta:
        ordering = ["quarter"]
        triggers = [pgtrigger.Protect(name="a_quarter_stays_closed", operation=pgtrigger.Update | pgtrigger.Delete)]


class QuarterAnswers(models.Model):
    """How often each answer was given in a quarter, for a trust and, where codes were bound to one, a site.

    All of it is one row, so that the row's own marks in the database tell of the last answer that there was one, and
    not which it was. ``counts``: by question, by point of ``complaints.survey.questions.Point``, how many.
    """

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    # By its first day; and the version of the questions.
    quarter = models.DateField()
    version = models.CharField(max_length=40)
    answers = models.PositiveIntegerField()
    counts = models.JSONField()

    class Meta:
        verbose_name_plural = "answers of a quarter"
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "site", "quarter"], nulls_distinct=False, name="answers_of_a_quarter_once"
            ),
            models.CheckConstraint(condition=Q(answers__gte=1), name="a_quarter_with_answers_has_some"),
        ]
        indexes = [models.Index(fields=["quarter"], name="answers_by_quarter")]
        triggers = [
            pgtrigger.Protect(name="answers_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="answers_are_only_added",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.answers <= OLD.answers OR (OLD.trust_id, OLD.site_id, OLD.quarter, OLD.version)"
                    " IS DISTINCT FROM (NEW.trust_id, NEW.site_id, NEW.quarter, NEW.version)"
                ),
            ),
            pgtrigger.Trigger(
                name="a_closed_quarter_takes_no_answer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                IF EXISTS (SELECT 1 FROM survey_closedquarter c WHERE c.quarter = NEW.quarter) THEN
                    RAISE EXCEPTION 'pgtrigger: the quarter is closed';
                END IF;
                RETURN NEW;
                """,
            ),
        ]


class ComplaintsTeam(models.Model):
    """Whom to turn to at a trust with a complaint, from a day on: what its posters say. Nobody's name."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    # The newest row of a day is the one that holds.
    team = models.CharField(max_length=100)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=300, blank=True)
    # Of the local Healthwatch: how to reach it, and its name where none is on record for the trust's area.
    healthwatch = models.CharField(max_length=200, blank=True)
    healthwatch_contact = models.CharField(max_length=200, blank=True)
    # Who helps to complain, free of charge.
    advocacy = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="a_complaints_team_can_be_reached", condition=~Q(phone="") | ~Q(email="") | ~Q(address="")
            )
        ]
        triggers = [pgtrigger.Protect(name="complaints_teams_stay", operation=pgtrigger.Update | pgtrigger.Delete)]
