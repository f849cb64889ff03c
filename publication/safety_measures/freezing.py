"""Freezing a release of the safety measures: every trust's and hospital's newest figure by each measure, at one moment.

All is read at once and written at once: what was observed, what was compared, what the release before told. The rows
hold what is told and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from oversight.measures.defined import Definition, Level
from oversight.measures.defining import definition, measures_of
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import SiteTrust, Succession, Trust
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from publication.figures import Missing
from publication.models import Release, Withdrawal
from publication.periods import SAFETY
from publication.refusals import ReleaseRefused
from publication.safety_measures.before import Before, Content, before, content_of
from publication.safety_measures.comparing import Compared, Comparisons
from publication.safety_measures.models import (
    ReleasedFigure,
    ReleasedHospitalMeasure,
    ReleasedMeasure,
    ReleasedSafetyHospital,
    ReleasedSafetyTrust,
)
from publication.safety_measures.observed import (
    POINTS,
    Known,
    Series,
    period_from,
    series_known,
    told_by_files,
    written,
)
from publication.safety_measures.open_and_honest import open_and_honest
from publication.safety_measures.releases import content_told, figure_subject
from publication.safety_measures.sections import shown_measures
from publication.safety_measures.telling import Told, fewest_told, told_series, withheld_beside, without
from publication.safety_measures.told_words import standard_of

_AT_ONCE = 2_000
_Key = tuple[str, str]


@dataclass(frozen=True)
class _Figure:
    """What is told of a series, and the newest figure that it rests on; None where nothing is known of that period."""

    made: Definition
    told: list[Told]
    newest: Known | None


@dataclass(frozen=True)
class _Work:
    """What one freezing works with; ``withdrawn``: by code and measure, what of which period was withdrawn."""

    release: Release
    now: datetime
    before: Before
    withdrawn: Mapping[_Key, frozenset[tuple[str, Content]]]

    @property
    def month(self) -> Month:
        """The month of the release."""
        return Month.parse(self.release.period)

    def series(self, level: Level) -> dict[_Key, Series]:
        """Return every series by measure and code."""
        return series_known(
            level,
            [made.code for made in shown_measures(level)],
            last_day=self.month.last_day,
            now=self.now,
            demonstration=self.release.demonstration,
        )


def freeze(release: Release, *, previous: Release | None, now: datetime) -> None:
    """Write the rows of a release and what they add up to; refused where no safety return of the month has come."""
    work = _Work(release, now, before(release, previous), _withdrawn(release.demonstration))
    versions = _versions(work)
    if not versions:
        raise ReleaseRefused("nothing_to_release", f"No trust has an accepted safety return for {work.month.label}.")
    series = work.series(Level.TRUST)
    trusts = _trusts(work, versions, {code for _, code in series})
    figures = _figures_of_trusts(work, trusts, series)
    comparisons = Comparisons.known(
        {(measure, each.told[-1].period) for (measure, _), each in figures.items()},
        now=now,
        demonstration=release.demonstration,
    )
    hospitals, places = _hospitals(work, trusts, series)
    measured, of_hospitals = _rows(work, trusts, hospitals, figures, places, comparisons)
    _tell_how_open(work, trusts, figures, comparisons)
    ReleasedSafetyTrust.objects.bulk_create(trusts)
    ReleasedSafetyHospital.objects.bulk_create(hospitals)
    ReleasedMeasure.objects.bulk_create(measured, batch_size=_AT_ONCE)
    ReleasedHospitalMeasure.objects.bulk_create(of_hospitals, batch_size=_AT_ONCE)
    missing = sum(row.status == ReleasedSafetyTrust.Status.NOT_SUBMITTED for row in trusts)
    release.trusts, release.trusts_submitted, release.hospitals = len(trusts), len(trusts) - missing, len(hospitals)
    release.provisional = missing > 0
    _withdraw_again(release, [*measured, *of_hospitals])
    release.content_sha256 = _hash(trusts, hospitals, measured, of_hospitals)


def _versions(work: _Work) -> dict[int, ReturnVersion]:
    rows = ReturnVersion.objects.filter(
        Q(replaced_at__isnull=True) | Q(replaced_at__gt=work.now),
        kind=SAFETY,
        period=work.release.period,
        trust__is_demonstration=work.release.demonstration,
        accepted_at__lte=work.now,
    )
    return {version.trust_id: version for version in rows}


def _trusts(work: _Work, versions: Mapping[int, ReturnVersion], observed: set[str]) -> list[ReleasedSafetyTrust]:
    """Return a row for each trust that owes the return or has sent it, and for each open one with any figure."""
    day, demonstration = work.month.last_day, work.release.demonstration
    owing = kind_of(SAFETY).owing_trusts(work.release.period).filter(is_demonstration=demonstration)
    asked = {*owing.values_list("pk", flat=True), *versions}
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    fed = measures_of(SAFETY) & {made.code for made in shown_measures(Level.TRUST)}
    by_files = told_by_files(fed, work.month.first_day, now=work.now)
    joined: dict[int, set[date]] = {}
    for successor, on in Succession.objects.filter(on__lte=day).values_list("successor_id", "on"):
        joined.setdefault(successor, set()).add(on)
    status = ReleasedSafetyTrust.Status
    found = []
    for trust in Trust.objects.filter(
        Q(pk__in=asked) | Q(code__in=observed) & is_open, is_demonstration=demonstration
    ).order_by("code"):
        row = ReleasedSafetyTrust(release=work.release, code=trust.code, name=trust.name)
        row.joined_on = sorted(joined.get(trust.pk, ()))
        version = versions.get(trust.pk)
        if version is not None:
            row.status, row.version, row.version_number = status.SUBMITTED, version, version.number
            row.receipt, row.accepted_at, row.late = version.receipt, version.accepted_at, version.late
        else:
            has_none = trust.pk in asked and trust.code not in by_files
            row.status = status.NOT_SUBMITTED if has_none else status.FROM_FILES
        found.append(row)
    return found


def _figures_of_trusts(
    work: _Work, trusts: Iterable[ReleasedSafetyTrust], series: Mapping[_Key, Series]
) -> dict[_Key, _Figure]:
    """Return what is told of each measure and trust; a month that a return was to tell of ends with "[n]"."""
    month = period_from(work.month.first_day, str(Grain.MONTH))
    status = {row.code: row.status for row in trusts}
    figures = {}
    for (measure, code), own in series.items():
        if code not in status:
            continue
        figure = _figure(work, definition(measure), code, own)
        newest = own[-1].period
        is_missing = status[code] == ReleasedSafetyTrust.Status.NOT_SUBMITTED
        if is_missing and figure.made.return_kind == SAFETY and newest.grain is Grain.MONTH and newest < month:
            told = [*figure.told, without(month, Missing.NOT_SUBMITTED)][-POINTS:]
            figure = _Figure(figure.made, told, None)
        figures[measure, code] = figure
    return figures


def _figure(work: _Work, made: Definition, code: str, own: Series) -> _Figure:
    """Return what is told of a series; what was withdrawn stays so until something else is known of its period."""
    told = told_series(made, own)
    if gone := work.withdrawn.get((code, made.code)):
        told = [
            without(each.period, Missing.WITHDRAWN) if (written(each.period), content_of(each)) in gone else each
            for each in told
        ]
    return _Figure(made, told, own[-1])


def _hospitals(
    work: _Work, trusts: Iterable[ReleasedSafetyTrust], of_trusts: Mapping[_Key, Series]
) -> tuple[list[ReleasedSafetyHospital], dict[_Key, _Figure]]:
    """Return each hospital of these trusts with any figure, and what is told of it, small ones kept from readers."""
    series = work.series(Level.SITE)
    day = work.month.last_day
    by_code = {row.code: row for row in trusts}
    belongs = SiteTrust.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=day),
        Q(to_on__isnull=True) | Q(to_on__gte=day),
        site__code__in={code for _, code in series},
        trust__code__in=by_code,
    ).select_related("site", "trust")
    owners = {each.site.code: (each.site, by_code[each.trust.code]) for each in belongs}
    rows = [
        ReleasedSafetyHospital(release=work.release, trust=trust, code=code, name=site.name)
        for code, (site, trust) in sorted(owners.items(), key=lambda item: (item[1][1].code, item[0]))
    ]
    figures = {
        (measure, code): _figure(work, definition(measure), code, own)
        for (measure, code), own in series.items()
        if code in owners
    }
    _withhold_beside(work, figures, series, of_trusts)
    return rows, figures


def _withhold_beside(
    work: _Work, figures: Mapping[_Key, _Figure], series: Mapping[_Key, Series], of_trusts: Mapping[_Key, Series]
) -> None:
    """Withhold further hospitals of a trust where a small one could be worked out from its trust and the others."""
    together: dict[tuple[str, str, Period], dict[str, Known]] = {}
    small_kept = {made.code for made in shown_measures(Level.SITE) if fewest_told(made, work.month.last_day)}
    for (measure, code), own in series.items():
        for row in own if measure in small_kept else ():
            together.setdefault((measure, row.trust_code, row.period), {})[code] = row
    whole = {
        (measure, code, row.period): row
        for (measure, code), own in of_trusts.items()
        if measure in small_kept
        for row in own
    }
    for (measure, trust, period), parts in together.items():
        held_before = frozenset(code for code in parts if work.before.withheld(code, measure, period))
        for code in withheld_beside(definition(measure), whole.get((measure, trust, period)), parts, held_before):
            told = figures[measure, code].told if (measure, code) in figures else []
            for place, one in enumerate(told):
                if one.period == period and not one.code:
                    told[place] = without(period, Missing.SUPPRESSED)


def _rows(
    work: _Work,
    trusts: Iterable[ReleasedSafetyTrust],
    hospitals: Iterable[ReleasedSafetyHospital],
    figures: Mapping[_Key, _Figure],
    places: Mapping[_Key, _Figure],
    comparisons: Comparisons,
) -> tuple[list[ReleasedMeasure], list[ReleasedHospitalMeasure]]:
    """Return the rows of all figures, and mark whose figures are not what the release before told."""
    measured, of_hospitals = [], []
    trust_of, hospital_of = {row.code: row for row in trusts}, {row.code: row for row in hospitals}
    for (measure, code), figure in sorted(figures.items(), key=lambda item: item[0]):
        trust = trust_of[code]
        stands = Compared()
        if figure.newest is not None:
            stands = comparisons.of(figure.made, code, figure.newest, figure.told[-1])
        row = ReleasedMeasure(release=work.release, trust=trust, measure=measure)
        trust.revised |= _fill(row, work, code, figure, stands)
        measured.append(row)
    for (measure, code), figure in sorted(places.items(), key=lambda item: item[0]):
        hospital = hospital_of[code]
        row_of = ReleasedHospitalMeasure(release=work.release, hospital=hospital, measure=measure)
        hospital.revised |= _fill(row_of, work, code, figure, Compared(target=standard_of(figure.made)))
        hospital.trust.revised |= hospital.revised
        of_hospitals.append(row_of)
    return measured, of_hospitals


def _fill(row: ReleasedFigure, work: _Work, code: str, figure: _Figure, stands: Compared) -> bool:
    """Write a figure into its row, and say whether any of it is not what the release before told."""
    beside = [work.before.beside(code, row.measure, told, now=work.now) for told in figure.told]
    told, newest = figure.told[-1], figure.newest
    row.period, row.grain, row.told = told.period.first_day, str(told.period.grain), told.code
    row.value, row.numerator, row.denominator = told.value, told.numerator, told.denominator
    row.standing, row.target, row.lower, row.upper = stands.standing, stands.target, stands.lower, stands.upper
    if newest is not None:
        row.known_from, row.source = newest.known_from, "return" if newest.returned else "file"
    row.told_since, row.revised = beside[-1].since, beside[-1].revised
    row.points = [each.point for each in beside]
    return any(each.changed for each in beside)


def _tell_how_open(
    work: _Work, trusts: Iterable[ReleasedSafetyTrust], figures: Mapping[_Key, _Figure], comparisons: Comparisons
) -> None:
    rule = open_and_honest(work.month.last_day)
    if rule is None:
        return
    for trust in trusts:
        words = {}
        for part in rule.parts:
            figure = figures.get((part, trust.code))
            if figure is not None and not figure.told[-1].code:
                words[part] = comparisons.word(part, figure.told[-1].period, trust.code)
        trust.open_and_honest = rule.told(words.get)


def _withdrawn(demonstration: bool) -> dict[_Key, frozenset[tuple[str, Content]]]:
    """Return what was withdrawn of single figures from any release, by code and measure."""
    found: dict[_Key, set[tuple[str, Content]]] = {}
    marks = Withdrawal.objects.filter(
        item=Withdrawal.Item.MEASURE, release__kind=SAFETY, release__demonstration=demonstration
    )
    for release_id, subject in marks.values_list("release_id", "subject"):
        code, measure, period = subject.split("/", 2)
        content = content_told(release_id, subject)
        if content is not None:
            found.setdefault((code, measure), set()).add((period, content))
    return {key: frozenset(gone) for key, gone in found.items()}


def _withdraw_again(release: Release, rows: Iterable[ReleasedMeasure | ReleasedHospitalMeasure]) -> None:
    """Put the date and the reason beside what stays withdrawn in this release as well."""
    gone = {
        figure_subject(row.trust.code if isinstance(row, ReleasedMeasure) else row.hospital.code, row.measure, point[0])
        for row in rows
        for point in row.points
        if point[-2] == Missing.WITHDRAWN.value
    }
    if not gone:
        return
    marks = Withdrawal.objects.filter(
        item=Withdrawal.Item.MEASURE,
        release__kind=SAFETY,
        release__demonstration=release.demonstration,
        subject__in=gone,
    ).exclude(release=release)
    newest = {mark.subject: mark for mark in marks.order_by("withdrawn_at")}
    Withdrawal.objects.bulk_create(
        Withdrawal(
            release=release,
            item=mark.item,
            subject=subject,
            reason=mark.reason,
            withdrawn_by=mark.withdrawn_by,
            withdrawn_at=mark.withdrawn_at,
        )
        for subject, mark in sorted(newest.items())
    )


def _hash(
    trusts: Iterable[ReleasedSafetyTrust],
    hospitals: Iterable[ReleasedSafetyHospital],
    measured: Iterable[ReleasedMeasure],
    of_hospitals: Iterable[ReleasedHospitalMeasure],
) -> str:
    """Return the SHA-256 of all that is told; since when, and what is revised, are told of the telling itself."""
    content: list[Any] = [
        [[row.code, row.status, row.receipt, row.open_and_honest] for row in trusts],
        [[row.trust.code, row.code] for row in hospitals],
        [[row.trust.code, *_told_in(row)] for row in measured],
        [[row.hospital.code, *_told_in(row)] for row in of_hospitals],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _told_in(row: ReleasedFigure) -> list[Any]:
    bounds = [None if one is None else f"{one.normalize():f}" for one in (row.target, row.lower, row.upper)]
    return [row.measure, row.standing, *bounds, row.source, [point[:-1] for point in row.points]]
