"""How what a group keeps is called elsewhere; never by its words, since who asks is not known here."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from inspections.pages.client_ids import read_uuid
from oversight.records.references import Described, Reference
from ratings.surveillance.models import GroupAction, Intelligence


def intelligence_reference(intelligence: Intelligence) -> Reference:
    """Return how records refer to a piece of intelligence."""
    return Reference("intelligence", str(intelligence.public_id))


def action_reference(action: GroupAction) -> Reference:
    """Return how records refer to an action of a group."""
    return Reference("group_action", str(action.public_id))


def describe_intelligence(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``intelligence``, without its trust and its words."""
    found = Intelligence.objects.select_related("group").filter(public_id__in=_ids(public_id)).first()
    if found is None:
        return None
    return Described("Intelligence of a group", _address("group_intelligence", found.group.code, found.public_id))


def describe_action(public_id: str) -> Described | None:
    """Resolve a reference of the kind ``group_action``, without its trust and its words."""
    found = GroupAction.objects.select_related("group").filter(public_id__in=_ids(public_id)).first()
    if found is None:
        return None
    return Described("Action of a group", _address("group_action", found.group.code, found.public_id))


def _address(name: str, *arguments: object) -> str:
    try:
        return reverse(f"oversee:{name}", args=arguments)
    except NoReverseMatch:
        return ""


def _ids(public_id: str) -> list[UUID]:
    """Return the id, or nothing for what has not the form of one."""
    found = read_uuid(public_id)
    return [found] if found else []
