"""Which body oversees a trust, by the trust's kind and the body's role on the day; and references to organisations."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from oversight.organisations.bodies import add_body, kind_of_trust, oversight_body_of
from oversight.organisations.models import Body, Region, Trust, TrustKind, Ward
from oversight.organisations.reference import write_reference_rows
from oversight.organisations.refusals import Refused
from oversight.records.audit import System
from oversight.records.models import AuditEntry
from oversight.records.references import Reference, resolve
from tests.organisations.making import made_site, made_trust

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)


def of_kind(trust: Trust, kind: TrustKind.Kind, from_on: date | None = None, to_on: date | None = None) -> Trust:
    TrustKind.objects.create(trust=trust, kind=kind, from_on=from_on, to_on=to_on, source="a test")
    return trust


@pytest.mark.parametrize(
    ("on", "foundation_trust", "nhs_trust"),
    [
        (date(2003, 12, 31), None, None),
        (date(2014, 7, 16), "MONITOR", "TDA"),
        (date(2016, 3, 31), "MONITOR", "TDA"),
        (date(2016, 4, 1), "NHSI", "NHSI"),
        (date(2022, 6, 30), "NHSI", "NHSI"),
        (date(2022, 7, 1), "NHSE", "NHSE"),
    ],
)
def test_the_oversight_body_goes_by_kind_and_day(on: date, foundation_trust: str | None, nhs_trust: str | None) -> None:
    for code, kind, expected in (
        ("RA1", TrustKind.Kind.FOUNDATION_TRUST, foundation_trust),
        ("RB1", TrustKind.Kind.NHS_TRUST, nhs_trust),
    ):
        body = oversight_body_of(of_kind(made_trust(code), kind), on)
        assert (body.code if body else None) == expected


def test_a_trust_that_became_a_foundation_trust_changed_its_overseer() -> None:
    trust = of_kind(made_trust("RA1"), TrustKind.Kind.NHS_TRUST, None, date(2014, 12, 31))
    of_kind(trust, TrustKind.Kind.FOUNDATION_TRUST, date(2015, 1, 1))
    assert kind_of_trust(trust, date(2014, 12, 31)) is TrustKind.Kind.NHS_TRUST
    assert [oversight_body_of(trust, day).code for day in (date(2014, 12, 31), date(2015, 1, 1))] == ["TDA", "MONITOR"]  # type: ignore[union-attr]


def test_a_trust_of_unknown_kind_is_overseen_only_by_a_body_of_every_kind() -> None:
    trust = made_trust("RA1")
    assert kind_of_trust(trust, date(2015, 1, 1)) is None
    assert oversight_body_of(trust, date(2015, 1, 1)) is None
    body = oversight_body_of(trust, date(2020, 1, 1))
    assert body is not None
    assert body.code == "NHSI"


def test_a_demonstration_s_body_oversees_its_own_trusts_alone() -> None:
    real = of_kind(made_trust("RA1"), TrustKind.Kind.NHS_TRUST)
    invented = of_kind(made_trust("DEMO001", is_demonstration=True), TrustKind.Kind.NHS_TRUST)
    today = date(2026, 8, 6)
    assert oversight_body_of(invented, today) == oversight_body_of(real, today)
    body = Body.objects.create(code="DEMOTDA", name="Invented", role=Body.Role.OVERSIGHT, is_demonstration=True)
    assert oversight_body_of(invented, today) == body
    assert oversight_body_of(real, today) != body


def test_the_declared_rows_are_there_and_writing_them_again_mends_them() -> None:
    assert set(Body.objects.values_list("code", "role")) >= {("CQC", "regulator"), ("NHSE-STATISTICS", "publisher")}
    assert Region.objects.get(code="Y62").name == "North West"
    rows = Body.objects.count()
    Body.objects.filter(code="TDA").update(name="Misspelt", to_on=None)
    write_reference_rows()
    mended = Body.objects.get(code="TDA")
    assert (mended.name, mended.to_on, Body.objects.count()) == (
        "NHS Trust Development Authority",
        date(2016, 3, 31),
        rows,
    )


def test_references_name_organisations_as_pages_do() -> None:
    trust = made_trust("RJ1", "GUY'S AND ST THOMAS' NHS FOUNDATION TRUST")
    site = made_site("RJ122", "ST THOMAS' HOSPITAL", trust=trust)
    ward = Ward.objects.create(trust=trust, site=site, name="Albert", name_key="albert")
    in_words = Ward.objects.create(
        trust=trust, site_name="Evelina", site_name_key="evelina", name="Beach", name_key="beach"
    )

    def described(kind: str, public_id: str) -> tuple[str, str] | None:
        found = resolve(Reference(kind, public_id))
        return (found.title, found.address) if found else None

    assert described("trust", "RJ1") == ("Guy's and St Thomas' NHS Foundation Trust", "/trusts/RJ1/")
    assert described("site", "RJ122") == ("St Thomas' Hospital", "/hospitals/RJ122/")
    assert described("ward", str(ward.public_id)) == ("Albert, St Thomas' Hospital", f"/wards/{ward.public_id}/")
    assert described("ward", str(in_words.public_id)) == ("Beach, Evelina", f"/wards/{in_words.public_id}/")
    for kind in ("trust", "site", "ward"):
        assert described(kind, "not there") is None


def test_a_local_body_comes_on_record_once() -> None:
    facts = {"name": " Healthwatch  Midshire ", "role": Body.Role.HEALTHWATCH, "region_code": "Y60"}
    body, is_new = add_body(code="hw-mid", by=System("add_body"), now=NOW, **facts)  # type: ignore[arg-type]
    assert (body.code, body.name, body.region_id, is_new) == ("HW-MID", "Healthwatch Midshire", "Y60", True)
    assert add_body(code="HW-MID", by=System("add_body"), now=NOW, **facts) == (body, False)  # type: ignore[arg-type]
    assert AuditEntry.objects.filter(action="body.added", subject_id="HW-MID").count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"code": "X"}, "code"),
        ({"code": "HW MID"}, "code"),
        ({"name": " "}, "blank"),
        ({"region_code": "Q1"}, "unknown_region"),
        ({"code": "CQC"}, "taken"),
    ],
)
def test_a_body_that_cannot_be_is_refused(facts: dict[str, str], code: str) -> None:
    rows = Body.objects.count()
    told = {"code": "HW1", "name": "Healthwatch", "role": Body.Role.HEALTHWATCH, **facts}
    with pytest.raises(Refused) as refusal:
        add_body(by=System("add_body"), now=NOW, **told)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert Body.objects.count() == rows
