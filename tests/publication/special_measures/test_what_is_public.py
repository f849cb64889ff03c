"""What of a case is public and from when: nothing that waits, a decision from its day, a report at its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from inspections.kept_files import keep_file
from oversight.accounts.models import Person
from ratings.cases.attaching import Attached
from ratings.cases.board import accept_board, ask_board, show_board
from ratings.cases.deciding import decide
from ratings.cases.recommending import recommend_exit, recommend_extension, withdraw
from ratings.cases.supporting import (
    add_partner,
    appoint_director,
    ask_review,
    promise,
    record_promise_done,
    record_review,
)
from ratings.plans.models import ProgressEvidence
from ratings.plans.reporting import EvidenceGiven
from tests.publication.special_measures.scene import NEXT_DAY, OUT, PAGE, clock, make_told, read
from tests.ratings.cases.casting import KEOGH, WHY, agreed, entered, evidence, make_cast, recommended
from tests.ratings.making import make_trust
from tests.ratings.plans.planning import KEPT, ON_TRACK, at

__all__ = ["clock"]
pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]
NOW = at(date(2015, 3, 20))
EVERYWHERE = (
    PAGE,
    "/trusts/RX1/",
    "/hospitals/RX101/",
    "/special-measures/",
    "/special-measures.csv",
    "/trusts/RX1/special-measures.csv",
    "/api/v1/special-measures/",
    "/api/v1/special-measures/RX1/",
)


def everything(client: Client) -> str:
    """All that anybody can read of the trust's special measures, wherever it stands."""
    answers = [client.get(address) for address in EVERYWHERE]
    assert {each.status_code for each in answers} <= {200, 404}
    return "\n".join(each.content.decode() for each in answers if each.status_code == 200)


class TestRecommendation:
    def test_one_that_waits_is_not_told_of_anywhere(self, client: Client, clock: Clock) -> None:
        cast = make_cast()
        clock(NOW)
        before = read(client)
        recommended(cast)
        found = everything(client)
        assert WHY not in found
        assert "ecommended" not in read(client)
        assert read(client) == before
        assert "No. Trust RX1 NHS Trust has not been in special measures, by what is on record here." in before
        assert client.get("/api/v1/special-measures/").json()["count"] == 0
        assert client.get("/api/v1/special-measures/RX1/").json()["cases"] == []

    def test_one_that_was_withdrawn_is_not_told_of_either(self, client: Client, clock: Clock) -> None:
        cast = make_cast()
        made = recommended(cast)
        withdraw(recommendation=made, reason="It was the wrong trust.", on=KEOGH, by=cast.chief, now=NOW)
        clock(NOW)
        found = everything(client)
        assert WHY not in found
        assert "wrong trust" not in found

    def test_one_in_a_case_that_goes_on_is_not_told_of(self, client: Client, clock: Clock) -> None:
        cast = make_cast()
        case = entered(cast)
        recommend_exit(
            case=case,
            reason="The wards are safe now.",
            attached=evidence(cast.trust),
            on=NOW.date(),
            by=cast.chief,
            now=NOW,
        )
        clock(NOW)
        assert "safe now" not in everything(client)

    def test_once_it_is_declined_both_reasons_are_read_with_who_decided(self, client: Client, clock: Clock) -> None:
        cast = make_cast()
        agreed(recommended(cast), cast, date(2013, 7, 18), agreed=False, reason="The Board was replaced last week.")
        clock(NOW)
        text = read(client)
        assert (
            "No. Special measures were recommended for Trust RX1 NHS Trust. Monitor declined on 18 July 2013." in text
        )
        assert "Special measures: declined" in text
        assert WHY in text
        assert "Why it was declined The Board was replaced last week." in text
        assert "Special measures" not in read(client, "/trusts/RX1/")
        assert "Recommended and declined: 1 trust" in read(client, "/special-measures/")
        assert client.get("/api/v1/special-measures/RX1/").json()["cases"][0]["standing"] == "not_entered"

    def test_nothing_attached_and_no_persons_name_is_read(self, client: Client, clock: Clock) -> None:
        cast = make_cast()
        told = [Attached("A letter that names a nurse.", evidence(cast.trust)[0].reference)]
        agreed(recommended(cast, attached=told), cast)
        Person.objects.update(name="Percy Private")
        clock(NOW)
        found = everything(client)
        assert WHY in found
        for private in ("names a nurse", "Percy Private", cast.chief.email, cast.decides.email):
            assert private not in found


