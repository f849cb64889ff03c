"""The signals that stand at trusts, for the order of the programme: asked of the part above that keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from inspections.risk import StandingSignal

Signals = Mapping[str, tuple[StandingSignal, ...]]


class SignalSource(Protocol):
    """Says which signals stand, by the trust's code."""

    def __call__(self, *, demonstration: bool) -> Signals: ...


_sources: list[SignalSource] = []


def register_signals(source: SignalSource) -> None:
    """Let the programme ask the source; the floor above says so once, when it is ready."""
    if source not in _sources:
        _sources.append(source)


def signals_of_trusts(*, demonstration: bool) -> Signals:
    """Return the standing signals of trusts by code, from every source in the order in which they were registered."""
    found: dict[str, tuple[StandingSignal, ...]] = {}
    for source in _sources:
        for code, signals in source(demonstration=demonstration).items():
            found[code] = found.get(code, ()) + tuple(signals)
    return found
