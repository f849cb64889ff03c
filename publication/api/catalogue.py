"""All resources of the interface, in the order in which they are described."""

from __future__ import annotations

from publication.api import (
    changes,
    complaints,
    measures,
    organisations,
    ratings,
    releases,
    safety,
    searching,
    staffing,
)
from publication.api.resources import Group, Resource
from publication.special_measures import api as special_measures

RESOURCES: tuple[Resource, ...] = (
    *organisations.RESOURCES,
    *staffing.RESOURCES,
    *ratings.RESOURCES,
    *safety.RESOURCES,
    *complaints.RESOURCES,
    *special_measures.RESOURCES,
    *measures.RESOURCES,
    *releases.RESOURCES,
    *changes.RESOURCES,
    *searching.RESOURCES,
)


def of_group(group: Group) -> list[Resource]:
    """Return the resources of a group in their order."""
    return [resource for resource in RESOURCES if resource.group is group]


def groups() -> list[Group]:
    """Return the groups that have resources, in their order."""
    return [group for group in Group if of_group(group)]
