"""What a trust lets the public read, with its return, of wards that are often short."""

from __future__ import annotations

from collections.abc import Set

from django.db import connection

from publication.freezing import WardExplanation
from publication.models import Release


def explanations_of(release: Release, ward_keys: Set[int]) -> list[WardExplanation]:
    """Return what the returns in the release say for the public of the wards, in the order of the wards.

    A remark made on the ward itself comes first, then what was answered to findings on it; each text stands once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SAID, {"release": release.pk, "wards": sorted(ward_keys)})
        rows = cursor.fetchall()
    texts: dict[int, tuple[list[str], list[str]]] = {}
    for ward_key, text, action in rows:
        reasons, actions = texts.setdefault(ward_key, ([], []))
        for said, among in ((text.strip(), reasons), (action.strip(), actions)):
            if said and said not in among:
                among.append(said)
    return [
        WardExplanation(ward_key, "\n\n".join(reasons), "\n\n".join(actions))
        for ward_key, (reasons, actions) in sorted(texts.items())
    ]


# The place of a finding or a remark is known by the ward's public id once the return is accepted.
_SAID = """
    WITH asked AS (
        SELECT ward.id AS ward_id, ward.public_id::text AS place_key, version.submission_id
        FROM publication_releasedtrust AS trust
        JOIN returns_returnversion AS version ON version.id = trust.version_id
        JOIN staffing_wardmonth AS month ON month.version_id = version.id
        JOIN organisations_ward AS ward ON ward.id = month.ward_id
        WHERE trust.release_id = %(release)s AND ward.id = ANY(%(wards)s)
    )
    SELECT asked.ward_id, said.text, said.action
    FROM asked
    JOIN returns_explanation AS said ON said.submission_id = asked.submission_id AND said.is_public
        AND (said.place_key = asked.place_key
             OR EXISTS (SELECT FROM returns_findingrecord AS finding
                        WHERE finding.explanation_id = said.id AND finding.place_key = asked.place_key))
    ORDER BY asked.ward_id, said.place_key <> asked.place_key, said.given_at, said.id
"""
