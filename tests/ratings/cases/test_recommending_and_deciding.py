"""From the recommendation to the day the trust left: who does what, with which reason, and what goes with it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from oversight.accounts.models import Person, Role
from oversight.organisations.models import Body
from oversight.records.audit import System
from oversight.records.models import AuditEntry, OutboxEvent
from oversight.records.references import Reference, resolve
from ratings.cases.attaching import Attached
from ratings.cases.models import Case, Recommendation
from ratings.cases.permitting import bodies_deciding
from ratings.cases.recommending import (
    recommend_administration,
    recommend_exit,
    recommend_extension,
    recommend_further_action,
    withdraw,
)
from ratings.cases.states import CaseState, RecommendationState
from ratings.models import SpecialMeasuresSpell
from ratings.special_measures.recording import record_entry
from ratings.special_measures.standing import in_special_measures
from tests.ratings.cases.casting import (
    FOUNDATION,
    KEOGH,
    NHS,
    NOW,
    WHY,
    Cast,
    agreed,
    entered,
    entries_of,
    evidence,
    make_cast,
    person_of,
    recommended,
    refused,
)
from tests.ratings.making import make_trust
from tests.ratings.special_measures.making import FAILING, publish

pytestmark = pytest.mark.django_db
YEAR_ON = date(2014, 7, 16)


def exit_(cast: Cast, case: Case, on: date = YEAR_ON, **changes: object) -> Recommendation:
    given = {"reason": "It is safe now.", "by": cast.inspector, "now": NOW, **changes}
    return recommend_exit(case=case, on=on, **given)  # type: ignore[arg-type]


def extension(cast: Cast, case: Case, to: date, on: date = YEAR_ON, **changes: object) -> Recommendation:
    given = {"reason": "It improves slowly.", "by": cast.inspector, "now": NOW, **changes}
    return recommend_extension(case=case, to=to, on=on, **given)  # type: ignore[arg-type]


def test_what_the_chief_inspector_recommends_enters_once_the_oversight_body_agrees() -> None:
    cast = make_cast()
    made = recommended(cast)
    assert (made.case.reference, made.case.state, made.state) == ("SM-2013-0001", "recommended", "waiting")
    assert in_special_measures(KEOGH) == frozenset()
    agreed(made, cast, date(2013, 7, 18), reason=" As we saw ourselves. ")
    case = Case.objects.get()
    assert (case.state, case.opened_on) == ("in_measures", KEOGH)
    assert case.spell is not None
    assert (case.spell.entered_on, case.spell.reinspect_by) == (date(2013, 7, 18), date(2014, 7, 18))
    assert (case.spell.entry_reason, case.spell.entry_by) == ("As we saw ourselves.", cast.decides)
    made.refresh_from_db()
    assert (made.made_by, made.made_as, made.reason) == (cast.chief, str(Role.CHIEF_INSPECTOR), WHY)
    assert (made.decided_by, made.decided_as, made.state) == (cast.decides, str(Role.OVERSIGHT_BODY), "agreed")
    assert made.body == Body.objects.get(code="MONITOR")
    assert in_special_measures(date(2013, 7, 18)) == {"RX1"}
    # One entry for each deed in the case; and the time in special measures has its own.
    assert entries_of(case) == ["case.recommended", "case.decided"]
    assert AuditEntry.objects.filter(action="special_measures.entered").count() == 1
    news = OutboxEvent.objects.filter(subject_kind="case").order_by("pk")
    assert [event.name for event in news] == ["case.recommended", "case.decided"]
    # Ids and codes, never words.
    assert all(WHY not in str(event.payload) and "saw" not in str(event.payload) for event in news)


def test_the_criteria_are_kept_as_they_stood_and_what_is_attached_with_them() -> None:
    cast = make_cast()
    publish(cast.trust, FAILING, on=date(2015, 3, 2))
    met = recommended(cast, date(2015, 3, 10), attached=[])
    assert met.criteria_met is True
    entry = next(each for each in met.criteria if each["criterion"] == "entry")
    assert (entry["state"], entry["rule_set"]) == ("met", "special-measures-2014")
    assert "well-led" in entry["reason"].lower()
    assert not met.attachments.exists()


def test_a_trust_whose_criteria_are_not_met_is_recommended_with_evidence_or_not_at_all() -> None:
    """Eleven trusts entered on 16 July 2013, when no trust was rated."""
    cast = make_cast()
    assert refused(lambda: recommended(cast, attached=[])) == "no_evidence"
    assert refused(lambda: recommended(cast, attached=[Attached("Nothing.")])) == "no_evidence"
    missing = [Attached("Gone.", Reference("trust", "RX9"))]
    assert refused(lambda: recommended(cast, attached=missing)) == "unknown_reference"
    assert refused(lambda: recommended(cast, attached=[Attached(" ", Reference("trust", "RX1"))])) == "no_words"
    assert refused(lambda: recommended(cast, attached=[Attached("Rota.", None, b"x", " ")])) == "no_evidence"
    assert Case.objects.count() == 0
    made = recommended(cast, attached=[*evidence(cast.trust), Attached("The rota.", None, b"night,2", "rota.csv")])
    assert made.criteria_met is None
    kept = list(made.attachments.all())
    assert [(each.reference_kind, each.reference_id, each.filename) for each in kept] == [
        ("trust", "RX1", ""),
        ("", "", "rota.csv"),
    ]
    assert kept[1].stored is not None
    assert bytes(kept[1].stored.content) == b"night,2"


def test_the_chief_inspector_alone_recommends_an_entry_and_the_trusts_own_body_alone_decides() -> None:
    cast = make_cast(kind=NHS)
    manager = person_of("manager", Role.INSPECTION_MANAGER, "CQC")
    monitor = person_of("monitor", Role.OVERSIGHT_BODY, "MONITOR")
    for by in (cast.inspector, manager, cast.decides, cast.signatory):
        assert refused(lambda by=by: recommended(cast, by=by)) == "not_allowed"
    made = recommended(cast)
    # Neither who recommends nor the body of the other kind of trusts.
    for by in (cast.chief, cast.inspector, monitor, cast.signatory):
        assert refused(lambda by=by: agreed(made, cast, by=by)) == "not_allowed"
    assert agreed(made, cast).body == Body.objects.get(code="TDA")


@pytest.mark.parametrize(
    ("day", "foundation", "nhs"),
    [
        (date(2016, 3, 31), "MONITOR", "TDA"),
        (date(2016, 4, 1), "NHSI", "NHSI"),
        (date(2022, 6, 30), "NHSI", "NHSI"),
        (date(2022, 7, 1), "NHSE", "NHSE"),
    ],
    ids=["the last of Monitor", "the first of NHS Improvement", "its last", "the first of NHS England"],
)
def test_the_body_that_decides_is_that_of_the_trusts_kind_on_the_day(day: date, foundation: str, nhs: str) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for code, kind, body in (("RX1", FOUNDATION, foundation), ("RX2", NHS, nhs)):
        cast = make_cast(code, kind)
        made = recommended(cast, on=day, now=now)
        assert [each.code for each in bodies_deciding(made.case, day)] == [body]
        everybody = {each: person_of(f"of-{each.lower()}", Role.OVERSIGHT_BODY, each) for each in BODIES}
        for each, by in everybody.items():
            if each != body:
                assert refused(lambda by=by, made=made, cast=cast: agreed(made, cast, by=by, now=now)) == "not_allowed"
        decided = agreed(made, cast, by=everybody[body], now=now)
        assert decided.body is not None
        assert decided.body.code == body


BODIES = ("MONITOR", "TDA", "NHSI", "NHSE")


def test_what_is_declined_ends_the_case_with_its_reason_and_another_can_begin() -> None:
    cast = make_cast()
    made = agreed(recommended(cast), cast, agreed=False, reason="It has begun to mend this itself.")
    assert (made.state, made.case.state, made.case.spell) == ("declined", "not_entered", None)
    assert made.decision_reason == "It has begun to mend this itself."
    assert in_special_measures(KEOGH) == frozenset()
    assert entries_of(made.case) == ["case.recommended", "case.decided"]
    assert refused(lambda: agreed(made, cast)) == "decided"
    assert refused(lambda: withdraw(recommendation=made, reason="x", on=KEOGH, by=cast.chief, now=NOW)) == "decided"
    again = recommended(cast, date(2013, 9, 1))
    assert again.case.reference == "SM-2013-0002"


def test_what_is_withdrawn_before_it_is_decided_ends_the_case_too() -> None:
    cast = make_cast()
    made = recommended(cast)
    for by in (cast.inspector, cast.decides):
        assert (
            refused(lambda by=by: withdraw(recommendation=made, reason="x", on=KEOGH, by=by, now=NOW)) == "not_allowed"
        )
    back = withdraw(recommendation=made, reason="The figures were another trust's.", on=KEOGH, by=cast.chief, now=NOW)
    assert (back.state, back.body, back.case.state) == ("withdrawn", None, "not_entered")
    assert entries_of(back.case) == ["case.recommended", "case.withdrawn"]
    assert refused(lambda: agreed(made, cast)) == "decided"


def test_a_second_case_is_not_begun_while_one_is_open() -> None:
    cast = make_cast()
    made = recommended(cast)
    assert refused(lambda: recommended(cast)) == "open"
    agreed(made, cast)
    assert refused(lambda: recommended(cast, date(2013, 9, 1))) == "already_in"
    elsewhere = make_trust("RX2")
    record_entry(trust=elsewhere, on=KEOGH, reason=WHY, by=System("test"), now=NOW)
    assert refused(lambda: recommended(Cast(elsewhere, cast.chief, *[cast.chief] * 3))) == "already_in"


def test_entered_on_16_july_2013_it_is_extended_to_16_january_2015_at_most_and_once() -> None:
    cast = make_cast()
    case = entered(cast)
    assert case.spell is not None
    assert case.spell.reinspect_by == date(2014, 7, 16)
    assert refused(lambda: extension(cast, case, date(2014, 7, 16))) == "not_longer"
    assert refused(lambda: extension(cast, case, date(2015, 1, 17))) == "too_long"
    made = extension(cast, case, date(2015, 1, 16))
    assert made.criteria_met is True
    assert refused(lambda: extension(cast, case, date(2015, 1, 1))) == "waiting"
    agreed(made, cast, date(2014, 7, 20))
    spell = SpecialMeasuresSpell.objects.get()
    assert (spell.extended_on, spell.extended_to) == (date(2014, 7, 20), date(2015, 1, 16))
    assert Case.objects.get().state == "in_measures"
    assert refused(lambda: extension(cast, case, date(2015, 1, 10))) == "extended"


def test_a_declined_extension_leaves_the_time_as_it_was() -> None:
    cast = make_cast()
    made = extension(cast, entered(cast), date(2015, 1, 16))
    agreed(made, cast, agreed=False)
    assert SpecialMeasuresSpell.objects.get().extended_to is None
    assert Case.objects.get().state == "in_measures"


def test_an_exit_ends_case_time_and_suspension_on_one_day() -> None:
    cast = make_cast()
    case = entered(cast)
    suspension = case.suspensions.get()
    assert (suspension.from_on, suspension.to_on) == (KEOGH, None)
    agreed(exit_(cast, case), cast, date(2014, 7, 20))
    case = Case.objects.select_related("spell").get()
    suspension.refresh_from_db()
    assert case.spell is not None
    assert (case.state, case.spell.left_on, suspension.to_on) == ("left", date(2014, 7, 20), date(2014, 7, 20))
    assert refused(lambda: exit_(cast, case)) == "moved_on"
    # It may be recommended anew, in a case of its own.
    assert recommended(cast, date(2015, 1, 5)).case.reference == "SM-2015-0001"


def test_an_nhs_trust_has_no_autonomy_to_suspend() -> None:
    cast = make_cast(kind=NHS)
    assert not entered(cast).suspensions.exists()


def test_further_action_is_decided_and_the_trust_stays_in_special_measures() -> None:
    cast = make_cast()
    case = entered(cast)
    made = recommend_further_action(
        case=case, reason="Close the ward at night.", on=YEAR_ON, by=cast.inspector, now=NOW
    )
    assert agreed(made, cast, YEAR_ON).case.state == "in_measures"
    assert made.criteria_met is None
    assert {each["criterion"] for each in made.criteria} >= {"exit", "reinspection"}


@pytest.mark.parametrize("kind", [FOUNDATION, NHS], ids=["foundation trust", "nhs trust"])
def test_a_directed_administration_keeps_the_kind_on_the_day_and_is_not_declined(kind: str) -> None:
    cast = make_cast(kind=kind)
    case = entered(cast)

    def direct(by: Person = cast.chief) -> Recommendation:
        route = Recommendation.Route.DIRECTED
        return recommend_administration(case=case, route=route, reason="Unsafe.", on=YEAR_ON, by=by, now=NOW)

    # The Chief Inspector alone.
    assert refused(lambda: direct(cast.inspector)) == "not_allowed"
    made = direct()
    assert (made.route, made.trust_kind) == ("directed", kind)
    assert refused(lambda: agreed(made, cast, YEAR_ON, agreed=False)) == "directed"
    assert agreed(made, cast, YEAR_ON).case.state == "in_administration"
    # It is still in special measures; longer or administered twice it cannot be, and it can leave.
    assert in_special_measures(YEAR_ON) == {"RX1"}
    assert refused(lambda: extension(cast, case, date(2015, 1, 16))) == "moved_on"
    assert refused(direct) == "moved_on"
    assert agreed(exit_(cast, case, date(2015, 3, 1)), cast).case.state == "left"


def test_a_recommended_administration_may_be_declined() -> None:
    cast = make_cast()
    case = entered(cast)
    made = recommend_administration(
        case=case, route=Recommendation.Route.AGREED, reason="Unsafe.", on=YEAR_ON, by=cast.chief, now=NOW
    )
    assert agreed(made, cast, agreed=False).case.state == "in_measures"


def test_days_and_reasons_that_cannot_be_are_refused() -> None:
    cast = make_cast()
    assert refused(lambda: recommended(cast, reason=" ")) == "no_reason"
    assert refused(lambda: recommended(cast, date(2015, 3, 21))) == "future"
    made = recommended(cast)
    assert refused(lambda: agreed(made, cast, reason="")) == "no_reason"
    assert refused(lambda: agreed(made, cast, date(2015, 3, 21))) == "future"
    assert refused(lambda: agreed(made, cast, date(2013, 7, 15))) == "before"
    # Sooner than usual, not later; and of nothing but an entry.
    assert refused(lambda: agreed(made, cast, reinspect_by=date(2014, 7, 17))) == "reinspection"
    assert refused(lambda: agreed(made, cast, agreed=False, reinspect_by=date(2014, 1, 1))) == "reinspection"
    # What was refused changed nothing, neither on record nor in the hand of the page that asked.
    assert refused(lambda: agreed(made, cast, reinspect_by=KEOGH)) == "reinspection"
    assert (made.state, made.decided_on) == ("waiting", None)
    made.refresh_from_db()
    assert (made.state, Case.objects.get().state) == ("waiting", "recommended")
    case = agreed(made, cast, reinspect_by=date(2014, 1, 16)).case
    assert case.spell is not None
    assert case.spell.reinspect_by == date(2014, 1, 16)
    assert refused(lambda: exit_(cast, case, date(2013, 7, 15))) == "before"
    assert refused(lambda: exit_(cast, case, by=cast.decides)) == "not_allowed"


def test_a_trust_whose_body_is_not_on_record_is_decided_on_by_nobody() -> None:
    cast = make_cast()
    made = recommended(cast)
    cast.trust.kinds.all().delete()
    assert bodies_deciding(made.case, KEOGH) == []
    assert refused(lambda: agreed(made, cast)) == "not_allowed"


def test_a_case_is_named_elsewhere_once_its_trust_entered() -> None:
    cast = make_cast()
    made = recommended(cast)
    reference = Reference("case", made.case.reference)
    described = resolve(reference)
    assert described is not None
    assert described.title == "Case SM-2013-0001"
    agreed(made, cast)
    described = resolve(reference)
    assert described is not None
    assert cast.trust.shown_name in described.title
    assert resolve(Reference("case", "SM-1900-0001")) is None


def test_every_state_has_its_word() -> None:
    assert all(state.label for state in (*CaseState, *RecommendationState))
