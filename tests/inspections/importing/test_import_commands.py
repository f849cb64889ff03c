"""The two imports: what is published goes on record once, beside what was known, and departures are only listed."""

import json
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from inspections.models import PublishedRating
from oversight.organisations.models import Site, Trust
from oversight.records.models import AuditEntry, OutboxEvent
from ratings.rules.ratings_words import KeyQuestion
from tests.inspections.importing.locations import location, publication, questions, sample, service
from tests.inspections.importing.tables import LATEST, as_csv, as_ods, as_xlsx, hospital, row

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Outcome:
    code: int
    answer: Any
    stderr: str


def run(command: str, *arguments: str | Path) -> Outcome:
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    return Outcome(code, json.loads(out.getvalue()), err.getvalue())


def import_location(folder: Path, *contents: bytes, report: bool = False) -> Outcome:
    paths = []
    for place, content in enumerate(contents):
        paths.append(folder / f"location-{place}.json")
        paths[-1].write_bytes(content)
    return run("import_cqc_location", *paths, *(["--report"] if report else []))


def import_table(folder: Path, content: bytes, *arguments: str) -> Outcome:
    path = folder / "latest"
    path.write_bytes(content)
    return run("import_cqc_ratings", path, *arguments)


SIMPLE = location(publication("2019-05-08", "Good", [service("surgery", "Good")]))


def test_a_location_is_put_on_record_and_a_second_time_nothing_is_new(tmp_path: Path) -> None:
    first = import_location(tmp_path, SIMPLE)
    assert first.code == 0
    assert first.answer == {
        "new": 12,
        "unchanged": 0,
        "replaced": 0,
        "linked": 0,
        "ratings": 12,
        "locations": 1,
        "providers": 0,
        "files": 1,
        "assessments": 0,
        "left_aside": 0,
        "rejected": [],
        "departures": [],
    }
    before = list(PublishedRating.objects.values())
    second = import_location(tmp_path, SIMPLE)
    assert (second.answer["new"], second.answer["unchanged"]) == (0, 12)
    assert list(PublishedRating.objects.values()) == before
    assert AuditEntry.objects.filter(action="published_ratings.imported").count() == 1


def test_a_rating_is_kept_as_published_and_linked_to_our_register_once_that_knows_it(tmp_path: Path) -> None:
    content = location(
        publication("2019-05-08", "Good", [service("surgery", "Inspected but not rated")], organisationId="RX901"),
        inspectionAreas=[{"inspectionAreaId": "surgery", "inspectionAreaName": "Surgery"}],
    )
    import_location(tmp_path, content)
    surgery = PublishedRating.objects.get(service="Surgery", key_question="")
    assert (surgery.source, surgery.level, surgery.provider_code, surgery.location_code) == (
        "cqc_api",
        "service",
        "RX1",
        "RX101",
    )
    assert (surgery.rating, surgery.non_rating, surgery.as_published) == ("", "not_rated", "Inspected but not rated")
    assert (surgery.service_code, surgery.inherited, surgery.inherited_from) == ("surgery", True, "RX901")
    assert (surgery.report_reference, surgery.published_on) == ("report-2019-05-08", date(2019, 5, 8))
    assert surgery.report_link == "https://www.cqc.org.uk/location/RX101/reports"
    assert (surgery.trust, surgery.site, surgery.computed) == (None, None, "")
    assert not OutboxEvent.objects.filter(name="ratings.imported").exists()

    trust, site = Trust.objects.create(code="RX1", name="NORTHGATE"), Site.objects.create(code="RX101", name="NORTH")
    again = import_location(tmp_path, content)
    assert (again.answer["new"], again.answer["linked"]) == (0, 12)
    surgery.refresh_from_db()
    assert (surgery.trust, surgery.site) == (trust, site)
    assert [event.subject_id for event in OutboxEvent.objects.filter(name="ratings.imported")] == ["RX1"]
    assert AuditEntry.objects.filter(action="published_ratings.imported").count() == 2
    assert import_location(tmp_path, content).answer["linked"] == 0
    assert AuditEntry.objects.filter(action="published_ratings.imported").count() == 2


