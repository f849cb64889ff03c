"""Charts of what signals rest on, by the rules that the signals themselves go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from oversight.charts import Chart, xmr_chart
from oversight.measures.defining import Definition, definition
from oversight.measures.observations import Observed
from ratings.rule_sets import in_force
from ratings.staffing_signals import chart_of


def chart(
    measure: Definition, observed: Sequence[Observed], *, up_to: date, chart_id: str, subject: str = ""
) -> Chart | None:
    """Chart a series up to a month; None for months in which no rule set was in force."""
    try:
        rules = in_force(up_to)
    except LookupError:
        return None
    return xmr_chart(
        chart_of(measure, observed, up_to=up_to, rules=rules),
        title_subject=subject or measure.short_name,
        unit="%" if measure.unit == "%" else "",
        decimals=measure.decimals,
        noun="fill rate" if measure.unit == "%" else "number of care hours per patient day",
        axis_title=measure.on_the_axis,
        chart_id=chart_id,
    )


def chart_of_inputs(inputs: Mapping[str, Any], code: str, *, up_to: date, chart_id: str) -> Chart | None:
    """Chart what a recorded change rests on, from the numbers recorded with it: as it was known then."""
    observed = [
        Observed(_month(month), _decimal(numerator), _decimal(denominator), 0)
        for month, numerator, denominator, _receipt in inputs.get(code, [])
    ]
    return chart(definition(code), observed, up_to=up_to, chart_id=chart_id) if observed else None


def _month(text: str) -> date:
    return date(int(text[:4]), int(text[5:7]), 1)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
