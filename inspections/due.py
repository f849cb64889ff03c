"""What is due for inspection: from the ratings that stand, with what is planned for it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from inspections.models import InspectedService, Inspection, Notice, PublishedRating
from inspections.models.departure import RatingLevel
from inspections.programme_settings import settings_on
from inspections.risk import Ranked, StandingSignal, TrustStanding, programme_order
from inspections.states.inspection import OPEN, TO_COME, InspectionState
from inspections.states.notice import IN_FORCE
from oversight.organisations.models import SiteTrust, Trust
from ratings.rules.ratings_words import KeyQuestion, Rating


@dataclass(frozen=True)
class DueTrust:
    """A trust in the order of the programme, with the inspection that is planned or under way, if there is one."""

    trust: Trust
    ranked: Ranked
    planned: Inspection | None

    def is_overdue(self, on: date) -> bool:
        """Whether its next inspection should have begun before the day, and none is under way."""
        return self.ranked.is_overdue(on) and (self.planned is None or InspectionState(self.planned.state) in TO_COME)

    def is_late(self) -> bool:
        """Whether what is planned begins after the day by which it is due."""
        return (
            self.planned is not None
            and self.ranked.due is not None
            and self.planned.starts_on is not None
            and self.planned.starts_on > self.ranked.due.due_by
        )

    def comes_up(self, on: date) -> bool:
        """Whether it is due within the time in which the programme warns of it, and not planned yet."""
        due = self.ranked.due
        warned = on + timedelta(days=settings_on(on).coming_up_days)
        return self.planned is None and due is not None and due.due_by <= warned


def due_trusts(
    *,
    on: date,
    demonstration: bool,
    signals: Mapping[str, tuple[StandingSignal, ...]],
    special_measures: Mapping[str, date] | None = None,
) -> list[DueTrust]:
    """Return every open trust in the order in which it is to be inspected; for those who plan alone.

    ``signals`` and ``special_measures`` (since when) are by the trust's code and passed in, since they belong to the
    floor above.
    """
    trusts = {trust.code: trust for trust in Trust.objects.open_on(on).filter(is_demonstration=demonstration)}
    standings = trust_standings(trusts, on=on, signals=signals, special_measures=special_measures or {})
    planned: dict[str, Inspection] = {}
    # Until its report is published, an inspection that was made is the next one, and no other is due.
    to_come = [str(state) for state in OPEN]
    for inspection in (
        Inspection.objects.filter(state__in=to_come).order_by("-starts_on", "-id").select_related("trust")
    ):
        planned[inspection.trust.code] = inspection
    ordered = programme_order(standings, on=on, settings=settings_on(on))
    return [DueTrust(trusts[each.standing.code], each, planned.get(each.standing.code)) for each in ordered]


def trust_standings(
    trusts: Mapping[str, Trust],
    *,
    on: date,
    signals: Mapping[str, tuple[StandingSignal, ...]],
    special_measures: Mapping[str, date],
) -> list[TrustStanding]:
    """Gather what is known of trusts, in a fixed number of queries whatever their number."""
    overall: dict[str, PublishedRating] = {}
    questions: dict[str, dict[KeyQuestion, Rating]] = defaultdict(dict)
    levels = [RatingLevel.TRUST, RatingLevel.TRUST_KEY_QUESTION]
    known = PublishedRating.objects.filter(provider_code__in=list(trusts), level__in=levels)
    for rating in known.standing(on):
        if rating.level == RatingLevel.TRUST:
            overall[rating.provider_code] = rating
        elif rating.rating:
            questions[rating.provider_code][KeyQuestion(rating.key_question)] = Rating(rating.rating)
    notices: dict[str, int] = defaultdict(int)
    for code in Notice.objects.filter(
        trust__code__in=list(trusts), state__in=[str(state) for state in IN_FORCE]
    ).values_list("trust__code", flat=True):
        notices[code] += 1
    sites: dict[str, int] = defaultdict(int)
    for code in (
        SiteTrust.objects.on(on)
        .filter(trust__code__in=list(trusts), site__is_hospital=True)
        .values_list("trust__code", flat=True)
    ):
        sites[code] += 1
    offered: dict[str, set[str]] = defaultdict(set)
    for code, service in (
        InspectedService.objects.filter(inspection__trust__code__in=list(trusts))
        .order_by()
        .values_list("inspection__trust__code", "service")
        .distinct()
    ):
        offered[code].add(service)
    standings = []
    for code in trusts:
        stands = overall.get(code)
        standings.append(
            TrustStanding(
                code=code,
                signals=tuple(signals.get(code, ())),
                overall=Rating(stands.rating) if stands and stands.rating else None,
                key_questions=questions.get(code),
                inspected_on=(stands.inspected_on or stands.published_on) if stands else None,
                special_measures_since=special_measures.get(code),
                notices_in_force=notices[code],
                services=tuple(sorted(offered[code])),
                sites=max(1, sites[code]),
            )
        )
    return standings
