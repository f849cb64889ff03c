"""Hospitals and trusts found by name, town, code or postcode, forgiving of spelling."""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.finding import find
from oversight.organisations.importing import import_registers
from oversight.organisations.models import Site, SiteTrust, Trust, Ward
from oversight.organisations.postcodes import Position
from oversight.organisations.register_files import read_register
from oversight.organisations.search_index import Entry, Found, Index, Reason, What
from oversight.records.audit import System
from tests.organisations.making import made_site, made_trust, samples

TODAY = date(2026, 8, 6)
ENTRIES = [
    Entry(What.TRUST, "RA1", "Wrenfield University Hospitals NHS Foundation Trust", town="Wrenfield"),
    Entry(What.TRUST, "RB1", "Old Wrenfield NHS Trust", town="Wrenfield", closed_on=date(2012, 3, 31)),
    Entry(
        What.HOSPITAL,
        "RA101",
        "St Oswald's Hospital",
        other_name="ST OSWALDS (HQ)",
        address="Priory Lane Eastgate",
        town="Wrenfield",
        county="Midshire",
        postcode="WF1 1AA",
        trust_name="Wrenfield University Hospitals NHS Foundation Trust",
        position=Position(53.00, -1.0),
    ),
    Entry(
        What.HOSPITAL,
        "RA102",
        "Wrenfield Royal Infirmary",
        town="Wrenfield",
        postcode="WF2 2BB",
        trust_name="Wrenfield University Hospitals NHS Foundation Trust",
        position=Position(53.10, -1.0),
    ),
    Entry(
        What.HOSPITAL,
        "RC101",
        "Northbeck Park Hospital",
        town="Ambleford",
        postcode="AM1 1AA",
        position=Position(54, -2),
    ),
    Entry(What.HOSPITAL, "RC102", "Cottage Hospital", town="Ambleford", postcode="AM1 1AB"),
    Entry(What.HOSPITAL, "RC103", "Distant Cottage", town="Nowhere", postcode="ZX1 1AB"),
    Entry(What.HOSPITAL, "RC104", "Ambleford Cottage Annexe", town="Ambleford", closed_on=date(2020, 1, 1)),
    Entry(What.HOSPITAL, "RC105", "Ambleford Cottage Rooms", town="Ambleford", opened_on=date(2030, 1, 1)),
]
INDEX = Index(ENTRIES)


def codes(query: str, *, limit: int = 20) -> list[str]:
    return [found.code for found in INDEX.find(query, on=TODAY, limit=limit)]


def first(query: str) -> Found:
    return INDEX.find(query, on=TODAY, limit=1)[0]


@pytest.mark.parametrize(
    ("query", "code", "reason"),
    [
        ("St Oswald's Hospital", "RA101", Reason.NAME),
        ("st oswalds", "RA101", Reason.NAME),
        ("SAINT OSWALD\u2019S HOSP", "RA101", Reason.NAME),
        ("oswald", "RA101", Reason.NAME),
        ("oswlad", "RA101", Reason.SPELLING),
        ("wrenfeild royal", "RA102", Reason.NAME),
        ("royal infirmary wrenfield", "RA102", Reason.NAME),
        ("Ambleford", "RC102", Reason.TOWN),
        ("Eastgate", "RA101", Reason.TOWN),
        ("midshire", "RA101", Reason.TOWN),
        ("northbeckpark", "RC101", Reason.SPELLING),
        ("north beck park hospital", "RC101", Reason.NAME),
        ("northbekpark", "RC101", Reason.SPELLING),
        ("wrenfield university hospitals nhs foundation trust", "RA1", Reason.NAME),
        ("rc102", "RC102", Reason.CODE),
        ("RA1", "RA1", Reason.CODE),
    ],
)
def test_what_a_reader_types_finds_what_they_mean(query: str, code: str, reason: Reason) -> None:
    found = first(query)
    assert (found.code, found.reason, found.miles) == (code, reason, None)


@pytest.mark.parametrize("query", ["", "   ", "!!", "qwertyuiop", "BD1 1AA"])
def test_what_nothing_fits_finds_nothing(query: str) -> None:
    assert codes(query) == []


def test_hospitals_of_a_trust_come_after_the_trust_that_is_named() -> None:
    found = INDEX.find("wrenfield university", on=TODAY, limit=20)
    assert [(one.code, one.reason) for one in found] == [
        ("RA1", Reason.NAME),
        ("RA102", Reason.TRUST),
        ("RA101", Reason.TRUST),
    ]


