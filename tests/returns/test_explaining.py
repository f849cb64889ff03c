"""Answers that are kept: to groups, for later months, across a mended file, and in the trust's own words."""

from __future__ import annotations

import pytest

from oversight.organisations.models import Ward
from oversight.records.models import AuditEntry
from oversight.returns.explaining import explain, explanations_of_place, remark, waiting_findings
from oversight.returns.models import Submission
from oversight.returns.refusals import Refused
from oversight.returns.signing import sign_and_accept
from oversight.returns.states import State
from tests.returns.making import (
    GOOD,
    NOW,
    OAK,
    PERIOD,
    UNUSUAL,
    Place,
    accepted,
    checked,
    explained,
    make_place,
    national_csv,
    sent,
)

pytestmark = pytest.mark.django_db
LOW = "staffing.fill_rate_out_of_bounds"


@pytest.fixture
def place() -> Place:
    return make_place()


def low(submission: Submission) -> list[int]:
    return list(submission.findings.filter(rule=LOW).values_list("pk", flat=True))


def for_period(content: bytes, period: str) -> bytes:
    return content.replace(PERIOD.encode(), period.encode())


def send_low(place: Place, period: str, stands: int = 0) -> Submission:
    """Send the unusual return for a period, its low fill rate explained for so many months, and accept it."""
    submission = checked(place, for_period(UNUSUAL, period), period=period)
    waiting = set(waiting_findings(submission).values_list("pk", flat=True))
    asked = [pk for pk in low(submission) if pk in waiting]
    if asked:
        explain(
            submission=submission,
            finding_ids=asked,
            text="Two bays are closed.",
            action="We recruit.",
            stands_for_months=stands,
            is_public=True,
            by=place.preparer,
            now=NOW,
        )
    explained(place, submission, "It is right.")
    from oversight.returns.signing import send_for_signature

    send_for_signature(submission=submission, by=place.preparer, now=NOW)
    sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    return submission


def test_the_rule_under_test_is_the_one_for_low_fill_rates(place: Place) -> None:
    assert len(low(checked(place, UNUSUAL))) == 1


def test_an_explanation_stands_for_later_months_and_is_shown_as_such(place: Place) -> None:
    first = send_low(place, "2026-06", stands=2)
    given = first.explanations.get(text="Two bays are closed.")
    assert given.stands_until == "2026-08"
    for period in ("2026-07", "2026-08"):
        submission = send_low(place, period)
        answer = submission.findings.get(rule=LOW).explanation
        assert answer is not None
        assert answer.carried_from == given
        assert (answer.text, answer.action, answer.is_public) == ("Two bays are closed.", "We recruit.", True)
        assert (answer.given_by, answer.stands_until) == (place.preparer, "")
    submission = checked(place, for_period(UNUSUAL, "2026-09"), period="2026-09")
    assert waiting_findings(submission).filter(rule=LOW).exists()


def test_it_stands_for_the_same_ward_alone(place: Place) -> None:
    send_low(place, "2026-06", stands=3)
    both = national_csv({"day_registered_actual": "800"}, {**OAK, "day_registered_actual": "700"})
    submission = checked(place, for_period(both, "2026-07"), period="2026-07")
    assert [finding.place for finding in waiting_findings(submission).filter(rule=LOW)] == ["Oak (RX101)"]


def test_an_explanation_that_was_never_signed_does_not_stand(place: Place) -> None:
    submission = checked(place, for_period(UNUSUAL, "2026-06"), period="2026-06")
    explain(
        submission=submission, finding_ids=low(submission), text="x", stands_for_months=3, by=place.preparer, now=NOW
    )
    later = checked(place, for_period(UNUSUAL, "2026-07"), period="2026-07")
    assert waiting_findings(later).filter(rule=LOW).exists()


def test_an_explanation_of_a_new_ward_stands_once_the_ward_is_on_record(place: Place) -> None:
    new = national_csv({}, OAK, {"ward": "Hazel", "day_registered_actual": "800"})
    submission = checked(place, for_period(new, "2026-06"), period="2026-06")
    explain(
        submission=submission, finding_ids=low(submission), text="x", stands_for_months=1, by=place.preparer, now=NOW
    )
    explained(place, submission)
    from oversight.returns.signing import send_for_signature

    send_for_signature(submission=submission, by=place.preparer, now=NOW)
    sign_and_accept(submission=submission, by=place.signatory, now=NOW, confirmed_with="password")
    later = checked(place, for_period(new, "2026-07"), period="2026-07")
    assert not waiting_findings(later).filter(rule=LOW).exists()


