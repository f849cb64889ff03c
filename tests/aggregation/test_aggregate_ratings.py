"""The calculator that anyone can run: its answers, its errors and its exit codes, in a process without a database."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

CHECKOUT = Path(__file__).resolve().parents[2]

FIVE = {"Safe": "Good", "Effective": "Good", "Caring": "Good", "Responsive": "Good", "Well-led": "Good"}


@dataclass(frozen=True)
class Outcome:
    code: int
    answer: Any
    stderr: str


def aggregate(folder: Path, content: object, *arguments: str) -> Outcome:
    """Run the command on content written as JSON, or as it stands where it is bytes."""
    path = folder / "ratings.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return run(path, *arguments)


def run(path: Path, *arguments: str) -> Outcome:
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("aggregate_ratings", str(path), *arguments, stdout=out, stderr=err)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    return Outcome(code, json.loads(out.getvalue()), err.getvalue())


def test_a_location_is_answered_in_words_with_the_rule_of_each(tmp_path: Path) -> None:
    outcome = aggregate(
        tmp_path,
        [
            {
                "location": "Northgate Hospital",
                "services": {
                    "Surgery": FIVE | {"Safe": "Requires improvement", "Overall": "Outstanding"},
                    "Critical care": {"Safe": "Good", "Caring": "Outstanding", "Effective": "Not rated"},
                    "Outpatients": {},
                },
            }
        ],
    )
    assert outcome.code == 0
    assert outcome.stderr == ""
    [made] = outcome.answer
    assert list(made) == ["location", "service_overall", "key_questions", "overall", "complete", "decided_by"]
    assert made["location"] == "Northgate Hospital"
    assert made["service_overall"] == {"Surgery": "Good", "Critical care": "Outstanding", "Outpatients": None}
    assert made["key_questions"] == {
        "Safe": "Requires improvement",
        "Effective": "Good",
        "Caring": "Outstanding",
        "Responsive": "Good",
        "Well-led": "Good",
    }
    assert made["overall"] == "Good"
    assert made["complete"] is False
    decided = made["decided_by"]
    assert decided["service_overall"]["Outpatients"] == {"rule": None, "n": 0, "inputs": {}}
    assert decided["service_overall"]["Critical care"] == {
        "rule": "A",
        "n": 2,
        "inputs": {"Safe": "Good", "Caring": "Outstanding"},
    }
    assert decided["key_questions"]["Safe"] == {
        "rule": "B",
        "n": 2,
        "inputs": {"Surgery": "Requires improvement", "Critical care": "Good"},
    }
    assert decided["overall"] == {"rule": "E", "n": 5, "inputs": made["key_questions"]}


def test_the_trusts_well_led_is_assessed_and_counts(tmp_path: Path) -> None:
    [made] = aggregate(
        tmp_path,
        [{"location": "A", "services": {"Surgery": FIVE | {"Caring": "Inadequate"}}, "well_led": "inadequate"}],
    ).answer
    assert made["key_questions"]["Well-led"] == "Inadequate"
    assert made["overall"] == "Inadequate"
    assert made["service_overall"] == {"Surgery": "Requires improvement"}
    assert made["decided_by"]["key_questions"]["Well-led"] == {
        "rule": "assessed",
        "n": 1,
        "inputs": {"Well-led": "Inadequate"},
    }
    assert made["complete"] is True


@pytest.mark.parametrize("well_led", [None, "", "Not rated"])
def test_a_well_led_without_a_rating_is_as_none(well_led: str | None, tmp_path: Path) -> None:
    given = {"location": "A", "services": {"Surgery": FIVE}}
    assert aggregate(tmp_path, [given | {"well_led": well_led}]).answer == aggregate(tmp_path, [given]).answer


def test_answers_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    names = ["C", "A", "B", "A"]
    outcome = aggregate(tmp_path, [{"location": name, "services": {}} for name in names])
    assert [made["location"] for made in outcome.answer] == names


def test_words_are_read_whatever_their_case_spaces_hyphens_and_underscores(tmp_path: Path) -> None:
    plain = aggregate(tmp_path, [{"location": "A", "services": {"Surgery": FIVE | {"Safe": "Requires improvement"}}}])
    other = aggregate(
        tmp_path,
        [
            {
                "location": "A",
                "services": {
                    "Surgery": {
                        "SAFE": "requires_improvement",
                        "ef-fective": " GOOD ",
                        "caring": "go od",
                        "Responsive ": "Good",
                        "well_led": "good",
                        "over all": 7,
                    }
                },
            }
        ],
    )
    assert other.answer == plain.answer


@pytest.mark.parametrize(
    "word",
    [
        None,
        "",
        "Not rated",
        "Inspected but not rated",
        "Insufficient evidence to rate",
        "Not sufficient evidence to rate",
        "No published rating",
        "Not formally rated",
        "Not applicable",
        "Suspended",
    ],
)
def test_what_is_unrated_leaves_the_number(word: str | None, tmp_path: Path) -> None:
    outcome = aggregate(tmp_path, [{"location": "A", "services": {"Surgery": FIVE | {"Safe": word}}}])
    [made] = outcome.answer
    assert made["key_questions"]["Safe"] is None
    assert made["decided_by"]["overall"]["n"] == 4
    assert made["complete"] is False


def test_every_unknown_word_is_named_and_nothing_is_answered(tmp_path: Path) -> None:
    outcome = aggregate(
        tmp_path,
        [
            {"location": "A", "services": {"Surgery": {"Safe": "Fair", "Safety": "Good", "Caring": 3}}},
            {"location": "B", "services": {"Surgery": FIVE}, "well_led": "Super"},
            {"location": "C", "services": {"Surgery": FIVE | {"Safe": ["Good"]}}},
        ],
    )
    assert outcome.code == 1
    assert outcome.answer == {
        "errors": [
            {"location": "A", "service": "Surgery", "key_question": "Safe", "value": "Fair"},
            {"location": "A", "service": "Surgery", "key_question": "Safety", "value": "Good"},
            {"location": "A", "service": "Surgery", "key_question": "Caring", "value": 3},
            {"location": "B", "service": None, "key_question": "well_led", "value": "Super"},
            {"location": "C", "service": "Surgery", "key_question": "Safe", "value": ["Good"]},
        ]
    }
    assert "'Fair' is no rating" in outcome.stderr


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            '[{"location": "A", "services": {"S": {"Safe": "Good", "safe": "Inadequate"}}}]',
            {"location": "A", "service": "S", "key_question": "safe", "value": "Inadequate"},
        ),
        (
            '[{"location": "A", "services": {"S": {"Safe": "Good"}, "S": {"Safe": "Outstanding"}}}]',
            {"location": "A", "service": "S", "key_question": None, "value": {"Safe": "Outstanding"}},
        ),
        (
            '[{"location": "A", "services": {}, "well_led": "Good", "Well-led": "Inadequate"}]',
            {"location": "A", "service": None, "key_question": "Well-led", "value": "Inadequate"},
        ),
    ],
)
def test_a_name_given_twice_and_not_alike_is_an_error(text: str, error: dict[str, object], tmp_path: Path) -> None:
    outcome = aggregate(tmp_path, text.encode())
    assert (outcome.code, outcome.answer) == (1, {"errors": [error]})
    assert "given twice" in outcome.stderr


def test_a_name_given_twice_and_alike_is_one(tmp_path: Path) -> None:
    text = (
        '[{"location": "A", "location": "A", "services": {"S": {"Safe": "Good", "SAFE": "good"}, '
        '"S": {"safe": "Good"}}, "well_led": "Good", "well-led": "GOOD"}]'
    )
    outcome = aggregate(tmp_path, text.encode())
    assert outcome.code == 0
    assert outcome.answer[0]["key_questions"]["Safe"] == "Good"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b'[{"location": "A", "services": {"S": {"Safe": "Good"',
        b'{"location": "A", "services": {}}',
        b"null",
        b"[7]",
        b'[{"services": {}}]',
        b'[{"location": "A"}]',
        b'[{"location": 7, "services": {}}]',
        b'[{"location": "A", "services": []}]',
        b'[{"location": "A", "services": null}]',
        b'[{"location": "A", "services": {"S": "Good"}}]',
        b'[{"location": "A", "services": {"S": null}}]',
        b'[{"location": "A", "location": "B", "services": {}}]',
        b'[{"location": "A", "services": {"S": {"Safe": NaN}}}]',
        b"\xff\xfe[\x00]\x00",
        b"[" * 100_000,
        b'[{"location": "A", "services": {"S": {"Safe": ' + b"9" * 5000 + b"}}}]",
    ],
)
def test_what_cannot_be_read_is_said_on_both_outputs(content: bytes, tmp_path: Path) -> None:
    outcome = aggregate(tmp_path, content)
    assert outcome.code == 2
    assert list(outcome.answer) == ["error"]
    assert outcome.answer["error"] in outcome.stderr


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    outcome = run(tmp_path / "absent.json")
    assert outcome.code == 2
    assert "No such file" in outcome.answer["error"]


def test_an_empty_list_is_answered_by_an_empty_list(tmp_path: Path) -> None:
    assert aggregate(tmp_path, b"\xef\xbb\xbf[]").answer == []


def test_a_name_that_cannot_be_encoded_comes_back_as_it_went_in(tmp_path: Path) -> None:
    content = b'[{"location": "\\ud800", "services": {"S\\u00e9": {"Safe": "Good"}}}]'
    [made] = aggregate(tmp_path, content).answer
    assert made["location"] == "\ud800"
    assert made["service_overall"] == {"S\u00e9": "Good"}


def test_another_version_of_the_rules_can_be_named(tmp_path: Path) -> None:
    grid = [{"location": "A", "services": {str(place): {"Safe": "Good"} for place in range(6)}}]
    refused = aggregate(tmp_path, grid, "--rules", "single-location-2014")
    assert refused.code == 2
    assert "6 ratings" in refused.answer["error"]
    assert aggregate(tmp_path, grid, "--rules", "acute-handbook-2014").code == 0


@pytest.mark.parametrize(("content", "code"), [('[{"location": "A", "services": {}}]', 0), ("[", 2)])
def test_it_runs_where_no_database_answers(content: str, code: int, tmp_path: Path) -> None:
    path = tmp_path / "ratings.json"
    path.write_text(content, encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, str(CHECKOUT / "manage.py"), "aggregate_ratings", str(path)],
        capture_output=True,
        text=True,
        env=os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "PYTHONIOENCODING": "ascii"},
        check=False,
        timeout=120,
    )
    assert finished.returncode == code, finished.stderr
    assert isinstance(json.loads(finished.stdout), list) is (code == 0)
