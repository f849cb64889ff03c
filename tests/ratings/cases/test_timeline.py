"""The timeline of a case: for people of it everything, for anybody what is public, each on its day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.accounts.models import Person, Role
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from ratings.cases.board import accept_board, ask_board, show_board
from ratings.cases.criteria import judge_exit_part
from ratings.cases.licensing import impose_condition
from ratings.cases.models import BoardDemonstration, Case, Recommendation
from ratings.cases.recommending import recommend_administration, recommend_exit, recommend_extension, withdraw
from ratings.cases.recording import record_case_entry
from ratings.cases.supporting import (
    add_partner,
    appoint_director,
    ask_review,
    end_director,
    promise,
    record_promise_done,
    record_review,
)
from ratings.cases.timeline import direction_words, timeline_of
from ratings.cases.timeline_entry import TimelineEntry, TimelineKind
from tests.publication.rating_making import make_notice
from tests.ratings.cases.casting import (
    FOUNDATION,
    KEOGH,
    NHS,
    NOW,
    WHY,
    Cast,
    agreed,
    entered,
    make_cast,
    person_of,
    recommended,
)
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import BETTER, FAILING, publish

pytestmark = pytest.mark.django_db
LAST = date(2015, 3, 20)


def titles(case: Case, *, public: bool, on: date = LAST) -> list[tuple[date, str]]:
    return [(each.on, each.title) for each in timeline_of(case, on=on, public=public)]


def entry(case: Case, title: str, *, public: bool = True) -> TimelineEntry:
    (found,) = [each for each in timeline_of(case, on=LAST, public=public) if each.title == title]
    return found


def whole(cast: Cast) -> Case:
    """Take a case from its ratings to the trust's leaving, with everything that comes between."""
    trust, by = cast.trust, {"by": cast.decides, "now": NOW}
    publish(trust, FAILING, on=date(2014, 5, 1), now=NOW)
    case = agreed(recommended(cast, date(2014, 5, 10), attached=[]), cast, date(2014, 5, 20)).case
    director = appoint_director(case=case, name="Ada Director", on=date(2014, 6, 1), **by)
    contract = add_partner(case=case, partner=make_trust("RX8"), words="Nights.", on=date(2014, 6, 2), **by)
    made = promise(partnership=contract, what="Lend a nurse.", due_on=date(2014, 8, 1), **by)
    record_promise_done(promise=made, words="She came.", on=date(2014, 8, 20), **by)
    review = ask_review(case=case, reviewer="A reviewer", words="Can it lead?", on=date(2014, 6, 3), **by)
    record_review(review=review, finding="The chair cannot.", on=date(2014, 7, 3), **by)
    asked = ask_board(case=case, asked="Safe nights.", on=date(2014, 6, 4), due_on=date(2014, 9, 1), **by)
    show_board(demonstration=asked, shown="Our rotas.", on=date(2014, 8, 30), by=cast.signatory, now=NOW)
    accept_board(demonstration=asked, accepted=True, words="All nights are there.", on=date(2014, 9, 5), **by)
    warning = make_notice(trust, issued_at=datetime(2014, 6, 10, 9, tzinfo=UTC), public=False)
    impose_condition(trust=trust, notice=warning, text="Two nurses.", reason="As warned.", on=date(2014, 6, 12), **by)
    publish(trust, BETTER, on=date(2015, 2, 1), inspected_on=date(2015, 1, 5), now=NOW, reference="R2")
    judge_exit_part(
        case=case, part="sustainable", met=True, words="It will last.", on=date(2015, 2, 3), by=cast.inspector, now=NOW
    )
    leave = recommend_exit(case=case, reason="It is safe.", on=date(2015, 2, 5), by=cast.inspector, now=NOW)
    assert leave.criteria_met is True
    agreed(leave, cast, date(2015, 2, 20))
    end_director(director=director, reason="It left.", on=date(2015, 2, 28), **by)
    return Case.objects.select_related("spell", "trust").get()


