"""A trust with its people and wards, files as it would send them, and returns taken a part of the way or the whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from oversight.accounts.models import Membership, Person, Role
from oversight.organisations.models import Body, Site, SiteTrust, Trust, Ward
from oversight.organisations.naming import name_key
from oversight.returns.checking import check_submission
from oversight.returns.explaining import explain, waiting_findings
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.receiving import receive_file
from oversight.returns.signing import send_for_signature, sign_and_accept
from oversight.returns.states import State
from staffing.columns import BY_CODE

PERIOD = "2026-10"
NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
ROW = {
    "org_code": "RX1",
    "period": PERIOD,
    "url": "https://www.example.nhs.uk/safe-staffing",
    "site_code": "RX101",
    "site_name": "General Hospital",
    "ward": "Rowan",
    "specialty_1": "300 - GENERAL MEDICINE",
    "specialty_2": "",
    "day_registered_planned": "1710",
    "day_registered_actual": "1602.5",
    "day_care_planned": "1080",
    "day_care_actual": "1105",
    "night_registered_planned": "1023",
    "night_registered_actual": "990",
    "night_care_planned": "682",
    "night_care_actual": "713",
    "patients": "812",
}
OAK = {"ward": "Oak", "day_registered_actual": "1590", "day_care_actual": "1010", "patients": "790"}


@dataclass
class Place:
    """A trust and its people."""

    trust: Trust
    site: Site
    preparer: Person
    signatory: Person


def make_person(
    email: str, role: Role | None = None, *, trust: Trust | None = None, body: Body | None = None
) -> Person:
    """Make a person, with a role since long ago where one is given."""
    person = Person.objects.create_user(email, name=email.split("@")[0].title())
    if role is not None:
        Membership.objects.create(person=person, role=role, trust=trust, body=body, from_on=date(2015, 1, 1))
    return person


def make_place(code: str = "RX1", *, wards: Iterable[str] = ("Rowan", "Oak"), demonstration: bool = False) -> Place:
    """Make a trust with one site, its wards, a preparer and a signatory."""
    trust = Trust.objects.create(code=code, name=f"{code} Trust", is_demonstration=demonstration)
    site = Site.objects.create(code=f"{code}01", name="General Hospital", is_demonstration=demonstration)
    SiteTrust.objects.create(site=site, trust=trust)
    Ward.objects.bulk_create(Ward(trust=trust, site=site, name=name, name_key=name_key(name)) for name in wards)
    return Place(
        trust,
        site,
        make_person(f"preparer@{code.lower()}.example", Role.PREPARER, trust=trust),
        make_person(f"signatory@{code.lower()}.example", Role.SIGNATORY, trust=trust),
    )


def make_inspector() -> Person:
    """Make somebody who inspects."""
    body = Body.objects.filter(role=Body.Role.REGULATOR).first() or Body.objects.create(
        code="REG", name="Regulator", role=Body.Role.REGULATOR
    )
    return make_person("inspector@regulator.example", Role.INSPECTOR, body=body)


def make_administrator() -> Person:
    """Make an administrator."""
    body = Body.objects.filter(role=Body.Role.REGULATOR).first() or Body.objects.create(
        code="REG", name="Regulator", role=Body.Role.REGULATOR
    )
    return make_person("administrator@regulator.example", Role.ADMINISTRATOR, body=body)


def national_csv(*rows: Mapping[str, str]) -> bytes:
    """Return rows, laid over the faultless one, as a CSV file in the national layout."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([BY_CODE[code].national for code in ROW])
    writer.writerows([{**ROW, **row}[code] for code in ROW] for row in rows)
    return out.getvalue().encode()


GOOD = national_csv({}, OAK)
MENDED = national_csv({"day_registered_actual": "1612.5"}, OAK)
# A fill rate of 46.8% asks for an explanation.
UNUSUAL = national_csv({"day_registered_actual": "800"}, OAK)
FAULTY = national_csv({"day_registered_actual": "-5"}, OAK)


def received(
    place: Place,
    content: bytes = GOOD,
    *,
    period: str = PERIOD,
    now: datetime = NOW,
    reason: str = "",
    filename: str = "return.csv",
    kind: str = "staffing",
) -> Submission:
    """Send a file."""
    return receive_file(
        kind=kind,
        trust=place.trust,
        period=period,
        filename=filename,
        content=content,
        by=place.preparer,
        now=now,
        reason=reason,
    )


def checked(place: Place, content: bytes = GOOD, **how: object) -> Submission:
    """Send a file and have it checked."""
    submission = received(place, content, **how)  # type: ignore[arg-type]
    return check_submission(submission_id=submission.pk, now=how.get("now", NOW))  # type: ignore[arg-type]


def explained(place: Place, submission: Submission, text: str = "It is true.", **how: object) -> Submission:
    """Explain all that waits for it."""
    waiting = list(waiting_findings(submission).values_list("pk", flat=True))
    if waiting:
        explain(submission=submission, finding_ids=waiting, text=text, by=place.preparer, now=NOW, **how)  # type: ignore[arg-type]
    return submission


def sent(place: Place, content: bytes = GOOD, **how: object) -> Submission:
    """Send a file as far as the signatory."""
    submission = explained(place, checked(place, content, **how))
    assert submission.state == State.READY, (submission.state, list(submission.findings.values("rule", "message")))
    return send_for_signature(submission=submission, by=place.preparer, now=how.get("now", NOW))  # type: ignore[arg-type]


def accepted(place: Place, content: bytes = GOOD, **how: object) -> ReturnVersion:
    """Send a file the whole way."""
    return sign_and_accept(
        submission=sent(place, content, **how),
        by=place.signatory,
        now=how.get("now", NOW),  # type: ignore[arg-type]
        confirmed_with="password",
    )
