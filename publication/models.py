"""The published record: releases, the rows that they froze, and what was withdrawn from them.

The rows of releases of complaints stand in ``publication.complaints.models``.

A row of a release is written in the transaction that publishes it and never changes afterwards; the database holds
that. Withdrawals and changes of a date are rows beside it, so that what was done can be read.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from oversight.organisations.page_names import as_written_on_a_page
from oversight.returns.models import ReturnVersion
from oversight.wording import write_number
from publication.periods import MONTHLY, STAFFING, released_period


def _hours(**options: object) -> models.DecimalField:
    """Hours of a month; null where the return left them blank."""
    return models.DecimalField(max_digits=16, decimal_places=4, null=True, **options)  # type: ignore[arg-type]


class Release(models.Model):
    """One edition of the figures of one month, quarter or year: announced with its time, then published whole."""

    class State(models.TextChoices):
        PLANNED = "planned", "Announced"
        PUBLISHED = "published", "Published"
        CANCELLED = "cancelled", "Cancelled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    # Stands in addresses: staffing-2026-10-1, and demonstration-staffing-2026-10-1 for the invented country.
    reference = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=30)
    period = models.CharField(max_length=10)
    # A release holds real organisations or invented ones, never both.
    demonstration = models.BooleanField(default=False)
    # 1 for the first release of the period's figures; each later one is a revision.
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    announced_at = models.DateTimeField()
    scheduled_for = models.DateTimeField()
    # Who let it go out at its time; null where a command did, which the audit log names.
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # The edition that was announced with a provisional one: what it lacks, no scheduled edition will bring.
    final = models.BooleanField(default=False)
    # Some trust's return was still missing when it was published, and the final edition was still to come.
    provisional = models.BooleanField(null=True)
    # Of ward staffing alone: the rule for "often short" in force for the month, as it was applied.
    short_below = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    short_months = models.PositiveSmallIntegerField(null=True)
    months_looked_at = models.PositiveSmallIntegerField(null=True)
    trusts = models.PositiveIntegerField(default=0)
    trusts_submitted = models.PositiveIntegerField(default=0)
    hospitals = models.PositiveIntegerField(default=0)
    wards = models.PositiveIntegerField(default=0)
    # SHA-256 over the rows in a fixed form: two releases of one content have one hash.
    content_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-period", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "period", "demonstration", "number"], name="a_release_number_once"),
            models.UniqueConstraint(
                fields=["kind", "period", "demonstration"],
                condition=Q(state="planned"),
                name="one_release_of_a_month_planned",
            ),
            models.CheckConstraint(
                name="a_published_release_says_when_and_what",
                condition=Q(state__in=["planned", "cancelled"], published_at__isnull=True)
                | Q(state__in=["published", "withdrawn"], published_at__isnull=False, provisional__isnull=False)
                & ~Q(content_sha256=""),
            ),
            models.CheckConstraint(
                name="published_staffing_says_what_often_short_was",
                condition=~Q(kind=STAFFING)
                | Q(state__in=["planned", "cancelled"])
                | Q(short_below__isnull=False, short_months__isnull=False, months_looked_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["scheduled_for"], condition=Q(state="planned"), name="releases_to_come"),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(
                name="a_release_goes_one_way",
                field="state",
                transitions=[("planned", "published"), ("planned", "cancelled"), ("published", "withdrawn")],
            ),
            pgtrigger.ReadOnly(
                name="what_a_release_is_stays",
                fields=["reference", "kind", "period", "demonstration", "number", "announced_at"],
            ),
            pgtrigger.Protect(
                name="a_published_release_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'planned' AND (to_jsonb(OLD) - 'state') IS DISTINCT FROM (to_jsonb(NEW) - 'state')"
                ),
            ),
            pgtrigger.Protect(name="releases_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def edition(self) -> str:
        """What stands behind its title where it is not the first edition of its period."""
        if self.number == 1:
            return ""
        return ", final edition" if self.final else f", revision {self.number - 1}"

    @property
    def missing_returns(self) -> int:
        """How many trusts had not sent the return that was due."""
        return self.trusts - self.trusts_submitted

    @property
    def period_label(self) -> str:
        """The month, quarter or year for people."""
        return released_period(self.kind, self.period).label

    @property
    def period_word(self) -> str:
        """What its period is called: a month, a quarter or a year."""
        if self.kind in MONTHLY:
            return "month"
        return "quarter" if "Q" in self.period else "year"

    @property
    def threshold(self) -> str:
        """The rate below which a ward counts as short, as pages write it."""
        return "" if self.short_below is None else f"{write_number(self.short_below.normalize())}%"


def frozen(name: str) -> list[pgtrigger.Trigger]:
    """Return the triggers that let rows in only while their release is planned, and hold them from then on."""
    return [
        pgtrigger.Protect(name=f"{name}_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_come_with_their_release",
            operation=pgtrigger.Insert,
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func="""
                IF EXISTS (
                    SELECT FROM new_rows JOIN publication_release AS release ON release.id = new_rows.release_id
                    WHERE release.state <> 'planned'
                ) THEN
                    RAISE EXCEPTION 'a published release takes no further rows';
                END IF;
                RETURN NULL;
            """,
        ),
    ]


class Hours(models.Model):
    """Planned and actual hours of a month, and the patients at 23:59 added up over it."""

    day_registered_planned = _hours()
    day_registered_actual = _hours()
    day_care_planned = _hours()
    day_care_actual = _hours()
    night_registered_planned = _hours()
    night_registered_actual = _hours()
    night_care_planned = _hours()
    night_care_actual = _hours()
    # Actual hours of nursing associates and allied health professionals together.
    other_actual = _hours()
    patients = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class AddedHours(Hours):
    """Hours added up over wards; a blank half of a pair leaves its ward out of the pair's sums.

    For care hours per patient day each group has sums of its own, over the wards that counted patients and gave hours.
    """

    wards = models.PositiveIntegerField(default=0)
    registered_worked = _hours()
    registered_patients = models.PositiveIntegerField(null=True)
    care_worked = _hours()
    care_patients = models.PositiveIntegerField(null=True)
    overall_worked = _hours()
    overall_patients = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class Named(models.Model):
    """The name that the register had when the figures were released."""

    name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def shown_name(self) -> str:
        """The name as pages write it."""
        return as_written_on_a_page(self.name)


class ReleasedTrust(Named, AddedHours):
    """A trust in a release: what its return said, or that none had come."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        NOT_SUBMITTED = "not_submitted", "Not submitted"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="released_trusts")
    code = models.CharField(max_length=8)
    status = models.CharField(max_length=20, choices=Status)
    version = models.ForeignKey(ReturnVersion, null=True, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=40, blank=True)
    version_number = models.PositiveIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    # Its return is another than the one in the release before.
    revised = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "code"], name="a_trust_once_in_a_release"),
            models.CheckConstraint(
                name="a_submitted_trust_has_its_version",
                condition=Q(status="submitted", version__isnull=False, version_number__isnull=False)
                | Q(status="not_submitted", version__isnull=True, version_number__isnull=True),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="releases_of_a_trust")]
        triggers: ClassVar = frozen("released_trusts")


