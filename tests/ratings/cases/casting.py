"""A trust of each kind with the people of a case, and cases taken a part of the way or the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from oversight.accounts.models import Person, Role
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Body, Trust, TrustKind
from oversight.records.models import AuditEntry
from oversight.returns.refusals import Refused
from ratings.cases.attaching import Attached
from ratings.cases.deciding import decide
from ratings.cases.models import Case, Recommendation
from ratings.cases.recommending import recommend_entry
from tests.ratings.making import make_trust
from tests.returns.making import make_person

# The day on which eleven of the fourteen trusts of the Keogh review entered, and a moment after the dates of the tests.
KEOGH = date(2013, 7, 16)
NOW = datetime(2015, 3, 20, 10, 0, tzinfo=UTC)
WHY = "Wards were unsafe at night, and the Board did not know."
FOUNDATION, NHS = TrustKind.Kind.FOUNDATION_TRUST, TrustKind.Kind.NHS_TRUST


@dataclass
class Cast:
    """A trust and who acts in its case: the Chief Inspector, an inspector, its oversight body, and its own people."""

    trust: Trust
    chief: Person
    inspector: Person
    decides: Person
    signatory: Person


def make_cast(code: str = "RX1", kind: str = FOUNDATION) -> Cast:
    """Make a trust of the kind with its people; the oversight body is that of 2013 to 2016."""
    trust = make_trust(code)
    TrustKind.objects.create(trust=trust, kind=kind, source="test")
    return Cast(
        trust,
        person_of("chief", Role.CHIEF_INSPECTOR, "CQC"),
        person_of("inspector", Role.INSPECTOR, "CQC"),
        person_of("monitor", Role.OVERSIGHT_BODY, "MONITOR")
        if kind == FOUNDATION
        else person_of("tda", Role.OVERSIGHT_BODY, "TDA"),
        make_person(f"board@{code.lower()}.example", Role.SIGNATORY, trust=trust),
    )


def person_of(name: str, role: Role, body: str) -> Person:
    """Return the person of a body, made once; their roles began long before the tests' days."""
    found = Person.objects.filter(email=f"{name}@{body.lower()}.example").first()
    if found is not None:
        return found
    person = make_person(f"{name}@{body.lower()}.example", role, body=Body.objects.get(code=body))
    person.memberships.update(from_on=date(2010, 1, 1))
    return person


def evidence(trust: Trust) -> list[Attached]:
    """Return something on record to attach."""
    return [Attached("What the review of the trust found.", trust_reference(trust))]


def recommended(cast: Cast, on: date = KEOGH, **changes: Any) -> Recommendation:
    """Recommend that the trust enters."""
    given = {"reason": WHY, "attached": evidence(cast.trust), "by": cast.chief, "now": NOW, **changes}
    return recommend_entry(trust=cast.trust, on=on, **given)


def agreed(recommendation: Recommendation, cast: Cast, on: date | None = None, **changes: Any) -> Recommendation:
    """Have the oversight body decide, and agree unless told otherwise."""
    given: dict[str, Any] = {
        "agreed": True,
        "reason": "We agree with what the Chief Inspector found.",
        "on": on or recommendation.made_on,
        "by": cast.decides,
        "now": NOW,
        **changes,
    }
    return decide(recommendation=recommendation, **given)


def entered(cast: Cast, on: date = KEOGH) -> Case:
    """Take a trust into special measures and return its case."""
    return agreed(recommended(cast, on), cast).case


def refused(deed: Callable[[], object]) -> str:
    """Return the code with which a deed is refused."""
    with pytest.raises(Refused) as refusal:
        deed()
    assert refusal.value.message
    return refusal.value.code


def entries_of(case: Case) -> list[str]:
    """Return the actions of the case's audit entries, in their order."""
    return list(
        AuditEntry.objects.filter(subject_kind="case", subject_id=case.reference)
        .order_by("pk")
        .values_list("action", flat=True)
    )
