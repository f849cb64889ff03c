"""The demonstration's Board packs and a request for data, each once, through the real services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction

from oversight.accounts.models import Person, Role
from oversight.clock import london_date
from oversight.demonstration.bodies import healthwatch_code
from oversight.demonstration.places import DEMONSTRATION
from oversight.organisations.models import Body, Trust
from oversight.organisations.working_days import london_time, nth_working_day_after
from oversight.records.audit import audit
from oversight.records.models import AuditEntry
from oversight.records.outbox import history
from oversight.records.references import Reference
from oversight.returns.periods import Month
from workspaces.board_pack.facts import pack_facts
from workspaces.board_pack.keeping import narrative_of, save_narrative, send_pack, shown_name
from workspaces.board_pack.pack import parts_of
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.overseer.data_requests import answer_with_data, ask_for_data

_TOLD = "demonstration.board_packs_told"
_AS = "Director of patient safety"
_HEALTHWATCH = "healthwatch@healthwatch.example"
_WORDS = (
    "Most of what people write to us about is that they were not told: of a move, of a delay, of a result.\n\n"
    "I have asked every ward sister to speak with the complainants of her ward. I ask the Board to hear one of them.",
    "The letters in outpatients are shorter now. It is too early to say whether fewer people ring to ask what they "
    "mean.\n\nOverdue actions stand below with their owners; I have spoken with each.",
    "I ask the Board to read what the wards say of their staffing beside the lessons of the last quarters.",
)


def tell_board_packs(
    trusts: Sequence[DemonstrationTrust],
    rows: Mapping[str, Trust],
    people: Mapping[tuple[str, Role], Person],
    *,
    latest: Month,
    now: datetime,
) -> bool:
    """Let the first trust write and send its packs of some months, and answer its Healthwatch; False where it did."""
    if AuditEntry.objects.filter(action=_TOLD).exists():
        return False
    first = trusts[0]
    trust = rows[first.code]
    preparer, signatory = people[first.code, Role.PREPARER], people[first.code, Role.SIGNATORY]
    with transaction.atomic(), history():
        for back, text in enumerate(_WORDS):
            month = latest.plus(-back)
            written = _written_at(month, now)
            save_narrative(trust=trust, month=month, text=text, written_as=_AS, base=0, by=preparer, now=written)
            if back:
                _send(trust, month, signatory, now=min(written + timedelta(days=2), now))
        _ask_and_answer(Body.objects.get(code=healthwatch_code(first.region)), trust, preparer, now=now)
        audit(_TOLD, by=DEMONSTRATION, subject=Reference("demonstration", "board packs"), now=now)
    return True


def _written_at(month: Month, now: datetime) -> datetime:
    return min(london_time(nth_working_day_after(month.last_day, 10), time(15)), now)


def _send(trust: Trust, month: Month, by: Person, *, now: datetime) -> None:
    parts = parts_of(pack_facts(trust, month))
    shown = shown_name(parts, narrative_of(trust, month))
    send_pack(trust=trust, month=month, parts=parts, shown=shown, sent_as="Chief executive", reason="", by=by, now=now)


def _ask_and_answer(body: Body, trust: Trust, by: Person, *, now: datetime) -> None:
    asking = Person.objects.get(email=_HEALTHWATCH)
    asked_at = now - timedelta(days=24)
    asked = ask_for_data(
        body=body,
        trust=trust,
        question="How many of the complaints about discharge of the last year were of people over 75?",
        on_behalf_of="The health scrutiny committee of the council",
        wanted_by=london_date(asked_at) + timedelta(days=28),
        by=asking,
        now=asked_at,
    )
    answer_with_data(
        asked=asked,
        text="We count ages of all complaints together and not by subject; they are in our return. From the next "
        "quarter on we count those about discharge apart, and will send them to you.",
        by=by,
        now=asked_at + timedelta(days=9),
    )
    ask_for_data(
        body=body,
        trust=trust,
        question="What has changed on the wards since the complaints about not being told of a move at night?",
        on_behalf_of="",
        wanted_by=london_date(now) + timedelta(days=21),
        by=asking,
        now=now - timedelta(days=7),
    )
