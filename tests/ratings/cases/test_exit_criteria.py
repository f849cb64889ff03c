"""The criteria for leaving one by one: by ratings, by inspectors, and by the word of the oversight body."""

from __future__ import annotations

from datetime import date

import pytest

from oversight.accounts.models import Role
from oversight.organisations.addresses import trust_reference
from oversight.organisations.models import Trust
from oversight.records.references import Reference
from ratings.cases.criteria import BODY_AGREES, ExitCriterion, exit_criteria, exit_is_met, judge_exit_part
from ratings.cases.models import Case, ExitJudgement
from ratings.cases.recommending import recommend_exit
from ratings.rules.special_measures import Criterion, LooksAt, Outcome
from ratings.rules.special_measures_files import special_measures_sets
from tests.ratings.cases.casting import KEOGH, NOW, Cast, agreed, entered, make_cast, person_of, recommended, refused
from tests.ratings.special_measures.making import BETTER, FAILING, publish

pytestmark = pytest.mark.django_db
ENTERED, AGAIN = date(2014, 5, 20), date(2015, 2, 1)


def case_at_its_re_inspection(cast: Cast) -> Case:
    publish(cast.trust, FAILING, on=date(2014, 5, 6), now=NOW)
    case = entered(cast, ENTERED)
    publish(cast.trust, BETTER, on=AGAIN, inspected_on=date(2015, 1, 5), now=NOW, reference="R2")
    return case


def outcomes(case: Case, on: date) -> dict[str, Outcome]:
    return {part.id: part.outcome for part in exit_criteria(case, on)}


def part(case: Case, name: str, on: date) -> ExitCriterion:
    (found,) = [each for each in exit_criteria(case, on) if each.id == name]
    return found


def judge(cast: Cast, case: Case, met: bool, on: date, **changes: object) -> ExitJudgement:
    given = {"part": "sustainable", "words": "The Board holds it.", "by": cast.inspector, "now": NOW, **changes}
    return judge_exit_part(case=case, met=met, on=on, **given)  # type: ignore[arg-type]


def test_each_part_is_met_or_not_by_whom_it_is_for() -> None:
    cast = make_cast()
    case = case_at_its_re_inspection(cast)
    before = outcomes(case, date(2014, 6, 1))
    assert before == {
        "inspected_since": Outcome.NOT_MET,
        "well_led": Outcome.NOT_MET,
        "overall": Outcome.NOT_MET,
        "sustainable": Outcome.FOR_PEOPLE,
        BODY_AGREES: Outcome.FOR_PEOPLE,
    }
    assert outcomes(case, AGAIN) == {
        **dict.fromkeys(("inspected_since", "well_led", "overall"), Outcome.MET),
        "sustainable": Outcome.FOR_PEOPLE,
        BODY_AGREES: Outcome.FOR_PEOPLE,
    }
    assert exit_is_met(exit_criteria(case, AGAIN)) is False
    judge(cast, case, False, date(2015, 2, 3), words="Not yet.")
    judge(cast, case, True, date(2015, 2, 10), reference=trust_reference(cast.trust))
    assert part(case, "sustainable", date(2015, 2, 2)).outcome is Outcome.FOR_PEOPLE
    assert part(case, "sustainable", date(2015, 2, 9)).because == "Not yet."
    newest = part(case, "sustainable", date(2015, 2, 10))
    assert (newest.outcome, newest.because) == (Outcome.MET, "The Board holds it.")
    assert newest.judgement is not None
    assert newest.judgement.judged_by == cast.inspector
    assert exit_is_met(exit_criteria(case, date(2015, 2, 10))) is True


def test_that_the_oversight_body_agrees_is_its_decision() -> None:
    cast = make_cast()
    case = case_at_its_re_inspection(cast)
    word = part(case, BODY_AGREES, date(2015, 2, 4))
    assert word.is_the_bodys
    assert word.because == "Leaving was not recommended yet, so the oversight body was not asked."
    made = recommend_exit(case=case, reason="Safe.", on=date(2015, 2, 5), by=cast.inspector, now=NOW)
    # Recommended all the same, and what was missing is kept with it.
    assert made.criteria_met is False
    kept = next(each for each in made.criteria if each["criterion"] == "exit")
    assert {each["id"]: each["outcome"] for each in kept["evidence"]["parts"]}["sustainable"] == "for_people"
    assert part(case, BODY_AGREES, date(2015, 2, 6)).because == "The oversight body is asked since 5 February 2015."
    agreed(made, cast, date(2015, 2, 7), agreed=False, reason="Too soon.")
    declined = part(case, BODY_AGREES, date(2015, 2, 8))
    assert (declined.outcome, declined.because) == (
        Outcome.NOT_MET,
        "Monitor declined on 7 February 2015: Too soon.",
    )
    judge(cast, case, True, date(2015, 2, 9))
    again = recommend_exit(case=case, reason="Safe.", on=date(2015, 2, 10), by=cast.inspector, now=NOW)
    assert again.criteria_met is True
    kept = next(each for each in again.criteria if each["criterion"] == "exit")
    told = {each["id"]: each for each in kept["evidence"]["parts"]}
    assert (told["sustainable"]["outcome"], told["sustainable"]["because"]) == ("met", "The Board holds it.")


def test_inspectors_judge_what_the_rules_leave_to_them_and_nothing_else() -> None:
    cast = make_cast()
    case = case_at_its_re_inspection(cast)
    on = date(2015, 2, 3)
    for name in ("well_led", BODY_AGREES, "worth_it", "unknown"):
        assert refused(lambda name=name: judge(cast, case, True, on, part=name)) == "unknown_part"
    adviser = person_of("adviser", Role.SPECIALIST_ADVISER, "CQC")
    for by in (cast.decides, cast.signatory, adviser):
        assert refused(lambda by=by: judge(cast, case, True, on, by=by)) == "not_allowed"
    assert refused(lambda: judge(cast, case, True, on, words=" ")) == "no_reason"
    assert refused(lambda: judge(cast, case, True, date(2015, 3, 21))) == "future"
    assert refused(lambda: judge(cast, case, True, date(2014, 5, 19))) == "before"
    gone = Reference("inspection", "IN-NONE")
    assert refused(lambda: judge(cast, case, True, on, reference=gone)) == "unknown_reference"
    waits = recommended(make_cast("RX2")).case
    assert refused(lambda: judge(cast, waits, True, on)) == "moved_on"
    assert exit_criteria(waits, on) == ()
    assert exit_is_met(()) is None


def test_every_set_with_criteria_for_leaving_has_the_bodys_word_as_its_part() -> None:
    """``BODY_AGREES`` is looked for by its id: a set in which it were called otherwise would leave it to inspectors."""
    for rules in special_measures_sets().dated:
        people = [each for each in rules.criteria[Criterion.EXIT].parts if each.looks_at is LooksAt.PERSON]
        assert not people or BODY_AGREES in {each.id for each in people}


def test_in_2013_the_criteria_for_leaving_stand_by_the_rules_of_then() -> None:
    cast = make_cast()
    case = entered(cast, KEOGH)
    assert set(outcomes(case, KEOGH)) == {"inspected_since", "well_led", "overall", "sustainable", BODY_AGREES}
    judged = judge(cast, case, True, date(2014, 5, 5))
    assert judged.rule_set == "special-measures-2013"
    assert judge(cast, case, True, date(2014, 5, 6)).rule_set == "special-measures-2014"
    assert isinstance(case.trust, Trust)
