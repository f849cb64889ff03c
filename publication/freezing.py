"""Freezing: the rows of a release, written set-wise from the returns that stand at one moment.

Sums come before ratios (a hospital's rate is its wards' actual over its wards' planned hours), and care hours per
patient day leave out the wards without patients, whose hours are therefore added up apart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from oversight.returns.kinds import kind_of
from oversight.returns.periods import Month
from publication.frozen_often_short import SHIFTS_AND_GROUPS, STOOD, WardOftenShort
from publication.models import Release


@dataclass(frozen=True)
class WardExplanation:
    """What a trust says, with its return, of a ward: why, and what it is doing about it."""

    ward_key: int
    text: str
    action: str


@dataclass(frozen=True)
class Frozen:
    """What a release came to hold, and the hash of it all."""

    trusts: int
    trusts_submitted: int
    hospitals: int
    wards: int
    content_sha256: str


def freeze_trusts(release: Release, *, previous: Release | None, now: datetime) -> None:
    """Write a row for each trust from which a return of the month is due or has come by now."""
    owing = kind_of(release.kind).owing_trusts(release.period).filter(is_demonstration=release.demonstration)
    _run(_TRUSTS, release, previous, owing=list(owing.values_list("pk", flat=True)), now=now)


def freeze_hospitals(release: Release, *, previous: Release | None) -> None:
    """Write a row for each hospital that a return names, and for each on record that none named."""
    _run(_HOSPITALS, release, previous, last_day=Month.parse(release.period).last_day)


def freeze_wards(
    release: Release, *, previous: Release | None, short: list[WardOftenShort], explanations: list[WardExplanation]
) -> None:
    """Write a row for each ward of the returns, with what is said of those often short."""
    said = {explanation.ward_key: explanation for explanation in explanations}
    marks = [
        {
            "ward": ward.ward_key,
            "months": list(ward.short_months),
            "missing": list(ward.months_not_submitted),
            "sentence": ward.sentence,
            "explanation": said[ward.ward_key].text if ward.ward_key in said else "",
            "action": said[ward.ward_key].action if ward.ward_key in said else "",
        }
        for ward in short
    ]
    _run(_WARDS, release, previous, marks=json.dumps(marks))


def count_frozen(release: Release) -> Frozen:
    """Count the rows of a release and hash them in the order of their keys."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"release": release.pk})
        return Frozen(*cursor.fetchone())


def _run(statement: str, release: Release, previous: Release | None, **given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "release": release.pk,
                "previous": previous.pk if previous else None,
                "kind": release.kind,
                "period": release.period,
                "demonstration": release.demonstration,
                **given,
            },
        )


_HOURS = tuple(f"{name}_{part}" for name in SHIFTS_AND_GROUPS for part in ("planned", "actual"))
_WORKED = {
    "registered": ("day_registered_actual", "night_registered_actual"),
    "care": ("day_care_actual", "night_care_actual"),
    "overall": (
        "day_registered_actual",
        "night_registered_actual",
        "day_care_actual",
        "night_care_actual",
        "other_actual",
    ),
}
_COUNTED = tuple(f"{group}_{part}" for group in _WORKED for part in ("worked", "patients"))
_ADDED = (*_HOURS, "other_actual", "patients", "wards", *_COUNTED)


def _hours(alias: str, names: tuple[str, ...] = (*_HOURS, "other_actual", "patients")) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)


# Nursing associates and allied health professionals enter the overall care hours alone, by what they worked.
_OTHER_ACTUAL = (
    "(SELECT sum(value::numeric) FROM jsonb_each_text(month.other_groups)"
    " WHERE key LIKE '%%actual%%' AND value IS NOT NULL)"
)
# A rate over several wards takes planned and actual hours in pairs: a blank half leaves its ward out of the sum.
_BOTH_GIVEN = "month.{name}_planned IS NOT NULL AND month.{name}_actual IS NOT NULL"
_SUMS = ",\n        ".join(
    [
        f"sum(month.{name}_{part}) FILTER (WHERE {_BOTH_GIVEN.format(name=name)}) AS {name}_{part}"
        for name in SHIFTS_AND_GROUPS
        for part in ("planned", "actual")
    ]
    + ["sum(month.other_actual) AS other_actual", "sum(month.patients) AS patients", "count(month.ward_id) AS wards"]
    + [
        f"sum({what}) FILTER (WHERE month.patients > 0 AND num_nonnulls({given}) > 0) AS {group}_{part}"
        for group, columns in _WORKED.items()
        for given in [", ".join(f"month.{column}" for column in columns)]
        for part, what in (
            ("worked", " + ".join(f"coalesce(month.{column}, 0)" for column in columns)),
            ("patients", "month.patients"),
        )
    ]
)
# A hospital on record has its code; one named by words alone is told apart by them.
_HOSPITAL_NAME = "CASE WHEN month.site_id IS NULL THEN lower(btrim(month.site_name)) ELSE '' END"

