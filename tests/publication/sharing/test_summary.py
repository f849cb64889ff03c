"""One page on paper: it says what the page says, it is tagged, and it is always one page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from oversight.records.audit import System
from oversight.square_codes import square_code
from publication.models import Withdrawal
from publication.safety_measures.reading import safety_of
from publication.sharing.place import PlaceNow
from publication.sharing.standing_out import NOTHING, standing_out
from publication.sharing.summary import summary_pdf, summary_words
from publication.withdrawing import withdraw_item
from ratings.rules.ratings_words import KeyQuestion
from tests.publication.complaints.making import publish as publish_complaints
from tests.publication.complaints.making import send as send_complaints
from tests.publication.making import NOW, make_hospital, make_trust
from tests.publication.rating_making import (
    ALL_GOOD,
    GOOD,
    INADEQUATE,
    OUTSTANDING,
    REQUIRES,
    give,
    give_service,
    make_notice,
)
from tests.publication.safety_measures.making import FALLS, WAITS, compare, observed, returned, safety_releases
from tests.publication.safety_measures.making import publish as publish_safety
from tests.publication.scene import Scene, make_scene
from tests.typesetting.reading import tags_of

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
BY = System("test")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://oversight.example"
    monkeypatch.setattr("oversight.clock.now", lambda: TODAY)


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene(months=2)


def words_of(scene: Scene, *, of_trust: bool = False) -> dict[str, Any]:
    return summary_words(PlaceNow(scene.trust if of_trust else scene.site, TODAY))


def text_of(content: bytes) -> str:
    reader = PdfReader(BytesIO(content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


@pytest.mark.parametrize("path", ["/hospitals/RX101/summary.pdf", "/trusts/RX1/summary.pdf"])
def test_a_summary_is_one_tagged_page_with_title_and_language(client: Client, scene: Scene, path: str) -> None:
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    response = client.get(path)
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    assert len(reader.pages) == 1
    assert reader.metadata is not None
    assert str(reader.metadata.title).endswith(": one-page summary")
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    tags = tags_of(response.content)
    assert tags.count("H1") == 1
    assert tags.count("H2") == 5
    assert {"Table", "TR", "TH", "TD", "L", "LI", "Figure"} <= set(tags)


def test_it_says_the_rating_with_its_day_and_age(scene: Scene) -> None:
    give(scene.trust, scene.site, REQUIRES, on=date(2016, 3, 4))
    give(scene.trust, scene.site, INADEQUATE, question=KeyQuestion.SAFE, on=date(2016, 3, 4))
    text = text_of(summary_pdf(words_of(scene), date(2026, 11, 22)))
    assert "Requires improvement" in text
    assert "Rated 4 March 2016, 10 years and 8 months ago." in text
    assert "Safe Inadequate" in text
    assert "is not in special measures" in text


def test_it_says_the_staffing_of_the_frozen_rows_and_where_more_stands(scene: Scene) -> None:
    text = text_of(summary_pdf(words_of(scene), date(2026, 11, 22)))
    assert "In October 2026 staff worked" in text
    assert "Made on 22 November 2026 from what was public then." in text
    assert "https://oversight.example/hospitals/RX101/" in text.replace(" ", "")
    assert words_of(scene)["square"] == str(square_code("https://oversight.example/hospitals/RX101/"))


def test_its_figures_are_those_of_the_page(client: Client, scene: Scene) -> None:
    page = client.get("/hospitals/RX101/").content.decode()
    for label, planned, actual, fill in words_of(scene)["staffing"]["rows"]:
        assert label
        assert planned in page
        assert actual in page
        assert fill in page


def test_what_was_never_rated_or_published_is_said(client: Client, scene: Scene) -> None:
    said = words_of(scene)
    assert said["rating"]["word"] == "No overall rating"
    assert said["rating"]["when"].startswith("This hospital has not been rated.")
    assert said["complaints"] == ["Nothing has been published of complaints yet."]
    text = text_of(client.get("/hospitals/RX201/summary.pdf").content)
    assert "Not submitted for October 2026. That says nothing about how its wards were staffed." in text
    assert "names no ward here" in text_of(client.get("/hospitals/RX102/summary.pdf").content)


def test_what_was_withdrawn_leaves_its_mark(scene: Scene) -> None:
    withdraw_item(
        reference=scene.release.reference,
        item=Withdrawal.Item.TRUST,
        subject="RX1",
        reason="A ward was counted twice.",
        by=BY,
        now=NOW,
    )
    for of_trust in (False, True):
        staffing = words_of(scene, of_trust=of_trust)["staffing"]
        expected = "The figures for October 2026 were withdrawn on 20 November 2026. A ward was counted twice."
        assert staffing == {"said": expected, "rows": []}


def test_complaints_of_the_newest_quarter(scene: Scene) -> None:
    send_complaints(scene.trust)
    publish_complaints()
    (said,) = words_of(scene, of_trust=True)["complaints"]
    assert "new complaints in" in said
    (of_hospital,) = words_of(scene)["complaints"]
    assert of_hospital.startswith("Of the whole trust: ")


class TestStandingOut:
    def found(self, scene: Scene) -> list[str]:
        return standing_out(PlaceNow(scene.site, TODAY))

    def test_wards_that_are_often_short(self, scene: Scene) -> None:
        assert "Often short of staff: Ash Ward." in self.found(scene)
        assert "Often short of staff: Ash Ward (St Anne's Hospital)." in standing_out(PlaceNow(scene.trust, TODAY))

    def test_the_worst_stands_first_and_the_best_last(self, scene: Scene) -> None:
        give_service(scene.trust, scene.site, "surgery", ALL_GOOD, OUTSTANDING, on=date(2016, 3, 4))
        give_service(scene.trust, scene.site, "medical_care", ALL_GOOD, INADEQUATE, on=date(2016, 3, 4))
        found = self.found(scene)
        assert found[0].startswith("Rated Inadequate: Medical care")
        assert found[-1] == "Rated Outstanding: Surgery."

    def test_a_notice_in_force(self, scene: Scene) -> None:
        make_notice(scene.trust, issued_at=NOW)
        assert any("in force since 20 November 2026" in each for each in standing_out(PlaceNow(scene.trust, TODAY)))

    def test_that_nothing_stands_out_is_said_and_is_no_praise(self, scene: Scene) -> None:
        assert standing_out(PlaceNow(make_hospital(scene.trust, "RX103"), TODAY)) == [NOTHING]


def test_the_same_day_and_words_are_the_same_bytes(client: Client, scene: Scene) -> None:
    first = client.get("/hospitals/RX101/summary.pdf")
    cache.clear()
    again = client.get("/hospitals/RX101/summary.pdf")
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert client.get("/hospitals/RX101/summary.pdf", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert not first.cookies
    give(scene.trust, scene.site, GOOD, on=date(2016, 3, 4))
    changed = client.get("/hospitals/RX101/summary.pdf", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_the_longest_words_still_make_one_page(scene: Scene) -> None:
    said = words_of(scene)
    long = "A very long sentence of many words that goes on about what happened and what was done about it. " * 2
    said |= {
        "name": "ROYAL " * 33,
        "place": "Part of " + "THE LONGEST NAME " * 12,
        "points": [long] * 5,
        "more_points": 9,
        "special_measures": [long] * 3,
        "complaints": [long],
    }
    measure = ["A measure with a long name " * 3, "July to September 2026", long[:60], "worse than expected"]
    said["safety"] = {"said": long, "rows": [measure] * 7, "more": 3}
    assert len(PdfReader(BytesIO(summary_pdf(said, date(2026, 11, 22)))).pages) == 1


def test_text_is_never_read_as_markup(scene: Scene) -> None:
    said = words_of(scene) | {"name": '#read("/etc/passwd") *bold* <tag> $x$'}
    assert '#read("/etc/passwd") *bold*' in text_of(summary_pdf(said, date(2026, 11, 22)))


def test_an_invented_place_says_so(client: Client) -> None:
    cache.clear()
    make_scene(months=1, demonstration=True)
    response = client.get("/hospitals/DEMO001A/summary.pdf")
    assert "Demonstration: all of it is invented" in text_of(response.content)
    assert response["X-Robots-Tag"] == "noindex"


class TestSafety:
    def words(self, scene: Scene, *, of_trust: bool = True) -> dict[str, Any]:
        said: dict[str, Any] = words_of(scene, of_trust=of_trust)["safety"]
        return said

    def test_before_any_release_it_says_so(self, scene: Scene) -> None:
        assert self.words(scene) == {"said": "No safety measures have been published yet.", "rows": [], "more": 0}

    def test_a_measure_has_its_time_number_and_official_word(self, scene: Scene) -> None:
        observed(scene.trust, FALLS, 8, 800, version=returned(scene.trust))
        publish_safety()
        said = self.words(scene)
        shown = safety_of("RX1", safety_releases())
        assert shown is not None
        falls = shown.measure(FALLS)
        assert falls is not None
        assert [falls.plain.name, "October 2026", f"{falls.text} {falls.unit}".strip(), falls.word] in said["rows"]
        assert said["said"].startswith("No number can be sure")
        assert self.words(scene, of_trust=False)["said"].startswith("Of the whole trust. ")

    def test_who_stands_apart_stands_first_and_among_what_stands_out(self, scene: Scene) -> None:
        observed(scene.trust, FALLS, 8, 800, version=returned(scene.trust))
        for place in range(1, 12):
            other = make_trust(f"RZ{place}", f"TRUST {place} NHS TRUST")
            returned(other)
            observed(other, WAITS, 20 + place, 2_000)
        observed(scene.trust, WAITS, 200, 2_000)
        compare(WAITS)
        publish_safety()
        shown = safety_of("RX1", safety_releases())
        assert shown is not None
        waits = shown.measure(WAITS)
        assert waits is not None
        assert waits.word == "worse than expected"
        assert self.words(scene)["rows"][0][0] == waits.plain.name
        assert f"Worse than expected: {waits.plain.name}." in standing_out(PlaceNow(scene.trust, TODAY))

    def test_what_was_withdrawn_leaves_its_mark(self, scene: Scene) -> None:
        observed(scene.trust, FALLS, 8, 800, version=returned(scene.trust))
        release = publish_safety()
        withdraw_item(
            reference=release.reference,
            item=Withdrawal.Item.TRUST,
            subject="RX1",
            reason="Counted twice.",
            by=BY,
            now=NOW,
        )
        expected = "The safety measures were withdrawn on 20 November 2026. Counted twice."
        assert self.words(scene) == {"said": expected, "rows": [], "more": 0}
