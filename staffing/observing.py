"""From the facts of a return to what is observed of each ward, of each site and of the trust.

Sums come before ratios, at every level: an observation holds the two sums, and the ratio is taken where it is read.
Observations come from facts as they are stored, so that working them out again later gives the same to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from oversight.measures.observations import NewObservation
from staffing.columns import MAIN_GROUPS, Shift, Side, StaffGroup, hours_code
from staffing.models import WardMonth

# Hours are stored with sixteen places; PostgreSQL rounds a half away from zero.
_STORED = Decimal(1).scaleb(-16)

FACTS = (
    "ward__public_id",
    "site__code",
    "day_registered_planned",
    "day_registered_actual",
    "day_care_planned",
    "day_care_actual",
    "night_registered_planned",
    "night_registered_actual",
    "night_care_planned",
    "night_care_actual",
    "patients",
    "other_groups",
)
"""The columns of a ward's month that observations come from, in the order of ``WardFacts``."""

_OTHERS_WORKED = tuple(
    hours_code(shift, group, Side.ACTUAL) for shift in Shift for group in StaffGroup if group not in MAIN_GROUPS
)


class WardFacts(NamedTuple):
    """One ward's month as it is stored; hours are None where blank, ``site`` is None where known by name alone."""

    ward: str
    site: str | None
    day_registered_planned: Decimal | None
    day_registered_actual: Decimal | None
    day_care_planned: Decimal | None
    day_care_actual: Decimal | None
    night_registered_planned: Decimal | None
    night_registered_actual: Decimal | None
    night_care_planned: Decimal | None
    night_care_actual: Decimal | None
    patients: int | None
    # Hours that nursing associates and allied health professionals worked, day and night; None where blank.
    others: Decimal | None

    @classmethod
    def from_columns(cls, columns: Sequence[Any]) -> WardFacts:
        """Make one from the values of ``FACTS``."""
        ward, site, *hours, patients, others = columns
        return cls._make((str(ward), site, *hours, patients, _others_worked(others)))

    @classmethod
    def of(cls, month: WardMonth) -> WardFacts:
        """Make one from a ward's month that is about to be stored or was just stored."""
        hours = [_as_stored(getattr(month, name)) for name in FACTS[2:10]]
        site = month.site.code if month.site else None
        return cls._make((str(month.ward.public_id), site, *hours, month.patients, _others_worked(month.other_groups)))


def observations_of(trust_code: str, wards: Iterable[WardFacts]) -> list[NewObservation]:
    """Return what a trust's return says of each of its wards and sites, and of the trust, for all measures."""
    found: list[NewObservation] = []
    sites: dict[str, _Sums] = {}
    trust = _Sums()
    for ward in wards:
        own = _ward(ward)
        found += (NewObservation(measure, "ward", ward.ward, above, below) for measure, above, below in own)
        trust.add(ward, own)
        if ward.site is not None:
            sites.setdefault(ward.site, _Sums()).add(ward, own)
    for code, sums in sorted(sites.items()):
        found += sums.observations("site", code)
    found += trust.observations("trust", trust_code)
    return found


_Pair = tuple[Decimal | None, Decimal | None]
_Own = tuple[tuple[str, Decimal | None, Decimal | None], ...]


def _ward(ward: WardFacts) -> _Own:
    """Return a ward's eight numerators and denominators."""
    registered = _add(ward.day_registered_actual, ward.night_registered_actual)
    care = _add(ward.day_care_actual, ward.night_care_actual)
    together = _pool(
        (ward.day_registered_actual, ward.day_registered_planned),
        (ward.night_registered_actual, ward.night_registered_planned),
    )
    patients = None if ward.patients is None else Decimal(ward.patients)
    return (
        ("fill_day_registered", ward.day_registered_actual, ward.day_registered_planned),
        ("fill_day_care", ward.day_care_actual, ward.day_care_planned),
        ("fill_night_registered", ward.night_registered_actual, ward.night_registered_planned),
        ("fill_night_care", ward.night_care_actual, ward.night_care_planned),
        ("fill_registered", *together),
        ("chppd_registered", registered, patients),
        ("chppd_care", care, patients),
        ("chppd_overall", _add(_add(registered, care), ward.others), patients),
    )


class _Sums:
    """The sums of several wards by measure; a measure that no ward takes part in stays blank."""

    def __init__(self) -> None:
        self._sums: dict[str, tuple[Decimal, Decimal]] = {}
        self._measures: tuple[str, ...] = ()

    def add(self, ward: WardFacts, own: _Own) -> None:
        """Add a ward: a pair without one of its numbers, or care hours without patients, takes no part."""
        self._measures = tuple(measure for measure, _, _ in own)
        for measure, above, below in own:
            if above is None or below is None or (not below and measure.startswith("chppd_")):
                continue
            before = self._sums.get(measure)
            self._sums[measure] = (before[0] + above, before[1] + below) if before else (above, below)

    def observations(self, level: str, subject: str) -> list[NewObservation]:
        """Return the sums as observations of the level."""
        blank = (None, None)
        return [NewObservation(measure, level, subject, *self._sums.get(measure, blank)) for measure in self._measures]


def _pool(*pairs: _Pair) -> _Pair:
    """Sum pairs of actual and planned hours; one without one of its numbers takes no part."""
    whole = [(above, below) for above, below in pairs if above is not None and below is not None]
    if not whole:
        return None, None
    return sum((above for above, _ in whole), Decimal(0)), sum((below for _, below in whole), Decimal(0))


def _add(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    """Add hours; a blank adds nothing, and two blanks are blank."""
    if first is None:
        return second
    return first if second is None else first + second


def _others_worked(others: dict[str, str | None]) -> Decimal | None:
    if not others:
        return None
    worked: Decimal | None = None
    for code in _OTHERS_WORKED:
        text = others.get(code)
        worked = _add(worked, None if text is None else _as_stored(Decimal(text)))
    return worked


def _as_stored(hours: Decimal | None) -> Decimal | None:
    return None if hours is None else Decimal(hours).quantize(_STORED, rounding=ROUND_HALF_UP)
