"""The comparison as its readers meet it: chosen by search or from places like one, side by side, and as a file."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from oversight.organisations.models import Site, Trust
from ratings.rules.ratings_words import KeyQuestion
from tests.publication.complaints.making import publish as publish_complaints
from tests.publication.complaints.making import send as send_complaints
from tests.publication.measure_pages.making import FILL, make_country
from tests.publication.rating_making import ALL_GOOD, GOOD, REQUIRES, give, give_hospital
from tests.publication.test_hospital_page import read

pytestmark = pytest.mark.django_db
THREE = "/compare/?place=RY0&place=RY1&place=RY2"
# Words that would put one place before another.
RANKS = re.compile(r"\b(rank|ranked|best|worst|winner|top|bottom|league|\d+(?:st|nd|rd|th))\b", re.I)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def addresses(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode().replace("&amp;", "&")
    return re.findall(r'href="(/compare/\?[^"#]+)', page)


class TestSideBySide:
    def test_each_figure_stands_in_the_column_of_its_place(self, client: Client) -> None:
        make_country()
        text = read(client, THREE)
        assert "Compare Trust A NHS Trust, Trust B NHS Trust and Trust C NHS Trust" in text
        assert (
            "Nurses' and midwives' hours worked, day 90.0% October 2026 92.0% October 2026 93.0% October 2026" in text
        )
        assert not RANKS.search(text.split("Side by side")[-1])

    def test_ratings_stand_with_their_words_and_ages(self, client: Client) -> None:
        one, other, _ = make_country((900,) * 3)
        give(one, None, GOOD, on=date(2014, 3, 12))
        give(other, None, REQUIRES, on=date(2016, 3, 12))
        text = read(client, THREE)
        assert re.search(
            r"Overall Good Rated 12 March 2014 .+? ago Requires improvement Rated 12 March 2016 .+? ago "
            r"no rating published",
            text,
        )

    def test_complaints_and_special_measures_stand_there_too(self, client: Client) -> None:
        one, _, _ = make_country((900,) * 3)
        send_complaints(one)
        publish_complaints()
        text = read(client, THREE)
        assert re.search(r"Complaints for every 1,000 contacts with patients [\d.]+ July to September 2026", text)
        assert "Special measures Not in special measures Not in special measures Not in special measures" in text

    def test_a_hospital_has_its_own_figures_and_its_trusts_are_said_to_be_the_trusts(self, client: Client) -> None:
        one, other = make_country((900, 920))
        give_hospital(one, Site.objects.get(code="RY0A"), ALL_GOOD, GOOD)
        send_complaints(other)
        publish_complaints()
        text = read(client, "/compare/?place=RY0A&place=RY1A")
        assert "Part of Trust A NHS Trust" in text
        assert "Nurses' and midwives' hours worked, day 90.0% October 2026 92.0% October 2026" in text
        assert re.search(rf"{KeyQuestion.SAFE.label} Good Rated 12 March 2014", text)
        assert re.search(r"Complaints that the trust found to be right .+? the whole trust", text)

    def test_real_and_invented_places_never_stand_in_one_comparison(self, client: Client) -> None:
        make_country((900, 920))
        make_country((500, 510), demonstration=True)
        text = read(client, "/compare/?place=RY0&place=DEMO0&place=RY1")
        assert "Trust A NHS Trust was left out. Real places and invented ones" in text
        assert "50.0%" not in text
        response = client.get("/compare.csv?place=RY0&place=DEMO0")
        assert "DEMO0" not in response.content.decode()
        assert client.get("/compare/?place=DEMO0").headers["X-Robots-Tag"] == "noindex"

    def test_a_fourth_and_an_unknown_code_are_said_and_the_rest_is_kept(self, client: Client) -> None:
        make_country()
        text = read(client, f"{THREE}&place=RY3&place=NONE")
        assert "We know no hospital or trust with the code NONE." in text
        assert "Trust D NHS Trust was left out." in text
        assert "90.0% October 2026 92.0%" in text

    def test_the_page_is_small_enough(self, client: Client) -> None:
        make_country()
        assert len(client.get(THREE).content) < 150 * 1024

    def test_a_new_release_changes_the_page(self, client: Client) -> None:
        trusts = make_country((900, 920))
        assert "no rating published" not in read(client, "/compare/?place=RY0&place=RY1")
        give(trusts[0], None, GOOD)
        assert "Good" in read(client, "/compare/?place=RY0&place=RY1")

    def test_as_known_before_the_release_nothing_is_told(self, client: Client) -> None:
        make_country((900, 920))
        text = read(client, "/compare/?place=RY0&place=RY1&known-on=2026-11-19")
        assert "As known on 19 November 2026." in text
        assert "90.0%" not in text
        assert "known-on=2026-11-19" in client.get("/compare/?place=RY0&place=RY1&known-on=2026-11-19").content.decode()


class TestChoosing:
    def test_without_a_place_one_searches_first(self, client: Client) -> None:
        make_country((900,))
        text = read(client, "/compare/")
        assert "Choose a place" in text
        assert "Side by side" not in text

    def test_a_search_leads_to_the_address_with_the_place_added(self, client: Client) -> None:
        make_country((900, 920, 930))
        assert "/compare/?place=RY0A" in addresses(client, "/compare/?q=hospital+a")
        found = addresses(client, "/compare/?place=RY0A&q=hospital")
        assert "/compare/?place=RY0A&place=RY1A" in found
        # Only a hospital can stand beside one, and not the same again.
        assert not any(re.search(r"place=RY0A&place=RY(\d|0A)$", each) for each in found)

    def test_a_postcode_finds_the_nearest_and_says_how_far(self, client: Client) -> None:
        make_country((900, 920))
        Site.objects.filter(code="RY1A").update(latitude=51.5, longitude=0.0, postcode="WR9 9ZZ")
        assert "/compare/?place=RY1A" in addresses(client, "/compare/?q=WR9+9ZZ")

    def test_nothing_found_is_said_and_how_to_go_on(self, client: Client) -> None:
        make_country((900,))
        assert "Nothing found for “zzzz”. Try fewer words" in read(client, "/compare/?q=zzzz")
        assert "Type a name, a town or a postcode" in read(client, "/compare/?q=")

    def test_places_like_the_first_are_offered_by_name(self, client: Client) -> None:
        make_country((900,) * 4)
        text = read(client, "/compare/?place=RY1")
        assert "In the same region (3)" in text
        found = addresses(client, "/compare/?place=RY1&peers=region")
        added = [each for each in found if each.startswith("/compare/?place=RY1&place=")]
        assert added == [f"/compare/?place=RY1&place=RY{place}" for place in (0, 2, 3)]
        assert "How this group is made: The region of the trust in the register" in read(
            client, "/compare/?place=RY1&peers=region"
        )

    def test_with_three_there_is_room_for_no_more_and_each_can_be_taken_away(self, client: Client) -> None:
        make_country((900,) * 4)
        text = read(client, THREE)
        assert "Add another" not in text
        assert "/compare/?place=RY0&place=RY2" in addresses(client, THREE)

    def test_a_closed_trust_keeps_its_figures_and_says_since_when(self, client: Client) -> None:
        make_country((900, 920))
        Trust.objects.filter(code="RY0").update(closed_on=date(2026, 11, 1))
        text = read(client, "/compare/?place=RY0&place=RY1")
        assert "Closed on 1 November 2026" in text
        assert "90.0%" in text

    @pytest.mark.parametrize(
        "question",
        [
            "place=%00&place=RY0%00",
            "place=" + "A" * 10_000,
            "q=" + "a" * 10_000,
            "q=%00%FF",
            "&".join(f"place=X{place}" for place in range(300)),
            "peers=nonsense&place=RY0",
            "place[]=RY0",
        ],
        ids=["nul", "long code", "long search", "no text", "many places", "no group", "brackets"],
    )
    def test_rubbish_is_answered(self, client: Client, question: str) -> None:
        make_country((900,))
        for address in ("/compare/", "/compare.csv", "/compare.csv-metadata.json"):
            assert client.get(f"{address}?{question}").status_code == 200


class TestFile:
    def test_it_holds_what_the_page_shows(self, client: Client) -> None:
        one, other = make_country((900, None))
        give(one, None, GOOD)
        send_complaints(one)
        publish_complaints()
        response = client.get("/compare.csv?place=RY0&place=RY1")
        lines = list(csv.DictReader(io.StringIO(response.content.decode())))
        by = {(line["place_code"], line["measure"]): line for line in lines}
        assert by["RY0", FILL]["value"] == "90"
        assert by["RY1", FILL]["value"] == "[n]"
        assert by["RY0", "rating_overall"]["official_word"] == "Good"
        assert by["RY1", "rating_overall"]["note"] == "no rating published"
        assert by["RY0", "complaints_new"]["period"] == "2026-Q2"
        assert {line["place_code"] for line in lines} == {one.code, other.code}
        # A line for each place and row.
        assert len(lines) == len(by)

    def test_its_description_names_its_columns(self, client: Client) -> None:
        make_country((900,))
        response = client.get("/compare.csv?place=RY0")
        assert "/compare.csv-metadata.json?place=RY0" in response.headers["Link"]
        described = json.loads(client.get("/compare.csv-metadata.json?place=RY0").content)
        assert [column["name"] for column in described["tableSchema"]["columns"]] == (
            response.content.decode().splitlines()[0].split(",")
        )
