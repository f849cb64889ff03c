"""What every return shares: the file, the submission, its findings and explanations, signature, versions, calendar."""

from __future__ import annotations

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from oversight.organisations.models import Trust


def new_reference() -> str:
    """Return a reference that can be read aloud and not guessed, such as ``K7QM-2X9D-4TRW``."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


class StoredFile(models.Model):
    """A file as it came, by the hash of its bytes; never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    # Null once the bytes were replaced because they held personal data; the hash and the reason stay.
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_file_without_bytes_says_why",
                condition=Q(content__isnull=False) | (Q(replaced_at__isnull=False) & ~Q(replaced_reason="")),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="stored_bytes_never_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__content__isnull=False),
            ),
            pgtrigger.Protect(name="stored_files_are_kept", operation=pgtrigger.Delete),
        ]


class CollectionWindow(models.Model):
    """When a return's collection for a period opens and closes; the close is data, since no rule gives every one."""

    kind = models.CharField(max_length=30)
    period = models.CharField(max_length=10)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "period"], name="one_window_for_a_period"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="a_window_closes_after_it_opens"),
        ]


class Submission(models.Model):
    """One sending of a file for one trust and period, on its way to becoming a version that stands."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        CHECKING = "checking", "Being checked"
        UNREADABLE = "unreadable", "Could not be read"
        TO_FIX = "to_fix", "Has something to fix"
        TO_EXPLAIN = "to_explain", "Has something to explain"
        READY = "ready", "Ready to send for signature"
        AWAITING_SIGNATURE = "awaiting_signature", "Waiting for signature"
        RETURNED = "returned", "Returned by the signatory"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"
        FAILED = "failed", "Could not be checked"

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=30)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="submissions")
    period = models.CharField(max_length=10)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="submissions")
    filename = models.CharField(max_length=255)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    state_at = models.DateTimeField()
    # Rows read so far and rows expected, for true progress; both zero before reading began.
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    # Why it could not be read or was returned, for the people of the trust.
    note = models.TextField(blank=True)
    layout = models.CharField(max_length=20, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_other_periods = models.PositiveIntegerField(default=0)
    rows_without_hours = models.PositiveIntegerField(default=0)
    must_fix = models.PositiveIntegerField(default=0)
    to_explain = models.PositiveIntegerField(default=0)
    # The rows as read and checked, in the kind's canonical form, and what they add up to.
    rows = models.JSONField(default=list)
    totals = models.JSONField(default=dict)
    content_sha256 = models.CharField(max_length=64, blank=True)
    # The number of the version that stood when this was checked: acceptance compares it.
    base_version = models.PositiveIntegerField(null=True, blank=True)
    correction_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["trust", "kind", "period"], name="submissions_of_a_trust"),
            models.Index(fields=["state", "state_at"], name="submissions_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference


class Explanation(models.Model):
    """Why what is unusual is true: for one finding's ward and rule, for a rule, or for a ward."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="explanations")
    text = models.TextField()
    # What a trust is doing about it, shown to the public beside a ward that is often short.
    action = models.TextField(blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    # The last period for which it stands for the same ward and rule before it is asked again.
    stands_until = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_explanation_says_something")]


class FindingRecord(models.Model):
    """What a rule found at one cell, row or file."""

    class Severity(models.TextChoices):
        MUST_FIX = "must fix", "Must fix"
        EXPLAIN = "explain", "Explain"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    rule = models.CharField(max_length=80)
    severity = models.CharField(max_length=10, choices=Severity)
    sheet = models.CharField(max_length=100, null=True, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=300, null=True, blank=True)
    cell = models.CharField(max_length=20, blank=True)
    value = models.TextField(null=True, blank=True)
    message = models.TextField()
    mend = models.TextField(blank=True)
    # The place that the finding is about, in the kind's own words (for staffing: the ward), and its key.
    place = models.CharField(max_length=300, blank=True)
    place_key = models.CharField(max_length=300, blank=True)
    explanation = models.ForeignKey(
        Explanation, null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )

    class Meta:
        ordering = ["submission", "position"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="a_finding_at_its_position"),
            models.CheckConstraint(
                name="only_the_unusual_is_explained",
                condition=Q(severity="explain") | Q(explanation__isnull=True),
            ),
        ]


class Signature(models.Model):
    """The declaration that a person with authority signed for a submission, word for word."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="signature")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=100)
    signed_at = models.DateTimeField()
    statement_version = models.CharField(max_length=40)
    statement = models.TextField()
    confirmed_with = models.CharField(max_length=40)
    network_address = models.GenericIPAddressField(null=True, blank=True)
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="a_signature_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class ReturnVersion(models.Model):
    """An accepted return: the newest stands, the older ones stay readable."""

    receipt = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=30)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="return_versions")
    period = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    stands = models.BooleanField(default=True)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="version")
    file_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["trust", "kind", "period", "number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "trust", "period", "number"], name="a_version_number_once"),
            models.UniqueConstraint(
                fields=["kind", "trust", "period"], condition=Q(stands=True), name="one_version_stands"
            ),
            models.CheckConstraint(
                name="a_later_version_has_a_reason", condition=Q(number=1) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_version_stands_until_it_is_replaced",
                condition=(Q(stands=True) & Q(replaced_at__isnull=True))
                | (Q(stands=False) & Q(replaced_at__isnull=False)),
            ),
        ]
        triggers = [pgtrigger.Protect(name="versions_are_kept", operation=pgtrigger.Delete)]
