"""The public pages of special measures: a trust's whole story, a report as it was published, and the list of trusts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from inspections.kept_files import give_file
from oversight import clock
from oversight.accounts.access import PUBLIC, access
from oversight.measures.defining import definitions
from oversight.measures.period_words import write_period
from oversight.measures.periods import Period
from oversight.organisations.models import Trust
from oversight.returns.periods import Month
from oversight.wording import write_month
from publication.found_by_code import of_trust
from publication.pages import answer
from publication.periods import COMPLAINTS
from publication.place_pages.known_on import by_day, reading, titled
from publication.rating_summaries import by_tag_alone
from publication.record import Releases
from publication.release_pages import worlds
from publication.special_measures.answers import answer_of, heading_of_decision, sentence_of_decision
from publication.special_measures.listing import ListedWorld, listed_world
from publication.special_measures.measures_told import measures_of, summary_of
from publication.special_measures.plan_told import how_many, report_address, shown_report
from publication.special_measures.record import PublicSpecialMeasures, ShownCase, stamp_of_everything
from ratings.plans.models import PlanReport
from ratings.plans.reading import published_evidence
from ratings.plans.updates import days_for_updates


@access(PUBLIC)
@require_safe
@by_day
@of_trust
def trust_special_measures(request: HttpRequest, record: Trust) -> HttpResponse:
    """Show whether a trust is in special measures, why, who helps, what was promised and done, and whether it works."""
    known = reading(request)
    now = known.moment
    releases = Releases(demonstration=record.is_demonstration, at=known.at)
    complaints = Releases(demonstration=record.is_demonstration, kind=COMPLAINTS, at=known.at)

    def told() -> Mapping[str, Any]:
        public = PublicSpecialMeasures(record, now)
        main = public.main
        newest = main.plan.newest if main is not None and main.plan is not None else None
        measures = measures_of(main, now) if main is not None else {}
        return {
            "trust": record,
            "known": known,
            "here": request.path,
            "now": now,
            "public": public,
            "main": main,
            "answer": answer_of(public),
            "measures": measures,
            "working": summary_of(measures),
            "counts": how_many(newest.counts, len(newest.overdue)) if newest is not None else "",
            "update_within": days_for_updates(record, clock.london_date(now)),
            "heading_of": heading_of_decision,
            "sentence_of": sentence_of_decision,
            "report_address": report_address,
        }

    response = answer(
        request,
        releases,
        title=titled(f"Special measures: {record.shown_name}", None, known),
        description=f"Whether {record.shown_name} is in special measures, why, who helps, and whether its plan works.",
        trail=[
            ("Find a hospital", reverse("public:home")),
            (record.shown_name, reverse("public:trust", args=[record.code])),
        ],
        fragment="special_measures/trust.html.jinja",
        told=told,
        key=("special measures", record.name, known.day, complaints.stamp, stamp_of_everything(now)),
    )
    return by_tag_alone(response)


@access(PUBLIC)
@require_safe
@of_trust
def report(request: HttpRequest, record: Trust, month: str, number: int | None = None) -> HttpResponse:
    """Show a month's report as it was published: the newest of the month, or the one of the number."""
    now = clock.now()
    found = _reports_of_month(PublicSpecialMeasures(record, now), month)
    chosen = next((each for each in found if number is None or each[1].number == number), None)
    if chosen is None:
        raise Http404("No report for this month has been published.")
    case, shown = chosen
    newest = found[0][1].number
    # As it was on its day: what became overdue since stands on the trust's page.
    told = shown_report(shown, record.code, clock.london_date(shown.publish_at or now))
    response = answer(
        request,
        Releases(demonstration=record.is_demonstration),
        title=f"{record.shown_name}: update for {write_month(shown.month)}",
        description=f"What {record.shown_name} reported for {write_month(shown.month)} on its improvement plan.",
        trail=[
            ("Find a hospital", reverse("public:home")),
            (record.shown_name, reverse("public:trust", args=[record.code])),
            ("Special measures", reverse("public:special_measures", args=[record.code])),
        ],
        fragment="special_measures/report.html.jinja",
        told=lambda: {
            "trust": record,
            "case": case,
            "shown": told,
            "newest": newest,
            "counts": how_many(told.counts, len(told.overdue)),
            "month": f"{shown.month:%Y-%m}",
            "definitions": definitions(),
            "label_of": lambda text: write_period(Period.parse(text)),
        },
        key=("special measures report", record.name, shown.pk, newest, stamp_of_everything(now)[0]),
    )
    return by_tag_alone(response)


@access(PUBLIC)
@require_safe
@of_trust
def evidence(request: HttpRequest, record: Trust, evidence_id: UUID) -> HttpResponse:
    """Give out a file that shows what a published report says, where the trust lets the public read it."""
    now = clock.now()
    found = published_evidence(evidence_id, now)
    of_trust_or_before = {each.told.case.pk for each in PublicSpecialMeasures(record, now).cases if each.told.case}
    if found is None or found.progress.report.plan.case_id not in of_trust_or_before:
        raise Http404("There is no such file.")
    response = give_file(found.stored, found.filename)
    if record.is_demonstration:
        response["X-Robots-Tag"] = "noindex"
    return response


@access(PUBLIC)
@require_safe
def every_trust(request: HttpRequest) -> HttpResponse:
    """List the trusts in special measures, those that left, and those for which they were declined."""
    now = clock.now()
    shown = worlds()
    response = answer(
        request,
        shown[0].releases,
        title="Trusts in special measures",
        description="Which NHS trusts are in special measures, since when, and whether they keep what they promised.",
        trail=[("Find a hospital", reverse("public:home"))],
        fragment="special_measures/every_trust.html.jinja",
        told=lambda: {"worlds": listed_worlds(now)},
        key=("every trust in special measures", stamp_of_everything(now)[0]),
    )
    return by_tag_alone(response)


def listed_worlds(now: datetime) -> list[ListedWorld]:
    """Return the list of each world that has organisations, the real one first."""
    return [listed_world(demonstration=world.demonstration, now=now) for world in worlds()]


def _reports_of_month(public: PublicSpecialMeasures, text: str) -> list[tuple[ShownCase, PlanReport]]:
    """Return the published reports of the month of an address, the newest number first; what is no month is 404."""
    try:
        month = Month.parse(text).first_day
    except ValueError as fault:
        raise Http404(str(fault)) from None
    found = [
        (case, each)
        for case in public.cases
        if case.plan is not None
        for each in case.plan.reports
        if each.month == month
    ]
    return sorted(found, key=lambda one: -one[1].number)
