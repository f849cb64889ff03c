"""Samples for the walk over every address: Board packs, the annual report, and requests for data."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from oversight.accounts.models import Role
from oversight.returns.periods import Month
from tests.access_samples import World, sample
from workspaces.models import DataRequest


@sample("code", within="workspace:board_pack", of_trust=True)
@sample("code", within="workspace:annual_report", of_trust=True)
def a_trust_with_packs(world: World) -> str:
    return world.trust.code


@sample("month", within="workspace:board_pack")
def a_month_that_is_over(world: World) -> str:
    return str(Month.of(world.now.date()).plus(-2))


@sample("year", within="workspace:annual_report")
def a_year_that_is_over(world: World) -> str:
    return "2024-25"


@sample("request_id", within="workspace:data_request", of_trust=True)
@sample("request_id", within="oversee:data_request")
def a_request_for_data(world: World) -> UUID:
    asked, _ = DataRequest.objects.get_or_create(
        trust=world.trust,
        body=world.body,
        defaults={
            "question": "How many?",
            "asked_by": world.person(Role.HEALTHWATCH),
            "asked_at": world.now,
            "wanted_by": world.now.date() + timedelta(days=28),
        },
    )
    return asked.public_id
