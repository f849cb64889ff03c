"""How large pages are at the size of England: no page of measures or comparisons comes near 150 KB."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from oversight.organisations.models import Trust
from oversight.organisations.search_index import What
from publication.compare.places import Chosen, Place
from publication.compare.rows import Cell, Part, Row
from publication.figures import Missing
from publication.measure_pages.catalogue import measures, questions
from publication.measure_pages.comparison import Comparison
from publication.measure_pages.csv_columns import line_of
from publication.measure_pages.pages import MeasureOfWorld
from publication.measure_pages.readings import Reading
from publication.models import Release
from publication.place_pages.known_on import KnownOn
from tests.publication.measure_pages.test_comparison import FALLS, told

TRUSTS = 160
# What the frame around a page's content takes, and some room.
FRAME = 25 * 1024
MOST = 150 * 1024 - FRAME
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NAME = "University Hospitals of Wrenfield and Somewhere NHS Foundation Trust"
KNOWN = KnownOn(None, NOW)


def reading_of(code: str, place: int) -> Reading:
    """A trust with a long name, a figure, its limits and a word."""
    made = told(
        measures()[code],
        place,
        Decimal(place % 37) / 10,
        word="as expected",
        denominator=Decimal(500 + 31 * place),
        lower=Decimal("0.1"),
        upper=Decimal("4.9"),
        target=Decimal("2.5"),
    )
    release = Release(reference="safety-2026-10-1", title="Safety measures, October 2026", published_at=NOW)
    return Reading(
        **{**{name: getattr(made, name) for name in made.__dataclass_fields__}, "release": release, "name": NAME}
    )


def size(fragment: str, **told_of: object) -> int:
    given = {"known": KNOWN, "missing": list(Missing), **told_of}
    return len(render_to_string(f"publication/{fragment}", given, using="jinja2").encode())


def test_a_measure_of_every_trust() -> None:
    readings = [reading_of(FALLS, place) for place in range(TRUSTS)]
    world = MeasureOfWorld(False, Comparison(measures()[FALLS], readings), [])
    assert (
        size("measure_pages/one_measure.html.jinja", measure=measures()[FALLS], worlds=[world], next_updates=[None])
        < MOST
    )


def test_every_measure_of_a_trust() -> None:
    every = [(each, [reading_of(one.code, 1) for one in each.measures]) for each in questions()]
    trust = Trust(code="RX1", name=NAME)
    assert size("measure_pages/trust_measures.html.jinja", questions=every, trust=trust, name=NAME, releases=[]) < MOST


@pytest.mark.parametrize("count", [1, 3])
def test_every_measure_of_three_places(count: int) -> None:
    places = tuple(
        Place(What.TRUST, trust, trust) for trust in (Trust(code=f"RX{place}", name=NAME) for place in range(count))
    )
    parts = []
    for question in questions():
        rows = []
        for measure in question.measures:
            reading = reading_of(measure.code, 1)
            line = line_of(reading, question.question, place_kind="trust")
            cell = Cell("93.4%", line, "as expected", ("October 2026",), address="/trusts/RX1/measures/x_long_code/")
            rows.append(
                Row(measure.code, measure.name, (cell,) * count, f"/measures/{measure.code}/", "per 1,000 days")
            )
        parts.append(Part(question.key, question.question, tuple(rows)))
    chosen = Chosen(places)
    assert size("compare/compare.html.jinja", chosen=chosen, parts=parts, peers=[], found=[], day="", query="") < MOST
