"""What is on record of a trust when its return is checked, read from the database in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property

from oversight.organisations.models import SetAsideUnit, SiteTrust, Trust, Ward, WardAlias
from oversight.organisations.successions import answered_for_by
from oversight.returns.owing import within
from oversight.returns.periods import Month
from staffing.canonical_rows import decimal_of
from staffing.columns import FURTHER_HOURS, HOURS, MAIN_HOURS
from staffing.context import CheckContext, SiteOnRecord, WardOnRecord
from staffing.models import HeadingMapping, WardMonth
from staffing.wards import WardHours


def context_for(trust: Trust, period: Month, today: date) -> CheckContext:
    """Return all that a check of the trust's return for the period knows besides the file."""
    sites = sites_on_record(trust, period)
    wards = wards_on_record(trust, period)
    return CheckContext(
        trust_code=trust.code,
        period=period,
        today=today,
        sites=sites,
        other_sites=SitesElsewhere(trust, period, sites.keys()),
        wards=wards,
        set_aside=frozenset(SetAsideUnit.objects.filter(trust=trust).values_list("name", flat=True)),
        previous=last_accepted_months(trust, period, {ward.ward_id for ward in wards}),
        heading_map=dict(HeadingMapping.objects.filter(trust=trust).values_list("heading_key", "column")),
    )


def sites_on_record(trust: Trust, period: Month) -> dict[str, SiteOnRecord]:
    """Return the open sites that were the trust's on some day of the month, by code.

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


class SitesElsewhere(Mapping[str, SiteOnRecord]):
    """The sites of other trusts by code, read in one query when a file names a site that is not the trust's own."""

    def __init__(self, trust: Trust, period: Month, own: Collection[str]) -> None:
        self._trust = trust
        self._period = period
        self._own = own

    @cached_property
    def _sites(self) -> dict[str, SiteOnRecord]:
        held = (
            SiteTrust.objects.filter(
                within(self._period, "from_on", "to_on"), trust__is_demonstration=self._trust.is_demonstration
            )
            .exclude(trust=self._trust)
            .exclude(site__code__in=self._own)
            .values_list("site__code", "site__name", "trust__code")
        )
        return {code: SiteOnRecord(code, name, trust_code) for code, name, trust_code in held}

    def __getitem__(self, code: str) -> SiteOnRecord:
        return self._sites[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sites)

    def __len__(self) -> int:
        return len(self._sites)


def wards_on_record(trust: Trust, period: Month) -> list[WardOnRecord]:
    """Return the trust's wards that were open on some day of the month, with their other names, in a stable order."""
    wards = list(
        Ward.objects.filter(within(period, "opened_on", "closed_on"), trust=trust)
        .select_related("site")
        .order_by("site__code", "site_name", "name", "pk")
    )
    aliases: dict[int, list[str]] = {}
    for ward_id, name in WardAlias.objects.filter(ward__in=wards).order_by("pk").values_list("ward_id", "name"):
        aliases.setdefault(ward_id, []).append(name)
    return [
        WardOnRecord(
            ward_id=str(ward.public_id),
            site_code=ward.site.code if ward.site else "",
            name=ward.name,
            aliases=tuple(aliases.get(ward.pk, ())),
            site_name="" if ward.site else ward.site_name,
        )
        for ward in wards
    ]


def last_accepted_months(trust: Trust, period: Month, ward_ids: set[str]) -> dict[str, WardHours]:
    """Return each ward's last accepted month before the period, by the ward's public id."""
    months = (
        WardMonth.objects.filter(ward__public_id__in=ward_ids, version__stands=True, period__lt=period.first_day)
        .select_related("ward", "site")
        .order_by("ward_id", "-period", "-version_id")
        .distinct("ward_id")
    )
    return {str(month.ward.public_id): hours_of(month) for month in months}


def hours_of(month: WardMonth) -> WardHours:
    """Return a ward's accepted month in the form in which checks and figures take it."""
    main = (getattr(month, column.code) for column in MAIN_HOURS)
    further = (decimal_of(month.other_groups.get(column.code)) for column in FURTHER_HOURS)
    hours = (*main, *further)
    assert len(hours) == len(HOURS)  # noqa: S101  (the two parts are all columns of hours)
    return WardHours(
        period=Month.of(month.period),
        site_code=month.site.code if month.site else None,
        site_as_read=month.site_name or (month.site.code if month.site else ""),
        ward_name=month.ward_name,
        ward_id=str(month.ward.public_id),
        specialty_1=month.specialty_1 or None,
        specialty_2=month.specialty_2 or None,
        url=None,
        hours=hours,
        patients=month.patients,
        sheet=month.sheet,
        row=month.row,
    )
