"""Judgements: ratings per service and key question, with what supports them. Never edited: a new one follows."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from inspections.models.evidence import EvidencePiece
from inspections.models.fields import (
    client_id_field,
    kept_for_good,
    key_question_field,
    non_rating_field,
    person_field,
    rating_field,
    rating_or_reason,
    service_field,
)
from inspections.models.inspection import Inspection
from inspections.states.inspection import JUDGED_IN
from oversight.organisations.models import Site
from ratings.rules.ratings_words import KeyQuestion, NonRatingReason, Rating

_JUDGED_IN = ", ".join(f"'{state}'" for state in sorted(str(state) for state in JUDGED_IN))
NON_RATING_REASONS = [(str(reason), reason.label) for reason in NonRatingReason]


class Judgement(models.Model):
    """What the team judges of a key question of a service at a site; or of the trust's Well-led (no site, no service).

    The one with the highest number stands.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="judgements")
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = service_field(blank=True)
    key_question = key_question_field()
    number = models.PositiveIntegerField()
    rating = rating_field()
    non_rating = non_rating_field()
    non_rating_reason = models.CharField(max_length=30, choices=NON_RATING_REASONS, blank=True)
    rationale = models.TextField(blank=True)
    save_id = client_id_field()
    judged_by = person_field()
    judged_at = models.DateTimeField()
    evidence = models.ManyToManyField(EvidencePiece, through="JudgementEvidence", related_name="judgements")

    class Meta:
        ordering = ["inspection", "site", "service", "key_question", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "site", "service", "key_question", "number"],
                nulls_distinct=False,
                name="a_judgement_once_under_its_number",
            ),
            rating_or_reason("a_judgement_rates_or_says_why_not"),
            models.CheckConstraint(
                name="a_judgement_without_rating_has_a_reason",
                condition=(Q(non_rating="") & Q(non_rating_reason="")) | (~Q(non_rating="") & ~Q(non_rating_reason="")),
            ),
            models.CheckConstraint(
                name="a_judgement_is_of_a_service_or_of_the_trusts_well_led",
                condition=(Q(site__isnull=False) & ~Q(service=""))
                | Q(site__isnull=True, service="", key_question=str(KeyQuestion.WELL_LED)),
            ),
        ]
        triggers = [
            kept_for_good("judgements_stay"),
            pgtrigger.Trigger(
                name="judged_while_the_report_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"""
                IF NOT EXISTS (
                    SELECT 1 FROM inspections_inspection i
                     WHERE i.id = NEW.inspection_id AND i.state IN ({_JUDGED_IN})
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: the ratings of this inspection are not open to judgement';
                END IF;
                RETURN NEW;
                """,  # noqa: S608  (names of states of our own)
            ),
        ]


class JudgementEvidence(models.Model):
    """A piece of evidence on which a judgement rests."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="rests_on")
    piece = models.ForeignKey(EvidencePiece, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judgement", "piece"], name="evidence_once_for_a_judgement")]
        triggers = [kept_for_good("what_a_judgement_rests_on_stays")]


class Characteristic(models.Model):
    """A characteristic of a rating that the team found in a judgement, in words: what makes it Good or Inadequate."""

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="characteristics")
    position = models.PositiveIntegerField()
    rating = rating_field(blank=False)
    statement = models.TextField()

    class Meta:
        ordering = ["judgement", "position"]
        constraints = [
            models.UniqueConstraint(fields=["judgement", "position"], name="a_characteristic_at_its_position"),
            models.CheckConstraint(condition=~Q(statement=""), name="a_characteristic_says_something"),
        ]
        triggers = [kept_for_good("characteristics_stay")]


class NiceStandard(models.Model):
    """A NICE standard that supports Good or Outstanding; a developmental one supports Outstanding alone."""

    class Kind(models.TextChoices):
        QUALITY_STANDARD = "quality_standard", "Quality standard"
        DEVELOPMENTAL = "developmental", "Developmental standard"

    # Hard Truths 2.12 to 2.14.
    SUPPORTS = {
        Kind.QUALITY_STANDARD: frozenset({Rating.GOOD, Rating.OUTSTANDING}),
        Kind.DEVELOPMENTAL: frozenset({Rating.OUTSTANDING}),
    }

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="nice_standards")
    kind = models.CharField(max_length=20, choices=Kind)
    # Its number, such as QS15, and the statement within it where one is meant.
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["judgement", "code"]
        constraints = [
            models.UniqueConstraint(fields=["judgement", "code"], name="a_nice_standard_once_for_a_judgement"),
            models.CheckConstraint(condition=~Q(code=""), name="a_nice_standard_has_its_number"),
        ]
        triggers = [kept_for_good("nice_standards_stay")]