def test_the_whole_timeline_in_its_order() -> None:
    case = whole(make_cast())
    partner = case.partnerships.get().partner.shown_name
    assert titles(case, public=False) == [
        (date(2014, 5, 1), "Rated Inadequate overall"),
        (date(2014, 5, 10), "Entry into special measures recommended"),
        (date(2014, 5, 20), "Entered special measures"),
        (date(2014, 5, 20), "Autonomy of the foundation trust suspended"),
        (date(2014, 6, 1), "Ada Director appointed improvement director"),
        (date(2014, 6, 2), f"{partner} helps under an improvement contract"),
        (date(2014, 6, 3), "Review of the leadership's capability asked for"),
        (date(2014, 6, 4), "The Board was asked to show"),
        (date(2014, 6, 10), "Section 29A warning notice issued"),
        (date(2014, 6, 12), "Condition added to the foundation trust's licence"),
        (date(2014, 7, 3), "Review of the leadership's capability ended"),
        (date(2014, 8, 1), f"{partner} promised"),
        (date(2014, 8, 20), f"{partner} did what it promised"),
        (date(2014, 8, 30), "The Board showed what it was asked"),
        (date(2014, 9, 5), "What the Board showed was accepted"),
        (date(2015, 2, 1), "Rated Requires improvement overall"),
        (date(2015, 2, 3), "Judged of leaving: met"),
        (date(2015, 2, 5), "Leaving special measures recommended"),
        (date(2015, 2, 20), "Left special measures"),
        (date(2015, 2, 20), "Autonomy of the foundation trust restored"),
        (date(2015, 2, 28), "Last day of Ada Director as improvement director"),
    ]


def test_what_each_entry_says() -> None:
    case = whole(make_cast())
    made = entry(case, "Entry into special measures recommended")
    assert (made.words, made.who, made.kind) == (WHY, "Care Quality Commission", TimelineKind.RECOMMENDATION)
    decided = entry(case, "Entered special measures")
    assert decided.words.endswith("To be inspected again by 20 May 2015.")
    assert decided.who == "Monitor"
    done = next(each for each in timeline_of(case, on=LAST, public=True) if each.title.endswith("what it promised"))
    assert done.words == "Lend a nurse. She came. It was due by 1 August 2014."
    assert "Safe: Inadequate." in entry(case, "Rated Inadequate overall").words
    assert entry(case, "The Board showed what it was asked").who == case.trust.shown_name


def test_the_public_reads_no_word_that_was_for_the_oversight_body_alone() -> None:
    cast = make_cast()
    for number, person in enumerate((cast.chief, cast.inspector, cast.decides, cast.signatory)):
        Person.objects.filter(pk=person.pk).update(name=f"Quill {number}")
    case = whole(cast)
    told = timeline_of(case, on=LAST, public=True)
    words = " ".join(each.words for each in told)
    for inside in ("The chair cannot.", "Our rotas.", "It will last."):
        assert inside not in words
        assert any(inside in each.words for each in timeline_of(case, on=LAST, public=False))
    # A notice that is not public is not here either.
    assert not any("warning notice" in each.title for each in told)
    # Nobody of an office is named; a director is, who was appointed in public.
    everything = words + " ".join(f"{each.title} {each.who}" for each in told)
    assert "Quill" not in everything
    assert "Ada Director" in everything


def test_what_waits_or_was_withdrawn_is_not_public_and_what_was_declined_is() -> None:
    cast = make_cast()
    made = recommended(cast)
    assert timeline_of(made.case, on=LAST, public=True) == []
    assert titles(made.case, public=False) == [(KEOGH, "Entry into special measures recommended")]
    withdraw(recommendation=made, reason="Another trust's figures.", on=KEOGH, by=cast.chief, now=NOW)
    assert timeline_of(made.case, on=LAST, public=True) == []
    assert titles(made.case, public=False)[1] == (KEOGH, "Entry into special measures: recommendation withdrawn")
    again = agreed(recommended(cast, date(2013, 9, 1)), cast, date(2013, 9, 9), agreed=False)
    assert titles(again.case, public=True, on=date(2013, 9, 8)) == []
    assert titles(again.case, public=True) == [
        (date(2013, 9, 1), "Entry into special measures recommended"),
        (date(2013, 9, 9), "Entry into special measures declined"),
    ]


