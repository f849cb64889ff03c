"""The changes that inspections bring: overall ratings, reports that give none, and enforcement that is public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse

from inspections.models import Notice, PublishedRating, PublishedReport, RatingLevel
from inspections.states.notice import NoticeState
from oversight.organisations.models import Site, Trust
from oversight.organisations.working_days import london_time
from oversight.wording import write_date
from publication.news.drafts import Draft, unwritten
from publication.news.models import ChangeKind, Reach, Topic
from publication.rating_record import public_ratings, word_of
from ratings.rules.ratings_words import Rating

_OVERALL = (RatingLevel.LOCATION, RatingLevel.TRUST)
# What the regulator's files publish has a day and no time of it.
_TIME_OF_DAY = time(9, 30)
_ENDED = {
    NoticeState.COMPLIED: "the trust has done what it had to do",
    NoticeState.NOT_COMPLIED: "the trust did not do what it had to do in time",
    NoticeState.LIFTED: "it was lifted",
    NoticeState.CONCLUDED: "it has come to its end",
    NoticeState.WITHDRAWN: "it was withdrawn",
}


def rating_drafts(now: datetime) -> Iterator[Draft]:
    """Yield the overall ratings of hospitals and trusts that are public and not written, beside those before.

    The same rating from several sources is one change; another rating for the same day is a correction and a change.
    """
    of_whom = Coalesce(NullIf(F("location_code"), Value("")), F("provider_code"))
    word = Coalesce(NullIf(F("rating"), Value("")), F("non_rating"))
    found = _overall(now).filter(Q(trust__isnull=False) | Q(site__isnull=False), leaves_earlier_standing=False)
    key = ("rating:", of_whom, ":", "=published_on", ":", "=number", ":", word)
    waiting = list(unwritten(found, *key).select_related("trust", "site", "report__inspection"))
    histories = _histories(waiting, now)
    for row in sorted(waiting, key=lambda row: (row.published_on, row.number, row.pk)):
        history = histories[_thing(row)]
        # What another source tells otherwise of the same day is not shown, and so is no change.
        if row.pk in {each.pk for each in history}:
            yield _of_rating(row, history)


def report_drafts(now: datetime) -> Iterator[Draft]:
    """Yield the published reports that are not written and give no overall rating, which would tell of them."""
    found = PublishedReport.objects.filter(published_at__lte=now).exclude(ratings__level__in=_OVERALL)
    waiting = unwritten(found, "report:", "=inspection__reference", ":", "=number")
    for report in waiting.select_related("inspection__trust").order_by("published_at", "pk"):
        inspection = report.inspection
        trust = inspection.trust
        site = _only(Site.objects.filter(pk__in=inspection.sites.values("site")))
        again = f" again. Why: {report.reason}" if report.number > 1 else ""
        yield Draft(
            key=f"report:{inspection.reference}:{report.number}",
            kind=ChangeKind.REPORT,
            topic=Topic.RATINGS,
            reach=Reach.BOTH,
            demonstration=trust.is_demonstration,
            at=report.published_at,
            name=site.shown_name if site is not None else trust.shown_name,
            sentence=f"The report of the inspection on {write_date(report.inspected_from)} was published{again}",
            address=reverse("public:report_number", args=[inspection.reference, report.number]),
            trust_code=trust.code,
            site_code=site.code if site is not None else "",
        )


def notice_drafts(now: datetime) -> Iterator[Draft]:
    """Yield the steps of enforcement that became public, and their ends, that are not written."""
    public = Notice.objects.filter(is_public=True, issued_at__isnull=False, made_public_at__lte=now)
    yield from _of_notices(unwritten(public, "notice:", "=reference"), ended=False)
    ended = public.filter(state__in=[str(state) for state in _ENDED], state_at__lte=now)
    yield from _of_notices(unwritten(ended, "notice:", "=reference", ":", "=state"), ended=True)


def _overall(now: datetime) -> QuerySet[PublishedRating]:
    return public_ratings(now).filter(level__in=_OVERALL, known_to__isnull=True)


def _thing(row: PublishedRating) -> tuple[str, str]:
    """What is rated: a location whoever ran it, or a provider."""
    return row.location_code, "" if row.location_code else row.provider_code


def _histories(waiting: Iterable[PublishedRating], now: datetime) -> dict[tuple[str, str], list[PublishedRating]]:
    """Return for each thing rated its publications as pages show them, the newest first: of a day one source's."""
    things = {_thing(row) for row in waiting}
    about = Q(location_code__in=[location for location, _ in things if location])
    about |= Q(location_code="", provider_code__in=[provider for _, provider in things if provider])
    told: dict[tuple[str, str], list[PublishedRating]] = {thing: [] for thing in things}
    sources: dict[tuple[tuple[str, str], date], str] = {}
    # What was published here comes first by the alphabet, then the fuller of the regulator's files.
    for row in _overall(now).filter(about).order_by("-published_on", "-source", "-number", "-pk"):
        if sources.setdefault((_thing(row), row.published_on), row.source) == row.source:
            told[_thing(row)].append(row)
    return told


