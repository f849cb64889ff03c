"""Registers brought into the record: what changes, what stays, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.organisations.importing import Imported, import_registers
from oversight.organisations.models import Region, Site, SiteTrust, Succession, Trust, TrustKind
from oversight.organisations.register_files import read_register
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from tests.organisations.making import (
    HEADINGS_OF_2018,
    HOSPITAL_HEADINGS,
    hospital_row,
    made_site,
    made_trust,
    register_row,
    samples,
    written,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)
TODAY = date(2026, 8, 6)
ALPHA = register_row("RA1", "ALPHA NHS TRUST")
BETA = register_row("RB1", "BETA NHS FOUNDATION TRUST")
ALPHA_SITE = register_row("RA101", "ALPHA INFIRMARY", f15="RA1")


def bring(
    *,
    trusts: list[list[str]] | bytes | None = None,
    sites: list[list[str]] | bytes | None = None,
    hospitals: list[list[str]] | bytes | None = None,
    now: datetime = NOW,
    reopen: frozenset[str] = frozenset(),
) -> Imported:
    """Import rows, or the bytes of a file, as the command does."""

    def read(rows: list[list[str]] | bytes | None, *, of_hospitals: bool = False):  # type: ignore[no-untyped-def]
        if rows is None:
            return None
        return read_register(
            rows if isinstance(rows, bytes) else written(*([HOSPITAL_HEADINGS] if of_hospitals else []), *rows),
            hospitals=of_hospitals,
        )

    return import_registers(
        trusts=read(trusts),
        sites=read(sites),
        hospitals=read(hospitals, of_hospitals=True),
        reopen=reopen,
        by=System("import_ods"),
        now=now,
    )


def counts(imported: Imported) -> tuple[int, int, int, int]:
    return imported.new, imported.changed, imported.unchanged, imported.closed


def trusts_of(code: str) -> list[tuple[str, date | None, date | None]]:
    return [
        (held.trust.code, held.from_on, held.to_on)
        for held in SiteTrust.objects.filter(site__code=code).select_related("trust").order_by("pk")
    ]


def test_new_organisations_are_on_record_with_their_facts() -> None:
    imported = bring(
        trusts=[ALPHA, BETA],
        sites=[ALPHA_SITE],
        hospitals=[
            hospital_row("RA101", "Alpha Infirmary", parent="RA1", website="https://alpha.example"),
            hospital_row("NT301", "Spire Alpha", parent="NT3", parent_name="Spire Healthcare"),
        ],
    )
    assert counts(imported) == (4, 0, 0, 0)
    assert imported.sites_without_trust == 1
    assert imported.rejected == []
    trust = Trust.objects.get(code="RA1")
    assert (trust.name, trust.region_id, trust.opened_on, trust.is_demonstration) == (
        "ALPHA NHS TRUST",
        "Y56",
        date(1993, 4, 1),
        False,
    )
    site = Site.objects.get(code="RA101")
    assert (site.name, site.hospital_name, site.is_hospital, site.latitude) == (
        "ALPHA INFIRMARY",
        "Alpha Infirmary",
        True,
        51.4988,
    )
    assert trusts_of("RA101") == [("RA1", None, None)]
    independent = Site.objects.get(code="NT301")
    assert (independent.provider_name, trusts_of("NT301")) == ("Spire Healthcare", [])


def test_importing_the_same_twice_changes_nothing_and_leaves_no_trace() -> None:
    files = {
        "trusts": [ALPHA, register_row("RC1", "GAMMA NHS TRUST", closed="20200331")],
        "sites": [ALPHA_SITE],
        "hospitals": [hospital_row("RA101", "Alpha", parent="RA1")],
    }
    assert counts(bring(**files)) == (3, 0, 0, 1)  # type: ignore[arg-type]
    entries = AuditEntry.objects.count()
    assert counts(bring(**files)) == (0, 0, 3, 0)  # type: ignore[arg-type]
    assert AuditEntry.objects.count() == entries


def test_a_changed_trust_is_counted_and_told_of_by_the_names_of_its_facts() -> None:
    bring(trusts=[ALPHA, BETA])
    imported = bring(trusts=[register_row("RA1", "ALPHA UNIVERSITY NHS TRUST", region="Y63"), BETA])
    assert counts(imported) == (0, 1, 1, 0)
    entry = AuditEntry.objects.get(action="trust.changed")
    assert (entry.subject_kind, entry.subject_id, entry.fields, entry.system) == (
        "trust",
        "RA1",
        ["name", "region_id"],
        "import_ods",
    )
    assert AuditEntry.objects.filter(action="register.imported").count() == 2


def test_a_closed_trust_keeps_its_sites_and_its_row() -> None:
    bring(trusts=[ALPHA], sites=[ALPHA_SITE])
    imported = bring(trusts=[register_row("RA1", "ALPHA NHS TRUST", closed="20260731")])
    assert counts(imported) == (0, 1, 0, 1)
    assert Trust.objects.get(code="RA1").closed_on == date(2026, 7, 31)
    assert trusts_of("RA101") == [("RA1", None, None)]


def test_what_a_file_does_not_name_is_left_alone() -> None:
    bring(trusts=[ALPHA, BETA])
    assert counts(bring(trusts=[BETA])) == (0, 0, 1, 0)
    assert Trust.objects.get(code="RA1").closed_on is None


def test_a_closed_organisation_is_opened_again_by_name_alone() -> None:
    many = [register_row(f"RZ{n:02}", f"Z{n} NHS TRUST") for n in range(60)]
    bring(trusts=[*many, register_row("RA1", "ALPHA NHS TRUST", closed="20260331")])
    imported = bring(trusts=[*many, register_row("RA1", "ALPHA AND MORE NHS TRUST")])
    assert (imported.kept_closed, imported.older) == (["RA1"], [])
    alpha = Trust.objects.get(code="RA1")
    assert (alpha.name, alpha.closed_on) == ("ALPHA AND MORE NHS TRUST", date(2026, 3, 31))
    imported = bring(trusts=[ALPHA], reopen=frozenset({"RA1"}))
    assert (counts(imported), imported.kept_closed) == ((0, 1, 0, 0), [])
    assert Trust.objects.get(code="RA1").closed_on is None


def test_an_older_register_shows_itself_and_only_adds() -> None:
    bring(trusts=[register_row("RA1", "ALPHA NHS TRUST", closed="20200331"), BETA])
    imported = bring(
        trusts=[
            register_row("RA1", "OLD ALPHA NHS TRUST", region="Y54"),
            register_row("RB1", "OLD BETA NHS TRUST", county="KENT"),
            register_row("RD1", "DELTA NHS TRUST"),
        ]
    )
    assert (imported.older, imported.kept_closed) == (["trusts"], ["RA1"])
    assert counts(imported) == (1, 1, 1, 0)
    beta = Trust.objects.get(code="RB1")
    assert (beta.name, beta.county, beta.kinds.get().kind) == (
        "BETA NHS FOUNDATION TRUST",
        "KENT",
        TrustKind.Kind.FOUNDATION_TRUST,
    )


def test_an_older_register_of_sites_moves_none() -> None:
    bring(trusts=[ALPHA, BETA], sites=[ALPHA_SITE, register_row("RA102", "CLOSED SITE", f15="RA1", closed="20200331")])
    imported = bring(
        sites=[register_row("RA101", "ALPHA INFIRMARY", f15="RB1"), register_row("RA102", "CLOSED SITE", f15="RB1")]
    )
    assert imported.older == ["sites"]
    assert trusts_of("RA101") == [("RA1", None, None)]


def test_the_kind_of_a_trust_is_dated_and_names_its_source() -> None:
    bring(trusts=[ALPHA, BETA])
    assert {kind.trust.code: (kind.kind, kind.from_on) for kind in TrustKind.objects.select_related("trust")} == {
        "RA1": ("nhs_trust", None),
        "RB1": ("foundation_trust", None),
    }
    imported = bring(trusts=[register_row("RA1", "ALPHA NHS FOUNDATION TRUST")])
    assert counts(imported) == (0, 1, 0, 0)
    assert [
        (kind.kind, kind.from_on, kind.to_on, kind.source)
        for kind in TrustKind.objects.filter(trust__code="RA1").order_by("pk")
    ] == [
        ("nhs_trust", None, date(2026, 8, 5), "name in the register of trusts"),
        ("foundation_trust", TODAY, None, "name in the register of trusts"),
    ]


def test_a_site_s_trust_goes_by_the_day_of_joining_that_the_register_gives() -> None:
    bring(trusts=[ALPHA, BETA], sites=[ALPHA_SITE])
    imported = bring(sites=[register_row("RA101", "ALPHA INFIRMARY", f15="RB1", f16="20260401")])
    assert counts(imported) == (0, 1, 0, 0)
    assert trusts_of("RA101") == [("RA1", None, date(2026, 3, 31)), ("RB1", date(2026, 4, 1), None)]


def test_without_a_day_of_joining_a_site_moves_with_the_succession() -> None:
    bring(trusts=[ALPHA, BETA], sites=[ALPHA_SITE])
    Succession.objects.create(
        predecessor=Trust.objects.get(code="RA1"), successor=Trust.objects.get(code="RB1"), on=date(2026, 7, 1)
    )
    bring(sites=[register_row("RA101", "ALPHA INFIRMARY", f15="RB1")])
    assert trusts_of("RA101") == [("RA1", None, date(2026, 6, 30)), ("RB1", date(2026, 7, 1), None)]


def test_without_a_succession_a_site_moves_when_its_trust_has_closed() -> None:
    bring(trusts=[register_row("RA1", "ALPHA NHS TRUST", closed="20260531"), BETA], sites=[ALPHA_SITE])
    bring(sites=[register_row("RA101", "ALPHA INFIRMARY", f15="RB1")])
    assert trusts_of("RA101") == [("RA1", None, date(2026, 5, 31)), ("RB1", date(2026, 6, 1), None)]


def test_with_nothing_known_a_site_moves_on_the_day_we_learn_of_it_and_back_leaves_no_trace() -> None:
    bring(trusts=[ALPHA, BETA], sites=[ALPHA_SITE])
    bring(sites=[register_row("RA101", "ALPHA INFIRMARY", f15="RB1")])
    assert trusts_of("RA101") == [("RA1", None, date(2026, 8, 5)), ("RB1", TODAY, None)]
    bring(sites=[ALPHA_SITE])
    assert trusts_of("RA101") == [("RA1", None, None)]


def test_a_site_does_not_go_back_to_a_trust_that_has_closed() -> None:
    bring(trusts=[register_row("RA1", "ALPHA NHS TRUST", closed="20260531"), BETA])
    bring(sites=[register_row("RA101", "ALPHA INFIRMARY", f15="RB1")])
    assert counts(bring(sites=[ALPHA_SITE])) == (0, 0, 1, 0)
    assert trusts_of("RA101") == [("RB1", None, None)]


def test_a_list_of_hospitals_gives_a_trust_where_the_register_of_sites_does_not() -> None:
    bring(trusts=[ALPHA, BETA], sites=[ALPHA_SITE, register_row("RA102", "ALPHA COTTAGE HOSPITAL")])
    imported = bring(
        hospitals=[
            hospital_row("RA101", "Alpha Infirmary", parent="RB1"),
            hospital_row("RA102", "Alpha Cottage Hospital", parent="RB1"),
        ]
    )
    assert counts(imported) == (0, 2, 0, 0)
    assert trusts_of("RA101") == [("RA1", None, None)]
    assert trusts_of("RA102") == [("RB1", None, None)]
    assert Site.objects.get(code="RA102").provider_name == ""


def test_sites_imported_before_their_trusts_find_them_the_second_time() -> None:
    assert bring(sites=[ALPHA_SITE]).sites_without_trust == 1
    bring(trusts=[ALPHA])
    imported = bring(sites=[ALPHA_SITE])
    assert (counts(imported), imported.sites_without_trust) == ((0, 1, 0, 0), 0)


def test_the_copy_of_2018_finds_a_site_s_trust_by_three_characters() -> None:
    bring(trusts=[ALPHA])
    bring(sites=written(HEADINGS_OF_2018, register_row("RA101", "ALPHA INFIRMARY", fields=15)))
    assert trusts_of("RA101") == [("RA1", None, None)]


def test_organisations_of_the_demonstration_are_never_touched() -> None:
    trust = made_trust("DEMO001", "INVENTED NHS TRUST", is_demonstration=True)
    made_site("DEMO001A", "INVENTED HOSPITAL", trust=trust, is_demonstration=True)
    imported = bring(
        trusts=[register_row("DEMO001", "REAL NHS TRUST")],
        sites=[
            register_row("DEMO001A", "REAL SITE"),
            register_row("RA101", "SITE OF A DEMONSTRATION TRUST", f15="DEMO001"),
        ],
        hospitals=[
            hospital_row("DEMO001A", "Real Hospital"),
            hospital_row("RA102", "Hospital of a demonstration trust", parent="DEMO001"),
        ],
    )
    demonstration = "The code belongs to an organisation of the demonstration."
    assert [(file, row.row, row.code, row.reason) for file, row in imported.rejected] == [
        ("trusts", 1, "DEMO001", demonstration),
        ("sites", 1, "DEMO001A", demonstration),
        ("hospitals", 2, "DEMO001A", demonstration),
        ("hospitals", 3, "RA102", "Its trust is one of the demonstration."),
    ]
    assert Trust.objects.get().name == "INVENTED NHS TRUST"
    assert Site.objects.get(code="DEMO001A").name == "INVENTED HOSPITAL"
    # The register's column is not taken for one of parents, since no real trust has that code.
    assert trusts_of("RA101") == []


def test_one_code_is_not_both_a_trust_and_a_site() -> None:
    bring(trusts=[ALPHA], sites=[ALPHA_SITE])
    imported = bring(
        trusts=[register_row("RA101", "ALPHA INFIRMARY NHS TRUST")], sites=[register_row("RA1", "ALPHA AS A SITE")]
    )
    assert [row.reason for _file, row in imported.rejected] == [
        "The code is on record for a site.",
        "The code is a trust's.",
    ]


def test_rejected_rows_do_not_hold_up_the_others() -> None:
    imported = bring(
        trusts=[ALPHA, register_row("RX", "", closed="never"), register_row("RB1", "BETA NHS TRUST", opened="x"), BETA]
    )
    assert counts(imported) == (2, 0, 0, 0)
    assert [(file, row.row, row.code) for file, row in imported.rejected] == [("trusts", 2, "RX"), ("trusts", 3, "RB1")]


def test_a_closing_day_before_the_opening_day_on_record_is_rejected() -> None:
    bring(trusts=[ALPHA])
    imported = bring(trusts=[register_row("RA1", "ALPHA NHS TRUST", opened="", closed="19900101")])
    assert [row.reason for _file, row in imported.rejected] == [
        "It would close on 1990-01-01, before it opened on 1993-04-01."
    ]
    assert Trust.objects.get(code="RA1").closed_on is None


def test_an_unknown_region_is_kept_by_its_code() -> None:
    bring(trusts=[register_row("RA1", "ALPHA NHS TRUST", region="Y99")])
    assert Region.objects.get(code="Y99").name == ""


def test_an_import_is_done_in_a_few_statements_however_many_rows_it_has() -> None:
    def statements(number: int) -> int:
        trusts = [register_row(f"R{number}{at:03}", f"T{at} NHS TRUST") for at in range(number)]
        sites = [register_row(f"S{number}{at:03}", f"SITE {at}", f15=f"R{number}{at:03}") for at in range(number)]
        with CaptureQueriesContext(connection) as captured:
            bring(trusts=trusts, sites=sites)
        return len(captured)

    assert statements(200) == statements(3)


def test_an_import_that_names_nobody_does_not_happen() -> None:
    with pytest.raises(ValueError, match="a person or a system"):
        import_registers(trusts=read_register(written(ALPHA)), by=None, now=NOW)
    assert not Trust.objects.exists()


def test_the_real_registers_come_in_whole_and_the_older_one_changes_nothing_of_the_newer() -> None:
    folder = samples()
    register, of_2018 = (folder / "etr.csv").read_bytes(), (folder / "trusts_2018.csv").read_bytes()
    sites = (folder / "trust_sites_2018_subset.csv").read_bytes()
    hospitals = (folder / "nhsuk_hospitals_2018.csv").read_bytes()
    imported = bring(trusts=register, sites=sites, hospitals=hospitals)
    assert counts(imported) == (3_341, 0, 0, 71 + 261)
    assert imported.rejected == []
    assert counts(bring(trusts=register, sites=sites, hospitals=hospitals)) == (0, 0, 3_341, 0)
    assert Site.objects.filter(is_hospital=True).count() == 1_231
    assert SiteTrust.objects.filter(trust__code="R0A").count() == 145
    assert Site.objects.get(code="RJ122").shown_name == "St Thomas'"
    names = dict(Trust.objects.values_list("code", "name"))
    imported = bring(trusts=of_2018)
    assert (imported.older, imported.new, imported.closed, len(imported.kept_closed)) == (["trusts"], 0, 0, 30)
    assert dict(Trust.objects.values_list("code", "name")) == names
    assert Trust.objects.get(code="RM3").name == "NORTHERN CARE ALLIANCE NHS FOUNDATION TRUST"
    assert counts(bring(trusts=of_2018)) == (0, 0, 234, 0)


def test_the_real_register_after_the_copy_of_2018_brings_it_up_to_date() -> None:
    folder = samples()
    assert counts(bring(trusts=(folder / "trusts_2018.csv").read_bytes())) == (234, 0, 0, 5)
    imported = bring(trusts=(folder / "etr.csv").read_bytes())
    assert (imported.new, imported.closed, imported.older) == (40, 66, [])
    merged = Trust.objects.get(code="RW3")
    assert (merged.closed_on, merged.county) == (date(2017, 9, 30), "GREATER MANCHESTER")


def test_replaying_a_register_row_by_row_gives_the_same_record() -> None:
    file = read_register(written(ALPHA, BETA, register_row("RC1", "GAMMA NHS TRUST", closed="20200331")))
    import_registers(trusts=file, by=System("import_ods"), now=NOW)
    whole = list(Trust.objects.order_by("code").values("code", "name", "closed_on"))
    for listed in file.listed:
        again = import_registers(trusts=replace(file, listed=(listed,)), by=System("import_ods"), now=NOW)
        assert counts(again) == (0, 0, 1, 0)
    assert list(Trust.objects.order_by("code").values("code", "name", "closed_on")) == whole
