"""What a release tells of each trust and hospital, beside what the release before it told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from complaints.periods import ComplaintsPeriod
from oversight.returns.periods import Month
from oversight.wording import write_count, write_number
from publication.complaints.models import ReleasedComplaintsTrust
from publication.figures import StaffingFigures
from publication.models import Release, ReleasedHospital, ReleasedTrust
from publication.news.drafts import Draft
from publication.news.models import ChangeKind, Reach
from publication.news.release_draft import Before, of_release, published
from publication.news.released_safety import safety_figures
from publication.periods import COMPLAINTS, SAFETY, STAFFING

SUBMITTED = "submitted"
_NO_RETURN = "no return had come from the trust"


def before(release: Release) -> Before | None:
    """Return what stood before a release: of a correction the one that it corrects, else the period before."""
    earlier = Release.objects.filter(
        kind=release.kind, demonstration=release.demonstration, published_at__lte=release.published_at
    ).exclude(pk=release.pk)
    if release.number > 1:
        found = earlier.filter(period=release.period, number__lt=release.number).order_by("-number").first()
        return Before(found, "before the correction") if found else None
    period, when = _period_before(release)
    found = earlier.filter(period=period).order_by("-number").first()
    return Before(found, when) if found else None


def figures_of(release: Release) -> Iterator[Draft]:
    """Yield the changes of each trust and hospital whose figures a release gives or, as a correction, mends."""
    of_kind = _OF_KIND.get(release.kind)
    if of_kind is not None:
        yield from of_kind(release, before(release))


def _staffing(release: Release, earlier: Before | None) -> Iterator[Draft]:
    """Yield what each trust and hospital reached of its planned hours, beside what it reached before."""
    trusts_then: dict[tuple[str, ...], str] = {}
    hospitals_then: dict[tuple[str, ...], str] = {}
    if earlier is not None:
        trusts_then = _rates(earlier.release.released_trusts.all(), lambda row: (row.code,))
        hospitals = earlier.release.released_hospitals.select_related("trust")
        hospitals_then = _rates(hospitals, lambda row: (row.code, row.trust.code))
    for trust in release.released_trusts.order_by("code"):
        if release.number == 1 or trust.revised:
            yield _staffing_of(
                release,
                earlier,
                trusts_then.get((trust.code,)),
                _fill(trust) if trust.status == SUBMITTED else _NO_RETURN,
                key=f"trust:{trust.code}",
                name=trust.shown_name,
                trust_code=trust.code,
                reach=Reach.TRUST,
                address=reverse("public:trust_month", args=[trust.code, release.period]),
            )
    for hospital in release.released_hospitals.exclude(code="").select_related("trust").order_by("code", "pk"):
        if release.number == 1 or hospital.revised:
            yield _staffing_of(
                release,
                earlier,
                hospitals_then.get((hospital.code, hospital.trust.code)),
                _fill(hospital) if hospital.status == SUBMITTED else _why_none(hospital),
                key=f"hospital:{hospital.trust.code}:{hospital.code}",
                name=hospital.shown_name,
                trust_code=hospital.trust.code,
                site_code=hospital.code,
                reach=Reach.HOSPITAL,
                address=reverse("public:hospital_month", args=[hospital.code, release.period]),
            )


def _staffing_of(
    release: Release,
    earlier: Before | None,
    then: str | None,
    now: str,
    *,
    key: str,
    name: str,
    trust_code: str,
    reach: Reach,
    address: str,
    site_code: str = "",
) -> Draft:
    is_first = release.number == 1
    month = Month.parse(release.period).label
    return of_release(
        release,
        key=f"release:{release.reference}:{key}",
        kind=ChangeKind.FIGURES if is_first else ChangeKind.CORRECTION,
        at=published(release),
        name=name,
        sentence=f"Ward staffing for {month}{'' if is_first else ' was corrected'}: {now}",
        address=address,
        trust_code=trust_code,
        site_code=site_code,
        reach=reach,
        compared=f"{then} {earlier.when}" if earlier is not None and then is not None else "",
        compared_with=earlier.release if earlier is not None and then is not None else None,
    )


def _rates(
    rows: QuerySet[ReleasedTrust] | QuerySet[ReleasedHospital], key: Callable[[Any], tuple[str, ...]]
) -> dict[tuple[str, ...], str]:
    """Return by its codes the share of the planned hours of each row that has one."""
    rates = ((key(row), StaffingFigures(row).all_fill.text) for row in rows.filter(status=SUBMITTED))
    return {codes: rate for codes, rate in rates if rate}


def _fill(row: ReleasedTrust | ReleasedHospital) -> str:
    figure = StaffingFigures(row).all_fill
    if figure.missing is not None:
        return f"no share of the planned hours can be worked out, since {figure.reason}"
    return f"{figure.text} of the planned hours were worked"


def _why_none(hospital: ReleasedHospital) -> str:
    if hospital.status == ReleasedHospital.Status.NO_WARDS:
        return "the return names no ward here"
    return _NO_RETURN


def _complaints(release: Release, earlier: Before | None) -> Iterator[Draft]:
    """Yield how many complaints each trust received, beside how many before."""
    counted: Mapping[str, int] = {}
    if earlier is not None:
        known = ReleasedComplaintsTrust.objects.filter(release=earlier.release, new__isnull=False)
        counted = {code: new for code, new in known.values_list("code", "new") if new is not None}
    label = ComplaintsPeriod.parse(release.period).label.partition(" (")[0]
    is_first = release.number == 1
    for trust in release.complaints_trusts.order_by("code"):
        if not is_first and not trust.revised:
            continue
        then = counted.get(trust.code) if trust.new is not None else None
        said = _NO_RETURN if trust.new is None else f"the trust received {write_count(trust.new, 'new complaint')}"
        yield of_release(
            release,
            key=f"release:{release.reference}:trust:{trust.code}",
            kind=ChangeKind.FIGURES if is_first else ChangeKind.CORRECTION,
            at=published(release),
            name=trust.shown_name,
            sentence=f"Complaints for {label}{'' if is_first else ' were corrected'}: {said}",
            address=reverse("public:trust_complaints_period", args=[trust.code, release.period]),
            trust_code=trust.code,
            reach=Reach.BOTH,
            compared=f"{write_number(Decimal(then))} {earlier.when}" if earlier and then is not None else "",
            compared_with=earlier.release if earlier and then is not None else None,
        )


def _period_before(release: Release) -> tuple[str, str]:
    """Return the period before a release's, and how a sentence calls it."""
    if release.kind == COMPLAINTS:
        period = ComplaintsPeriod.parse(release.period)
        return str(period.plus(-1)), "in the quarter before" if period.is_quarter else "in the year before"
    month = Month.parse(release.period).plus(-1)
    return str(month), f"in {month.label}"


_OF_KIND: Mapping[str, Callable[[Release, Before | None], Iterable[Draft]]] = {
    STAFFING: _staffing,
    COMPLAINTS: _complaints,
    SAFETY: safety_figures,
}
