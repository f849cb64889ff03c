"""How programs ask: what is refused and how it is told, what is kept, who may ask and how often."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from publication.cqc_shape.limits import AsOften
from tests.publication.api.making import HERE, INVENTED, ask, clock, make_country, problem
from tests.publication.making import make_hospital, make_trust
from tests.publication.rating_making import GOOD, give

__all__ = ["clock"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("address", "parameter", "says"),
    [
        ("/trusts/?regoin=Y62", "regoin", "The parameters of this resource are: open, page, per_page, region."),
        ("/trusts/RX1/?page=2", "page", "The parameters of this resource are: none."),
        ("/trusts/?page=0", "page", "It is a whole number from 1 to 999,999,999."),
        ("/trusts/?page=two", "page", "It is a whole number from 1 to 999,999,999."),
        ("/trusts/?page=" + "9" * 40, "page", "It is a whole number from 1 to 999,999,999."),
        ("/trusts/?per_page=1001", "per_page", "It is a whole number from 1 to 1,000."),
        ("/trusts/?open=yes", "open", "It is true or false."),
        ("/trusts/?region=%00", "region", "It is a code of at most 12 letters, digits"),
        ("/trusts/?open=true&open=false", "open", "open is given more than once."),
        ("/trusts/RX1/staffing/?from=October", "from", "It is a month such as 2026-10."),
        ("/trusts/RX1/staffing/?known-on=2026-13-01", "known-on", "It is a day such as 2026-03-01."),
        ("/trusts/RX1/staffing/?known-on=2031-01-01", "known-on", "is still to come"),
        ("/releases/?kind=beds", "kind", "It is one of: staffing, complaints, safety."),
        ("/complaints/trusts/?period=2026-Q9", "period", "It is a quarter of the financial year such as 2026-Q2"),
        ("/trusts/RX1/staffing/?to=2026-1", "to", "It is "),
        ("/wards/?trust=RX1%2F", "trust", "It is a code of at most 8 letters, digits"),
        ("/search/", "q", "q is required."),
        ("/search/?q=%00", "q", "q is required."),
        ("/search/?q=" + "a" * 10_000, "q", "at most 100 characters"),
        ("/changes/?after=-1", "after", "It is the cursor of an earlier answer"),
        ("/changes/?after=" + "9" * 40, "after", "It is the cursor of an earlier answer"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(client: Client, address: str, parameter: str, says: str) -> None:
    make_trust()
    told = problem(client, address, 400)
    assert told["parameter"] == parameter
    assert says in told["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "/trusts/RX404/", "/hospitals/RX404/ratings/", "/wards/00000000-0000-0000-0000-000000000000/", "/wards/7/",
        "/releases/staffing-2026-10-9/", "/releases/x/beds/", "/measures/none/", "/nothing", "/nothing/at/all/",
        "/trusts/" + "A" * 5_000 + "/", "/special-measures/RX404/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_too(client: Client, address: str) -> None:
    make_trust()
    assert "parameter" not in problem(client, address, 404)


def test_an_empty_value_asks_for_nothing(client: Client) -> None:
    make_trust()
    assert ask(client, "/trusts/?region=&open=")["count"] == 1


def test_an_address_without_its_last_stroke_leads_on(client: Client) -> None:
    make_trust()
    response = client.get(f"{HERE}/trusts?per_page=1")
    assert (response.status_code, response["Location"]) == (301, f"{HERE}/trusts/?per_page=1")


def test_pages_name_their_neighbours_in_the_answer_and_in_its_header(client: Client) -> None:
    for number in range(1, 6):
        make_trust(f"RX{number}")
    first = client.get(f"{HERE}/trusts/", {"per_page": 2, "open": "true"})
    told = first.json()
    assert (told["count"], told["page"], told["pages"], told["per_page"]) == (5, 1, 3, 2)
    assert told["previous"] is None
    assert told["next"] == f"http://testserver{HERE}/trusts/?per_page=2&open=true&page=2"
    assert f'<{told["next"]}>; rel="next"' in first["Link"]
    last = ask(client, "/trusts/", per_page=2, page=3)
    assert [each["code"] for each in last["results"]] == ["RX5"]
    assert last["next"] is None
    beyond = ask(client, "/trusts/", per_page=2, page=9)
    assert (beyond["results"], beyond["next"]) == ([], None)
    assert beyond["previous"].endswith("page=3")


def test_an_answer_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    country = make_country()
    address = f"{HERE}/hospitals/RX101/ratings/"
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=60"
    assert first["ETag"].startswith('W/"')
    assert "Accept" in first["Vary"]
    assert "Cookie" not in first["Vary"]
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    give(country.scene.trust, country.scene.site, GOOD, service="surgery")
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_what_is_kept_is_what_would_be_made(client: Client, django_assert_max_num_queries) -> None:
    make_country()
    made = client.get(f"{HERE}/trusts/RX1/staffing/").content
    # One question for the stamp of the record.
    with django_assert_max_num_queries(1):
        assert client.get(f"{HERE}/trusts/RX1/staffing/").content == made
    # A page beyond is another answer, and so is the same one as of an earlier day.
    assert client.get(f"{HERE}/trusts/RX1/staffing/?page=2").content != made
    assert client.get(f"{HERE}/trusts/RX1/staffing/?known-on=2026-10-31").content != made


def test_what_people_look_for_is_not_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    make_country()
    kept = []
    monkeypatch.setattr("publication.page_cache.keep", lambda key, value: kept.append(key))
    ask(client, "/search/", q="Wren")
    assert kept == []
    ask(client, "/trusts/")
    assert len(kept) == 1


def test_the_head_is_that_of_the_answer_without_its_body(client: Client) -> None:
    make_trust()
    answered, head = client.get(f"{HERE}/trusts/"), client.head(f"{HERE}/trusts/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == answered["ETag"]
    assert head["Link"] == answered["Link"]


def test_options_say_what_is_allowed_to_scripts_of_any_site(client: Client) -> None:
    response = client.options(f"{HERE}/trusts/")
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    make_trust()
    assert client.get(f"{HERE}/trusts/")["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{HERE}/trusts/RX404/")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_here(method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"{HERE}/trusts/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response["Content-Type"] == "application/problem+json"


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, settings) -> None:
    settings.PROGRAMS_MAY_ASK = "3/min"
    cache.clear()
    answers = [client.get(f"{HERE}/trusts/", REMOTE_ADDR="192.0.2.17") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    told = answers[-1].json()
    assert told["type"].endswith("#too-many-requests")
    assert "3 times a minute" in told["detail"]
    # The other interface counts the same, and another address of the network is somebody else.
    assert client.get("/public/v1/locations", REMOTE_ADDR="192.0.2.17").status_code == 429
    assert client.get(f"{HERE}/trusts/", REMOTE_ADDR="192.0.2.18").status_code == 200
    cache.clear()


def test_a_client_that_waits_as_long_as_it_is_told_is_answered(rf, settings) -> None:
    settings.PROGRAMS_MAY_ASK = "4/min"
    cache.clear()
    request, began = rf.get("/", REMOTE_ADDR="192.0.2.9"), 6_000_030.0

    def wait_at(moment: float) -> float | None:
        limit = AsOften(lambda: moment)
        return None if limit.allow_request(request, None) else limit.wait()

    moment, answered = began, 0
    while answered < 40:
        wait = wait_at(moment)
        if wait is not None:
            assert 0 < wait <= 60
            assert wait <= 1 or wait_at(moment + wait * 0.9) is not None
            moment += wait + 0.01
            assert wait_at(moment) is None
        answered += 1
    # Never more than the limit a minute, but for what the first minute had room for.
    assert answered <= 4 * ((moment - began) / 60 + 2)
    cache.clear()


def test_while_the_cache_is_away_everybody_is_answered(client: Client, settings) -> None:
    make_trust()
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    assert ask(client, "/trusts/")["count"] == 1


def test_a_browser_is_given_a_page_with_links(client: Client) -> None:
    make_hospital(make_trust())
    response = client.get(f"{HERE}/trusts/", headers={"accept": BROWSER})
    assert response["Content-Type"].startswith("text/html")
    assert "Accept" in response["Vary"]
    page = response.content.decode()
    assert f'<a class="nhsuk-link" href="http://testserver{HERE}/trusts/RX1/">' in page
    assert "<h1" in page
    assert "<script>" not in page
    missing = client.get(f"{HERE}/trusts/RX404/", headers={"accept": BROWSER})
    assert (missing.status_code, missing["Content-Type"].partition(";")[0]) == (404, "text/html")
    for accept in ("application/json", "*/*", "application/json, text/html;q=0.5", "image/png"):
        assert client.get(f"{HERE}/trusts/", headers={"accept": accept})["Content-Type"] == "application/json"


def test_what_a_trust_wrote_is_never_markup_on_a_page(client: Client) -> None:
    make_trust(name='<b>"http://testserver/api/v1/" onmouseover=x</b> TRUST')
    page = client.get(f"{HERE}/trusts/", headers={"accept": BROWSER}).content.decode()
    assert "<b>" not in page.lower()
    assert 'v1/" onmouseover' not in page.lower()


def test_invented_answers_are_not_for_search_engines(client: Client) -> None:
    make_trust("DX1", "INVENTED TRUST", demonstration=True)
    response = client.get(f"{INVENTED}/trusts/")
    assert response["X-Robots-Tag"] == "noindex"
    assert "Invented" in response.json()["attribution"]
    assert "X-Robots-Tag" not in client.get(f"{HERE}/trusts/")


def test_most_questions_cost_no_way_to_the_cache_and_all_are_counted(rf, settings, monkeypatch) -> None:
    settings.PROGRAMS_MAY_ASK = "200/min"
    cache.clear()
    told = []
    get_many = cache.get_many
    monkeypatch.setattr("publication.cqc_shape.limits.cache.get_many", lambda keys: told.append(1) or get_many(keys))
    request = rf.get("/", REMOTE_ADDR="192.0.2.19")
    permitted = sum(AsOften(lambda: 6_000_000.0).allow_request(request, None) for _ in range(300))
    assert permitted == 200
    assert len(told) <= 101
    cache.clear()


def test_what_is_read_is_what_the_description_says(client: Client) -> None:
    """A client that makes its questions from the description alone is neither refused nor overlooked."""
    make_trust()
    paths = client.get(f"{HERE}/openapi.json").json()["paths"]
    found = {
        (path, parameter["name"]): parameter
        for path, item in paths.items()
        for parameter in item["get"].get("parameters", [])
    }
    assert found["/trusts/", "page"]["schema"]["maximum"] == 999_999_999
    assert client.get(f"{HERE}/trusts/?page=999999999").json()["results"] == []
    assert found["/trusts/{code}/staffing/", "from"]["schema"]["pattern"] == "^[12][0-9]{3}-(0[1-9]|1[0-2])$"
    assert client.get(f"{HERE}/trusts/RX1/staffing/?from=1000-01&to=2999-12").status_code == 200
    for period in ("1000-Q1", "2999-Q4"):
        assert client.get(f"{HERE}/complaints/trusts/?period={period}").json()["results"] == []
    assert "good" in found["/ratings/", "rating"]["schema"]["enum"]
    for (path, name), told in found.items():
        if told["in"] == "query":
            assert told.get("allowEmptyValue", False) is not told["required"], (path, name)
    assert client.get(f"{HERE}/trusts/?open=&region=&page=").json()["count"] == 1


def test_a_moment_before_clocks_were_set_by_the_railway_is_written_as_programs_read_it(client: Client) -> None:
    """London's own time ran 75 seconds behind, which an offset of RFC 3339 can't say."""
    make_trust()
    told = client.get(f"{HERE}/special-measures/RX1/?known-on=0103-06-15").json()
    assert told["as_of"] == "0103-06-16T00:01:14+00:00"
    told = client.get(f"{HERE}/special-measures/RX1/?known-on=2015-06-15").json()
    assert told["as_of"] == "2015-06-15T23:59:59+01:00"


def test_a_search_takes_what_cannot_be_printed_for_a_gap(client: Client) -> None:
    make_trust()
    assert client.get(f"{HERE}/search/?q=wren%00vale").json()["q"] == "wren vale"
