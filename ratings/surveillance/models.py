"""What a quality surveillance group keeps: intelligence and who saw it, where it worries most, and what it does.

Rows are written once. Of a piece of intelligence alone the words can go, where they were found to hold a person's
data; its hash, who added it and when stay.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import client_id_field, kept_for_good, never_deleted, person_field, public_id_field
from oversight.organisations.models import Body, Trust
from ratings.surveillance import states
from ratings.surveillance.states import ActionState


def _group_field() -> models.ForeignKey[Body, Body]:
    return models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")


class Memorandum(models.Model):
    """An agreement by which organisations share what they know, such as a memorandum of understanding."""

    public_id = public_id_field()
    save_id = client_id_field()
    group = _group_field()
    title = models.CharField(max_length=200)
    # The organisations that signed it, one to a line.
    parties = models.TextField()
    # Where it can be read: an address, or the number under which it is filed.
    where = models.CharField(max_length=300)
    agreed_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    recorded_by = person_field()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "memoranda"
        ordering = ["-agreed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(parties="") & ~Q(where=""), name="a_memorandum_says_what_whose_and_where"
            ),
            models.CheckConstraint(
                condition=Q(review_on__isnull=True) | Q(review_on__gt=F("agreed_on")),
                name="a_memorandum_is_reviewed_after_it_was_agreed",
            ),
        ]
        triggers = [kept_for_good("memoranda_stay")]


class MemorandumEnd(models.Model):
    """A memorandum holds no more: from which day, and why."""

    memorandum = models.OneToOneField(Memorandum, on_delete=models.PROTECT, related_name="end")
    ended_on = models.DateField()
    reason = models.TextField()
    ended_by = person_field()
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_memorandum_ends_for_a_reason")]
        triggers = [kept_for_good("ends_of_memoranda_stay")]


class Seat(models.Model):
    """From which organisation a member comes, as they say; the newest stands."""

    group = _group_field()
    person = person_field()
    organisation = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(organisation=""), name="a_seat_is_an_organisations")]
        indexes = [models.Index(fields=["group", "person", "-said_at"], name="seats_of_a_member")]
        triggers = [kept_for_good("seats_stay")]


class Intelligence(models.Model):
    """What a member knows of a trust beyond figures: who, from which organisation, about which trust, when."""

    public_id = public_id_field()
    save_id = client_id_field()
    group = _group_field()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    # As the member's seat had it on the day.
    organisation = models.CharField(max_length=200)
    heading = models.CharField(max_length=120)
    words = models.TextField()
    sha256 = models.CharField(max_length=64)
    # When it was seen or heard, which may be long before it is added.
    heard_on = models.DateField()
    added_by = person_field()
    added_at = models.DateTimeField()
    # The words held a person's data and are gone; the hash stays.
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "intelligence"
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(heading="") & ~Q(words="") & Q(emptied_at__isnull=True))
                | Q(heading="", words="", emptied_at__isnull=False),
                name="intelligence_has_words_until_it_is_emptied",
            ),
            models.CheckConstraint(condition=~Q(organisation=""), name="intelligence_comes_from_an_organisation"),
        ]
        indexes = [models.Index(fields=["group", "trust", "-added_at"], name="intelligence_of_a_trust")]
        triggers = [
            never_deleted("intelligence_is_kept"),
            pgtrigger.ReadOnly(
                name="intelligence_stays_as_added",
                fields=[
                    "public_id",
                    "save_id",
                    "group",
                    "trust",
                    "organisation",
                    "sha256",
                    "heard_on",
                    "added_by",
                    "added_at",
                ],
            ),
            pgtrigger.Protect(
                name="words_of_intelligence_are_emptied_or_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__emptied_at__isnull=False) | pgtrigger.Q(new__emptied_at__isnull=True),
            ),
        ]


class Share(models.Model):
    """Somebody let the whole group, or one member, read a piece of intelligence; under which memorandum, if any."""

    intelligence = models.ForeignKey(Intelligence, on_delete=models.PROTECT, related_name="shares")
    # Null: the whole group, whoever belongs to it when they read.
    reader = person_field(null=True, blank=True)
    # As the reader's seat had it on the day; blank for the whole group, or where they had said nothing.
    reader_organisation = models.CharField(max_length=200, blank=True)
    memorandum = models.ForeignKey(Memorandum, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shared_by = person_field()
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ["shared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intelligence", "reader"], nulls_distinct=False, name="shared_once_with_one"
            ),
            models.CheckConstraint(
                condition=Q(reader__isnull=False) | Q(reader_organisation=""),
                name="the_whole_group_is_of_no_one_organisation",
            ),
        ]
        triggers = [kept_for_good("shares_stay")]


class Opening(models.Model):
    """A member opened a piece of intelligence: each time is a row."""

    intelligence = models.ForeignKey(Intelligence, on_delete=models.PROTECT, related_name="openings")
    person = person_field()
    organisation = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "pk"]
        triggers = [kept_for_good("openings_stay")]


class Withdrawal(models.Model):
    """A piece of intelligence was taken back: the mark that stands in its place."""

    intelligence = models.OneToOneField(Intelligence, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    # Then its words are gone from the record too.
    held_personal_data = models.BooleanField()
    withdrawn_by = person_field()
    withdrawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_withdrawal_has_its_reason")]
        triggers = [kept_for_good("withdrawals_stay")]


class Worry(models.Model):
    """How closely a group watches a trust and why, as it agreed; the newest stands."""

    class Level(models.TextChoices):
        MOST = "most", "Most worried"
        CLOSER = "closer", "Watched more closely"
        USUAL = "usual", "Watched as usual"

    group = _group_field()
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    level = models.CharField(max_length=6, choices=Level)
    reason = models.TextField()
    # The day of the meeting or call at which the group agreed it.
    agreed_on = models.DateField()
    recorded_by = person_field()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "worries"
        ordering = ["group", "trust", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "trust", "number"], name="a_groups_word_on_a_trust_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_groups_word_has_its_reason"),
        ]
        triggers = [kept_for_good("words_on_trusts_stay")]


class GroupAction(models.Model):
    """What a group agreed to do, to address a concern or to learn more: who, and by when."""

    State = ActionState

    class Purpose(models.TextChoices):
        ADDRESS = "address", "Address a concern"
        GATHER = "gather", "Gather intelligence"

    public_id = public_id_field()
    save_id = client_id_field()
    group = _group_field()
    # Null: of the region as a whole.
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=7, choices=Purpose)
    what = models.TextField()
    owner = person_field()
    owner_organisation = models.CharField(max_length=200, blank=True)
    # As first promised; ``due_on`` is as it stands.
    first_due_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=states.CHOICES, default=str(ActionState.OPEN))
    state_at = models.DateTimeField()
    set_by = person_field()
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="an_action_of_a_group_says_what")]
        indexes = [models.Index(fields=["group", "state", "due_on"], name="actions_of_a_group")]
        triggers = [
            never_deleted("actions_of_groups_are_kept"),
            pgtrigger.FSM(name="an_action_of_a_group_moves_as_listed", field="state", transitions=states.WAYS.pairs),
            pgtrigger.Protect(
                name="an_action_of_a_group_begins_open",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=str(ActionState.OPEN)),
            ),
            pgtrigger.Protect(
                name="an_action_that_ended_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=str(ActionState.OPEN)),
            ),
            pgtrigger.ReadOnly(
                name="an_action_of_a_group_stays_as_set",
                fields=[
                    "public_id",
                    "save_id",
                    "group",
                    "trust",
                    "purpose",
                    "what",
                    "owner",
                    "owner_organisation",
                    "first_due_on",
                    "set_by",
                    "set_at",
                ],
            ),
        ]


class GroupActionStep(models.Model):
    """What came of an action: a note, another day, its end; never changed."""

    class Kind(models.TextChoices):
        NOTE = "note", "How it goes"
        MOVED = "moved", "Another day"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    action = models.ForeignKey(GroupAction, on_delete=models.PROTECT, related_name="steps")
    step_id = client_id_field()
    kind = models.CharField(max_length=7, choices=Kind)
    words = models.TextField()
    # The day before and the new one, where it moved.
    was_due_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_by = person_field()
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["action", "done_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_step_of_an_action_says_something"),
            models.CheckConstraint(
                condition=Q(kind="moved", was_due_on__isnull=False, due_on__isnull=False)
                | (~Q(kind="moved") & Q(was_due_on__isnull=True, due_on__isnull=True)),
                name="an_action_moves_from_a_day_to_another",
            ),
        ]
        triggers = [kept_for_good("steps_of_actions_stay")]
