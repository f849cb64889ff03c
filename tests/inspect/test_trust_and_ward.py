"""A trust and a ward as an inspector sees them, now and as they were known on a day."""

from __future__ import annotations

import pytest

from tests.inspect.conftest import Country
from tests.inspect.reading import rows_of, table_of, text_of
from tests.ratings.making import accept, hours, make_trust, make_ward

pytestmark = pytest.mark.django_db


def test_a_trust_shows_its_alarm_wards_months_and_corrections(country: Country, inspector):
    answer = inspector.get("/inspect/trusts/RX1/")
    said = text_of(answer)
    assert "Trust RX1 NHS Trust" in said
    assert "Not enough data for October 2026: 2 trusts have reported, and 10 are wanted to compare with." in said
    months = table_of(answer, "months")
    assert [row[0] for row in months[:2]] == ["October 2026", "September 2026"]
    assert [row[1] for row in months[:2]] == ["Version 1 for October 2026", "Version 2 for September 2026"]
    assert months[0][3:5] == ["78.5%", "102.3%"]
    assert months[0][-1] == "Not enough data"
    wards = table_of(answer, "wards")
    assert [row[0] for row in wards] == ["Ward 1", "Ward 2"]
    assert wards[0][2].startswith("Registered, day: below the lower limit")
    assert wards[0][3] == "Seven posts are vacant. Action: Four beds are closed."
    assert wards[1][3] == "Nothing"
    assert [row[3] for row in table_of(answer, "corrections")] == ["A ward was wrong."]


def test_a_trust_that_sent_nothing_says_so_and_an_unknown_one_is_not_there(country: Country, inspector):
    make_trust("RX9")
    assert "has been accepted, so there are no signals" in text_of(inspector.get("/inspect/trusts/RX9/"))
    assert inspector.get("/inspect/trusts/rx1/").status_code == 200
    assert inspector.get("/inspect/trusts/NONE/").status_code == 404


def test_a_ward_shows_each_chart_its_table_and_what_the_trust_says_over_months(country: Country, inspector):
    answer = inspector.get(f"/inspect/wards/{country.ward.public_id}/")
    said = text_of(answer)
    assert answer.content.decode().count('<figure class="app-chart"') == 8
    assert "What stands out in October 2026" in said
    assert "A fill rate was below 80% in 1 of the last 3 months: October 2026 (registered, day 62.0%)." in said
    # The explanation came with September's first version, which stands no longer, and with October's.
    assert "The trust explains (October 2026): Seven posts are vacant." in said
    october, september = table_of(answer, "months")[:2]
    assert october[:4] == ["October 2026", "1,000", "620", "62.0%"]
    assert september[:4] == ["September 2026", "1,000", "850", "85.0%"]
    assert "Below the lower limit" in [row[4] for row in table_of(answer, "changes")]


def test_a_ward_of_no_return_says_so(country: Country, inspector):
    new = make_ward(country.steady, "New ward")
    assert "No return that stands says anything of this ward." in text_of(
        inspector.get(f"/inspect/wards/{new.public_id}/")
    )
    assert inspector.get("/inspect/wards/11111111-1111-1111-1111-111111111111/").status_code == 404


def test_a_month_without_the_ward_is_not_submitted_and_not_zero(country: Country, inspector):
    accept(country.sliding, "2026-11", {"Ward 2": hours(day_registered_planned="0", day_registered_actual="0")})
    said = text_of(inspector.get(f"/inspect/wards/{country.ward.public_id}/"))
    assert "not submitted" in said
    other = country.sliding.wards.get(name="Ward 2")
    row = rows_of(inspector.get(f"/inspect/wards/{other.public_id}/months.csv"))[0]
    assert (row["Month"], row["Registered, day, planned hours"]) == ("2026-11", "0")
    assert row["Fill rate, registered nurses and midwives, day"] == ""
    absent = rows_of(inspector.get(f"/inspect/wards/{country.ward.public_id}/months.csv"))[0]
    assert (absent["Receipt"], absent["Registered, day, planned hours"]) == ("not submitted", "")


def test_pages_can_be_read_as_they_were_known_on_a_day(country: Country, inspector):
    """Before the correction of 20 November September stood at 62%, and the ward was often short."""
    ward = f"/inspect/wards/{country.ward.public_id}/"
    then = inspector.get(f"{ward}?known_on=2026-11-19")
    assert "as it was known at the end of 19 November 2026" in text_of(then)
    assert "A fill rate was below 80% in 2 of the last 3 months" in text_of(then)
    assert table_of(then, "months")[1][3] == "62.0%"
    assert table_of(inspector.get(ward), "months")[1][3] == "85.0%"
    assert "What stands out in August 2026" in text_of(inspector.get(f"{ward}?known_on=2026-09-30"))
    trust = inspector.get("/inspect/trusts/RX1/?known_on=2026-11-19")
    assert table_of(trust, "months")[1][1] == "Version 1 for September 2026"
    assert table_of(trust, "corrections") == []
    row = rows_of(inspector.get("/inspect/trusts/RX1/months.csv?known_on=2026-11-19"))[1]
    assert (row["Month"], row["Version"]) == ("2026-09", "1")


def test_a_day_that_is_none_or_not_past_is_the_present(country: Country, inspector):
    for day in ("", "nonsense", "2026-13-40", "2026-11-20", "2030-01-01", "0001-01-01"):
        answer = inspector.get(f"/inspect/trusts/RX1/?known_on={day}")
        assert answer.status_code == 200, day
        assert "as it was known at the end of" not in text_of(answer), day


def test_numbers_in_files_have_all_their_digits(country: Country, inspector):
    row = rows_of(inspector.get("/inspect/trusts/RX2/months.csv"))[0]
    assert row["Care hours per patient day, all staff"].startswith("5.4316502463054187")