class TestDecision:
    def test_the_page_says_since_when_why_and_who_decided(self, client: Client, clock: Clock) -> None:
        cast = make_cast()
        entered(cast)
        clock(NOW)
        text = read(client)
        assert "Yes. Trust RX1 NHS Trust has been in special measures since 16 July 2013: 1 year and 8 months." in text
        assert "Decided by Monitor" in text
        assert "To be inspected again by 16 July 2014" in text
        assert (
            "The Chief Inspector of Hospitals recommended it, on 16 July 2013. Monitor agreed on 16 July 2013." in text
        )
        assert "Since 16 July 2013 the trust has lost the freedom of a foundation trust to act alone." in text
        assert "Overdue: " in text
        assert "that day is past" in text

    def test_an_extension_a_way_out_and_nothing_overdue_after_it(self, client: Client, clock: Clock) -> None:
        told = make_told()
        chief, decides = told.planned.others["chief"], told.decides
        moment = at(date(2015, 12, 1))
        longer = recommend_extension(
            case=told.case, to=date(2016, 7, 14), reason="It needs longer.", on=moment.date(), by=chief, now=moment
        )
        decide(recommendation=longer, agreed=True, reason="So do we think.", on=moment.date(), by=decides, now=moment)
        clock(moment)
        text = read(client)
        assert "Extended to 14 July 2016" in text
        assert "More time in special measures: agreed" in text
        assert "Why it was agreed So do we think." in text
        gone = at(date(2016, 3, 1))
        out = recommend_exit(case=told.case, reason="Wards are safe.", on=gone.date(), by=chief, now=gone)
        decide(recommendation=out, agreed=True, reason="They are.", on=gone.date(), by=decides, now=gone)
        clock(at(date(2017, 3, 1)))
        text = read(client)
        assert "No. Trust RX1 NHS Trust left special measures on 1 March 2016, after 1 year and 1 month." in text
        assert "Leaving special measures: agreed" in text
        assert "What comes next, and by when" not in text
        # The whole story stays, with what was missed in its time.
        for title in ("Entered special measures", "Special measures extended to 14 July 2016", "Left special measures"):
            assert title in text
        assert "app-overdue" not in client.get(PAGE).content.decode()
        assert "Never published: the update for February 2015 was due by 10 March and did not come." in text
        assert "Overdue" not in text.partition("The whole story")[0]

    def test_a_time_recorded_without_a_case_is_told_of_itself(self, client: Client, clock: Clock) -> None:
        from tests.ratings.special_measures.making import enter

        trust = make_trust()
        enter(trust, date(2014, 5, 20))
        clock(NOW)
        text = read(client)
        assert "Yes. Trust RX1 NHS Trust has been in special measures since 20 May 2014: 10 months." in text
        assert "Wards were unsafe." in text
        assert "To be inspected again by 20 May 2015." in text


