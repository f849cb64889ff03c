"""A hospital with few answers beside its trust is no secret: a release of the safety measures that tells it waits."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from oversight.measures.defined import Definition
from oversight.organisations.models import Site, Trust
from publication.models import Release
from publication.orderly.attacking import attack
from publication.orderly.holding_back import GivesAway
from publication.safety_measures import freezing
from publication.safety_measures.observed import Known
from publication.safety_measures.telling import fewest_told, last_day_of, withheld_beside
from tests.publication.making import make_hospital, make_trust
from tests.publication.safety_measures.making import FFT, LATER, NOW, observed, publish, returned

pytestmark = pytest.mark.django_db


def hospitals(*answers: int) -> tuple[Trust, list[Site]]:
    """A trust whose hospitals had so many answers."""
    trust = make_trust()
    returned(trust)
    sites = [make_hospital(trust, f"RX10{place}", f"HOSPITAL {place}") for place in range(len(answers))]
    for site, each in zip(sites, answers, strict=True):
        observed(site, FFT, each, each)
    observed(trust, FFT, sum(answers), sum(answers))
    return trust, sites


def the_rule_alone(
    made: Definition, whole: Known | None, parts: Mapping[str, Known], held_before: frozenset[str]
) -> set[str]:
    """A fault: a small number is withheld, and no second one beside it."""
    fewest = fewest_told(made, last_day_of(next(iter(parts.values())).period))
    return {code for code, row in parts.items() if row.denominator is not None and 0 < row.denominator < fewest}


def without_what_was_withheld_before(
    made: Definition, whole: Known | None, parts: Mapping[str, Known], held_before: frozenset[str]
) -> set[str]:
    """Another fault: each release is made safe by itself."""
    return withheld_beside(made, whole, parts, frozenset())


def test_a_release_that_withholds_a_second_hospital_goes_out() -> None:
    hospitals(3, 40, 90)
    assert attack(publish()) == []


def test_one_withheld_hospital_beside_its_trust_holds_the_release_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hospitals(3, 40, 90)
    monkeypatch.setattr(freezing, "withheld_beside", the_rule_alone)
    with pytest.raises(GivesAway) as refused:
        publish()
    [cell] = refused.value.cells
    assert cell.left == 1
    assert "RX100, 2026-10" in cell.cell
    assert Release.objects.get().state == Release.State.PLANNED


def test_a_hospital_without_answers_hides_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code for nobody asked is as good as a nought: the one small hospital is what is left of the trust."""
    hospitals(3, 0, 90)
    monkeypatch.setattr(freezing, "withheld_beside", the_rule_alone)
    with pytest.raises(GivesAway):
        publish()


def test_two_releases_together_hold_the_second_one_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """3 hides beside 40, and then beside 90 once the 40 were 95: whoever has both releases knows the 90."""
    trust, sites = hospitals(3, 40, 90)
    publish(now=NOW)
    observed(sites[1], FFT, 95, 95, now=LATER)
    observed(trust, FFT, 188, 188, now=LATER)
    with monkeypatch.context() as patched:
        patched.setattr(freezing, "withheld_beside", without_what_was_withheld_before)
        with pytest.raises(GivesAway) as refused:
            publish(now=LATER)
    assert any("RX100" in each.cell for each in refused.value.cells)
    assert attack(publish(now=LATER)) == []
