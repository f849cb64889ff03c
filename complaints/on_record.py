"""What is on record of a trust when its return is checked, read in a fixed number of queries."""

from __future__ import annotations

from datetime import date

from complaints.context import WHOLE, CheckContext, SiteOnRecord, Standing
from complaints.items import SUMMARY
from complaints.periods import ComplaintsPeriod
from complaints.said import CountsSaid, PeriodSaid, said_by_trusts
from oversight.organisations.models import SiteTrust, Trust
from oversight.organisations.successions import answered_for_by
from oversight.returns.owing import within

_FIELDS = ("brought_forward", "new", "resolved", "upheld", "partially_upheld", "not_upheld", "carried_forward")


def context_for(trust: Trust, period: ComplaintsPeriod, today: date) -> CheckContext:
    """Return all that a check of the trust's return for the period knows besides the file."""
    before = periods_before(period)
    quarters = [] if period.is_quarter else [_first_quarter(period).plus(count) for count in range(4)]
    said = {each: one for (_, each), one in said_by_trusts([trust.pk], {period, *before, *quarters}).items()}
    last = next((said[each] for each in before if each in said), None)
    own = sites_on_record(trust, period)
    others = Trust.objects.filter(is_demonstration=trust.is_demonstration).exclude(pk=trust.pk)
    return CheckContext(
        trust_code=trust.code,
        period=period,
        today=today,
        sites=own,
        other_sites=_sites_elsewhere(trust, period, set(own)),
        other_trusts=dict(others.order_by("code").values_list("code", "name")),
        last=None if last is None else _standing(last),
        standing=_standing(said[period]) if period in said else None,
        quarters=[_standing(said[each]) for each in quarters if each in said],
    )


def periods_before(period: ComplaintsPeriod) -> list[ComplaintsPeriod]:
    """Return the periods that ended the day before one begins, the one of the same length first."""
    same = period.plus(-1)
    if not period.is_quarter:
        return [same, _first_quarter(period).plus(-1)]
    return [same, same.financial_year] if same.financial_year.last_day == same.last_day else [same]


def sites_on_record(trust: Trust, period: ComplaintsPeriod) -> dict[str, SiteOnRecord]:
    """Return the open sites that were the trust's on some day of the period, by code.

    The sites of a trust that it has followed are its own too, since a register may move them months later.
    """
    held = SiteTrust.objects.filter(
        within(period, "from_on", "to_on"),
        within(period, "site__opened_on", "site__closed_on"),
        trust__in=answered_for_by({trust.pk}, period.last_day),
    ).select_related("site")
    return {
        one.site.code: SiteOnRecord(one.site.code, one.site.shown_name, trust.code)
        for one in held.order_by("site__code")
    }


def last_accepted(trust: Trust, period: ComplaintsPeriod) -> PeriodSaid | None:
    """Return what stands of the period that ended the day before one begins."""
    before = periods_before(period)
    said = {each: one for (_, each), one in said_by_trusts([trust.pk], before).items()}
    return next((said[each] for each in before if each in said), None)


def _first_quarter(year: ComplaintsPeriod) -> ComplaintsPeriod:
    return ComplaintsPeriod.quarter_of(year.first_day)


def _sites_elsewhere(trust: Trust, period: ComplaintsPeriod, own: set[str]) -> dict[str, SiteOnRecord]:
    held = (
        SiteTrust.objects.filter(within(period, "from_on", "to_on"), trust__is_demonstration=trust.is_demonstration)
        .exclude(trust=trust)
        .exclude(site__code__in=own)
        .order_by("site__code")
        .values_list("site__code", "site__name", "trust__code")
    )
    return {code: SiteOnRecord(code, name, trust_code) for code, name, trust_code in held}


def _standing(said: PeriodSaid) -> Standing:
    counts = {site.site_code: _numbers(site) for site in said.sites}
    if said.whole is not None:
        counts[WHOLE] = _numbers(said.whole)
    return Standing(said.period, counts, said.asked("interventions"))


def _numbers(said: CountsSaid) -> dict[str, int | None]:
    overall = {item.code: getattr(said, field) for item, field in zip(SUMMARY, _FIELDS, strict=True)}
    return {**overall, **said.detail}
