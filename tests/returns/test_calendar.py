"""Windows as data, what a trust owes, and who has sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oversight.organisations.models import Trust
from oversight.records.models import AuditEntry
from oversight.returns.calendar import DueState, due, ensure_windows, sent_list, set_window, window
from oversight.returns.models import CollectionWindow
from oversight.returns.refusals import Refused
from tests.returns.making import NOW, PERIOD, Place, accepted, checked, make_administrator, make_place, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return make_place()


def test_a_window_is_written_down_once_and_stays_as_somebody_set_it(place: Place) -> None:
    assert ensure_windows(kind="staffing", periods=["2026-09", PERIOD]) == 2
    assert ensure_windows(kind="staffing", periods=["2026-09", PERIOD]) == 0
    assert window("staffing", PERIOD).closes_at == datetime(2026, 11, 16, 12, tzinfo=UTC)
    later = datetime(2026, 11, 18, 12, tzinfo=UTC)
    administrator = make_administrator()
    changed = {"kind": "staffing", "period": PERIOD, "opens_at": NOW, "closes_at": later, "now": NOW}
    set_window(**changed, source="Notice of 10 November 2026", by=administrator)  # type: ignore[arg-type]
    ensure_windows(kind="staffing", periods=[PERIOD])
    assert window("staffing", PERIOD).closes_at == later
    assert AuditEntry.objects.filter(action="calendar.window_set", subject_id=f"staffing:{PERIOD}").count() == 1
    with pytest.raises(Refused, match="Name the notice"):
        set_window(**changed, source=" ", by=administrator)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="cannot change"):
        set_window(**changed, source="x", by=place.preparer)  # type: ignore[arg-type]


def states(place: Place, now: datetime = NOW) -> list[tuple[str, DueState, bool]]:
    found = (one for one in due(place.trust, now, months=2) if one.kind == "staffing")
    return [(one.period, one.state, one.late) for one in found]


def test_what_a_trust_owes_moves_with_its_return(place: Place) -> None:
    september = ("2026-09", DueState.NOT_STARTED, True)
    assert states(place) == [(PERIOD, DueState.NOT_STARTED, False), september]
    checked(place)
    assert states(place)[0] == (PERIOD, DueState.IN_PROGRESS, False)
    sent(place)
    assert states(place)[0] == (PERIOD, DueState.AWAITING_SIGNATURE, False)
    version = accepted(place)
    (october, _) = (one for one in due(place.trust, NOW, months=2) if one.kind == "staffing")
    assert (october.state, october.late, october.version) == (DueState.ACCEPTED, False, version)
    assert october.period_label == "October 2026"


def test_every_kind_of_return_is_due_by_itself(place: Place) -> None:
    accepted(place)
    assert [(one.kind, one.period, one.state) for one in due(place.trust, NOW, months=2)] == [
        ("staffing", PERIOD, DueState.ACCEPTED),
        ("safety", PERIOD, DueState.NOT_STARTED),
        ("complaints", "2026-Q2", DueState.NOT_STARTED),
        ("staffing", "2026-09", DueState.NOT_STARTED),
        ("safety", "2026-09", DueState.NOT_STARTED),
    ]


def test_a_month_is_due_only_once_its_collection_opened(place: Place) -> None:
    before = datetime(2026, 11, 1, 23, 59, tzinfo=UTC)
    assert [period for period, _, _ in states(place, before)] == ["2026-09", "2026-08"]
    assert states(place, before + timedelta(minutes=1))[0][0] == PERIOD


def test_an_accepted_month_is_listed_while_it_is_the_newest_or_worked_on(place: Place) -> None:
    accepted(place)
    december = datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert [period for period, _, _ in states(place, december)] == ["2026-11"]
    checked(place, b"Ward,Day Reg Planned Hrs\n", reason="Late rosters.")
    assert [period for period, _, _ in states(place, december)] == ["2026-11", PERIOD]


def test_who_has_sent_who_is_late_and_who_has_not(place: Place) -> None:
    late, quiet, silent = make_place("RX2"), make_place("RX3"), make_place("RX4", wards=())
    Trust.objects.create(code="RYX", name="An ambulance trust without wards or people here")
    Trust.objects.create(code="RX5", name="Closed", closed_on=datetime(2020, 3, 31, tzinfo=UTC).date())
    make_place("ZX1", demonstration=True)
    accepted(place)
    after = datetime(2026, 11, 17, 9, tzinfo=UTC)
    from tests.returns.making import GOOD

    accepted(late, GOOD.replace(b"RX1", b"RX2"), now=after)
    rows = sent_list("staffing", PERIOD, after, demonstration=False)
    assert [(row.trust.code, row.state, row.late) for row in rows] == [
        ("RX1", DueState.ACCEPTED, False),
        ("RX2", DueState.ACCEPTED, True),
        (quiet.trust.code, DueState.NOT_STARTED, True),
        (silent.trust.code, DueState.NOT_STARTED, True),
    ]
    assert [row.trust.code for row in sent_list("staffing", PERIOD, after, demonstration=True)] == ["ZX1"]


def test_the_list_asks_the_database_no_more_for_more_trusts(django_assert_max_num_queries: object) -> None:
    for number in range(1, 9):
        make_place(f"RX{number}")
    CollectionWindow.objects.all().delete()
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert len(sent_list("staffing", PERIOD, NOW, demonstration=False)) == 8
