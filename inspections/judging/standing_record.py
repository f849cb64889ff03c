"""What stands in the public record of a trust's ratings: each place with the rating published of it last."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db.models import Q

from inspections.core_services import services
from inspections.importing.agreement import is_population_group
from inspections.judging.computing import Place
from inspections.models import Inspection, PublishedRating
from oversight.organisations.models import SiteTrust, Succession, Trust
from oversight.organisations.sites import sites_of
from ratings.rules.aggregation import Judged
from ratings.rules.ratings_words import KeyQuestion, NonRating, Rating

# From this day a trust with one hospital has one well-led, assessed for the trust. Source: CQC, levels of ratings.
ONE_WELL_LED_FROM = date(2017, 6, 1)


def published_by_place(trust: Trust, on: date, *, but: Inspection | None = None) -> dict[Place, PublishedRating]:
    """Return the published ratings of the trust and its sites that stand, by place; without those of one inspection.

    A site brings its ratings with it from the trust that it belonged to; where both published, the later one stands.
    """
    sites = sites_of(trust, on).order_by().values_list("code", flat=True)
    known = PublishedRating.objects.filter(Q(provider_code=trust.code) | Q(location_code__in=sites))
    if but is not None:
        known = known.exclude(inspection=but)
    found: dict[Place, PublishedRating] = {}
    for each in known.standing(on).select_related("inspection"):
        question = KeyQuestion(each.key_question) if each.key_question else None
        place = Place(each.location_code, each.service_code or each.service, question)
        if place not in found or found[place].published_on < each.published_on:
            found[place] = each
    return found


def kept_services(site: str, inspected: Collection[str], published: Mapping[Place, PublishedRating]) -> list[str]:
    """Return the services of a site that were not inspected and keep their published ratings.

    Left out are those whose place others have taken, such as maternity and gynaecology once maternity is rated, and
    the population groups of a general practice, which files list under a hospital.
    """
    rated_there = {place.service for place in published if place.site == site and place.service and place.key_question}
    present = rated_there | set(inspected)
    kept = [service for service in rated_there - set(inspected) if not is_population_group(service)]
    followed = {service for service in kept if service in services() and present & set(services()[service].followed_by)}
    return in_order_of_list([service for service in kept if service not in followed])


def in_order_of_list(codes: Collection[str]) -> list[str]:
    """Put services into the order of the list, others behind by name; each once."""
    listed = list(services())
    return sorted(set(codes), key=lambda code: (listed.index(code) if code in listed else len(listed), code))


def taken_over_on(trust: Trust, on: date) -> dict[str, date]:
    """Return since when the trust has each hospital that was another's before, by the site's code.

    A trust that only goes on under another code takes nothing over: by the recorded successions it followed one trust
    alone, and it had no hospital but that trust's. What that trust had taken over itself keeps its day.
    """
    theirs = {
        each.site_id: each
        for each in SiteTrust.objects.on(on).filter(trust=trust).select_related("site").order_by("pk")
    }
    came_from: dict[int, SiteTrust] = {}
    for other in SiteTrust.objects.filter(site_id__in=theirs, to_on__isnull=False).exclude(trust=trust):
        begun = theirs[other.site_id].from_on
        latest = came_from.get(other.site_id)
        if begun is None or other.to_on is None or other.to_on >= begun:
            continue
        if latest is None or latest.to_on is None or other.to_on > latest.to_on:
            came_from[other.site_id] = other
    taken = {theirs[site].site.code: day for site in came_from if (day := theirs[site].from_on) is not None}
    before = _the_same_trust_before(trust, on, theirs, came_from) if came_from else None
    if before is None:
        return taken
    its = [theirs[site] for site, other in came_from.items() if other.trust_id == before.pk]
    last_day = min(each.from_on for each in its if each.from_on is not None) - timedelta(days=1)
    earlier = taken_over_on(before, last_day)
    for each in its:
        code = each.site.code
        if code in earlier:
            taken[code] = earlier[code]
        else:
            del taken[code]
    return taken


def _the_same_trust_before(
    trust: Trust, on: date, theirs: Mapping[int, SiteTrust], came_from: Mapping[int, SiteTrust]
) -> Trust | None:
    """Return the trust of which this one is the continuation under another code, or None where it is none."""
    followed = list(Succession.objects.filter(successor=trust, on__lte=on).select_related("predecessor")[:2])
    if len(followed) != 1:
        return None
    before = followed[0].predecessor
    moved = {site for site, other in came_from.items() if other.trust_id == before.pk}
    days = [day for site in moved if (day := theirs[site].from_on) is not None]
    if not days:
        return None
    own = [each for site, each in theirs.items() if site not in moved]
    had_its_own = any(each.from_on is None or each.from_on < min(days) for each in own)
    return None if had_its_own else before


def word_of(rating: PublishedRating | None) -> Judged:
    """Return the rating or non-rating of a row; None for no row."""
    if rating is None:
        return None
    return Rating(rating.rating) if rating.rating else NonRating(rating.non_rating)