def test_what_is_new_of_a_trust_on_our_register_is_told(tmp_path: Path) -> None:
    trust = Trust.objects.create(code="RX1", name="NORTHGATE")
    import_location(tmp_path, SIMPLE)
    [event] = OutboxEvent.objects.filter(name="ratings.imported")
    assert (event.subject_kind, event.subject_id) == ("trust", "RX1")
    assert PublishedRating.objects.filter(trust=trust).count() == 12
    import_location(tmp_path, SIMPLE)
    assert OutboxEvent.objects.filter(name="ratings.imported").count() == 1


def test_an_organisation_of_the_demonstration_is_never_linked(tmp_path: Path) -> None:
    Trust.objects.create(code="RX1", name="INVENTED", is_demonstration=True)
    import_location(tmp_path, SIMPLE)
    assert not PublishedRating.objects.filter(trust__isnull=False).exists()


def test_a_later_publication_stands_beside_the_earlier_one(tmp_path: Path) -> None:
    import_location(tmp_path, SIMPLE)
    later = location(
        publication("2021-03-01", "Requires improvement", [service("surgery", "Requires improvement")]),
        publication("2019-05-08", "Good", [service("surgery", "Good")]),
    )
    outcome = import_location(tmp_path, later)
    assert (outcome.answer["new"], outcome.answer["unchanged"], outcome.answer["replaced"]) == (12, 12, 0)
    ours = PublishedRating.objects.known().filter(level="location")
    assert [(one.published_on, one.rating) for one in ours] == [
        (date(2021, 3, 1), "requires_improvement"),
        (date(2019, 5, 8), "good"),
    ]
    assert PublishedRating.objects.standing(date(2020, 1, 1)).get(level="location").rating == "good"
    assert PublishedRating.objects.standing(date(2022, 1, 1)).get(level="location").rating == "requires_improvement"


def test_better_knowledge_of_the_same_day_is_kept_beside_what_was_known(tmp_path: Path) -> None:
    import_location(tmp_path, SIMPLE)
    otherwise = location(publication("2019-05-08", "Outstanding", [service("surgery", "Good")]))
    outcome = import_location(tmp_path, otherwise)
    assert (outcome.answer["new"], outcome.answer["replaced"], outcome.answer["unchanged"]) == (0, 1, 11)
    rows = PublishedRating.objects.filter(level="location").order_by("known_from")
    assert [(one.rating, one.known_to is None) for one in rows] == [("good", False), ("outstanding", True)]
    assert rows[0].known_to == rows[1].known_from
    assert import_location(tmp_path, otherwise).answer["replaced"] == 0


def test_what_a_list_of_earlier_ratings_leaves_out_is_not_taken_back(tmp_path: Path) -> None:
    inherited = publication("2019-05-08", "Good", [], organisationId="RX901")
    import_location(tmp_path, location(inherited))
    earlier = publication("2019-05-08", "Good", [])
    outcome = import_location(tmp_path, location(publication("2021-03-01", "Good", []), earlier))
    assert (outcome.answer["new"], outcome.answer["unchanged"], outcome.answer["replaced"]) == (6, 6, 0)
    assert PublishedRating.objects.get(level="location", published_on=date(2019, 5, 8)).inherited_from == "RX901"


def test_an_inspection_that_rated_nothing_and_a_superseded_service_do_not_stand(tmp_path: Path) -> None:
    import_location(
        tmp_path,
        location(
            publication("2018-10-08", "Good", [service("npimaternity", "Good")]),
            publication("2019-10-10", "Inspected but not rated", [], []),
            publication("2016-01-01", None, [service("maternity", "Inadequate")], []),
            inspectionAreas=[
                {
                    "inspectionAreaId": "maternity",
                    "inspectionAreaName": "Maternity and gynaecology",
                    "status": "Superseded",
                    "endDate": "2018-10-08",
                    "supersededBy": ["npimaternity"],
                },
            ],
        ),
    )
    stands = PublishedRating.objects.standing(date(2020, 1, 1))
    assert stands.get(level="location").rating == "good"
    assert {one.service for one in stands.filter(level="service")} == {"npimaternity"}
    before = PublishedRating.objects.standing(date(2017, 1, 1))
    assert {one.service for one in before.filter(level="service")} == {"Maternity and gynaecology"}
    assert PublishedRating.objects.filter(non_rating="not_rated").count() == 1