def test_a_closed_organisation_is_found_after_the_open_and_says_when_it_closed() -> None:
    assert codes("ambleford cottage") == ["RC102", "RC104"]
    assert codes("ambleford cottage annexe")[0] == "RC104"
    assert first("old wrenfield nhs trust").closed_on == date(2012, 3, 31)


def test_one_that_opens_later_is_not_found_before() -> None:
    assert "RC105" not in codes("ambleford cottage rooms")
    later = INDEX.find("ambleford cottage rooms", on=date(2030, 1, 1), limit=1)
    assert [found.code for found in later] == ["RC105"]


def test_with_a_postcode_the_nearest_come_first_and_its_own_before_all() -> None:
    found = INDEX.find("wf2 2bb", on=TODAY, limit=20)
    assert [(one.code, one.reason) for one in found] == [
        ("RA102", Reason.POSTCODE),
        ("RA101", Reason.NEAR),
        ("RC102", Reason.NEAR),
        ("RC101", Reason.NEAR),
    ]
    assert [one.distance for one in found] == ["less than a mile", "about 7 miles", "about 75 miles", "about 75 miles"]


def test_a_first_half_of_a_postcode_will_do() -> None:
    assert codes("AM1")[:2] == ["RC102", "RC101"]
    assert codes("WF9") == codes("WF9 9ZZ")  # known by its area alone
    assert set(codes("WF9")[:2]) == {"RA101", "RA102"}


def test_words_before_a_postcode_choose_and_the_postcode_orders() -> None:
    assert codes("cottage wf1 1aa") == ["RC102"]
    assert codes("wrenfield am1") == ["RA102", "RA101"]


def test_a_postcode_of_which_only_a_hospital_is_known_finds_it() -> None:
    found = first("ZX1 1AB")
    assert (found.code, found.reason) == ("RC103", Reason.POSTCODE)


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (None, ""),
        (0.0, "less than a mile"),
        (0.99, "less than a mile"),
        (1.2, "about 1 mile"),
        (1500.0, "about 1,500 miles"),
    ],
)
def test_a_distance_in_words_is_never_exact(miles: float | None, words: str) -> None:
    assert Found(What.HOSPITAL, "X", "X", "", "", "", None, miles, Reason.NEAR).distance == words


def test_the_order_does_not_hang_on_the_order_of_the_register() -> None:
    mixed = list(ENTRIES)
    random.Random(7).shuffle(mixed)
    for query in ("hospital", "ambleford", "AM1", "wrenfield", "cottage"):
        assert Index(mixed).find(query, on=TODAY, limit=20) == INDEX.find(query, on=TODAY, limit=20)


@given(st.text(max_size=80), st.integers(-1, 5))
def test_any_text_at_all_is_answered_within_the_limit(query: str, limit: int) -> None:
    found = INDEX.find(query, on=TODAY, limit=limit)
    assert len(found) <= max(limit, 0)
    assert len({one.code for one in found}) == len(found)


@given(st.sampled_from(ENTRIES[2:4]), st.data())
def test_one_slip_in_a_long_word_of_a_name_still_finds_it(entry: Entry, data: st.DataObject) -> None:
    word = max(entry.name.split(), key=len)
    at = data.draw(st.integers(1, len(word) - 2))
    slip = data.draw(st.sampled_from([word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]))
    assert entry.code in codes(entry.name.replace(word, slip))


