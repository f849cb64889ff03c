"""Concerns that people tell the regulator: what was told, what was written since, photos, and identities kept apart.

No row here holds an address of a computer, an account, a session or a browser of who told.
"""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.concerns import states, themes
from complaints.concerns.states import ConcernState

# Django looks for an app's tables in this module.
from complaints.concerns.triage_models import ConcernLink, ConcernStep, FollowedMatter, JoinedConcern
from oversight.organisations.models import Site, Trust, Ward

__all__ = [
    "Concern",
    "ConcernLink",
    "ConcernStep",
    "FollowedMatter",
    "JoinedConcern",
    "Message",
    "OpenedIdentity",
    "Photo",
    "Route",
    "SealedIdentity",
    "Teller",
    "Urgency",
]
HASH_LENGTH = 64
_SORTED = sorted(str(state) for state in states.SORTED)


class Route(models.TextChoices):
    """By which page it came in."""

    CARE = "care", "Tell us about care"
    STAFF = "staff", "Speaking up as staff"


class Teller(models.TextChoices):
    """Who tells, as they say."""

    PATIENT = "patient", "A patient"
    RELATIVE = "relative", "A relative, friend or carer of a patient"
    PUBLIC = "public", "Somebody else who saw it"
    STAFF = "staff", "Somebody who works or worked there"


class Urgency(models.TextChoices):
    """How soon somebody must act, as the inspector who read it says."""

    URGENT = "urgent", "Urgent: today"
    SOON = "soon", "Soon: within five working days"
    ROUTINE = "routine", "For the next inspection"


