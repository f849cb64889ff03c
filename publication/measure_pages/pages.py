"""The pages of measures: of a trust all of them and each one, and of each measure all trusts, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access
from oversight.clock import london_date
from oversight.organisations.models import Trust
from publication.compare.peers import Peers, peers_of
from publication.compare.places import place_of_trust
from publication.figures import Missing
from publication.found_by_code import of_trust
from publication.front import kept_in_front
from publication.measure_pages.catalogue import PublicMeasure, measures, questions
from publication.measure_pages.comparison import Comparison
from publication.measure_pages.over_time import chart_over_time
from publication.measure_pages.readings import PublicMeasures, Reading
from publication.pages import answer
from publication.periods import STAFFING
from publication.place_pages.known_on import KnownOn, by_day, reading
from publication.rating_summaries import by_tag_alone
from publication.release_pages import worlds


@dataclass(frozen=True)
class MeasureOfWorld:
    """A measure of all real trusts, or of all invented ones; never of both."""

    demonstration: bool
    comparison: Comparison
    hospitals: list[Reading]

    @property
    def release(self) -> Any:
        """The release that tells them, None where there is none yet."""
        told = [*self.comparison.readings, *self.hospitals]
        return told[0].release if told else None


@access(PUBLIC)
@require_safe
@by_day
@kept_in_front
@of_trust
def trust_measures(request: HttpRequest, record: Trust) -> HttpResponse:
    """Show every measure by which something is told of a trust, under what people ask."""
    known = reading(request)
    public = PublicMeasures(demonstration=record.is_demonstration, at=known.at)
    name = record.shown_name

    def told() -> Mapping[str, Any]:
        return {
            "trust": record,
            "name": name,
            "known": known,
            "questions": public.of_trust(record.code).by_question(),
            "releases": list(public.of_kind.values()),
            "missing": list(Missing),
        }

    return by_tag_alone(
        answer(
            request,
            public.of_kind[STAFFING],
            title=f"Every measure of {name}",
            description=f"Safety, staffing, patients' and staff's views at {name}: every published measure.",
            trail=_trail(record, known),
            fragment="measure_pages/trust_measures.html.jinja",
            told=told,
            key=("trust measures", record.name, known.day, public.stamp),
        )
    )


@access(PUBLIC)
@require_safe
@by_day
@kept_in_front
@of_trust
def trust_measure(request: HttpRequest, record: Trust, measure: str) -> HttpResponse:
    """Show one measure of a trust: its figure, its course, its place among others, and what it means."""
    asked = _measure(measure)
    known = reading(request)
    public = PublicMeasures(demonstration=record.is_demonstration, at=known.at)
    found = public.of_trust(record.code).reading(asked)
    if found is None:
        raise Http404("Nothing has been published of this trust by this measure.")
    name = record.shown_name
    group = request.GET.get("peers", "")
    today = london_date(known.moment)

    def told() -> Mapping[str, Any]:
        groups = peers_of(place_of_trust(record), on=today, at=known.at)
        chosen = next((each for each in groups if each.group.key == group), None)
        comparison = _among(public.of_measure(asked), asked, record, chosen)
        return {
            "trust": record,
            "name": name,
            "known": known,
            "measure": asked,
            "reading": found,
            "next_update": public.next_update(asked.kind),
            "over_time": chart_over_time(
                found.series, asked.definition, asked.name, chart_id="over-time", joined_on=found.joined_on
            ),
            "comparison": comparison,
            "among": comparison.chart(record.code) if comparison.readings else None,
            "groups": groups,
            "chosen": chosen,
            "missing": list(Missing),
        }

    return by_tag_alone(
        answer(
            request,
            public.of_kind[asked.kind],
            title=f"{asked.name}: {name}",
            description=f"{asked.name} at {name}: the newest figure, its course and its place among other trusts.",
            trail=[
                *_trail(record, known),
                ("Every measure", reverse("public:trust_measures", args=[record.code]) + known.question),
            ],
            fragment="measure_pages/trust_measure.html.jinja",
            told=told,
            key=("trust measure", record.name, known.day, group, today, public.stamp),
        )
    )


@access(PUBLIC)
@require_safe
@kept_in_front
def every_measure(request: HttpRequest) -> HttpResponse:
    """List every measure that has a page, under what people ask."""
    shown = worlds()
    return answer(
        request,
        shown[0].releases,
        title="Measures of safety and care",
        description="What is measured at every NHS trust, what each measure means, and what it does not mean.",
        trail=[("Find a hospital", reverse("public:home"))],
        fragment="measure_pages/every_measure.html.jinja",
        told=lambda: {"questions": questions()},
        key=("every measure",),
    )


@access(PUBLIC)
@require_safe
@by_day
@kept_in_front
def one_measure(request: HttpRequest, measure: str) -> HttpResponse:
    """Show a measure of all trusts, in the order of their names, with its definition."""
    asked = _measure(measure)
    known = reading(request)
    public = [PublicMeasures(demonstration=world.demonstration, at=known.at) for world in worlds()]

    def told() -> Mapping[str, Any]:
        return {
            "measure": asked,
            "known": known,
            "worlds": [
                MeasureOfWorld(each.demonstration, Comparison(asked, each.of_measure(asked)), each.of_hospitals(asked))
                for each in public
            ],
            "next_updates": [each.next_update(asked.kind) for each in public],
            "missing": list(Missing),
        }

    return by_tag_alone(
        answer(
            request,
            public[0].of_kind[asked.kind],
            title=asked.name,
            description=f"{asked.name}: what it means, and the figure of every NHS trust, in the order of their names.",
            trail=[("Measures", reverse("public:every_measure"))],
            fragment="measure_pages/one_measure.html.jinja",
            told=told,
            key=("one measure", known.day, [each.stamp for each in public]),
        )
    )


def _measure(code: str) -> PublicMeasure:
    """Return the measure of an address; one that is not public is not there."""
    found = measures().get(code)
    if found is None:
        raise Http404("There is no such measure.")
    return found


def _among(readings: list[Reading], asked: PublicMeasure, record: Trust, chosen: Peers | None) -> Comparison:
    every = Comparison(asked, readings)
    if chosen is None:
        return every
    return every.of({record.code, *(each.code for each in chosen.places)}, chosen.group.name.lower())


def _trail(record: Trust, known: KnownOn) -> list[tuple[str, str]]:
    return [
        ("Find a hospital", reverse("public:home")),
        (record.shown_name, reverse("public:trust", args=[record.code]) + known.question),
    ]
