"""References are resolved by the owner of their kind, and by nobody else."""

from __future__ import annotations

import pytest

from oversight.records import references
from oversight.records.references import Described, Reference, register_kind, resolve


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "_resolvers", {})


def test_a_reference_is_resolved_by_its_owner() -> None:
    register_kind("ward", lambda public_id: Described(f"Ward {public_id}", f"/wards/{public_id}/"))
    assert resolve(Reference("ward", "7")) == Described("Ward 7", "/wards/7/")


def test_an_unknown_kind_resolves_to_nothing() -> None:
    assert resolve(Reference("unheard-of", "7")) is None


def test_a_kind_has_one_owner() -> None:
    register_kind("ward", lambda public_id: None)
    with pytest.raises(ValueError, match="already have an owner"):
        register_kind("ward", lambda public_id: None)
