"""What comes with special measures: autonomy suspended, a director, partners, a review, the Board's demonstration."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import never_deleted, person_field, public_id_field
from oversight.organisations.models import Trust
from ratings.cases.models.case import Case


def _ends_once(name: str) -> pgtrigger.Protect:
    """Return the rule that what ended stays as it ended."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=pgtrigger.Q(old__to_on__isnull=False))


def _whole_end() -> Q:
    """Return the rule that an end has its day, reason and who recorded it, or there is none."""
    return Q(to_on__isnull=True, end_reason="", ended_by__isnull=True, ended_as="", ended_at__isnull=True) | (
        Q(to_on__gte=F("from_on"), ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason="") & ~Q(ended_as="")
    )


class AutonomySuspension(models.Model):
    """The time in which a foundation trust is not free to act by itself: from entry to exit (ES 46, 3.4).

    ``to_on`` is the first day on which it was free again.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(to_on__isnull=True), name="one_suspension_of_autonomy_at_a_time"
            ),
            models.CheckConstraint(
                name="a_suspension_ends_after_it_begins",
                condition=Q(to_on__isnull=True, ended_at__isnull=True)
                | Q(to_on__gte=F("from_on"), ended_at__isnull=False),
            ),
        ]
        triggers = [
            never_deleted("suspensions_of_autonomy_are_kept"),
            pgtrigger.ReadOnly(name="a_suspension_stays_as_begun", fields=["case", "from_on", "begun_at"]),
            _ends_once("a_suspension_ends_once"),
        ]


class ImprovementDirector(models.Model):
    """Whom the oversight body appointed to the trust, from when to when; ``to_on`` is the last day."""

    public_id = public_id_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="directors")
    name = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    from_on = models.DateField()
    appointed_by = person_field()
    appointed_as = models.CharField(max_length=40)
    appointed_at = models.DateTimeField()
    to_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    ended_by = person_field(null=True, blank=True)
    ended_as = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(to_on__isnull=True), name="one_improvement_director_at_a_time"
            ),
            models.CheckConstraint(name="an_improvement_director_is_named", condition=~Q(name="")),
            models.CheckConstraint(name="a_director_ends_whole", condition=_whole_end()),
        ]
        triggers = [
            never_deleted("improvement_directors_are_kept"),
            pgtrigger.ReadOnly(
                name="an_appointment_stays",
                fields=["public_id", "case", "name", "words", "from_on", "appointed_by", "appointed_as"],
            ),
            _ends_once("a_director_ends_once"),
        ]


class Partnership(models.Model):
    """A trust that helps under an improvement contract, from when to when; ``to_on`` is the last day."""

    public_id = public_id_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="partnerships")
    partner = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    # What the contract is about; what it promises in particular are its promises.
    words = models.TextField()
    from_on = models.DateField()
    added_by = person_field()
    added_as = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    to_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    ended_by = person_field(null=True, blank=True)
    ended_as = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "from_on", "id"]
        indexes = [models.Index(fields=["partner", "to_on"], name="cases_that_a_trust_helps")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "partner"], condition=Q(to_on__isnull=True), name="a_partner_once_in_a_case"
            ),
            models.CheckConstraint(name="a_contract_says_what_it_is_about", condition=~Q(words="")),
            models.CheckConstraint(name="a_partnership_ends_whole", condition=_whole_end()),
        ]
        triggers = [
            never_deleted("partnerships_are_kept"),
            pgtrigger.ReadOnly(
                name="a_partnership_stays_as_begun",
                fields=["public_id", "case", "partner", "words", "from_on", "added_by", "added_as", "added_at"],
            ),
            _ends_once("a_partnership_ends_once"),
        ]


class PartnerPromise(models.Model):
    """One thing that a partner promised in its contract, by when, and once it is done, what was done."""

    public_id = public_id_field()
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="promises")
    number = models.PositiveIntegerField()
    what = models.TextField()
    due_on = models.DateField()
    promised_by = person_field()
    promised_as = models.CharField(max_length=40)
    promised_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    done_by = person_field(null=True, blank=True)
    done_as = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["partnership", "number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="a_promise_at_its_number"),
            models.CheckConstraint(name="a_promise_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="a_promise_is_done_whole",
                condition=Q(done_on__isnull=True, words="", done_by__isnull=True, done_as="", done_at__isnull=True)
                | (
                    Q(done_on__isnull=False, done_by__isnull=False, done_at__isnull=False)
                    & ~Q(words="")
                    & ~Q(done_as="")
                ),
            ),
        ]
        triggers = [
            never_deleted("promises_are_kept"),
            pgtrigger.ReadOnly(
                name="a_promise_stays_as_made",
                fields=[
                    "public_id",
                    "partnership",
                    "number",
                    "what",
                    "due_on",
                    "promised_by",
                    "promised_as",
                    "promised_at",
                ],
            ),
            pgtrigger.Protect(
                name="a_promise_is_done_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__done_on__isnull=False),
            ),
        ]


class CapabilityReview(models.Model):
    """A review of the leadership's capability: asked for by the oversight body, and what it found."""

    public_id = public_id_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    asked_on = models.DateField()
    # Who reviews, by name or office, and what is asked.
    reviewer = models.CharField(max_length=200)
    words = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    asked_by = person_field()
    asked_as = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    found_on = models.DateField(null=True, blank=True)
    finding = models.TextField(blank=True)
    found_by = person_field(null=True, blank=True)
    found_as = models.CharField(max_length=40, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "asked_on", "id"]
        constraints = [
            models.CheckConstraint(name="a_review_says_who_and_what", condition=~Q(reviewer="") & ~Q(words="")),
            models.CheckConstraint(
                name="a_review_is_due_after_it_was_asked",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="a_review_finds_whole",
                condition=Q(
                    found_on__isnull=True, finding="", found_by__isnull=True, found_as="", found_at__isnull=True
                )
                | (
                    Q(found_on__gte=F("asked_on"), found_by__isnull=False, found_at__isnull=False)
                    & ~Q(finding="")
                    & ~Q(found_as="")
                ),
            ),
        ]
        triggers = [
            never_deleted("reviews_are_kept"),
            pgtrigger.ReadOnly(
                name="a_review_stays_as_asked",
                fields=[
                    "public_id",
                    "case",
                    "asked_on",
                    "reviewer",
                    "words",
                    "due_on",
                    "asked_by",
                    "asked_as",
                    "asked_at",
                ],
            ),
            pgtrigger.Protect(
                name="a_review_finds_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__found_on__isnull=False),
            ),
        ]


