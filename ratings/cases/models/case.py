"""A case of special measures: one road of a trust from the recommendation to enter to the day on which it left."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from inspections.models.fields import never_deleted, public_id_field
from oversight.organisations.models import Trust
from ratings.cases import states
from ratings.cases.states import CaseState
from ratings.models import SpecialMeasuresSpell

_IN_FORCE_OR_LEFT = sorted(str(state) for state in (*states.IN_FORCE, CaseState.LEFT))


class CaseYear(models.Model):
    """How many cases were begun in a year: the numbers of references are counted up under its lock."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        triggers = [
            never_deleted("years_of_cases_are_kept"),
            pgtrigger.Protect(
                name="numbers_of_cases_go_up",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.year IS DISTINCT FROM OLD.year OR NEW.last <= OLD.last"),
            ),
        ]


class Case(models.Model):
    """A trust's case; ``spell`` is its time in special measures, from the day on which it entered.

    It stays with the code for which it was begun: a trust that followed takes it on (``ratings.cases.standing``).
    """

    State = CaseState

    public_id = public_id_field()
    # Such as SM-2026-0001.
    reference = models.CharField(max_length=14, unique=True)
    trust = models.ForeignKey(Trust, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=20, choices=states.CHOICES)
    state_at = models.DateTimeField()
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    spell = models.OneToOneField(
        SpecialMeasuresSpell, null=True, blank=True, on_delete=models.PROTECT, related_name="case"
    )

    class Meta:
        ordering = ["-opened_on", "-id"]
        indexes = [models.Index(fields=["state", "opened_on"], name="cases_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["trust"],
                condition=Q(state__in=sorted(str(state) for state in states.OPEN)),
                name="one_open_case_of_a_trust",
            ),
            models.CheckConstraint(
                name="a_case_has_its_time_once_the_trust_entered",
                condition=Q(state__in=_IN_FORCE_OR_LEFT, spell__isnull=False)
                | (~Q(state__in=_IN_FORCE_OR_LEFT) & Q(spell__isnull=True)),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="a_case_moves_as_listed", field="state", transitions=states.WAYS.pairs),
            pgtrigger.Protect(
                name="a_case_begins_at_a_beginning",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(
                    f"NEW.state NOT IN ({', '.join(repr(str(state)) for state in sorted(states.BEGINS))})"
                ),
            ),
            never_deleted("cases_are_kept"),
            pgtrigger.ReadOnly(
                name="whose_case_it_is_stays", fields=["public_id", "reference", "trust", "opened_on", "opened_at"]
            ),
            pgtrigger.Protect(
                name="a_case_keeps_its_time",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__spell__isnull=False) & pgtrigger.Q(new__spell__df=pgtrigger.F("old__spell")),
            ),
            pgtrigger.Trigger(
                name="a_case_stands_as_its_time_does",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func="""
                IF EXISTS (
                    SELECT 1 FROM cases_case c JOIN ratings_specialmeasuresspell s ON s.id = c.spell_id
                    WHERE c.id = NEW.id
                    AND (s.trust_id <> c.trust_id OR (c.state = 'left') <> (s.left_on IS NOT NULL))
                ) THEN
                    RAISE EXCEPTION 'pgtrigger: a case has left when its time in special measures has ended';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.reference
