"""Tables with headings of their own: their rows read by a mapping, and the parts of a whole added up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from oversight.measures.mappings import BadMapping, load_mappings
from oversight.measures.models import Observation, ObservationImport
from tests.measures.importing import Outcome, known, register, run

pytestmark = pytest.mark.django_db

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples"
TABLE = SAMPLES / "indicators" / "ae_attendances_2016-2019_by_trust_month.csv"
HEADING = "period,org_code,type,attendances,breaches,admissions"


def import_table(folder: Path, lines: Iterable[str]) -> Outcome:
    path = folder / "table.csv"
    path.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    return run(path, "--mapping", "ae_four_hours")


def test_the_types_of_a_month_are_added_up(tmp_path: Path) -> None:
    register()
    lines = [
        "2016-10-01,RX1,1,21289.0,2879.0,5060.0",
        "2016-10-01,RX2,1,100.0,5.0,9.0",
        "2016-10-01,RX1,2,813.0,22.0,0.0",
        "2016-10-01,RX1,other,2850.0,6.0,0.0",
        "2016-11-01,RX1,1,7.0,1.0,0.0",
    ]
    outcome = import_table(tmp_path, lines)
    assert (outcome.code, outcome.counts) == (0, (3, 0, 0))
    row = Observation.objects.get(subject="RX1", period=date(2016, 10, 1))
    assert (row.measure, row.grain, row.numerator, row.denominator) == ("ae_over_four_hours", "month", 2907, 24952)
    assert ObservationImport.objects.get().mapping == "ae_four_hours"
    assert import_table(tmp_path, reversed(lines)).counts == (0, 0, 3)


def test_a_part_that_is_repeated_is_added_once_and_told(tmp_path: Path) -> None:
    register()
    lines = ["2016-10-01,RX1,1,100,5,0", "2016-10-01,RX1,2,10,1,0", "2016-10-01,RX1,1,100.0,5,0"]
    outcome = import_table(tmp_path, lines)
    assert outcome.rejected == {4: "The row repeats row 2, which was counted once."}
    assert (Observation.objects.get().numerator, Observation.objects.get().denominator) == (6, 110)


def test_every_part_of_an_unknown_organisation_is_told(tmp_path: Path) -> None:
    register()
    outcome = import_table(tmp_path, ["2016-10-01,XX9,1,100,5,0", "2016-10-01,XX9,2,10,1,0"])
    assert outcome.counts == (0, 0, 0)
    assert outcome.rejected == {
        2: "The organisation 'XX9' is not on the register.",
        3: "The organisation 'XX9' is not on the register.",
    }


SPOILT = {
    "contradicting": (["2016-10-01,RX1,2,10,2,0", "2016-10-01,RX1,2,10,1,0"], "Not added up: its other part in row 4"),
    "not a number": (["2016-10-01,RX1,2,ten,2,0"], "Not added up: its other part in row 4"),
    "of an unknown type": (["2016-10-01,RX1,3,10,2,0"], "Not added up: its other part in row 4"),
    "with more breaches than attendances": (["2016-10-01,RX1,2,1,2,0"], "Not added up: its other part in row 4"),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_sum_whose_part_was_rejected_is_not_made(tmp_path: Path, case: str) -> None:
    register()
    bad, reason = SPOILT[case]
    outcome = import_table(tmp_path, ["2016-10-01,RX1,1,100,5,0", "2016-11-01,RX1,1,100,5,0", *bad])
    assert outcome.counts == (1, 0, 0)
    assert reason in outcome.rejected[2]
    assert set(outcome.rejected) == {2, *range(4, 4 + len(bad))}
    assert Observation.objects.get().period == date(2016, 11, 1)


def test_a_day_within_a_month_is_no_month_of_the_table(tmp_path: Path) -> None:
    register()
    outcome = import_table(tmp_path, ["2016-10-02,RX1,1,100,5,0"])
    assert outcome.rejected == {2: "The period '2016-10-02' is not the first day of a month."}


@pytest.mark.skipif(not TABLE.exists(), reason="the samples are not here")
def test_the_published_table_is_read_and_a_second_time_nothing_changes() -> None:
    call_command("import_ods", "--trusts", str(SAMPLES / "ods" / "etr.csv"), verbosity=0)
    outcome = run(TABLE, "--mapping", "ae_four_hours")
    assert outcome.code == 1
    assert outcome.answer["new"] > 4_000
    assert outcome.answer["changed"] == outcome.answer["unchanged"] == 0
    assert "not on the register" in " ".join(outcome.rejected.values())
    before = known()
    again = run(TABLE, "--mapping", "ae_four_hours")
    assert again.counts == (0, 0, outcome.answer["new"])
    assert again.rejected == outcome.rejected
    assert known() == before


GOOD = (
    'indicator = "a"\norganisation = "o"\nperiod = "p"\nnumerator = "n"\ndenominator = "d"\ntable = "t"\nsource = "s"\n'
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace('period = "p"\n', ""), "does not say: period"),
        (GOOD + 'colour = "blue"\n', "what no mapping has: colour"),
        (GOOD.replace('"p"', '" "'), "period is a text"),
        (GOOD + 'days_stand_for = "week"\n', "days_stand_for is none of"),
        (GOOD + "parts = 1\n", "parts gives each column"),
        (GOOD + "[parts]\ntype = []\n", "parts gives each column"),
        (GOOD + "[", "is no TOML"),
    ],
)
def test_a_mapping_that_says_too_little_or_too_much_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadMapping, match=r"mine\.toml") as refusal:
        load_mappings(tmp_path)
    assert says in str(refusal.value)


def test_a_good_mapping_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    assert load_mappings(tmp_path)["mine"].parts == {}
