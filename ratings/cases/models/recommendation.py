"""What the regulator recommends in a case, what was attached to it, and what the oversight body decided on it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import kept_for_good, never_deleted, person_field, public_id_field
from oversight.organisations.models import Body, TrustKind
from oversight.returns.models import StoredFile
from ratings.cases import states
from ratings.cases.models.arrangements import BoardDemonstration, CapabilityReview
from ratings.cases.models.case import Case
from ratings.cases.states import RecommendationState

_MADE = (
    "public_id",
    "case",
    "kind",
    "made_on",
    "reason",
    "criteria_met",
    "criteria",
    "proposed_to",
    "route",
    "trust_kind",
    "made_by",
    "made_as",
    "made_at",
)


class Recommendation(models.Model):
    """One recommendation of the regulator in a case, and its end: a decision of the oversight body, or withdrawn.

    The body recommended to is that of the trust's kind on the day of the decision; it is kept with the decision.
    """

    State = RecommendationState

    class Kind(models.TextChoices):
        ENTRY = "entry", "Entry into special measures"
        EXIT = "exit", "Leaving special measures"
        EXTENSION = "extension", "Extension"
        FURTHER_ACTION = "further_action", "Urgent further action"
        ADMINISTRATION = "administration", "Special administration"

    class Route(models.TextChoices):
        AGREED = "agreed", "Recommended, for the oversight body to decide"
        DIRECTED = "directed", "Directed by the Care Quality Commission"

    public_id = public_id_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recommendations")
    kind = models.CharField(max_length=20, choices=Kind)
    made_on = models.DateField()
    reason = models.TextField()
    # Whether the criterion of its kind was met as computed then, people's judgements included; null: none was asked.
    criteria_met = models.BooleanField(null=True, blank=True)
    # The criteria as they stood then: of each its name, state, reason, rule set and evidence.
    criteria = models.JSONField(default=list, blank=True)
    # The last day of the longer time, of an extension.
    proposed_to = models.DateField(null=True, blank=True)
    # Of special administration, with the trust's kind on the day: who is directed, and to what, follows from it (3.14).
    route = models.CharField(max_length=10, choices=Route, blank=True)
    trust_kind = models.CharField(max_length=20, choices=TrustKind.Kind, blank=True)
    made_by = person_field()
    made_as = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=states.RECOMMENDATION_CHOICES, default=str(RecommendationState.WAITING)
    )
    state_at = models.DateTimeField()
    # From which day the decision has effect; of one withdrawn: by whom of the regulator, and why.
    decided_on = models.DateField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_by = person_field(null=True, blank=True)
    decided_as = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "made_on", "id"]
        indexes = [
            models.Index(fields=["made_on"], condition=Q(state="waiting"), name="recommendations_that_wait"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="waiting"), name="one_recommendation_waits_in_a_case"
            ),
            models.CheckConstraint(name="a_recommendation_has_its_reason", condition=~Q(reason="") & ~Q(made_as="")),
            models.CheckConstraint(
                name="an_extension_proposes_its_last_day",
                condition=Q(kind="extension", proposed_to__isnull=False)
                | (~Q(kind="extension") & Q(proposed_to__isnull=True)),
            ),
            models.CheckConstraint(
                name="administration_has_its_route",
                condition=(Q(kind="administration") & ~Q(route="") & ~Q(trust_kind=""))
                | (~Q(kind="administration") & Q(route="", trust_kind="")),
            ),
            models.CheckConstraint(
                name="a_direction_is_not_declined", condition=~Q(route="directed", state="declined")
            ),
            models.CheckConstraint(
                name="a_recommendation_ends_whole",
                condition=Q(
                    state="waiting",
                    decided_on__isnull=True,
                    decision_reason="",
                    decided_by__isnull=True,
                    decided_as="",
                    decided_at__isnull=True,
                    body__isnull=True,
                )
                | (
                    Q(decided_on__gte=F("made_on"), decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decision_reason="")
                    & ~Q(decided_as="")
                    & (
                        Q(state="withdrawn", body__isnull=True)
                        # The regulator recommends and another decides, also where one person held both roles.
                        | (Q(state__in=["agreed", "declined"], body__isnull=False) & ~Q(decided_by=F("made_by")))
                    )
                ),
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="a_recommendation_moves_as_listed",
                field="state",
                transitions=states.RECOMMENDATION_WAYS.pairs,
            ),
            pgtrigger.Protect(
                name="a_recommendation_begins_by_waiting",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df="waiting"),
            ),
            pgtrigger.Protect(
                name="a_recommendation_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__df="waiting"),
            ),
            pgtrigger.ReadOnly(name="a_recommendation_stays_as_made", fields=list(_MADE)),
            never_deleted("recommendations_are_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case_id}"


class Attachment(models.Model):
    """One piece of evidence beside a recommendation, a Board's demonstration or a review: on record here, or a file."""

    public_id = public_id_field()
    recommendation = models.ForeignKey(
        Recommendation, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    demonstration = models.ForeignKey(
        BoardDemonstration, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    review = models.ForeignKey(
        CapabilityReview, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    # What it shows.
    words = models.TextField()
    # A thing of this system by its kind and public id, or a file as it was given.
    reference_kind = models.CharField(max_length=40, blank=True)
    reference_id = models.CharField(max_length=80, blank=True)
    stored = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255, blank=True)
    attached_by = person_field()
    attached_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="an_attachment_belongs_to_one_thing",
                condition=Q(recommendation__isnull=False, demonstration__isnull=True, review__isnull=True)
                | Q(recommendation__isnull=True, demonstration__isnull=False, review__isnull=True)
                | Q(recommendation__isnull=True, demonstration__isnull=True, review__isnull=False),
            ),
            models.CheckConstraint(
                name="an_attachment_is_on_record_or_a_file",
                condition=~Q(words="")
                & (
                    (~Q(reference_kind="") & ~Q(reference_id="") & Q(stored__isnull=True, filename=""))
                    | (Q(reference_kind="", reference_id="", stored__isnull=False) & ~Q(filename=""))
                ),
            ),
        ]
        triggers = [kept_for_good("attachments_stay")]


class ExitJudgement(models.Model):
    """What an inspector judged of a part of the exit criteria that is for people; the newest of a part stands."""

    public_id = public_id_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exit_judgements")
    # The part by its id in the rule set of the day.
    part = models.CharField(max_length=40)
    rule_set = models.CharField(max_length=60)
    met = models.BooleanField()
    words = models.TextField()
    # What it rests on, where that is on record here: its kind and public id.
    reference_kind = models.CharField(max_length=40, blank=True)
    reference_id = models.CharField(max_length=80, blank=True)
    judged_on = models.DateField()
    judged_by = person_field()
    judged_as = models.CharField(max_length=40)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "part", "judged_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_judgement_on_leaving_is_whole",
                condition=~Q(part="")
                & ~Q(rule_set="")
                & ~Q(words="")
                & (Q(reference_kind="", reference_id="") | (~Q(reference_kind="") & ~Q(reference_id=""))),
            ),
        ]
        triggers = [kept_for_good("judgements_on_leaving_stay")]
