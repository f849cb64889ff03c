"""Questions of commissioners with their answers, and action plans for wards that are often short (paragraph 1.87)."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from inspections.models.fields import client_id_field, kept_for_good, never_deleted, person_field, public_id_field
from oversight.organisations.models import Body, Trust, Ward
from oversight.returns.models import new_reference
from ratings.commissioning import states
from ratings.commissioning.states import PlanState, QuestionState


class Side(models.TextChoices):
    """Who speaks."""

    COMMISSIONER = "commissioner", "Commissioner"
    TRUST = "trust", "Trust"


def _begins(name: str, state: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=name, operation=pgtrigger.Insert, condition=pgtrigger.Q(new__state__df=state))


class CommissionerQuestion(models.Model):
    """What a commissioner asks a trust about one signal, with the signal as it stood then."""

    State = QuestionState

    public_id = public_id_field()
    save_id = client_id_field()
    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    # The signal: its key on record, and what the record said of it when the question was asked.
    signal_key = models.CharField(max_length=160)
    signal_what = models.CharField(max_length=300)
    signal_state = models.CharField(max_length=60)
    signal_reason = models.TextField()
    signal_period = models.CharField(max_length=40)
    signal_rules = models.CharField(max_length=60)
    ward = models.ForeignKey(Ward, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=states.QUESTION_CHOICES, default=str(QuestionState.ASKED))
    state_at = models.DateTimeField()
    # The day for the answer to what was asked last.
    answer_by = models.DateField()
    asked_by = person_field()
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "trust", "signal_key"],
                condition=~Q(state="settled"),
                name="one_open_question_on_a_signal",
            ),
            models.CheckConstraint(
                condition=~Q(signal_key="") & ~Q(signal_what="") & ~Q(signal_reason=""),
                name="a_commissioner_asks_about_a_signal",
            ),
        ]
        indexes = [models.Index(fields=["trust", "state", "answer_by"], name="commissioners_ask_a_trust")]
        triggers = [
            never_deleted("questions_of_commissioners_are_kept"),
            pgtrigger.FSM(name="a_commissioners_question_moves", field="state", transitions=states.QUESTION_WAYS.pairs),
            _begins("a_commissioners_question_begins_asked", str(QuestionState.ASKED)),
            pgtrigger.ReadOnly(
                name="a_commissioners_question_stays",
                fields=[
                    "public_id",
                    "save_id",
                    "reference",
                    "body",
                    "trust",
                    "signal_key",
                    "signal_what",
                    "signal_state",
                    "signal_reason",
                    "signal_period",
                    "signal_rules",
                    "ward",
                    "asked_by",
                    "asked_at",
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class QuestionStep(models.Model):
    """One turn between commissioner and trust: a question, an answer, or its end; never changed."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Question"
        ANSWERED = "answered", "Answer"
        SETTLED = "settled", "Settled"

    question = models.ForeignKey(CommissionerQuestion, on_delete=models.PROTECT, related_name="steps")
    step_id = client_id_field()
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.TextField()
    answer_by = models.DateField(null=True, blank=True)
    said_by = person_field()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["question", "said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_turn_of_a_question_says_something"),
            models.CheckConstraint(
                condition=Q(kind="asked", answer_by__isnull=False) | (~Q(kind="asked") & Q(answer_by__isnull=True)),
                name="what_is_asked_has_a_day_for_its_answer",
            ),
        ]
        triggers = [kept_for_good("turns_of_questions_stay")]


class WardPlan(models.Model):
    """An action plan of a trust, agreed with its commissioner, for wards that are often short of planned hours."""

    State = PlanState

    public_id = public_id_field()
    save_id = client_id_field()
    reference = models.CharField(max_length=14, unique=True, default=new_reference, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=states.PLAN_CHOICES, default=str(PlanState.ASKED))
    state_at = models.DateTimeField()
    # By when the trust proposes it.
    propose_by = models.DateField()
    asked_by = person_field()
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "trust"],
                condition=Q(state__in=sorted(str(state) for state in states.OPEN)),
                name="one_open_plan_for_wards_of_a_trust",
            ),
        ]
        triggers = [
            never_deleted("plans_for_wards_are_kept"),
            pgtrigger.FSM(name="a_plan_for_wards_moves", field="state", transitions=states.PLAN_WAYS.pairs),
            _begins("a_plan_for_wards_begins_asked", str(PlanState.ASKED)),
            pgtrigger.ReadOnly(
                name="a_plan_for_wards_stays_as_asked",
                fields=["public_id", "save_id", "reference", "body", "trust", "propose_by", "asked_by", "asked_at"],
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PlanWard(models.Model):
    """A ward of a plan, with what the record said of it when the plan was asked for."""

    plan = models.ForeignKey(WardPlan, on_delete=models.PROTECT, related_name="wards")
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="+")
    # First days of the months in which it was short, and of the month up to which the record spoke.
    short_months = ArrayField(models.DateField())
    up_to = models.DateField()
    said = models.TextField()
    rules = models.CharField(max_length=60)

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "ward"], name="a_ward_once_in_a_plan"),
            models.CheckConstraint(condition=~Q(said=""), name="a_ward_is_in_a_plan_for_what_the_record_says"),
        ]
        triggers = [kept_for_good("wards_of_plans_stay")]


