"""Issues the demonstration's notices outside of inspections, each once, through the real services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from inspections.enforcing.areas import Place
from inspections.enforcing.breaches import record_breach
from inspections.enforcing.issuing import Content, Requirement, draft_notice, issue_notice, set_public
from inspections.models import Breach
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.demonstration.inspections import REGULATORS
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.models import Trust
from oversight.organisations.sites import sites_of
from oversight.organisations.working_days import london_time
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from workspaces.demonstration.notices import NOTICES, NoticeStory

_ISSUED = "demonstration.notice_issued"
_IDS = UUID("0d6a6f5c-6a55-4f0e-8f0b-3d9a4c1b7e52")


def issue_notices(rows: Mapping[str, Trust], *, now: datetime) -> int:
    """Issue what was not issued before, and return how many those are; ``rows`` are the trusts by code."""
    known = set(AuditEntry.objects.filter(action=_ISSUED).values_list("subject_id", flat=True))
    new = [story for story in NOTICES if _name(story) not in known and story.trust_code in rows]
    for story in new:
        with transaction.atomic(), history():
            _issue(story, rows[story.trust_code], now=now)
            audit(_ISSUED, by=DEMONSTRATION, subject=Reference("demonstration", _name(story)), now=now)
    return len(new)


def _issue(story: NoticeStory, trust: Trust, *, now: datetime) -> None:
    by = Person.objects.get(email=REGULATORS["inspector"])
    manager = Person.objects.get(email=REGULATORS["manager"])
    day = london_date(now) - timedelta(days=story.issued)
    at = london_time(day, time(11))
    site = sites_of(trust, day).order_by("code")[0]
    areas = tuple(Place(site, service, question) for service, question in story.areas)
    breach = record_breach(
        trust=trust,
        breach_id=uuid5(_IDS, f"{_name(story)}/breach"),
        regulation=story.regulations[0],
        extent=Breach.Extent.ISOLATED,
        response=Breach.Response.PROMPT,
        what_was_found=story.reasons,
        found_on=day - timedelta(days=1),
        areas=areas,
        by=by,
        now=at,
    )
    due = (Requirement(story.requirement, day + timedelta(days=story.due)),) if story.due is not None else ()
    content = Content(
        power=story.power,
        title=story.title,
        reasons=story.reasons,
        regulations=story.regulations,
        areas=areas,
        breaches=(breach,),
        requirements=due,
    )
    notice = draft_notice(trust=trust, draft_id=uuid5(_IDS, _name(story)), content=content, by=by, now=at)
    notice = issue_notice(notice=notice, by=manager, now=at + timedelta(hours=2))
    set_public(notice=notice, is_public=True, by=manager, now=at + timedelta(hours=3))


def _name(story: NoticeStory) -> str:
    return f"notice-{story.number}"
