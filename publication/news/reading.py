"""Reading what changed in public: the newest of a trust or hospital, of everybody, or all after a place in their order.

What was withdrawn since is told as withdrawn, without its figures; a notice that is no longer public is not told at
all. Both are looked up as they stand when read, so that no row can give away what was taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from oversight.organisations.models import Site, SiteTrust, Trust
from oversight.wording import write_date
from publication.models import Release, Withdrawal
from publication.news.models import ChangeKind, PublicChangeRow, Reach, Topic
from publication.record import Mark, Marks

_WITH_FIGURES = (ChangeKind.FIGURES, ChangeKind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Change:
    """One change as the public may read it now.

    ``place`` orders all changes and only grows: a cursor. ``updated`` is ``at``, or when what it gives was withdrawn.
    ``name`` is the hospital, trust or release that it is about; ``address`` a path on this site.
    """

    place: int
    key: str
    at: datetime
    updated: datetime
    topic: Topic
    kind: ChangeKind
    name: str
    sentence: str
    address: str
    trust_code: str
    site_code: str
    demonstration: bool
    is_withdrawn: bool

    @property
    def told_of(self) -> str:
        """The sentence with whom it is about, as it stands in a list of many trusts."""
        return f"{self.name}: {self.sentence}"


def newest_of(trust_codes: Iterable[str], *, site_code: str | None = None, at: datetime, limit: int) -> list[Change]:
    """Return the newest changes of these trusts, or of one hospital of theirs, known by a moment; the newest first.

    Of a hospital: its own, and its trusts' that concern all their hospitals. A page that shows them changes with
    their ``place`` and ``updated``.
    """
    codes = [code for code in trust_codes if code]
    if site_code is None:
        about = Q(trust_code__in=codes) & ~Q(reach=Reach.HOSPITAL)
    else:
        about = Q(site_code=site_code) | Q(trust_code__in=codes, site_code="", reach=Reach.BOTH)
    return _newest(public_rows().filter(about), at=at, limit=limit)


def newest_of_all(
    *,
    demonstration: bool,
    at: datetime,
    limit: int,
    region: str | None = None,
    topic: Topic | None = None,
    releases_as_one: bool = False,
) -> list[Change]:
    """Return the newest changes of every trust, of a region's (its code) or on a topic; the newest first.

    A hospital's part of a trust's change is left out. Of a region the changes of whole releases are left out too; with
    ``releases_as_one`` they alone stand for what a release tells of each trust.
    """
    rows = public_rows().filter(demonstration=demonstration).exclude(reach=Reach.HOSPITAL)
    if region is not None:
        rows = rows.filter(trust_code__in=trusts_in(region))
    if topic is not None:
        rows = rows.filter(topic=topic)
    if releases_as_one:
        rows = rows.filter(Q(reach=Reach.EVERYBODY) | Q(release__isnull=True))
    return _newest(rows, at=at, limit=limit)


def changes_after(cursor: int, limit: int, demonstration: bool) -> list[Change]:
    """Return so many changes of a world after a place, in their order; 0 begins at the first. None is ever missed."""
    rows = public_rows().filter(demonstration=demonstration, pk__gt=cursor).order_by("pk")
    return told(list(rows[:limit]))


def public_rows() -> QuerySet[PublicChangeRow]:
    """Return the rows that the public may read, with what was withdrawn of their releases."""
    return (
        PublicChangeRow.objects.filter(Q(notice__isnull=True) | Q(notice__is_public=True))
        .select_related("release", "compared_with")
        .prefetch_related("release__withdrawals", "compared_with__withdrawals")
    )


def trusts_in(region: str) -> QuerySet[Trust, str]:
    """Return the codes of the trusts of a region."""
    return Trust.objects.filter(region=region).values_list("code", flat=True)


def trusts_of(site: Site, on: date) -> list[str]:
    """Return the codes of the trusts that a hospital belongs to on a day."""
    belongs = SiteTrust.objects.filter(site=site)
    return list(belongs.on(on).order_by("trust__code").values_list("trust__code", flat=True))


def told(rows: Sequence[PublicChangeRow]) -> list[Change]:
    """Return rows of ``public_rows`` as changes, in their order."""
    marked = _with_withdrawn_figures() if any(row.topic == Topic.SAFETY for row in rows) else frozenset()
    return [_change(row, marked) for row in rows]


def _with_withdrawn_figures() -> frozenset[str]:
    """Return the trusts of which a figure by a measure was withdrawn: which of theirs moved is not told at all.

    The mark of one release covers every other that told the same figure.
    """
    figures = Withdrawal.objects.filter(item=Withdrawal.Item.MEASURE).values_list("subject", flat=True)
    return frozenset(subject.partition("/")[0] for subject in figures)


def _newest(rows: QuerySet[PublicChangeRow], *, at: datetime, limit: int) -> list[Change]:
    return told(list(rows.filter(at__lte=at).order_by("-at", "-pk")[:limit]))


def _change(row: PublicChangeRow, marked: Collection[str]) -> Change:
    mark, mark_before = _mark(row, row.release), _mark(row, row.compared_with)
    if mark is not None:
        sentence = f"{_title(row)}: withdrawn on {write_date(mark.withdrawn_at)}. {mark.reason}"
    elif not row.compared or mark_before is not None or (row.topic == Topic.SAFETY and row.trust_code in marked):
        sentence = f"{row.sentence}."
    else:
        sentence = f"{row.sentence}, {row.compared}."
    return Change(
        place=row.pk,
        key=row.key,
        at=row.at,
        updated=max([row.at, *(each.withdrawn_at for each in (mark, mark_before) if each is not None)]),
        topic=Topic(row.topic),
        kind=ChangeKind(row.kind),
        name=row.name,
        sentence=sentence,
        address=row.address,
        trust_code=row.trust_code,
        site_code=row.site_code,
        demonstration=row.demonstration,
        is_withdrawn=mark is not None,
    )


def _mark(row: PublicChangeRow, release: Release | None) -> Mark | None:
    """Return the mark that stands in the place of the figures that the row gives of a release."""
    if release is None or row.kind not in _WITH_FIGURES:
        return None
    marks = Marks(release.withdrawals.all())
    if row.reach == Reach.EVERYBODY:
        return marks.release
    if row.reach == Reach.HOSPITAL:
        return marks.hospital(row.site_code, row.trust_code)
    return marks.trust(row.trust_code)


def _title(row: PublicChangeRow) -> str:
    return row.release.title if row.release is not None else Topic(row.topic).label