@pytest.mark.django_db
class TestOnRecord:
    """The register in the database."""

    def codes(self, query: str, *, demonstration: bool = False) -> list[str]:
        return [found.code for found in find(query, demonstration=demonstration, on=TODAY)]

    def test_hospitals_and_sites_with_wards_are_found_and_other_sites_are_not(self) -> None:
        trust = made_trust("RA1", "WRENFIELD NHS TRUST")
        made_site("RA101", "WRENFIELD INFIRMARY", trust=trust, is_hospital=True, town="WRENFIELD")
        made_site("RA102", "WRENFIELD RECORDS STORE", trust=trust)
        site = made_site("RA103", "WRENFIELD COTTAGE", trust=trust)
        assert self.codes("wrenfield") == ["RA101", "RA1"]
        Ward.objects.create(trust=trust, site=site, name="Ward 1", name_key="ward 1")
        assert sorted(self.codes("wrenfield")) == ["RA1", "RA101", "RA103"]
        (found,) = find("wrenfield infirmary", demonstration=False, on=TODAY, limit=1)
        assert (found.name, found.town, found.trust_name) == ("Wrenfield Infirmary", "Wrenfield", "Wrenfield NHS Trust")

    def test_the_real_and_the_demonstration_never_meet(self) -> None:
        for code, invented in (("RA1", False), ("DEMO001", True)):
            trust = made_trust(code, "WRENFIELD NHS TRUST", is_demonstration=invented)
            made_site(
                f"{code}A",
                "WRENFIELD INFIRMARY",
                trust=trust,
                is_hospital=True,
                is_demonstration=invented,
                postcode="WF1 1AA",
                latitude=53.0,
                longitude=-1.0,
            )
        for query in ("wrenfield", "WF1 1AA", "infirmary", "WF1"):
            real, invented_codes = self.codes(query), self.codes(query, demonstration=True)
            assert real
            assert all(code.startswith("RA1") for code in real)
            assert invented_codes
            assert all(code.startswith("DEMO") for code in invented_codes)
        assert self.codes("DEMO001A") == []
        assert self.codes("RA1", demonstration=True) == []

    def test_every_change_of_the_register_is_seen_at_once(self) -> None:
        trust = made_trust("RA1", "WRENFIELD NHS TRUST")
        site = made_site("RA101", "OLDNAME INFIRMARY", trust=trust, is_hospital=True)
        assert self.codes("oldname") == ["RA101"]
        Site.objects.filter(pk=site.pk).update(name="FRESHNAME INFIRMARY")
        assert (self.codes("oldname"), self.codes("freshname")) == ([], ["RA101"])
        Trust.objects.filter(pk=trust.pk).update(name="QUILLBROOK NHS TRUST")
        assert sorted(self.codes("quillbrook")) == ["RA1", "RA101"]
        SiteTrust.objects.all().delete()
        assert self.codes("quillbrook") == ["RA1"]
        site.delete()
        assert self.codes("freshname") == []

    def test_the_present_trust_of_a_moved_hospital_is_shown_and_a_provider_that_is_no_trust(self) -> None:
        old, new = made_trust("RA1", "OLDER NHS TRUST"), made_trust("RB1", "NEWER NHS TRUST")
        site = made_site("RA101", "WRENFIELD INFIRMARY", is_hospital=True)
        SiteTrust.objects.create(site=site, trust=new, from_on=date(2020, 1, 1))
        SiteTrust.objects.create(site=site, trust=old, to_on=date(2019, 12, 31))
        made_site("NT301", "SPIRE WRENFIELD", is_hospital=True, provider_name="Spire Healthcare")
        found = {one.code: one.trust_name for one in find("wrenfield", demonstration=False, on=TODAY)}
        assert found == {"RA101": "Newer NHS Trust", "NT301": "Spire Healthcare"}

    def test_the_real_register_is_searched_well_and_fast(self) -> None:
        folder = samples()
        import_registers(
            trusts=read_register((folder / "etr.csv").read_bytes()),
            sites=read_register((folder / "trust_sites_2018_subset.csv").read_bytes()),
            hospitals=read_register((folder / "nhsuk_hospitals_2018.csv").read_bytes(), hospitals=True),
            by=System("import_ods"),
            now=datetime(2026, 8, 6, tzinfo=UTC),
        )
        wanted = {
            "adenbrooks": "RGT01",
            "addenbrookes hospital": "RGT01",
            "st thomas": "RJ122",
            "manchestr royal infirmary": "R0A02",
            "lester royal infirmary": "RWEAA",
            "northwickpark": "R1K01",
            "north wick park": "R1K01",
            "kings college hospital": "RJZ01",
            "hull royal": "RWA01",
            "guys and st thomas": "RJ1",
            "northern care alliance": "RM3",
            "salford": "RM301",
            "se1 7eh": "RJ122",
            "PL6 8DH": "RK950",
            "infirmary m13": "R0A02",
        }
        self.codes("warm")
        took = []
        for query, code in wanted.items():
            began = time.process_time()
            found = self.codes(query)
            took.append(time.process_time() - began)
            assert found[:1] == [code], query
        assert statistics.median(took) < 0.030
