"""Who is told of a case, of what, once; and that no word of it is in a message."""

from __future__ import annotations

from datetime import date

import pytest

from oversight.accounts.messages import text_of
from oversight.accounts.models import Message, Role
from oversight.records.audit import System
from oversight.records.models import Delivery
from oversight.records.outbox import deliver_waiting
from ratings.cases.board import accept_board, ask_board, show_board
from ratings.cases.recommending import recommend_exit
from ratings.cases.recording import record_case_entry
from ratings.cases.supporting import add_partner, ask_review, promise
from tests.ratings.cases.casting import FOUNDATION, KEOGH, NHS, NOW, WHY, agreed, entered, make_cast, recommended
from tests.ratings.making import make_trust
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db
AUGUST = date(2013, 8, 1)


def told() -> list[tuple[str, str]]:
    """Deliver what waits for the case's own subscribers; return whom the new messages reached, and their subjects."""
    Delivery.objects.exclude(subscriber__startswith="cases.").delete()
    before = set(Message.objects.values_list("pk", flat=True))
    deliver_waiting(now=NOW)
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()
    new = Message.objects.exclude(pk__in=before).select_related("person").order_by("person__email", "pk")
    return [(each.person.email, each.subject.split(":")[0]) for each in new]


def test_the_body_is_told_of_what_waits_and_the_others_of_its_decision() -> None:
    cast = make_cast()
    make_cast("RX2", NHS)
    made = recommended(cast)
    assert told() == [("monitor@monitor.example", "A recommendation waits for your decision")]
    agreed(made, cast)
    assert told() == [
        ("board@rx1.example", "Special measures were decided on"),
        ("chief@cqc.example", "Your recommendation was decided"),
    ]
    # Delivered again, nobody is told twice.
    Delivery.objects.update(state=Delivery.State.WAITING, done_at=None, attempts=0)
    assert told() == []


def test_a_decision_recorded_from_elsewhere_is_told_to_the_trust_alone() -> None:
    cast = make_cast()
    record_case_entry(trust=cast.trust, on=KEOGH, reason=WHY, by=System("test"), now=NOW)
    assert told() == [("board@rx1.example", "Special measures were decided on")]


def test_whose_turn_it_is_with_the_boards_demonstration() -> None:
    cast = make_cast()
    case = entered(cast)
    told()
    asked = ask_board(case=case, asked="Safe nights.", on=AUGUST, by=cast.decides, now=NOW)
    assert told() == [("board@rx1.example", "Your oversight body asks the Board to show something")]
    show_board(demonstration=asked, shown="Rotas.", on=AUGUST, by=cast.signatory, now=NOW)
    assert told() == [("monitor@monitor.example", "A Board has shown")]
    accept_board(demonstration=asked, accepted=True, words="Complete.", on=AUGUST, by=cast.decides, now=NOW)
    assert told() == [("board@rx1.example", "Your oversight body has looked at what the Board showed")]


def test_a_partner_is_told_of_its_contract_and_of_each_promise() -> None:
    cast = make_cast()
    case = entered(cast)
    partner = make_trust("RX8")
    make_person("helps@rx8.example", Role.PREPARER, trust=partner)
    told()
    contract = add_partner(case=case, partner=partner, words="Nights.", on=AUGUST, by=cast.decides, now=NOW)
    assert told() == [("helps@rx8.example", "An improvement contract of your trust")]
    promise(partnership=contract, what="A nurse.", due_on=date(2013, 9, 1), by=cast.decides, now=NOW)
    assert told() == [("helps@rx8.example", "What your trust promised under an improvement contract")]
    ask_review(case=case, reviewer="A", words="Can it lead?", on=AUGUST, by=cast.decides, now=NOW)
    assert told() == [("board@rx1.example", "A review of your leadership's capability")]


def test_no_message_has_a_word_of_what_was_said() -> None:
    cast = make_cast(kind=FOUNDATION)
    case = entered(cast)
    made = recommend_exit(case=case, reason="The chair resigned.", on=date(2014, 7, 1), by=cast.inspector, now=NOW)
    agreed(made, cast, reason="The chair resigned indeed.")
    told()
    assert Message.objects.exists()
    for message in Message.objects.select_related("person"):
        text = text_of(message)
        assert case.trust.shown_name in text
        assert "chair" not in text + message.subject
        assert WHY not in text
