"""Explaining on the page: one finding, a group, or all of it, beside the ward's own months."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oversight.organisations.models import Ward
from oversight.returns.explaining import waiting_findings
from oversight.returns.models import Explanation, Submission
from oversight.returns.periods import Month
from oversight.returns.states import State
from tests.desk.pages import links_of, page, text_of, title_of
from tests.returns.making import (
    FAULTY,
    NOW,
    OAK,
    PERIOD,
    UNUSUAL,
    accepted,
    checked,
    explained,
    make_place,
    national_csv,
    sent,
)

pytestmark = pytest.mark.django_db

OUT_OF_BOUNDS = "staffing.fill_rate_out_of_bounds"
# Two wards with two low fill rates each.
TWO_WARDS = national_csv(
    {"day_registered_actual": "800", "night_care_actual": "200"},
    {**OAK, "day_registered_actual": "700", "night_care_actual": "210"},
)


def explain_page(submission: Submission, asked: str = "") -> str:
    return f"/workspace/returns/{submission.reference}/explain/{asked}"


def answered(**fields: object) -> dict[str, object]:
    return {"text": "Two bays were closed.", "stands_for_months": "0", **fields}


def test_the_groups_are_listed_by_question_and_by_ward(place, signed_in) -> None:
    submission = checked(place, TWO_WARDS)
    client = signed_in(place.preparer)
    by_rule = client.get(explain_page(submission))
    assert "A fill rate below 50% or above 150% is asked about. 4 findings To explain" in text_of(by_rule)
    assert f"?rule={OUT_OF_BOUNDS}" in links_of(by_rule)
    by_ward = text_of(client.get(explain_page(submission, "?by=place")))
    assert "Rowan (RX101)" in by_ward
    assert "Oak (RX101)" in by_ward


def test_one_finding_is_explained_alone(place, signed_in) -> None:
    submission = checked(place, TWO_WARDS)
    first = waiting_findings(submission).first()
    client = signed_in(place.preparer)
    path = explain_page(submission, f"?finding={first.position}")
    assert "Explain a finding" in page(client, path)
    answer = client.post(
        path, answered(findings=[first.pk], action="They reopen on 1 December.", is_public="on", stands_for_months="2")
    )
    assert answer.status_code == 302
    given = Explanation.objects.get()
    assert (given.text, given.action, given.is_public, given.stands_until) == (
        "Two bays were closed.", "They reopen on 1 December.", True, "2026-12",
    )  # fmt: skip
    assert [finding.pk for finding in given.findings.all()] == [first.pk]
    submission.refresh_from_db()
    assert submission.state == State.TO_EXPLAIN


def test_several_that_are_ticked_get_one_explanation(place, signed_in) -> None:
    submission = checked(place, TWO_WARDS)
    some = list(submission.findings.filter(rule=OUT_OF_BOUNDS))[:3]
    client = signed_in(place.preparer)
    path = explain_page(submission, f"?rule={OUT_OF_BOUNDS}")
    answer = client.post(path, answered(findings=[one.pk for one in some], which="ticked"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(path)  # one of the group still waits
    assert Explanation.objects.get().findings.count() == 3
    assert "Explained: 3 findings" in page(client, answer["Location"])


def test_a_whole_group_is_explained_at_once_and_the_return_is_ready_when_nothing_is_left(place, signed_in) -> None:
    submission = checked(place, TWO_WARDS)
    client = signed_in(place.preparer)
    for rule in dict.fromkeys(waiting_findings(submission).values_list("rule", flat=True)):
        answer = client.post(explain_page(submission, f"?rule={rule}"), answered(which="all"))
        assert (answer.status_code, answer["Location"]) == (302, explain_page(submission))
    submission.refresh_from_db()
    assert submission.state == State.READY
    told = page(client, explain_page(submission))
    assert "Everything is explained" in told
    assert "Check your answers and send" in told


def test_a_ward_is_explained_at_once(place, signed_in) -> None:
    submission = checked(place, TWO_WARDS)
    rowan = str(Ward.objects.get(name="Rowan").public_id)
    client = signed_in(place.preparer)
    client.post(explain_page(submission, f"?by=place&place={rowan}"), answered(which="all"))
    assert set(Explanation.objects.get().findings.values_list("place_key", flat=True)) == {rowan}
    assert not waiting_findings(submission).filter(place_key=rowan).exists()
    assert waiting_findings(submission).exists()


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        ({"text": " "}, "Write what is behind it", "#id_text"),
        ({"findings": [], "which": "ticked"}, "Tick what this explains", "#finding-"),
        ({"stands_for_months": "9"}, "9", "#id_stands_for_months"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(place, signed_in, fields, said, field) -> None:
    submission = checked(place, TWO_WARDS)
    ids = list(submission.findings.filter(rule=OUT_OF_BOUNDS).values_list("pk", flat=True))
    answer = signed_in(place.preparer).post(
        explain_page(submission, f"?rule={OUT_OF_BOUNDS}"),
        answered(**{"findings": ids, "action": "They reopen soon.", **fields}),
    )
    assert answer.status_code == 200
    assert title_of(answer).startswith("Error: ")
    assert said in text_of(answer)
    assert any(link.startswith(field) for link in links_of(answer))
    assert "They reopen soon." in answer.content.decode()
    assert not Explanation.objects.exists()


def test_a_finding_of_another_return_is_not_explained_here(place, signed_in) -> None:
    submission, other = checked(place, TWO_WARDS), checked(place, UNUSUAL)
    foreign = other.findings.first()
    answer = signed_in(place.preparer).post(
        explain_page(submission, f"?rule={OUT_OF_BOUNDS}"), answered(findings=[foreign.pk])
    )
    assert "not part of the return any more" in text_of(answer)
    assert not Explanation.objects.exists()


def test_what_somebody_else_explained_meanwhile_does_not_break_the_page(place, signed_in) -> None:
    submission = checked(place, UNUSUAL)
    client = signed_in(place.preparer)
    path = explain_page(submission, f"?rule={OUT_OF_BOUNDS}")
    assert client.post(path, answered(which="all")).status_code == 302
    answer = client.post(path, answered(which="all"))
    assert answer.status_code == 200
    assert "Tick what this explains" in text_of(answer)


def test_a_sent_return_is_explained_no_more(place, signed_in) -> None:
    submission = sent(place, UNUSUAL)
    finding = submission.findings.first()
    client = signed_in(place.preparer)
    path = explain_page(submission, f"?finding={finding.position}")
    assert "Keep this explanation" not in page(client, path)
    answer = client.post(path, answered(findings=[finding.pk], text="Something else."))
    assert "cannot be explained any more" in text_of(answer)
    assert Explanation.objects.get().text == "It is true."


def test_only_a_preparer_explains(place, signed_in) -> None:
    submission = checked(place, UNUSUAL)
    client = signed_in(place.signatory)
    path = explain_page(submission, f"?rule={OUT_OF_BOUNDS}")
    assert "Keep this explanation" not in page(client, path)
    assert client.post(path, answered(which="all")).status_code == 404


def test_what_must_be_fixed_is_not_offered_for_explaining(place, signed_in) -> None:
    submission = checked(place, FAULTY)
    told = page(signed_in(place.preparer), explain_page(submission))
    assert "Nothing in this return has to be explained" in told
    assert "Something has to be fixed in the file too" in told


def a_past(place, months: int) -> None:
    """Let the trust have so many accepted months before the period."""
    for back in range(months, 0, -1):
        month = Month.parse(PERIOD).plus(-back)
        rowan = {"period": str(month), "day_registered_actual": str(1600 + back)}
        accepted(place, national_csv(rowan, {**OAK, "period": str(month)}), period=str(month), now=NOW)


def test_the_wards_last_months_stand_beside_what_is_asked(place, signed_in) -> None:
    a_past(place, 3)
    submission = checked(place, national_csv({"day_registered_actual": "800"}, OAK))
    finding = submission.findings.get(rule=OUT_OF_BOUNDS)
    answer = signed_in(place.preparer).get(explain_page(submission, f"?finding={finding.position}"))
    told = text_of(answer)
    assert "Rowan: this month and the 12 before" in told
    assert "October 2026 (this file)" in told
    assert "46.8%" in told  # 800 of 1710: the file's
    assert "93.6%" in told  # 1601 of 1710: September's
    assert "October 2025" in told
    assert told.count("no row") >= 9 * 6
    # The chart is of the rate in question, and says that it has too few months to judge.
    assert "Rowan, registered nurses and midwives, day: fill rate: too few months to say what is usual" in told
    assert b"<svg" in answer.content


def test_a_ward_that_was_never_accepted_before_is_said_to_be_so(place, signed_in) -> None:
    submission = checked(place, UNUSUAL)
    told = page(signed_in(place.preparer), explain_page(submission, f"?rule={OUT_OF_BOUNDS}"))
    assert "No month of this ward has been accepted before" in told


def test_a_group_asks_as_much_of_the_database_for_many_wards_as_for_one(db, signed_in) -> None:
    names = [f"Ward {number}" for number in range(1, 13)]
    place = make_place("RX4", wards=names, demonstration=True)
    past = "2026-09"

    def rows(count: int, low: bool, period: str) -> bytes:
        return national_csv(
            *(
                {
                    "org_code": "RX4",
                    "site_code": "RX401",
                    "ward": name,
                    "period": period,
                    "patients": str(700 + number),
                    "day_registered_actual": str((700 if low else 1600) + number),
                }
                for number, name in enumerate(names[:count])
            )
        )

    accepted(place, rows(12, False, past), period=past)
    client = signed_in(place.preparer)

    def queries(count: int) -> int:
        submission = checked(place, rows(count, True, PERIOD))
        assert submission.findings.filter(rule=OUT_OF_BOUNDS).count() == count
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(explain_page(submission, f"?rule={OUT_OF_BOUNDS}"))
        assert answer.content.count(b"<svg") >= count
        return len(asked)

    assert queries(1) == queries(12)


def test_an_explanation_that_was_carried_over_is_said_to_be_and_can_be_said_anew(place, signed_in) -> None:
    first = checked(place, UNUSUAL)
    finding = first.findings.get(rule=OUT_OF_BOUNDS)
    client = signed_in(place.preparer)
    client.post(explain_page(first, f"?finding={finding.position}"), answered(findings=[finding.pk]))
    again = checked(place, national_csv({"day_registered_actual": "800"}, {**OAK, "patients": "791"}))
    carried = again.findings.get(rule=OUT_OF_BOUNDS)
    told = page(client, explain_page(again, f"?finding={carried.position}"))
    assert "Carried over from an earlier return" in told
    assert "Two bays were closed." in told
    client.post(
        explain_page(again, f"?finding={carried.position}"), answered(findings=[carried.pk], text="One bay was closed.")
    )
    carried.refresh_from_db()
    assert carried.explanation.text == "One bay was closed."


def test_a_remark_is_made_on_a_ward_that_no_rule_asked_about(place, signed_in) -> None:
    submission = checked(place)
    oak = str(Ward.objects.get(name="Oak").public_id)
    client = signed_in(place.preparer)
    path = f"/workspace/returns/{submission.reference}/remark/"
    assert f"?place={oak}" in links_of(client.get(path))
    assert "Oak (RX101): your remark" in page(client, f"{path}?place={oak}")
    wrong = client.post(f"{path}?place={oak}", {"text": ""})
    assert "Write what is behind it" in text_of(wrong)
    answer = client.post(
        f"{path}?place={oak}", {"text": "Four vacancies.", "action": "Recruiting.", "is_public": "on"}, follow=True
    )
    told = text_of(answer)
    assert "Your remark on Oak (RX101) is kept" in told
    assert "Four vacancies." in told
    given = Explanation.objects.get()
    assert (given.place_key, given.action, given.is_public) == (oak, "Recruiting.", True)
    assert "Four vacancies." in client.get(f"{path}?place={oak}").content.decode()


def test_a_remark_on_a_ward_of_no_row_offers_the_choice_again(place, signed_in) -> None:
    submission = checked(place)
    told = page(signed_in(place.preparer), f"/workspace/returns/{submission.reference}/remark/?place=unknown")
    assert "Choose the ward" in told


SHORT = "1300"  # 76% of 1,710 planned hours: no rule asks, and yet short


def a_past_of(place, *actual: str) -> None:
    """Let Rowan have had these hours of registered staff by day in the months before, the last one last."""
    for back, hours in zip(range(len(actual), 0, -1), actual, strict=True):
        period = str(Month.parse(PERIOD).plus(-back))
        accepted(place, national_csv({"period": period, "day_registered_actual": hours}, {**OAK, "period": period}),
                 period=period, now=NOW)  # fmt: skip


def test_a_ward_that_is_often_short_is_named_before_the_public_sees_it(place, signed_in) -> None:
    a_past_of(place, "1600", SHORT)
    submission = explained(place, checked(place, national_csv({"day_registered_actual": SHORT}, OAK)))
    rowan = str(Ward.objects.get(name="Rowan").public_id)
    client = signed_in(place.preparer)
    told = page(client, explain_page(submission))
    assert "1 ward was below 80% of planned hours, for some shift and staff group, in 2 of the last 3 months" in told
    assert "Rowan (RX101) Short in September 2026 and October 2026 Nothing said yet" in told
    sending = f"/workspace/returns/{submission.reference}/send/"
    assert "Rowan (RX101): nothing said of it to the public" in page(client, sending)
    path = f"/workspace/returns/{submission.reference}/remark/?place={rowan}"
    assert path in links_of(client.get(explain_page(submission)))
    client.post(path, {"text": "Four vacancies."})
    assert "Nothing said yet" in page(client, explain_page(submission))
    client.post(path, {"text": "Four vacancies.", "is_public": "on"})
    assert "Nothing said yet" not in page(client, explain_page(submission))
    assert "Rowan (RX101): explained to the public" in page(client, sending)


@pytest.mark.parametrize(
    ("before", "now"),
    [((), SHORT), (("1600", "1600"), SHORT), ((SHORT, "1600"), "1600"), (("1600", SHORT), "1368")],
    ids=["too few months", "once", "once long ago", "exactly 80% is not below"],
)
def test_a_ward_that_is_not_often_short_is_not_named(place, signed_in, before, now) -> None:
    a_past_of(place, *before)
    submission = checked(place, national_csv({"day_registered_actual": now}, OAK))
    assert "Wards that are often short" not in page(signed_in(place.preparer), explain_page(submission))


def test_a_month_that_was_not_submitted_counts_neither_way(place, signed_in) -> None:
    two_ago = str(Month.parse(PERIOD).plus(-2))
    accepted(place, national_csv({"period": two_ago, "day_registered_actual": SHORT}, {**OAK, "period": two_ago}),
             period=two_ago, now=NOW)  # fmt: skip
    submission = checked(place, national_csv({"day_registered_actual": SHORT}, OAK))
    told = page(signed_in(place.preparer), explain_page(submission))
    assert "Rowan (RX101) Short in August 2026 and October 2026" in told
