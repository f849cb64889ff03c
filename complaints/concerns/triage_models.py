"""What inspectors make of concerns beside their sorting: steps, what is followed, links, and concerns told twice."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from complaints.concerns import states
from oversight.organisations.models import Trust


class ConcernStep(models.Model):
    """One thing that an inspector did with a concern: from which state to which, and why; never edited."""

    class Kind(models.TextChoices):
        TRIAGED = "triaged", "Sorted"
        SPAM = "spam", "Set aside as no concern"
        NOT_SPAM = "not_spam", "Taken back: it is a concern"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"
        OF_SUBSTANCE = "of_substance", "Found to be of substance"
        NOT_OF_SUBSTANCE = "no_substance", "Found to be of no substance"
        ADDRESSED = "addressed", "Addressed"
        JOINED = "joined", "Joined with another: told twice"
        PARTED = "parted", "Parted again"
        LINKED = "linked", "Linked"

    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    before = models.CharField(max_length=8, choices=states.CHOICES)
    after = models.CharField(max_length=8, choices=states.CHOICES)
    # The trust that it was about before, where sorting it again names another: its figures are counted again.
    trust_before = models.ForeignKey(Trust, null=True, on_delete=models.PROTECT, related_name="+")
    # Blank where none is asked for, and once the concern was forgotten.
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(
                name="steps_of_concerns_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.reason <> '' OR (OLD.id, OLD.concern_id, OLD.kind, OLD.before, OLD.after, OLD.by_id, OLD.at)"
                    " IS DISTINCT FROM"
                    " (NEW.id, NEW.concern_id, NEW.kind, NEW.before, NEW.after, NEW.by_id, NEW.at)"
                ),
            ),
            pgtrigger.Protect(name="steps_of_concerns_are_kept", operation=pgtrigger.Delete),
        ]


class FollowedMatter(models.Model):
    """What the regulator follows until it is addressed: a validated concern of staff, or a safeguarding matter.

    It counts on every day from ``from_on`` up to, and not with, ``to_on``; null: it is followed still.
    """

    class Kind(models.TextChoices):
        STAFF_CONCERN = "staff_concern", "Concern of staff, found to be of substance"
        SAFEGUARDING = "safeguarding", "Safeguarding"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=13, choices=Kind)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_matter_ends_after_it_begins", condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))
            ),
            models.CheckConstraint(
                name="a_matter_that_ended_says_who_ended_it",
                condition=Q(to_on__isnull=True, ended_by__isnull=True) | Q(to_on__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["concern", "kind"], condition=Q(to_on__isnull=True), name="a_matter_is_followed_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="followed_matters_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_matter_that_ended_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.to_on IS NOT NULL OR (OLD.concern_id, OLD.kind, OLD.from_on) IS DISTINCT FROM"
                    " (NEW.concern_id, NEW.kind, NEW.from_on)"
                ),
            ),
        ]


class ConcernLink(models.Model):
    """A thing of another part that the concern belongs with: evidence of an inspection, or an indicator."""

    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=40)
    public_id = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "kind", "public_id"], name="a_concern_is_linked_once"),
            models.CheckConstraint(name="a_link_has_kind_and_id", condition=~Q(kind="") & ~Q(public_id="")),
        ]
        triggers = [
            pgtrigger.Protect(name="links_of_concerns_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class JoinedConcern(models.Model):
    """A concern that tells the same as another: it is handled with that one."""

    concern = models.OneToOneField("concerns.Concern", on_delete=models.PROTECT, related_name="joined_to")
    main = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="joined")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="a_concern_is_not_joined_with_itself", condition=~Q(concern=F("main"))),
        ]
        triggers = [
            pgtrigger.Protect(name="joined_concerns_stay_as_they_are", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="a_concern_is_joined_with_one_that_stands_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF EXISTS (SELECT 1 FROM concerns_joinedconcern j WHERE j.concern_id = NEW.main_id)
                    OR EXISTS (SELECT 1 FROM concerns_joinedconcern j WHERE j.main_id = NEW.concern_id) THEN
                    RAISE EXCEPTION 'pgtrigger: a joined concern is joined with no other';
                END IF;
                RETURN NEW;
                """,
            ),
        ]
