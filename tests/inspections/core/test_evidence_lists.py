"""The list of evidence: found in the database as the rules of standing versions say, and given out as a file."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspections.evidence import Found, attach_file, remove_file, save_evidence
from inspections.evidence_lists import UNPLACED, EvidenceAsked, evidence_csv, evidence_listed, unsettled
from inspections.models import EvidencePiece, EvidenceVersion, Inspection
from inspections.versions import heads
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, new_id

K = EvidenceVersion.Kind


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene)


def keep(
    scene: Scene, inspection: Inspection, text: str, *, piece: EvidencePiece | None = None, based_on: int = 0, **given
) -> EvidencePiece:
    settles = given.pop("settles", ())
    by = given.pop("by", scene.lead)
    wanted = {"kind": K.OBSERVATION, "captured_at": NOW, **given}
    return save_evidence(
        piece_id=piece.piece_id if piece else new_id(),
        save_id=new_id(),
        inspection=inspection,
        found=Found(text, **wanted),
        by=by,
        now=NOW,
        based_on=based_on,
        settles=settles,
    ).piece


def texts(inspection: Inspection, **asked) -> list[str]:
    return [each.text for each in evidence_listed(inspection, EvidenceAsked(**asked))]


def test_each_piece_is_listed_once_as_it_stands_the_newest_found_first(scene: Scene, inspection: Inspection) -> None:
    old = keep(scene, inspection, "Old", captured_at=NOW - timedelta(days=9))
    keep(scene, inspection, "New")
    keep(scene, inspection, "Old, changed", piece=old, based_on=1, captured_at=NOW - timedelta(days=9))
    keep(scene, an_inspection(scene), "Of another inspection")
    assert texts(inspection) == ["New", "Old, changed"]
    assert texts(inspection, oldest_first=True) == ["Old, changed", "New"]
    assert [each.beside for each in evidence_listed(inspection)] == [0, 0]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"service": "surgery"}, {"a sink"}),
        ({"service": UNPLACED}, {"a door", "a rota"}),
        ({"key_question": "safe"}, {"a sink", "a rota"}),
        ({"key_question": UNPLACED}, {"a door"}),
        ({"site": "RX101"}, {"a sink"}),
        ({"site": UNPLACED}, {"a door", "a rota"}),
        ({"kind": "record"}, {"a rota"}),
        ({"words": " A RO "}, {"a rota"}),
        ({"words": "ward 4"}, {"a sink"}),
        ({"words": "%"}, set()),
        ({"found_from": date(2026, 11, 5)}, {"a sink", "a rota"}),
        ({"found_to": date(2026, 11, 4)}, {"a door"}),
        ({"found_from": date(2026, 11, 4), "found_to": date(2026, 11, 4)}, {"a door"}),
        ({"service": "surgery", "key_question": UNPLACED}, set()),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_is_asked_for_is_found(
    scene: Scene, inspection: Inspection, asked: dict[str, object], found: set[str]
) -> None:
    placed = {"site": scene.site, "service": "surgery", "key_question": KeyQuestion.SAFE, "place": "Ward 4"}
    keep(scene, inspection, "a sink", **placed)
    # A minute before midnight in London, which then keeps the same time as UTC.
    keep(scene, inspection, "a door", captured_at=NOW.replace(day=4, hour=23, minute=59))
    keep(scene, inspection, "a rota", kind=K.RECORD, key_question=KeyQuestion.SAFE)
    assert set(texts(inspection, **asked)) == found


def test_mine_is_what_i_began(scene: Scene, inspection: Inspection) -> None:
    keep(scene, inspection, "mine")
    theirs = keep(scene, inspection, "theirs", by=scene.second)
    keep(scene, inspection, "theirs, changed by me", piece=theirs, based_on=1)
    assert texts(inspection, author=scene.lead) == ["mine"]
    assert texts(inspection, author=scene.second) == ["theirs, changed by me"]


def test_versions_that_stand_side_by_side_are_counted(scene: Scene, inspection: Inspection) -> None:
    piece = keep(scene, inspection, "first")
    for text in ("one", "other"):
        keep(scene, inspection, text, piece=piece, based_on=1)
    (listed,) = evidence_listed(inspection)
    assert (listed.text, listed.beside) == ("other", 1)
    assert list(unsettled(inspection)) == [listed]
    keep(scene, inspection, "both", piece=piece, based_on=3, settles=[2, 3])
    assert [each.beside for each in evidence_listed(inspection)] == [0]
    assert not unsettled(inspection)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=st.lists(st.tuples(st.integers(0, 5), st.sets(st.integers(1, 5), max_size=3)), max_size=6))
def test_the_database_counts_what_stands_as_the_rule_does(scene: Scene, saves: list[tuple[int, set[int]]]) -> None:
    """Whatever people write on and settle, the count is that of ``heads``, and the newest version is one of them."""
    inspection = an_inspection(scene)
    piece = keep(scene, inspection, "v1")
    for number, (based_on, settles) in enumerate(saves, start=2):
        there = {each for each in settles if each < number}
        keep(scene, inspection, f"v{number}", piece=piece, based_on=min(based_on, number - 1), settles=sorted(there))
    (listed,) = evidence_listed(inspection)
    standing = heads(list(piece.versions.all()))
    assert listed.beside + 1 == len(standing)
    assert listed == standing[-1]


def test_files_that_were_taken_away_are_not_counted(scene: Scene, inspection: Inspection) -> None:
    piece = keep(scene, inspection, "with files")
    files = [
        attach_file(
            file_id=new_id(),
            piece=piece,
            filename=name,
            media_type="text/plain",
            content=name.encode(),
            by=scene.lead,
            now=NOW,
        )
        for name in ("rota.txt", "=rota.txt")
    ]
    remove_file(file=files[0], reason="Wrong one", by=scene.lead, now=NOW)
    (listed,) = evidence_listed(inspection)
    assert listed.kept_files == 1
    rows = read(inspection)
    assert rows[0]["files"] == "'=rota.txt"


def read(inspection: Inspection, **asked) -> list[dict[str, str]]:
    lines = "".join(evidence_csv(evidence_listed(inspection, EvidenceAsked(**asked))))
    assert lines.count("\r\n") >= 1
    return list(csv.DictReader(lines.splitlines(keepends=True)))


def test_a_file_holds_what_is_asked_for_and_no_live_formula(scene: Scene, inspection: Inspection) -> None:
    keep(
        scene,
        inspection,
        '=HYPERLINK("http://x.example","Look"), she said,\nand left',
        site=scene.site,
        service="surgery",
        key_question=KeyQuestion.SAFE,
        source=EvidenceVersion.Source.STAFF,
        visit=inspection.visits.get(),
        place="@home",
    )
    keep(scene, inspection, "Not asked for")
    (row,) = read(inspection, service="surgery")
    assert row["text"] == '\'=HYPERLINK("http://x.example","Look"), she said,\nand left'
    assert row["place"] == "'@home"
    assert (row["service_code"], row["service"], row["key_question"]) == ("surgery", "Surgery", "safe")
    assert row["found_at"] == "2026-11-05T09:30+00:00"
    assert row["during"].startswith("Visit to ")
    assert row["source"] == "Member of staff"
    assert row["version"] == "1"
    assert read(inspection)[0]["text"] == "Not asked for"


def test_long_lists_take_as_many_questions_as_short_ones(scene: Scene, inspection: Inspection) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            list(evidence_csv(evidence_listed(inspection)))
        return len(caught)

    keep(scene, inspection, "one")
    few = asked()
    for n in range(5):
        keep(scene, inspection, f"more {n}", site=scene.site, visit=inspection.visits.get())
    assert asked() == few
