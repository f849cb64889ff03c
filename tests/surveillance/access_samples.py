"""Samples for the walk over every address: a surveillance group with what it keeps."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from oversight.accounts.models import Membership, Role
from oversight.organisations.models import Body, Region
from ratings.surveillance.acting import set_action
from ratings.surveillance.membership import take_seat
from ratings.surveillance.memoranda import record_memorandum
from ratings.surveillance.models import GroupAction
from ratings.surveillance.sharing import add_intelligence
from tests.access_samples import World, sample


def the_group(world: World) -> Body:
    """The group of the trust's region, with the one member of the walk."""
    group, is_new = Body.objects.get_or_create(
        code="WALK-QSG",
        defaults={
            "name": "Walked group",
            "role": Body.Role.SURVEILLANCE,
            "region": Region.objects.order_by("code").first(),
            "is_demonstration": True,
        },
    )
    if is_new:
        world.trust.region = group.region
        world.trust.save(update_fields=["region"])
        member = world.person(Role.GROUP_MEMBER)
        Membership.objects.create(person=member, role=Role.GROUP_MEMBER, body=group, from_on=date(2000, 1, 1))
        take_seat(group=group, organisation="Walkers", by=member, now=world.now)
    return group


@sample("code", within="oversee:group")
def a_group(world: World) -> str:
    return the_group(world).code


@sample("trust", within="oversee:group_trust")
def a_trust_of_the_region(world: World) -> str:
    the_group(world)
    return world.trust.code


@sample("item", within="oversee:group_intelligence")
@sample("item", within="oversee:group_share")
@sample("item", within="oversee:group_withdraw")
def what_a_member_knows(world: World) -> UUID:
    made = add_intelligence(
        group=the_group(world),
        trust=world.trust,
        heading="Nights",
        words="Breaks are missed.",
        heard_on=world.now.date() - timedelta(days=1),
        with_all=True,
        readers=[],
        memorandum=None,
        save_id=uuid4(),
        by=world.person(Role.GROUP_MEMBER),
        now=world.now,
    )
    return made.public_id


@sample("item", within="oversee:group_action")
def an_action(world: World) -> UUID:
    member = world.person(Role.GROUP_MEMBER)
    made = set_action(
        group=the_group(world),
        trust=world.trust,
        purpose=GroupAction.Purpose.GATHER,
        what="Ask.",
        owner=member,
        due_on=world.now.date() + timedelta(days=7),
        save_id=uuid4(),
        by=member,
        now=world.now,
    )
    return made.public_id


@sample("item", within="oversee:group_agreement_end")
def an_agreement(world: World) -> UUID:
    made = record_memorandum(
        group=the_group(world),
        title="Sharing",
        parties="Walkers",
        where="1",
        agreed_on=world.now.date() - timedelta(days=1),
        review_on=None,
        save_id=uuid4(),
        by=world.person(Role.GROUP_MEMBER),
        now=world.now,
    )
    return made.public_id