def _of_rating(row: PublishedRating, history: list[PublishedRating]) -> Draft:
    place = next(place for place, each in enumerate(history) if each.pk == row.pk)
    before = next((each for each in history[place + 1 :] if not each.leaves_earlier_standing), None)
    word = word_of(row)
    said = f"Rated {word.label.lower()} overall" if isinstance(word, Rating) else "Inspected and not rated overall"
    if before is None:
        then = "No earlier rating is on record"
    elif word_of(before) == word:
        then = "That is what it was before"
    else:
        then = f"It was {word_of(before).label.lower()} before"
    trust, site = row.trust, row.site
    name = site.shown_name if site is not None else trust.shown_name if trust is not None else row.provider_code
    if row.report is not None:
        address = reverse("public:report_number", args=[row.report.inspection.reference, row.report.number])
    elif site is not None:
        address = reverse("public:hospital_ratings", args=[site.code])
    else:
        address = reverse("public:trust_ratings", args=[trust.code if trust is not None else row.provider_code])
    return Draft(
        key=f"rating:{row.location_code or row.provider_code}:{row.published_on}:{row.number}:"
        f"{row.rating or row.non_rating}",
        kind=ChangeKind.RATING,
        topic=Topic.RATINGS,
        reach=Reach.BOTH,
        demonstration=_is_invented(site, trust),
        at=row.published_at or london_time(row.published_on, _TIME_OF_DAY),
        name=name,
        sentence=f"{said}. {then}",
        address=address,
        trust_code=trust.code if trust is not None else "",
        site_code=site.code if site is not None else "",
    )


def _is_invented(site: Site | None, trust: Trust | None) -> bool:
    return any(each.is_demonstration for each in (site, trust) if each is not None)


def _of_notices(found: QuerySet[Notice], *, ended: bool) -> Iterator[Draft]:
    waiting = found.select_related("trust", "site", "ward__site").prefetch_related("areas__site")
    for notice in waiting.order_by("made_public_at", "pk"):
        if notice.made_public_at is None:
            continue
        site = _site_of(notice)
        if ended:
            at = max(notice.state_at, notice.made_public_at)
            sentence = f"{notice.get_kind_display()}, {notice.title}: {_ENDED[NoticeState(notice.state)]}"
        else:
            at, sentence = notice.made_public_at, f"{notice.get_kind_display()}: {notice.title}"
        yield Draft(
            key=f"notice:{notice.reference}:{notice.state}" if ended else f"notice:{notice.reference}",
            kind=ChangeKind.NOTICE_ENDED if ended else ChangeKind.NOTICE,
            topic=Topic.ENFORCEMENT,
            reach=Reach.BOTH,
            demonstration=notice.trust.is_demonstration,
            at=at,
            name=site.shown_name if site is not None else notice.trust.shown_name,
            sentence=sentence,
            address=reverse("public:trust_ratings", args=[notice.trust.code]),
            trust_code=notice.trust.code,
            site_code=site.code if site is not None else "",
            notice=notice,
        )


def _site_of(notice: Notice) -> Site | None:
    """Return the one hospital that a notice names, or None where it names none or several."""
    named = {area.site for area in notice.areas.all()} | {notice.site, notice.ward.site if notice.ward else None}
    named.discard(None)
    return next(iter(named)) if len(named) == 1 else None


def _only(sites: QuerySet[Site]) -> Site | None:
    found = list(sites[:2])
    return found[0] if len(found) == 1 else None
