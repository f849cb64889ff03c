"""The files that the demonstration's trusts send: nothing to mend, quarters that follow on, one full of faults."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints.checking import CheckResult, check_complaints
from complaints.context import WHOLE, CheckContext, SiteOnRecord, Standing
from complaints.items import ITEMS
from complaints.periods import ComplaintsPeriod
from complaints.rules.rule import Severity
from oversight.returns.periods import Month
from oversight.returns.reading.files import read_file
from workspaces.demonstration.complaints_figures import quarter_figures
from workspaces.demonstration.complaints_files import complaints_file, practice_files
from workspaces.demonstration.country import DemonstrationTrust, Size, Story, country

LATEST = Month(2026, 10)
NEWEST = ComplaintsPeriod.parse("2026-Q2")
QUARTERS = [NEWEST.plus(back) for back in range(-7, 1)]
TRUSTS = [trust for trust in country(Size.SMALL) if trust.story is not Story.MERGED_TRUST]

_TOOK_OVER = [one for one in TRUSTS if one.code in {trust.merged_into for trust in country(Size.SMALL)}]


def checked(trust: DemonstrationTrust, content: bytes, quarter: ComplaintsPeriod) -> CheckResult:
    before = quarter_figures(trust, quarter.plus(-1), latest=LATEST)
    context = CheckContext(
        trust_code=trust.code,
        period=quarter,
        today=quarter.last_day + timedelta(days=10),
        sites={site.code: SiteOnRecord(site.code, site.name, trust.code) for site in trust.sites},
        last=Standing(quarter.plus(-1), {WHOLE: before.counts[""], **before.counts}, before.asked["interventions"]),
    )
    return check_complaints(read_file(content, "return.csv"), context)


@pytest.mark.parametrize("trust", TRUSTS, ids=lambda trust: trust.code)
def test_what_a_trust_sends_has_nothing_to_mend_and_follows_on(trust: DemonstrationTrust) -> None:
    for quarter in QUARTERS:
        result = checked(trust, complaints_file(trust, quarter, latest=LATEST), quarter)
        found = {finding.rule for finding in result.findings}
        # Who took another trust over has more patients, and says so.
        assert found <= (
            {"complaints.new_changed", "complaints.interventions_changed"} if trust in _TOOK_OVER else set()
        )
        assert len(result.file.sites) == len(trust.sites)
        assert len(result.file.lessons) in (2, 3, 4)
        assert result.totals.per_1000_interventions


def test_complaints_of_too_few_staff_rise_at_the_trust_whose_ward_slides() -> None:
    (sliding,) = [
        trust for trust in TRUSTS[:1] if any(ward.story is Story.SLIDING_WARD for ward in trust.sites[0].wards)
    ]
    numbers = [
        quarter_figures(sliding, quarter, latest=LATEST).counts[""]["subject_area_staffing_numbers"]
        for quarter in QUARTERS
    ]
    assert min(numbers[-2:]) > max(numbers[:4])
    told = checked(sliding, complaints_file(sliding, NEWEST, latest=LATEST), NEWEST).file.lessons[0]
    assert told.theme is not None
    assert (told.theme.code, told.place) == (
        "subject_area_staffing_numbers",
        next(ward.name for ward in sliding.sites[0].wards if ward.story is Story.SLIDING_WARD),
    )


def test_the_sites_come_to_the_trust_in_every_number() -> None:
    trust = next(one for one in TRUSTS if len(one.sites) == 2)
    for quarter in QUARTERS:
        counts = quarter_figures(trust, quarter, latest=LATEST).counts
        first, second = (counts[site.code] for site in trust.sites)
        assert {code: first[code] + second[code] for code in counts[""]} == counts[""]
        assert min(*first.values(), *second.values()) >= 0
        assert set(counts[""]) == {item.code for item in ITEMS}


def test_the_practice_file_as_it_should_be_is_the_one_that_would_be_sent_and_the_other_is_full_of_faults() -> None:
    good, faulty = practice_files(TRUSTS[0], NEWEST, latest=LATEST)
    assert good.name == "DEMO001-2026-Q2-complaints-as-it-should-be.csv"
    assert good.content == complaints_file(TRUSTS[0], NEWEST, latest=LATEST)
    result = checked(TRUSTS[0], faulty.content, NEWEST)
    found = {finding.rule.removeprefix("complaints.") for finding in result.findings}
    assert found >= {
        "carried_forward_negative", "resolved_differs", "not_a_number", "not_whole", "blank", "site_unknown",
        "part_above_whole", "handling_blank", "item_unknown", "action_blank", "theme_unknown", "not_a_day",
    }  # fmt: skip
    assert result.must_fix > 5
    assert any(finding.severity is Severity.EXPLAIN for finding in result.findings)


def test_the_same_file_is_made_at_every_making() -> None:
    assert complaints_file(TRUSTS[3], NEWEST, latest=LATEST) == complaints_file(TRUSTS[3], NEWEST, latest=LATEST)
    assert complaints_file(TRUSTS[3], NEWEST, latest=LATEST) != complaints_file(TRUSTS[3], QUARTERS[0], latest=LATEST)
