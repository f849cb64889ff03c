"""The two commands, exactly: what they print, and how they end."""

from __future__ import annotations

import io
import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from oversight.accounts.models import Membership, Role
from oversight.records.models import AuditEntry, Delivery, OutboxEvent
from oversight.returns.models import ReturnVersion, StoredFile, Submission
from oversight.returns.states import State
from staffing.columns import BY_CODE
from tests.returns.making import (
    FAULTY,
    GOOD,
    MENDED,
    PERIOD,
    ROW,
    UNUSUAL,
    Place,
    make_person,
    make_place,
    national_csv,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEBUG = True
    monkeypatch.setenv("OVERSIGHT_NOW", "2026-11-05T09:30:00+00:00")


class Outcome:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


def run(*arguments: str) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    return Outcome(code, out.getvalue(), err.getvalue())


def check(path: Path, *more: str, trust: str = "RX1", period: str = PERIOD) -> Outcome:
    return run("check_return", "staffing", str(path), "--trust", trust, "--period", period, *(more or ("--json",)))


def submit(
    path: Path,
    *more: str,
    preparer: str = "preparer@rx1.example",
    signatory: str = "signatory@rx1.example",
    trust: str = "RX1",
    period: str = PERIOD,
    explain: str = "It is true.",
) -> Outcome:
    said = ["--explain-all", explain] if explain else []
    about = ["--trust", trust, "--period", period, "--prepared-by", preparer, "--signed-by", signatory]
    return run("submit_return", "staffing", str(path), *about, *said, *more, "--json")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "return.csv"
    path.write_bytes(GOOD)
    return path


def with_content(file: Path, content: bytes, name: str = "other.csv") -> Path:
    path = file.with_name(name)
    path.write_bytes(content)
    return path


KEYS = [
    "return",
    "trust",
    "period",
    "layout",
    "rows_read",
    "rows_other_periods",
    "rows_without_hours",
    "must_fix",
    "explain",
    "findings",
    "wards",
    "trust_total",
]


def test_check_prints_one_object_with_these_keys_and_all_digits(place: Place, file: Path) -> None:
    outcome = check(file)
    assert (outcome.code, outcome.err) == (0, "")
    assert list(outcome.json) == KEYS
    assert {key: outcome.json[key] for key in KEYS[:9]} == {
        "return": "staffing",
        "trust": "RX1",
        "period": PERIOD,
        "layout": "national",
        "rows_read": 2,
        "rows_other_periods": 0,
        "rows_without_hours": 0,
        "must_fix": 0,
        "explain": 0,
    }
    first = outcome.json["wards"][0]
    assert list(first) == ["site", "ward", "fill_rate", "chppd"]
    assert (first["site"], first["ward"]) == ("RX101", "Rowan")
    assert first["fill_rate"]["day_registered"] == 100 * 1602.5 / 1710
    assert first["chppd"]["overall"] == pytest.approx(5.43165, abs=1e-5)
    assert outcome.json["trust_total"]["fill_rate"]["day_registered"] == pytest.approx(100 * 3192.5 / 3420, rel=1e-15)


def test_check_stores_nothing(place: Place, file: Path) -> None:
    for content in (GOOD, FAULTY, UNUSUAL):
        check(with_content(file, content))
    for model in (Submission, StoredFile, OutboxEvent, AuditEntry, Delivery):
        assert not model.objects.exists()


def test_check_ends_with_one_where_something_must_be_fixed(place: Place, file: Path) -> None:
    outcome = check(with_content(file, FAULTY))
    assert outcome.code == 1
    assert outcome.json["must_fix"] == 1
    (finding,) = [one for one in outcome.json["findings"] if one["severity"] == "must fix"]
    assert list(finding) == ["rule", "severity", "sheet", "row", "column", "value", "message"]
    assert (finding["sheet"], finding["row"], finding["value"]) == (None, 2, "-5")
    assert check(with_content(file, UNUSUAL)).code == 0


def test_check_of_a_month_that_the_file_does_not_hold(place: Place, file: Path) -> None:
    outcome = check(file, period="2026-09")
    assert outcome.code == 1
    assert (outcome.json["rows_read"], outcome.json["rows_other_periods"]) == (2, 2)
    assert [one["rule"] for one in outcome.json["findings"]] == ["staffing.no_row_for_period"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"trust": "NONE"}, "No trust has the code NONE"),
        ({"period": "2026-13"}, "month"),
        ({"period": "October"}, "YYYY-MM"),
        ({"content": b""}, "empty"),
        ({"content": b"%PDF-1.7 x"}, "PDF"),
        ({"missing": True}, "No such file"),
    ],
    ids=str,
)
def test_check_says_why_it_could_not_be_done(place: Place, file: Path, change: dict[str, Any], says: str) -> None:
    path = with_content(file, change["content"]) if "content" in change else file
    if "missing" in change:
        path = file.with_name("missing.csv")
    how = {key: value for key, value in change.items() if key in ("trust", "period")}
    outcome = check(path, **how)
    assert outcome.code == 2
    assert says in outcome.err
    assert says in outcome.json["error"]


