"""Computed ratings beside the published ones, cautions, the record of their changes, and what inspectors decided."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from inspections.models import RatingLevel
from inspections.models.departure import address_of_level
from inspections.models.fields import (
    kept_for_good,
    key_question_field,
    person_field,
    rating_field,
)
from ratings.questions import QuestionKind, Standing
from ratings.rules.ratings_words import NonRating, Rating

_KINDS = [(kind.value, kind.label) for kind in QuestionKind]
_STANDINGS = [(standing.value, standing.label) for standing in Standing]


def _published_field() -> models.CharField[str, str]:
    """Return a field for a published word: a rating, what stands in place of one, or blank for none."""
    words = [*((str(word), word.label) for word in Rating), *((str(word), word.label) for word in NonRating)]
    return models.CharField(max_length=25, choices=words, blank=True)


class _Question(models.Model):
    """What a computed rating and a caution have in common: written by the recomputation alone, where it differs."""

    question_id = models.UUIDField(unique=True)
    trust_code = models.CharField(max_length=8)
    rule = models.CharField(max_length=60, blank=True)
    rule_set = models.CharField(max_length=60)
    reason = models.TextField()
    # The day of the newest fact that went in.
    as_of = models.DateField()
    # The hash of the facts that make the question, and since when they are these: a decision is on them alone.
    facts_sha256 = models.CharField(max_length=64)
    facts_at = models.DateTimeField()
    computed_at = models.DateTimeField()
    # The hash of all that is stored but the times of computing: what a write compares before it swaps.
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True


class ComputedRating(_Question):
    """The rating that the rules give at a place, beside the one that stands published there."""

    level = models.CharField(max_length=25, choices=RatingLevel)
    location_code = models.CharField(max_length=20, blank=True)
    # Its code in our list, or as it was published where the list does not have it.
    service = models.CharField(max_length=200, blank=True)
    key_question = key_question_field(blank=True)
    computed = rating_field()
    # The words that counted by what they are of, and the notices that limit the rating.
    inputs = models.JSONField(default=dict)
    notices = ArrayField(models.CharField(max_length=14), default=list)
    published = _published_field()
    published_on = models.DateField(null=True, blank=True)
    published_by = models.CharField(max_length=20, blank=True)
    published_reference = models.CharField(max_length=64, blank=True)
    departure_reason = models.TextField(blank=True)
    standing = models.CharField(max_length=15, choices=_STANDINGS)

    class Meta:
        ordering = ["trust_code", "location_code", "level", "service", "key_question"]
        indexes = [
            models.Index(fields=["trust_code"], name="computed_ratings_of_a_trust"),
            models.Index(fields=["-facts_at"], condition=Q(standing="differs"), name="ratings_that_differ"),
        ]
        constraints = [
            address_of_level("a_computed_rating_names_what_its_level_asks_for", site="location_code"),
            models.UniqueConstraint(
                fields=["trust_code", "level", "location_code", "service", "key_question"],
                name="one_computed_rating_of_a_place",
            ),
            models.CheckConstraint(
                name="a_published_word_has_its_day",
                condition=Q(published="", published_on__isnull=True)
                | (~Q(published="") & Q(published_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_computed_rating_stands_as_its_words_do",
                condition=Q(standing="not_compared")
                | (Q(standing="agrees", computed=F("published")) & ~Q(computed=""))
                | (
                    Q(standing__in=["differs", "explained"])
                    & ~Q(computed="")
                    & ~Q(published="")
                    & ~Q(computed=F("published"))
                ),
            ),
            models.CheckConstraint(
                name="what_is_explained_has_its_reason", condition=~Q(standing="explained") | ~Q(departure_reason="")
            ),
        ]


class Caution(_Question):
    """A fundamental standard that looks breached by the facts; it says why, and is no judgement."""

    # A notice's reference; blank where it is of the trust.
    subject = models.CharField(max_length=40, blank=True)
    regulations = ArrayField(models.CharField(max_length=10))
    key_questions = ArrayField(models.CharField(max_length=20))
    evidence = models.JSONField(default=dict)
    # The part of the evidence that makes it another question once it changes.
    state = models.JSONField(default=dict)

    class Meta:
        ordering = ["trust_code", "rule", "subject"]
        indexes = [models.Index(fields=["trust_code"], name="cautions_of_a_trust")]
        constraints = [
            models.UniqueConstraint(fields=["trust_code", "rule", "subject"], name="a_caution_once"),
            models.CheckConstraint(condition=~Q(rule=""), name="a_caution_has_its_rule"),
        ]


class QuestionChange(models.Model):
    """A computed rating or a caution changed: old, new, why, by which rule and from what; never changed afterwards."""

    question_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=_KINDS)
    trust_code = models.CharField(max_length=8)
    old = models.CharField(max_length=15, choices=_STANDINGS)
    new = models.CharField(max_length=15, choices=_STANDINGS)
    # Blank of a caution.
    old_computed = rating_field()
    new_computed = rating_field()
    old_published = _published_field()
    new_published = _published_field()
    reason = models.TextField()
    rule = models.CharField(max_length=60, blank=True)
    rule_set = models.CharField(max_length=60)
    # What counted, and the hashes of the facts before and now.
    inputs = models.JSONField(default=dict)
    old_facts_sha256 = models.CharField(max_length=64, blank=True)
    facts_sha256 = models.CharField(max_length=64, blank=True)
    # What brought it about, in a sentence.
    cause = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["question_id", "-at"], name="changes_of_a_question"),
            models.Index(fields=["trust_code", "-at"], name="question_changes_of_a_trust"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(old_facts_sha256=F("facts_sha256")), name="a_question_changes_from_one_to_another"
            ),
        ]
        triggers = [kept_for_good("question_changes_only_grow")]


class QuestionDecision(models.Model):
    """What an inspector decided on a question as it stood: accepted or refused, by whom, as what, and why."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted: to be looked into"
        REFUSED = "refused", "Refused: nothing to be done"

    question_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=_KINDS)
    trust_code = models.CharField(max_length=8)
    # The facts that the question was of, and since when they stood.
    facts_sha256 = models.CharField(max_length=64)
    facts_at = models.DateTimeField()
    # The question as it was read: the rule with its reason.
    rule = models.CharField(max_length=60, blank=True)
    rule_set = models.CharField(max_length=60)
    asked = models.TextField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField()
    decided_by = person_field()
    decided_as = models.CharField(max_length=30)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-id"]
        indexes = [models.Index(fields=["trust_code", "-decided_at"], name="decisions_of_a_trust")]
        constraints = [
            models.UniqueConstraint(fields=["question_id", "facts_at"], name="one_decision_on_the_same_facts"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(decided_as=""), name="a_decision_says_why_and_as_what"),
        ]
        triggers = [kept_for_good("decisions_on_questions_stay")]


class WorkedOutRatings(models.Model):
    """As of which day a trust's ratings were last worked out: some of them change with the day alone."""

    trust_code = models.CharField(max_length=8, unique=True)
    on = models.DateField()
    worked_out_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "worked out ratings"
