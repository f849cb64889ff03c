"""Gathers what a trust's ratings are worked out from: the public record, the notices in force and staffing signals.

What an inspection has judged and not yet published is in none of these, and so never enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from inspections.enforcing.limiting import action_of
from inspections.enforcing.open_steps import times_of
from inspections.judging.computing import Place
from inspections.judging.standing_record import kept_services, published_by_place, taken_over_on, word_of
from inspections.models import Breach, BreachArea, Notice, NoticeArea, PublishedRating
from inspections.states.inspection import REPORTED
from inspections.states.notice import IN_FORCE, NoticeState
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.organisations.sites import sites_of
from oversight.organisations.successions import successors_of
from ratings.models import Signal
from ratings.questions import PublishedWord
from ratings.rules.aggregation_rule_sets import Action
from ratings.rules.cautions import Alarm, CautionFacts, ShortWard, Step
from ratings.rules.ratings_words import KeyQuestion
from ratings.signals import Result, SignalKind, State


@dataclass(frozen=True, slots=True)
class Limiting:
    """What limits a rating: the kind of action, the notice's reference (of a breach alone ""), and since when."""

    action: Action
    notice: str
    since: date


@dataclass(frozen=True, slots=True)
class RatedSite:
    """A site of the trust of which anything was published: its services in order, and since when it is the trust's."""

    code: str
    services: tuple[str, ...]
    taken_over_on: date | None


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """What stands of a trust as of a day."""

    trust_code: str
    on: date
    sites: tuple[RatedSite, ...]
    published: Mapping[Place, PublishedWord]
    limiting: Mapping[Place, tuple[Limiting, ...]]
    cautioned_by: CautionFacts


@dataclass(frozen=True, slots=True)
class CautioningSignals:
    """The staffing signals of a trust that cautions look at: its wards often short, and its latest alarm."""

    short_wards: tuple[ShortWard, ...] = ()
    alarm: Alarm | None = None

    @classmethod
    def of(cls, results: Iterable[Result]) -> CautioningSignals:
        """Pick them out of a trust's results, in whatever order these are."""
        short, alarms = [], []
        for result in results:
            if result.key.kind is SignalKind.OFTEN_SHORT and result.state is State.OFTEN_SHORT:
                short.append(ShortWard(result.key.subject, result.period))
            elif result.key.kind is SignalKind.STAFFING_ALARM:
                alarms.append(Alarm(result.period, str(result.state)))
        return cls(
            tuple(sorted(short, key=lambda each: each.ward)), max(alarms, key=lambda each: each.month, default=None)
        )

    @classmethod
    def stored(cls, trust_code: str) -> CautioningSignals:
        """Read them as they stand."""
        return cls(_short_wards(trust_code), _alarm(trust_code))


def rating_facts(trust: Trust, *, on: date, signals: CautioningSignals | None = None) -> RatingFacts:
    """Gather what stands of a trust, in a fixed number of queries; ``signals`` in place of those that are stored.

    Of a trust that others have followed only notices and signals are left: its hospitals are its successors'.
    """
    notices = _notices(trust)
    signals = signals or CautioningSignals.stored(trust.code)
    published: dict[Place, PublishedRating] = {}
    sites: tuple[RatedSite, ...] = ()
    if not successors_of(trust, on):
        published = _own(trust, on)
        taken_over = taken_over_on(trust, on)
        codes = sorted({place.site for place in published if place.site})
        sites = tuple(
            RatedSite(code, tuple(kept_services(code, (), published)), taken_over.get(code)) for code in codes
        )
    limiting: dict[Place, list[Limiting]] = {}
    for notice in notices:
        issued_on = london_date(notice.issued_at) if notice.issued_at else on
        for area in notice.areas.all():
            one = Limiting(action_of(notice.kind), notice.reference, issued_on)
            limiting.setdefault(_place(area), []).append(one)
    for breach in _breaches(trust):
        for found in breach.areas.all():
            limiting.setdefault(_place(found), []).append(Limiting(Action.BREACH, "", breach.found_on))
    return RatingFacts(
        trust_code=trust.code,
        on=on,
        sites=sites,
        published={place: _published_word(row) for place, row in published.items()},
        limiting={
            place: tuple(sorted(each, key=lambda one: (one.notice, one.since))) for place, each in limiting.items()
        },
        cautioned_by=CautionFacts(
            on=on,
            short_wards=signals.short_wards,
            alarm=signals.alarm,
            steps=tuple(_step(notice) for notice in notices),
        ),
    )


def _own(trust: Trust, on: date) -> dict[Place, PublishedRating]:
    """Return what stands published of the trust and of the sites that are its on the day, and of no others.

    A location that is not on our register is the trust's as far as its publication says so.
    """
    theirs = set(sites_of(trust, on).order_by().values_list("code", flat=True))
    return {
        place: row
        for place, row in published_by_place(trust, on).items()
        if not place.site or row.site_id is None or place.site in theirs
    }


def _published_word(row: PublishedRating) -> PublishedWord:
    return PublishedWord(
        word=word_of(row),
        published_on=row.published_on,
        source=row.source,
        reference=row.inspection.reference if row.inspection else row.report_reference,
        computed=row.computed,
        rule_set=row.rule_set,
        departure_reason=row.departure_reason,
    )


def _notices(trust: Trust) -> list[Notice]:
    """Return the notices that bind the trust: issued, and not ended; drafts are none."""
    in_force = [str(state) for state in IN_FORCE]
    found = Notice.objects.filter(trust=trust, state__in=in_force).order_by("reference")
    return list(found.prefetch_related("areas__site", "requirements", "decisions", "answers"))


def _breaches(trust: Trust) -> list[Breach]:
    """Return the breaches that stand and are no draft's: those of published reports, and those found otherwise."""
    reported = Q(inspection__isnull=True) | Q(inspection__state__in=[str(state) for state in REPORTED])
    found = Breach.objects.filter(reported, trust=trust, ended_on__isnull=True).order_by("pk")
    return list(found.prefetch_related("areas__site"))


def _place(area: NoticeArea | BreachArea) -> Place:
    return Place(area.site.code, area.service, KeyQuestion(area.key_question))


def _step(notice: Notice) -> Step:
    times = times_of(notice)
    not_complied = notice.state == NoticeState.NOT_COMPLIED
    return Step(
        reference=notice.reference,
        kind=notice.kind,
        issued_on=times.issued_on or times.begun_on,
        last_due_on=times.last_due_on,
        not_complied_on=(times.decided_on or times.issued_on) if not_complied else None,
        answered=bool(notice.answers.all()),
        regulations=tuple(notice.regulations),
        areas=tuple((area.site.code, area.service, area.key_question) for area in notice.areas.all()),
    )


def _short_wards(trust_code: str) -> tuple[ShortWard, ...]:
    found = Signal.objects.filter(trust_code=trust_code, kind=SignalKind.OFTEN_SHORT, state=State.OFTEN_SHORT)
    return tuple(ShortWard(*each) for each in found.order_by("subject").values_list("subject", "period"))


def _alarm(trust_code: str) -> Alarm | None:
    found = Signal.objects.filter(trust_code=trust_code, kind=SignalKind.STAFFING_ALARM).order_by("-period")
    latest = found.values_list("period", "state").first()
    return Alarm(*latest) if latest else None
