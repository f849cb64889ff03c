"""The releases as one trust's pages know them: a revision that changed nothing of the trust is not theirs.

A correction of one trust is released as a further release of the whole country's period. Of every other trust it holds
the same rows again: its pages go on showing the release that first told them, with its date, its mark of a correction
and its address, and need not be made again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from django.db import connection
from django.db.models import Model

from publication.complaints.models import ReleasedComplaintsHospital, ReleasedComplaintsTrust, ReleasedLesson
from publication.models import Release, ReleasedHospital, ReleasedTrust, ReleasedWard
from publication.periods import COMPLAINTS, SAFETY, STAFFING
from publication.record import Releases
from publication.safety_measures.models import (
    ReleasedHospitalMeasure,
    ReleasedMeasure,
    ReleasedSafetyHospital,
    ReleasedSafetyTrust,
)

Rows = type[Model]
# Of each kind: the rows of trusts, those below them, and those below their hospitals.
_ROWS: Mapping[str, tuple[Rows, tuple[Rows, ...], tuple[tuple[Rows, Rows], ...]]] = {
    STAFFING: (ReleasedTrust, (ReleasedHospital,), ((ReleasedHospital, ReleasedWard),)),
    COMPLAINTS: (ReleasedComplaintsTrust, (ReleasedComplaintsHospital, ReleasedLesson), ()),
    SAFETY: (
        ReleasedSafetyTrust,
        (ReleasedSafetyHospital, ReleasedMeasure),
        ((ReleasedSafetyHospital, ReleasedHospitalMeasure),),
    ),
}
_HOSPITALS: Mapping[str, Rows] = {
    STAFFING: ReleasedHospital,
    COMPLAINTS: ReleasedComplaintsHospital,
    SAFETY: ReleasedSafetyHospital,
}
# What a row says of its place in the release, and of how it differs from the release before.
_OF_THE_RELEASE = "{{id,release_id,trust_id,hospital_id,revised}}"
_KEPT = 4_096
_read_before: OrderedDict[tuple[object, ...], dict[int, str]] = OrderedDict()


class OwnReleases(Releases):
    """Releases without those that changed nothing of the trusts; each may still be asked for by its reference."""

    def __init__(self, releases: Releases, trust_codes: Iterable[str]) -> None:
        super().__init__(demonstration=releases.demonstration, kind=releases.kind, at=releases.at)
        self.trust_codes = tuple(sorted(set(trust_codes)))

    @cached_property
    def published(self) -> list[Release]:
        """Those that told something new of the trusts, and all of which something was withdrawn."""
        every = self._all_published
        periods = _by_period(every)
        several = _several(periods)
        hashes = _hashes(self.kind, several, self.trust_codes) if several else {}
        own = set()
        for of_one in periods.values():
            last: Release | None = None
            for release in of_one:
                if last is None or not self._says_the_same(last, release, hashes):
                    own.add(release.pk)
                    last = release
        return [release for release in every if release.pk in own]

    @cached_property
    def _all_published(self) -> list[Release]:
        return [release for release in self.every if self._was_published(release)]

    @staticmethod
    def _says_the_same(before: Release, release: Release, hashes: Mapping[int, str]) -> bool:
        if before.withdrawals.all() or release.withdrawals.all():
            return False
        return hashes.get(before.pk, "") == hashes.get(release.pk, "")

    def called(self, reference: str) -> Release | None:
        """Return the published release with the reference, whether it changed the trusts or not."""
        return next((release for release in self._all_published if release.reference == reference), None)

    @property
    def stamp(self) -> str:
        """A text that changes with what the pages of the trusts can see of the releases."""
        told = [
            (
                each.reference,
                each.state,
                each.published_at,
                each.content_sha256,
                sorted(mark.pk for mark in each.withdrawals.all()),
            )
            for each in self.published
        ]
        coming = [(each.reference, each.scheduled_for) for each in self.announced]
        # With the final edition a provisional one is final, whether it told anything new of the trusts or not.
        finals = [each.reference for each in self._all_published if each.final]
        return hashlib.sha256(repr((self.kind, self.demonstration, told, coming, finals)).encode()).hexdigest()


def superseded_subjects(releases: Releases) -> frozenset[tuple[str, str]]:
    """Return what a newer release stands in the place of: references, each with a trust's, hospital's or ward's key.

    Only these have a page of a superseded release that differs from the page of its period: to all others the newer
    release told nothing new. Asked of all trusts at once, which the pages of each trust then need not ask again.
    """
    several = _several(_by_period(releases.published))
    if not several:
        return frozenset()
    found: dict[str, set[str]] = {}
    for code in _read_all(releases.kind, several):
        own = OwnReleases(releases, [code])
        for release in several:
            if own.superseding(release) is not None:
                found.setdefault(release.reference, set()).add(code)
    return frozenset(
        (reference, subject)
        for reference, codes in found.items()
        for subject in (*codes, *_below(releases.kind, codes))
    )


def trusts_that_told_of(kind: str, site_code: str) -> set[str]:
    """Return the codes of all trusts in whose rows of the kind a hospital ever stood."""
    hospitals = _HOSPITALS[kind].objects.filter(code=site_code).order_by()  # type: ignore[attr-defined]
    return set(hospitals.values_list("trust__code", flat=True).distinct())


def _below(kind: str, trust_codes: set[str]) -> Iterator[str]:
    """Yield the codes of the hospitals and the keys of the wards that the trusts ever told of."""
    hospitals = _HOSPITALS[kind].objects.filter(trust__code__in=trust_codes).order_by()  # type: ignore[attr-defined]
    yield from hospitals.exclude(code="").values_list("code", flat=True).distinct()
    if kind == STAFFING:
        wards = ReleasedWard.objects.filter(hospital__trust__code__in=trust_codes).order_by()
        yield from map(str, wards.values_list("ward_id", flat=True).distinct())


def _by_period(releases: Sequence[Release]) -> dict[str, list[Release]]:
    """Return the releases, given the newest first, by period, in each the first one first."""
    periods: dict[str, list[Release]] = {}
    for release in reversed(releases):
        periods.setdefault(release.period, []).append(release)
    return periods


def _several(periods: Mapping[str, list[Release]]) -> list[Release]:
    """Return the releases of the periods that have more than one."""
    return [release for of_one in periods.values() if len(of_one) > 1 for release in of_one]


def _key(kind: str, releases: list[Release], trust_codes: tuple[str, ...]) -> tuple[object, ...]:
    return (kind, trust_codes, tuple((release.pk, release.content_sha256) for release in releases))


def _read_all(kind: str, releases: list[Release]) -> list[str]:
    """Read the hashes of every trust of the releases in one question, and keep them; return the trusts' codes."""
    trusts, _, _ = _ROWS[kind]
    held = trusts.objects.filter(release__in=releases).order_by()  # type: ignore[attr-defined]
    codes: list[str] = sorted(held.values_list("code", flat=True).distinct())
    by_trust: dict[str, dict[int, str]] = {code: {} for code in codes}
    with connection.cursor() as cursor:
        cursor.execute(_statement(kind, of_each=True), {"codes": codes, "releases": [each.pk for each in releases]})
        for release, told, code in cursor.fetchall():
            by_trust[code][release] = told
    for code, told in by_trust.items():
        _read_before[_key(kind, releases, (code,))] = told
    return codes


