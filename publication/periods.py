"""The kinds of figures that are released, and their periods.

A month of staffing or of the safety measures, a quarter or year of complaints.
"""

from __future__ import annotations

from complaints.periods import ComplaintsPeriod
from oversight.returns.periods import Month

STAFFING = "staffing"
COMPLAINTS = "complaints"
SAFETY = "safety"
KINDS = (STAFFING, COMPLAINTS, SAFETY)
MONTHLY = frozenset({STAFFING, SAFETY})


def released_period(kind: str, text: str) -> Month | ComplaintsPeriod:
    """Return the period of a kind's release; ``ValueError``, saying how to write it, for what is none."""
    return ComplaintsPeriod.parse(text) if kind == COMPLAINTS else Month.parse(text)


def kind_of_period(text: str) -> str:
    """Return the kind that a period is of by how it is written: a month is of staffing, unless another is asked for."""
    try:
        Month.parse(text)
    except ValueError:
        return COMPLAINTS
    return STAFFING
