"""The changes in a trust itself: steps of special measures, reports on its plan, and trusts that follow each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from oversight.clock import london_date
from oversight.organisations.models import Succession, Trust
from oversight.wording import write_date, write_month
from publication.news.drafts import Draft, day_begins, unwritten, without_hyphens
from publication.news.models import ChangeKind, Reach, Topic
from publication.special_measures.plan_told import report_address
from ratings.cases.models import ImprovementDirector, Partnership, Recommendation
from ratings.cases.states import RecommendationState
from ratings.models import SpecialMeasuresSpell
from ratings.plans.models import PlanReport

_KIND = Recommendation.Kind
_DECLINED = {
    _KIND.ENTRY: "It was asked that the trust enter special measures. That was declined",
    _KIND.EXIT: "It was asked that the trust leave special measures. That was declined",
    _KIND.EXTENSION: "More time in special measures was asked for. That was declined",
    _KIND.FURTHER_ACTION: "Urgent further action was asked for. That was declined",
    _KIND.ADMINISTRATION: "Special administration was asked for. That was declined",
}
# Those of entry, exit and more time are told by the time in special measures itself.
_AGREED = {
    _KIND.FURTHER_ACTION: "Urgent further action was decided",
    _KIND.ADMINISTRATION: "A special administrator took the place of the Board",
}


def special_measures_drafts(now: datetime) -> Iterator[Draft]:
    """Yield the public steps of special measures that are not written: entry, more time, exit, decisions, helpers."""
    today = london_date(now)
    yield from _of_spells(today)
    yield from _of_decisions(today)
    yield from _of_helpers(today)


def plan_report_drafts(now: datetime) -> Iterator[Draft]:
    """Yield the reports on improvement plans whose time has come and that are not written."""
    published = PlanReport.objects.published(now).select_related("plan__case__trust")
    waiting = unwritten(published, "plan-report:", without_hyphens("public_id"))
    for report in waiting.order_by("publish_at", "pk"):
        trust = report.plan.case.trust
        month = write_month(report.month)
        if report.publish_at is None:
            continue
        said = f"The trust's update on its improvement plan for {month} "
        said += f"was put right. Why: {report.correction_reason}" if report.number > 1 else "is out"
        yield _of_trust(
            trust,
            key=f"plan-report:{report.public_id.hex}",
            kind=ChangeKind.PLAN_REPORT,
            topic=Topic.SPECIAL_MEASURES,
            at=report.publish_at,
            sentence=said,
            address=report_address(report, trust.code),
        )


def succession_drafts(now: datetime) -> Iterator[Draft]:
    """Yield for both trusts that one has followed the other, where it is not written."""
    begun = Succession.objects.filter(on__lte=london_date(now)).select_related("predecessor", "successor")
    key = ("succession:", "=predecessor__code", ":", "=successor__code", ":", "=on")
    for each in unwritten(begun, *key).order_by("on", "pk"):
        before, after = each.predecessor, each.successor
        told = f"succession:{before.code}:{after.code}:{each.on}"
        day = write_date(each.on)
        for trust, key_of, sentence in (
            (before, told, f"{after.shown_name} took the place of this trust on {day}"),
            (after, f"{told}:after", f"This trust took the place of {before.shown_name} on {day}"),
        ):
            yield _of_trust(
                trust,
                key=key_of,
                kind=ChangeKind.SUCCESSION,
                topic=Topic.ORGANISATIONS,
                at=day_begins(each.on),
                sentence=sentence,
                address=reverse("public:trust", args=[trust.code]),
            )


def _of_trust(
    trust: Trust, *, key: str, kind: ChangeKind, topic: Topic, at: datetime, sentence: str, address: str
) -> Draft:
    return Draft(
        key=key,
        kind=kind,
        topic=topic,
        reach=Reach.BOTH,
        demonstration=trust.is_demonstration,
        at=at,
        name=trust.shown_name,
        sentence=sentence,
        address=address,
        trust_code=trust.code,
    )


def _step(trust: Trust, key: str, on: date, recorded_at: datetime, sentence: str) -> Draft:
    """Return a step of special measures: public from its day on, or from when it was recorded where that is later."""
    return _of_trust(
        trust,
        key=key,
        kind=ChangeKind.SPECIAL_MEASURES,
        topic=Topic.SPECIAL_MEASURES,
        at=max(recorded_at, day_begins(on)),
        sentence=sentence,
        address=reverse("public:special_measures", args=[trust.code]),
    )


def _of_spells(today: date) -> Iterator[Draft]:
    spells = SpecialMeasuresSpell.objects.select_related("trust").order_by("entered_on", "pk")
    for step, day in (("entered", "entered_on"), ("extended", "extended_on"), ("left", "left_on")):
        # Nothing is public of a time in special measures before its first day.
        public = spells.filter(entered_on__lte=today).filter(**{f"{day}__lte": today})
        for spell in unwritten(public, "special-measures:", "=trust__code", ":", "=entered_on", f":{step}"):
            key = f"special-measures:{spell.trust.code}:{spell.entered_on}:{step}"
            if step == "entered":
                words = f"The trust entered special measures on {write_date(spell.entered_on)}"
                yield _step(spell.trust, key, spell.entered_on, spell.entry_at, words)
            elif step == "extended" and spell.extended_on and spell.extension_at:
                words = f"The time in special measures was made longer, to {write_date(spell.extended_to)}"
                yield _step(spell.trust, key, spell.extended_on, spell.extension_at, words)
            elif step == "left" and spell.left_on and spell.exit_at:
                words = f"The trust left special measures on {write_date(spell.left_on)}"
                yield _step(spell.trust, key, spell.left_on, spell.exit_at, words)


def _of_decisions(today: date) -> Iterator[Draft]:
    decided = Recommendation.objects.filter(
        Q(state=str(RecommendationState.DECLINED)) | Q(state=str(RecommendationState.AGREED), kind__in=list(_AGREED)),
        decided_on__lte=today,
        decided_at__isnull=False,
    )
    waiting = unwritten(decided, "decision:", without_hyphens("public_id"))
    for each in waiting.select_related("case__trust").order_by("decided_on", "pk"):
        words = (_DECLINED if each.state == RecommendationState.DECLINED else _AGREED)[_KIND(each.kind)]
        if each.decided_on and each.decided_at:
            yield _step(each.case.trust, f"decision:{each.public_id.hex}", each.decided_on, each.decided_at, words)


def _of_helpers(today: date) -> Iterator[Draft]:
    """Yield who was appointed to help, of cases that are public: their trust has entered special measures."""
    is_public = Q(case__spell__entered_on__lte=today, from_on__lte=today)
    directors = ImprovementDirector.objects.filter(is_public).select_related("case__trust", "case__spell")
    for each in unwritten(directors, "director:", without_hyphens("public_id")).order_by("from_on", "pk"):
        words = f"{each.name} began as improvement director, who helps the trust's Board"
        yield _step(each.case.trust, f"director:{each.public_id.hex}", _since(each), each.appointed_at, words)
    partners = Partnership.objects.filter(is_public).select_related("case__trust", "case__spell", "partner")
    for helper in unwritten(partners, "partner:", without_hyphens("public_id")).order_by("from_on", "pk"):
        words = f"{helper.partner.shown_name} began to help this trust to improve"
        yield _step(helper.case.trust, f"partner:{helper.public_id.hex}", _since(helper), helper.added_at, words)


def _since(helper: ImprovementDirector | Partnership) -> date:
    """Return from when on the public could read of a helper: not before the case was public."""
    spell = helper.case.spell
    return max(helper.from_on, spell.entered_on) if spell is not None else helper.from_on