class Concern(models.Model):
    """One concern: what was told stays as it was told; what inspectors make of it stands beside.

    Its reference is a secret of whoever told; only its keyed hash is here (``complaints.concerns.reference_codes``).
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    # Of the form in which it was sent: the same form sent twice is one concern.
    form_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    # Of the words and the place: the same complaint told twice over is seen to be the same.
    words_hash = models.CharField(max_length=HASH_LENGTH)
    is_demonstration = models.BooleanField()
    received_on = models.DateField()

    route = models.CharField(max_length=5, choices=Route)
    teller = models.CharField(max_length=8, choices=Teller)
    is_anonymous = models.BooleanField()
    # What it is about, as told: null where they did not know, or where no place on record was meant.
    told_trust = models.ForeignKey(Trust, null=True, on_delete=models.PROTECT, related_name="+")
    told_site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    told_ward = models.ForeignKey(Ward, null=True, on_delete=models.PROTECT, related_name="+")
    # The place and the time in their own words.
    told_place = models.CharField(max_length=300, blank=True)
    told_when = models.CharField(max_length=300, blank=True)
    told_theme = models.CharField(max_length=20, choices=themes.CHOICES, blank=True)
    # Blank once it was forgotten.
    what_happened = models.TextField()

    state = models.CharField(max_length=8, choices=states.CHOICES, default=str(ConcernState.NEW))
    state_at = models.DateTimeField()
    # What the inspector who read it found: blank or null before.
    urgency = models.CharField(max_length=8, choices=Urgency, blank=True)
    safeguarding = models.BooleanField(null=True)
    theme = models.CharField(max_length=20, choices=themes.CHOICES, blank=True)
    trust = models.ForeignKey(Trust, null=True, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(Ward, null=True, on_delete=models.PROTECT, related_name="+")
    # The day on which its words, photos and identity were deleted, as retention has it; what remains is a count.
    forgotten_on = models.DateField(null=True)

    class Meta:
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_concern_says_something_until_it_is_forgotten",
                condition=(~Q(what_happened="") & Q(forgotten_on__isnull=True))
                | Q(what_happened="", told_place="", told_when="", forgotten_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_sorted_concern_says_how_urgent_and_what_about",
                condition=~Q(state__in=_SORTED) | (~Q(urgency="") & Q(safeguarding__isnull=False) & ~Q(theme="")),
            ),
            models.CheckConstraint(
                name="staff_speak_up_by_their_own_route",
                condition=~Q(route=Route.STAFF) | Q(teller=Teller.STAFF),
            ),
            models.CheckConstraint(
                name="a_told_site_and_ward_have_their_trust",
                condition=Q(told_trust__isnull=False) | Q(told_site__isnull=True, told_ward__isnull=True),
            ),
            models.CheckConstraint(
                name="a_site_and_ward_found_have_their_trust",
                condition=Q(trust__isnull=False) | Q(site__isnull=True, ward__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_on"], name="concerns_by_state"),
            models.Index(fields=["trust", "received_on"], name="concerns_about_a_trust"),
            models.Index(fields=["words_hash"], name="concerns_in_the_same_words"),
        ]
        triggers = [
            pgtrigger.FSM(name="a_concern_moves_as_listed", field="state", transitions=states.pairs()),
            pgtrigger.Protect(
                name="a_concern_begins_as_new",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(ConcernState.NEW)),
            ),
            pgtrigger.Protect(name="concerns_are_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="what_was_told_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "public_id",
                    "reference_hash",
                    "form_hash",
                    "words_hash",
                    "is_demonstration",
                    "received_on",
                    "route",
                    "teller",
                    "is_anonymous",
                    "told_trust",
                    "told_site",
                    "told_ward",
                    "told_theme",
                ),
            ),
            pgtrigger.Protect(
                name="words_stay_until_they_are_forgotten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.forgotten_on IS NOT NULL AND NEW.forgotten_on IS DISTINCT FROM OLD.forgotten_on"
                    " OR NEW.forgotten_on IS NULL AND (OLD.what_happened, OLD.told_place, OLD.told_when)"
                    " IS DISTINCT FROM (NEW.what_happened, NEW.told_place, NEW.told_when)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Message(models.Model):
    """What was written about a concern after it was told: by whoever told it, or by an inspector; never edited."""

    class Author(models.TextChoices):
        TELLER = "teller", "Whoever told us"
        INSPECTOR = "inspector", "An inspector"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="messages")
    author = models.CharField(max_length=9, choices=Author)
    # Null for the teller: who told is nowhere but in the sealed identity.
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Of the teller's form: the same form sent twice is one message.
    form_hash = models.CharField(max_length=HASH_LENGTH, unique=True, null=True)  # noqa: DJ001  (null: an inspector)
    # Blank once it was forgotten.
    text = models.TextField()
    written_at = models.DateTimeField()
    forgotten_on = models.DateField(null=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="an_inspector_signs_and_a_teller_does_not",
                condition=Q(author="inspector", inspector__isnull=False, form_hash__isnull=True)
                | Q(author="teller", inspector__isnull=True, form_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="a_message_says_something_until_it_is_forgotten",
                condition=(~Q(text="") & Q(forgotten_on__isnull=True)) | Q(text="", forgotten_on__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="messages_are_never_edited",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.forgotten_on IS NOT NULL OR NEW.forgotten_on IS NULL OR"
                    " (OLD.id, OLD.public_id, OLD.concern_id, OLD.author, OLD.inspector_id, OLD.form_hash,"
                    " OLD.written_at) IS DISTINCT FROM"
                    " (NEW.id, NEW.public_id, NEW.concern_id, NEW.author, NEW.inspector_id, NEW.form_hash,"
                    " NEW.written_at)"
                ),
            ),
            pgtrigger.Protect(name="messages_are_kept", operation=pgtrigger.Delete),
        ]


def _only_of_what_is_forgotten(name: str) -> pgtrigger.Trigger:
    """Return the trigger that lets a row be deleted once its concern was forgotten, and not before."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func="""
        IF NOT EXISTS (
            SELECT 1 FROM concerns_concern c WHERE c.id = OLD.concern_id AND c.forgotten_on IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'pgtrigger: this is kept as long as the words of its concern';
        END IF;
        RETURN OLD;
        """,
    )


class Photo(models.Model):
    """A photo that came with a concern or with a message, written anew without anything but its picture."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="photos")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="photos")
    media_type = models.CharField(max_length=10, choices=[("image/jpeg", "JPEG"), ("image/png", "PNG")])
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(name="photos_stay", operation=pgtrigger.Update),
            _only_of_what_is_forgotten("photos_are_kept"),
        ]


class SealedIdentity(models.Model):
    """Who told, sealed with a key that is not in the database (``complaints.concerns.sealing``)."""

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="sealed_identity")
    sealed = models.BinaryField()

    class Meta:
        verbose_name_plural = "sealed identities"
        triggers = [
            # Sealed anew under another key, never given to another concern.
            pgtrigger.Protect(
                name="an_identity_stays_with_its_concern",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("concern"),
            ),
            _only_of_what_is_forgotten("identities_are_kept"),
        ]


class OpenedIdentity(models.Model):
    """Somebody opened an identity: who, when and why."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="openings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        verbose_name_plural = "opened identities"
        ordering = ["opened_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="an_identity_is_opened_for_a_reason")]
        triggers = [
            pgtrigger.Protect(name="openings_of_identities_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
