"""What did not come is seen not to have come, from the day after it was due and until it has come; in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from publication.special_measures.sentences import (
    how_long,
    update_came,
    update_missed,
    update_overdue,
    what_was_due,
)
from tests.publication.special_measures.scene import OUT, clock, make_told, read
from tests.ratings.plans.planning import MARCH, at

__all__ = ["clock"]
Clock = Callable[[datetime], None]
FEBRUARY_IS_OVERDUE = "Overdue: the update for February 2015 was due by 10 March and has not come."


class TestSentences:
    def test_the_sentence_of_an_overdue_update(self) -> None:
        said = "Overdue: the update for September 2026 was due by 10 October and has not come."
        assert update_overdue(date(2026, 9, 1), date(2026, 10, 10)) == said

    def test_the_year_is_said_where_it_is_another(self) -> None:
        assert "was due by 10 January 2027 and" in update_overdue(date(2026, 12, 1), date(2027, 1, 10))
        assert "was due by 10 January 2027 and did not come" in update_missed(date(2026, 12, 1), date(2027, 1, 10))

    @pytest.mark.parametrize(
        ("came", "said"),
        [
            (date(2026, 10, 10), "was published on 10 October 2026, in time."),
            (date(2026, 10, 11), "was published on 11 October 2026, 1 day late: it was due by 10 October 2026."),
            (date(2026, 10, 14), "was published on 14 October 2026, 4 days late: it was due by 10 October 2026."),
        ],
    )
    def test_an_update_that_came_says_whether_in_time(self, came: date, said: str) -> None:
        assert update_came(date(2026, 9, 1), date(2026, 10, 10), came) == f"The update for September 2026 {said}"

    @pytest.mark.parametrize(
        ("since", "until", "said"),
        [
            (date(2013, 7, 16), date(2013, 7, 16), "0 days"),
            (date(2013, 7, 16), date(2013, 8, 15), "30 days"),
            (date(2013, 7, 16), date(2013, 8, 16), "1 month"),
            (date(2013, 7, 16), date(2014, 7, 15), "11 months"),
            (date(2013, 7, 16), date(2014, 7, 16), "1 year"),
            (date(2013, 7, 16), date(2015, 1, 16), "1 year and 6 months"),
            # A month without that day is over with its own last day.
            (date(2016, 1, 31), date(2016, 2, 29), "1 month"),
        ],
    )
    def test_how_long_in_whole_months_never_rounded_up(self, since: date, until: date, said: str) -> None:
        assert how_long(since, until) == said

    def test_what_was_due_is_not_overdue_on_its_last_day(self) -> None:
        day = date(2026, 10, 10)
        assert what_was_due("It.", day, done_on=None, today=day) == "It. Due by 10 October 2026."
        assert "Overdue: it was due by 10 October 2026." in what_was_due(
            "It.", day, done_on=None, today=date(2026, 10, 11)
        )
        assert what_was_due("It.", day, done_on=day, today=day) == "It. Done on 10 October 2026."


@pytest.mark.django_db
class TestUpdates:
    def test_an_update_is_overdue_from_the_day_after_on_every_page(self, client: Client, clock: Clock) -> None:
        make_told()
        clock(at(date(2015, 3, 10), 22))
        for address in ("/trusts/RX1/", "/trusts/RX1/special-measures/", "/special-measures/"):
            assert "Overdue" not in read(client, address)
        assert "The update for February 2015 is due by 10 March 2015." in read(client)
        clock(at(date(2015, 3, 11), 0, 1))
        for address in ("/trusts/RX1/", "/trusts/RX1/special-measures/", "/special-measures/"):
            assert FEBRUARY_IS_OVERDUE in read(client, address)
        assert FEBRUARY_IS_OVERDUE in client.get("/api/v1/special-measures/RX1/").json()["cases"][0]["overdue"]

    def test_a_panel_has_the_first_and_how_much_more(self, client: Client, clock: Clock) -> None:
        make_told()
        clock(at(date(2015, 6, 11)))
        text = read(client, "/hospitals/RX101/")
        assert FEBRUARY_IS_OVERDUE in text
        assert "the update for March 2015 was due by 10 April and has not come. 2 more things are overdue." in text
        assert "update for April 2015" not in text
        assert "update for April 2015" in read(client)

    def test_one_that_is_signed_and_waits_for_its_time_has_not_come(self, client: Client, clock: Clock) -> None:
        told = make_told()
        told.february(now=at(date(2015, 3, 11)))
        clock(at(date(2015, 3, 11), 12))
        assert FEBRUARY_IS_OVERDUE in read(client)
        clock(at(date(2015, 3, 12), 9, 30))
        text = read(client)
        assert FEBRUARY_IS_OVERDUE not in text
        said = "The update for February 2015 was published on 12 March 2015, 2 days late: it was due by 10 March 2015."
        assert said in text

    def test_one_passed_over_is_said_never_to_have_come(self, client: Client, clock: Clock) -> None:
        told = make_told()
        told.later(MARCH, at(date(2015, 4, 7)), date(2015, 10, 30))
        clock(at(date(2015, 4, 9)))
        text = read(client)
        assert "Never published: the update for February 2015 was due by 10 March and did not come." in text
        assert "The update for March 2015 was published on 8 April 2015, in time." in text

    def test_the_next_one_is_told_of_with_its_day(self, client: Client, clock: Clock) -> None:
        make_told().february()
        clock(OUT)
        assert "The update for March 2015 is due by 10 April 2015." in read(client)
        assert "Next update due by 10 April 2015" in read(client)


@pytest.mark.django_db
class TestActions:
    def test_an_action_is_overdue_once_its_day_is_over_whatever_the_report_says(
        self, client: Client, clock: Clock
    ) -> None:
        make_told().february()
        clock(at(date(2015, 9, 30)))
        assert "Not delivered yet; the trust says that it is on track. It is due by 30 September 2015." in read(client)
        clock(at(date(2015, 10, 1)))
        text = read(client)
        assert "Overdue: it was due by 30 September 2015 and has not been delivered." in text
        assert "1 delivered and 1 on track. Of those not delivered, 1 is past the day promised." in text

    def test_a_new_day_stands_beside_the_one_first_promised(self, client: Client, clock: Clock) -> None:
        told = make_told()
        told.february()
        told.later(MARCH, at(date(2015, 4, 7)), date(2015, 10, 30))
        clock(at(date(2015, 4, 9)))
        text = read(client)
        assert "It is due by 30 October 2015. It was first promised by 30 September 2015." in text
        assert "The trust says: The maker is behind." in text

    def test_one_delivered_late_says_by_how_much(self, client: Client, clock: Clock) -> None:
        told = make_told()
        told.february()
        clock(OUT)
        assert "Delivered on 20 February 2015. It was promised by 27 February 2015." in read(client)
