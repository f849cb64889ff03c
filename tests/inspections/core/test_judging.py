"""Judgements on record: what they rest on, who gives them and when, and two at once."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from inspections.judging.recording import (
    Sign,
    Standard,
    Unrated,
    standing_judgements,
    verdict_of,
)
from inspections.models import (
    Inspection,
    Judgement,
    NiceStandard,
)
from oversight.records.models import AuditEntry
from ratings.rules.ratings_words import NonRating, Rating
from tests.inspections.core.refusing import refused
from tests.inspections.judging_making import (
    NOT_RATED,
    RI,
    G,
    I,
    O,
    Q,
    S,
    judge,
    some_evidence,
)
from tests.inspections.making import NOW, Scene, a_scene, an_inspection, another_site, bring_to, new_id
from tests.returns.test_at_once import at_once


@pytest.fixture
def scene(db: None) -> Scene:
    return a_scene()


@pytest.fixture
def inspection(scene: Scene) -> Inspection:
    return an_inspection(scene, S.DRAFTING)


class TestRecording:
    def test_a_judgement_keeps_all_that_supports_it(self, scene: Scene, inspection: Inspection) -> None:
        piece = some_evidence(scene, inspection)
        made = judge(
            scene,
            inspection,
            O,
            evidence=[piece, piece],
            rationale=" Staff learn from every incident. ",
            signs=[Sign(O, "Learning is shared."), Sign(G, " ")],
            standards=[Standard(NiceStandard.Kind.DEVELOPMENTAL, "QS15", "Patient experience")],
        )
        assert (made.number, made.rating, made.rationale) == (1, "outstanding", "Staff learn from every incident.")
        assert [piece] == list(made.evidence.all())
        assert [each.statement for each in made.characteristics.all()] == ["Learning is shared."]
        assert [each.code for each in made.nice_standards.all()] == ["QS15"]
        entry = AuditEntry.objects.get(action="judgement.recorded")
        assert entry.subject_id == f"{inspection.reference}/RX101/surgery/safe"
        assert not any("outstanding" in text or "Staff" in text for text in [*entry.fields, *entry.hashes])

    def test_a_later_judgement_takes_the_place_and_both_are_kept(self, scene: Scene, inspection: Inspection) -> None:
        judge(scene, inspection, G)
        judge(scene, inspection, RI, seen=1)
        assert [each.rating for each in Judgement.objects.order_by("number")] == ["good", "requires_improvement"]
        standing = standing_judgements(inspection)
        assert verdict_of(standing[("RX101", "surgery", Q.SAFE)]) is RI

    def test_a_judgement_that_was_not_seen_is_not_replaced(self, scene: Scene, inspection: Inspection) -> None:
        judge(scene, inspection, G)
        with refused("newer"):
            judge(scene, inspection, RI)
        with refused("newer"):
            judge(scene, inspection, RI, seen=2)

    def test_a_judgement_sent_twice_is_one(self, scene: Scene, inspection: Inspection) -> None:
        sent = new_id()
        first = judge(scene, inspection, G, save_id=sent)
        assert judge(scene, inspection, G, save_id=sent) == first
        assert Judgement.objects.count() == 1
        with refused("known"):
            judge(scene, inspection, G, save_id=sent, by=scene.second)

    def test_why_there_is_no_rating_is_said(self, scene: Scene, inspection: Inspection) -> None:
        made = judge(scene, inspection, NOT_RATED, evidence=[])
        assert (made.rating, made.non_rating, made.non_rating_reason) == ("", "not_rated", "not_enough_evidence")
        assert verdict_of(made) is NonRating.NOT_RATED

    def test_a_rating_rests_on_evidence_of_its_own_inspection(self, scene: Scene, inspection: Inspection) -> None:
        with refused("supports"):
            judge(scene, inspection, G, evidence=[])
        with refused("evidence"):
            judge(scene, inspection, G, evidence=[some_evidence(scene, an_inspection(scene))])

    @pytest.mark.parametrize(
        ("verdict", "kind", "supported"),
        [
            (G, NiceStandard.Kind.QUALITY_STANDARD, True),
            (O, NiceStandard.Kind.QUALITY_STANDARD, True),
            (O, NiceStandard.Kind.DEVELOPMENTAL, True),
            (G, NiceStandard.Kind.DEVELOPMENTAL, False),
            (RI, NiceStandard.Kind.QUALITY_STANDARD, False),
            (NOT_RATED, NiceStandard.Kind.QUALITY_STANDARD, False),
        ],
    )
    def test_a_nice_standard_supports_good_or_outstanding(
        self, scene: Scene, inspection: Inspection, verdict: Rating | Unrated, kind: NiceStandard.Kind, supported: bool
    ) -> None:
        if supported:
            assert judge(scene, inspection, verdict, standards=[Standard(kind, "QS15")]).nice_standards.count() == 1
        else:
            with refused("supports"):
                judge(scene, inspection, verdict, standards=[Standard(kind, "QS15")])

    def test_what_is_not_inspected_is_not_judged(self, scene: Scene, inspection: Inspection) -> None:
        with refused("place"):
            judge(scene, inspection, G, service="maternity")
        with refused("place"):
            judge(scene, inspection, G, site=another_site(scene))
        with refused("place"):
            judge(scene, inspection, G, Q.SAFE, service="")
        assert judge(scene, inspection, G, Q.WELL_LED, service="").site is None

    def test_people_of_the_team_judge_while_the_ratings_are_open(self, scene: Scene, inspection: Inspection) -> None:
        with refused("not_in_team"):
            judge(scene, inspection, G, by=scene.manager)
        with refused("not_allowed"):
            judge(scene, inspection, G, by=scene.signatory)
        piece = some_evidence(scene, inspection)
        for state in (S.QUALITY_REVIEWED, S.FACTUAL_ACCURACY_OPEN):
            bring_to(inspection, state)
            with refused("moved_on"):
                judge(scene, inspection, G, evidence=[piece])
        bring_to(inspection, S.FACTUAL_ACCURACY_RESOLVED)
        assert judge(scene, inspection, G, evidence=[piece])
        bring_to(inspection, S.PUBLISHED)
        with refused("moved_on"):
            judge(scene, inspection, RI, seen=1, evidence=[piece])

    def test_the_database_keeps_judgements_and_refuses_late_ones(self, scene: Scene, inspection: Inspection) -> None:
        made = judge(scene, inspection, G)
        bring_to(inspection, S.PUBLISHED)
        for spoil in (
            lambda: Judgement.objects.update(rating="inadequate"),
            lambda: made.delete(),
            lambda: Judgement.objects.create(
                inspection=inspection,
                site=scene.site,
                service="surgery",
                key_question="safe",
                number=2,
                rating="inadequate",
                save_id=new_id(),
                judged_by=scene.lead,
                judged_at=NOW,
            ),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                spoil()

    @pytest.mark.django_db(transaction=True)
    def test_two_judgements_at_once_leave_one_and_tell_the_other(self) -> None:
        scene = a_scene()
        inspection = an_inspection(scene)
        piece = some_evidence(scene, inspection)
        outcomes = at_once(
            lambda: judge(scene, inspection, G, evidence=[piece]),
            lambda: judge(scene, inspection, I, evidence=[piece], by=scene.second),
        )
        assert [getattr(outcome, "code", "") for outcome in outcomes if isinstance(outcome, Exception)] == ["newer"]
        assert Judgement.objects.count() == 1
