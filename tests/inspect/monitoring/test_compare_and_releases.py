"""Trusts side by side, and releases of bands: listed, frozen, and made by whom it is for."""

from __future__ import annotations

import pytest

from oversight.accounts.models import Role
from oversight.organisations.models import Trust
from ratings.models import MonitoringRelease, ReleasedBand, TrustBand
from tests.inspect.conftest import client_of, person_with
from tests.inspect.monitoring.making import make_trusts
from tests.inspect.reading import rows_of, table_of, text_of

pytestmark = pytest.mark.django_db
RELEASES = "/inspect/monitoring/releases/"


def test_trusts_stand_side_by_side_in_the_order_asked_for(nation, inspector):
    answer = inspector.get("/inspect/compare/?trusts=RB1,rb0")
    bands = table_of(answer, "bands")
    assert [row[0] for row in bands] == ["Trust RB1 NHS Trust (RB1)", "Trust RB0 NHS Trust (RB0)"]
    assert bands[1][1:] == ["Band 1", "0", "3", "6 of 16", "37.50%"]
    deaths = next(row for row in table_of(answer, "theme-mortality") if "(SHMI)" in row[0])
    assert deaths[1] == "1.02"
    assert deaths[2].startswith("1.02")
    assert deaths[2].endswith("No evidence of risk")
    assert deaths[3].startswith("1.45")
    assert deaths[3].endswith("Elevated risk")
    assert "These raise questions, they are not judgements." in text_of(answer)
    assert "a demonstration setting" in text_of(answer)


def test_only_what_raises_a_question_can_be_shown_and_the_file_holds_it(nation, inspector):
    answer = inspector.get("/inspect/compare/?trusts=RB0,RB1&show=raised")
    assert "5 indicators of 10" in text_of(answer)
    rows = rows_of(inspector.get("/inspect/compare.csv?trusts=RB0,RB1&show=raised"))
    assert len(rows) == 10
    assert {row["Trust code"] for row in rows} == {"RB0", "RB1"}
    assert len(rows_of(inspector.get("/inspect/compare.csv?trusts=RB0,RB1,RB2,RB3"))) == 40


def test_what_is_chosen_in_the_form_becomes_an_address(nation, inspector):
    answer = inspector.get("/inspect/compare/?trust=RB0&trust=RB3&trust=&trust=RB0&show=raised")
    assert answer["Location"] == "/inspect/compare/?trusts=RB0,RB3&show=raised"


REFUSED = {
    "RB0": "Choose at least 2 trusts.",
    "RB0,RB0": "Choose at least 2 trusts.",
    "RB0,NONE": "There is no trust with the code NONE.",
    "RB0,RB1,RB2,RB3,RB4": "Choose no more than 4 trusts.",
    "RB0,XA1": "Real trusts and invented ones are never compared.",
}


def test_what_cannot_be_compared_is_said_and_nothing_is_shown(nation, inspector):
    for asked, said in REFUSED.items():
        answer = inspector.get(f"/inspect/compare/?trusts={asked}")
        assert said in text_of(answer), asked
        assert not table_of(answer, "bands")
        assert rows_of(inspector.get(f"/inspect/compare.csv?trusts={asked}")) == []
    for asked in ("", "real", "demonstration"):
        assert "Choose two to four trusts." in text_of(inspector.get(f"/inspect/compare/?trusts={asked}"))


def test_trusts_of_which_nothing_is_known_are_compared_in_words(on_a_day, inspector):
    make_trusts("RF1", "RF2")
    answer = inspector.get("/inspect/compare/?trusts=RF1,RF2")
    assert table_of(answer, "bands")[0][1:] == ["Not worked out", "none", "none", "none", "none"]
    assert "No indicator was compared yet." in text_of(answer)


def manager() -> object:
    return client_of(person_with(Role.INSPECTION_MANAGER))


def test_a_manager_releases_this_quarter_once_and_it_stays(nation, inspector):
    by = manager()
    assert "Nothing was released yet." in text_of(by.get(RELEASES))
    answer = by.post(RELEASES, {"note": "Figures of September came late."})
    assert answer["Location"] == f"{RELEASES}2026-Q3/"
    TrustBand.objects.filter(trust_code="RB0").update(band=6, score=0)
    page = inspector.get(f"{RELEASES}2026-Q3/")
    rows = table_of(page, "bands")
    assert rows[0] == ["Trust RB0 NHS Trust (RB0)", "Band 1", "0", "3", "6 of 16", "37.50%", "8"]
    assert "Note: Figures of September came late." in text_of(page)
    assert "Band 1: 1" in text_of(page)
    assert "a demonstration setting" in text_of(page)
    assert len(rows) == ReleasedBand.objects.count() == 10
    listed = table_of(by.get(RELEASES), "releases")
    assert listed[0][0] == "October to December 2026"
    assert listed[0][3] == "10"
    assert "The bands of this quarter are released." in text_of(by.get(RELEASES))
    again = by.post(RELEASES, {"note": ""})
    assert "has been released already" in text_of(again)
    assert MonitoringRelease.objects.count() == 1


def test_an_inspector_sees_releases_and_makes_none(nation, inspector):
    assert "An inspection manager or the chief inspector releases them." in text_of(inspector.get(RELEASES))
    assert inspector.post(RELEASES, {"note": ""}).status_code == 403
    assert not MonitoringRelease.objects.exists()


def test_real_and_invented_bands_are_released_apart(nation):
    by = manager()
    answer = by.post(f"{RELEASES}?trusts=demonstration", {"note": ""})
    assert answer["Location"] == f"{RELEASES}2026-Q3/?trusts=demonstration"
    assert set(ReleasedBand.objects.values_list("trust_code", flat=True)) == {"XA0", "XA1", "XA2", "XA3"}
    assert "Nothing was released yet." in text_of(by.get(RELEASES))
    assert by.get(f"{RELEASES}2026-Q3/").status_code == 404
    rows = rows_of(by.get(f"{RELEASES}2026-Q3/bands.csv?trusts=demonstration"))
    assert rows[0]["Trust code"] == "XA0"
    assert rows[0]["Note"] == "These raise questions, they are not judgements"


def test_without_bands_there_is_nothing_to_release(on_a_day):
    by = manager()
    Trust.objects.create(code="RG1", name="TRUST RG1")
    assert "No band was worked out yet, so there is nothing to release." in text_of(by.get(RELEASES))
    assert "there is nothing to release" in text_of(by.post(RELEASES, {"note": ""}))
    assert by.get(f"{RELEASES}2026-Q2/").status_code == 404
    assert by.get(f"{RELEASES}nonsense/bands.csv").status_code == 404