@pytest.mark.parametrize("months", [-1, 4])
def test_it_stands_for_three_months_at_most(place: Place, months: int) -> None:
    submission = checked(place, UNUSUAL)
    with pytest.raises(Refused, match="up to 3 months") as refused:
        explain(
            submission=submission,
            finding_ids=low(submission),
            text="x",
            stands_for_months=months,
            by=place.preparer,
            now=NOW,
        )
    assert refused.value.code == "standing"


def test_what_is_about_no_ward_is_asked_again_each_month(place: Place) -> None:
    alike = national_csv(*({"ward": f"Ward {number}"} for number in range(4)))
    submission = checked(place, alike)
    about_the_file = submission.findings.filter(place_key="", severity="explain")
    assert about_the_file.exists()
    with pytest.raises(Refused, match="one ward"):
        explain(
            submission=submission,
            finding_ids=list(about_the_file.values_list("pk", flat=True)),
            text="x",
            stands_for_months=1,
            by=place.preparer,
            now=NOW,
        )


def test_a_mended_file_keeps_the_answers_to_what_did_not_change(place: Place) -> None:
    rows = ({"day_registered_actual": "800"}, {**OAK, "day_registered_actual": "700"})
    faulty = national_csv(*rows, {"ward": "", "day_care_actual": "9"})
    first = checked(place, faulty)
    assert first.state == State.TO_FIX
    explained(place, first, "Bays closed.")
    mended = checked(place, national_csv(rows[0], {**rows[1], "day_registered_actual": "710"}))
    answered = mended.findings.get(rule=LOW, place="Rowan (RX101)").explanation
    assert answered is not None
    assert (answered.text, answered.submission) == ("Bays closed.", mended)
    assert [one.place for one in waiting_findings(mended).filter(rule=LOW)] == ["Oak (RX101)"]


def test_answers_go_to_findings_of_the_return_alone(place: Place) -> None:
    submission, other = checked(place, UNUSUAL), checked(place, UNUSUAL)
    for finding_ids in (low(other), [*low(submission), *low(other)], []):
        with pytest.raises(Refused) as refused:
            explain(submission=submission, finding_ids=finding_ids, text="x", by=place.preparer, now=NOW)
        assert refused.value.code == "no_such_finding"
    with pytest.raises(Refused) as refused:
        explain(submission=submission, finding_ids=low(submission), text="x", by=place.signatory, now=NOW)
    assert refused.value.code == "not_allowed"


def test_nothing_is_explained_while_it_waits_for_signature(place: Place) -> None:
    submission = sent(place, UNUSUAL)
    with pytest.raises(Refused, match="waiting for signature"):
        explain(submission=submission, finding_ids=low(submission), text="y", by=place.preparer, now=NOW)


def test_a_remark_on_a_ward_that_no_rule_asked_about(place: Place) -> None:
    submission = checked(place, GOOD)
    oak = str(Ward.objects.get(name="Oak").public_id)
    said = {"submission": submission, "place": "Oak", "by": place.preparer, "now": NOW, "is_public": True}
    remark(**said, place_key=oak, text="Two vacancies.")  # type: ignore[arg-type]
    remark(**said, place_key=oak, text="Three vacancies.", action="We recruit abroad.")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="not part"):
        remark(**said, place_key="another", text="x")  # type: ignore[arg-type]
    (given,) = explanations_of_place([submission.pk], oak)
    assert (given.text, given.action, given.is_public) == ("Three vacancies.", "We recruit abroad.", True)


def test_what_was_said_of_a_ward_is_found_by_the_ward(place: Place) -> None:
    version = accepted(place, UNUSUAL)
    rowan, oak = (str(Ward.objects.get(name=name).public_id) for name in ("Rowan", "Oak"))
    assert [one.text for one in explanations_of_place([version.submission_id], rowan)] == ["It is true."]
    assert explanations_of_place([version.submission_id], oak) == []


def test_the_audit_names_the_rule_and_never_the_text(place: Place) -> None:
    explained(place, checked(place, UNUSUAL), "Sister Smith was ill.")
    entry = AuditEntry.objects.get(action="return.finding_explained")
    assert LOW in entry.fields
    assert "Smith" not in str(entry.__dict__)
