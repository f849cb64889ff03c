"""The changes that withdrawals bring: what may no longer be shown, of whom, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from oversight.organisations.page_names import as_written_on_a_page
from publication.complaints.models import ReleasedLesson
from publication.models import Release, ReleasedWard, Withdrawal
from publication.news.drafts import Draft, unwritten
from publication.news.models import ChangeKind, Reach
from publication.news.release_draft import of_release
from publication.periods import COMPLAINTS, SAFETY, STAFFING
from publication.safety_measures.sections import is_on_pages, plain_words

# What the rows of each kind of release are called: of its trusts, and of its hospitals.
_ROWS = {
    STAFFING: ("released_trusts", "released_hospitals"),
    COMPLAINTS: ("complaints_trusts", "complaints_hospitals"),
    SAFETY: ("safety_trusts", "safety_hospitals"),
}


def withdrawal_drafts(now: datetime) -> Iterator[Draft]:
    """Yield what was withdrawn and has no change written: of a whole release one for each trust in it too."""
    waiting = unwritten(Withdrawal.objects.all(), "withdrawal:", "=release__reference", ":", "=item", ":", "=subject")
    for each in waiting.select_related("release").order_by("withdrawn_at", "pk"):
        yield from _withdrawn(each)


def _withdrawn(mark: Withdrawal) -> Iterator[Draft]:
    """Yield what a withdrawal changes for everybody, and for each trust or hospital that it is about."""
    if mark.item == Withdrawal.Item.LESSON and _first_of_lesson(mark) != mark.pk:
        return
    release, key = mark.release, f"withdrawal:{mark.release.reference}:{mark.item}:{mark.subject}"
    if mark.item == Withdrawal.Item.RELEASE:
        yield _withdrawal(mark, key, "The whole release was withdrawn", "", reach=Reach.EVERYBODY)
        for code, name in _trusts_of(release):
            yield _withdrawal(mark, f"{key}:{code}", "the figures were withdrawn", name, code)
        return
    about = _about(mark)
    if about is None:
        yield _withdrawal(mark, key, "A part of the release was withdrawn", "", reach=Reach.EVERYBODY)
        return
    what, name, trust_code, site_code = about
    yield _withdrawal(mark, key, f"{what} withdrawn", name, trust_code, site_code)


def _first_of_lesson(mark: Withdrawal) -> int:
    """Return which mark tells of a lesson: that its words are withdrawn from several releases is one change."""
    same = Withdrawal.objects.filter(item=mark.item, subject=mark.subject).order_by("withdrawn_at", "pk")
    return same.values_list("pk", flat=True)[0]


def _withdrawal(
    mark: Withdrawal,
    key: str,
    what: str,
    name: str,
    trust_code: str = "",
    site_code: str = "",
    *,
    reach: Reach = Reach.BOTH,
) -> Draft:
    release = mark.release
    said = what if not trust_code else f"{release.title}: {what}"
    return of_release(
        release,
        key=key,
        kind=ChangeKind.WITHDRAWAL,
        at=mark.withdrawn_at,
        name=name,
        sentence=f"{said}. Why: {mark.reason}",
        address=reverse("public:release", args=[release.reference]),
        trust_code=trust_code,
        site_code=site_code,
        reach=reach,
    )


def _about(mark: Withdrawal) -> tuple[str, str, str, str] | None:
    """Return what was withdrawn, of whom by name, and the codes of trust and hospital; None where it names neither."""
    release, item = mark.release, mark.item
    if item == Withdrawal.Item.TRUST:
        names = dict(_trusts_of(release))
        return ("the trust's figures were", names.get(mark.subject, mark.subject), mark.subject, "")
    if item == Withdrawal.Item.HOSPITAL:
        found = _hospitals_of(release).get(mark.subject)
        return None if found is None else ("the figures were", found[0], found[1], mark.subject)
    if item in (Withdrawal.Item.WARD, Withdrawal.Item.EXPLANATION):
        ward = ReleasedWard.objects.filter(release=release, ward_id=mark.subject).select_related("hospital__trust")
        row = ward.first()
        if row is None:
            return None
        what = "the figures of" if item == Withdrawal.Item.WARD else "what the trust said of"
        place = row.hospital if row.hospital.code else row.hospital.trust
        verb = "were" if item == Withdrawal.Item.WARD else "was"
        return (f"{what} {row.name} {verb}", place.shown_name, row.hospital.trust.code, row.hospital.code)
    if item == Withdrawal.Item.MEASURE:
        return _about_figure(mark)
    if item == Withdrawal.Item.LESSON:
        lesson = ReleasedLesson.objects.filter(release=release, key=mark.subject).select_related("trust").first()
        return None if lesson is None else ("a lesson was", lesson.trust.shown_name, lesson.trust.code, "")
    return None


def _about_figure(mark: Withdrawal) -> tuple[str, str, str, str] | None:
    """Return the same of one figure of a trust or hospital, which is named by code, measure and period."""
    code, _, rest = mark.subject.partition("/")
    measure = rest.partition("/")[0]
    what = f"{plain_words(measure).name}: a figure was" if is_on_pages(measure) else "a figure was"
    names = dict(_trusts_of(mark.release))
    if code in names:
        return (what, names[code], code, "")
    hospital = _hospitals_of(mark.release).get(code)
    return None if hospital is None else (what, hospital[0], hospital[1], code)


def _trusts_of(release: Release) -> list[tuple[str, str]]:
    """Return the codes of the trusts in a release with their names as pages write them."""
    if release.kind not in _ROWS:
        return []
    rows = getattr(release, _ROWS[release.kind][0]).order_by("code")
    return [(code, as_written_on_a_page(name)) for code, name in rows.values_list("code", "name")]


def _hospitals_of(release: Release) -> dict[str, tuple[str, str]]:
    """Return by its code the name of each hospital in a release, and the code of its trust."""
    if release.kind not in _ROWS:
        return {}
    rows = getattr(release, _ROWS[release.kind][1]).exclude(code="").order_by("-pk")
    found = rows.values_list("code", "name", "trust__code")
    return {code: (as_written_on_a_page(name), trust) for code, name, trust in found}
