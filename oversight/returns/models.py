"""What every return shares: the file, the submission, its findings and explanations, signature, versions, calendar."""

from __future__ import annotations

import secrets
from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from oversight.accounts.models import Person
from oversight.organisations.models import Trust
from oversight.returns import states
from oversight.returns.states import State

# Without the letters and digits that are taken for one another when read aloud.
_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIXED = sorted(str(state) for state in states.FIXED)
_CHECKED = sorted(str(state) for state in states.PASSED)


def readable_characters(count: int) -> str:
    """Return random characters that can be read aloud."""
    return "".join(secrets.choice(_READABLE) for _ in range(count))


def new_reference() -> str:
    """Return a reference that can be read aloud and not guessed, such as ``K7QM-2X9D-4TRW``."""
    return "-".join(readable_characters(4) for _ in range(3))


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


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, and who may see them."""

    def visible_to(self, person: Person, on: date) -> SubmissionQuerySet:
        """Return those of the trusts that the person works for on the day; a draft is nobody else's."""
        from oversight.accounts.permissions import trusts_of

        return self.filter(trust__in=trusts_of(person, on))


class Submission(models.Model):
    """One sending of a file for one trust and period, on its way to becoming a version that stands."""

    State = State

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=30)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="submissions")
    period = models.CharField(max_length=10)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="submissions")
    filename = models.CharField(max_length=255)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=states.CHOICES, default=str(State.RECEIVED))
    state_at = models.DateTimeField()
    # How far the reading has come and how far it has to go, in bytes; both zero before it began.
    progress_done = models.PositiveBigIntegerField(default=0)
    progress_total = models.PositiveBigIntegerField(default=0)
    # Why it could not be read, was returned or withdrawn, for the people of the trust.
    note = models.TextField(blank=True)
    layout = models.CharField(max_length=20, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_other_periods = models.PositiveIntegerField(default=0)
    # Rows that name a unit and give nothing for it.
    rows_blank = models.PositiveIntegerField(default=0)
    must_fix = models.PositiveIntegerField(default=0)
    to_explain = models.PositiveIntegerField(default=0)
    # The rows as read and checked, in the kind's canonical form, and what they add up to.
    rows = models.JSONField(default=list)
    totals = models.JSONField(default=dict)
    content_sha256 = models.CharField(max_length=64, blank=True)
    # The number of the version that stood when this was checked: acceptance compares it.
    base_version = models.PositiveIntegerField(null=True, blank=True)
    correction_reason = models.TextField(blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["trust", "kind", "period"], name="submissions_of_a_trust"),
            models.Index(fields=["state", "state_at"], name="submissions_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "trust", "period"],
                condition=Q(state=str(State.AWAITING_SIGNATURE)),
                name="one_submission_awaits_signature",
            ),
            models.CheckConstraint(
                name="only_a_checked_submission_goes_on",
                condition=~Q(state__in=_CHECKED) | (Q(must_fix=0) & ~Q(content_sha256="")),
            ),
            models.CheckConstraint(
                name="a_correction_says_why",
                condition=~Q(state__in=_FIXED) | Q(base_version__isnull=True) | ~Q(correction_reason=""),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="a_submission_moves_as_listed", field="state", transitions=states.pairs()),
            pgtrigger.Protect(
                name="a_submission_begins_as_received",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(State.RECEIVED)),
            ),
            pgtrigger.Protect(
                name="what_was_sent_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "reference", "kind", "trust", "period", "file", "prepared_by", "received_at"
                ),
            ),
            pgtrigger.Protect(
                name="what_is_signed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN (" + ", ".join(f"'{state}'" for state in _FIXED) + ") AND "
                    "(OLD.rows, OLD.totals, OLD.content_sha256, OLD.base_version, OLD.correction_reason)"
                    " IS DISTINCT FROM "
                    "(NEW.rows, NEW.totals, NEW.content_sha256, NEW.base_version, NEW.correction_reason)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Explanation(models.Model):
    """Why what is unusual is true: for one finding's place and rule, for a rule, or for a place."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="explanations")
    text = models.TextField()
    # What the trust is doing about it.
    action = models.TextField(blank=True)
    # The trust lets the public read it beside the place that it is about.
    is_public = models.BooleanField(default=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    # The last period for which it stands for the same place and rule before it is asked again; blank: this one alone.
    stands_until = models.CharField(max_length=10, blank=True)
    # The explanation that this one repeats: given earlier for the same, and carried over by the check.
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="carried")
    # A remark on a place that no rule asked about (a ward that is often short); blank where findings say the place.
    place = models.TextField(blank=True)
    place_key = models.TextField(blank=True)

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_explanation_says_something")]


class MarkedCopy(models.Model):
    """A large file's workbook with its cells marked, made once by a worker; a check again makes it anew."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="marked_copy"
    )
    content = models.BinaryField()
    made_at = models.DateTimeField()


