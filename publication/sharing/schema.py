"""schema.org markup of public pages: what a place is, how it is rated and by whom, and what a release's files are.

Only what the page says is marked up. An invented organisation says so in its own description, so that no program takes
it for a real one. Source of the words: schema.org version 29 (Hospital, GovernmentOrganization, Review, Dataset).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from oversight.jinja import SERVICE_NAME
from oversight.organisations.models import Organisation, Site, Trust
from publication.licence import LICENCE
from publication.models import Release
from publication.periods import released_period
from publication.rating_grids import ShownRating
from ratings.rules.ratings_words import Rating

Thing = dict[str, Any]
INVENTED = "Invented for a demonstration: there is no such organisation."


def absolute(path: str) -> str:
    """Return a path of this site as an address for others."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def hospital_thing(site: Site, *, trust: Trust | None, rating: ShownRating | None, rated_by: str) -> Thing:
    """Return a hospital with its address, the trust that it belongs to and its overall rating; ``rated_by``: a name."""
    address = absolute(reverse("public:hospital", args=[site.code]))
    thing = {"@type": "Hospital", **_organisation(site, address)}
    if site.latitude is not None:
        thing["geo"] = {"@type": "GeoCoordinates", "latitude": site.latitude, "longitude": site.longitude}
    if site.website.startswith(("https://", "http://")):
        thing["sameAs"] = site.website
    if trust is not None:
        thing["parentOrganization"] = {
            "@type": "GovernmentOrganization",
            "name": trust.shown_name,
            "url": absolute(reverse("public:trust", args=[trust.code])),
        }
    return _with_review(thing, rating, rated_by)


def trust_thing(trust: Trust, *, hospitals: Sequence[Site], rating: ShownRating | None, rated_by: str) -> Thing:
    """Return a trust with its address, its hospitals and its overall rating."""
    address = absolute(reverse("public:trust", args=[trust.code]))
    thing = {"@type": "GovernmentOrganization", **_organisation(trust, address)}
    if hospitals:
        thing["subOrganization"] = [
            {
                "@type": "Hospital",
                "name": site.shown_name,
                "url": absolute(reverse("public:hospital", args=[site.code])),
            }
            for site in hospitals
        ]
    return _with_review(thing, rating, rated_by)


def release_thing(release: Release, *, name: str, description: str, levels: Sequence[str]) -> Thing:
    """Return a published release as a dataset with its files."""
    address = absolute(reverse("public:release", args=[release.reference]))
    period = released_period(release.kind, release.period)
    thing = {
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "identifier": release.reference,
        "name": name,
        "description": f"{description} {INVENTED}" if release.demonstration else description,
        "temporalCoverage": f"{period.first_day.isoformat()}/{period.last_day.isoformat()}",
        "version": str(release.number),
        "isAccessibleForFree": True,
        "license": LICENCE,
        "inLanguage": "en-GB",
        "publisher": {"@type": "Organization", "name": SERVICE_NAME, "url": absolute("/")},
    }
    if not release.demonstration:
        thing["spatialCoverage"] = {"@type": "Place", "name": "England"}
    if release.published_at is not None:
        thing["datePublished"] = release.published_at.isoformat()
    if release.state == Release.State.PUBLISHED:
        thing["distribution"] = [
            {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": absolute(reverse("public:release_csv", args=[release.reference, level])),
            }
            for level in levels
        ]
    return thing


def trail_thing(trail: Sequence[tuple[str, str]], title: str) -> Thing | None:
    """Return the way to a page from the first one; None for a page that stands at the top."""
    if not trail:
        return None
    steps: list[Mapping[str, Any]] = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate(trail, 1)
    ]
    last = {"@type": "ListItem", "position": len(trail) + 1, "name": title}
    return {"@type": "BreadcrumbList", "itemListElement": [*steps, last]}


def _organisation(organisation: Organisation, address: str) -> Thing:
    lines = [organisation.address_1, organisation.address_2, organisation.address_3]
    written = {
        "streetAddress": ", ".join(dict.fromkeys(line for line in lines if line)),
        "addressLocality": organisation.town,
        "postalCode": organisation.postcode,
    }
    thing: Thing = {
        "@id": address,
        "url": address,
        "name": organisation.shown_name,
        "identifier": {"@type": "PropertyValue", "propertyID": "ODS code", "value": organisation.code},
    }
    if any(written.values()):
        given = {name: value for name, value in written.items() if value}
        thing["address"] = {"@type": "PostalAddress", **given, "addressCountry": "GB"}
    if organisation.is_demonstration:
        # Its code is of no register.
        thing["identifier"]["propertyID"] = "code in this demonstration"
        thing["disambiguatingDescription"] = INVENTED
    if organisation.closed_on is not None:
        thing["dissolutionDate"] = organisation.closed_on.isoformat()
    return thing


def _with_review(thing: Thing, rating: ShownRating | None, rated_by: str) -> Thing:
    """Add the overall rating as the inspectors' review; an inspection without a rating is no review of any worth."""
    if rating is None or not rating.row.rating:
        return thing
    thing["review"] = {
        "@type": "Review",
        "name": "Overall inspection rating",
        "datePublished": rating.row.published_on.isoformat(),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": rating.label,
            "bestRating": Rating.OUTSTANDING.label,
            "worstRating": Rating.INADEQUATE.label,
        },
    }
    if rated_by:
        thing["review"]["author"] = {"@type": "GovernmentOrganization", "name": rated_by}
    return thing