def test_check_of_an_unknown_return_could_not_be_done(place: Place, file: Path) -> None:
    outcome = run("check_return", "catering", str(file), "--trust", "RX1", "--period", PERIOD, "--json")
    assert outcome.code == 2
    assert "no return called 'catering'" in outcome.json["error"]


def test_check_for_people_tells_counts_and_groups(place: Place, file: Path) -> None:
    rows = [{"ward": f"Ward {number}", "day_registered_actual": "x"} for number in range(8)]
    outcome = check(with_content(file, national_csv(*rows)), "--no-color")
    assert outcome.code == 1
    assert "8 rows read" in outcome.out
    assert "Must fix: " in outcome.out
    assert "(8 times)" in outcome.out
    assert "and 3 more" in outcome.out


def test_a_trust_without_sites_or_wards_has_each_taken_as_new(file: Path) -> None:
    bare = make_place("RX1", wards=())
    bare.trust.sites.all().delete()
    outcome = check(file)
    assert outcome.code == 0
    assert sorted(one["rule"] for one in outcome.json["findings"]) == [
        "staffing.site_new",
        "staffing.ward_new",
        "staffing.ward_new",
    ]
    accepted = submit(file)
    assert accepted.code == 0, accepted.out


def test_submit_goes_the_whole_way_and_prints_the_receipt(place: Place, file: Path) -> None:
    outcome = submit(file)
    assert (outcome.code, outcome.err) == (0, "")
    version = ReturnVersion.objects.get()
    assert outcome.json == {
        "receipt": version.receipt,
        "version": 1,
        "accepted_at": "2026-11-05T09:30:00+00:00",
        "file_sha256": sha256(GOOD).hexdigest(),
        "content_sha256": version.content_sha256,
        "duplicate": False,
    }
    assert datetime.fromisoformat(outcome.json["accepted_at"]).tzinfo is not None


def test_submit_recognises_the_identical_file(place: Place, file: Path) -> None:
    first = submit(file)
    for more in ((), ("--reason", "Again.")):
        again = submit(file, *more)
        assert again.code == 0
        assert again.json == {**first.json, "duplicate": True}
    assert ReturnVersion.objects.count() == Submission.objects.count() == 1


def test_submit_of_a_correction_wants_a_reason(place: Place, file: Path) -> None:
    first = submit(file)
    mended = with_content(file, MENDED)
    refused = submit(mended)
    assert refused.code == 1
    assert "why you are correcting" in refused.json["error"]
    assert ReturnVersion.objects.count() == 1
    second = submit(mended, "--reason", "Late rosters.")
    assert (second.code, second.json["version"], second.json["duplicate"]) == (0, 2, False)
    assert second.json["receipt"] != first.json["receipt"]


