"""A director, partners with what they promised, a review, the Board's demonstration, and conditions of the licence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from inspections.states.notice import NoticeState
from oversight.accounts.models import Person, Role
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from ratings.cases.attaching import Attached
from ratings.cases.board import accept_board, ask_board, show_board
from ratings.cases.licensing import conditions_of, impose_condition, lift_condition
from ratings.cases.models import Case, Partnership
from ratings.cases.recommending import recommend_exit
from ratings.cases.supporting import (
    add_partner,
    appoint_director,
    ask_review,
    end_director,
    end_partner,
    promise,
    record_promise_done,
    record_review,
)
from ratings.special_measures.recording import record_entry
from tests.publication.rating_making import make_notice
from tests.ratings.cases.casting import (
    KEOGH,
    NHS,
    NOW,
    Cast,
    agreed,
    entered,
    entries_of,
    make_cast,
    person_of,
    recommended,
    refused,
)
from tests.ratings.making import make_trust
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db
AUGUST = date(2013, 8, 1)


def helped(cast: Cast, case: Case, partner: Trust, **changes: object) -> Partnership:
    given = {"words": "Safer nights.", "on": AUGUST, "by": cast.decides, "now": NOW, **changes}
    return add_partner(case=case, partner=partner, **given)  # type: ignore[arg-type]


def test_a_director_is_appointed_one_at_a_time_and_ended_with_a_reason() -> None:
    cast = make_cast()
    case = entered(cast)

    def appoint(name: str, on: date = AUGUST, by: Person = cast.decides) -> object:
        return appoint_director(case=case, name=name, on=on, by=by, now=NOW)

    for by in (cast.chief, cast.signatory, person_of("tda", Role.OVERSIGHT_BODY, "TDA")):
        assert refused(lambda by=by: appoint("A Director", by=by)) == "not_allowed"
    assert refused(lambda: appoint(" ")) == "no_words"
    assert refused(lambda: appoint("A Director", date(2013, 7, 15))) == "before"
    assert refused(lambda: appoint("A Director", date(2015, 3, 21))) == "future"
    appoint("Ada Director")
    assert refused(lambda: appoint("Ben Director")) == "appointed"
    first = case.directors.get()
    assert refused(lambda: end(cast, first, date(2013, 7, 31))) == "before"
    assert refused(lambda: end(cast, first, reason="")) == "no_reason"
    end(cast, first)
    assert refused(lambda: end(cast, first)) == "changed"
    appoint("Ben Director", date(2014, 1, 1))
    assert [(each.name, each.to_on) for each in case.directors.all()] == [
        ("Ada Director", date(2013, 12, 31)),
        ("Ben Director", None),
    ]
    assert entries_of(case) == ["case.recommended", "case.decided", *["case.arranged"] * 3]


def end(cast: Cast, director: object, on: date = date(2013, 12, 31), reason: str = "Her year was over.") -> object:
    return end_director(director=director, reason=reason, on=on, by=cast.decides, now=NOW)  # type: ignore[arg-type]


def test_a_partner_promises_and_says_what_it_did() -> None:
    cast = make_cast()
    case = entered(cast)
    partner = make_trust("RX2")
    its_own = make_person("nurse@rx2.example", Role.PREPARER, trust=partner)
    contract = helped(cast, case, partner)
    assert refused(lambda: helped(cast, case, partner)) == "partner"
    first, second = (
        promise(partnership=contract, what=what, due_on=date(2013, 10, 1), by=cast.decides, now=NOW)
        for what in ("Lend a head of nursing.", "Teach the rota.")
    )
    assert (first.number, second.number) == (1, 2)
    assert refused(lambda: done(first, cast.signatory)) == "not_allowed"
    assert refused(lambda: done(first, its_own, words=" ")) == "no_words"
    assert refused(lambda: done(first, its_own, on=date(2013, 7, 31))) == "before"
    done(first, its_own)
    assert (first.done_by, first.done_as, first.done_on) == (its_own, str(Role.PREPARER), date(2013, 9, 20))
    assert refused(lambda: done(first, its_own)) == "changed"
    done(second, cast.decides)
    assert second.done_as == str(Role.OVERSIGHT_BODY)
    end_partner(partnership=contract, reason="All was done.", on=date(2014, 1, 31), by=cast.decides, now=NOW)
    assert (
        refused(lambda: promise(partnership=contract, what="More.", due_on=date(2014, 9, 1), by=cast.decides, now=NOW))
        == "ended"
    )


def done(made: object, by: Person, *, words: str = "She came in September.", on: date = date(2013, 9, 20)) -> object:
    return record_promise_done(promise=made, words=words, on=on, by=by, now=NOW)  # type: ignore[arg-type]


def test_a_partner_is_another_trust_that_stands_well_itself() -> None:
    cast = make_cast()
    case = entered(cast)
    troubled, invented, gone, after = (
        make_trust("RX2"),
        make_trust("RX3", demonstration=True),
        make_trust("RX4"),
        make_trust("RX5"),
    )
    record_entry(trust=troubled, on=KEOGH, reason="x", by=System("test"), now=NOW)
    record_succession(from_code="RX4", to_code="RX5", on=date(2014, 4, 1), by=System("test"), now=NOW)
    for partner, code in (
        (cast.trust, "itself"),
        (troubled, "in_measures"),
        (invented, "demonstration"),
        (gone, "followed"),
    ):
        assert refused(lambda partner=partner: helped(cast, case, partner)) == code
    helped(cast, case, after)


def test_the_people_of_a_trust_that_followed_a_partner_help_in_its_place() -> None:
    cast = make_cast()
    case = entered(cast)
    partner, after = make_trust("RX2"), make_trust("RX3")
    made = promise(
        partnership=helped(cast, case, partner), what="Teach.", due_on=date(2014, 1, 1), by=cast.decides, now=NOW
    )
    record_succession(from_code="RX2", to_code="RX3", on=date(2014, 4, 1), by=System("test"), now=NOW)
    done(made, make_person("new@rx3.example", Role.SIGNATORY, trust=after))
    assert made.done_as == str(Role.SIGNATORY)


def test_a_capability_review_is_asked_for_and_says_once_what_it_found() -> None:
    cast = make_cast()
    case = entered(cast)

    def ask(due_on: date | None) -> object:
        return ask_review(
            case=case,
            reviewer="An independent reviewer",
            words="Can this Board lead?",
            on=AUGUST,
            due_on=due_on,
            by=cast.decides,
            now=NOW,
        )

    assert refused(lambda: ask(date(2013, 7, 31))) == "due"
    ask(date(2013, 10, 31))
    review = case.reviews.get()

    def find(on: date, finding: str = "It cannot.") -> object:
        return record_review(
            review=review,
            finding=finding,
            on=on,
            by=cast.decides,
            now=NOW,
            attached=[Attached("The report.", None, b"%PDF", "report.pdf")],
        )

    assert refused(lambda: find(date(2013, 7, 31))) == "before"
    assert refused(lambda: find(date(2013, 10, 1), " ")) == "no_words"
    find(date(2013, 10, 1))
    assert refused(lambda: find(date(2013, 10, 2))) == "changed"
    review.refresh_from_db()
    assert (review.found_on, review.finding) == (date(2013, 10, 1), "It cannot.")
    assert [each.filename for each in review.attachments.all()] == ["report.pdf"]


def test_the_board_shows_what_it_was_asked_and_somebody_else_accepts_it_or_not() -> None:
    cast = make_cast()
    case = entered(cast)
    asked = ask_board(
        case=case, asked="That nights are safe.", on=AUGUST, due_on=date(2013, 10, 1), by=cast.decides, now=NOW
    )
    stranger = make_person("board@rx2.example", Role.SIGNATORY, trust=make_trust("RX2"))

    def show(by: Person, on: date = date(2013, 9, 30)) -> object:
        attached = [Attached("Our register.", trust_reference(cast.trust))]
        return show_board(demonstration=asked, shown="Rotas of nights.", on=on, by=by, now=NOW, attached=attached)

    def accept(accepted: bool, on: date = date(2013, 10, 7), by: Person = cast.decides) -> object:
        return accept_board(
            demonstration=asked, accepted=accepted, words="Two nights are missing.", on=on, by=by, now=NOW
        )

    assert refused(lambda: accept(True)) == "not_shown"
    for by in (cast.decides, stranger, cast.chief):
        assert refused(lambda by=by: show(by)) == "not_allowed"
    assert refused(lambda: show(cast.signatory, date(2013, 7, 31))) == "before"
    show(cast.signatory)
    assert refused(lambda: show(cast.signatory)) == "changed"
    assert refused(lambda: accept(True, by=cast.signatory)) == "not_allowed"
    assert refused(lambda: accept(True, date(2013, 9, 29))) == "before"
    accept(False)
    assert refused(lambda: accept(True)) == "changed"
    asked.refresh_from_db()
    assert (asked.accepted, asked.accepted_words, asked.shown_by) == (False, "Two nights are missing.", cast.signatory)
    assert asked.attachments.get().reference_id == "RX1"
    # Asked anew, it may be accepted.
    again = ask_board(case=case, asked="The two nights.", on=date(2013, 10, 8), by=cast.decides, now=NOW)
    show_board(demonstration=again, shown="Here.", on=date(2013, 10, 9), by=cast.signatory, now=NOW)
    accept_board(demonstration=again, accepted=True, words="Complete.", on=date(2013, 10, 10), by=cast.decides, now=NOW)
    assert entries_of(case)[2:] == ["case.arranged"] * 6


def test_nothing_is_arranged_before_entry_or_after_the_trust_left_but_endings() -> None:
    cast = make_cast()
    waiting = recommended(cast).case
    arrange: list[Callable[[], object]] = [
        lambda: appoint_director(case=waiting, name="Ada", on=AUGUST, by=cast.decides, now=NOW),
        lambda: ask_board(case=waiting, asked="All.", on=AUGUST, by=cast.decides, now=NOW),
        lambda: ask_review(case=waiting, reviewer="A", words="B", on=AUGUST, by=cast.decides, now=NOW),
        lambda: helped(cast, waiting, make_trust("RX2")),
    ]
    for deed in arrange:
        assert refused(deed) == "moved_on"
    agreed(waiting.recommendations.get(), cast)
    director = appoint_director(case=waiting, name="Ada", on=AUGUST, by=cast.decides, now=NOW)
    made = recommend_exit(case=waiting, reason="Safe.", on=date(2014, 7, 1), by=cast.inspector, now=NOW)
    agreed(made, cast)
    assert refused(arrange[0]) == "moved_on"
    end_director(director=director, reason="It left.", on=date(2014, 7, 31), by=cast.decides, now=NOW)


def test_every_deed_tells_ids_and_no_word() -> None:
    cast = make_cast()
    case = entered(cast)
    director = appoint_director(case=case, name="Ada Director", on=AUGUST, by=cast.decides, now=NOW)
    event = OutboxEvent.objects.get(name="case.arranged")
    assert event.payload == {
        "trust": "RX1",
        "demonstration": False,
        "state": "in_measures",
        "what": "directors",
        "id": str(director.public_id),
    }


def test_a_condition_of_the_licence_rests_on_a_warning_notice_and_is_lifted_once() -> None:
    cast = make_cast()
    issued = datetime(2014, 9, 1, 9, tzinfo=UTC)
    warning = make_notice(cast.trust, issued_at=issued)

    def impose(notice: object = warning, on: date = date(2014, 9, 10), **changes: object) -> object:
        given = {"text": "Two nurses each night.", "reason": "The notice says so.", "by": cast.decides, "now": NOW}
        return impose_condition(trust=cast.trust, notice=notice, on=on, **given, **changes)  # type: ignore[arg-type]

    assert refused(lambda: impose(on=date(2014, 8, 31))) == "notice"
    assert refused(lambda: impose(due_on=date(2014, 9, 1))) == "due"
    made = impose(due_on=date(2014, 12, 1))
    assert conditions_of(cast.trust, date(2014, 9, 10)) == [made]
    assert conditions_of(cast.trust, date(2014, 9, 9)) == []

    def lift(on: date = date(2014, 12, 1)) -> object:
        return lift_condition(condition=made, reason="Complied with.", on=on, by=cast.decides, now=NOW)  # type: ignore[arg-type]

    assert refused(lambda: lift(date(2014, 9, 9))) == "before"
    lift()
    assert refused(lift) == "changed"
    actions = AuditEntry.objects.filter(action__startswith="licence.").order_by("pk")
    assert [(each.action, each.subject_id) for each in actions] == [
        ("licence.condition_imposed", "RX1"),
        ("licence.condition_lifted", "RX1"),
    ]


def test_only_a_foundation_trust_has_a_licence_and_only_a_warning_notice_adds_to_it() -> None:
    issued = datetime(2014, 9, 1, 9, tzinfo=UTC)
    nhs, foundation = make_cast("RX2", NHS), make_cast("RX1")

    def impose(cast: Cast, notice: object, by: Person | None = None) -> object:
        return impose_condition(
            trust=cast.trust,
            notice=notice,  # type: ignore[arg-type]
            text="x",
            reason="x",
            on=date(2014, 9, 10),
            by=by or cast.decides,
            now=NOW,
        )

    warning = make_notice(nhs.trust, issued_at=issued)
    assert refused(lambda: impose(nhs, warning)) == "kind"
    assert refused(lambda: impose(foundation, warning)) == "notice"
    assert refused(lambda: impose(foundation, warning, foundation.chief)) == "not_allowed"


def test_a_notice_of_another_kind_or_withdrawn_adds_no_condition() -> None:
    cast = make_cast()
    issued = datetime(2014, 9, 1, 9, tzinfo=UTC)
    withdrawn = make_notice(cast.trust, issued_at=issued, state=NoticeState.WITHDRAWN)
    assert refused(
        lambda: impose_condition(
            trust=cast.trust, notice=withdrawn, text="x", reason="x", on=date(2014, 9, 10), by=cast.decides, now=NOW
        )
    ) == ("notice")
