"""The powers, the fundamental standards and what a step needs before it is issued: pure rules and their data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from inspections.enforcing.fundamental_standards import Prosecution, fundamental_standards, standards_on
from inspections.enforcing.grounds import Drafted, lacking, may_be_prosecuted, regulation_of
from inspections.enforcing.powers import powers, powers_for
from inspections.models import Notice

DAY = date(2026, 11, 5)


def test_every_kind_of_step_has_a_power_and_every_row_its_source() -> None:
    assert {power.kind for power in powers().values()} == {str(kind) for kind in Notice.Kind}
    for row in (*powers().values(), *fundamental_standards().values()):
        assert row.source
        assert row.certainty in ("published", "believed", "ours")


def test_the_standards_are_those_of_the_regulations() -> None:
    assert list(fundamental_standards()) == [
        "5", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "20A",
    ]  # fmt: skip


def test_fitness_and_candour_bound_nhs_bodies_before_the_rest() -> None:
    assert {each.regulation for each in standards_on(date(2014, 11, 27))} == {"5", "20"}
    assert standards_on(date(2014, 11, 26)) == ()
    assert len(standards_on(date(2015, 4, 1))) == 14


@pytest.mark.parametrize(
    ("cited", "harm", "offence"),
    [
        ("11", "not_needed", True),
        ("11", "harm", False),
        ("16(3)", "not_needed", True),
        ("16", "not_needed", False),
        ("17(3)", "not_needed", True),
        ("17(2)", "not_needed", False),
        ("20(2)(a)", "not_needed", True),
        ("20(3)", "not_needed", True),
        ("20(2)(b)", "not_needed", False),
        ("20A", "not_needed", True),
        ("12", "harm", True),
        ("12", "not_needed", False),
        ("13(1)", "harm", True),
        ("13(4)", "harm", True),
        ("13(5)", "harm", False),
        ("14", "harm", True),
        ("18", "harm", False),
        ("18", "not_needed", False),
        ("99", "harm", False),
    ],
)
def test_what_can_be_prosecuted_without_a_warning_first(cited: str, harm: str, offence: bool) -> None:
    assert may_be_prosecuted(cited, harm, fundamental_standards(), DAY) is offence


def test_nothing_is_an_offence_before_the_regulations_were_in_force() -> None:
    assert not may_be_prosecuted("12", "harm", fundamental_standards(), date(2015, 3, 31))


def test_a_citation_belongs_to_its_regulation() -> None:
    assert [regulation_of(cited) for cited in ("17(3)", "20A", "20a", "12")] == ["17", "20A", "20A", "12"]
    assert fundamental_standards()["12"].prosecution is Prosecution.HARM


WARNING = Drafted("warning_29a", ("12",), (date(2026, 12, 31),), areas=1, breaches=0, closes=False, harm="")
PROSECUTION = Drafted("prosecution", ("12",), (), areas=0, breaches=1, closes=False, harm="harm")


def faults(drafted: Drafted, power: str, on: date = DAY) -> list[str]:
    return list(lacking(drafted, powers()[power], fundamental_standards(), on))


def test_whole_drafts_lack_nothing() -> None:
    assert faults(WARNING, "section_29a") == []
    assert faults(PROSECUTION, "regulation_22_2") == []
    requirement = Drafted("requirement", ("18",), (), areas=1, breaches=1, closes=False, harm="")
    assert faults(requirement, "regulation_17_3") == []
    closure = Drafted("urgent_closure", (), (), areas=1, breaches=0, closes=True, harm="")
    assert faults(closure, "section_31_closure") == []


@pytest.mark.parametrize(
    ("drafted", "power", "fault"),
    [
        (replace(WARNING, due_on=()), "section_29a", "what must improve, and by when"),
        (replace(WARNING, areas=0), "section_29a", "health care concerned"),
        (replace(WARNING, due_on=(DAY,)), "section_29a", "after the day of issue"),
        (replace(WARNING, regulations=("99",)), "section_29a", "Regulation 99"),
        (WARNING, "section_12", "none for this step"),
        (replace(PROSECUTION, harm="not_needed"), "regulation_22_2", "other kind of offence"),
        (replace(PROSECUTION, regulations=()), "regulation_22_2", "names the regulation"),
        (replace(PROSECUTION, regulations=("18",)), "regulation_22_2", "cannot be prosecuted"),
        (Drafted("requirement", (), (), 1, 1, False, ""), "regulation_17_3", "names the regulation"),
        (Drafted("requirement", ("12",), (), 1, 0, False, ""), "regulation_17_3", "and the breach"),
        (Drafted("urgent_closure", (), (), 1, 0, False, ""), "section_31_closure", "which ward"),
    ],
)
def test_what_a_draft_lacks_is_said(drafted: Drafted, power: str, fault: str) -> None:
    assert any(fault in said for said in faults(drafted, power))


def test_a_warning_under_section_29a_has_no_basis_before_it_was_in_force() -> None:
    assert powers_for("warning_29a", date(2014, 9, 30)) == ()
    assert [power.code for power in powers_for("warning_29a", date(2014, 10, 1))] == ["section_29a"]


@pytest.mark.parametrize(
    ("issued", "until"),
    [
        # A Thursday; ten working days on is a Thursday, and winter's clock is that of UTC.
        (datetime(2026, 11, 5, 9, 30, tzinfo=UTC), datetime(2026, 11, 19, 23, 59, 59, tzinfo=UTC)),
        # Over Christmas: 25 December, the substitute for Boxing Day on the 28th, and New Year's Day do not count.
        (datetime(2026, 12, 21, 16, 0, tzinfo=UTC), datetime(2027, 1, 7, 23, 59, 59, tzinfo=UTC)),
        # Over the change to summer time, and over Good Friday and Easter Monday.
        (datetime(2026, 3, 27, 12, 0, tzinfo=UTC), datetime(2026, 4, 14, 22, 59, 59, tzinfo=UTC)),
        # Issued at 23:30 UTC in summer: it is the next day in London already.
        (datetime(2026, 6, 1, 23, 30, tzinfo=UTC), datetime(2026, 6, 16, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_representations_may_be_made_until_the_end_of_the_tenth_working_day(issued: datetime, until: datetime) -> None:
    assert powers()["section_29a"].representations_until(issued) == until


def test_an_urgent_closure_has_an_appeal_and_no_representations() -> None:
    assert powers()["section_31_closure"].representations_until(datetime(2026, 11, 5, tzinfo=UTC)) is None


def test_the_report_of_actions_is_due_in_28_days_beginning_on_the_day_after() -> None:
    assert powers()["regulation_17_3"].report_due_on(date(2026, 11, 5)) == date(2026, 12, 3)
    assert powers()["section_29a"].report_due_on(date(2026, 11, 5)) is None
