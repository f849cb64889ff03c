"""The report: its sections with every version, its quality review, and what is published when."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import (
    KeptVersion,
    kept_for_good,
    never_deleted,
    person_field,
    service_field,
)
from inspections.models.inspection import Inspection
from oversight.organisations.models import Site


class ReportSection(models.Model):
    """A section of an inspection's report, in its order; its text is in its versions."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="sections")
    # Stable, such as ``summary`` or ``RX101.surgery.safe``.
    code = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = service_field(blank=True)
    latest = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["inspection", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["inspection", "code"], name="a_section_once_in_a_report")]
        triggers = [never_deleted("sections_are_kept")]


class ReportSectionVersion(KeptVersion):
    """What a section said from one save to the next."""

    section = models.ForeignKey(ReportSection, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["section", "number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="a_version_of_a_section_once")]
        triggers = [kept_for_good("versions_of_sections_stay")]


class QualityReview(models.Model):
    """A second person's review of a draft: passed, or sent back with what is to be mended."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="quality_reviews")
    passed = models.BooleanField()
    # Codes of the criteria that were found met.
    criteria_met = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    remarks = models.TextField(blank=True)
    # The hash of what was reviewed: every section's version and every judgement.
    content_sha256 = models.CharField(max_length=64)
    reviewed_by = person_field()
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["inspection", "reviewed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(passed=True) | ~Q(remarks=""), name="a_review_that_sends_back_says_why")
        ]
        triggers = [kept_for_good("quality_reviews_stay")]


class PlannedPublication(models.Model):
    """The time at which a report is to be published; a task publishes it then, once."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="planned_publications")
    publish_at = models.DateTimeField()
    planned_by = person_field()
    planned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["publish_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="one_publication_waits",
            ),
            models.CheckConstraint(
                name="a_publication_is_done_or_withdrawn_with_a_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, done_at__isnull=True) & ~Q(withdrawn_reason="")),
            ),
        ]


class PublishedReport(models.Model):
    """A report as it was published; what a review of the ratings changes is a new one with its reason."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="published_reports")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = person_field(null=True, blank=True)
    # Blank for the first one.
    reason = models.TextField(blank=True)
    inspected_from = models.DateField()
    inspected_to = models.DateField()
    # The sections in order: code, title, text; and the team and what else the page shows.
    sections = models.JSONField(default=list)
    about = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="a_published_report_once"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                name="a_later_report_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(inspected_to__gte=F("inspected_from")), name="an_inspection_reported_on_has_its_days"
            ),
        ]
        triggers = [
            kept_for_good("published_reports_stay"),
            pgtrigger.Trigger(
                name="a_report_of_a_published_inspection",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                IF NOT EXISTS (
                    SELECT 1 FROM inspections_inspection i
                     WHERE i.id = NEW.inspection_id AND i.state IN ('published', 'review_requested', 'review_decided')
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: a report stands for a published inspection';
                END IF;
                RETURN NULL;
                """,
            ),
        ]
