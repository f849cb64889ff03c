"""What the pages that join the apps remember of those who use them."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from oversight.organisations.models import Body, Trust


class SeenChanges(models.Model):
    """Up to when an inspector has seen the changes of signals, as they said so themselves."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "seen changes"


class BoardNarrative(models.Model):
    """What a trust tells its Board in its own words for a month; each saving is a version, and none is ever changed."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    # ``2026-10``, as returns of months write it.
    month = models.CharField(max_length=7)
    number = models.PositiveIntegerField()
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What they are at the trust, in their own words, such as "Director of patient safety".
    written_as = models.CharField(max_length=100)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trust", "month", "number"], name="a_version_of_a_narrative_once"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(written_as=""), name="a_narrative_has_words_and_who_wrote_it"
            ),
        ]
        triggers = [pgtrigger.Protect(name="narratives_only_grow", operation=pgtrigger.Update | pgtrigger.Delete)]


class FinalBoardPack(models.Model):
    """A pack as it was sent to the Board: frozen; a later one for the same month says why it takes its place."""

    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    number = models.PositiveIntegerField()
    narrative = models.ForeignKey(BoardNarrative, null=True, on_delete=models.PROTECT, related_name="+")
    # What the record told, part by part, and its hash.
    parts = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_as = models.CharField(max_length=100)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trust", "month", "number"], name="a_final_pack_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="a_later_final_pack_has_a_reason"),
            models.CheckConstraint(condition=~Q(sent_as=""), name="a_final_pack_says_as_what_it_was_sent"),
        ]
        triggers = [pgtrigger.Protect(name="final_packs_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class DataRequest(models.Model):
    """What a local Healthwatch or a scrutiny committee asked a trust for, with its day; never changed."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    # For whom the body asks, such as a council's scrutiny committee; blank: for itself.
    on_behalf_of = models.CharField(max_length=200, blank=True)
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # By when an answer is asked for.
    wanted_by = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(question=""), name="a_request_for_data_asks_something")]
        indexes = [models.Index(fields=["trust", "-asked_at"], name="requests_to_a_trust")]
        triggers = [pgtrigger.Protect(name="data_requests_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class DataAnswer(models.Model):
    """A trust's answer to a request for data; more can be added, and none is changed."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_answer_with_data_says_something")]
        triggers = [pgtrigger.Protect(name="data_answers_stay", operation=pgtrigger.Update | pgtrigger.Delete)]
