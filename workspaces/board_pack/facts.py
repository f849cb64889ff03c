"""What a Board's pack for a month is written from, read in a number of queries that does not grow with the trust."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from complaints.periods import ComplaintsPeriod
from complaints.said import PeriodSaid, quarters_of_trust
from complaints.survey.results import QuarterShown, quarters_shown
from complaints.theme_settings import ThemeSettings, theme_settings
from oversight.clock import london_date
from oversight.measures.defining import Level
from oversight.measures.observing import series_of_trust
from oversight.organisations.models import Trust, Ward
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from ratings.gathering import first_month_looked_at, standing_returns
from ratings.models import Signal
from ratings.signals import Result, SignalKind
from ratings.staffing_signals import trust_results
from ratings.standing import STAFFING_MEASURES, TrustFacts
from safety.clocks import contractual_deadline, is_overdue, is_telling_overdue
from safety.months_said import MonthSaid, months_said
from safety.settings import settings_for
from workspaces.inspector.explanations import Asked, said_of

# Two years, and the same quarter a year before the first of them.
_QUARTERS = 9


@dataclass(frozen=True, slots=True)
class WardSignals:
    """A ward that a staffing signal stands for: why, and what the trust said of it with its return."""

    ward_id: str
    name: str
    reasons: Sequence[str]
    said: Sequence[str]


@dataclass(frozen=True, slots=True)
class StaffingFacts:
    """Ward staffing up to the month. month: of the latest return, None where there is none; alarm: why, if raised."""

    month: Month | None
    wards: Sequence[WardSignals] = ()
    alarm: str | None = None


@dataclass(frozen=True, slots=True)
class SafetyFacts:
    """What the safety return of the month counts; None for a number that it does not tell."""

    never_events: int | None
    alerts_overdue: int | None
    reported: int | None
    untold: int | None
    telling_overdue: int | None
    working_days: int


@dataclass(frozen=True, slots=True)
class PackFacts:
    """All that the pack tells, as it stands.

    quarter: the latest that ended by the end of the month and has a standing return, None for none in two years.
    awaited: a later one that has ended too, without a return. first_accepted: when a return of the quarter first was.
    survey: the newest closed quarter of the survey that had ended by then.
    """

    trust_code: str
    trust_name: str
    month: Month
    quarter: ComplaintsPeriod | None
    awaited: ComplaintsPeriod | None
    first_accepted: datetime | None
    said: Mapping[ComplaintsPeriod, PeriodSaid]
    settings: ThemeSettings
    staffing: StaffingFacts
    safety: SafetyFacts | None
    survey: QuarterShown | None

    @property
    def is_new(self) -> bool:
        """Whether the return of the quarter was not there yet when the month began."""
        return self.first_accepted is not None and london_date(self.first_accepted) >= self.month.first_day

    @property
    def now(self) -> PeriodSaid | None:
        """What the return of the quarter says."""
        return self.said.get(self.quarter) if self.quarter else None


def pack_facts(trust: Trust, month: Month) -> PackFacts:
    """Read what stands of a trust for the pack of a month."""
    ended = _last_ended(month)
    said = quarters_of_trust(trust.pk, ended, _QUARTERS)
    quarter = max(said, default=None)
    return PackFacts(
        trust_code=trust.code,
        trust_name=trust.shown_name,
        month=month,
        quarter=quarter,
        awaited=ended if quarter != ended else None,
        first_accepted=_first_accepted(trust, quarter) if quarter else None,
        said=said,
        settings=theme_settings((quarter or ended).first_day),
        staffing=_staffing(trust, month),
        safety=_safety(months_said(trust.pk, month, month).get(month)),
        survey=next((one for one in quarters_shown(trust) if one.quarter.last_day <= month.last_day), None),
    )


def _first_accepted(trust: Trust, quarter: ComplaintsPeriod) -> datetime | None:
    versions = ReturnVersion.objects.filter(kind="complaints", trust=trust, period=str(quarter))
    return versions.order_by("number").values_list("accepted_at", flat=True).first()


def _last_ended(month: Month) -> ComplaintsPeriod:
    quarter = ComplaintsPeriod.quarter_of(month.first_day)
    return quarter if quarter.last_day <= month.last_day else quarter.plus(-1)


def _staffing(trust: Trust, month: Month) -> StaffingFacts:
    """Work the signals of the month out of what stands: those on record are of the latest month alone."""
    returns = tuple(one for one in standing_returns(trust.code) if one.period <= month.first_day)
    if not returns:
        return StaffingFacts(None)
    latest = returns[-1].period
    series = series_of_trust(
        trust.code,
        levels=(Level.WARD,),
        measures=STAFFING_MEASURES,
        first=first_month_looked_at(latest),
        last=latest,
    )
    raised = [one for one in trust_results(TrustFacts(trust.code, returns, series)) if one.state.asks_for_attention]
    return StaffingFacts(Month.of(latest), _wards(trust, latest, raised), _alarm(trust, latest))


def _wards(trust: Trust, latest: date, raised: Sequence[Result]) -> list[WardSignals]:
    by_ward: dict[str, list[Result]] = {}
    for one in raised:
        by_ward.setdefault(one.key.subject, []).append(one)
    names = dict(Ward.objects.filter(public_id__in=by_ward).values_list("public_id", "name"))
    asked = {ward: Asked(trust.code, latest, ward) for ward in by_ward}
    said = said_of(asked.values())
    found = [
        WardSignals(
            ward_id=str(public_id),
            name=name,
            # That a ward is often short comes before what single measures show.
            reasons=[
                one.reason
                for one in sorted(by_ward[str(public_id)], key=lambda r: r.key.kind != SignalKind.OFTEN_SHORT)
            ],
            said=[f"{told.text} {told.action}".strip() for told in said.get(asked[str(public_id)], [])],
        )
        for public_id, name in names.items()
    ]
    return sorted(found, key=lambda ward: (ward.name, ward.ward_id))


def _alarm(trust: Trust, latest: date) -> str | None:
    alarm = Signal.objects.filter(kind=SignalKind.STAFFING_ALARM, trust_code=trust.code, period=latest).first()
    return alarm.reason if alarm and alarm.state in {"risk", "elevated_risk"} else None


def _safety(said: MonthSaid | None) -> SafetyFacts | None:
    if said is None:
        return None
    last = said.month.last_day
    days = settings_for(said.month).candour_working_days.value
    untold = [one for one in said.incidents if one.told_on is None or one.told_on > last]
    first = said.month.first_day
    return SafetyFacts(
        never_events=sum(one.number for one in said.events) if said.tells_events else None,
        alerts_overdue=sum(
            one.kind.is_of_patient_safety and is_overdue(deadline=one.deadline, status=one.status, on=last)
            for one in said.alerts
        )
        if said.tells_alerts
        else None,
        reported=sum(first <= one.reported_on <= last for one in said.incidents) if said.tells_incidents else None,
        untold=len(untold) if said.tells_incidents else None,
        telling_overdue=sum(
            is_telling_overdue(told_on=one.told_on, deadline=contractual_deadline(one.reported_on, days), on=last)
            for one in untold
        )
        if said.tells_incidents
        else None,
        working_days=days,
    )
