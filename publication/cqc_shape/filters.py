"""Which providers and locations a list is asked for, by the regulator's own filters.

Several values of one filter widen it, several filters narrow it. Of what this record does not hold (a constituency, a
regulated activity) no organisation is known to have any value, so nothing answers. An unknown name asks for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet
from rest_framework.request import Request

from inspections.models import PublishedRating, RatingLevel
from oversight.organisations.models import Site, SiteTrust, Trust
from publication.cqc_shape.details import DIRECTORATE, NO_CARE_HOME
from publication.cqc_shape.registered import Registered
from publication.rating_record import public_ratings
from ratings.rules.ratings_words import UnknownWord, read_rating

# The names as the regulator's interface and its clients write them.
NOT_HELD = (
    "onspdCcgCode", "onspdCcgName", "odsCcgCode", "odsCcgName", "onspdIcbCode", "onspdIcbName",
    "gacServiceTypeDescription", "constituency", "localAuthority", "primaryInspectionCategoryCode",
    "primaryInspectionCategoryName", "nonPrimaryInspectionCategoryCode", "nonPrimaryInspectionCategoryName",
    "regulatedActivity",
)  # fmt: skip


def asked_providers(request: Request, registered: Registered) -> QuerySet[Trust]:
    """Return the providers that answer the request's filters."""
    asked = _asked(request)
    found = registered.providers()
    if not _may_answer(asked, {"inspectionDirectorate": DIRECTORATE, "reportType": "Provider"}):
        return found.none()
    if regions := asked.get("region"):
        found = found.filter(_any_of("region__name", regions))
    if words := asked.get("overallRating"):
        rated = _rated(registered, RatingLevel.TRUST, words)
        found = found.filter(code__in=[row.provider_code for row in rated])
    if "reportType" in asked:
        published = public_ratings(registered.now).filter(level=RatingLevel.TRUST)
        found = found.filter(code__in=published.values("provider_code"))
    return found


def asked_locations(request: Request, registered: Registered) -> QuerySet[Site]:
    """Return the locations that answer the request's filters."""
    asked = _asked(request)
    found = registered.locations()
    fixed = {"inspectionDirectorate": DIRECTORATE, "careHome": NO_CARE_HOME, "reportType": "Location"}
    if not _may_answer(asked, fixed):
        return found.none()
    if regions := asked.get("region"):
        held = SiteTrust.objects.on(registered.today).filter(_any_of("trust__region__name", regions))
        found = found.filter(pk__in=held.values("site"))
    if words := asked.get("overallRating"):
        rated = _rated(registered, RatingLevel.LOCATION, words)
        found = found.filter(code__in=[row.location_code for row in rated])
    if "reportType" in asked:
        published = public_ratings(registered.now).exclude(location_code="")
        found = found.filter(code__in=published.values("location_code"))
    return found


def _asked(request: Request) -> dict[str, list[str]]:
    return {name: values for name, given in request.query_params.lists() if (values := [one for one in given if one])}


def _may_answer(asked: Mapping[str, Sequence[str]], fixed: Mapping[str, str]) -> bool:
    """Say whether anything can answer, by what is held of none and by what is the same for all."""
    if any(name in asked for name in NOT_HELD):
        return False
    same = {name: {value.casefold() for value in asked[name]} for name in fixed if name in asked}
    return all(fixed[name].casefold() in values for name, values in same.items())


def _any_of(field: str, values: Sequence[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= Q(**{f"{field}__iexact": value.replace("\x00", "")})
    return found


def _rated(registered: Registered, level: RatingLevel, words: Sequence[str]) -> list[PublishedRating]:
    """Return what stands of the level and says one of the words; a word that is no rating is said by none."""
    wanted = set()
    for word in words:
        try:
            wanted.add(read_rating(word))
        except UnknownWord:
            continue
    standing = PublishedRating.objects.filter(pk__in=public_ratings(registered.now).filter(level=level).values("pk"))
    return [
        row
        for row in standing.standing(registered.today)
        if str(row.rating or row.non_rating) in {str(word) for word in wanted if word is not None}
    ]
