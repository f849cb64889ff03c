"""The newest changes of bands and of results: of all trusts, or of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from oversight.measures.defining import definitions
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Trust
from ratings.models import BandChange, IndicatorChange
from ratings.rules.judging import Word
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.inspector.monitoring.standings import write_proportion, write_standing

_RAISING = [str(word) for word in Word if word.asks_for_attention]
_NEWEST = 6
_OF_A_TRUST = 40
NOTHING_BEFORE = "not worked out before"


@dataclass(frozen=True, slots=True)
class ChangedBand:
    """One change of a band or its score, in words."""

    record: BandChange
    trust_name: str

    @property
    def before(self) -> str:
        """What stood before, with its score."""
        return _band(self.record.old_standing, self.record.old_band, self.record.old_score, self.record.old_proportion)

    @property
    def after(self) -> str:
        """What stands since, with its score."""
        return _band(self.record.new_standing, self.record.new_band, self.record.new_score, self.record.new_proportion)

    @property
    def moved_by(self) -> list[str]:
        """The results that moved it: which indicator, from what to what."""
        return [
            f"{_name(measure)}, {write_period(Period(date.fromisoformat(day), Grain(grain)))}: "
            f"{old or 'not counted'}, now {new or 'not counted'}"
            for measure, day, grain, old, new in self.record.gained
        ]


@dataclass(frozen=True, slots=True)
class ChangedResult:
    """One change of a result, in words."""

    record: IndicatorChange
    trust_name: str

    @property
    def name(self) -> str:
        """Of which indicator; one without a definition any more goes by its code."""
        return _name(self.record.measure)

    @property
    def is_defined(self) -> bool:
        """Whether the indicator still has a page."""
        return self.record.measure in definitions()

    @property
    def period(self) -> Period:
        """Of which period."""
        return Period(self.record.period, Grain(self.record.grain))

    @property
    def before(self) -> str:
        """The word before."""
        return self.record.old or NOTHING_BEFORE

    @property
    def after(self) -> str:
        """The word since."""
        return self.record.new or "not worked out any more"


@dataclass(frozen=True, slots=True)
class NewestChanges:
    """Changes of bands and of results, the newest first."""

    bands: Sequence[ChangedBand]
    results: Sequence[ChangedResult]


def newest_changes(*, demonstration: bool) -> NewestChanges:
    """Return the newest changes of all trusts of one world: of results, those that raise or settle a question."""
    bands = BandChange.objects.filter(is_demonstration=demonstration).order_by("-at", "-id")[:_NEWEST]
    results = (
        IndicatorChange.objects.filter(is_demonstration=demonstration)
        .filter(Q(new__in=_RAISING) | Q(old__in=_RAISING))
        .order_by("-at", "-id")[:_NEWEST]
    )
    return _named(list(bands), list(results))


def changes_of_trust(trust: Trust) -> NewestChanges:
    """Return the newest changes of a trust, of which results all that raise or settle a question."""
    bands = BandChange.objects.filter(trust_code=trust.code).order_by("-at", "-id")[:_OF_A_TRUST]
    results = (
        IndicatorChange.objects.filter(trust_code=trust.code)
        .filter(Q(new__in=_RAISING) | Q(old__in=_RAISING))
        .order_by("-at", "-id")[:_OF_A_TRUST]
    )
    return _named(list(bands), list(results), [trust])


def changes_of_result(trust: Trust, measure: str) -> Sequence[ChangedResult]:
    """Return the newest changes of what one indicator says of a trust, in whatever period."""
    found = IndicatorChange.objects.filter(trust_code=trust.code, measure=measure).order_by("-at", "-id")
    return _named([], list(found[:_OF_A_TRUST]), [trust]).results


def _named(
    bands: Sequence[BandChange], results: Sequence[IndicatorChange], trusts: Iterable[Trust] | None = None
) -> NewestChanges:
    codes = {one.trust_code for one in bands} | {one.trust_code for one in results}
    names = {trust.code: trust.shown_name for trust in trusts or Trust.objects.filter(code__in=codes)}
    return NewestChanges(
        [ChangedBand(one, names.get(one.trust_code, one.trust_code)) for one in bands],
        [ChangedResult(one, names.get(one.trust_code, one.trust_code)) for one in results],
    )


def _name(measure: str) -> str:
    made = definitions().get(measure)
    return made.name if made else measure


def _band(standing: str, band: int | None, score: int | None, proportion: object) -> str:
    if not standing:
        return NOTHING_BEFORE
    said = write_standing(standing, band)
    return said if score is None else f"{said}, score {score} ({write_proportion(proportion)})"  # type: ignore[arg-type]
