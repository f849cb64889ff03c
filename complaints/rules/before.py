"""What the file says beside what stands of the periods before it."""

from __future__ import annotations

from collections.abc import Iterator

from complaints.canonical_rows import WHOLE_TRUST
from complaints.columns import SITE
from complaints.context import WHOLE, Standing
from complaints.items import ITEMS, SUMMARY
from complaints.rows_read import FileRead
from complaints.rules.rule import Example, Fault, Rule, Severity, Survey
from complaints.totals import BROUGHT_FORWARD, CARRIED_FORWARD, NEW, total_of
from oversight.wording import write_count

_QUARTERS = 4
_FLOWS = SUMMARY[1:6]
_LAST = {"last": "2024-Q3"}


def _brought_forward(survey: Survey) -> Iterator[Fault]:
    file, last = survey.file, survey.context.last
    if last is None:
        return
    code = BROUGHT_FORWARD.code
    whole = file.organisation
    if whole is not None or not last.has_sites:
        said, carried = total_of(file, BROUGHT_FORWARD), last.number(WHOLE, CARRIED_FORWARD.code)
        if said is not None and carried is not None and said != carried:
            yield Fault(_differing(said, carried, last), whole, code, about="" if whole else WHOLE_TRUST)
    if not last.has_sites:
        return
    for site in file.sites:
        said, carried = site.number(BROUGHT_FORWARD), last.number(site.site_code, CARRIED_FORWARD.code)
        if said is not None and said != (carried or 0):
            yield Fault(_differing(said, carried or 0, last), site, code)


def _differing(said: int, carried: int, last: Standing) -> str:
    return f"{said:,} brought forward; {carried:,} were carried forward at the end of {last.period.label}."


def _left_out(survey: Survey) -> Iterator[Fault]:
    file, last = survey.file, survey.context.last
    if last is None or not file.sites:
        return
    named = {row.site_code for row in (*file.counts, *file.unfilled)}
    for code in last.counts:
        carried = last.number(code, CARRIED_FORWARD.code)
        if code != WHOLE and code not in named and carried:
            yield Fault(
                f"Site {code} carried {carried:,} forward at the end of {last.period.label}, and has no row.",
                column=SITE.code,
                about=f"Site {code}",
            )


def _apart(survey: Survey) -> Iterator[Fault]:
    """Hold sites that come alone against the organisation that came before them alone, and the other way about."""
    file, standing = survey.file, survey.context.standing
    if standing is None or not file.counts or bool(file.sites) is standing.has_sites:
        return
    differing = []
    for item in ITEMS:
        now, before = total_of(file, item), standing.number(WHOLE, item.code)
        if now is not None and before is not None and now != before:
            differing.append(f"“{item.label}” is {now:,} here and {before:,} there")
    if differing:
        more = f", and {write_count(len(differing) - 1, 'more number')} differ" if len(differing) > 1 else ""
        here, there = ("sites", "whole organisation") if file.sites else ("whole organisation", "sites")
        yield Fault(f"This file has the {here}, and the {there} stood before it: {differing[0]}{more}.")


def _new_changed(survey: Survey) -> Iterator[Fault]:
    context, last, now = survey.context, survey.context.last, total_of(survey.file, NEW)
    if last is None or last.period.grain is not context.period.grain or now is None:
        return
    before = last.number(WHOLE, NEW.code)
    if before is None:
        return
    change, bounds = now - before, context.bounds
    if abs(change) >= bounds.new_change_from.value and abs(change) * 100 > before * bounds.new_change.value:
        whole = survey.file.organisation
        share = f" ({change / before * 100:+.0f}%)" if before else ""
        yield Fault(
            f"There were {before:,} new complaints in {last.period.label}, and {now:,} now{share}.",
            whole,
            NEW.code,
            about="" if whole else WHOLE_TRUST,
        )


def _same_again(survey: Survey) -> Iterator[Fault]:
    last, file = survey.context.last, survey.file
    if last is None or last.period.grain is not survey.context.period.grain:
        return
    if total_of(file, NEW) and _all_the_same(file, last):
        yield Fault(f"Every number is that of {last.period.label}.")


def _all_the_same(file: FileRead, last: Standing) -> bool:
    """Whether every number is that of a period before: site by site where both have sites, else of the whole."""
    if file.sites and last.has_sites:
        now = {site.site_code: site for site in file.sites}
        return now.keys() == last.counts.keys() - {WHOLE} and all(
            row.number(item) == last.number(code, item.code) for code, row in now.items() for item in ITEMS
        )
    return all(total_of(file, item) == last.number(WHOLE, item.code) for item in ITEMS)


