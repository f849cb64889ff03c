"""How often each rule trips."""

from __future__ import annotations

from fractions import Fraction

import pytest

from oversight.returns.rule_shares import shares_in_all, shares_of
from tests.returns.making import GOOD, OAK, UNUSUAL, checked, explained, make_place, national_csv

pytestmark = pytest.mark.django_db
RULE = "staffing.fill_rate_out_of_bounds"


def test_a_row_counts_once_for_a_rule_however_many_of_its_cells_tripped() -> None:
    both_low = {"day_registered_actual": "800", "night_registered_actual": "400"}
    place = make_place()
    submission = checked(place, national_csv(both_low, OAK))
    share = next(one for one in shares_of(submission) if one.rule == RULE)
    assert (share.findings, share.rows_tripped, share.rows, share.share) == (2, 1, 2, Fraction(1, 2))
    assert share.explained == 0
    explained(place, submission)
    assert next(one for one in shares_of(submission) if one.rule == share.rule).explained == 2


def test_the_shares_over_all_leave_other_months_and_invented_trusts_out() -> None:
    checked(make_place(), UNUSUAL)
    checked(make_place("RX2"), GOOD.replace(b"RX1", b"RX2"))
    invented = make_place("ZX1", demonstration=True)
    checked(invented, UNUSUAL.replace(b"RX1", b"ZX1"))
    share = next(one for one in shares_in_all(kind="staffing", demonstration=False) if one.rule == RULE)
    assert (share.rows_tripped, share.rows, share.submissions) == (1, 4, 1)
    assert shares_in_all(kind="staffing", demonstration=False, since="2026-11") == []
    assert shares_in_all(kind="staffing", demonstration=False, until="2026-09") == []
    assert shares_in_all(kind="staffing", demonstration=True)[0].rows == 2


def test_a_finding_about_the_whole_file_is_about_no_row() -> None:
    submission = checked(make_place(), national_csv(*({"ward": f"Ward {number}"} for number in range(4))))
    whole = [share for share in shares_of(submission) if share.rows_tripped == 0]
    assert whole
    assert all(share.submissions == 1 for share in whole)
