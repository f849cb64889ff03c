"""The complaints returns that the demonstration's trusts send, and files of them to practise with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from complaints.columns import COLUMNS_OF, Part
from complaints.items import ASKED, ITEM_BY_CODE, SUMMARY
from complaints.periods import ComplaintsPeriod
from oversight.returns.periods import Month
from workspaces.demonstration.chance import Chance
from workspaces.demonstration.complaints_figures import (
    Numbers,
    Row,
    complaints_at_the_sliding_ward,
    quarter_figures,
    sliding_ward,
)
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.files import PracticeFile

_COUNTED_SO = "Finished consultant episodes, outpatient attendances and A&E attendances, added up."
# Theme, lesson, action, owner, by what it is known that it worked.
_LESSONS = (
    (
        "subject_area_communications",
        "Families rang three or four times before somebody could say how their relative was.",
        "Each ward has one person a shift who rings the family once a day, and a number that is answered.",
        "Matron for medicine",
        "Calls to the switchboard about patients fell by a third in two months.",
    ),
    (
        "subject_area_admissions_discharge_and_transfers",
        "Patients were sent home in the evening without their medicines, and nobody told the district nurse.",
        "Nobody goes home after 6pm without the nurse in charge agreeing it, and medicines are ordered the day before.",
        "Chief pharmacist and discharge lead",
        "Of 60 discharges looked at, 57 left with their medicines.",
    ),
    (
        "subject_area_patient_care_including_nutrition_hydration",
        "Meals were out of reach of patients who could not sit up, and were taken away untouched.",
        "A red tray shows who needs help with eating; volunteers help at lunch on four wards.",
        "Matron for older people",
        "Weights are looked at each week: fewer patients lose weight while they are with us.",
    ),
    (
        "subject_area_values_and_behaviours",
        "Several people felt talked over at the bedside, as if they were not there.",
        "Ward rounds begin by asking the patient what matters today; the complaint letters are read at induction.",
        "Medical director",
        "In the patients' survey more people say that doctors talked to them and not about them.",
    ),
    (
        "subject_area_waiting_times",
        "Patients with appointments waited over an hour without being told why.",
        "Clinics say on a board how late they run, and patients may wait elsewhere and be called.",
        "Outpatient manager",
        "Complaints about waiting in clinic halved in the quarter after.",
    ),
    (
        "clinical_treatment_accident_and_emergency",
        "Pain relief came late for people with broken bones, because each waited for a doctor.",
        "Nurses in A&E may give pain relief by protocol before a doctor has seen the patient.",
        "Emergency department matron",
        "Pain relief within 20 minutes for 84 of 100 patients looked at; before it was 49.",
    ),
    (
        "subject_area_privacy_dignity_and_wellbeing",
        "Curtains did not close around two bays, and patients were washed in view of visitors.",
        "The curtains were replaced, and a sign on each says when not to come in.",
        "Head of facilities",
        "Checked at each ward visit of the director of nursing: none open since.",
    ),
    (
        "subject_area_appointments",
        "Letters about cancelled appointments came after the day of the appointment.",
        "Whoever is cancelled within a week is rung, and a message is sent to their phone.",
        "Outpatient manager",
        "Of 200 cancellations looked at, 11 patients came for nothing; before there were 70.",
    ),
)
_OF_THE_SLIDING_WARD = (
    "subject_area_staffing_numbers",
    "Patients waited for help to the toilet and with meals, most of all at night, since too few nurses were there.",
    "Four beds are closed at night until the nurses who were recruited have started; the matron is there each evening.",
    "Director of nursing",
)


def complaints_file(trust: DemonstrationTrust, quarter: ComplaintsPeriod, *, latest: Month) -> bytes:
    """Return the trust's return for the quarter as a CSV file: its three tables one below the other."""
    return _file(*_tables(trust, quarter, latest))


def practice_files(trust: DemonstrationTrust, quarter: ComplaintsPeriod, *, latest: Month) -> tuple[PracticeFile, ...]:
    """Return files for the trust and quarter to practise with."""
    stem = f"{trust.code}-{quarter}-complaints"
    return (
        PracticeFile(
            f"{stem}-as-it-should-be.csv",
            "The return with nothing to mend.",
            partial(complaints_file, trust, quarter, latest=latest),
        ),
        PracticeFile(
            f"{stem}-full-of-faults.csv",
            "The same return with numbers that do not add up, more resolved than there were, a site of another trust, "
            "text for numbers, a lesson without its action, and more.",
            partial(faulty_file, trust, quarter, latest=latest),
        ),
    )