class PlanWardAction(models.Model):
    """What the trust does for a ward: what, who by job title, by when; written until the plan is proposed."""

    public_id = public_id_field()
    save_id = client_id_field()
    plan_ward = models.ForeignKey(PlanWard, on_delete=models.PROTECT, related_name="actions")
    what = models.TextField()
    owner = models.CharField(max_length=100)
    # As agreed; ``due_on`` is as it stands.
    first_due_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan_ward", "first_due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(owner=""), name="an_action_for_a_ward_says_what_and_who"),
            models.CheckConstraint(condition=Q(due_on__gte=F("first_due_on")), name="an_action_for_a_ward_moves_later"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="an_action_for_a_ward_stays",
                fields=["public_id", "save_id", "plan_ward", "what", "owner", "first_due_on"],
            ),
            pgtrigger.Protect(
                name="an_action_for_a_ward_is_done_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__done_on__isnull=False),
            ),
            pgtrigger.Trigger(
                name="actions_for_wards_follow_their_plan",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.Update,
                declare=[("of", "RECORD"), ("stands", "TEXT")],
                func="""
                IF TG_OP = 'DELETE' THEN
                    of := OLD;
                ELSE
                    of := NEW;
                END IF;
                SELECT p.state INTO stands FROM commissioning_wardplan p
                    JOIN commissioning_planward w ON w.plan_id = p.id WHERE w.id = of.plan_ward_id;
                IF TG_OP = 'UPDATE' AND stands <> 'agreed' THEN
                    RAISE EXCEPTION 'pgtrigger: days move, and actions are done, while the plan is under way';
                ELSIF TG_OP <> 'UPDATE' AND stands <> 'asked' THEN
                    RAISE EXCEPTION 'pgtrigger: a plan that was proposed has the actions that it has';
                END IF;
                RETURN of;
                """,
            ),
        ]


class PlanStep(models.Model):
    """One step of a plan's course, of either side; never changed."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked for"
        PROPOSED = "proposed", "Proposed"
        SENT_BACK = "sent_back", "Sent back"
        AGREED = "agreed", "Agreed"
        NOTE = "note", "How it goes"
        MOVED = "moved", "Another day"
        DONE = "done", "Done"
        FINISHED = "finished", "Finished"
        ENDED = "ended", "Ended"

    plan = models.ForeignKey(WardPlan, on_delete=models.PROTECT, related_name="steps")
    step_id = client_id_field()
    # Of one action, for what is noted, moved or done.
    action = models.ForeignKey(PlanWardAction, null=True, blank=True, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    side = models.CharField(max_length=12, choices=Side)
    words = models.TextField()
    was_due_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    # The plan's actions as they were proposed, and their hash: what is agreed has the hash of what was proposed.
    content = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True)
    said_by = person_field()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_step_of_a_plan_says_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["note", "moved", "done"], action__isnull=False)
                | (~Q(kind__in=["note", "moved", "done"]) & Q(action__isnull=True)),
                name="what_is_done_is_of_an_action",
            ),
            models.CheckConstraint(
                condition=Q(kind="moved", was_due_on__isnull=False, due_on__isnull=False)
                | (~Q(kind="moved") & Q(was_due_on__isnull=True, due_on__isnull=True)),
                name="a_plans_action_moves_from_a_day_to_another",
            ),
            models.CheckConstraint(
                condition=(Q(kind__in=["proposed", "agreed"]) & ~Q(sha256=""))
                | (~Q(kind__in=["proposed", "agreed"]) & Q(sha256="")),
                name="what_is_proposed_and_agreed_is_one_text",
            ),
        ]
        triggers = [kept_for_good("steps_of_plans_stay")]
