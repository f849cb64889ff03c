"""Tells the demonstration's concerns, and one sample of complaints asked and answered, through the real services."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from complaints.concerns.answering import answer
from complaints.concerns.following_up import validate
from complaints.concerns.models import Concern
from complaints.concerns.observing import OPEN_MATTERS, RECEIVED, observe, quarters_between
from complaints.concerns.places import About
from complaints.concerns.sealing import Identity
from complaints.concerns.telling import Telling, tell
from complaints.concerns.triage import Sorting, close, join, seen_token, set_aside, sort_concern
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.demonstration.complaint_sample import tell_sample
from oversight.demonstration.inspections import REGULATORS
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.models import Site, SiteTrust, Trust, Ward
from oversight.organisations.working_days import london_time
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from ratings.indicators.comparing import compared
from ratings.indicators.gathering import facts_of_periods
from ratings.indicators.writing import write_comparison
from workspaces.demonstration.concern_stories import STORIES, ConcernStory

_TOLD = "demonstration.concerns_told"
_IDS = UUID("3d6f2a0e-51b7-4a0c-8d0b-5a7e6a0f4c21")
_STEP = timedelta(hours=20)


def tell_concerns(rows: Mapping[str, Trust], *, now: datetime) -> int:
    """Tell the stories, unless they were told before, and return how many; ``rows`` are the trusts by code."""
    if AuditEntry.objects.filter(action=_TOLD).exists():
        return 0
    inspector = Person.objects.get(email=REGULATORS["inspector"])
    told: dict[int, Concern] = {}
    with transaction.atomic(), history():
        for story in STORIES:
            told[story.number] = _tell(story, rows, told, by=inspector, now=now)
        for story in STORIES:
            _finish(story, told[story.number].public_id, by=inspector, now=now)
        _observe(rows, now=now)
        tell_sample(uuid5(_IDS, "sample"), now=now)
        audit(_TOLD, by=DEMONSTRATION, subject=Reference("demonstration", "concerns"), now=now)
    return len(told)


def _tell(
    story: ConcernStory, rows: Mapping[str, Trust], told: Mapping[int, Concern], *, by: Person, now: datetime
) -> Concern:
    """Tell one story, and do with it what inspectors did."""
    at = _told_at(story, now)
    about = _about(rows.get(story.trust_code))
    telling = Telling(
        route=story.route,
        teller=story.teller,
        what_happened=story.text,
        when=story.when,
        theme=story.theme,
        about=about,
        identity=Identity(story.name, story.contact) if story.name else None,
    )
    form = hashlib.sha256(f"demonstration concern {story.number}".encode()).hexdigest()[:32]
    concern = tell(telling=telling, form=form, is_demonstration=True, now=at).concern
    if story.spam:
        return set_aside(concern=concern, reason=story.spam, seen=seen_token(concern), by=by, now=at + _STEP)
    if story.same_as is not None:
        main = Concern.objects.get(pk=told[story.same_as].pk)
        join(concern=concern, main=main, seen=seen_token(concern), by=by, now=at + _STEP)
        return concern
    if story.urgency is None:
        return concern
    at += _STEP
    found = Sorting(
        story.urgency,
        story.safeguarding,
        story.theme,
        about.trust if about else None,
        about.site if about else None,
        about.ward if about else None,
    )
    concern = sort_concern(concern=concern, sorting=found, seen=seen_token(concern), by=by, now=at)
    if story.of_substance:
        validate(
            concern=concern,
            of_substance=True,
            reason=story.of_substance,
            seen=seen_token(concern),
            by=by,
            now=at + _STEP,
        )
    return concern


def _finish(story: ConcernStory, public_id: UUID, *, by: Person, now: datetime) -> None:
    """Answer and close, where the story has come so far: after those that tell the same were joined with it."""
    concern = Concern.objects.get(public_id=public_id)
    if story.answer:
        answer(
            concern=concern, text=story.answer, seen=seen_token(concern), by=by, now=_told_at(story, now) + 3 * _STEP
        )
        concern.refresh_from_db()
    if story.closed:
        at = _told_at(story, now) + 4 * _STEP
        close(concern=concern, reason=story.closed, seen=seen_token(concern), by=by, now=at)


def _told_at(story: ConcernStory, now: datetime) -> datetime:
    return london_time(london_date(now) - timedelta(days=story.ago), time(9, 40))


def _about(trust: Trust | None) -> About | None:
    """Return the first hospital of a trust and its first ward."""
    if trust is None:
        return None
    sites = SiteTrust.objects.filter(trust=trust, site__is_hospital=True).values("site_id")
    site = Site.objects.filter(pk__in=sites).order_by("code").first()
    ward = Ward.objects.filter(trust=trust, site=site).order_by("name_key").first() if site else None
    return About(trust, site, ward)


def _observe(rows: Mapping[str, Trust], *, now: datetime) -> None:
    """Count the trusts of which something was told, and compare what was counted: no worker hears of a past."""
    codes = sorted({story.trust_code for story in STORIES if story.trust_code in rows and not story.same_as})
    since = london_date(now) - timedelta(days=max(story.ago for story in STORIES))
    observe([rows[code] for code in codes], since=since, now=now)
    quarters = quarters_between(since, london_date(now))
    for measure in (*OPEN_MATTERS, RECEIVED):
        for facts in facts_of_periods(measure, quarters, demonstration=True):
            write_comparison(facts.scope, compared(facts), now=now)
