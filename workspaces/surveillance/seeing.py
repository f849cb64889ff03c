"""What a member of a surveillance group may see: all is found within their groups, so that nothing else is there."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from oversight import clock
from oversight.accounts.access import person_of
from oversight.organisations.models import Body, Trust
from ratings.surveillance.acting import actions_of
from ratings.surveillance.membership import groups_of, trusts_of_group
from ratings.surveillance.models import GroupAction, Intelligence
from ratings.surveillance.sharing import readable_by


def own_groups(request: HttpRequest) -> list[Body]:
    """Return the groups to which the person belongs today, by name."""
    return groups_of(person_of(request), clock.today())


def own_group(request: HttpRequest, code: str) -> Body:
    """Return one of the person's groups; any other is not found."""
    group = next((one for one in own_groups(request) if one.code == code), None)
    if group is None:
        raise Http404
    return group


def trust_in(group: Body, code: str) -> Trust:
    """Return a trust of the group's region; any other is not found."""
    trust: Trust | None = trusts_of_group(group).filter(code=code).first()
    if trust is None:
        raise Http404
    return trust


def readable(request: HttpRequest, group: Body, item: UUID) -> Intelligence:
    """Return a piece of intelligence that the person may read, or whose mark they may see; any other is not found."""
    found = readable_by(person_of(request), group, clock.today()).filter(public_id=item).first()
    if found is None:
        raise Http404
    return found


def action_in(group: Body, item: UUID) -> GroupAction:
    """Return an action of the group; any other is not found."""
    found = actions_of(group).filter(public_id=item).first()
    if found is None:
        raise Http404
    return found
