"""A trust makes codes to hand out with its answers; they are told once, here, and kept as hashes alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from complaints.survey.codes import hash_of, new_code, possible_hashes
from complaints.survey.models import CodesMade, SurveyCode
from complaints.survey.questions import quarter_of, survey_of
from oversight.accounts.models import Person
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Site, Trust
from oversight.organisations.sites import sites_of
from oversight.records.audit import audit
from oversight.returns.refusals import Refused


@transaction.atomic
def make_codes(
    *, trust: Trust, count: int, by: Any, now: datetime, site: Site | None = None, codes: Sequence[str] | None = None
) -> list[str]:
    """Make codes for a trust, or for one of its sites, and return them: nobody can read them again.

    ``codes``: those of the demonstration, where none is a secret. ``Refused``: none or more than may be made at once
    ("count"), a site that is not the trust's ("site").
    """
    today = london_date(now)
    survey = survey_of(quarter_of(today))
    if not 1 <= count <= survey.most_codes.value:
        raise Refused("count", f"Make between 1 and {survey.most_codes.value} codes at once.")
    if site is not None and not sites_of(trust, today).filter(pk=site.pk).exists():
        raise Refused("site", f"{site.shown_name} is not a site of {trust.shown_name}.")
    valid_until = quarter_of(today).plus(survey.valid_quarters.value).last_day
    made = list(codes) if codes is not None else [new_code() for _ in range(count)]
    # In the order of their hashes, which is no order of theirs.
    SurveyCode.objects.bulk_create(
        SurveyCode(code_hash=code_hash, trust=trust, site=site, valid_until=valid_until)
        for code_hash in sorted(hash_of(code) for code in made)
    )
    CodesMade.objects.create(
        trust=trust,
        site=site,
        count=len(made),
        valid_until=valid_until,
        made_on=today,
        made_by=by if isinstance(by, Person) else None,
    )
    audit("survey.codes_made", by=by, subject=trust_reference(trust), fields=["codes"], now=now)
    return made


def still_unused(codes: Sequence[str], trusts: Sequence[Trust]) -> list[SurveyCode]:
    """Return what is on record of codes that can still be used, in their order; ``Refused`` unless all are the trusts'.

    For a sheet to print of codes that were just made: whoever has the codes has them already.
    """
    hashes = {code: possible_hashes(code) for code in codes}
    rows = SurveyCode.objects.filter(
        code_hash__in=[one for every in hashes.values() for one in every], trust__in=trusts, used=False
    ).select_related("trust", "site")
    by_hash = {row.code_hash: row for row in rows}
    found = [next((by_hash[one] for one in hashes[code] if one in by_hash), None) for code in codes]
    held = [row for row in found if row is not None]
    if not codes or len(held) != len(codes):
        raise Refused("codes", "These codes can no longer be printed: one was used, or is none of your trust's.")
    return held
