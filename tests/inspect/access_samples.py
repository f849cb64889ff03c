"""What the walk over every address needs of an inspector's pages and of the work behind."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings as project

from complaints.concerns import telling as concerns
from complaints.concerns.models import Concern, Photo, Route, Teller
from complaints.concerns.places import About
from complaints.concerns.reference_codes import new_form
from complaints.concerns.sealing import Identity
from oversight.accounts.models import Role
from oversight.measures.periods import Grain, Period
from oversight.organisations.models import Ward
from ratings.models import Caution, IndicatorComparison, MonitoringRelease, MortalityAlert, Signal
from ratings.mortality.course import record_answer, record_check, send_letter
from ratings.recompute import compute, recompute_trust
from ratings.scopes import TrustScope
from ratings.writing import write_results
from tests.access_samples import World, sample
from tests.inspect.monitoring.making import Figures, comparison
from tests.ratings.making import accept, hours, make_hospital
from tests.ratings.mortality.making import HIGH, tell, watched


def _ward_with_signals(world: World) -> Ward:
    """Return a ward of the world's trust with an accepted return and signals, made once for a world."""
    ward = Ward.objects.filter(trust=world.trust, site__code="RW101").first()
    if ward is None:
        make_hospital(world.trust, wards=1)
        ward = Ward.objects.get(trust=world.trust, site__code="RW101")
        accept(world.trust, "2026-10", {ward.name: hours(day_care_actual="100")})
    if not Signal.objects.exists():
        computed = compute(TrustScope(world.trust.code))
        write_results(TrustScope(world.trust.code), computed.results, computed.returns, now=world.now)
    return ward


@sample("code", within="inspect:")
def a_trust_with_signals(world: World) -> str:
    _ward_with_signals(world)
    return world.trust.code


@sample("ward_id", within="inspect:")
def a_ward_with_signals(world: World) -> str:
    return str(_ward_with_signals(world).public_id)


@sample("question_id", within="inspect:")
def a_question_about_a_trust(world: World) -> str:
    ward = _ward_with_signals(world)
    if not Caution.objects.filter(trust_code=world.trust.code).exists():
        accept(world.trust, "2026-09", {ward.name: hours(day_care_actual="100")})
        recompute_trust(world.trust, clock=lambda: world.now)
    return str(Caution.objects.get(trust_code=world.trust.code, rule="caution.wards_often_short").question_id)


@sample("measure", within="inspect:")
def an_indicator_that_was_compared(world: World) -> str:
    for demonstration in (True, False):
        if not IndicatorComparison.objects.filter(measure="shmi", is_demonstration=demonstration).exists():
            codes = (world.trust.code, world.other_trust.code, "RW3") if demonstration else ("RY1", "RY2", "RY3")
            counts = {code: Figures(1_000 + 10 * place, 1_000) for place, code in enumerate(codes)}
            comparison("shmi", counts, period=Period.parse("2026-Q1"), demonstration=demonstration)
    return "shmi"


@sample("quarter", within="inspect:")
def a_quarter_that_was_released(world: World) -> str:
    MonitoringRelease.objects.get_or_create(
        quarter="2026-Q1",
        is_demonstration=project.DEMONSTRATION,
        defaults={"released_at": world.now, "released_by": world.person(Role.CHIEF_INSPECTOR)},
    )
    return "2026-Q1"


@sample("delivery_id", within="oversee:")
def a_delivery_that_is_not_there(world: World) -> int:
    return 1


def _answered_alert(world: World) -> MortalityAlert:
    """Return a mortality alert of the world's trust with a letter and an answer, made once for a world."""
    known = MortalityAlert.objects.filter(trust_code=world.trust.code).first()
    if known is not None:
        return known
    quarter = Period.of(world.now.date(), Grain.QUARTER).plus(-1)
    tell({world.trust.code: HIGH}, last=str(quarter), now=world.now)
    watched(demonstration=True, now=world.now)
    alert = MortalityAlert.objects.get(trust_code=world.trust.code)
    inspector, signatory = world.person(Role.INSPECTOR), world.person(Role.SIGNATORY)
    record_check(
        alert=alert,
        data_quality="Sound.",
        case_mix="As before.",
        explained=False,
        step_id=uuid4(),
        by=inspector,
        now=world.now,
    )
    send_letter(alert=alert, questions="Why?", step_id=uuid4(), by=inspector, now=world.now)
    record_answer(
        alert=alert,
        text="So.",
        step_id=uuid4(),
        by=signatory,
        now=world.now,
        filename="review.txt",
        content=b"Reviewed",
    )
    return alert


@sample("reference", within="inspect:mortality")
def an_alert(world: World) -> str:
    return _answered_alert(world).reference


@sample("step", within="inspect:mortality")
def an_answer_with_a_file(world: World) -> str:
    return str(_answered_alert(world).steps.get(kind="answer").step_id)


@sample("reference", within="workspace:mortality", of_trust=True)
def an_alert_that_the_trust_was_written_to_about(world: World) -> str:
    return _answered_alert(world).reference


@sample("step", within="workspace:mortality", of_trust=True)
def an_answer_of_the_trust_with_a_file(world: World) -> str:
    return str(_answered_alert(world).steps.get(kind="answer").step_id)


def _concern(world: World) -> Concern:
    """Return a concern of staff about the world's trust with a photo, made once for a world."""
    known = Concern.objects.filter(told_trust=world.trust).first()
    if known is not None:
        return known
    telling = concerns.Telling(
        route=Route.STAFF,
        teller=Teller.STAFF,
        what_happened="Two nurses for thirty patients.",
        about=About(world.trust),
        identity=Identity("Somebody", "somebody@home.example"),
    )
    concern = concerns.tell(telling=telling, form=new_form(), is_demonstration=True, now=world.now).concern
    Photo.objects.create(concern=concern, media_type="image/png", content=b"", width=1, height=1)
    return concern


@sample("concern", within="inspect:concern")
def a_concern(world: World) -> str:
    return str(_concern(world).public_id)


@sample("photo", within="inspect:concern_photo")
def a_photo_of_a_concern(world: World) -> str:
    return str(_concern(world).photos.get().public_id)