def test_two_publications_of_one_day_are_both_kept_and_numbered(tmp_path: Path) -> None:
    rows = [row("Overall", "Overall", "Good"), row("Overall", "Overall", "Requires improvement")]
    assert import_table(tmp_path, as_csv(LATEST, rows)).answer["new"] == 2
    assert import_table(tmp_path, as_csv(LATEST, rows[::-1])).answer["unchanged"] == 2
    assert sorted(PublishedRating.objects.values_list("number", flat=True)) == [1, 2]


def test_a_service_that_a_newer_table_no_longer_lists_has_ended(tmp_path: Path) -> None:
    older = as_csv(LATEST, hospital(services=("Surgery", "Maternity and gynaecology")))
    newer = as_csv(
        LATEST,
        [
            *hospital(services=("Surgery",)),
            row("Maternity", "Overall", "Fair", "01/03/2021"),
            row("Overall", "Overall", "Outstanding", "01/03/2021"),
        ],
    )
    import_table(tmp_path, older)
    assert import_table(tmp_path, newer).answer["replaced"] == 6
    ended = PublishedRating.objects.known().filter(service="Maternity and gynaecology")
    assert {one.ended_on for one in ended} == {date(2021, 3, 1)}
    assert not PublishedRating.objects.known().filter(service="Surgery", ended_on__isnull=False).exists()
    # The older table, read once more, neither takes the end back nor ends anything.
    for content in (older, newer, older):
        again = import_table(tmp_path, content).answer
        assert (again["new"], again["replaced"]) == (0, 0)
    assert PublishedRating.objects.standing(date(2020, 1, 1)).filter(service="Maternity and gynaecology").count() == 6


def test_a_table_that_lists_no_service_of_a_hospital_ends_none(tmp_path: Path) -> None:
    import_table(tmp_path, as_csv(LATEST, hospital()))
    import_table(tmp_path, as_csv(LATEST, [row("Overall", "Overall", "Good", "01/03/2021")]))
    assert not PublishedRating.objects.filter(ended_on__isnull=False).exists()


@pytest.mark.parametrize("write", [as_csv, as_ods, as_xlsx])
def test_the_table_of_latest_ratings_is_put_on_record_once(write: Any, tmp_path: Path) -> None:
    care_home = row("Overall", "Overall", "Good", kind="Social Care Org", care_home="Y", location="1-101")
    content = write(LATEST, [*hospital(services=("Surgery", "Older people")), care_home, row("Renal", "Safe", "")])
    outcome = import_table(tmp_path, content)
    assert outcome.code == 0
    assert outcome.answer == {
        "new": 18,
        "unchanged": 0,
        "replaced": 0,
        "linked": 0,
        "ratings": 18,
        "locations": 1,
        "rows": 20,
        "left_aside": 1,
        "without_rating": 1,
        "rejected": [],
        "departures": [],
    }
    assert set(PublishedRating.objects.values_list("source", "location_code")) == {("latest_ratings", "RX101")}
    assert import_table(tmp_path, content).answer["new"] == 0


def test_the_same_ratings_from_two_sources_are_kept_apart(tmp_path: Path) -> None:
    import_location(tmp_path, SIMPLE)
    assert import_table(tmp_path, as_csv(LATEST, hospital())).answer["new"] == 12