class BoardDemonstration(models.Model):
    """The Board demonstrates that it credibly and effectively deals with what was raised (ES 49, 3.12).

    What the oversight body asked, what the Board showed, and whether that was accepted; what was not is asked anew.
    """

    public_id = public_id_field()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="demonstrations")
    asked_on = models.DateField()
    asked = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    asked_by = person_field()
    asked_as = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    shown_on = models.DateField(null=True, blank=True)
    shown = models.TextField(blank=True)
    shown_by = person_field(null=True, blank=True)
    shown_as = models.CharField(max_length=40, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    # Null: not decided yet.
    accepted = models.BooleanField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    accepted_words = models.TextField(blank=True)
    accepted_by = person_field(null=True, blank=True)
    accepted_as = models.CharField(max_length=40, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "asked_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="a_board_is_asked_something",
                condition=~Q(asked="") & (Q(due_on__isnull=True) | Q(due_on__gte=F("asked_on"))),
            ),
            models.CheckConstraint(
                name="a_board_shows_whole",
                condition=Q(shown_on__isnull=True, shown="", shown_by__isnull=True, shown_as="", shown_at__isnull=True)
                | (
                    Q(shown_on__gte=F("asked_on"), shown_by__isnull=False, shown_at__isnull=False)
                    & ~Q(shown="")
                    & ~Q(shown_as="")
                ),
            ),
            models.CheckConstraint(
                name="what_a_board_showed_is_accepted_or_not",
                condition=Q(
                    accepted__isnull=True,
                    accepted_on__isnull=True,
                    accepted_words="",
                    accepted_by__isnull=True,
                    accepted_as="",
                    accepted_at__isnull=True,
                )
                | (
                    Q(accepted__isnull=False, accepted_on__gte=F("shown_on"), shown_on__isnull=False)
                    & Q(accepted_by__isnull=False, accepted_at__isnull=False)
                    & ~Q(accepted_words="")
                    & ~Q(accepted_as="")
                    & ~Q(accepted_by=F("shown_by"))
                ),
            ),
        ]
        triggers = [
            never_deleted("demonstrations_of_boards_are_kept"),
            pgtrigger.ReadOnly(
                name="what_a_board_was_asked_stays",
                fields=["public_id", "case", "asked_on", "asked", "due_on", "asked_by", "asked_as", "asked_at"],
            ),
            pgtrigger.Protect(
                name="what_a_board_showed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.shown_on IS NOT NULL AND (OLD.shown_on, OLD.shown, OLD.shown_by_id, OLD.shown_at)"
                    " IS DISTINCT FROM (NEW.shown_on, NEW.shown, NEW.shown_by_id, NEW.shown_at)"
                ),
            ),
            pgtrigger.Protect(
                name="what_a_board_showed_is_decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__accepted__isnull=False),
            ),
        ]
