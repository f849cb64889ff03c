"""Who asked for alerts by email, about what and how often; what was sent to whom; and who asked how often.

An address stands in ``Reader`` alone and goes with its row, once its reader has stopped or never confirmed. Messages
and what they told go with it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from publication.news.models import PublicChangeRow, Topic


class Reader(models.Model):
    """An email address to which somebody asked for alerts; nothing else is known of them."""

    # What stands in the links of messages, signed.
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    address = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("address"), name="a_reader_once_whatever_the_case")]


class Alert(models.Model):
    """One thing that a reader follows: from their confirmation on, and as often as they like."""

    class About(models.TextChoices):
        HOSPITAL = "hospital", "One hospital"
        TRUST = "trust", "One trust, with all its hospitals"
        REGION = "region", "All trusts of a region"
        EVERYWHERE = "everywhere", "All of the country"

    class HowOften(models.TextChoices):
        AT_ONCE = "at_once", "As soon as it changes"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week, on Monday"
        MONTHLY = "monthly", "Once a month, on the first day"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="alerts")
    about = models.CharField(max_length=10, choices=About)
    # The code of the hospital, trust or region; blank for everywhere.
    code = models.CharField(max_length=20, blank=True)
    # Which topics alone; empty: all of them.
    topics = ArrayField(models.CharField(max_length=20, choices=Topic), default=list, blank=True)
    demonstration = models.BooleanField()
    how_often = models.CharField(max_length=10, choices=HowOften)
    # How often it was asked for since it was confirmed, until that is confirmed too.
    wanted = models.CharField(max_length=10, choices=HowOften, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The place of the newest change that was looked at for it, and when it is looked at next; null: at every change.
    after = models.BigIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "about", "code", "topics"], name="a_thing_followed_once"),
            models.CheckConstraint(
                name="an_alert_names_what_it_is_about",
                condition=Q(about="everywhere", code="") | (~Q(about="everywhere") & ~Q(code="")),
            ),
            models.CheckConstraint(
                name="an_alert_is_confirmed_after_it_was_asked_for",
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("asked_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(confirmed_at__isnull=False), name="alerts_to_look_at"),
            models.Index(fields=["asked_at"], condition=Q(confirmed_at__isnull=True), name="alerts_never_confirmed"),
        ]


class AlertMessage(models.Model):
    """A message to a reader: asks them to confirm, or tells of changes. Its text is made when it is sent."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", "Asks to confirm"
        CHANGES = "changes", "Tells of changes"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    # What is to be confirmed.
    alert = models.ForeignKey(Alert, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    written_at = models.DateTimeField()
    # When workers were last told to send it, and when it went.
    told_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="what_asks_to_confirm_says_what",
                condition=Q(kind="confirm", alert__isnull=False) | Q(kind="changes", alert__isnull=True),
            ),
            models.CheckConstraint(
                name="an_alert_goes_after_it_is_written",
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("written_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["told_at"], condition=Q(sent_at__isnull=True), name="alerts_to_send"),
            models.Index(fields=["sent_at"], name="alerts_sent"),
        ]


class ToldChange(models.Model):
    """That a change is in a message to a reader: each change at most once to each, whatever they follow."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="told")
    message = models.ForeignKey(AlertMessage, on_delete=models.CASCADE, related_name="changes")
    change = models.ForeignKey(PublicChangeRow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "change"], name="a_change_once_to_a_reader"),
        ]


class Asking(models.Model):
    """That alerts were asked for: kept for a day as a hash of the address or of the network, to hold off abuse."""

    class Kind(models.TextChoices):
        ADDRESS = "address", "An email address"
        NETWORK = "network", "A network"

    kind = models.CharField(max_length=10, choices=Kind)
    hashed = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "hashed", "at"], name="asked_for_alerts")]
