"""The list of trusts and wards whose signals changed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from ratings.models import ChangeNotice
from tests.inspect.conftest import NOW, Country
from tests.inspect.reading import entries_of, rows_of, text_of, words
from workspaces.models import SeenChanges

pytestmark = pytest.mark.django_db


def test_an_entry_has_reason_rule_chart_and_what_the_trust_says(country: Country, inspector):
    answer = inspector.get("/inspect/")
    assert answer.status_code == 200
    page, said = answer.content.decode(), text_of(answer)
    assert "The fill rate of registered nurses and midwives by day was 62.0% in October 2026, below its lower" in said
    assert "and the return for October 2026 (receipt ST-" in said
    assert "Seven posts are vacant." in said
    assert "Four beds are closed." in said
    assert f'href="/inspect/wards/{country.ward.public_id}/"' in page
    assert 'href="/inspect/rules/#special-cause-outside-limits"' in page
    assert "<svg" in page
    assert 'role="img"' in page


def test_the_newest_change_comes_first_and_what_settled_says_so(country: Country, inspector):
    entries = entries_of(inspector.get("/inspect/"))
    # The correction of September: of two short months one is left.
    first = entries[0]
    assert first.address == f"/inspect/wards/{country.ward.public_id}/"
    assert not first.is_raised
    assert "Settled" in first.said
    assert "Often short: Not often short before: often short" in first.said
    assert "A correction (version 2) of the return for September 2026" in first.said
    assert first.has_chart
    noticed = [entry.where.rsplit("noticed ", 1)[1] for entry in entries]
    assert noticed[0] == "20 November 2026 at 9:40am"
    assert set(noticed[1:]) == {"20 November 2026 at 9am"}


def test_real_and_invented_trusts_are_never_in_one_list(country: Country, inspector, settings):
    def trusts(address: str) -> set[bool]:
        return {"X01" in entry.where or "X01" in entry.name for entry in entries_of(inspector.get(address))}

    assert trusts("/inspect/") == {False}
    assert trusts("/inspect/?trusts=demonstration") == {True}
    settings.DEMONSTRATION = True
    assert trusts("/inspect/") == {True}
    assert trusts("/inspect/?trusts=real") == {False}


ASKED = {
    "trust=RX1": True,
    "trust=rx1": True,
    "trust=TRUST+RX1": True,
    "trust=RX2": False,
    "region=Y62": True,
    "region=Y63": False,
    "kind=often_short": True,
    "kind=staffing_alarm": False,
    "month=2026-10": True,
    "show=raised": True,
    # What is not understood is as if it had not been asked.
    "region=nowhere": True,
    "month=not-a-month": True,
    "page=99": True,
}


def test_the_list_answers_what_is_asked_and_bears_what_is_not_understood(country: Country, inspector):
    for asked, found in ASKED.items():
        entries = entries_of(inspector.get(f"/inspect/?{asked}"))
        assert bool(entries) is found, asked
        if "raised" in asked:
            assert all(entry.is_raised for entry in entries)


def test_the_file_holds_what_the_list_shows_one_row_for_each_changed_signal(country: Country, inspector):
    rows = rows_of(inspector.get("/inspect/changes.csv?kind=special_cause"))
    assert {row["Trust code"] for row in rows} == {"RX1"}
    below = [
        row
        for row in rows
        if (row["Level"], row["New"], row["Measure"]) == ("ward", "Below the lower limit", "fill_day_registered")
    ]
    assert [row["Ward"] for row in below] == ["Ward 1"]
    assert below[0]["Month"] == "2026-10"
    assert below[0]["Rule"] == "special_cause.outside_limits"
    assert "62.0%" in below[0]["Reason"]


def test_what_was_marked_as_seen_is_new_no_longer_and_what_comes_later_is(country: Country, inspector):
    page = inspector.get("/inspect/")
    assert all(entry.is_new for entry in entries_of(page))
    newest = re.search(r'name="until" value="([^"]+)"', page.content.decode())[1]
    assert inspector.post("/inspect/seen/", {"until": newest}).status_code == 302
    page = inspector.get("/inspect/")
    assert not any(entry.is_new for entry in entries_of(page))
    assert "Nothing is new since you marked the entries as seen" in text_of(page)
    ChangeNotice.objects.create(
        level="trust",
        subject="RX2",
        trust_code="RX2",
        is_demonstration=False,
        period=date(2026, 10, 1),
        kinds=["staffing_alarm"],
        raised=True,
        at=NOW,
    )
    page = inspector.get("/inspect/")
    assert [entry.name for entry in entries_of(page) if entry.is_new] == ["Trust RX2 NHS Trust"]
    assert "1 entry is new since" in text_of(page)


def test_a_mark_never_reaches_into_the_future_nor_back(country: Country, inspector):
    inspector.post("/inspect/seen/", {"until": (NOW + timedelta(days=9)).isoformat()})
    assert SeenChanges.objects.get().until == NOW
    inspector.post("/inspect/seen/", {"until": (NOW - timedelta(days=9)).isoformat()})
    inspector.post("/inspect/seen/", {"until": "nonsense"})
    assert SeenChanges.objects.get().until == NOW


def test_a_page_takes_the_same_few_queries_however_many_entries_it_has(
    country: Country, inspector, django_assert_max_num_queries
):
    inspector.get("/inspect/")
    with django_assert_max_num_queries(22):
        inspector.get("/inspect/")


def test_no_page_of_it_has_a_verdict_on_a_fill_rate(country: Country, inspector):
    for path in ("/inspect/", f"/inspect/wards/{country.ward.public_id}/", "/inspect/trusts/RX1/"):
        # Without the menus, in which a part of the desk is called so.
        said = words(re.sub(r"<nav\b.*?</nav>", "", inspector.get(path).text, flags=re.S)).lower()
        for verdict in (" poor", " worse", " better", "unsafe", "understaffed", "concern"):
            assert verdict not in said, (path, verdict)
