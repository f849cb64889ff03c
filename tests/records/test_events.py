"""Every event with its subscribers: news goes up by name, and this list says who hears it."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from inspections.states import complaint_sample, departure, inspection, notice
from oversight.records.outbox import subscriptions
from oversight.returns.states import TRANSITIONS
from ratings.cases import states as cases
from ratings.commissioning import states as commissioning
from ratings.mortality import states as mortality

SUBSCRIBERS = {
    "alert.written": ("alerts.send",),
    "case.arranged": ("cases.tell_body", "cases.tell_partner", "cases.tell_trust"),
    "case.decided": ("cases.tell_regulator", "cases.tell_trust"),
    "case.recommended": ("cases.tell_body",),
    "concern.triaged": ("concerns.observe",),
    "commissioner_question.answered": ("commissioning.tell_commissioner",),
    "commissioner_question.asked": ("commissioning.tell_trust",),
    "commissioner_question.settled": ("commissioning.tell_trust",),
    "complaint_sample.answered": ("inspections.tell_team",),
    "complaint_sample.requested": ("inspections.tell_trust",),
    "complaint_sample.withdrawn": ("inspections.tell_trust",),
    "inspection.announced": ("inspections.tell_trust",),
    "inspection.cancelled": ("inspections.tell_trust",),
    "inspection.departure_proposed": ("inspections.tell_team",),
    "inspection.factual_accuracy_answered": ("inspections.tell_managers",),
    "inspection.factual_accuracy_opened": ("inspections.tell_trust",),
    "inspection.information_given": ("inspections.tell_team",),
    "inspection.information_requested": ("inspections.tell_trust",),
    "inspection.on_site": ("inspections.tell_trust",),
    "inspection.published": ("inspections.tell_trust",),
    "inspection.quality_reviewed": ("inspections.tell_team",),
    "inspection.review_decided": ("inspections.tell_trust",),
    "inspection.review_requested": ("inspections.tell_managers",),
    "inspection.sent_back": ("inspections.tell_team",),
    "inspection.time_extended": ("inspections.tell_trust",),
    "message.written": ("accounts.send_message",),
    "mortality.answered": ("ratings.tell_inspectors",),
    "mortality.letter_sent": ("ratings.tell_trust",),
    "notice.answered": ("inspections.tell_inspectors",),
    "notice.complied": ("inspections.tell_trust",),
    "notice.concluded": ("inspections.tell_trust",),
    "notice.issued": ("inspections.tell_trust",),
    "notice.lifted": ("inspections.tell_trust",),
    "notice.not_complied": ("inspections.tell_trust",),
    "notice.representation_decided": ("inspections.tell_trust",),
    "notice.representation_made": ("inspections.tell_inspectors",),
    "notice.withdrawn": ("inspections.tell_trust",),
    "plan.report_published": ("ratings.recompute",),
    "special_measures.entered": ("ratings.recompute",),
    "special_measures.extended": ("ratings.recompute",),
    "special_measures.left": ("ratings.recompute",),
    "observations.imported": ("ratings.recompute",),
    "return.accepted": ("ratings.recompute", "returns.tell_of_acceptance"),
    "return.checked": ("returns.mark",),
    "return.received": ("returns.check",),
    "return.returned": ("returns.tell_preparer",),
    "return.signature_wanted": ("returns.tell_signatories",),
    "ward.closed": ("ratings.recompute",),
    "ward.reopened": ("ratings.recompute",),
    "ward_plan.agreed": ("commissioning.tell_trust",),
    "ward_plan.asked": ("commissioning.tell_trust",),
    "ward_plan.ended": ("commissioning.tell_trust",),
    "ward_plan.finished": ("commissioning.tell_trust",),
    "ward_plan.proposed": ("commissioning.tell_commissioner",),
    "ward_plan.sent_back": ("commissioning.tell_trust",),
    "work.stands_still": ("accounts.tell_watchers",),
}
# After each of these a trust's ratings are worked out again, beside what else it sets going.
_RATED_AGAIN_AFTER = {
    "inspection.departure_approved",
    "inspection.departure_withdrawn",
    "inspection.published",
    "inspection.review_decided",
    *notice.WAYS.events,
    "notice.answered",
    "ratings.imported",
    "succession.recorded",
}
for _name in _RATED_AGAIN_AFTER:
    SUBSCRIBERS[_name] = tuple(sorted((*SUBSCRIBERS.get(_name, ()), "ratings.recompute")))
# After each of these the public may see something new, which is written down.
_NEWS_AFTER = {
    "case.arranged",
    "case.decided",
    "inspection.published",
    "inspection.review_decided",
    *(notice.WAYS.events),
    "notice.publicity_changed",
    "plan.report_published",
    "ratings.imported",
    "release.published",
    "release.withdrawn",
    "special_measures.entered",
    "special_measures.extended",
    "special_measures.left",
    "succession.recorded",
}
for _name in _NEWS_AFTER:
    SUBSCRIBERS[_name] = tuple(sorted((*SUBSCRIBERS.get(_name, ()), "news.write")))
# Told for whoever will listen; so far nobody does.
HEARD_BY_NOBODY = {
    *(cases.WAYS.events | cases.RECOMMENDATION_WAYS.events),
    "licence.condition_imposed",
    "licence.condition_lifted",
    *(inspection.WAYS.events | departure.WAYS.events | notice.WAYS.events | mortality.WAYS.events) - SUBSCRIBERS.keys(),
    "complaint_sample.listed",
    "concern.added",
    "concern.answered",
    "concern.received",
    "inspection.changed",
    "inspection.planned",
    "mortality.alert_raised",
    "mortality.alert_revised",
    "notice.publicity_changed",
    "plan.report_signed",
    "ratings.imported",
    "release.announced",
    "release.published",
    "release.withdrawn",
    "return.checking",
    "return.explained",
    "return.failed",
    "return.withdrawn",
} - set(SUBSCRIBERS)
_APPS = ("oversight", "staffing", "complaints", "inspections", "ratings", "workspaces", "publication")


def emitted() -> set[str]:
    """The names that the code emits: those written in a call, in a constant, or in a list of ways between states."""
    names = {way.event for way in TRANSITIONS} | {"return.received"}
    names |= inspection.WAYS.events | departure.WAYS.events | notice.WAYS.events | mortality.WAYS.events
    names |= complaint_sample.WAYS.events | cases.WAYS.events | cases.RECOMMENDATION_WAYS.events
    names |= commissioning.QUESTION_WAYS.events | commissioning.PLAN_WAYS.events
    for app in _APPS:
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "emit(" in text:
                names |= set(re.findall(r'emit\(\s*"([a-z_.]+)"', text))
                names |= set(re.findall(r'^[A-Z_]+ = "([a-z_]+\.[a-z_]+)"$', text, re.MULTILINE))
    return names


def test_each_event_has_the_subscribers_listed_here() -> None:
    assert {name: heard for name, heard in subscriptions().items() if not name.startswith("test.")} == SUBSCRIBERS


def test_every_event_is_listed_and_every_listed_one_is_emitted() -> None:
    assert emitted() == set(SUBSCRIBERS) | HEARD_BY_NOBODY
