"""Real and invented stay apart, merged codes name who answers for them, and answers stand as of an earlier day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from inspections.models import PublishedRating
from oversight.organisations.successions import record_succession
from publication.models import Withdrawal
from publication.withdrawing import withdraw_item
from tests.publication.api.making import BY, HERE, INVENTED, ask, clock, make_country, problem
from tests.publication.making import make_hospital, make_trust
from tests.publication.rating_making import GOOD, INADEQUATE, REQUIRES, give
from tests.publication.scene import make_scene

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class TestWorlds:
    def test_each_world_has_its_own_addresses_in_every_answer(self, client: Client) -> None:
        make_scene(months=1)
        make_scene(months=1, demonstration=True)
        for base, codes in ((HERE, ["RX1", "RX2"]), (INVENTED, ["DEMO001", "DEMO002"])):
            listed = ask(client, "/trusts/", base)["results"]
            assert [each["code"] for each in listed] == codes
            assert [each["address"] for each in listed] == [f"http://testserver{base}/trusts/{code}/" for code in codes]
        assert ask(client, "/wards/", INVENTED)["results"][0]["trust"]["code"] == "DEMO001"
        assert {each["demonstration"] for each in ask(client, "/releases/", INVENTED)["results"]} == {True}
        assert {each["demonstration"] for each in ask(client, "/releases/")["results"]} == {False}

    @pytest.mark.parametrize(
        "address",
        ["/trusts/{code}/", "/trusts/{code}/staffing/", "/hospitals/{site}/ratings/", "/special-measures/{code}/"],
    )
    def test_what_is_of_the_other_world_is_not_there_and_says_where_it_is(self, client: Client, address: str) -> None:
        make_hospital(make_trust("RX1"), "RX101")
        make_hospital(make_trust("DX1", "INVENTED TRUST", demonstration=True), "DX101")
        told = problem(client, address.format(code="DX1", site="DX101"), 404)
        assert told["detail"].endswith("is invented: it is told below /demonstration/api/v1.")
        told = problem(client, address.format(code="RX1", site="RX101"), 404, INVENTED)
        assert told["detail"].endswith("is real: it is told below /api/v1.")

    def test_a_release_or_ward_of_the_other_world_is_not_there(self, client: Client) -> None:
        scene = make_scene(months=1, demonstration=True)
        ward = scene.steady.public_id
        for address in (f"/wards/{ward}/", f"/wards/{ward}/staffing/", f"/releases/{scene.release.reference}/wards/"):
            problem(client, address, 404)
            assert ask(client, address, INVENTED)


class TestMerged:
    def test_a_merged_code_keeps_its_record_and_names_who_answers_for_it(self, client: Client) -> None:
        make_trust("RX1"), make_trust("RX2", "SECOND TRUST"), make_trust("RX3", "THIRD TRUST")
        at = datetime(2026, 11, 1, tzinfo=UTC)
        record_succession(from_code="RX1", to_code="RX2", on=date(2020, 4, 1), by=BY, now=at)
        record_succession(from_code="RX2", to_code="RX3", on=date(2024, 4, 1), by=BY, now=at)
        told = ask(client, "/trusts/RX1/")
        assert told["code"] == "RX1"
        assert told["followed_by"] == [
            {"code": "RX3", "name": "Third Trust", "address": f"http://testserver{HERE}/trusts/RX3/"}
        ]
        assert [(step["successor"]["code"], step["on"]) for step in told["successions"]] == [("RX2", "2020-04-01")]
        assert ask(client, "/trusts/RX3/")["followed_by"] == []
        listed = {each["code"]: each["followed_by"] for each in ask(client, "/trusts/")["results"]}
        assert listed == {"RX1": ["RX2"], "RX2": ["RX3"], "RX3": []}

    def test_a_succession_that_is_to_come_is_told_of_by_nobody(self, client: Client) -> None:
        make_trust("RX1"), make_trust("RX2", "SECOND TRUST")
        at = datetime(2026, 11, 1, tzinfo=UTC)
        record_succession(from_code="RX1", to_code="RX2", on=date(2027, 4, 1), by=BY, now=at)
        told = ask(client, "/trusts/RX1/")
        assert (told["followed_by"], told["successions"]) == ([], [])

    def test_a_code_may_be_written_small(self, client: Client) -> None:
        make_hospital(make_trust())
        assert ask(client, "/trusts/rx1/")["code"] == ask(client, "/hospitals/rx101/")["trust"]["code"] == "RX1"


class TestKnownOn:
    def test_staffing_is_as_it_had_been_published_by_the_end_of_the_day(self, client: Client) -> None:
        make_scene(months=3)
        periods = lambda **asked: [line["period"] for line in ask(client, "/trusts/RX1/staffing/", **asked)["results"]]  # noqa: E731
        assert periods() == ["2026-10", "2026-09", "2026-08"]
        # September's figures came on 20 October at half past nine.
        assert periods(**{"known-on": "2026-10-20"}) == ["2026-09", "2026-08"]
        assert periods(**{"known-on": "2026-10-19"}) == ["2026-08"]
        assert periods(**{"known-on": "2014-01-01"}) == []
        assert periods(**{"from": "2026-09", "to": "2026-09"}) == ["2026-09"]

    def test_what_was_withdrawn_since_stays_withdrawn_for_every_day(self, client: Client) -> None:
        scene = make_scene(months=1)
        line = ask(client, "/trusts/RX1/staffing/")["results"][0]
        assert line["fill_all"] is not None
        withdraw_item(
            reference=scene.release.reference,
            item=Withdrawal.Item.TRUST,
            subject="RX1",
            reason="A ward was counted twice.",
            by=BY,
            now=datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
        )
        for asked in ({}, {"known-on": "2026-11-20"}):
            line = ask(client, "/trusts/RX1/staffing/", **asked)["results"][0]
            assert line["fill_all"] is None
            assert line["missing"]["fill_all"] == "withdrawn"
            assert line["note"] == "Withdrawn on 2026-11-21: A ward was counted twice."

    def test_ratings_are_those_that_had_been_published(self, client: Client) -> None:
        country = make_country()
        give(country.scene.trust, country.scene.site, INADEQUATE, on=date(2026, 11, 3))
        stands = lambda **asked: [  # noqa: E731
            each["code"] for each in ask(client, "/hospitals/RX101/ratings/", stands="true", **asked)["results"]
        ]
        assert stands() == ["inadequate"]
        assert stands(**{"known-on": "2026-11-02"}) == ["good"]
        assert stands(**{"known-on": "2026-05-31"}) == []
        [trust] = ask(client, "/ratings/", level="trust")["results"]
        assert (trust["provider_code"], trust["code"], trust["stands"]) == ("RX1", "requires_improvement", True)
        assert ask(client, "/ratings/", rating="inadequate")["count"] == 1

    def test_overall_ratings_are_those_that_stood_on_the_day(self, client: Client) -> None:
        country = make_country()
        give(country.scene.trust, country.scene.site, INADEQUATE, on=date(2026, 11, 3))

        def told(**asked: object) -> list[tuple[str, str]]:
            lines = ask(client, "/ratings/", **asked)["results"]
            assert all(line["stands"] for line in lines)
            return [(line["location_code"] or line["provider_code"], line["code"]) for line in lines]

        assert told() == [("RX1", "requires_improvement"), ("RX101", "inadequate")]
        assert told(**{"known-on": "2026-11-22"}) == told()
        assert told(**{"known-on": "2026-11-03"}) == told()
        assert told(**{"known-on": "2026-11-02"}) == [("RX1", "requires_improvement"), ("RX101", "good")]
        assert told(**{"known-on": "2026-11-02"}, rating="inadequate") == []
        assert told(**{"known-on": "2026-11-02"}, level="hospital") == [("RX101", "good")]
        assert told(**{"known-on": "2026-09-30"}, trust="RX1") == [("RX101", "good")]
        assert told(**{"known-on": "2026-05-31"}) == told(**{"known-on": "0001-01-01"}) == []

    def test_what_a_source_corrected_later_stands_in_its_words_of_then(self, client: Client) -> None:
        trust = make_trust()
        site = make_hospital(trust)
        first = give(trust, site, GOOD, on=date(2026, 6, 1))
        at = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
        PublishedRating.objects.filter(pk=first.pk).update(known_to=at)
        give(trust, site, REQUIRES, on=date(2026, 6, 1), known_from=at)
        words = lambda **asked: [line["code"] for line in ask(client, "/ratings/", **asked)["results"]]  # noqa: E731
        assert words() == words(**{"known-on": "2026-11-10"}) == ["requires_improvement"]
        assert words(**{"known-on": "2026-11-09"}) == ["good"]

    @pytest.mark.parametrize("day", ["2026-13-01", "soon", "2026-11-23", "9999-12-31"])
    def test_a_day_that_is_none_or_is_to_come_is_refused_of_overall_ratings_too(self, client: Client, day: str) -> None:
        told = [problem(client, address, 400, **{"known-on": day}) for address in ("/ratings/", "/releases/")]
        assert told[0] == told[1]
        assert told[0]["parameter"] == "known-on"

    def test_special_measures_are_as_they_were(self, client: Client) -> None:
        make_country()
        told = ask(client, "/special-measures/RX5/", **{"known-on": "2015-01-13"})
        assert (told["in_special_measures"], told["cases"]) == (False, [])
        assert ask(client, "/special-measures/RX5/", **{"known-on": "2015-01-14"})["in_special_measures"] is True


class TestOfEachKind:
    def test_a_complaints_number_that_is_held_back_says_so(self, client: Client) -> None:
        make_country()
        [line] = ask(client, "/trusts/RX1/complaints/")["results"]
        assert (line["period"], line["complaints_new"]) == ("2026-Q2", 120)
        assert line["missing"]["offered_clinician"] == "left blank"
        assert line["missing"]["independent_offered"] == "not applicable"
        assert "suppressed" in line["missing"].values()
        hospitals = ask(client, "/hospitals/RX102/complaints/")["results"]
        assert "too small" in hospitals[0]["missing"].values()
        [lesson] = ask(client, "/trusts/RX1/lessons/")["results"]
        assert lesson["worked"] == "partly"

    def test_a_draft_of_a_measure_is_not_there(self, client: Client) -> None:
        from oversight.measures.defining import definitions

        draft = next(made.code for made in definitions().values() if not made.is_public)
        problem(client, f"/measures/{draft}/", 404)
        assert draft not in {each["code"] for each in ask(client, "/measures/", per_page=1000)["results"]}

    def test_changes_go_on_from_their_cursor(self, client: Client) -> None:
        make_country()
        first = ask(client, "/changes/", limit=1)
        assert first["next"] is None
        [change] = first["results"]
        assert (change["sentence"], change["web_page"]) == (
            "Rated requires improvement.",
            "http://testserver/trusts/RX1/ratings/",
        )
        assert first["cursor"] == change["cursor"]
        again = ask(client, "/changes/", after=first["cursor"])
        assert (again["results"], again["cursor"]) == ([], first["cursor"])

    def test_a_search_finds_what_the_first_page_finds(self, client: Client) -> None:
        make_scene(months=1)
        found = ask(client, "/search/", q="quiet hospitl")["results"]
        assert [each["code"] for each in found] == ["RX201"]
        near = ask(client, "/search/", q="WR1 1AA")
        assert (near["postcode"], near["results"][0]["because"]) == ("WR1 1AA", "same postcode")
        assert ask(client, "/search/", q="xyzzyxyzzy")["results"] == []