def test_submit_with_something_to_fix_accepts_nothing(place: Place, file: Path) -> None:
    outcome = submit(with_content(file, FAULTY))
    assert outcome.code == 1
    assert outcome.json["must_fix"] == 1
    assert outcome.json["findings"][0]["row"] == 2
    assert not ReturnVersion.objects.exists()


def test_submit_wants_an_answer_only_where_one_is_asked(place: Place, file: Path) -> None:
    assert submit(file, explain="").code == 0
    unusual = with_content(file, UNUSUAL)
    refused = submit(unusual, "--reason", "x", explain="")
    assert refused.code == 1
    assert "--explain-all" in refused.json["error"]
    assert submit(unusual, "--reason", "x").code == 0


@pytest.mark.parametrize(
    "people",
    [
        {"signatory": "preparer@rx1.example"},
        {"preparer": "signatory@rx1.example"},
        {"preparer": "signatory@rx1.example", "signatory": "preparer@rx1.example"},
        {"preparer": "preparer@rx2.example"},
        {"signatory": "signatory@rx2.example"},
        {"signatory": "both@rx1.example", "preparer": "both@rx1.example"},
        {"signatory": "nobody@rx1.example"},
        {"signatory": "left@rx1.example"},
    ],
    ids=str,
)
def test_submit_by_the_same_person_or_without_the_role_accepts_nothing(
    place: Place, file: Path, people: dict[str, str]
) -> None:
    make_place("RX2")
    both = make_person("both@rx1.example", Role.PREPARER, trust=place.trust)
    Membership.objects.create(person=both, trust=place.trust, role=Role.SIGNATORY, from_on="2015-01-01")
    left = make_person("left@rx1.example", Role.SIGNATORY, trust=place.trust)
    Membership.objects.filter(person=left).update(to_on="2026-11-04")
    outcome = submit(file, **people)
    assert outcome.code == 1
    assert outcome.json["error"] in outcome.err
    assert not Submission.objects.exists()


def test_submit_of_what_cannot_be_read_could_not_be_done(place: Place, file: Path) -> None:
    outcome = submit(with_content(file, b"%PDF-1.7 x"))
    assert outcome.code == 2
    assert "PDF" in outcome.json["error"]
    for how in ({"trust": "NONE"}, {"period": "2026-13"}, {"period": "2027-01"}):
        assert submit(file, **how).code == 2


def test_submit_works_only_where_nobody_real_signs(place: Place, file: Path, settings: Any) -> None:
    settings.TESTING = settings.DEMONSTRATION = False
    outcome = submit(file)
    assert outcome.code == 2
    assert "demonstration or test settings" in outcome.json["error"]
    assert not Submission.objects.exists()
    settings.DEMONSTRATION = True
    assert submit(file).code == 0


@pytest.mark.django_db(transaction=True)
def test_submit_needs_no_worker_and_no_broker(place: Place, file: Path, settings: Any) -> None:
    from oversight.celery import app

    app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        assert submit(file).code == 0
    finally:
        app.conf.broker_url = settings.CELERY_BROKER_URL
    assert Submission.objects.get().state == State.ACCEPTED
    # What others are to be told of it waits for a worker.
    assert Delivery.objects.filter(state="waiting", event__name="return.accepted").exists()


def test_the_same_values_hash_alike_from_csv_and_workbook(place: Place, file: Path) -> None:
    first = submit(file)
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append([BY_CODE[code].national for code in ROW])
    for line in reversed(GOOD.decode().splitlines()[1:]):
        values = line.split(",")
        sheet.append([float(value) if value.replace(".", "").isdigit() else value for value in values])
    path = file.with_name("return.xlsx")
    workbook.save(path)
    again = submit(path, "--reason", "As a workbook.")
    assert again.code == 0, again.out
    assert again.json["content_sha256"] == first.json["content_sha256"]
    assert again.json["file_sha256"] != first.json["file_sha256"]
