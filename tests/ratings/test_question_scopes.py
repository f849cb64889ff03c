"""From news to questions: each event asks for its trust, in any order and twice; nothing published or drafted moves."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from inspections.enforcing.answering import answer_notice
from inspections.enforcing.areas import Place as Area
from inspections.enforcing.deciding import decide_notice, decide_requirement, lift_notice
from inspections.enforcing.issuing import Content, Requirement, draft_notice, issue_notice, withdraw_notice
from inspections.importing.published import Published
from inspections.importing.recording import record_published
from inspections.judging.computing import Place
from inspections.judging.departures import approve_departure, propose_departure, withdraw_departure
from inspections.models import Notice, NoticeDecision, PublishedRating, RatingLevel, ReviewRequest
from inspections.reporting.reviewing import Change, decide_review, request_review
from oversight.organisations.successions import record_succession
from oversight.records.audit import System
from oversight.records.models import AuditEntry, Delivery
from oversight.records.outbox import deliver_one, subscriptions
from ratings import subscribing
from ratings.models import Caution, ComputedRating, QuestionChange, RecomputeRequest, Signal, WorkedOutRatings
from ratings.question_writing import write_questions
from ratings.questions import Standing, rating_question_id
from ratings.recompute import compute_ratings, recompute_trust, run_scope
from ratings.rules.ratings_words import KeyQuestion, Rating
from ratings.settling import settle
from ratings.signals import SignalKind, State
from ratings.special_measures.recording import EVENTS
from ratings.tasks import begin_the_day
from ratings.writing import Overtaken
from tests.inspections.making import NOW, Scene, a_scene, new_id
from tests.inspections.reporting.steps import judge, published, sent, written
from tests.ratings.making import accept, accepted_on, hours, make_trust

pytestmark = pytest.mark.django_db
SAFE, EFFECTIVE = KeyQuestion.SAFE, KeyQuestion.EFFECTIVE
# Long after publication: the time of a warning notice of these tests is over by then.
LATER = NOW + timedelta(days=200)


def clock() -> datetime:
    return LATER


def work(now: datetime = LATER) -> None:
    assert not settle(clock=lambda: now, timer=lambda: 0.0, sleep=lambda seconds: None)


def a_notice(scene: Scene, *, now: datetime = LATER, power: str = "section_29a", days: int = 60) -> Notice:
    due = (Requirement("Enough nurses at night.", (now + timedelta(days=days)).date()),)
    content = Content(
        power=power,
        title="Nights",
        reasons="Too few nurses.",
        regulations=("18",),
        areas=(Area(scene.site, "surgery", SAFE),),
        requirements=due if power == "section_29a" else (),
    )
    notice = draft_notice(trust=scene.trust, draft_id=new_id(), content=content, by=scene.lead, now=now)
    return issue_notice(notice=notice, by=scene.lead, now=now)


def rating(scene: Scene, *place: object) -> ComputedRating:
    return ComputedRating.objects.get(question_id=rating_question_id(scene.trust.code, Place(*place)))  # type: ignore[arg-type]


def asked_after(event: str) -> set[str]:
    """Deliver what waits of an event alone, and return the ratings that were asked for by it."""
    RecomputeRequest.objects.all().delete()
    waiting = Delivery.objects.filter(event__name=event, subscriber=subscribing.SUBSCRIBER)
    assert waiting
    for delivery in waiting:
        assert deliver_one(delivery.pk, now=LATER)
    return set(RecomputeRequest.objects.values_list("scope", flat=True))


# Each brings one kind of news about, by the services themselves.


def a_report(scene: Scene) -> None:
    published(scene)


def a_review(scene: Scene) -> None:
    inspection = published(scene).inspection
    request = request_review(
        inspection=inspection,
        request_id=new_id(),
        grounds="The sample was not agreed.",
        about_process_alone=True,
        by=scene.signatory,
        now=NOW + timedelta(days=22),
    )
    decide_review(
        request=request,
        outcome=ReviewRequest.Outcome.NOT_FOLLOWED_CHANGED,
        reason="It was not.",
        changes=[Change(Place(scene.site.code, "surgery", SAFE), Rating.OUTSTANDING)],
        by=scene.chief,
        now=NOW + timedelta(days=30),
    )


def an_override(scene: Scene) -> None:
    departure = propose_departure(
        departure_id=new_id(),
        inspection=written(scene),
        place=Place(scene.site.code, "", SAFE),
        awarded=Rating.REQUIRES_IMPROVEMENT,
        criteria=["extent_and_impact"],
        reason="It reaches every ward.",
        by=scene.lead,
        now=NOW,
    )
    approve_departure(departure=departure, by=scene.manager, now=NOW)
    withdraw_departure(departure=departure, reason="", by=scene.lead, now=NOW)


def issued(scene: Scene) -> None:
    a_notice(scene)


def complied(scene: Scene) -> None:
    decided(scene, complied=True)


def not_complied(scene: Scene) -> None:
    decided(scene, complied=False)


def decided(scene: Scene, *, complied: bool) -> Notice:
    notice = a_notice(scene, now=NOW)
    for requirement in notice.requirements.all():
        decide_requirement(requirement=requirement, met=complied, finding="Seen.", by=scene.lead, now=LATER)
    step = NoticeDecision.Next.NOTHING if complied else NoticeDecision.Next.CONDITION
    decide_notice(notice=notice, complied=complied, next_step=step, reason="Seen.", by=scene.lead, now=LATER)
    return notice


def lifted(scene: Scene) -> None:
    lift_notice(notice=a_notice(scene, power="section_12"), reason="Done.", by=scene.lead, now=LATER)


def withdrawn(scene: Scene) -> None:
    withdraw_notice(notice=a_notice(scene), reason="By mistake.", by=scene.lead, now=LATER)


def concluded(scene: Scene) -> None:
    from inspections.enforcing.deciding import conclude_notice

    conclude_notice(notice=decided(scene, complied=False), reason="Another followed.", by=scene.lead, now=LATER)


def answered(scene: Scene) -> None:
    answer_notice(notice=a_notice(scene), text="Nurses were hired.", answer_id=new_id(), by=scene.signatory, now=LATER)


def imported(scene: Scene) -> None:
    one = Published(
        provider_code=scene.trust.code,
        location_code=scene.site.code,
        service="",
        key_question=None,
        word=Rating.GOOD,
        as_published="Good",
        published_on=date(2026, 1, 9),
    )
    source = PublishedRating.Source.LATEST_RATINGS
    record_published(ratings=[one], source=source, hashes=["0" * 64], by=System("test"), now=NOW)


NEWS: dict[str, Callable[[Scene], None]] = {
    "inspection.published": a_report,
    "inspection.review_decided": a_review,
    "inspection.departure_approved": an_override,
    "inspection.departure_withdrawn": an_override,
    "notice.issued": issued,
    "notice.complied": complied,
    "notice.not_complied": not_complied,
    "notice.lifted": lifted,
    "notice.withdrawn": withdrawn,
    "notice.concluded": concluded,
    "notice.answered": answered,
    "ratings.imported": imported,
}


@pytest.mark.parametrize("event", sorted(NEWS))
def test_each_event_asks_for_the_ratings_of_its_trust_and_of_no_other(event: str) -> None:
    scene = a_scene()
    a_scene("RX2")
    NEWS[event](scene)
    # A report or an import may make a trust one that was inspected recently, which stands in place of a band.
    bands = set() if event.startswith("notice.") else {"bands:real"}
    assert asked_after(event) == {"ratings:RX1", *bands}


def test_the_list_of_events_is_whole() -> None:
    heard = {name for name, by in subscriptions().items() if subscribing.SUBSCRIBER in by}
    of_wards = {"ward.closed", "ward.reopened"}
    of_plans = {"plan.report_published"}
    others = {"observations.imported", "return.accepted", "succession.recorded"}
    assert heard == {*NEWS, *EVENTS, *of_wards, *of_plans, *others}


def test_a_succession_asks_for_both_trusts() -> None:
    make_trust("RA1")
    make_trust("RA2")
    record_succession(from_code="RA1", to_code="RA2", on=date(2026, 4, 1), by=System("test"), now=NOW)
    assert asked_after("succession.recorded") == {"ratings:RA1", "ratings:RA2", "bands:real"}


def test_a_published_report_is_computed_at_every_level_and_agrees() -> None:
    scene = a_scene()
    published(scene)
    before = list(PublishedRating.objects.order_by("pk").values())
    work()
    assert ComputedRating.objects.count() == 10 + 2 + 5 + 1 + 5 + 1
    assert set(ComputedRating.objects.values_list("standing", flat=True)) == {Standing.AGREES}
    assert not QuestionChange.objects.exists()
    assert not Caution.objects.exists()
    overall = rating(scene, scene.site.code)
    assert (overall.computed, overall.published, overall.rule) == ("good", "good", "E")
    assert list(PublishedRating.objects.order_by("pk").values()) == before


def test_a_departure_that_an_inspection_recorded_is_explained_and_asks_nothing() -> None:
    scene = a_scene()
    inspection = written(scene)
    departure = propose_departure(
        departure_id=new_id(),
        inspection=inspection,
        place=Place(scene.site.code, "", SAFE),
        awarded=Rating.REQUIRES_IMPROVEMENT,
        criteria=["extent_and_impact"],
        reason="It reaches every ward.",
        by=scene.lead,
        now=NOW,
    )
    approve_departure(departure=departure, by=scene.manager, now=NOW)
    published(scene, inspection)
    work()
    safe = rating(scene, scene.site.code, "", SAFE)
    assert (safe.computed, safe.published, safe.standing) == ("good", "requires_improvement", Standing.EXPLAINED)
    assert safe.departure_reason == "It reaches every ward."
    assert not QuestionChange.objects.exists()


def test_a_notice_after_publication_is_a_question_until_it_ends_and_each_is_a_row() -> None:
    scene = a_scene()
    published(scene)
    work()
    notice = a_notice(scene)
    work()
    place = (scene.site.code, "surgery", SAFE)
    row = rating(scene, *place)
    assert (row.computed, row.published, row.standing) == ("inadequate", "good", Standing.DIFFERS)
    assert (row.rule, row.notices) == ("enforcement", [notice.reference])
    change = QuestionChange.objects.get()
    assert (change.old, change.new) == (Standing.AGREES, Standing.DIFFERS)
    assert (change.old_computed, change.new_computed) == ("good", "inadequate")
    assert (change.old_published, change.new_published) == ("good", "good")
    assert change.cause == f"Notice {notice.reference} came into force."
    assert change.inputs == {"safe": "good", "notices": [notice.reference]}
    assert change.facts_sha256 == row.facts_sha256 != change.old_facts_sha256
    assert AuditEntry.objects.get(action="rating_questions.changed").system == "recompute"
    assert set(ComputedRating.objects.exclude(pk=row.pk).values_list("standing", flat=True)) == {Standing.AGREES}

    withdraw_notice(notice=notice, reason="By mistake.", by=scene.lead, now=LATER)
    work()
    assert rating(scene, *place).standing == Standing.AGREES
    assert QuestionChange.objects.first().cause == f"Notice {notice.reference} limits it no longer."
    for undo in (QuestionChange.objects.all().delete, lambda: QuestionChange.objects.update(reason="")):
        with pytest.raises(DatabaseError), transaction.atomic():
            undo()


def test_the_words_of_a_draft_never_enter() -> None:
    scene = a_scene()
    published(scene)
    work()
    before = sorted(ComputedRating.objects.values_list("question_id", "digest"))
    # The next inspection judges all inadequate, departs from what the rules give, and its draft is with the trust.
    second = written(scene, but={("surgery", question): Rating.INADEQUATE for question in KeyQuestion})
    judge(scene, second, "critical_care", SAFE, Rating.INADEQUATE)
    departure = propose_departure(
        departure_id=new_id(),
        inspection=second,
        place=Place(scene.site.code, "critical_care"),
        awarded=Rating.INADEQUATE,
        criteria=["extent_and_impact"],
        reason="As bad.",
        by=scene.lead,
        now=NOW,
    )
    approve_departure(departure=departure, by=scene.manager, now=NOW)
    sent(scene, second)
    # Nor does a notice that is still being written.
    content = Content(
        power="section_29a",
        title="Nights",
        reasons="Too few nurses.",
        regulations=("18",),
        areas=(Area(scene.site, "surgery", SAFE),),
        requirements=(Requirement("More nurses.", date(2026, 12, 1)),),
    )
    draft_notice(trust=scene.trust, draft_id=new_id(), content=content, by=scene.lead, now=NOW)
    work()
    recompute_trust(scene.trust, clock=clock)
    assert sorted(ComputedRating.objects.values_list("question_id", "digest")) == before
    assert not QuestionChange.objects.exists()
    assert not Caution.objects.exists()
    assert "inadequate" not in str(list(ComputedRating.objects.values()))


def test_a_warning_notice_past_its_time_raises_a_caution_until_it_is_decided(monkeypatch, settings) -> None:
    settings.DEBUG = True
    scene = a_scene()
    notice = a_notice(scene, now=NOW)
    work(NOW)
    assert not Caution.objects.exists()
    last = notice.requirements.get().due_on
    for day, cautions in ((0, 0), (1, 1)):
        moment = datetime.combine(last, datetime.min.time(), UTC) + timedelta(days=day, hours=12)
        monkeypatch.setenv("OVERSIGHT_NOW", moment.isoformat())
        begin_the_day()
        # On the same day nothing more is asked.
        wanted = RecomputeRequest.objects.get(scope="ratings:RX1").wanted
        work(moment)
        begin_the_day()
        assert RecomputeRequest.objects.get(scope="ratings:RX1").wanted == wanted
        assert Caution.objects.count() == cautions
    caution = Caution.objects.get()
    assert (caution.rule, caution.subject) == ("caution.warning_without_decision", notice.reference)
    assert (caution.regulations, caution.key_questions) == (["18"], ["safe"])
    assert notice.reference in caution.reason
    for requirement in notice.requirements.all():
        decide_requirement(requirement=requirement, met=True, finding="Seen.", by=scene.lead, now=LATER)
    step = NoticeDecision.Next.NOTHING
    decide_notice(notice=notice, complied=True, next_step=step, reason="Seen.", by=scene.lead, now=LATER)
    work()
    assert not Caution.objects.exists()
    assert list(QuestionChange.objects.order_by("id").values_list("old", "new", "cause")) == [
        (Standing.NOTHING, Standing.RAISED, "The facts meet the rule now."),
        (Standing.RAISED, Standing.NOTHING, "The facts do not meet the rule any more."),
    ]


def test_a_ward_that_becomes_often_short_raises_a_caution_after_its_signal() -> None:
    trust = make_trust(wards=1)
    low = hours(night_registered_actual="700")
    accept(trust, "2026-08", {"Ward 1": low}, tell=True)
    work()
    assert not Caution.objects.exists()
    accept(trust, "2026-09", {"Ward 1": low}, tell=True)
    work()
    caution = Caution.objects.get()
    ward = Signal.objects.get(kind=SignalKind.OFTEN_SHORT, state=State.OFTEN_SHORT).subject
    assert (caution.trust_code, caution.rule, caution.regulations) == ("RX1", "caution.wards_often_short", ["18"])
    assert caution.evidence == {"wards": [ward], "month": "2026-09-01"}
    assert caution.reason == "1 ward is often short of planned hours in the months up to September 2026."
    accept(trust, "2026-09", {"Ward 1": hours()}, now=accepted_on("2026-10"), tell=True)
    work()
    assert not Caution.objects.exists()


def everything() -> list[object]:
    """What is worked out, without the times of it, and without the references that fall by chance."""
    ratings = ComputedRating.objects.values_list("question_id", "computed", "published", "standing", "rule", "reason")
    return [sorted(ratings), sorted(Caution.objects.values_list("trust_code", "rule", "regulations"))]


@pytest.mark.parametrize("seed", range(4))
def test_news_in_any_order_and_twice_comes_to_the_same(seed: int) -> None:
    chance = random.Random(seed)
    scene = a_scene()
    published(scene)
    a_notice(scene, now=NOW + timedelta(days=30))
    not_complied(scene)
    imported(scene)
    deliveries = list(Delivery.objects.filter(subscriber=subscribing.SUBSCRIBER).order_by("pk"))
    assert len(deliveries) > 4
    chance.shuffle(deliveries)
    for delivery in deliveries:
        assert deliver_one(delivery.pk, now=LATER)
        if chance.random() < 0.5:
            run_scope("ratings:RX1", clock=clock)
    work()
    first, changes = everything(), QuestionChange.objects.count()
    Delivery.objects.filter(subscriber=subscribing.SUBSCRIBER).update(state="waiting", done_at=None, attempts=0)
    work()
    assert everything() == first
    assert QuestionChange.objects.count() == changes
    asking = ComputedRating.objects.filter(standing=Standing.DIFFERS)
    assert [(each.service, each.key_question) for each in asking] == [("surgery", "safe")]
    assert sorted(Caution.objects.values_list("rule", flat=True)) == [
        "caution.nothing_followed",
        "caution.warning_without_decision",
    ]


def test_what_another_changed_meanwhile_is_not_overwritten() -> None:
    scene = a_scene()
    published(scene)
    work()
    a_notice(scene)
    made = compute_ratings("RX1", on=LATER.date())
    ComputedRating.objects.filter(service="surgery", key_question="safe").update(digest="another's")
    read = ComputedRating.objects.filter(service="surgery", key_question="safe").get
    with pytest.MonkeyPatch.context() as patch:
        from ratings import question_writing

        swap = question_writing._swap

        def overtaken(model, row, *more):
            model.objects.filter(pk=row.pk).update(digest="a third's")
            swap(model, row, *more)

        patch.setattr(question_writing, "_swap", overtaken)
        with pytest.raises(Overtaken), transaction.atomic():
            write_questions(made, now=LATER)
    assert read().computed == "good"


def test_a_trust_that_was_followed_leaves_its_hospitals_to_its_successor() -> None:
    scene, other = a_scene(), a_scene("RX2")
    published(scene)
    work()
    record_succession(from_code="RX1", to_code="RX2", on=date(2026, 12, 1), by=System("test"), now=LATER)
    work()
    assert not ComputedRating.objects.filter(trust_code="RX1").exists()
    theirs = ComputedRating.objects.filter(trust_code="RX2")
    assert {each.location_code for each in theirs} == {scene.site.code, ""}
    assert theirs.get(level=RatingLevel.LOCATION).computed == "good"
    assert other.site.code not in {each.location_code for each in theirs}


def test_only_what_is_of_an_earlier_day_is_asked_for_and_what_never_was() -> None:
    scene = a_scene()
    published(scene)
    with transaction.atomic():
        assert subscribing.ask_for_the_day(on=LATER.date(), now=LATER) == 1
    work()
    assert WorkedOutRatings.objects.get().on == LATER.date()
    with transaction.atomic():
        assert subscribing.ask_for_the_day(on=LATER.date(), now=LATER) == 0
        assert subscribing.ask_for_the_day(on=LATER.date() + timedelta(days=1), now=LATER) == 1
        # It waits already.
        assert subscribing.ask_for_the_day(on=LATER.date() + timedelta(days=1), now=LATER) == 0
