"""Evidence as it is found: pieces, each save of them kept, and files."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q

from inspections.models.fields import (
    KeptVersion,
    client_id_field,
    kept_for_good,
    key_question_field,
    never_deleted,
    person_field,
    service_field,
)
from inspections.models.inspection import Inspection
from inspections.models.visit import ListeningEvent, Visit
from oversight.accounts.models import Person
from oversight.organisations.models import Site
from oversight.returns.models import StoredFile


class EvidenceQuerySet(models.QuerySet["EvidencePiece"]):
    """Evidence, and who may see it."""

    def visible_to(self, person: Person, on: date) -> EvidenceQuerySet:
        """Return that of inspections on which the person works; a trust's people see none."""
        return self.filter(inspection__in=Inspection.objects.worked_on_by(person, on))


class EvidencePiece(models.Model):
    """One piece of evidence; what it says is in its versions."""

    # Given by the device that took it down, so that a save sent twice is one piece.
    piece_id = client_id_field()
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="evidence")
    # The number of its newest version: counted up under the row's lock.
    latest = models.PositiveIntegerField(default=0)
    author = person_field()
    begun_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["begun_at", "id"]
        indexes = [models.Index(fields=["inspection", "begun_at"], name="evidence_of_an_inspection")]
        triggers = [
            never_deleted("evidence_is_kept"),
            pgtrigger.Protect(
                name="whose_evidence_it_is_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("piece_id", "inspection", "author", "begun_at"),
            ),
        ]


class EvidenceVersion(KeptVersion):
    """What a piece of evidence said from one save to the next, with what it is tied to."""

    class Kind(models.TextChoices):
        OBSERVATION = "observation", "Seen or heard"
        INTERVIEW = "interview", "Interview"
        RECORD = "record", "Record looked at"
        LISTENING = "listening", "Listening event"
        DATA = "data", "Figures"

    class Source(models.TextChoices):
        PATIENT = "patient", "Person who uses the service"
        CARER = "carer", "Family or carer"
        STAFF = "staff", "Member of staff"
        MANAGER = "manager", "Manager or board member"
        PARTNER = "partner", "Another organisation"
        DOCUMENT = "document", "Document or record"
        MEASURE = "measure", "Published or returned figures"
        TEAM = "team", "The team itself"

    piece = models.ForeignKey(EvidencePiece, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField()
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=20, choices=Source, blank=True)
    # Blank or null while nobody has said yet where it belongs: evidence comes in any order.
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = service_field(blank=True)
    key_question = key_question_field(blank=True)
    place = models.CharField(max_length=200, blank=True)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    listening_event = models.ForeignKey(
        ListeningEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A thing of another part that it cites, such as a concern: its kind and id, resolved through the records.
    cites_kind = models.CharField(max_length=40, blank=True)
    cites_id = models.CharField(max_length=80, blank=True)
    captured_at = models.DateTimeField()
    # Set aside: it was put in by mistake, and stays readable with the reason.
    set_aside_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["piece", "number"]
        constraints = [
            models.UniqueConstraint(fields=["piece", "number"], name="a_version_of_evidence_once"),
            models.CheckConstraint(condition=~Q(text=""), name="evidence_says_something"),
            models.CheckConstraint(
                condition=Q(cites_kind="", cites_id="") | (~Q(cites_kind="") & ~Q(cites_id="")),
                name="what_evidence_cites_has_kind_and_id",
            ),
        ]
        triggers = [kept_for_good("versions_of_evidence_stay")]


class EvidenceFile(models.Model):
    """A file beside a piece of evidence: a photograph, a rota, a policy. Its bytes are stored once, by their hash."""

    file_id = client_id_field()
    piece = models.ForeignKey(EvidencePiece, on_delete=models.PROTECT, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    added_by = person_field()
    added_at = models.DateTimeField()
    removed_by = person_field(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_removed_file_says_who_when_and_why",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True, removed_reason="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_reason="")),
            )
        ]
        triggers = [never_deleted("files_of_evidence_are_kept")]
