"""The monthly report on a plan: what it says of each action, with evidence; frozen and hashed, signed, published."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import never_deleted, person_field, public_id_field
from oversight.returns.models import StoredFile
from ratings.plans import states
from ratings.plans.models.plan import Plan, PlanAction
from ratings.plans.states import ActionStatus, ReportState

_FIXED = sorted(str(state) for state in states.FIXED)
_SIGNED = str(ReportState.SIGNED)
_UNSIGNED = Q(
    signed_by__isnull=True,
    signed_as="",
    signed_at__isnull=True,
    statement_version="",
    statement="",
    confirmed_with="",
    receipt__isnull=True,
    publish_at__isnull=True,
    announced_at__isnull=True,
)
_WHOLE = (
    ~Q(signed_as="")
    & ~Q(statement_version="")
    & ~Q(statement="")
    & ~Q(confirmed_with="")
    & Q(
        signed_by__isnull=False,
        signed_at__isnull=False,
        receipt__isnull=False,
        publish_at__gt=F("signed_at"),
    )
)


class PlanReportQuerySet(models.QuerySet["PlanReport"]):
    """Reports on plans."""

    def published(self, at: datetime) -> PlanReportQuerySet:
        """Return those that anyone can read at a moment: signed, and their time has come. No worker makes it so."""
        return self.filter(state=_SIGNED, publish_at__lte=at)


class PlanReport(models.Model):
    """What the trust reports for a month; a correction is a new number with its reason, and the earlier ones stay."""

    State = ReportState

    public_id = public_id_field()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    # The first day of the month that it is about.
    month = models.DateField()
    number = models.PositiveIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    correction_reason = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=states.REPORT_STATES, default=str(ReportState.DRAFT))
    state_at = models.DateTimeField()
    # Why it was taken back.
    note = models.TextField(blank=True)
    # Who began it, and at last who made it ready: another person signs.
    prepared_by = person_field()
    prepared_at = models.DateTimeField()
    # What the public will read (``ratings.plans.content``), written when it is made ready, and its hash.
    content = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signed_by = person_field(null=True, blank=True)
    signed_as = models.CharField(max_length=100, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    statement_version = models.CharField(max_length=40, blank=True)
    statement = models.TextField(blank=True)
    confirmed_with = models.CharField(max_length=80, blank=True)
    network_address = models.GenericIPAddressField(null=True, blank=True)
    receipt = models.CharField(max_length=40, null=True, blank=True, unique=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    # When those who wait for it were told: it was published at its time whether or not they were.
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = PlanReportQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "month", "number"]
        indexes = [
            models.Index(
                fields=["publish_at"],
                condition=Q(state=_SIGNED, announced_at__isnull=True),
                name="reports_to_announce",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month", "number"], name="a_report_number_once"),
            models.UniqueConstraint(
                fields=["plan", "month"],
                condition=~Q(state=_SIGNED),
                name="one_report_of_a_month_is_written",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="a_report_is_of_a_month"),
            models.CheckConstraint(
                name="a_later_report_says_what_it_corrects",
                condition=Q(number=1, supersedes__isnull=True, correction_reason="")
                | (Q(number__gt=1, supersedes__isnull=False) & ~Q(correction_reason="")),
            ),
            models.CheckConstraint(
                name="a_report_to_sign_has_its_content",
                condition=~Q(state__in=_FIXED) | (Q(content__isnull=False) & ~Q(sha256="")),
            ),
            models.CheckConstraint(
                name="a_signature_on_a_report_is_whole",
                condition=(~Q(state=_SIGNED) & _UNSIGNED) | (Q(state=_SIGNED) & _WHOLE),
            ),
            models.CheckConstraint(
                name="another_person_signs_a_report",
                condition=~Q(signed_by=F("prepared_by")) | Q(signed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="a_report_is_told_of_at_its_time",
                condition=Q(announced_at__isnull=True) | Q(announced_at__gte=F("publish_at")),
            ),
        ]
        triggers = [
            never_deleted("reports_on_plans_are_kept"),
            pgtrigger.FSM(
                name="a_report_moves_as_listed",
                field="state",
                transitions=states.WAYS.pairs,
            ),
            pgtrigger.Protect(
                name="a_report_begins_as_a_draft",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(ReportState.DRAFT)),
            ),
            pgtrigger.ReadOnly(
                name="a_report_stays_of_its_month",
                fields=["public_id", "plan", "month", "number", "supersedes"],
            ),
            pgtrigger.Protect(
                name="a_signed_report_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state = '{_SIGNED}' AND "
                    "(to_jsonb(OLD) - 'announced_at') IS DISTINCT FROM (to_jsonb(NEW) - 'announced_at')"
                ),
            ),
            pgtrigger.Protect(
                name="a_report_is_told_of_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__announced_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="what_is_ready_is_what_is_signed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state = '{ReportState.READY}' AND NEW.state <> '{ReportState.TAKEN_BACK}' AND "
                    "(OLD.content, OLD.sha256, OLD.prepared_by_id, OLD.correction_reason) IS DISTINCT FROM "
                    "(NEW.content, NEW.sha256, NEW.prepared_by_id, NEW.correction_reason)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Report for {self.month:%B %Y}, number {self.number}"


def _written_in_drafts(name: str, report: str) -> pgtrigger.Trigger:
    """Return the rule that a row changes only while its report is written; ``report`` gives its id from ``said``."""
    fixed = ", ".join(f"'{state}'" for state in _FIXED)
    is_fixed = f"SELECT 1 FROM plans_planreport r WHERE r.id = {report} AND r.state IN ({fixed})"  # noqa: S608
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("said", "RECORD")],
        func=f"""
        IF TG_OP = 'DELETE' THEN
            said := OLD;
        ELSE
            said := NEW;
        END IF;
        IF EXISTS ({is_fixed}) THEN
            RAISE EXCEPTION 'pgtrigger: what a report says stays once it is ready';
        END IF;
        RETURN said;
        """,
    )


class ActionProgress(models.Model):
    """What a report says of one action."""

    report = models.ForeignKey(PlanReport, on_delete=models.PROTECT, related_name="progress")
    action = models.ForeignKey(PlanAction, on_delete=models.CASCADE, related_name="progress")
    status = models.CharField(max_length=10, choices=states.ACTION_STATUSES)
    words = models.TextField(blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    # By when it is promised now, where that is another day than before.
    new_due_on = models.DateField(null=True, blank=True)
    saved_by = person_field()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "action__concern__number", "action__number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "action"], name="an_action_once_in_a_report"),
            models.CheckConstraint(
                name="what_is_delivered_has_its_day",
                condition=Q(
                    status=str(ActionStatus.DELIVERED),
                    delivered_on__isnull=False,
                    new_due_on__isnull=True,
                )
                | (~Q(status=str(ActionStatus.DELIVERED)) & Q(delivered_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_new_day_is_of_what_is_late_or_changed",
                condition=Q(new_due_on__isnull=True)
                | Q(status__in=[str(ActionStatus.LATE), str(ActionStatus.CHANGED)]),
            ),
            models.CheckConstraint(
                name="what_is_late_or_changed_says_why",
                condition=~Q(status__in=[str(ActionStatus.LATE), str(ActionStatus.CHANGED)]) | ~Q(words=""),
            ),
        ]
        triggers = [_written_in_drafts("progress_stays_once_ready", "said.report_id")]


class ProgressEvidence(models.Model):
    """What shows that it is so: a thing on record, a kept file, or words alone."""

    public_id = public_id_field()
    progress = models.ForeignKey(ActionProgress, on_delete=models.CASCADE, related_name="evidence")
    position = models.PositiveIntegerField()
    words = models.TextField()
    # A kind and id of ``oversight.records.references``; blank where there is none.
    reference_kind = models.CharField(max_length=40, blank=True)
    reference_id = models.CharField(max_length=120, blank=True)
    stored = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    # The trust lets the public read it.
    may_be_published = models.BooleanField(default=False)

    class Meta:
        ordering = ["progress", "position"]
        constraints = [
            models.UniqueConstraint(fields=["progress", "position"], name="evidence_at_its_position"),
            models.CheckConstraint(condition=~Q(words=""), name="evidence_says_what_it_shows"),
            models.CheckConstraint(
                name="a_reference_of_evidence_is_whole",
                condition=Q(reference_kind="", reference_id="") | (~Q(reference_kind="") & ~Q(reference_id="")),
            ),
            models.CheckConstraint(
                name="a_file_of_evidence_has_its_name",
                condition=Q(stored__isnull=True, filename="") | (Q(stored__isnull=False) & ~Q(filename="")),
            ),
        ]
        triggers = [
            _written_in_drafts(
                "evidence_stays_once_ready",
                "(SELECT p.report_id FROM plans_actionprogress p WHERE p.id = said.progress_id)",
            )
        ]