class ReleasedHospital(Named, AddedHours):
    """A hospital of a trust in a release; one named by words alone in a return has no code."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        NOT_SUBMITTED = "not_submitted", "Not submitted"
        NO_WARDS = "no_wards", "No wards in the return"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="released_hospitals")
    trust = models.ForeignKey(ReleasedTrust, on_delete=models.PROTECT, related_name="hospitals")
    code = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=20, choices=Status)
    revised = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trust", "code", "name"], name="a_hospital_once_for_a_trust_in_a_release"),
        ]
        indexes: ClassVar = [models.Index(fields=["code"], name="releases_of_a_hospital")]
        triggers: ClassVar = frozen("released_hospitals")


class ReleasedWard(Hours):
    """A ward in a release: its hours as accepted, and what its trust says where it is often short."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="released_wards")
    hospital = models.ForeignKey(ReleasedHospital, on_delete=models.PROTECT, related_name="released_wards")
    ward_id = models.UUIDField()
    name = models.CharField(max_length=100)
    specialty_1 = models.CharField(max_length=100, blank=True)
    specialty_2 = models.CharField(max_length=100, blank=True)
    # Column code to hours as text, where the trust has these staff.
    other_groups = models.JSONField(default=dict)
    often_short = models.BooleanField(default=False)
    # The months of the rule's window that were short, and those without a return, as YYYY-MM.
    short_months = ArrayField(models.CharField(max_length=7), default=list)
    months_not_submitted = ArrayField(models.CharField(max_length=7), default=list)
    often_short_sentence = models.TextField(blank=True)
    explanation = models.TextField(blank=True)
    action = models.TextField(blank=True)
    # Its values differ from those in the release before.
    revised = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "ward_id"], name="a_ward_once_in_a_release")
        ]
        indexes: ClassVar = [models.Index(fields=["ward_id"], name="releases_of_a_ward")]
        triggers: ClassVar = frozen("released_wards")


class Withdrawal(models.Model):
    """What stands in the place of an item that may no longer be shown: the date and the reason."""

    class Item(models.TextChoices):
        RELEASE = "release", "The whole release"
        TRUST = "trust", "A trust's figures"
        HOSPITAL = "hospital", "A hospital's figures"
        WARD = "ward", "A ward's figures"
        EXPLANATION = "explanation", "A ward's explanation"
        LESSON = "lesson", "A lesson from complaints"
        MEASURE = "measure", "A figure by a measure"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="withdrawals")
    item = models.CharField(max_length=12, choices=Item)
    # A trust's or hospital's code, a ward's id, a lesson's key, or code/measure/period of a figure by a measure; blank
    # for the whole release.
    subject = models.CharField(max_length=90, blank=True)
    reason = models.TextField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["withdrawn_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "item", "subject"], name="an_item_withdrawn_once"),
            models.CheckConstraint(name="a_withdrawal_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_withdrawn_item_is_named",
                condition=Q(item="release", subject="") | ~Q(item="release") & ~Q(subject=""),
            ),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="withdrawals_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class DateChange(models.Model):
    """A change of an announced time, or the end of the announcement, with its reason."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="date_changes")
    old = models.DateTimeField()
    # Null: the release was cancelled.
    new = models.DateTimeField(null=True)
    reason = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["changed_at", "id"]
        constraints: ClassVar = [models.CheckConstraint(name="a_change_of_date_has_a_reason", condition=~Q(reason=""))]
        triggers: ClassVar = [
            pgtrigger.Protect(name="date_changes_stay", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class PublicChange(models.Model):
    """That something behind the public pages changed; written by triggers (``public_changes``)."""


# Last, since its rows stand on the ones above; a model is known to the framework once its module has been read.
import publication.complaints.models  # noqa: E402, F401
