"""The monthly report: what may be said of an action, what is lacking, preview, signature, correction and receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from inspections.kept_files import keep_file
from oversight.accounts.models import Membership, Role
from oversight.organisations.addresses import trust_reference
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.references import Reference
from ratings.cases.deciding import decide
from ratings.cases.recommending import recommend_exit
from ratings.plans.composing import compose
from ratings.plans.content import (
    ActionContent,
    ConcernContent,
    EvidenceContent,
    MeasureContent,
    PeriodValue,
    ReportContent,
    digest_of,
    from_json,
    to_json,
)
from ratings.plans.models import ActionProgress, PlanReport, ProgressEvidence
from ratings.plans.reading import content_now, content_of, lacking_now, published_evidence
from ratings.plans.reporting import EvidenceGiven, begin_report, correct_report, make_ready, take_back
from ratings.plans.signing import receipt_of
from ratings.plans.states import ActionStatus
from ratings.plans.writing import add_action, add_concern
from tests.ratings.cases.casting import evidence, refused
from tests.ratings.plans.planning import (
    APRIL,
    CHANGED,
    DELIVERED,
    FEBRUARY,
    KEPT,
    LATE,
    MARCH,
    ON_TRACK,
    SHOWN,
    Planned,
    at,
    make_planned,
)
from tests.returns.making import make_person

pytestmark = pytest.mark.django_db

# The moments at which the reports of three months are signed.
IN_MARCH, IN_APRIL, IN_MAY = at(date(2015, 3, 6)), at(date(2015, 4, 8)), at(date(2015, 5, 7))


def test_a_report_is_of_a_month_in_special_measures_that_has_begun() -> None:
    planned = make_planned()
    now = at(date(2015, 2, 20))
    for month, code in (
        (date(2014, 12, 1), "before_entry"),
        (date(2015, 3, 1), "not_begun"),
    ):
        assert refused(lambda month=month: planned.begin(month, now)) == code
    assert refused(lambda: planned.begin(FEBRUARY, now, by=planned.signatory)) == "not_allowed"
    # Any day of the month names it.
    report = planned.begin(date(2015, 2, 17), now)
    assert (report.month, report.number, report.state) == (FEBRUARY, 1, "draft")
    assert refused(lambda: planned.begin(FEBRUARY, now)) == "being_written"


def test_the_first_report_publishes_the_plan_within_its_month_and_others_wait_for_its_end() -> None:
    planned = make_planned()
    now = at(date(2015, 2, 20))
    planned.signed(FEBRUARY, now)
    assert refused(lambda: planned.begin(FEBRUARY, now)) == "signed_already"
    assert refused(lambda: planned.begin(date(2015, 1, 31), now)) == "before_plan"
    early = at(date(2015, 3, 31))
    march = planned.begin(MARCH, early)
    planned.say(march, planned.rounds, DELIVERED, early, delivered_on=date(2015, 3, 2), evidence=[SHOWN])
    planned.say(march, planned.falls, ON_TRACK, early)
    assert [each.code for each in lacking_now(march, now=early)] == ["not_over"]
    assert refused(lambda: planned.ready(march, early)) == "not_over"
    assert planned.ready(march, at(date(2015, 4, 1))).state == "ready"


def test_what_is_lacking_is_said_of_each_concern_and_action() -> None:
    planned = make_planned()
    now = IN_MARCH
    told = {"by": planned.preparer, "now": now}
    bare = add_concern(
        plan=planned.plan, title="B", what="C", source=trust_reference(planned.trust), source_said="D", **told
    )
    report = planned.begin(FEBRUARY, now)
    found = [(each.code, each.about) for each in lacking_now(report, now=now)]
    assert found == [
        ("no_progress", str(planned.rounds.public_id)),
        ("no_progress", str(planned.falls.public_id)),
        ("no_action", str(bare.public_id)),
        ("no_measure", str(bare.public_id)),
    ]
    assert refused(lambda: planned.ready(report, now)) == "no_progress"
    planned.say(report, planned.rounds, DELIVERED, now, delivered_on=date(2015, 2, 2))
    assert lacking_now(report, now=now)[0].code == "no_evidence"
    planned.say(report, planned.rounds, DELIVERED, now, delivered_on=date(2015, 2, 2), evidence=[KEPT])
    assert [each.code for each in lacking_now(report, now=now)] == ["no_progress", "no_action", "no_measure"]
    bare.delete()
    planned.say(report, planned.falls, ON_TRACK, now)
    assert lacking_now(report, now=now) == []
    # Said in time and on track then; by the time that it is made ready the day is past.
    late = planned.begin(MARCH, at(date(2015, 3, 20)))
    assert lacking_now(late, now=at(date(2015, 4, 2)))[0].code == "no_progress"


def test_a_plan_without_a_concern_is_no_plan() -> None:
    planned = make_planned()
    planned.concern.delete()
    report = planned.begin(FEBRUARY, IN_MARCH)
    assert refused(lambda: planned.ready(report, IN_MARCH)) == "empty"


SAYINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "delivered on no day": ("no_day", {"status": DELIVERED}),
    "delivered after the month": ("not_yet", {"status": DELIVERED, "delivered_on": date(2015, 3, 1)}),
    "late and no word": ("no_words", {"status": LATE, "words": " "}),
    "changed and no word": ("no_words", {"status": CHANGED}),
    "a new day that is past": ("day_past", {"status": LATE, "words": "Ill.", "new_due_on": date(2015, 2, 28)}),
    "on track when its day is past": ("not_on_track", {"status": ON_TRACK}),
    "evidence without words": (
        "no_evidence_words",
        {"status": LATE, "words": "Ill.", "evidence": [EvidenceGiven(" ")]},
    ),
    "evidence that is not there": (
        "unknown_evidence",
        {"status": LATE, "words": "Ill.", "evidence": [EvidenceGiven("A", Reference("trust", "NONE"))]},
    ),
}


@pytest.mark.parametrize("fault", sorted(SAYINGS))
def test_what_cannot_be_is_not_said_of_an_action(fault: str) -> None:
    planned = make_planned()
    report = planned.begin(FEBRUARY, IN_MARCH)
    code, told = SAYINGS[fault]
    assert refused(lambda: planned.say(report, planned.rounds, told.pop("status"), IN_MARCH, **dict(told))) == code
    assert not ActionProgress.objects.exists()


def test_a_day_counts_to_its_end() -> None:
    """Promised by 27 February: on track on that day itself, and not on the day after."""
    planned = make_planned()
    report = planned.begin(FEBRUARY, at(date(2015, 2, 20)))
    planned.say(report, planned.rounds, ON_TRACK, at(date(2015, 2, 27), 23))
    on_28 = at(date(2015, 2, 28), 0, 5)
    assert refused(lambda: planned.say(report, planned.rounds, ON_TRACK, on_28)) == "not_on_track"
    planned.say(report, planned.rounds, DELIVERED, on_28, delivered_on=date(2015, 2, 28))
    future = date(2015, 2, 28)
    assert (
        refused(lambda: planned.say(report, planned.rounds, DELIVERED, at(date(2015, 2, 27)), delivered_on=future))
        == "not_yet"
    )


def test_only_its_own_people_say_and_only_of_their_own_plan() -> None:
    planned, other = make_planned(), make_planned("RX2")
    report = planned.begin(FEBRUARY, IN_MARCH)
    for by in (planned.signatory, other.preparer, planned.others["chief"]):
        assert refused(lambda by=by: planned.say(report, planned.falls, ON_TRACK, IN_MARCH, by=by)) == "not_allowed"
    assert refused(lambda: planned.say(report, other.falls, ON_TRACK, IN_MARCH)) == "other_plan"


def test_the_preview_is_what_is_frozen_signed_and_published() -> None:
    planned = make_planned()
    stored = keep_file(b"a rota", now=IN_MARCH)
    with_file = EvidenceGiven("The rota.", stored=stored, filename="rota.csv", may_be_published=True)
    pointing = EvidenceGiven("The trust itself.", trust_reference(planned.trust), may_be_published=True)
    report = planned.begin(FEBRUARY, IN_MARCH)
    planned.say(
        report,
        planned.rounds,
        DELIVERED,
        IN_MARCH,
        words="Each ward does them.",
        delivered_on=date(2015, 2, 2),
        evidence=[with_file, KEPT, pointing],
    )
    planned.say(report, planned.falls, CHANGED, IN_MARCH, words="Fewer beds.", new_due_on=date(2015, 11, 1))
    preview = content_now(report)
    (concern,) = preview.concerns
    rounds, falls = concern.actions
    assert (preview.trust_code, preview.month, preview.label, preview.number) == ("RX1", FEBRUARY, "February 2015", 1)
    assert (concern.number, concern.source, concern.source_said[:13]) == (1, Reference("trust", "RX1"), "Safe was publ")
    assert (rounds.status, rounds.delivered_on, rounds.due_on, rounds.was_due_on) == (
        DELIVERED,
        date(2015, 2, 2),
        date(2015, 2, 27),
        None,
    )
    assert [(each.words, each.filename, each.reference) for each in rounds.evidence] == [
        ("The rota.", "rota.csv", None),
        ("The trust itself.", "", Reference("trust", "RX1")),
    ]
    assert rounds.evidence_kept == 1
    assert "names" not in str(to_json(preview))
    assert (falls.due_on, falls.was_due_on) == (date(2015, 11, 1), date(2015, 9, 30))
    (measure,) = concern.measures
    assert measure.baseline == PeriodValue("2014-12", Decimal("2.4"))
    assert measure.target == PeriodValue("2015-10", Decimal("1.5"))
    assert (concern.delivered_on, concern.first_delivered_on) == (None, date(2015, 2, 2))

    signed = planned.sign(planned.ready(report, IN_MARCH), IN_MARCH)
    assert content_of(signed) == preview
    assert signed.sha256 == digest_of(signed.content) == digest_of(to_json(preview))
    # The file is given to the public once the report is out, and what is kept to the trust never.
    rows = {row.words: row for row in ProgressEvidence.objects.all()}
    assert signed.publish_at is not None
    shown, kept = rows["The rota."].public_id, rows["Minutes of the Board, with names."].public_id
    assert published_evidence(shown, signed.publish_at - timedelta(seconds=1)) is None
    found = published_evidence(str(shown), signed.publish_at)
    assert found is not None
    assert bytes(found.stored.content) == b"a rota"
    assert published_evidence(kept, signed.publish_at) is None
    assert published_evidence("nothing", signed.publish_at) is None


def test_two_people_sign_and_neither_wrote_what_the_other_answers_for() -> None:
    planned = make_planned()
    both = make_person("both@rx1.example", Role.PREPARER, trust=planned.trust)
    Membership.objects.create(person=both, role=Role.SIGNATORY, trust=planned.trust, from_on=date(2015, 1, 1))
    report = planned.begin(FEBRUARY, IN_MARCH)
    planned.say(report, planned.rounds, LATE, IN_MARCH, words="Ill.")
    planned.say(report, planned.falls, ON_TRACK, IN_MARCH, by=both)
    ready = planned.ready(report, IN_MARCH)
    assert refused(lambda: planned.sign(ready, IN_MARCH, by=both)) == "own_work"
    for other in (planned.preparer, planned.others["chief"], planned.others["decides"]):
        assert refused(lambda other=other: planned.sign(ready, IN_MARCH, by=other)) == "not_allowed"
    take_back(report=ready, by=planned.preparer, now=IN_MARCH)
    planned.say(report, planned.falls, ON_TRACK, IN_MARCH)
    make_ready(report=report, by=both, now=IN_MARCH)
    assert refused(lambda: planned.sign(report, IN_MARCH, by=both)) == "own_work"
    with pytest.raises(IntegrityError, match="another_person_signs"), transaction.atomic():
        PlanReport.objects.filter(pk=report.pk).update(
            state="signed",
            signed_by=both,
            signed_as="x",
            signed_at=IN_MARCH,
            statement_version="x",
            statement="x",
            confirmed_with="x",
            receipt="x",
            publish_at=IN_MARCH + timedelta(days=1),
        )
    assert planned.sign(report, IN_MARCH).signed_by == planned.signatory


def test_what_was_read_is_what_is_signed() -> None:
    planned = make_planned()
    report = planned.begin(FEBRUARY, IN_MARCH)
    planned.say(report, planned.rounds, LATE, IN_MARCH, words="Ill.")
    planned.say(report, planned.falls, ON_TRACK, IN_MARCH)
    assert refused(lambda: planned.sign(report, IN_MARCH)) == "moved_on"
    ready = planned.ready(report, IN_MARCH)
    assert refused(lambda: planned.sign(ready, IN_MARCH, shown="0" * 64)) == "stale"
    assert refused(lambda: planned.say(ready, planned.falls, ON_TRACK, IN_MARCH)) == "fixed"
    with pytest.raises(DatabaseError, match="stays once it is ready"), transaction.atomic():
        ActionProgress.objects.update(words="It is done.")
    # An action that is added meanwhile is told of by the next report: nothing was said of it here.
    told = {"by": planned.preparer, "now": IN_MARCH}
    add_action(concern=planned.concern, what="More.", owner="Matron", due_on=date(2015, 8, 1), **told)
    assert planned.sign(ready, IN_MARCH).state == "signed"


def test_a_report_is_not_signed_over_words_that_changed_meanwhile() -> None:
    planned = make_planned()
    ready = planned.ready(report_said(planned), IN_MARCH)
    type(planned.concern).objects.filter(pk=planned.concern.pk).update(what="Nothing much.")
    assert refused(lambda: planned.sign(ready, IN_MARCH)) == "stale"
    take_back(report=ready, by=planned.preparer, now=IN_MARCH)
    assert planned.sign(planned.ready(ready, IN_MARCH), IN_MARCH).content["concerns"][0]["what"] == "Nothing much."


def report_said(planned: Planned) -> PlanReport:
    report = planned.begin(FEBRUARY, IN_MARCH)
    planned.say(report, planned.rounds, LATE, IN_MARCH, words="Ill.", new_due_on=date(2015, 3, 31))
    planned.say(report, planned.falls, ON_TRACK, IN_MARCH)
    return report


def test_what_waits_can_be_taken_back_by_either_and_the_signatory_says_why() -> None:
    planned = make_planned()
    report = report_said(planned)
    assert refused(lambda: take_back(report=report, by=planned.preparer, now=IN_MARCH)) == "moved_on"
    planned.ready(report, IN_MARCH)
    stranger = make_planned("RX2").signatory
    assert refused(lambda: take_back(report=report, reason="A", by=stranger, now=IN_MARCH)) == "not_allowed"
    assert refused(lambda: take_back(report=report, by=planned.signatory, now=IN_MARCH)) == "no_text"
    back = take_back(report=report, reason="Say who.", by=planned.signatory, now=IN_MARCH)
    assert (back.state, back.note) == ("taken_back", "Say who.")
    planned.say(report, planned.rounds, LATE, IN_MARCH, words="The matron is ill.")
    ready = planned.ready(report, IN_MARCH)
    assert (ready.state, ready.note) == ("ready", "")
    signed = planned.sign(ready, IN_MARCH)
    assert refused(lambda: take_back(report=signed, by=planned.preparer, now=IN_MARCH)) == "moved_on"
    assert refused(lambda: planned.ready(signed, IN_MARCH)) == "moved_on"
    actions = AuditEntry.objects.filter(subject_kind="plan_report").order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "plan.report_begun",
        "plan.progress_saved",
        "plan.progress_saved",
        "plan.report_ready",
        "plan.report_taken_back",
        "plan.progress_saved",
        "plan.report_ready",
        "plan.report_signed",
    ]


def test_a_signed_report_stays_and_so_does_its_receipt() -> None:
    planned = make_planned()
    assert receipt_of(report_said(planned)) is None
    report = PlanReport.objects.get()
    signed = planned.sign(planned.ready(report, IN_MARCH), IN_MARCH, network_address="192.0.2.7")
    receipt = receipt_of(signed)
    assert receipt is not None
    assert receipt.number.startswith("PL-RX1-2015-02-V1-")
    assert (receipt.prepared_by, receipt.signed_by) == (str(planned.preparer), str(planned.signatory))
    assert (receipt.signed_as, receipt.confirmed_with) == ("Signatory", "password and code")
    assert receipt.statement.startswith("I have authority to sign this report for the trust, and I did not prepare it.")
    assert (receipt.signed_at, receipt.sha256) == (IN_MARCH, signed.sha256)
    for change in ({"content": {}}, {"statement": "x"}, {"publish_at": IN_MARCH}, {"state": "draft"}, {"number": 7}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PlanReport.objects.filter(pk=signed.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanReport.objects.filter(pk=signed.pk).delete()
    event = OutboxEvent.objects.get(name="plan.report_signed")
    assert event.payload == {
        "trust": "RX1",
        "plan": str(planned.plan.public_id),
        "month": "2015-02",
        "number": 1,
        "demonstration": False,
    }


def test_what_is_promised_anew_keeps_what_was_promised_first() -> None:
    planned = make_planned()
    planned.sign(planned.ready(report_said(planned), IN_MARCH), IN_MARCH)
    # Late in February, promised for 31 March then.
    march = planned.begin(MARCH, IN_APRIL)
    assert refused(lambda: planned.say(march, planned.rounds, ON_TRACK, IN_APRIL)) == "not_on_track"
    planned.say(march, planned.rounds, LATE, IN_APRIL, words="Still ill.", new_due_on=date(2015, 5, 15))
    planned.say(march, planned.falls, ON_TRACK, IN_APRIL)
    planned.sign(planned.ready(march, IN_APRIL), IN_APRIL)
    april = planned.begin(APRIL, IN_MAY)
    planned.say(april, planned.rounds, ON_TRACK, IN_MAY)
    planned.say(april, planned.falls, ON_TRACK, IN_MAY)
    told = [
        [(action.due_on, action.was_due_on) for action in content_now(report).concerns[0].actions[:1]]
        for report in PlanReport.objects.order_by("month")
    ]
    first = date(2015, 2, 27)
    assert told == [[(date(2015, 3, 31), first)], [(date(2015, 5, 15), first)], [(date(2015, 5, 15), first)]]
    planned.rounds.refresh_from_db()
    assert planned.rounds.due_on == first


def test_what_was_delivered_is_carried_over_with_its_evidence_and_the_rest_is_asked_again() -> None:
    planned = make_planned()
    february = planned.begin(FEBRUARY, IN_MARCH)
    planned.say(february, planned.rounds, DELIVERED, IN_MARCH, delivered_on=date(2015, 2, 2), evidence=[SHOWN, KEPT])
    planned.say(february, planned.falls, ON_TRACK, IN_MARCH)
    planned.sign(planned.ready(february, IN_MARCH), IN_MARCH)
    march = planned.begin(MARCH, IN_APRIL)
    (said,) = march.progress.all()
    assert (said.action, said.status, said.delivered_on) == (planned.rounds, "delivered", date(2015, 2, 2))
    assert [(row.words, row.may_be_published) for row in said.evidence.all()] == [
        (SHOWN.words, True),
        (KEPT.words, False),
    ]
    assert [each.code for each in lacking_now(march, now=IN_APRIL)] == ["no_progress"]


def test_a_correction_is_a_new_number_with_its_reason_and_the_first_stays() -> None:
    planned = make_planned()
    february = planned.begin(FEBRUARY, IN_MARCH)
    planned.say(february, planned.rounds, DELIVERED, IN_MARCH, delivered_on=date(2015, 2, 2), evidence=[SHOWN])
    planned.say(february, planned.falls, LATE, IN_MARCH, words="No money.", new_due_on=date(2015, 12, 1))
    assert refused(lambda: correct(planned, february, "A")) == "not_signed"
    first = planned.sign(planned.ready(february, IN_MARCH), IN_MARCH)
    before = PlanReport.objects.filter(pk=first.pk).values().get()
    assert refused(lambda: correct(planned, first, " ")) == "no_reason"
    # What is new in the plan belongs to its next report, not into a correction of an earlier one.
    told = {"by": planned.preparer, "now": IN_APRIL}
    add_action(concern=planned.concern, what="New.", owner="Matron", due_on=date(2015, 8, 1), **told)
    second = correct(planned, first, "The rounds began on 9 February.")
    assert (second.number, second.supersedes, second.month) == (2, first, FEBRUARY)
    assert [row.status for row in second.progress.all()] == ["delivered", "late"]
    assert refused(lambda: correct(planned, first, "Again")) == "being_written"
    planned.say(second, planned.rounds, DELIVERED, IN_APRIL, delivered_on=date(2015, 2, 9), evidence=[SHOWN])
    second = planned.sign(planned.ready(second, IN_APRIL), IN_APRIL)
    content = content_of(second)
    assert (content.number, content.correction_reason) == (2, "The rounds began on 9 February.")
    assert [action.what for action in content.actions()] == ["Rounds each hour.", "Beds that can be lowered."]
    assert next(content.actions()).delivered_on == date(2015, 2, 9)
    assert PlanReport.objects.filter(pk=first.pk).values().get() == before
    assert refused(lambda: correct(planned, first, "Once more")) == "not_newest"
    with pytest.raises(IntegrityError, match="says_what_it_corrects"), transaction.atomic():
        PlanReport.objects.create(
            plan=planned.plan, month=APRIL, number=2, state_at=IN_MAY, prepared_by=planned.preparer, prepared_at=IN_MAY
        )


def test_a_day_that_was_corrected_is_carried_over_as_corrected() -> None:
    planned = make_planned()
    first = planned.begin(FEBRUARY, IN_MARCH)
    planned.say(first, planned.rounds, DELIVERED, IN_MARCH, delivered_on=date(2015, 2, 2), evidence=[SHOWN])
    planned.say(first, planned.falls, ON_TRACK, IN_MARCH)
    first = planned.sign(planned.ready(first, IN_MARCH), IN_MARCH)
    planned.signed(MARCH, at(date(2015, 4, 7)))
    second = correct(planned, first, "The rounds began on 9 February.")
    planned.say(second, planned.rounds, DELIVERED, IN_APRIL, delivered_on=date(2015, 2, 9), evidence=[SHOWN])
    planned.sign(planned.ready(second, IN_APRIL), IN_APRIL)
    (said,) = planned.begin(APRIL, IN_MAY).progress.all()
    assert said.delivered_on == date(2015, 2, 9)
    assert said.evidence.get().words == SHOWN.words


def correct(planned: Planned, report: PlanReport, reason: str) -> PlanReport:
    return correct_report(report=report, reason=reason, by=planned.preparer, now=IN_APRIL)


def test_a_month_left_out_is_told_later_of_what_was_promised_by_then() -> None:
    planned = make_planned(due_on=(date(2015, 9, 1), date(2015, 9, 30)))
    planned.signed(FEBRUARY, IN_MARCH)
    told = {"by": planned.preparer, "now": IN_MAY}
    add_action(concern=planned.concern, what="New in April.", owner="Matron", due_on=date(2015, 8, 1), **told)
    planned.signed(APRIL, IN_MAY)
    march = planned.written(MARCH, at(date(2015, 5, 11)))
    assert [action.what for action in compose(march).actions()] == ["Rounds each hour.", "Beds that can be lowered."]
    planned.sign(planned.ready(march, IN_MAY), at(date(2015, 5, 11)))


def test_after_the_trust_left_its_last_months_are_still_reported_and_no_later_ones() -> None:
    planned = make_planned(due_on=(date(2015, 9, 1), date(2015, 9, 30)))
    planned.signed(FEBRUARY, IN_MARCH)
    leave(planned, date(2015, 4, 14))
    assert planned.signed(MARCH, at(date(2015, 4, 20))).state == "signed"
    told = {"by": planned.preparer, "now": IN_MAY}
    assert refused(lambda: begin_report(plan=planned.plan, month=date(2015, 5, 1), **told)) == "after_exit"
    action = {"what": "More.", "owner": "Matron", "due_on": date(2015, 8, 1)}
    assert refused(lambda: add_action(concern=planned.concern, **action, **told)) == "not_in_measures"


def leave(planned: Planned, on: date) -> None:
    told = {"reason": "It holds.", "attached": evidence(planned.trust), "by": planned.others["chief"], "now": at(on)}
    recommendation = recommend_exit(case=planned.case, on=on, **told)
    decide(
        recommendation=recommendation, agreed=True, reason="It holds.", on=on, by=planned.others["decides"], now=at(on)
    )


PERIODS = st.sampled_from(["2014-12", "2015-Q1", "2015/16", "2015-01-31"])
FIGURES = st.decimals(-(10**9), 10**9, places=6)
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
OF_PERIODS = st.builds(PeriodValue, PERIODS, FIGURES)
EVIDENCE = st.builds(EvidenceContent, WORDS, WORDS, WORDS, WORDS, WORDS)
MANY: Callable[[Any], Any] = lambda each: st.lists(each, max_size=3).map(tuple)  # noqa: E731
ACTION = st.builds(
    ActionContent,
    WORDS,
    st.integers(1, 9),
    WORDS,
    WORDS,
    st.sampled_from(ActionStatus),
    WORDS,
    st.none() | st.dates(),
    st.dates(),
    st.none() | st.dates(),
    MANY(EVIDENCE),
    st.integers(0, 9),
)
MEASURE = st.builds(MeasureContent, WORDS, st.integers(1, 9), WORDS, WORDS, OF_PERIODS, MANY(OF_PERIODS))
CONCERN = st.builds(
    ConcernContent, WORDS, st.integers(1, 9), WORDS, WORDS, WORDS, WORDS, WORDS, MANY(ACTION), MANY(MEASURE)
)
REPORTS = st.builds(ReportContent, WORDS, st.dates(), st.integers(1, 9), WORDS, MANY(CONCERN))


@given(content=REPORTS)
def test_whatever_is_frozen_is_read_back_the_same_and_has_one_hash(content: ReportContent) -> None:
    stored = to_json(content)
    again = from_json(stored)
    assert again == content
    assert digest_of(to_json(again)) == digest_of(stored)
    assert digest_of(dict(reversed(list(stored.items())))) == digest_of(stored)


@given(first=REPORTS, second=REPORTS)
def test_two_contents_have_one_hash_only_where_they_are_the_same(first: ReportContent, second: ReportContent) -> None:
    assert (digest_of(to_json(first)) == digest_of(to_json(second))) == (first == second)
