"""What was found and published of a trust in the time of its case: reports, notices, and the ratings of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from inspections.judging.standing_record import word_of
from inspections.models import Notice, PublishedRating, PublishedReport, RatingLevel
from oversight.clock import london_date
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from oversight.records.references import Reference
from oversight.wording import write_date
from ratings.cases.timeline_entry import TimelineEntry, TimelineKind
from ratings.rules.ratings_words import KeyQuestion

_OF_THE_TRUST = (RatingLevel.TRUST, RatingLevel.TRUST_KEY_QUESTION)


@dataclass(frozen=True, slots=True)
class Under:
    """A trust that answered for a case, since when (None: from its start), and which trust it followed."""

    trust: Trust
    since: date | None = None
    followed: Trust | None = None

    def answered_on(self, on: date) -> bool:
        """Say whether what was found of the trust on the day was found of the case."""
        return self.since is None or on >= self.since


def found_entries(under: Sequence[Under], *, since: date, until: date, public: bool) -> Iterator[TimelineEntry]:
    """Return reports, notices and ratings published from a day to another, both included, in no order.

    With the newest ratings and report from before the first day: what the case was begun on. ``public``: no notice
    that the public does not see.
    """
    for each in under:
        yield from _within(_reports(each.trust, until), each, since)
        yield from _within(_ratings(each.trust, until), each, since)
        for entry in _notices(each.trust, until, public=public):
            if each.answered_on(entry.on) and entry.on >= since:
                yield entry


def _within(entries: Iterable[TimelineEntry], under: Under, since: date) -> Iterator[TimelineEntry]:
    """Yield the entries from the day on, and the newest from before it, where the case began with the trust."""
    answered = [entry for entry in entries if under.answered_on(entry.on)]
    before = max((entry.on for entry in answered if entry.on < since), default=None)
    begun_on = before if under.since is None else None
    yield from (entry for entry in answered if entry.on >= since or entry.on == begun_on)


def _reports(trust: Trust, until: date) -> Iterator[TimelineEntry]:
    reports = PublishedReport.objects.filter(inspection__trust=trust).select_related("inspection")
    for report in reports:
        on = london_date(report.published_at)
        if on > until:
            continue
        days = write_date(report.inspected_from)
        if report.inspected_to != report.inspected_from:
            days = f"{days} to {write_date(report.inspected_to)}"
        title = "Report of an inspection published" if report.number == 1 else "Report of an inspection published anew"
        words = f"{report.inspection.get_kind_display()} inspection, {days}. {report.reason}".strip()
        yield TimelineEntry(
            on, TimelineKind.FINDING, title, words, Reference("inspection", report.inspection.reference)
        )


def _notices(trust: Trust, until: date, *, public: bool) -> Iterator[TimelineEntry]:
    issued = Notice.objects.filter(trust=trust, issued_at__isnull=False).select_related("issuer")
    for notice in issued.filter(is_public=True) if public else issued:
        seen_at = (notice.made_public_at if public else None) or notice.issued_at
        if seen_at is None:
            continue
        on = london_date(seen_at)
        if on <= until:
            reference = Reference("notice", notice.reference)
            title = f"{notice.get_kind_display()} issued"
            yield TimelineEntry(on, TimelineKind.FINDING, title, notice.title, reference, notice.issuer.name)


def _ratings(trust: Trust, until: date) -> Iterator[TimelineEntry]:
    """Yield one entry for each day on which ratings of the whole trust were published."""
    rows = PublishedRating.objects.known().filter(
        provider_code=trust.code, level__in=_OF_THE_TRUST, published_on__lte=until, leaves_earlier_standing=False
    )
    # Of one day ours stands before an import, as elsewhere.
    ordered = rows.order_by("published_on", "key_question", "-source", "-number")
    for on, found in groupby(ordered, key=lambda row: row.published_on):
        first = {question: next(same) for question, same in groupby(found, key=lambda row: row.key_question)}
        overall = word_of(first.get(""))
        title = f"Rated {overall.label} overall" if overall is not None else "Key questions of the trust rated"
        words = [
            f"{question.label}: {word.label}."
            for question in KeyQuestion
            if (word := word_of(first.get(str(question)))) is not None
        ]
        yield TimelineEntry(on, TimelineKind.RATING, title, " ".join(words), trust_reference(trust))
