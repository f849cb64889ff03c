"""What the pages that join the apps remember of those who use them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SeenChanges(models.Model):
    """Up to when an inspector has seen the changes of signals, as they said so themselves."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "seen changes"