class TestSupport:
    def test_who_helps_and_what_they_promised_overdue_from_the_day_after(self, client: Client, clock: Clock) -> None:
        told = make_told()
        partner = make_trust("RX2")
        on, now = date(2015, 2, 2), at(date(2015, 2, 2))
        given = {"by": told.decides, "now": now}
        appoint_director(case=told.case, name="Dr Ann Field", on=on, **given)
        contract = add_partner(case=told.case, partner=partner, words="Help with nights.", on=on, **given)
        first = promise(partnership=contract, what="Train 20 nurses.", due_on=date(2015, 3, 1), **given)
        promise(partnership=contract, what="Lend a matron.", due_on=date(2015, 3, 20), **given)
        record_promise_done(promise=first, words="Two groups of ten.", on=date(2015, 3, 4), by=told.decides, now=NOW)
        clock(NOW)
        text = read(client)
        assert "Improvement director: Dr Ann Field, since 2 February 2015." in text
        assert "Trust RX2 NHS Trust helps" in text
        assert "Train 20 nurses. Done on 4 March 2015, 3 days late. Two groups of ten." in text
        assert "Lend a matron. Due by 20 March 2015." in text
        clock(NOW + timedelta(days=1))
        text = read(client)
        assert "Lend a matron. Overdue: it was due by 20 March 2015." in text
        assert "Trust RX2 NHS Trust promised: Lend a matron. Overdue" in text

    def test_what_was_written_for_the_oversight_body_stays_with_it(self, client: Client, clock: Clock) -> None:
        told = make_told()
        on, now = date(2015, 2, 2), at(date(2015, 2, 2))
        given = {"by": told.decides, "now": now}
        review = ask_review(
            case=told.case, reviewer="Dr Ash", words="Can the Board lead?", due_on=date(2015, 3, 1), on=on, **given
        )
        asked = ask_board(case=told.case, asked="Show how you know of falls.", due_on=date(2015, 3, 1), on=on, **given)
        clock(at(date(2015, 3, 2)))
        text = read(client)
        assert (
            "Overdue: the review of the trust's leadership by Dr Ash was due by 1 March 2015 and has not come." in text
        )
        assert "Overdue: what the Board was asked to show was due by 1 March 2015 and has not come." in text
        record_review(review=review, finding="The chair is weak.", on=NOW.date(), by=told.decides, now=NOW)
        show_board(demonstration=asked, shown="We ask ward sisters.", on=NOW.date(), by=told.planned.signatory, now=NOW)
        accept_board(
            demonstration=asked,
            accepted=False,
            words="Ward sisters are not asked.",
            on=NOW.date(),
            by=told.decides,
            now=NOW,
        )
        clock(NOW)
        found, text = everything(client), read(client)
        assert "The chair is weak" not in found
        assert "We ask ward sisters" not in found
        assert "It was done on 20 March 2015." in text
        assert "It was not accepted, on 20 March 2015: Ward sisters are not asked." in text


class TestReport:
    def test_nothing_of_it_before_its_time_and_all_of_it_from_then_on(self, client: Client, clock: Clock) -> None:
        told = make_told()
        told.february()
        for moment in (OUT - timedelta(seconds=1), OUT):
            clock(moment)
            found, out = everything(client), moment == OUT
            for words in ("Every ward does them now.", "Falls at night", "Rounds each hour.", "The rota of each ward"):
                assert (words in found) is out, words
            # The trust's own address of the month, by any of its numbers.
            for address in (f"{PAGE}2015-02/", f"{PAGE}2015-02/1/"):
                assert client.get(address).status_code == (200 if out else 404)

    def test_a_draft_is_never_read(self, client: Client, clock: Clock) -> None:
        told = make_told()
        report = told.planned.begin(date(2015, 2, 1), at(date(2015, 3, 5)))
        told.planned.say(report, told.planned.falls, ON_TRACK, at(date(2015, 3, 5)), words="Beds are ordered.")
        clock(NEXT_DAY)
        assert "Falls at night" not in everything(client)
        assert "Beds are ordered" not in everything(client)

    def test_one_that_waits_for_its_signature_is_not_read(self, client: Client, clock: Clock) -> None:
        make_told().nothing_delivered()
        clock(NEXT_DAY)
        assert "Falls at night" not in everything(client)
        assert client.get(f"{PAGE}2015-02/").status_code == 404

    def test_evidence_that_the_trust_keeps_is_not_read_and_its_file_not_given(
        self, client: Client, clock: Clock
    ) -> None:
        told = make_told()
        stored = keep_file(b"minutes", now=NOW)
        told.february(evidence=EvidenceGiven(KEPT.words, stored=stored, filename="minutes.pdf"))
        clock(NEXT_DAY)
        kept = ProgressEvidence.objects.get(words=KEPT.words)
        assert KEPT.words not in everything(client)
        assert client.get(f"{PAGE}evidence/{kept.public_id}/").status_code == 404

    def test_a_file_that_may_be_read_is_given_from_the_reports_time_on_its_own_trusts_page(
        self, client: Client, clock: Clock
    ) -> None:
        told = make_told()
        make_trust("RX2")
        stored = keep_file(b"the rota", now=NOW)
        shown = EvidenceGiven("The rota.", stored=stored, filename="rota.html", may_be_published=True)
        told.february(evidence=shown)
        address = f"{PAGE}evidence/{ProgressEvidence.objects.get(words='The rota.').public_id}/"
        clock(OUT - timedelta(seconds=1))
        assert client.get(address).status_code == 404
        clock(OUT)
        assert address in client.get(PAGE).content.decode()
        given = client.get(address)
        assert given.content == b"the rota"
        assert given["Content-Type"] == "application/octet-stream"
        assert "attachment" in given["Content-Disposition"]
        assert client.get(address.replace("RX1", "RX2")).status_code == 404