def faulty_file(trust: DemonstrationTrust, quarter: ComplaintsPeriod, *, latest: Month) -> bytes:
    """Return the trust's return with what real ones have wrong."""
    counts, handling, lessons = _tables(trust, quarter, latest)
    whole, first = counts[0], counts[1]
    brought_forward, _, resolved, upheld, _, _, carried_forward = (item.code for item in SUMMARY)
    whole[carried_forward] = "-3"
    whole[resolved] = str(int(whole[resolved]) + int(whole[brought_forward]) + 40)
    first[upheld] = "about 20"
    first["age_total"] = str(int(first["age_total"]) + 5)
    first["status_patient"] = ""
    first["subject_area_communications"] = "7.5"
    counts.append({**first, "site_code": "DEMO999A", "site_name": "Elsewhere General"})
    by_item = {row["item"]: row for row in handling}
    by_item["Acknowledged within three working days"]["number"] = "9999"
    by_item["Answers due"]["number"] = ""
    by_item["Opened again"]["item"] = "Came back"
    lessons[0]["action"] = ""
    lessons.append({"theme": "Rudeness", "lesson": "Staff were short with people.", "action": "A talk.", "due": "soon"})
    return _file(counts, handling, lessons)


def _tables(
    trust: DemonstrationTrust, quarter: ComplaintsPeriod, latest: Month
) -> tuple[list[Row], list[Row], list[Row]]:
    figures = quarter_figures(trust, quarter, latest=latest)
    names = {site.code: site.name for site in trust.sites}
    counts = [_counts(trust, quarter, code, names.get(code, ""), numbers) for code, numbers in figures.counts.items()]
    handling = [
        {
            "item": asked.label,
            "number": str(figures.asked[asked.code]),
            "definition": _COUNTED_SO if asked.code == "interventions" else "",
        }
        for asked in ASKED
    ]
    return counts, handling, list(_lessons(trust, quarter, latest))


def _counts(trust: DemonstrationTrust, quarter: ComplaintsPeriod, code: str, name: str, numbers: Numbers) -> Row:
    return {
        "year": str(quarter),
        "organisation_code": trust.code,
        "organisation_name": trust.name,
        "site_code": code,
        "site_name": name,
        "organisation_type": "Acute",
        **{item: str(number) for item, number in numbers.items()},
    }


def _lessons(trust: DemonstrationTrust, quarter: ComplaintsPeriod, latest: Month) -> Iterable[Row]:
    """Give two or three lessons of a quarter: the newest is not done yet; of the others it is told if it worked."""
    chance = Chance("lessons", trust.code, quarter)
    ward = sliding_ward(trust)
    if ward is not None and complaints_at_the_sliding_ward(trust, quarter, latest):
        theme, lesson, action, owner = _OF_THE_SLIDING_WARD
        yield _lesson(theme, ward, lesson, action, owner, due=quarter.last_day + timedelta(days=75))
    turn = chance.whole(0, len(_LESSONS) - 1)
    wards = [one for site in trust.sites for one in site.wards]
    for number in range(chance.whole(2, 3)):
        theme, lesson, action, owner, known_by = _LESSONS[(turn + 3 * number) % len(_LESSONS)]
        place = chance.one_of(wards).name if chance.share() < 0.5 else ""
        if number == 0:
            due = quarter.last_day + timedelta(days=chance.whole(20, 60))
            yield _lesson(theme, place, lesson, action, owner, due=due)
            continue
        done = quarter.first_day + timedelta(days=chance.whole(10, 70))
        worked = chance.one_of(("Yes", "Yes", "In part", "No", "Too early to say"))
        row = _lesson(theme, place, lesson, action, owner, due=done + timedelta(days=14), done=done)
        told = {"Yes": known_by, "In part": f"{known_by} Two wards still lag behind.", "No": "Asked again: no change."}
        yield {**row, "worked": worked, "known_by": told.get(worked, "")}


def _lesson(
    theme: str, place: str, lesson: str, action: str, owner: str, *, due: date, done: date | None = None
) -> Row:
    return {
        "theme": ITEM_BY_CODE[theme].label,
        "place": place,
        "lesson": lesson,
        "action": action,
        "owner": owner,
        "due": f"{due:%d/%m/%Y}",
        "done": f"{done:%d/%m/%Y}" if done else "",
    }


def _file(counts: Sequence[Row], handling: Sequence[Row], lessons: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for part, rows in ((Part.COUNTS, counts), (Part.HANDLING, handling), (Part.LESSONS, lessons)):
        columns = COLUMNS_OF[part]
        writer.writerow(column.heading for column in columns)
        writer.writerows([row.get(column.code, "") for column in columns] for row in rows)
    return text.getvalue().encode()
