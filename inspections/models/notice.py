"""Enforcement: notices and other steps with their requirements, decisions, representations and the trust's answers."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from inspections.models.breach import Breach
from inspections.models.fields import (
    client_id_field,
    kept_for_good,
    key_question_field,
    never_deleted,
    person_field,
    service_field,
)
from inspections.models.inspection import Inspection
from inspections.states import notice as states
from inspections.states.notice import NoticeState
from oversight.organisations.models import Body, Site, Trust, Ward
from oversight.returns.models import StoredFile, new_reference


def _parts_stay(name: str) -> pgtrigger.Trigger:
    """Return the rule that what a notice says of places and improvements is added and taken out in its draft alone."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        declare=[("part", "RECORD")],
        func="""
        IF TG_OP = 'DELETE' THEN
            part := OLD;
        ELSE
            part := NEW;
        END IF;
        IF EXISTS (SELECT 1 FROM inspections_notice n WHERE n.id = part.notice_id AND n.issued_at IS NOT NULL) THEN
            RAISE EXCEPTION 'pgtrigger: a notice that was issued stays as it is';
        END IF;
        RETURN part;
        """,
    )


class Notice(models.Model):
    """A step of enforcement against a trust: its legal basis, issuer, dates, state, and whether the public sees it."""

    State = NoticeState

    class Kind(models.TextChoices):
        REQUIREMENT = "requirement", "Requirement notice"
        WARNING_29A = "warning_29a", "Section 29A warning notice"
        CONDITION = "condition", "Condition of registration"
        URGENT_CLOSURE = "urgent_closure", "Urgent closure of a ward or service"
        PROSECUTION = "prosecution", "Prosecution"

    class Harm(models.TextChoices):
        NOT_NEEDED = "not_needed", "An offence without harm"
        HARM = "harm", "An offence where harm or a significant risk of it resulted"

    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    draft_id = client_id_field()
    kind = models.CharField(max_length=20, choices=Kind)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="notices")
    inspection = models.ForeignKey(Inspection, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    # The notice whose end it followed: the ladder as it was climbed.
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    breaches = models.ManyToManyField(Breach, related_name="notices", blank=True)
    # The code of its legal basis in the dated list of powers, and the regulations it is about.
    legal_basis = models.CharField(max_length=60)
    regulations = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    harm = models.CharField(max_length=15, choices=Harm, blank=True)
    issuer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    # What is in view, which health care it concerns, and why.
    title = models.CharField(max_length=200)
    reasons = models.TextField()
    # What an urgent closure closes: a ward, or a service at a site.
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    service = service_field(blank=True)
    ward = models.ForeignKey(Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=states.CHOICES, default=str(NoticeState.DRAFT))
    state_at = models.DateTimeField()
    drafted_by = person_field()
    drafted_at = models.DateTimeField()
    issued_by = person_field(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    # The last moment for representations; null where the step has no such time.
    representations_until = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    made_public_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-issued_at", "-drafted_at", "-id"]
        indexes = [models.Index(fields=["trust", "state"], name="enforcement_of_a_trust")]
        constraints = [
            models.CheckConstraint(
                name="a_notice_has_basis_title_and_reasons",
                condition=~Q(legal_basis="") & ~Q(title="") & ~Q(reasons=""),
            ),
            models.CheckConstraint(
                name="an_issued_notice_says_by_whom_and_when",
                condition=Q(state=str(NoticeState.DRAFT), issued_at__isnull=True, issued_by__isnull=True)
                | Q(state=str(NoticeState.WITHDRAWN))
                | Q(issued_at__isnull=False, issued_by__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_issued_notice_is_public", condition=Q(is_public=False) | Q(issued_at__isnull=False)
            ),
            models.CheckConstraint(
                name="a_prosecution_says_whether_harm_is_needed",
                condition=(Q(kind="prosecution") & ~Q(harm="")) | (~Q(kind="prosecution") & Q(harm="")),
            ),
            models.CheckConstraint(
                name="a_closure_says_what_is_closed",
                condition=~Q(kind="urgent_closure") | Q(ward__isnull=False) | (Q(site__isnull=False) & ~Q(service="")),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="a_notice_moves_as_listed", field="state", transitions=states.WAYS.pairs),
            pgtrigger.Protect(
                name="a_notice_begins_as_draft",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(NoticeState.DRAFT)),
            ),
            never_deleted("notices_are_kept"),
            pgtrigger.Protect(
                name="an_issued_notice_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.issued_at IS NOT NULL AND "
                    "(OLD.draft_id, OLD.kind, OLD.trust_id, OLD.inspection_id, OLD.follows_id, OLD.legal_basis,"
                    " OLD.regulations, OLD.harm, OLD.issuer_id, OLD.title, OLD.reasons, OLD.site_id, OLD.service,"
                    " OLD.ward_id, OLD.issued_by_id, OLD.issued_at)"
                    " IS DISTINCT FROM "
                    "(NEW.draft_id, NEW.kind, NEW.trust_id, NEW.inspection_id, NEW.follows_id, NEW.legal_basis,"
                    " NEW.regulations, NEW.harm, NEW.issuer_id, NEW.title, NEW.reasons, NEW.site_id, NEW.service,"
                    " NEW.ward_id, NEW.issued_by_id, NEW.issued_at)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class NoticeArea(models.Model):
    """A key question of a service at a site that a notice is about: what its limiter acts on."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="areas")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    service = service_field()
    key_question = key_question_field()

    class Meta:
        ordering = ["notice", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "site", "service", "key_question"], name="an_area_once_for_a_notice"
            )
        ]
        triggers = [
            _parts_stay("areas_of_an_issued_notice_stay"),
            pgtrigger.Protect(name="an_area_stays_as_written", operation=pgtrigger.Update),
        ]


class NoticeRequirement(models.Model):
    """One thing that must improve, and by when; a notice can hold several, with times of their own."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="requirements")
    position = models.PositiveIntegerField()
    text = models.TextField()
    due_on = models.DateField()
    # Null: not decided yet.
    met = models.BooleanField(null=True, blank=True)
    finding = models.TextField(blank=True)
    decided_by = person_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["notice", "position"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "position"], name="a_requirement_at_its_position"),
            models.CheckConstraint(condition=~Q(text=""), name="a_requirement_says_what"),
            models.CheckConstraint(
                name="a_decided_requirement_says_by_whom",
                condition=Q(met__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(met__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        triggers = [
            _parts_stay("requirements_of_an_issued_notice_stay"),
            pgtrigger.ReadOnly(
                name="a_requirement_stays_as_written", exclude=["met", "finding", "decided_by", "decided_at"]
            ),
        ]


class NoticeDecision(models.Model):
    """What was decided at the end of a notice's time: complied with, or not and what follows."""

    class Next(models.TextChoices):
        NOTHING = "nothing", "Nothing further"
        ANOTHER_NOTICE = "another_notice", "Another notice"
        CONDITION = "condition", "Conditions"
        SPECIAL_MEASURES = "special_measures", "Special measures recommended"
        PROSECUTION = "prosecution", "Prosecution"

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="decisions")
    complied = models.BooleanField()
    next_step = models.CharField(max_length=20, choices=Next)
    reason = models.TextField()
    decided_by = person_field()
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["notice", "decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="what_is_not_complied_with_has_a_next_step",
                condition=~Q(reason="") & (Q(complied=True) | ~Q(next_step="nothing")),
            )
        ]
        triggers = [kept_for_good("decisions_on_notices_stay")]


class Representation(models.Model):
    """What the trust says against a notice, and what was decided on it by somebody who did not issue it."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        PARTLY_UPHELD = "partly_upheld", "Partly upheld"
        NOT_UPHELD = "not_upheld", "Not upheld"

    representation_id = client_id_field()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="representations")
    text = models.TextField()
    made_by = person_field()
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    outcome_reason = models.TextField(blank=True)
    decided_by = person_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["notice", "made_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_decided_representation_says_who_and_why",
                condition=~Q(text="")
                & (
                    Q(outcome="", outcome_reason="", decided_by__isnull=True, decided_at__isnull=True)
                    | (
                        ~Q(outcome="")
                        & ~Q(outcome_reason="")
                        & Q(decided_by__isnull=False, decided_at__isnull=False)
                        & ~Q(decided_by=F("made_by"))
                    )
                ),
            )
        ]
        triggers = [
            never_deleted("representations_are_kept"),
            pgtrigger.ReadOnly(
                name="a_representation_stays_as_made",
                exclude=["outcome", "outcome_reason", "decided_by", "decided_at"],
            ),
        ]


class NoticeAnswer(models.Model):
    """What the trust reports on a notice or one of its requirements: the actions that it takes."""

    answer_id = client_id_field()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="answers")
    requirement = models.ForeignKey(
        NoticeRequirement, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    text = models.TextField()
    stored = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    given_by = person_field()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["notice", "given_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_answer_says_something")]
        triggers = [kept_for_good("answers_to_notices_stay")]
