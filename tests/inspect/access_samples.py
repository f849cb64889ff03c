"""What the walk over every address needs of an inspector's pages and of the work behind."""

from __future__ import annotations

from oversight.organisations.models import Ward
from ratings.models import Caution, Signal
from ratings.recompute import compute, recompute_trust
from ratings.scopes import TrustScope
from ratings.writing import write_results
from tests.access_samples import World, sample
from tests.ratings.making import accept, hours, make_hospital


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


@sample("delivery_id", within="oversee:")
def a_delivery_that_is_not_there(world: World) -> int:
    return 1