class FindingRecord(models.Model):
    """What a rule found at one cell, row or file."""

    class Severity(models.TextChoices):
        MUST_FIX = "must fix", "Must fix"
        EXPLAIN = "explain", "Explain"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    rule = models.CharField(max_length=80)
    severity = models.CharField(max_length=10, choices=Severity)
    # Null where the file has no sheets, the finding no column, the cell no value; a blank text is something else.
    sheet = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.TextField(null=True, blank=True)  # noqa: DJ001
    cell = models.CharField(max_length=20, blank=True)
    value = models.TextField(null=True, blank=True)  # noqa: DJ001
    message = models.TextField()
    mend = models.TextField(blank=True)
    # The place that the finding is about, in the kind's own words (for staffing: the ward), and its key.
    place = models.TextField(blank=True)
    place_key = models.TextField(blank=True)
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
    confirmed_with = models.CharField(max_length=80)
    network_address = models.GenericIPAddressField(null=True, blank=True)
    content_sha256 = models.CharField(max_length=64)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="a_signature_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="another_person_signs_what_was_shown",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("sent", "RECORD")],
                func="""
                SELECT s.prepared_by_id, s.content_sha256 INTO sent FROM returns_submission s
                 WHERE s.id = NEW.submission_id;
                IF sent.prepared_by_id = NEW.signed_by_id THEN
                    RAISE EXCEPTION 'pgtrigger: the person who prepared a return does not sign it';
                END IF;
                IF sent.content_sha256 IS DISTINCT FROM NEW.content_sha256 THEN
                    RAISE EXCEPTION 'pgtrigger: a signature is for the content that was shown';
                END IF;
                RETURN NEW;
                """,
            ),
        ]


class ReturnVersionQuerySet(models.QuerySet["ReturnVersion"]):
    """Versions, and who may see them."""

    def visible_to(self, person: Person, on: date) -> ReturnVersionQuerySet:
        """Return those of the trusts that the person works for on the day; whoever inspects sees every trust's."""
        from oversight.accounts.permissions import Action, may, trusts_of

        if may(person, Action.INSPECT, on=on):
            return self.all()
        return self.filter(trust__in=trusts_of(person, on))

    def standing(self) -> ReturnVersionQuerySet:
        """Return those that stand."""
        return self.filter(stands=True)


class ReturnVersion(models.Model):
    """An accepted return: the newest stands, the older ones stay readable."""

    receipt = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=30)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="return_versions")
    period = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    stands = models.BooleanField(default=True)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="version")
    file_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    # The trust's first version for the period came after the close; a correction takes it over.
    late = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    # The final key of each place that the rows of the submission name as new, such as a new ward's.
    place_keys = models.JSONField(default=dict)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ReturnVersionQuerySet.as_manager()

    class Meta:
        ordering = ["trust", "kind", "period", "number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "trust", "period", "number"], name="a_version_number_once"),
            models.UniqueConstraint(
                fields=["kind", "trust", "period"], condition=Q(stands=True), name="one_version_stands"
            ),
            models.CheckConstraint(name="a_later_version_has_a_reason", condition=Q(number=1) | ~Q(reason="")),
            models.CheckConstraint(
                name="a_version_stands_until_it_is_replaced",
                condition=(Q(stands=True) & Q(replaced_at__isnull=True))
                | (Q(stands=False) & Q(replaced_at__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="versions_are_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="a_version_stays_as_it_was", exclude=["stands", "replaced_at"]),
            pgtrigger.Trigger(
                name="a_version_was_signed",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM returns_submission s JOIN returns_signature g ON g.submission_id = s.id
                     WHERE s.id = NEW.submission_id AND s.state = 'accepted'
                       AND s.content_sha256 = NEW.content_sha256 AND s.file_id = NEW.file_sha256
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: a version comes from an accepted and signed submission';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.receipt
