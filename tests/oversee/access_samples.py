"""Samples for the walk over every address: Board packs, annual reports, requests for data, cases, foundation status."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from oversight.accounts.models import Role
from oversight.records.audit import System
from oversight.returns.periods import Month
from ratings.cases.models import Case
from ratings.cases.recommending import recommend_further_action
from ratings.cases.recording import record_case_entry
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


def _case(world: World) -> Case:
    """Return a case of the world's trust in special measures, with one recommendation, made once for a world."""
    known = Case.objects.filter(trust=world.trust).first()
    if known is not None:
        return known
    on = world.now.date()
    case = record_case_entry(trust=world.trust, on=on, reason="Unsafe.", by=System("test"), now=world.now)
    recommend_further_action(case=case, reason="At once.", on=on, by=world.person(Role.INSPECTOR), now=world.now)
    return case


@sample("reference", within="oversee:case")
@sample("reference", within="inspect:case")
def a_case(world: World) -> str:
    return _case(world).reference


@sample("made", within="oversee:case")
@sample("made", within="inspect:case")
def a_recommendation(world: World) -> UUID:
    return _case(world).recommendations.get().public_id


@sample("contract", within="oversee:case")
@sample("asked", within="oversee:case")
@sample("piece", within="oversee:case")
@sample("piece", within="inspect:case")
def a_thing_of_a_case_that_is_not_there(world: World) -> UUID:
    return UUID("00000000-0000-4000-8000-000000000000")


@sample("kind", within="inspect:case")
def what_is_recommended(world: World) -> str:
    return "exit"


@sample("part", within="inspect:case")
def a_part_of_the_criteria_for_leaving(world: World) -> str:
    return "sustainable"


@sample("code", within="inspect:case_new")
@sample("code", within="oversee:foundation")
def an_applicant(world: World) -> str:
    return world.trust.code