def test_departures_are_listed_and_nothing_is_changed(tmp_path: Path) -> None:
    rows = hospital(services=("Surgery", "Critical care"))
    rows[1] = row("Overall", "Safe", "Requires improvement", inherited="Y")
    outcome = import_table(tmp_path, as_csv(LATEST, rows))
    [departure] = outcome.answer["departures"]
    assert departure == {
        "location": "RX101",
        "level": "key_questions",
        "service": None,
        "key_question": "Safe",
        "published": "Requires improvement",
        "published_on": "2019-05-08",
        "inherited": True,
        "computed": "Good",
        "rule": "E",
        "n": 2,
        "inputs": {"Surgery": "Good", "Critical care": "Good"},
    }
    kept = PublishedRating.objects.get(level="location_key_question", key_question=KeyQuestion.SAFE)
    assert kept.rating == "requires_improvement"


def test_the_report_counts_nhs_hospitals_by_level(tmp_path: Path) -> None:
    independent = location(
        publication("2019-05-08", "Inadequate", [service("surgery", "Inadequate")]),
        locationId="1-101",
        type="Independent Healthcare Org",
    )
    by_api = import_location(tmp_path, SIMPLE, independent, report=True)
    expected = {
        name: {"compared": n, "agree": n, "complete_grids": {"compared": n, "agree": n}}
        for name, n in (("service_overall", 1), ("key_questions", 5), ("overall", 1))
    }
    assert by_api.answer == expected
    assert import_table(tmp_path, as_csv(LATEST, hospital()), "--report").answer == expected
    assert PublishedRating.objects.count() == 36


def test_what_cannot_be_taken_is_rejected_and_the_rest_is_kept(tmp_path: Path) -> None:
    by_api = import_location(tmp_path, location(publication("2019-05-08", "Fair", [], questions(safe="?"))))
    assert by_api.code == 1
    assert (by_api.answer["new"], len(by_api.answer["rejected"])) == (4, 2)
    assert by_api.answer["rejected"][0] == {
        "file": "location-0.json",
        "where": "currentRatings, overall",
        "value": "Fair",
        "reason": "'Fair' is no rating.",
    }
    assert "location-0.json, currentRatings, overall: 'Fair' is no rating." in by_api.stderr
    by_table = import_table(
        tmp_path, as_csv(LATEST, [row("Overall", "Safe", "Fair"), row("Overall", "Caring", "Good")])
    )
    assert (by_table.code, by_table.answer["new"]) == (1, 1)
    assert by_table.answer["rejected"][0]["where"] == "row 2, column I"


def test_nothing_is_imported_where_a_file_cannot_be_read(tmp_path: Path) -> None:
    by_api = import_location(tmp_path, SIMPLE, b"{}")
    assert by_api.code == 2
    assert "location-1.json: It is not in the shape of a location" in by_api.answer["error"]
    assert by_api.answer["error"] in by_api.stderr
    by_table = import_table(tmp_path, b"a,b\n1,2\n")
    assert (by_table.code, list(by_table.answer)) == (2, ["error"])
    absent = run("import_cqc_ratings", tmp_path / "absent.csv")
    assert (absent.code, "No such file" in absent.answer["error"]) == (2, True)
    assert not PublishedRating.objects.exists()


def test_real_locations_are_imported_once_with_what_they_depart_in(tmp_path: Path) -> None:
    contents = [sample(name) for name in ("RA430", "RA901", "RH801", "RH853", "RK950")]
    first = import_location(tmp_path, *contents)
    assert first.code == 0
    assert first.answer["new"] == first.answer["ratings"] == PublishedRating.objects.count()
    assert [(one["location"], one["key_question"]) for one in first.answer["departures"]] == [
        ("RA901", "Responsive"),
        ("RH801", "Safe"),
    ]
    again = import_location(tmp_path, *contents)
    assert (again.answer["new"], again.answer["unchanged"]) == (0, first.answer["new"])
    report = import_location(tmp_path, *contents, report=True).answer
    assert report["service_overall"]["agree"] == report["service_overall"]["compared"] > 0
    assert report["overall"]["agree"] == report["overall"]["compared"] == 4
    assert report["key_questions"]["compared"] == 20
    assert report["key_questions"]["agree"] >= 17
