"""Fields and constraints that several records of an inspection share."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

RATINGS = [(str(rating), rating.label) for rating in Rating]
NON_RATINGS = [(str(word), word.label) for word in NonRating]
KEY_QUESTIONS = [(str(question), question.label) for question in KeyQuestion]


def key_question_field(*, blank: bool = False) -> models.CharField[Any, Any]:
    """Return a field for one of the five key questions."""
    return models.CharField(max_length=20, choices=KEY_QUESTIONS, blank=blank)


def rating_field(*, blank: bool = True) -> models.CharField[Any, Any]:
    """Return a field for a rating; blank where there is none."""
    return models.CharField(max_length=25, choices=RATINGS, blank=blank)


def non_rating_field() -> models.CharField[Any, Any]:
    """Return a field for why there is no rating; blank where there is one."""
    return models.CharField(max_length=25, choices=NON_RATINGS, blank=True)


def service_field(*, blank: bool = False) -> models.CharField[Any, Any]:
    """Return a field for the code of a service, from the dated list in ``inspections.services``."""
    return models.CharField(max_length=60, blank=blank)


def person_field(**given: Any) -> models.ForeignKey[Any, Any]:
    """Return a field for who did it: people are never deleted from what they did."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **given)


def client_id_field() -> models.UUIDField[Any, Any]:
    """Return a field for the id under which the device saved it: a save repeated after a lost answer is one save."""
    return models.UUIDField(unique=True)


def public_id_field() -> models.UUIDField[Any, Any]:
    """Return a field for the id that addresses and records show."""
    return models.UUIDField(unique=True, default=uuid.uuid4, editable=False)


def rating_or_reason(name: str) -> models.CheckConstraint:
    """Return the rule that there is either a rating or a word for why there is none."""
    return models.CheckConstraint(
        name=name, condition=(~Q(rating="") & Q(non_rating="")) | (Q(rating="") & ~Q(non_rating=""))
    )


def kept_for_good(name: str) -> pgtrigger.Protect:
    """Return the trigger that keeps rows as they were written."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


def never_deleted(name: str) -> pgtrigger.Protect:
    """Return the trigger that keeps rows, which may change."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Delete)


class KeptVersion(models.Model):
    """A version of a text that several people write: each save is kept, on whatever version it was written.

    ``based_on`` is the number of the version that the writer had before them, 0 for none. Two versions based on the
    same one both stand until a later one ``settles`` them; ``inspections.versions.heads`` says which stand.
    """

    number = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField()
    settles = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    save_id = client_id_field()
    written_by = person_field()
    written_at = models.DateTimeField()

    class Meta:
        abstract = True
