"""What the record holds of a trust that a concern of its plan can stand on: findings, breaches, notices and signals.

Nothing is offered that the trust was not told: breaches of published reports or issued notices alone, published
ratings, issued notices, letters that were sent, and signals worked out from the trust's own returns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Q

from inspections.core_services import service_name
from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.judging.standing_record import published_by_place, word_of
from inspections.models import Breach, Notice, PublishedRating
from inspections.states.notice import IN_FORCE
from oversight.clock import london_date
from oversight.measures.defining import definition
from oversight.organisations.models import Site, Trust, Ward
from oversight.wording import write_date, write_month
from ratings.cases.models import Case, Recommendation
from ratings.models import MortalityAlert, Signal
from ratings.rules.ratings_words import Rating
from ratings.signals import SignalKind, State

_LOW = (Rating.INADEQUATE, Rating.REQUIRES_IMPROVEMENT)


class Heading(StrEnum):
    """Under which heading the record's entries are offered."""

    CASE = "Why you are in special measures"
    FINDING = "Ratings that were published"
    BREACH = "Breaches of fundamental standards"
    NOTICE = "Notices in force"
    LETTER = "Letters about mortality"
    SIGNAL = "Signals from your own returns"


@dataclass(frozen=True, slots=True)
class Source:
    """Something that the record holds: a reference, what it said of which day, and what it is about in a few words."""

    heading: Heading
    kind: str
    public_id: str
    said: str
    on: date
    title: str

    @property
    def token(self) -> str:
        """What a form sends for it: another as soon as it says something else."""
        return hashlib.sha256(f"{self.kind}|{self.public_id}|{self.said}".encode()).hexdigest()[:20]


def sources_of(case: Case, *, now: datetime) -> list[Source]:
    """Return what the trust of a case was told that asks for improvement, by heading, each with the newest first."""
    today, trust = london_date(now), case.trust
    found = [
        *_entry(case),
        *_findings(trust, now, today),
        *_breaches(trust, now),
        *(_of_notice(notice) for notice in _notices_in_force(trust, now)),
        *_letters(trust),
        *_signals(trust),
    ]
    order = list(Heading)
    return sorted(found, key=lambda each: (order.index(each.heading), -each.on.toordinal(), each.said, each.public_id))


def _entry(case: Case) -> Iterator[Source]:
    """Yield why the trust entered, in the words of who recommended it where a recommendation is on record."""
    if case.spell is not None:
        on = case.spell.entered_on
        yield Source(
            Heading.CASE,
            "case",
            case.reference,
            said=f"Special measures since {write_date(on)}: {why_entered(case)}",
            on=on,
            title="What led to special measures",
        )


def why_entered(case: Case) -> str:
    """Return why the trust entered: as it was recommended, else as the entry was recorded."""
    entry = case.recommendations.filter(kind=Recommendation.Kind.ENTRY, state=Recommendation.State.AGREED).first()
    if entry is not None:
        return entry.reason.strip()
    return case.spell.entry_reason.strip() if case.spell else ""


def _findings(trust: Trust, now: datetime, today: date) -> Iterator[Source]:
    stands = published_by_place(trust, today)
    names = {site.code: site.shown_name for site in Site.objects.filter(code__in={place.site for place in stands})}
    for place, row in stands.items():
        word = word_of(row)
        if word not in _LOW or not isinstance(word, Rating) or (row.published_at and row.published_at > now):
            continue
        service = service_name(place.service)[:1].upper() + service_name(place.service)[1:] if place.service else ""
        where = [*([service] if service else []), names.get(place.site, place.site) if place.site else trust.shown_name]
        question = place.key_question.label if place.key_question else "Overall"
        said = f"{question} in {' at '.join(where)}" if service else f"{question}, {where[0]}"
        yield Source(
            Heading.FINDING,
            *_reference_of(row),
            said=f"{said}: {word.label}, published on {write_date(row.published_on)}",
            on=row.published_on,
            title=said,
        )


def _reference_of(row: PublishedRating) -> tuple[str, str]:
    """Return the inspection in which it was rated; of a rating from elsewhere, the place that it is of."""
    if row.inspection is not None:
        return ("inspection", row.inspection.reference)
    return ("site", row.location_code) if row.location_code else ("trust", row.provider_code)


def _breaches(trust: Trust, now: datetime) -> Iterator[Source]:
    """Yield breaches that have not ended: a report that is out or a notice that was issued has told the trust."""
    told = Q(inspection__published_reports__published_at__lte=now) | Q(notices__issued_at__isnull=False)
    standards = fundamental_standards()
    for breach in Breach.objects.filter(told, trust=trust, ended_on__isnull=True).distinct():
        label = standards[breach.regulation].label if breach.regulation in standards else breach.regulation
        yield Source(
            Heading.BREACH,
            "breach",
            str(breach.public_id),
            said=f"{label}, {breach.get_extent_display().lower()}, found on {write_date(breach.found_on)}: "
            f"{breach.what_was_found.strip()}",
            on=breach.found_on,
            title=label,
        )


def _notices_in_force(trust: Trust, now: datetime) -> Iterable[Notice]:
    return Notice.objects.filter(trust=trust, issued_at__lte=now, state__in=[str(state) for state in IN_FORCE])


def _of_notice(notice: Notice) -> Source:
    issued_on = london_date(notice.issued_at) if notice.issued_at else date.min
    return Source(
        Heading.NOTICE,
        "notice",
        notice.reference,
        said=f"{notice.get_kind_display()}, issued on {write_date(notice.issued_at)}: {notice.title}",
        on=issued_on,
        title=notice.title,
    )


def _letters(trust: Trust) -> Iterator[Source]:
    for alert in MortalityAlert.objects.filter(trust_code=trust.code, shown_to_trust_at__isnull=False):
        if alert.shown_to_trust_at is None:
            continue
        name = definition(alert.measure).name
        yield Source(
            Heading.LETTER,
            "mortality_alert",
            alert.reference,
            said=f"{name}: the regulator wrote on {write_date(alert.shown_to_trust_at)}, reference {alert.reference}",
            on=london_date(alert.shown_to_trust_at),
            title=name,
        )


def _signals(trust: Trust) -> Iterator[Source]:
    asking = [str(state) for state in State if state.asks_for_attention]
    signals = list(Signal.objects.filter(trust_code=trust.code, state__in=asking))
    wards = {
        str(ward.public_id): ward
        for ward in Ward.objects.filter(public_id__in=[each.subject for each in signals if each.level == "ward"])
    }
    for signal in signals:
        kind, state = SignalKind(signal.kind), State(signal.state)
        ward = wards.get(signal.subject)
        where = ward.name if ward else trust.shown_name
        what = definition(signal.measure).short_name if signal.measure else kind.label
        title = f"{where}: {what}"
        label = "" if state.label == what else f", {state.label[:1].lower()}{state.label[1:]}"
        yield Source(
            Heading.SIGNAL,
            "ward" if ward else "trust",
            signal.subject if ward else trust.code,
            said=f"{title}{label} in {write_month(signal.period)}. {signal.reason}",
            on=signal.period,
            title=title,
        )