def _hashes(kind: str, releases: list[Release], trust_codes: tuple[str, ...]) -> dict[int, str]:
    """Return, by the key of a release, a hash of what it holds of the trusts; none where it holds nothing of them.

    Rows never change once they are released, so a process asks once.
    """
    key = _key(kind, releases, trust_codes)
    found = _read_before.get(key)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(_statement(kind), {"codes": list(trust_codes), "releases": [each.pk for each in releases]})
            found = _read_before[key] = dict(cursor.fetchall())
        while len(_read_before) > _KEPT:
            _read_before.popitem(last=False)
    return found


def _statement(kind: str, *, of_each: bool = False) -> str:
    """Return the question for the hashes of a kind, of the trusts together or of each: made of its tables' names."""
    trusts, below, below_hospitals = _ROWS[kind]
    and_code = ", trust.code" if of_each else ""
    told = "to_jsonb({}) - '" + _OF_THE_RELEASE + "'::text[]"
    parts = [f"SELECT id AS trust, {told.format('trust')} AS line FROM trust"]  # noqa: S608
    parts += [
        f"SELECT trust.id, {told.format('below')} || jsonb_build_object('of', '{_table(rows)}')"  # noqa: S608
        f" FROM trust JOIN {_table(rows)} AS below ON below.trust_id = trust.id"
        for rows in below
    ]
    parts += [
        f"SELECT trust.id, {told.format('below')} || jsonb_build_object('of', hospital.code)"  # noqa: S608
        f" FROM trust JOIN {_table(hospitals)} AS hospital ON hospital.trust_id = trust.id"
        f" JOIN {_table(rows)} AS below ON below.hospital_id = hospital.id"
        for hospitals, rows in below_hospitals
    ]
    return f"""
        WITH trust AS (
            SELECT * FROM {_table(trusts)} WHERE release_id = ANY(%(releases)s) AND code = ANY(%(codes)s)
        )
        SELECT trust.release_id,
               md5(string_agg(lines.line::text, E'\\n' ORDER BY lines.line::text COLLATE "C")){and_code}
        FROM trust JOIN ({" UNION ALL ".join(parts)}) AS lines ON lines.trust = trust.id
        GROUP BY trust.release_id{and_code}
    """  # noqa: S608  (made of the names of our own tables)


def _table(rows: Rows) -> str:
    return str(connection.ops.quote_name(rows._meta.db_table)).strip('"')
