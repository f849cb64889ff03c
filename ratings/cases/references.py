"""How a case is called elsewhere: with the trust's name once the trust entered, and never before."""

from __future__ import annotations

from oversight.records.references import Described
from ratings.cases.models import Case
from ratings.cases.states import IN_FORCE, CaseState


def describe_case(reference: str) -> Described | None:
    """Resolve a reference of the kind ``case``: whoever asks is not known here, and what waits is not public."""
    case = Case.objects.select_related("trust").filter(reference=reference).first()
    if case is None:
        return None
    if CaseState(case.state) not in (*IN_FORCE, CaseState.LEFT):
        return Described(f"Case {case.reference}", "")
    return Described(
        f"Special measures of {case.trust.shown_name}, {case.reference}", f"/trusts/{case.trust.code}/special-measures/"
    )
