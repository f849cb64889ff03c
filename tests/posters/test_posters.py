"""Ward posters: they say what the policy wants of them, are tagged, fit their paper, and open the ward's page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from complaints.survey.models import ComplaintsTeam
from complaints.survey.teams import set_team, team_of
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.organisations.areas import set_area
from oversight.organisations.models import Body, Site, SiteTrust, Trust, Ward
from oversight.organisations.naming import name_key
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from tests.desk.pages import links_of, text_of
from tests.returns.making import NOW, Place, make_place
from tests.typesetting.reading import declared_of, tags_of, words_of
from workspaces.trust_desk.poster_files import posters_pdf
from workspaces.trust_desk.poster_words import Size, facts_on, local_healthwatch, poster_of_site, poster_of_ward

BY = System("tests")
TEAM = {
    "team": "Patient Advice and Liaison Service (PALS)",
    "phone": "01632 960 123",
    "email": "pals@rx1.example",
    "address": "PALS, General Hospital, Long Lane, Northmoor",
    "healthwatch": "Healthwatch Northmarch",
    "healthwatch_contact": "01632 960 200",
    "advocacy": "Northmarch Advocacy, 01632 960 300",
}
LONG = Ward(
    name="Acute Medical Assessment and Short Stay Unit for Older People, Nightingale Wing, Level 4 (North)",
    site=Site(code="RX101", name="THE QUEEN ALEXANDRA AND SAINT BARTHOLOMEW MEMORIAL HOSPITAL"),
)
DAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def on_a_day(settings, monkeypatch):
    settings.DEMONSTRATION = True
    settings.SITE_ADDRESS = "https://oversight.example"
    monkeypatch.setenv("OVERSIGHT_NOW", NOW.isoformat())


@pytest.fixture
def place(db) -> Place:
    return make_place(demonstration=True)


@pytest.fixture
def desk(place: Place, client: Client) -> Client:
    """The preparer, signed in, of a trust that said how its complaints team is reached."""
    set_team(trust=place.trust, by=BY, now=NOW, **TEAM)
    client.force_login(place.preparer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def ward_of(place: Place) -> Ward:
    return Ward.objects.select_related("site").get(trust=place.trust, name="Rowan")


@pytest.fixture
def trust(db) -> Trust:
    """A trust with a long name."""
    return Trust.objects.create(
        code="RX1", name="NORTHMOOR AND EASTFEN UNIVERSITY TEACHING HOSPITALS NHS FOUNDATION TRUST"
    )


def test_a_poster_says_how_to_complain_who_helps_and_that_there_is_the_ombudsman(desk: Client, place: Place):
    ward = ward_of(place)
    pdf = desk.get(f"/workspace/posters/RX1/wards/{ward.public_id}/a4.pdf")
    assert pdf["Content-Type"] == "application/pdf"

    words = words_of(pdf.content)
    for said in (
        "Not happy with your care? Tell us", "Rowan", "General Hospital", "Talk to us now", "Make a complaint",
        TEAM["team"], TEAM["phone"], TEAM["email"], "12 months", "3 working days", "Healthwatch Northmarch",
        TEAM["advocacy"], "Parliamentary and Health Service Ombudsman", "0345 015 4033", "www.ombudsman.org.uk",
        f"https://oversight.example/wards/{ward.public_id}/",
    ):  # fmt: skip
        assert said in words, said
    assert declared_of(pdf.content) == {
        "language": "en-GB",
        "title": "How to complain: Rowan, RX1 Trust",
        "pdf_ua": "1",
        "size": "595 x 842",
        "pages": "1",
    }
    tags = tags_of(pdf.content)
    assert [tag for tag in tags if tag in ("H1", "H2")] == ["H1", "H2", "H2", "H2", "H2"]
    assert "Figure" in tags


@pytest.mark.parametrize(
    ("size", "paper", "sheets", "least"),
    [(Size.A4, "595 x 842", 1, 12), (Size.A3, "842 x 1191", 1, 16), (Size.LARGE_PRINT, "842 x 1191", 2, 28)],
    ids=str,
)
def test_every_size_has_its_paper_and_letters_that_can_be_read_also_with_long_names(
    trust: Trust, size, paper, sheets, least
):
    made = poster_of_ward(LONG, trust, ComplaintsTeam(**TEAM), DAY)
    pdf = posters_pdf([made], size, title="How to complain", author="Northmoor", on=DAY)

    assert declared_of(pdf)["size"] == paper
    assert int(declared_of(pdf)["pages"]) == sheets
    sizes: list[float] = []
    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(
            visitor_text=lambda text, _cm, matrix, _font, points: (
                sizes.append(points * abs(matrix[3])) if text.strip() and "https://" not in text else None
            )
        )
    # The foot of a poster is a little smaller than its text.
    assert min(sizes) >= least * 0.85


def test_all_wards_of_a_hospital_are_one_file_with_a_page_each(desk: Client, place: Place):
    Ward.objects.create(
        trust=place.trust, site=place.site, name="Closed", name_key="closed", closed_on=date(2026, 1, 1)
    )
    other = Site.objects.create(code="RX102", name="Infirmary", is_demonstration=True)
    SiteTrust.objects.create(site=other, trust=place.trust)
    Ward.objects.create(trust=place.trust, site=other, name="Ash", name_key=name_key("Ash"))

    pdf = desk.get("/workspace/posters/RX1/sites/RX101/wards/a3.pdf").content
    words = words_of(pdf)
    assert declared_of(pdf)["pages"] == "2"
    assert words.index("Oak") < words.index("Rowan")
    assert "Ash" not in words
    assert "Closed" not in words
    # The same day gives the same bytes: what hangs can be compared with what would be printed now.
    assert desk.get("/workspace/posters/RX1/sites/RX101/wards/a3.pdf").content == pdf
    assert desk.get("/workspace/posters/RX1/sites/RX101/wards/a2.pdf").status_code == 404


def test_a_page_shows_the_poster_before_it_is_printed(desk: Client, place: Place):
    ward = ward_of(place)
    page = desk.get(f"/workspace/posters/RX1/wards/{ward.public_id}/")
    assert "Poster: Rowan" in text_of(page)
    assert "Healthwatch Northmarch listens to patients" in text_of(page)
    picture = desk.get(f"/workspace/posters/RX1/wards/{ward.public_id}/poster.png")
    assert Image.open(BytesIO(picture.content)).size == (595, 842)
    for path in (f"/workspace/posters/RX1/wards/{ward.public_id}/large-print.pdf", "/workspace/posters/RX1/"):
        assert desk.get(path).status_code == 200
    assert "See this hospital" in text_of(desk.get("/workspace/posters/RX1/sites/RX101/"))


def test_before_the_trust_says_how_it_is_reached_there_is_no_poster(place: Place, client: Client):
    client.force_login(place.preparer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/workspace/posters/RX1/")
    assert "Posters can be printed once" in text_of(page)
    assert "/workspace/posters/RX1/details/" in links_of(page)
    for path in (f"wards/{ward_of(place).public_id}/a4.pdf", "sites/RX101/wards/a4.pdf", "sites/RX101/"):
        assert client.get(f"/workspace/posters/RX1/{path}")["Location"] == "/workspace/posters/RX1/"


def test_what_the_trust_says_holds_from_the_day_on_and_is_audited_without_its_words(desk: Client, place: Place):
    faulty = desk.post("/workspace/posters/RX1/details/", {"team": "PALS", "email": "not an address"})
    assert "Enter an email address in full" in text_of(faulty)
    unreachable = desk.post("/workspace/posters/RX1/details/", {"team": "PALS"})
    assert "Give a telephone number, an email address or a postal address" in text_of(unreachable)
    went = desk.post("/workspace/posters/RX1/details/", {"team": "PALS", "phone": "01632 960 999"})
    assert went["Location"] == "/workspace/posters/RX1/"

    assert team_of(place.trust, DAY).phone == "01632 960 999"
    assert team_of(place.trust, date(2026, 11, 4)) is None
    entry = AuditEntry.objects.filter(action="trust.complaints_team_set").latest("pk")
    assert (entry.person, entry.subject_id, entry.hashes) == (place.preparer, "RX1", [])
    assert set_team(trust=place.trust, by=BY, now=NOW, team="PALS", phone=" 01632  960 999 ") is False


@pytest.mark.django_db
def test_a_team_has_a_name_and_a_way_to_reach_it():
    trust = Trust.objects.create(code="RX1", name="RX1 Trust")
    for said, why in (({"phone": "1"}, "team"), ({"team": "PALS"}, "reach")):
        with pytest.raises(Refused) as refused:
            set_team(trust=trust, by=BY, now=NOW, **said)
        assert refused.value.code == why


@pytest.mark.django_db
def test_the_healthwatch_of_the_area_on_record_goes_before_what_the_trust_wrote():
    trust = Trust.objects.create(code="RX1", name="RX1 Trust", is_demonstration=True)
    team = ComplaintsTeam(**{**TEAM, "healthwatch": "Healthwatch as written"})
    assert local_healthwatch(trust, team, DAY) == ["Healthwatch as written"]

    bodies = [
        Body.objects.create(code=f"HW{name}", name=f"Healthwatch {name}", role="healthwatch", is_demonstration=True)
        for name in ("East", "West")
    ]
    for body in bodies:
        set_area(body=body, trusts=[trust], on=date(2026, 11, 1), by=BY, now=datetime(2026, 11, 1, tzinfo=UTC))
    assert local_healthwatch(trust, team, DAY) == ["Healthwatch East", "Healthwatch West"]
    assert local_healthwatch(trust, team, date(2026, 10, 31)) == ["Healthwatch as written"]


def test_without_a_healthwatch_on_record_or_written_the_poster_names_none(trust: Trust):
    made = poster_of_ward(LONG, trust, ComplaintsTeam(team="PALS", phone="1"), DAY)
    lines = [line for section in made.sections for line in section.lines]
    assert any(line.startswith("Your local Healthwatch listens to patients") for line in lines)
    assert "" not in lines


def test_what_a_trust_writes_stays_text(trust: Trust):
    hostile = '#read("/etc/passwd") *bold* <script>'
    made = poster_of_site(
        Site(code="RX101", name="General"), trust, ComplaintsTeam(**{**TEAM, "team": hostile, "address": hostile}), DAY
    )
    words = words_of(posters_pdf([made], Size.A4, title="T", author="A", on=DAY)).replace(" ", "")
    assert words.count(hostile.replace(" ", "")) == 2


def test_the_national_facts_are_versioned_data():
    facts = facts_on(DAY)
    assert (facts.months_to_complain, facts.days_to_acknowledge) == (12, 3)
    assert facts.in_force_to is None


def test_another_trusts_ward_and_hospital_are_not_there(desk: Client, place: Place):
    other = make_place("RX2", demonstration=True)
    set_team(trust=other.trust, by=BY, now=NOW, **TEAM)
    theirs = ward_of(other)
    for path in (
        "/workspace/posters/RX2/", f"/workspace/posters/RX1/wards/{theirs.public_id}/a4.pdf",
        "/workspace/posters/RX1/sites/RX201/a4.pdf",
    ):  # fmt: skip
        assert desk.get(path).status_code == 404


def test_who_signs_sees_the_posters_and_does_not_change_what_they_say(desk: Client, place: Place):
    give_demonstration_authenticator(place.signatory)
    desk.force_login(place.signatory, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "/workspace/posters/RX1/details/" not in links_of(desk.get("/workspace/posters/RX1/"))
    assert desk.get("/workspace/posters/RX1/details/").status_code == 404
    assert desk.post("/workspace/posters/RX1/details/", {"team": "PALS", "phone": "1"}).status_code == 404
