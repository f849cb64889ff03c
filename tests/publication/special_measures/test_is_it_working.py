"""Beside each promise stands its measure: what was expected, what came, and a sentence that is true of the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from django.test import Client

from oversight.measures.models import Observation
from tests.publication.special_measures.scene import AS_BEFORE, NEXT_DAY, PAGE, clock, make_told, read
from tests.ratings.plan_measures.making import as_accepted
from tests.ratings.plans.planning import at

__all__ = ["clock"]
pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]
# Figures are known up to September 2015, and the rounds were delivered on 20 February.
OCTOBER = at(date(2015, 10, 20))
NAME = "Patients harmed by a fall"


@pytest.fixture(autouse=True)
def falls_are_shown_as_accepted() -> Iterator[None]:
    """What is said of a series is said of it whoever tells it: that it waits for releases is tested beside them."""
    with as_accepted():
        yield


def test_a_measure_that_moved_is_said_to_have_moved_with_what_was_expected(client: Client, clock: Clock) -> None:
    make_told().february()
    clock(OCTOBER)
    text = read(client)
    assert "Of 1 measure: 1 better." in text
    assert "Delivered in February 2015." in text
    assert "better since" in text
    # What was promised stands beside what came, and the newest figure says of when it is.
    assert (
        "The trust promised: from 2.40% in December 2014 to 1.50% by October 2015. "
        "Newest figure: 1.10% in September 2015." in text
    )
    assert "For September 2015 the plan expected 1.58% or less, and it was 1.10%." in text


def test_a_claim_that_its_measure_does_not_bear_out_is_seen_not_to_be(client: Client, clock: Clock) -> None:
    make_told(figures=AS_BEFORE).february()
    clock(OCTOBER)
    text = read(client)
    assert "Of 1 measure: 1 not changed." in text
    assert "Delivered on 20 February 2015." in text
    assert "not changed since" in text
    assert "short of it" in text
    assert "better" not in text.split("Is it working?")[1].split("What it does not mean.")[0].replace(
        "should get better", ""
    )


def test_soon_after_delivery_it_is_too_early_to_say(client: Client, clock: Clock) -> None:
    told = make_told()
    told.february()
    Observation.objects.filter(period__gt=date(2015, 3, 1)).delete()
    clock(at(date(2015, 4, 9)))
    assert "Of 1 measure: 1 too early to say." in read(client)


def test_nothing_delivered_is_nothing_to_compare(client: Client, clock: Clock) -> None:
    told = make_told()
    told.planned.sign(told.nothing_delivered(), at(date(2015, 3, 5)))
    clock(NEXT_DAY)
    text = read(client)
    assert "Of 1 measure: 1 nothing delivered yet." in text
    assert "No action that should move it is delivered yet." in text


def test_the_chart_has_what_was_expected_and_its_table(client: Client, clock: Clock) -> None:
    make_told().february()
    clock(OCTOBER)
    html = client.get(PAGE).content.decode()
    figure = html[html.index('<figure class="app-chart"') : html.index("</figure>")]
    assert "<svg" in figure
    assert "What the plan expected" in figure
    assert "The values as a table" in figure
    assert "September 2015" in figure
    assert "style=" not in html


def test_a_figure_that_comes_or_is_corrected_is_on_the_page_at_once(client: Client, clock: Clock) -> None:
    from tests.ratings.plan_measures.making import brought

    told = make_told()
    told.february()
    clock(OCTOBER)
    first = client.get(PAGE)
    brought(told.trust, [40], last="2015-10", now=at(date(2015, 10, 19)))
    again = client.get(PAGE, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Newest figure: 4.00% in October 2015." in read(client)


def test_every_measure_says_what_it_does_not_mean(client: Client, clock: Clock) -> None:
    make_told().february()
    clock(OCTOBER)
    told = read(client).split("What the figures show")[1]
    assert "What it does not mean." in told
    assert "Source:" in told


def test_the_same_is_given_to_programs(client: Client, clock: Clock) -> None:
    make_told().february()
    clock(OCTOBER)
    answer = client.get("/api/v1/special-measures/RX1/").json()
    assert answer["in_special_measures"] is True
    concern = answer["cases"][0]["plan"]["concerns"][0]
    (measure,) = concern["measures"]
    assert measure["verdict"] == "improved"
    assert measure["against_trajectory"] == "met"
    assert measure["trajectory"] == [{"period": "2015-04", "value": 2.0}, {"period": "2015-10", "value": 1.5}]
    assert measure["points"][-1] == {"period": "2015-09", "value": 1.1, "missing": None}
    assert [action["status"] for action in concern["actions"]] == ["delivered", "on_track"]
    assert concern["actions"][0]["evidence"] == ["The rota of each ward since 2 February."]
