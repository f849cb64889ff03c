"""Infections beside bed days, and the arithmetic of the Safety Thermometer."""

from __future__ import annotations

from collections.abc import Iterator

from safety.columns import (
    BED_DAYS,
    CATHETERS,
    CLOTS_ASSESSED,
    FALLS,
    HARM_FREE,
    INFECTIONS,
    NEW_CATHETERS,
    NEW_CLOTS,
    NEW_HARM_FREE,
    NEW_ULCERS,
    PATIENTS_SEEN,
    SEVERE_ULCERS,
    THERMOMETER,
    ULCERS,
    Line,
)
from safety.rows_read import Given
from safety.rules.rule import Example, Fault, Rule, Severity, Survey

_PARTS: tuple[tuple[Line, Line], ...] = (
    (NEW_ULCERS, ULCERS), (SEVERE_ULCERS, ULCERS), (NEW_CATHETERS, CATHETERS), (HARM_FREE, NEW_HARM_FREE),
)  # fmt: skip
_NEW_HARMS = (NEW_ULCERS, FALLS, NEW_CATHETERS, NEW_CLOTS)


def _without_bed_days(survey: Survey) -> Iterator[Fault]:
    row = survey.file.line(BED_DAYS)
    if row is None or row.amount("number") not in (0, Given.NOT_APPLICABLE):
        return
    for line in INFECTIONS:
        cases = survey.file.total(line)
        if cases:
            yield Fault(f"{cases:,} cases stand beside no bed days.", survey.file.line(line), "number")


def _above_seen(survey: Survey) -> Iterator[Fault]:
    seen = survey.file.total(PATIENTS_SEEN)
    if seen is None:
        return
    for line in THERMOMETER:
        number = survey.file.total(line)
        if line is not PATIENTS_SEEN and number is not None and number > seen:
            yield Fault(
                f"{number:,} is more than the {seen:,} patients who were seen.", survey.file.line(line), "number"
            )
    row = survey.file.line(CLOTS_ASSESSED)
    applied = row.number("out_of") if row else None
    if applied is not None and applied > seen:
        yield Fault(f"{applied:,} is more than the {seen:,} patients who were seen.", row, "out_of")


def _part_above_all(survey: Survey) -> Iterator[Fault]:
    for part, whole in _PARTS:
        few, many = survey.file.total(part), survey.file.total(whole)
        if few is not None and many is not None and few > many:
            yield Fault(
                f"“{part.label}” ({few:,}) is more than “{whole.label}” ({many:,}), of which it is a part.",
                survey.file.line(part),
                "number",
            )


def _harms_disagree(survey: Survey) -> Iterator[Fault]:
    """A patient may have several harms: those with any are no fewer than the commonest, and no more than all added."""
    seen, free = survey.file.total(PATIENTS_SEEN), survey.file.total(NEW_HARM_FREE)
    harms = [survey.file.total(line) for line in _NEW_HARMS]
    known = [harm for harm in harms if harm is not None]
    if seen is None or free is None or free > seen or not known:
        return
    harmed = seen - free
    if harmed < max(known):
        yield Fault(
            f"{harmed:,} patients were not free of new harms, but {max(known):,} had one of them alone.",
            survey.file.line(NEW_HARM_FREE),
            "number",
        )
    elif len(known) == len(harms) and harmed > sum(known):
        yield Fault(
            f"{harmed:,} patients were not free of new harms, but the new harms add up to {sum(known):,}.",
            survey.file.line(NEW_HARM_FREE),
            "number",
        )


def _survey_incomplete(survey: Survey) -> Iterator[Fault]:
    if survey.file.total(PATIENTS_SEEN) is None:
        return
    for line in THERMOMETER:
        row = survey.file.line(line)
        if row is None or row.amount("number") is Given.BLANK:
            yield Fault(
                f"Patients were seen on the survey day, and there is no figure for “{line.label}”.",
                row,
                "number" if row else None,
                about="" if row else f"{line.section.label}: {line.label}",
            )


WITHOUT_BED_DAYS = Rule(
    id="safety.infections_without_bed_days",
    severity=Severity.MUST_FIX,
    text="A trust with infections has bed days.",
    mend="Enter the bed days of the month.",
    check=_without_bed_days,
    trips=Example({"bed days": {"number": "0"}}),
    silent=Example({"bed days": {"number": "n/a"}, "mssa": {"number": "0"}, "cdifficile": {"number": "0"}}),
)
ABOVE_SEEN = Rule(
    id="safety.more_than_seen",
    severity=Severity.MUST_FIX,
    text="No number of the survey is more than the patients who were seen.",
    mend="Check both numbers.",
    check=_above_seen,
    trips=Example({"ulcers": {"number": "613"}}),
    silent=Example({"assessed": {"number": "612", "out_of": "612"}}),
)
PART_ABOVE_ALL = Rule(
    id="safety.new_above_all",
    severity=Severity.MUST_FIX,
    text="New and deep harms are part of all harms of their kind, and who is free of all harms is free of new ones.",
    mend="Check both numbers.",
    check=_part_above_all,
    trips=Example({"new ulcers": {"number": "25"}}),
    silent=Example({"deep ulcers": {"number": "24"}}),
)
HARMS_DISAGREE = Rule(
    id="safety.harms_disagree",
    severity=Severity.MUST_FIX,
    text="The patients who are not free of new harms are no fewer than had the commonest of them, and no more than all "
    "of them added up.",
    mend="Check the numbers of new harms and of patients free of them.",
    check=_harms_disagree,
    trips=Example({"new harm free": {"number": "611"}}),
    silent=Example({"new harm free": {"number": "597"}}),
)
SURVEY_INCOMPLETE = Rule(
    id="safety.survey_incomplete",
    severity=Severity.EXPLAIN,
    text="A survey of patients gives every number of the Safety Thermometer; one that is missing is asked about.",
    mend="Enter the number, 0 for none; or say why it was not counted.",
    check=_survey_incomplete,
    trips=Example({"falls": {"number": ""}}),
    silent=Example({"falls": {"number": "n/a"}}),
)
RULES = (WITHOUT_BED_DAYS, ABOVE_SEEN, PART_ABOVE_ALL, HARMS_DISAGREE, SURVEY_INCOMPLETE)