def _quarters_differ(survey: Survey) -> Iterator[Fault]:
    quarters, file = survey.context.quarters, survey.file
    if len(quarters) != _QUARTERS:
        return
    whole = file.organisation
    for item in _FLOWS:
        said, of_quarters = total_of(file, item), [one.number(WHOLE, item.code) for one in quarters]
        known = [number for number in of_quarters if number is not None]
        if said is not None and len(known) == _QUARTERS and sum(known) != said:
            yield Fault(
                f"“{item.label}” is {said:,} in the year, and {sum(known):,} in its four quarters together.",
                whole,
                item.code,
                about="" if whole else WHOLE_TRUST,
            )


BROUGHT_FORWARD_DIFFERS = Rule(
    id="complaints.brought_forward_differs",
    severity=Severity.EXPLAIN,
    text="Brought forward is what was carried forward at the end of the period before.",
    mend="Check the number. If it is right, say what changed since; or correct the period before.",
    check=_brought_forward,
    trips=Example(on_record={**_LAST, "counts": {"": {"complaints_total_carried_forward": 6}}}),
    silent=Example(on_record={**_LAST, "counts": {"": {"complaints_total_carried_forward": 5}}}),
    source="KO41a guidelines, NHS Digital.",
)
SITE_LEFT_OUT = Rule(
    id="complaints.site_left_out",
    severity=Severity.EXPLAIN,
    text="A site that carried complaints forward has a row in the next return, where that has sites.",
    mend="Add the site's row, or say where its complaints are counted now.",
    check=_left_out,
    trips=Example(
        on_record={**_LAST, "counts": {"": {}, "RX103": {"complaints_total_carried_forward": 2}}},
    ),
    silent=Example(
        on_record={**_LAST, "counts": {"": {}, "RX103": {"complaints_total_carried_forward": 0}}},
    ),
)
APART_DIFFER = Rule(
    id="complaints.apart_differ",
    severity=Severity.EXPLAIN,
    text="Where sites and the whole organisation are sent one after the other, the sites come to the organisation.",
    mend="Check which of the two is right. If this file corrects what stands, say so; best send both in one file.",
    check=_apart,
    trips=Example(
        {"general": {"age_26_55": "5", "age_unknown": "1"}}, without=("whole",), on_record={"standing": "whole"}
    ),
    silent=Example(without=("whole",), on_record={"standing": "whole"}),
    source="KO41a 2024-25 as published: the sites of a trust sum to its row in every column.",
)
NEW_CHANGED = Rule(
    id="complaints.new_changed",
    severity=Severity.EXPLAIN,
    text="New complaints that changed by more than half on the period before, and by 20 or more, are asked about.",
    mend="Check the number, and that it is this period's alone. If it is right, say what changed.",
    check=_new_changed,
    trips=Example(on_record={**_LAST, "counts": {"": {"complaints_total_new": 34}}}),
    silent=Example(on_record={**_LAST, "counts": {"": {"complaints_total_new": 33}}}),
)
SAME_AGAIN = Rule(
    id="complaints.same_as_before",
    severity=Severity.EXPLAIN,
    text="Where every number is that of the period before, we ask whether it is the right file.",
    mend="Check that the file is this period's. If by chance it is so, say that you checked.",
    check=_same_again,
    trips=Example(on_record={**_LAST, "counts": "as in the file"}),
    silent=Example({"whole": {"age_0_5": "1", "age_unknown": "1"}}, on_record={**_LAST, "counts": "as in the file"}),
)
QUARTERS_DIFFER = Rule(
    id="complaints.quarters_differ",
    severity=Severity.EXPLAIN,
    text="A year's numbers are those of its four quarters together, where all four stand.",
    mend="Check the number. If it is right, say what was corrected since; or correct the quarter.",
    check=_quarters_differ,
    trips=Example(
        {name: {"year": "2024-25"} for name in ("whole", "general", "infirmary")},
        on_record={"quarters_new": (4, 3, 3, 3)},
        period="2024-25",
    ),
    silent=Example(
        {name: {"year": "2024-25"} for name in ("whole", "general", "infirmary")},
        on_record={"quarters_new": (4, 4, 3, 3)},
        period="2024-25",
    ),
)
RULES = (BROUGHT_FORWARD_DIFFERS, SITE_LEFT_OUT, APART_DIFFER, NEW_CHANGED, SAME_AGAIN, QUARTERS_DIFFER)
