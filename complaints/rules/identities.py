"""The identities of KO41a: what is worked out from other numbers, within a row and between sites and organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from complaints.items import (
    AGE_TOTAL,
    AGES,
    CLINICAL,
    CLINICAL_TOTAL,
    ITEMS,
    PROFESSION_TOTAL,
    PROFESSIONS,
    SERVICE_TOTAL,
    SERVICES,
    STATUS_TOTAL,
    STATUSES,
    SUBJECT_SUB_TOTAL,
    SUBJECT_TOTAL,
    SUBJECTS,
    Item,
)
from complaints.rows_read import CountsRow, Given
from complaints.rules.numbers import MAY_BE_BLANK
from complaints.rules.rule import Check, Example, Fault, Rule, Severity, Survey
from complaints.totals import (
    BROUGHT_FORWARD,
    CARRIED_FORWARD,
    NEW,
    NOT_UPHELD,
    PARTIALLY_UPHELD,
    RESOLVED,
    UPHELD,
)
from oversight.returns.reading.numbers import NotNumber, number_in

_FORM = "KO41b form notes and KO41a guidelines, NHS Digital; holds on every row of KO41a 2024-25 as published."
_OUTCOMES = (UPHELD, PARTIALLY_UPHELD, NOT_UPHELD)


def _sum(row: CountsRow, parts: Sequence[Item]) -> int | None:
    """Return the sum of boxes, a blank one as 0; None where one must be mended or has no column."""
    total, amounts = 0, row.amounts
    for part in parts:
        amount = amounts.get(part.code)
        if isinstance(amount, int):
            total += amount
        elif amount is not Given.BLANK:
            return None
    return total


def _resolved(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.counts:
        said, found = row.number(RESOLVED), _sum(row, _OUTCOMES)
        if said is not None and found is not None and said != found:
            yield Fault(
                f"{said:,} resolved, and {found:,} upheld, partially upheld and not upheld.", row, RESOLVED.code
            )


def _left(row: CountsRow) -> int | None:
    """Return what is left of complaints brought forward and new when those resolved are taken off; may be below 0."""
    brought, new, resolved = (row.number(item) for item in (BROUGHT_FORWARD, NEW, RESOLVED))
    return None if brought is None or new is None or resolved is None else brought + new - resolved


def _carried_forward(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.counts:
        said, left = row.number(CARRIED_FORWARD), _left(row)
        if said is not None and left is not None and left >= 0 and said != left:
            yield Fault(
                f"{row.number(BROUGHT_FORWARD):,} brought forward and {row.number(NEW):,} new less "
                f"{row.number(RESOLVED):,} resolved are {left:,}, not {said:,}.",
                row,
                CARRIED_FORWARD.code,
            )


def _carried_forward_negative(survey: Survey) -> Iterator[Fault]:
    for row in survey.file.counts:
        left = _left(row)
        number = number_in(row.cells.get(CARRIED_FORWARD.code))
        if left is not None and left < 0:
            open_ones = (row.number(BROUGHT_FORWARD) or 0) + (row.number(NEW) or 0)
            yield Fault(
                f"{row.number(RESOLVED):,} are resolved of {open_ones:,} brought forward and new, so fewer than none "
                "would be carried forward.",
                row,
                CARRIED_FORWARD.code,
            )
        elif not isinstance(number, NotNumber) and number < 0:
            yield Fault("Fewer than none cannot be carried forward.", row, CARRIED_FORWARD.code)


def _sums_to(total: Item, parts: Sequence[Item], boxes: str) -> Check:
    """Make the check that a total is the sum of its boxes."""

    def check(survey: Survey) -> Iterator[Fault]:
        for row in survey.file.counts:
            said, found = row.number(total), _sum(row, parts)
            if found is None:
                continue
            if said is not None and said != found:
                yield Fault(f"The total says {said:,}, and {boxes} come to {found:,}.", row, total.code)
            elif found and total.code in MAY_BE_BLANK and row.amounts.get(total.code) is Given.BLANK:
                yield Fault(f"The total is blank, and {boxes} come to {found:,}.", row, total.code)

    return check


def _is_new(total: Item) -> Check:
    """Make the check that a total is the number of new complaints."""

    def check(survey: Survey) -> Iterator[Fault]:
        for row in survey.file.counts:
            said, new = row.number(total), row.number(NEW)
            if said is not None and new is not None and said != new:
                yield Fault(f"The total says {said:,}, and {new:,} complaints are new.", row, total.code)

    return check


def _is_new_or_more(total: Item) -> Check:
    """Make the check that a total, in which a complaint may stand several times, is not below the new complaints."""

    def check(survey: Survey) -> Iterator[Fault]:
        for row in survey.file.counts:
            said, new = row.number(total), row.number(NEW)
            if said is None and total.code in MAY_BE_BLANK and row.amounts.get(total.code) is Given.BLANK:
                said = 0
            if said is not None and new is not None and said < new:
                yield Fault(f"The total says {said:,}, fewer than the {new:,} new complaints.", row, total.code)

    return check


def _sites_differ(survey: Survey) -> Iterator[Fault]:
    whole, sites = survey.file.organisation, survey.file.sites
    if whole is None or not sites:
        return
    for item in ITEMS:
        said, found = _sum(whole, (item,)), 0
        for site in sites:
            of_site = _sum(site, (item,))
            if of_site is None:
                break
            found += of_site
        else:
            if said is not None and said != found:
                yield Fault(f"The whole organisation has {said:,}, and its sites together {found:,}.", whole, item.code)


RESOLVED_DIFFERS = Rule(
    id="complaints.resolved_differs",
    severity=Severity.MUST_FIX,
    text="Resolved complaints are those upheld, partially upheld and not upheld together.",
    mend="Check the four numbers: a complaint is resolved when it was investigated and has one of the three outcomes.",
    check=_resolved,
    trips=Example({"whole": {"complaints_number_upheld": "5"}}),
    silent=Example(),
    source=_FORM,
)
CARRIED_FORWARD_DIFFERS = Rule(
    id="complaints.carried_forward_differs",
    severity=Severity.MUST_FIX,
    text="Carried forward is brought forward and new complaints, less those resolved.",
    mend="Check the four numbers.",
    check=_carried_forward,
    trips=Example({"general": {"complaints_total_carried_forward": "7"}}),
    silent=Example({"general": {"complaints_total_carried_forward": ""}}),
    source=_FORM,
)
CARRIED_FORWARD_NEGATIVE = Rule(
    id="complaints.carried_forward_negative",
    severity=Severity.MUST_FIX,
    text="No fewer than none are carried forward: no more are resolved than were brought forward and new.",
    mend="Check how many were brought forward, are new and were resolved.",
    check=_carried_forward_negative,
    trips=Example(
        {
            "general": {"complaints_total_brought_forward": "0", "complaints_total_new": "5",
                        "complaints_total_resolved": "7", "complaints_total_carried_forward": "0"},
            "infirmary": {"complaints_total_carried_forward": "-2"},
        }
    ),
    silent=Example(
        {"general": {"complaints_total_resolved": "14", "complaints_total_carried_forward": "0"}},
        without=("whole", "infirmary"),
    ),
    source="KO41b form notes: total carried forward must be positive.",
)  # fmt: skip


def _sum_rule(name: str, total: Item, parts: Sequence[Item], boxes: str, trips: Example, silent: Example) -> Rule:
    return Rule(
        id=f"complaints.{name}_total_differs",
        severity=Severity.MUST_FIX,
        text=f"“{total.label}” is the sum of {boxes}.",
        mend="Check the total and each box that it adds up.",
        check=_sums_to(total, parts, boxes),
        trips=trips,
        silent=silent,
        source=_FORM,
    )


def _new_rule(name: str, total: Item, trips: Example, silent: Example) -> Rule:
    return Rule(
        id=f"complaints.{name}_not_new",
        severity=Severity.MUST_FIX,
        text=f"“{total.label}” is the number of new complaints: each stands in one box.",
        mend="Count each new complaint once, where nothing is known as unknown or other.",
        check=_is_new(total),
        trips=trips,
        silent=silent,
        source=_FORM,
    )


def _least_rule(name: str, total: Item, trips: Example, silent: Example) -> Rule:
    return Rule(
        id=f"complaints.{name}_below_new",
        severity=Severity.MUST_FIX,
        text=f"“{total.label}” is not below the number of new complaints: each stands in one box or in several.",
        mend="Count each new complaint under everything that it touches; where nothing fits, under other.",
        check=_is_new_or_more(total),
        trips=trips,
        silent=silent,
        source=_FORM,
    )


SITES_DIFFER = Rule(
    id="complaints.sites_differ",
    severity=Severity.MUST_FIX,
    text="The sites together come to the whole organisation in every column.",
    mend="Check the organisation's row and the rows of its sites; a complaint is counted at one site alone.",
    check=_sites_differ,
    trips=Example({"general": {"age_26_55": "5", "age_unknown": "1"}}),
    silent=Example({"general": {"age_26_55": "5", "age_unknown": "1"}}, without=("whole",)),
    source="KO41a 2024-25 as published: the sites of a trust sum to its row in every column.",
)
RULES = (
    RESOLVED_DIFFERS,
    CARRIED_FORWARD_DIFFERS,
    CARRIED_FORWARD_NEGATIVE,
    _sum_rule(
        "age", AGE_TOTAL, AGES, "the ages", Example({"whole": {"age_26_55": "5"}}),
        Example({"whole": {"age_26_55": "5", "age_unknown": "1"}}),
    ),
    _new_rule(
        "age", AGE_TOTAL, Example({"general": {"age_26_55": "3", "age_total": "9"}}), Example()
    ),
    _sum_rule(
        "status", STATUS_TOTAL, STATUSES, "the complainants", Example({"whole": {"status_patient": "11"}}),
        Example({"whole": {"status_patient": "11", "status_parent": "0"}}),
    ),
    _new_rule(
        "status", STATUS_TOTAL, Example({"general": {"status_patient": "7", "status_total": "11"}}), Example()
    ),
    _sum_rule(
        "service", SERVICE_TOTAL, SERVICES, "the service areas", Example({"whole": {"service_total": "14"}}),
        Example({"whole": {"service_inpatient": "8", "service_total": "16"}}),
    ),
    _least_rule(
        "service", SERVICE_TOTAL, Example({"general": {"service_emergency": "2", "service_total": "9"}}),
        Example({"general": {"service_emergency": "3", "service_total": "10"}}),
    ),
    _sum_rule(
        "clinical", CLINICAL_TOTAL, CLINICAL, "the sub-categories of clinical treatment",
        Example({"whole": {"clinical_treatment_sub_total": "5"}, "general": {"clinical_treatment_sub_total": ""}}),
        Example({"infirmary": {"clinical_treatment_sub_total": ""}}),
    ),
    _sum_rule(
        "subject_sub", SUBJECT_SUB_TOTAL, SUBJECTS, "the other subjects",
        Example({"whole": {"subject_area_appointments": "5"}}),
        Example({"whole": {"subject_area_appointments": "5", "subject_area_communications": "2"}}),
    ),
    _sum_rule(
        "subject", SUBJECT_TOTAL, (CLINICAL_TOTAL, SUBJECT_SUB_TOTAL), "clinical treatment and the other subjects",
        Example({"whole": {"subject_area_total": "15"}}), Example({"infirmary": {"clinical_treatment_sub_total": ""}}),
    ),
    _least_rule(
        "subject", SUBJECT_TOTAL,
        Example({"infirmary": {"subject_area_appointments": "3", "subject_area_sub_total": "3",
                               "subject_area_total": "3"}}),
        Example({"infirmary": {"subject_area_appointments": "5", "subject_area_sub_total": "5",
                               "subject_area_total": "5"}}),
    ),
    _sum_rule(
        "profession", PROFESSION_TOTAL, PROFESSIONS, "the professions", Example({"whole": {"profession_medical": "7"}}),
        Example({"whole": {"profession_medical": "7", "profession_nursing": "4"}}),
    ),
    _least_rule(
        "profession", PROFESSION_TOTAL, Example({"infirmary": {"profession_other": "3", "profession_total": "3"}}),
        Example({"infirmary": {"profession_other": "5", "profession_total": "5"}}),
    ),
    SITES_DIFFER,
)  # fmt: skip
