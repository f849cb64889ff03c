"""What stands beside a release: why it was held back, who saw it before its time, and its package."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from publication.models import Release


class HeldBack(models.Model):
    """That a release could not go out at its time, and why; it stays announced and is tried again."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="held_back")
    # The refusal's own word: "disclosure" where a protected number could be worked out.
    code = models.CharField(max_length=40)
    message = models.TextField()
    # By cell what it is called and in how many numbers it could still lie; never a number that was counted.
    cells = models.JSONField(default=list)
    first_at = models.DateTimeField()
    # Moves on with each attempt that came to the same.
    tried_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-first_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="what_is_held_back_says_why", condition=~Q(code="") & ~Q(message="")),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="why_it_was_held_back_stays", fields=["release", "code", "message", "cells", "first_at"]
            ),
            pgtrigger.Protect(name="held_back_is_kept", operation=pgtrigger.Delete),
        ]


class PreReleaseAccess(models.Model):
    """That one person may see a release's figures before its time: in which office, why, from when, by whose leave."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="seen_before_by")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # These three are public, on the release's page; the name is not.
    job_title = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120)
    reason = models.TextField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["organisation", "job_title", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "person"], condition=Q(ended_at__isnull=True), name="seen_before_once_by_a_person"
            ),
            models.CheckConstraint(
                name="who_sees_before_says_as_what_and_why",
                condition=~Q(job_title="") & ~Q(organisation="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="seen_before_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at")),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="who_sees_before_stays",
                fields=["release", "person", "job_title", "organisation", "reason", "granted_by", "granted_at"],
            ),
            pgtrigger.Protect(name="seen_before_is_kept", operation=pgtrigger.Delete),
        ]


class PreReleaseLook(models.Model):
    """One look at a release's figures before its time."""

    access = models.ForeignKey(PreReleaseAccess, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    # SHA-256 of the package that was given out.
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        triggers: ClassVar = [pgtrigger.Protect(name="looks_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class ReleasePackage(models.Model):
    """All files of a release as one, made when it was published and made again after each withdrawal."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="packages")
    number = models.PositiveIntegerField()
    # Null once a further one stands in its place: it held what was withdrawn. Its hash stays.
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    # Why it was made again; blank for the first.
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "number"], name="a_package_number_once"),
            models.CheckConstraint(
                name="a_package_made_again_says_why", condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason="")
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="what_a_package_is_stays",
                fields=["release", "number", "size", "sha256", "made_at", "reason"],
            ),
            pgtrigger.Protect(
                name="a_package_loses_its_bytes_or_nothing",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.content IS NOT NULL"),
            ),
            pgtrigger.Protect(name="packages_are_kept", operation=pgtrigger.Delete),
        ]
