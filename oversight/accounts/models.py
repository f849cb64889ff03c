"""People, and the roles that they hold for a trust or a body, from when to when."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from oversight.organisations.models import Body, DatedQuerySet, Trust


class PersonManager(BaseUserManager["Person"]):
    """Makes people; addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "") -> Person:
        """Make a person; without a password they set one by the link in their message."""
        person = self.model(email=self.normalize_email(email).lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who can sign in. What they may do comes from their memberships alone."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(auto_now_add=True)
    # Counted up to end every session of the person: it is part of what a session is checked against.
    session_epoch = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [models.UniqueConstraint(Lower("email"), name="an_address_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind a session to the password (as Django does) and to the person's present epoch."""
        return salted_hmac(
            "oversight.accounts.session", f"{self.session_epoch}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Role(models.TextChoices):
    """What a person does here; ``permissions.py`` says what each may do."""

    PREPARER = "preparer", "Preparer of returns"
    SIGNATORY = "signatory", "Signatory"
    INSPECTOR = "inspector", "Inspector"
    CHIEF_INSPECTOR = "chief_inspector", "Chief Inspector"
    # Reviews the quality of reports and decides on factual accuracy, in inspections on whose visits they were not.
    INSPECTION_MANAGER = "inspection_manager", "Inspection manager"
    SPECIALIST_ADVISER = "specialist_adviser", "Specialist adviser"
    EXPERT_BY_EXPERIENCE = "expert_by_experience", "Expert by experience"
    RELEASE_APPROVER = "release_approver", "Release approver"
    OVERSIGHT_BODY = "oversight_body", "Oversight body"
    HEALTHWATCH = "healthwatch", "Healthwatch"
    COMMISSIONER = "commissioner", "Commissioner"
    # Of a region's quality surveillance group, whatever organisation they come from.
    GROUP_MEMBER = "group_member", "Member of a quality surveillance group"
    # Opens, for a reason on record, the identity of somebody who spoke up; does nothing else.
    CUSTODIAN = "custodian", "Custodian of identities"
    ADMINISTRATOR = "administrator", "Administrator"


TRUST_ROLES = (Role.PREPARER, Role.SIGNATORY)


class Membership(models.Model):
    """A person, a trust or a body, a role, from and to (the last day included)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_trust_role_has_a_trust_and_any_other_a_body",
                condition=(Q(role__in=TRUST_ROLES) & Q(trust__isnull=False) & Q(body__isnull=True))
                | (~Q(role__in=TRUST_ROLES) & Q(trust__isnull=True) & Q(body__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["person", "trust", "body", "role"],
                condition=Q(to_on__isnull=True),
                nulls_distinct=False,
                name="a_present_membership_once",
            ),
        ]


class Message(models.Model):
    """A message to a person, sent once: the key says what it is about.

    The text is made from the template when it is sent, so that a link with a secret in it is nowhere on record.
    """

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages_sent")
    subject = models.CharField(max_length=200)
    template = models.CharField(max_length=100)
    context = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(key="") & ~Q(subject=""), name="a_message_has_a_key_and_a_subject"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=models.F("written_at")),
                name="a_message_is_sent_after_it_is_written",
            ),
        ]
        indexes = [models.Index(fields=["person", "-written_at"], name="messages_of_a_person")]
