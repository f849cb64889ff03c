"""What acceptance writes: new wards, each ward's month, and what is observed of ward, site and trust; all set-wise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from oversight.accounts.models import Person
from oversight.measures.observing import record_observations
from oversight.organisations.models import Ward
from oversight.organisations.wards import NamedWard, ensure_wards
from oversight.returns.checked import ReturnRow
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.periods import Month
from oversight.returns.refusals import Refused
from staffing.canonical_rows import is_new, ward_of
from staffing.columns import FURTHER_HOURS, MAIN_HOURS
from staffing.models import WardMonth
from staffing.observing import WardFacts, observations_of
from staffing.wards import PLACE_OF_HOURS, WardHours

_LONGEST_SITE_NAME = 200
_LONGEST_SPECIALTY = 100
_PLACES_OF_FURTHER = [(column.code, PLACE_OF_HOURS[column.code]) for column in FURTHER_HOURS]
_PLACES_OF_MAIN = [(column.code, PLACE_OF_HOURS[column.code]) for column in MAIN_HOURS]


def enter_wards(*, submission: Submission, by: Person, now: datetime) -> Mapping[str, str]:
    """Enter the wards that the submission's rows name as new, and return each one's id by its key in the rows.

    Wards on record take over the specialties that the return gives them. Refused (``two_rows_one_ward``) where two rows
    turn out to mean one ward, which another check asks the preparer to mend.
    """
    month = Month.parse(submission.period)
    rows = [ReturnRow.from_json(kept) for kept in submission.rows]
    wards = ensure_wards(
        trust=submission.trust,
        rows=[_named(ward_of(row, month)) for row in rows],
        first_day=month.first_day,
        by=by,
        now=now,
    )
    if len({ward.pk for ward in wards}) < len(wards):
        raise Refused(
            "two_rows_one_ward",
            "Two rows of this return name one ward, spelt in two ways. Return it to the preparer, to be checked again.",
        )
    return {row.key: str(ward.public_id) for row, ward in zip(rows, wards, strict=True) if is_new(row.key)}


def _named(ward: WardHours) -> NamedWard:
    """Return a ward as the register takes it, with texts no longer than it keeps."""
    return NamedWard(
        name=ward.ward_name,
        site_code=ward.site_code,
        site_name="" if ward.site_code else ward.site_as_read[:_LONGEST_SITE_NAME],
        specialty_1=(ward.specialty_1 or "")[:_LONGEST_SPECIALTY],
        specialty_2=(ward.specialty_2 or "")[:_LONGEST_SPECIALTY],
        ward_id=ward.ward_id,
    )


def store_months(*, version: ReturnVersion, rows: Sequence[ReturnRow], now: datetime) -> None:
    """Write the months of an accepted version's wards, and their observations, in the caller's transaction."""
    month = Month.parse(version.period)
    wards = {
        str(ward.public_id): ward
        for ward in Ward.objects.select_related("site").filter(public_id__in=[row.key for row in rows])
    }
    months = [_month_of(version, wards[row.key], ward_of(row, month)) for row in rows]
    WardMonth.objects.bulk_create(months)
    record_observations(
        version_id=version.pk,
        return_kind=version.kind,
        trust_code=version.trust.code,
        period=month.first_day,
        observations=observations_of(version.trust.code, (WardFacts.of(one) for one in months)),
        now=now,
    )


def _month_of(version: ReturnVersion, ward: Ward, read: WardHours) -> WardMonth:
    return WardMonth(
        version=version,
        trust_id=version.trust_id,
        ward=ward,
        site=ward.site,
        site_name=ward.site.shown_name if ward.site else read.site_as_read,
        ward_name=read.ward_name,
        specialty_1=read.specialty_1 or "",
        specialty_2=read.specialty_2 or "",
        period=read.period.first_day,
        sheet=read.sheet,
        row=read.row,
        patients=read.patients,
        other_groups={
            code: f"{hours:f}" for code, place in _PLACES_OF_FURTHER if (hours := read.hours[place]) is not None
        },
        **{code: read.hours[place] for code, place in _PLACES_OF_MAIN},
    )
