"""The command: a month's figures out at once or at a moment, with its answer as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from oversight import clock
from publication.management.commands.publish import publish
from publication.models import Release
from publication.refusals import ReleaseRefused
from publication.releasing import publish_due
from tests.publication.complaints.making import send, trust_with_hospital
from tests.publication.making import NOW, OCTOBER, SHORT, Row, accept, make_hospital, make_trust, make_ward

pytestmark = pytest.mark.django_db
# Before any moment at which the tests are run.
LONG_AGO = datetime(2024, 2, 20, 9, 30, tzinfo=UTC)


def test_it_publishes_now_and_says_what() -> None:
    trust, silent = make_trust(), make_trust("RX2")
    make_hospital(silent, "RX201")
    accept(trust, [Row(make_ward(make_hospital(trust)))])

    told = publish(OCTOBER, "now", now=NOW)

    assert told["release"] == "staffing-2026-10-1"
    assert (told["number"], told["state"], told["period"], told["unchanged"]) == (1, "published", OCTOBER, False)
    counted = {name: told[name] for name in ("trusts", "submitted", "not_submitted", "hospitals", "wards")}
    assert counted == {"trusts": 2, "submitted": 1, "not_submitted": 1, "hospitals": 2, "wards": 1}
    assert told["published_at"] == "2026-11-20T10:00:00+00:00"
    assert [each["release"] for each in told["releases"]] == ["staffing-2026-10-1"]


def test_the_same_again_is_unchanged_and_a_correction_is_a_revision() -> None:
    trust = make_trust()
    ward = make_ward(make_hospital(trust))
    accept(trust, [Row(ward)])
    publish(OCTOBER, "now", now=NOW)
    again = publish(OCTOBER, "now", now=NOW + timedelta(hours=1))
    assert (again["unchanged"], again["number"], Release.objects.count()) == (True, 1, 1)
    accept(trust, [Row(ward, SHORT)])
    revised = publish(OCTOBER, "now", now=NOW + timedelta(hours=2))
    assert (revised["unchanged"], revised["number"], revised["release"]) == (False, 2, "staffing-2026-10-2")


def test_both_worlds_come_out_apart() -> None:
    for trust in (make_trust(), make_trust("DEMO001", demonstration=True)):
        accept(trust, [Row(make_ward(make_hospital(trust, f"{trust.code}A")))])
    told = publish(OCTOBER, "now", now=NOW)
    assert [each["release"] for each in told["releases"]] == [
        "staffing-2026-10-1",
        "demonstration-staffing-2026-10-1",
    ]
    assert "release" not in told


def test_a_moment_to_come_is_announced_and_kept() -> None:
    trust = make_trust()
    accept(trust, [Row(make_ward(make_hospital(trust)))])
    told = publish(OCTOBER, "2026-12-21T09:30", now=NOW)
    assert (told["state"], told["scheduled_for"]) == ("planned", "2026-12-21T09:30:00+00:00")
    moment = datetime.fromisoformat(told["scheduled_for"])
    assert publish_due(now=moment - timedelta(seconds=1)) == []
    assert [release.state for release in publish_due(now=moment)] == ["published"]


def test_summer_time_is_londons() -> None:
    trust = make_trust()
    accept(trust, [Row(make_ward(make_hospital(trust)))], period="2026-04")
    told = publish("2026-04", "2027-06-01T09:30", now=NOW)
    assert told["scheduled_for"] == "2027-06-01T09:30:00+01:00"


@pytest.mark.parametrize(
    ("period", "at", "code"),
    [
        (OCTOBER, "now", "nothing_to_release"),
        (OCTOBER, "tomorrow", "time"),
    ],
)
def test_what_cannot_be_done_is_refused(period: str, at: str, code: str) -> None:
    with pytest.raises(ReleaseRefused) as refusal:
        publish(period, at, now=NOW)
    assert refusal.value.code == code


class TestOnTheCommandLine:
    def _run(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        out = StringIO()
        try:
            call_command("publish", *arguments, stdout=out)
        except SystemExit as end:
            return int(end.code or 0), json.loads(out.getvalue())
        return 0, json.loads(out.getvalue())

    def test_done_is_0(self) -> None:
        trust = make_trust()
        accept(trust, [Row(make_ward(make_hospital(trust)))], period="2024-01", now=LONG_AGO)
        code, told = self._run("--period", "2024-01", "--at", "now")
        assert (code, told["wards"]) == (0, 1)
        published = Release.objects.get().published_at
        assert published is not None
        assert abs(published - clock.now()) < timedelta(minutes=1)

    @pytest.mark.parametrize("period", ["2024-13", "January", "2099-01", "2024-01"])
    def test_what_could_not_be_done_is_2_with_the_reason(self, period: str, capsys: pytest.CaptureFixture[str]) -> None:
        code, told = self._run("--period", period, "--at", "now")
        assert code == 2
        assert told["error"] == capsys.readouterr().err.strip()
        assert told["error"]


def test_a_quarter_is_of_complaints_and_a_month_of_staffing() -> None:
    send(trust_with_hospital())
    told = publish("2026-Q2", "now", now=NOW)
    assert told["release"] == "complaints-2026-Q2-1"
    assert (told["trusts"], told["submitted"], told["hospitals"], told["wards"]) == (1, 1, 0, 0)
    assert publish("2026-Q2", "now", now=NOW + timedelta(hours=1))["unchanged"] is True
    with pytest.raises(ReleaseRefused):
        publish("2009-10", "now", now=NOW, kind="complaints")
    with pytest.raises(ValueError, match="not a period"):
        publish("2026-Q7", "now", now=NOW)
