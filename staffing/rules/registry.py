"""Every rule of the staffing return, in the order in which they run."""

from __future__ import annotations

from staffing.rules import (
    care_hours,
    cell_values,
    changes,
    duplicates,
    fill_rates,
    heading_rows,
    periods,
    sameness,
    sites,
    specialties,
    ward_names,
    web_addresses,
)
from staffing.rules.rule import CellCheck, FileCheck, Rule, WardCheck

CELL_RULES: tuple[Rule[CellCheck], ...] = (*sites.CELL_RULES, *cell_values.RULES)
PERIOD_RULE: Rule[CellCheck] = periods.NOT_A_MONTH
WARD_RULES: tuple[Rule[WardCheck], ...] = (
    *ward_names.RULES,
    *sites.RULES,
    *duplicates.RULES,
    *specialties.RULES,
    *web_addresses.RULES,
    *fill_rates.RULES,
    *care_hours.RULES,
    *changes.RULES,
    *sameness.RULES,
)
FILE_RULES: tuple[Rule[FileCheck], ...] = (
    *periods.FILE_RULES,
    *heading_rows.FILE_RULES,
    *sameness.FILE_RULES,
    *ward_names.FILE_RULES,
)
ALL_RULES: tuple[Rule[CellCheck] | Rule[WardCheck] | Rule[FileCheck], ...] = (
    *CELL_RULES,
    PERIOD_RULE,
    *WARD_RULES,
    *FILE_RULES,
)
BY_ID = {rule.id: rule for rule in ALL_RULES}