_TRUSTS = f"""
    WITH standing AS (
        SELECT version.* FROM returns_returnversion AS version
        WHERE version.kind = %(kind)s AND version.period = %(period)s AND {STOOD}
    ), added AS (
        SELECT month.version_id, {_SUMS}
        FROM (SELECT month.*, {_OTHER_ACTUAL} AS other_actual
              FROM staffing_wardmonth AS month JOIN standing ON standing.id = month.version_id) AS month
        GROUP BY month.version_id
    )
    INSERT INTO publication_releasedtrust (
        release_id, code, name, status, version_id, receipt, version_number, accepted_at, late, revised,
        {", ".join(_ADDED)}
    )
    SELECT
        %(release)s, trust.code, trust.name,
        CASE WHEN standing.id IS NULL THEN 'not_submitted' ELSE 'submitted' END,
        standing.id, coalesce(standing.receipt, ''), standing.number, standing.accepted_at,
        coalesce(standing.late, false),
        %(previous)s::bigint IS NOT NULL AND standing.id IS NOT NULL AND before.version_id IS DISTINCT FROM standing.id,
        {_hours("added")}, coalesce(added.wards, 0), {_hours("added", _COUNTED)}
    FROM organisations_trust AS trust
    LEFT JOIN standing ON standing.trust_id = trust.id
    LEFT JOIN added ON added.version_id = standing.id
    LEFT JOIN publication_releasedtrust AS before ON before.release_id = %(previous)s AND before.code = trust.code
    WHERE trust.is_demonstration = %(demonstration)s
      AND (standing.id IS NOT NULL OR trust.id = ANY(%(owing)s))
"""  # noqa: S608  (made of constants of this module)

_HOSPITALS = f"""
    WITH added AS (
        SELECT
            trust.id AS trust_id, month.site_id, {_HOSPITAL_NAME} AS name_key, min(btrim(month.site_name)) AS name,
            {_SUMS}
        FROM publication_releasedtrust AS trust
        JOIN (SELECT month.*, {_OTHER_ACTUAL} AS other_actual FROM staffing_wardmonth AS month) AS month
            ON month.version_id = trust.version_id
        WHERE trust.release_id = %(release)s
        GROUP BY trust.id, month.site_id, {_HOSPITAL_NAME}
    ), on_record AS (
        SELECT trust.id AS trust_id, site.id AS site_id
        FROM publication_releasedtrust AS trust
        JOIN organisations_trust AS record ON record.code = trust.code
        JOIN organisations_sitetrust AS belongs ON belongs.trust_id = record.id
            AND coalesce(belongs.from_on, %(last_day)s) <= %(last_day)s
            AND coalesce(belongs.to_on, %(last_day)s) >= %(last_day)s
        JOIN organisations_site AS site ON site.id = belongs.site_id AND site.is_hospital
            AND site.is_demonstration = %(demonstration)s
            AND coalesce(site.opened_on, %(last_day)s) <= %(last_day)s
            AND coalesce(site.closed_on, %(last_day)s) >= %(last_day)s
        WHERE trust.release_id = %(release)s
    ), listed AS (
        SELECT trust_id, site_id, name_key FROM added
        UNION
        SELECT trust_id, site_id, '' FROM on_record
    )
    INSERT INTO publication_releasedhospital (release_id, trust_id, code, name, status, revised, {", ".join(_ADDED)})
    SELECT
        %(release)s, trust.id, coalesce(site.code, ''), coalesce(site.name, added.name, ''),
        CASE WHEN added.wards > 0 THEN 'submitted' WHEN trust.status = 'submitted' THEN 'no_wards'
             ELSE 'not_submitted' END,
        %(previous)s::bigint IS NOT NULL
            AND ROW(coalesce(before.wards, 0), {_hours("before")})
                IS DISTINCT FROM ROW(coalesce(added.wards, 0), {_hours("added")}),
        {_hours("added")}, coalesce(added.wards, 0), {_hours("added", _COUNTED)}
    FROM listed
    JOIN publication_releasedtrust AS trust ON trust.id = listed.trust_id
    LEFT JOIN organisations_site AS site ON site.id = listed.site_id
    LEFT JOIN added ON added.trust_id = listed.trust_id AND added.site_id IS NOT DISTINCT FROM listed.site_id
        AND added.name_key = listed.name_key
    LEFT JOIN LATERAL (
        SELECT hospital.* FROM publication_releasedhospital AS hospital
        JOIN publication_releasedtrust AS owner ON owner.id = hospital.trust_id AND owner.code = trust.code
        WHERE hospital.release_id = %(previous)s AND hospital.code = coalesce(site.code, '')
          AND (site.id IS NOT NULL OR lower(hospital.name) = listed.name_key)
        LIMIT 1
    ) AS before ON true
"""  # noqa: S608  (made of constants of this module)

