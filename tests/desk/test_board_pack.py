"""The Board's monthly pack: what it tells, in which words, by whom it is kept and sent, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings as project
from django.db import InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.periods import ComplaintsPeriod
from complaints.survey.disclosure import Share
from complaints.survey.questions import survey_of
from complaints.survey.results import QuarterShown
from oversight.accounts.models import Person
from oversight.accounts.second_factor import give_demonstration_authenticator
from oversight.measures.periods import Period
from oversight.records.models import AuditEntry
from oversight.returns.periods import Month
from oversight.returns.refusals import Refused
from oversight.typesetting import Heading, Paragraph, Part, Points, Table
from tests.complaints.said_making import counts, standing_return
from tests.desk.board_pack_making import BELLS, CARE, FOOD, HANDLING, NEW, TALK, WAIT, five_quarters
from tests.desk.pages import page, text_of
from tests.pages.looking import Looking, looking
from tests.returns.making import NOW, Place, accepted, make_inspector, national_csv
from tests.typesetting.reading import declared_of, tags_of, words_of
from workspaces.board_pack.facts import pack_facts
from workspaces.board_pack.keeping import final_pack_of, narrative_of, save_narrative, send_pack, shown_name
from workspaces.board_pack.pack import from_json, parts_of, to_json
from workspaces.board_pack.survey import answered
from workspaces.models import BoardNarrative, FinalBoardPack

__all__ = ["looking"]

SignIn = Callable[[Person], Client]
OCTOBER, SEPTEMBER = Month(2026, 10), Month(2026, 9)
PACK = "/workspace/board-pack/RX1/2026-10/"
WORDS = "Ward moves at night upset families.\n\nWe now call before each move."
AS = "Director of patient safety"


@pytest.fixture
def told(place: Place) -> Place:
    five_quarters(place.trust)
    return place


def parts(place: Place, month: Month = OCTOBER) -> list[Part]:
    return parts_of(pack_facts(place.trust, month))


def told_in(place: Place, heading: str, month: Month = OCTOBER) -> str:
    """The words under a heading, up to the next of its level or above."""
    words: list[str] = []
    level = 0
    for part in parts(place, month):
        if isinstance(part, Heading):
            if level and part.level <= level:
                break
            if part.words == heading:
                level = part.level
        if level:
            words += _words(part)
    assert words, heading
    return " ".join(words)


def _words(part: Part) -> Iterator[str]:
    match part:
        case Heading() | Paragraph():
            yield part.words
        case Points():
            yield from part.items
        case Table():
            yield part.caption
            yield from (" | ".join(row) for row in part.rows)


def save(place: Place, text: str = WORDS, *, base: int = 0, by: Person | None = None, **how: object) -> BoardNarrative:
    told = {"month": OCTOBER, "written_as": AS, "now": NOW, **how}
    return save_narrative(trust=place.trust, text=text, base=base, by=by or place.preparer, **told)  # type: ignore[arg-type]


def send(place: Place, *, by: Person | None = None, **how: object) -> FinalBoardPack:
    now_told = parts(place)
    told = {
        "month": OCTOBER,
        "shown": shown_name(now_told, narrative_of(place.trust, OCTOBER)),
        "sent_as": AS,
        "reason": "",
        "now": NOW,
        **how,
    }
    return send_pack(trust=place.trust, parts=now_told, by=by or place.signatory, **told)  # type: ignore[arg-type]


def test_it_says_of_which_quarter_the_complaints_are_and_that_they_are_new(told: Place) -> None:
    text = told_in(told, "What this pack tells")
    assert "those here are of July to September 2026, up to 30 September 2026." in text
    assert "They are new since September 2026 ended: the return was accepted on 20 October 2026." in text


def test_between_quarters_it_says_what_is_new_in_the_month(told: Place) -> None:
    text = told_in(told, "What this pack tells", Month(2026, 11))
    assert "those here are of July to September 2026" in text
    assert "accepted on 20 October 2026, before November 2026 began; new this month are ward staffing, safety" in text


def test_a_quarter_that_is_over_and_was_not_returned_is_named(place: Place) -> None:
    standing_return(place.trust, "2026-Q1", counts(subjects={TALK: 4}))
    text = told_in(place, "What this pack tells")
    assert "those here are of April to June 2026" in text
    assert "No return for July to September 2026 has been accepted yet." in text


def test_a_correction_is_named(told: Place) -> None:
    standing_return(told.trust, NEW, counts(subjects={TALK: 11}), now=datetime(2026, 11, 2, 9, tzinfo=UTC))
    assert "The return was corrected: this is version 2, accepted on 2 November 2026." in told_in(
        told, "What this pack tells"
    )


def test_without_returns_it_says_so_and_tells_nothing_else(place: Place) -> None:
    assert told_in(place, "What this pack tells").endswith("no complaints return of the last two years stands.")
    assert told_in(place, "What people complained of").endswith("tells of the last two years.")
    assert "How complaints were handled" not in [part.words for part in parts(place) if isinstance(part, Heading)]


def test_the_numbers_are_told_in_sentences(told: Place) -> None:
    text = told_in(told, "What people complained of")
    assert (
        "In July to September 2026 the trust received 40 complaints: as many as in April to June 2026 and as many as "
        "in July to September 2025. That is 0.100% of 40,000 patient interventions, or 1.00 in every 1,000. Of 30 "
        "complaints resolved, 9 were upheld (30.0%), 6 were partially upheld (20.0%) and 15 were not upheld (50.0%). "
        "At the end of the quarter 25 complaints were open; at its beginning there were 15 complaints."
    ) in text
    assert "July to September 2026 | 40 | 30 | 9 | 6 | 15 | 25" in text
    assert "April to June 2025 |" not in text


def test_more_and_fewer_are_told_with_what_they_are_compared_with(place: Place) -> None:
    standing_return(place.trust, "2025-Q2", counts(subjects={TALK: 9}))
    standing_return(place.trust, "2026-Q1", counts(subjects={TALK: 4}))
    standing_return(place.trust, NEW, counts(subjects={TALK: 6}))
    text = told_in(place, "What people complained of")
    assert "6 complaints: 2 more than in April to June 2026 (4) and 3 fewer than in July to September 2025 (9)." in text
    assert "The return does not give the number of patient interventions." in text
    assert "No complaint was resolved." in text
    assert "January to March 2026 | not submitted" in text
    assert "April to June 2025 |" not in text


def test_what_recurs_is_told_with_its_reason(told: Place) -> None:
    text = told_in(told, "What recurs")
    assert "Communications: named 10 of 40 (25.0%); a share clearly above the 10.0% of the earlier quarters" in text
    assert "Waiting times: named 10 of 40 (25.0%); among the 3 subjects named most for 5 quarters running." in text


def test_a_ward_with_new_lessons_twice_is_named(told: Place) -> None:
    text = told_in(told, "Where problems recur")
    assert (
        "Oak: new lessons from complaints in April to June 2026 and July to September 2026, about Patient care, with "
        "food and drink and Communications." in text
    )
    assert "Outpatients" not in text


def test_the_same_lesson_told_again_is_not_a_new_one(place: Place) -> None:
    lesson = {"theme": CARE, "place": "Oak", "lesson": "Bells.", "action": BELLS}
    for period in ("2026-Q1", NEW):
        standing_return(place.trust, period, counts(subjects={TALK: 4}), lessons=[lesson])
    assert "No ward or service has new lessons from complaints in more than one quarter" in told_in(
        place, "Where problems recur"
    )


def test_the_staffing_of_a_ward_with_lessons_stands_beside_them_with_what_the_trust_said(told: Place) -> None:
    for back in range(5, -1, -1):
        month = str(OCTOBER.plus(-back))
        short = national_csv(
            {"period": month}, {"period": month, "ward": "Oak", "day_registered_actual": "800", "patients": "790"}
        )
        accepted(told, short, period=month, now=NOW - timedelta(days=30 * back))
    text = told_in(told, "Where problems recur")
    assert re.search(r"Oak: new lessons .* Staffing: .*October 2026.* The trust said: It is true\.", text)
    staffing = told_in(told, "Ward staffing")
    assert "1 ward shows a signal. Oak:" in staffing
    assert "The staffing alarm is not raised." in staffing


def test_actions_are_told_as_done_overdue_and_worked(told: Place) -> None:
    text = told_in(told, "What was done, and whether it worked")
    assert "Of 3 actions told, 1 was done, 1 was overdue and 1 was not yet due on 31 October 2026." in text
    assert "Of those done, by the trust's own word: 1 worked." in text
    assert f"Overdue Oak: {BELLS} Due by 31 August 2026; owner: Matron for medicine." in text
    assert "1 action (of Outpatients) worked by the trust's own word, yet the subject recurs" in text
    assert (
        "Outpatients: Communications | New letters. Owner: Head of outpatients | 1 June 2026 | Done on 20 May 2026 | "
        "Yes: Fewer calls about letters."
    ) in text


def test_an_action_is_not_overdue_on_its_day_and_is_done_once_a_later_return_says_so(told: Place) -> None:
    assert "Overdue" not in told_in(told, "What was done, and whether it worked", Month(2026, 8)).split()
    oak = {"theme": CARE, "place": "Oak", "lesson": "Bells.", "action": BELLS, "ward": told.trust.wards.get(name="Oak")}
    standing_return(
        told.trust,
        "2026-Q3",
        counts(subjects={TALK: 1}),
        lessons=[{**oak, "done_on": date(2026, 11, 30), "worked": "no", "known_by": "Bells still ring."}],
        now=datetime(2027, 1, 20, 9, tzinfo=UTC),
    )
    text = told_in(told, "What was done, and whether it worked", Month(2026, 12))
    assert "1 was overdue" in text  # the call before each move, due on 1 December
    assert f"Oak: {BELLS} The trust says that it did not work: Bells still ring." in text


def test_handling_names_what_fell_short_of_the_regulations(told: Place) -> None:
    text = told_in(told, "How complaints were handled")
    assert "Acknowledged within three working days | 36 | 40 | 90.0% | 100.0%" in text
    assert "4 complaints were not acknowledged within three working days, as regulation 13 asks." in text
    assert "1 complaint was without an answer after six months" in text
    assert "1 complaint was referred to the Ombudsman, as far as the trust was told. 1 complaint was partly" in text


def test_handling_that_was_as_asked_and_what_is_not_told(place: Place) -> None:
    whole = {**HANDLING, "acknowledged_in_time": 4, "offered_conversation": 4, "offered_clinician": 4,
             "answered_in_agreed_time": 30, "beyond_six_months": 0}  # fmt: skip
    standing_return(place.trust, NEW, counts(subjects={TALK: 4}), handling=whole)
    assert "no complaint was left without what the regulations ask for." in told_in(
        place, "How complaints were handled"
    )
    standing_return(place.trust, NEW, counts(subjects={TALK: 4}), handling={**whole, "serious": None})
    text = told_in(place, "How complaints were handled")
    assert "The return does not tell: independent investigation offered." in text


def test_the_survey_is_told_of_a_closed_quarter_of_enough_answers() -> None:
    quarter = Period.parse("2026-Q2")
    survey = survey_of(quarter)
    shares = {question.code: Share(6, 9) for question in survey.questions} | {"making": None}
    told = " ".join(word for part in answered(QuarterShown(quarter, survey, 9, shares)) for word in _words(part))
    assert "9 people answered in July to September 2026." in told
    assert "Thinking about complaining | I felt confident to speak up | 66.7%" in told
    assert "Making my complaint was simple | fewer than 8 answers" in told
    few = QuarterShown(quarter, survey, None, dict.fromkeys(shares))
    assert "Fewer than 8 people answered in July to September 2026" in " ".join(_words(answered(few)[1]))
    assert "has handed out no codes" in " ".join(_words(answered(None)[1]))


def test_what_is_kept_is_what_was_told(told: Place) -> None:
    now_told = parts(told)
    again = from_json(to_json(now_told))
    assert to_json(again) == to_json(now_told)
    assert next(part.words for part in again if isinstance(part, Heading)) == "What this pack tells"


def test_a_larger_trust_takes_no_more_queries(told: Place) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            pack_facts(told.trust, OCTOBER)
        return len(seen)

    few = queries()
    sites = [counts(site=f"RX1{number:02d}", subjects={WAIT: 2, FOOD: 1}) for number in range(20)]
    standing_return(told.trust, "2026-Q1", *sites)
    assert queries() <= few + 1


def test_words_are_kept_by_version_with_who_and_when(told: Place) -> None:
    first = save(told, "Pasted\u200b from\u00a0Word:\r\n\r\n\r\n“quoted”.")
    assert (first.number, first.text) == (1, "Pasted from Word:\n\n“quoted”.")
    assert save(told, first.text, base=1).pk == first.pk
    second = save(told, base=1, by=told.signatory)
    assert (second.number, second.written_by, second.written_as, second.written_at) == (2, told.signatory, AS, NOW)
    assert BoardNarrative.objects.count() == 2
    assert AuditEntry.objects.filter(action="board_narrative.saved").count() == 2
    with pytest.raises(InternalError), transaction.atomic():
        BoardNarrative.objects.filter(pk=first.pk).update(text="Otherwise.")


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"text": " \n "}, "no_text"),
        ({"written_as": " "}, "no_role"),
        ({"base": 3}, "stale"),
        ({"month": Month(2026, 11)}, "not_over"),
    ],
    ids=["no words", "no role", "saved meanwhile", "month not over"],
)
def test_words_that_are_refused(told: Place, how: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        save(told, **how)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_another_trusts_people_write_nothing(told: Place, elsewhere: Place) -> None:
    for by in (elsewhere.preparer, make_inspector()):
        with pytest.raises(Refused, match="cannot write"):
            save(told, by=by)


def test_a_pack_that_was_sent_stands_as_it_was(told: Place) -> None:
    save(told)
    sent = send(told)
    assert (sent.number, sent.sent_by, sent.narrative) == (1, told.signatory, narrative_of(told.trust, OCTOBER))
    standing_return(told.trust, NEW, counts(subjects={TALK: 99}))
    save(told, "Otherwise.", base=1)
    kept = final_pack_of(told.trust, OCTOBER)
    assert kept is not None
    assert "received 40 complaints" in str(kept.parts)
    assert kept.narrative is not None
    assert kept.narrative.text == WORDS
    with pytest.raises(InternalError), transaction.atomic():
        FinalBoardPack.objects.update(sent_as="Chair")


def test_a_later_pack_takes_the_place_with_a_reason(told: Place) -> None:
    send(told)
    with pytest.raises(Refused) as refused:
        send(told, reason="Again.")
    assert refused.value.code == "nothing_new"
    save(told)
    with pytest.raises(Refused) as refused:
        send(told)
    assert refused.value.code == "no_reason"
    assert send(told, reason="Words were wanted.").number == 2


def test_what_nobody_has_read_is_not_sent(told: Place) -> None:
    read = shown_name(parts(told), None)
    save(told)
    with pytest.raises(Refused) as refused:
        send(told, shown=read)
    assert refused.value.code == "stale"
    with pytest.raises(Refused) as refused:
        send(told, by=told.preparer)
    assert refused.value.code == "not_allowed"


@pytest.fixture
def inspector(db) -> Person:
    person = make_inspector()
    give_demonstration_authenticator(person)
    return person


def test_the_trusts_people_read_the_draft_and_its_pdf(told: Place, signed_in: SignIn) -> None:
    save(told)
    client = signed_in(told.preparer)
    text = page(client, PACK)
    assert "Draft Not sent to the Board yet. Written from what stood on record on 5 November 2026 at 9:30am." in text
    assert "Ward moves at night upset families." in text
    assert "Preparer, Director of patient safety, 5 November 2026 at 9:30am." in text
    assert "named 10 of 40 (25.0%)" in text
    answer = client.get(f"{PACK}pack.pdf?as=draft")
    assert answer["Content-Type"] == "application/pdf"
    assert "board-pack-RX1-2026-10-draft.pdf" in answer["Content-Disposition"]
    words = words_of(answer.content)
    assert "Board pack for October 2026: RX1 Trust" in words
    assert "Ward moves at night upset families." in words
    assert "4 complaints were not acknowledged within three working days" in words
    assert tags_of(answer.content).count("Table") == 4
    assert declared_of(answer.content)["pdf_ua"] == "1"


def test_who_inspects_reads_what_was_sent_and_no_draft(told: Place, inspector: Person, signed_in: SignIn) -> None:
    client = signed_in(inspector)
    assert client.get(PACK).status_code == 404
    assert client.get(f"{PACK}pack.pdf").status_code == 404
    assert "None has been sent yet." in page(client, "/workspace/board-pack/RX1/")
    send(told)
    save(told, "Not yet for others.")
    assert "None has been sent yet." not in page(client, "/workspace/board-pack/RX1/")
    for address in (PACK, f"{PACK}?as=draft", f"{PACK}?version=1"):
        text = page(client, address)
        assert "Sent to the Board on 5 November 2026 at 9:30am by Signatory, Director of patient safety." in text
        assert "Not yet for others." not in text
    assert client.get(f"{PACK}pack.pdf").content.startswith(b"%PDF")
    assert client.get(f"{PACK}words/").status_code == 404
    assert client.get(f"{PACK}send/").status_code == 404


def test_another_trusts_people_find_nothing(told: Place, elsewhere: Place, signed_in: SignIn) -> None:
    send(told)
    client = signed_in(elsewhere.signatory)
    for address in ("", "pack.pdf", "words/", "send/"):
        assert client.get(f"{PACK}{address}").status_code == 404
    assert client.get("/workspace/board-pack/RX1/").status_code == 404


@pytest.mark.parametrize("month", ["2026-11", "2013-12", "2026-13", "october"])
def test_a_month_that_is_not_over_or_none_is_not_found(told: Place, signed_in: SignIn, month: str) -> None:
    assert signed_in(told.preparer).get(f"/workspace/board-pack/RX1/{month}/").status_code == 404


def test_writing_and_sending_through_the_pages(told: Place, signed_in: SignIn) -> None:
    client = signed_in(told.signatory)
    answer = client.post(f"{PACK}words/", {"text": WORDS, "written_as": AS, "base": "0"})
    assert answer.status_code == 302
    stale = client.post(f"{PACK}words/", {"text": "Mine.", "written_as": AS, "base": "0"})
    assert "Somebody else has saved another version meanwhile." in text_of(stale)
    assert "Version 1, 5 November 2026 at 9:30am, Signatory" in text_of(stale)
    assert client.post(f"{PACK}words/", {"text": "Mine.", "written_as": AS, "base": "1"}).status_code == 302
    form = client.get(f"{PACK}send/").content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', form)
    assert shown is not None
    assert "Enter" not in form
    nothing = client.post(f"{PACK}send/", {"shown": shown[1], "sent_as": ""})
    assert "Say what you are at the trust" in text_of(nothing)
    assert client.post(f"{PACK}send/", {"shown": shown[1], "sent_as": AS}).status_code == 302
    assert "Sent to the Board on" in page(client, PACK)
    assert "Sent" in page(client, "/workspace/board-pack/RX1/")


def test_the_pages_look_right(told: Place, looking: Looking, signed_in: SignIn) -> None:
    save(told)
    cookie = signed_in(told.signatory).cookies[project.SESSION_COOKIE_NAME].value
    looking.page.context.add_cookies([{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": looking.address}])
    for name, address in {
        "board-packs": "/workspace/board-pack/RX1/",
        "board-pack": PACK,
        "board-pack-words": f"{PACK}words/",
        "board-pack-send": f"{PACK}send/",
        "annual-report": "/workspace/complaints-report/RX1/2025-26/",
    }.items():
        looking.open(address)
        looking.is_sound(name)


def test_the_quarter_of_a_month_is_the_last_that_ended_with_it(told: Place) -> None:
    assert pack_facts(told.trust, SEPTEMBER).quarter == ComplaintsPeriod.parse(NEW)
    assert pack_facts(told.trust, Month(2026, 8)).quarter == ComplaintsPeriod.parse("2026-Q1")