def test_a_recommendation_within_special_measures_is_public_from_the_day_of_its_decision() -> None:
    cast = make_cast()
    case = entered(cast)
    made = recommend_extension(
        case=case, to=date(2015, 1, 16), reason="Slow.", on=date(2014, 7, 1), by=cast.inspector, now=NOW
    )
    before = titles(case, public=True)
    agreed(made, cast, date(2014, 7, 10))
    assert titles(case, public=True, on=date(2014, 7, 9)) == before
    assert titles(Case.objects.get(), public=True)[-2:] == [
        (date(2014, 7, 1), "Extension of special measures recommended"),
        (date(2014, 7, 10), "Special measures extended to 16 January 2015"),
    ]


def test_what_was_recorded_from_elsewhere_is_told_from_the_time_itself() -> None:
    cast = make_cast()
    case = record_case_entry(trust=cast.trust, on=KEOGH, reason="As announced.", by=System("test"), now=NOW)
    told = entry(case, "Entered special measures")
    assert (told.on, told.words, told.who) == (
        KEOGH,
        "As announced. To be inspected again by 16 July 2014.",
        "Monitor",
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (FOUNDATION, "Monitor is directed to begin special administration."),
        (
            NHS,
            "NHS Trust Development Authority is directed to advise the Secretary of State to begin special"
            " administration.",
        ),
    ],
    ids=["foundation trust", "nhs trust"],
)
def test_a_direction_says_whom_it_directs_and_to_what(kind: str, said: str) -> None:
    cast = make_cast(kind=kind)
    made = recommend_administration(
        case=entered(cast),
        route=Recommendation.Route.DIRECTED,
        reason="Unsafe.",
        on=date(2014, 7, 1),
        by=cast.chief,
        now=NOW,
    )
    assert direction_words(made) == said
    agreed(made, cast, date(2014, 7, 2))
    told = entry(made.case, "Special administration directed")
    assert told.words == f"Unsafe. {said}"
    assert entry(made.case, "Special administration began").on == date(2014, 7, 2)


def test_a_case_says_of_which_trust_it_was_when_another_followed() -> None:
    cast = make_cast()
    after = make_trust("RX2")
    case = entered(cast)
    record_succession(from_code="RX1", to_code="RX2", on=date(2014, 4, 1), by=System("test"), now=NOW)
    # Of the one that followed, from the day on which it followed; of the one followed, nothing more.
    publish(after, FAILING, on=date(2014, 3, 1), now=NOW, reference="R3")
    publish(after, BETTER, on=date(2014, 7, 1), now=NOW, reference="R4")
    assert titles(case, public=True)[-2:] == [
        (date(2014, 4, 1), f"{after.shown_name} followed {cast.trust.shown_name}"),
        (date(2014, 7, 1), "Rated Requires improvement overall"),
    ]
    merged = next(each for each in timeline_of(case, on=LAST, public=True) if each.kind is TimelineKind.SUCCESSION)
    assert merged.words == f"The case goes on with {after.shown_name}."
    assert titles(case, public=True, on=date(2014, 3, 31))[-1][0] == KEOGH


def test_who_decided_is_named_by_the_day_across_a_change_of_bodies() -> None:
    cast, now = make_cast(), datetime(2016, 5, 1, tzinfo=UTC)
    made = recommended(cast, date(2016, 2, 1), now=now)
    nhsi = person_of("nhsi", Role.OVERSIGHT_BODY, "NHSI")
    case = agreed(made, cast, by=nhsi, now=now).case
    for on in (date(2016, 3, 31), date(2016, 4, 1)):
        ask_board(case=case, asked=f"Asked {on}.", on=on, by=nhsi, now=now)
    told = timeline_of(case, on=date(2016, 5, 1), public=True)
    assert [each.who for each in told if each.kind is TimelineKind.BOARD] == ["Monitor", "NHS Improvement"]


def test_a_longer_timeline_asks_the_database_no_more_often(django_assert_num_queries: Any) -> None:
    case = whole(make_cast())
    with CaptureQueriesContext(connection) as before:
        timeline_of(case, on=LAST, public=True)
    case = Case.objects.select_related("spell", "trust").get()
    for day in range(1, 11):
        BoardDemonstration.objects.create(
            case=case,
            asked=f"Night {day}.",
            asked_on=date(2014, 10, day),
            asked_by=Person.objects.earliest("pk"),
            asked_as="oversight_body",
            asked_at=NOW,
        )
    with django_assert_num_queries(len(before)):
        assert len(timeline_of(case, on=LAST, public=True)) >= 10