_WARDS = f"""
    INSERT INTO publication_releasedward (
        release_id, hospital_id, ward_id, name, specialty_1, specialty_2, {", ".join(_HOURS)}, other_actual, patients,
        other_groups, often_short, short_months, months_not_submitted, often_short_sentence, explanation, action,
        revised
    )
    SELECT
        %(release)s, hospital.id, ward.public_id, month.ward_name, month.specialty_1, month.specialty_2,
        {_hours("month", _HOURS)}, {_OTHER_ACTUAL}, month.patients, month.other_groups,
        mark.ward IS NOT NULL, coalesce(mark.months, '{{}}'), coalesce(mark.missing, '{{}}'),
        coalesce(mark.sentence, ''), coalesce(mark.explanation, ''), coalesce(mark.action, ''),
        %(previous)s::bigint IS NOT NULL
            AND ROW({_hours("before", _HOURS)}, before.patients, before.other_groups)
                IS DISTINCT FROM ROW({_hours("month", _HOURS)}, month.patients, month.other_groups)
    FROM publication_releasedtrust AS trust
    JOIN staffing_wardmonth AS month ON month.version_id = trust.version_id
    JOIN organisations_ward AS ward ON ward.id = month.ward_id
    LEFT JOIN organisations_site AS site ON site.id = month.site_id
    JOIN publication_releasedhospital AS hospital ON hospital.trust_id = trust.id
        AND hospital.code = coalesce(site.code, '')
        AND (site.id IS NOT NULL OR lower(hospital.name) = lower(btrim(month.site_name)))
    LEFT JOIN jsonb_to_recordset(%(marks)s::jsonb)
        AS mark (ward bigint, months text[], missing text[], sentence text, explanation text, action text)
        ON mark.ward = month.ward_id
    LEFT JOIN publication_releasedward AS before ON before.release_id = %(previous)s AND before.ward_id = ward.public_id
    WHERE trust.release_id = %(release)s
"""  # noqa: S608  (made of constants of this module)

_TOLD = f"""
    WITH trusts AS (
        SELECT count(*) AS every, count(*) FILTER (WHERE status = 'submitted') AS submitted,
               string_agg(concat_ws('|', code, status, receipt), E'\\n' ORDER BY code COLLATE "C") AS content
        FROM publication_releasedtrust WHERE release_id = %(release)s
    ), wards AS (
        SELECT count(*) AS every,
               string_agg(ROW(
                   ward.ward_id, hospital.code, ward.name, ward.specialty_1, ward.specialty_2, {_hours("ward")},
                   ward.other_groups, ward.often_short_sentence, ward.explanation, ward.action
               )::text, E'\\n' ORDER BY ward.ward_id) AS content
        FROM publication_releasedward AS ward
        JOIN publication_releasedhospital AS hospital ON hospital.id = ward.hospital_id
        WHERE ward.release_id = %(release)s
    )
    SELECT trusts.every, trusts.submitted,
           (SELECT count(*) FROM publication_releasedhospital WHERE release_id = %(release)s),
           wards.every,
           encode(sha256(convert_to(concat(trusts.content, E'\\n\\n', wards.content), 'UTF8')), 'hex')
    FROM trusts, wards
"""  # noqa: S608  (made of constants of this module)
