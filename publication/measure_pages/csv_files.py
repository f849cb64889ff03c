"""The files of measures: a trust's newest figures, one measure of a trust over time, and a measure of all trusts."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from oversight.accounts.access import PUBLIC, access
from oversight.organisations.models import Trust
from publication.csv_answers import description_answer, file_answer, query_of
from publication.found_by_code import of_trust
from publication.measure_pages.catalogue import PublicMeasure, measures, question_of
from publication.measure_pages.csv_columns import FigureLine, described, line_of, lines_of_series, written
from publication.measure_pages.readings import PublicMeasures
from publication.place_pages.known_on import by_day, reading
from publication.release_pages import worlds


@access(PUBLIC)
@require_safe
@by_day
@of_trust
def trust_measures_csv(request: HttpRequest, record: Trust, described_only: bool = False) -> HttpResponse:
    """Give out the newest figure of a trust by every measure."""
    if described_only:
        address = reverse("public:trust_measures_csv", args=[record.code])
        return description(request, address, f"Every measure of {record.shown_name}", record.is_demonstration)
    public = PublicMeasures(demonstration=record.is_demonstration, at=reading(request).at)
    lines = [
        line_of(each, question.question, place_kind="trust")
        for question, readings in public.of_trust(record.code).by_question()
        for each in readings
    ]
    return file(request, lines, f"measures-{record.code}", record.is_demonstration)


@access(PUBLIC)
@require_safe
@by_day
@of_trust
def trust_measure_csv(request: HttpRequest, record: Trust, measure: str, described_only: bool = False) -> HttpResponse:
    """Give out one measure of a trust, period by period."""
    asked = _measure(measure)
    if described_only:
        address = reverse("public:trust_measure_csv", args=[record.code, asked.code])
        return description(request, address, f"{asked.name}: {record.shown_name}", record.is_demonstration)
    public = PublicMeasures(demonstration=record.is_demonstration, at=reading(request).at)
    found = public.of_trust(record.code).reading(asked)
    if found is None:
        raise Http404("Nothing has been published of this trust by this measure.")
    lines = lines_of_series(found, question_of(asked).question)
    return file(request, lines, f"{asked.code}-{record.code}", record.is_demonstration)


@access(PUBLIC)
@require_safe
@by_day
def one_measure_csv(request: HttpRequest, measure: str, described_only: bool = False) -> HttpResponse:
    """Give out the newest figures of all trusts, and of hospitals where the measure is of them, of one world.

    Invented trusts have a file of their own: with ``?demonstration=yes``, or where there are no others.
    """
    asked = _measure(measure)
    invented = _is_invented(request)
    if described_only:
        return description(request, reverse("public:measure_csv", args=[asked.code]), asked.name, invented)
    public = PublicMeasures(demonstration=invented, at=reading(request).at)
    question = question_of(asked).question
    lines = [line_of(each, question, place_kind="trust") for each in public.of_measure(asked)]
    lines += [line_of(each, question, place_kind="hospital") for each in public.of_hospitals(asked)]
    return file(request, lines, f"{'demonstration-' if invented else ''}{asked.code}", invented)


def file(request: HttpRequest, lines: Iterable[FigureLine], name: str, demonstration: bool) -> HttpResponse:
    """Return lines as a file, with the address of its description."""
    return file_answer(request, written(lines), name=name, demonstration=demonstration, query=query_of(request))


def description(request: HttpRequest, address: str, title: str, demonstration: bool) -> HttpResponse:
    """Return the description of a file."""
    content = described(address=request.build_absolute_uri(f"{address}{query_of(request)}"), title=title)
    return description_answer(content, demonstration=demonstration)


def _measure(code: str) -> PublicMeasure:
    found = measures().get(code)
    if found is None:
        raise Http404("There is no such measure.")
    return found


def _is_invented(request: HttpRequest) -> bool:
    held = [world.demonstration for world in worlds()]
    return request.GET.get("demonstration") == "yes" if len(held) > 1 else held[0]
