"""Where the reference values lie: OVERSIGHT_SAMPLES, or shared/samples beside the checkout."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLES = Path(os.environ.get("OVERSIGHT_SAMPLES") or CHECKOUT.parent / "shared" / "samples")


def _statistics(name: str) -> Any:
    path = SAMPLES / "statistics" / name
    if not path.exists():
        pytest.skip(f"the reference values {path} are not here; set OVERSIGHT_SAMPLES")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def plotthedots() -> Any:
    """What NHSRplotthedots gives for stated series."""
    return _statistics("plotthedots_expected.json")


@pytest.fixture
def funnelplotr() -> Any:
    """What FunnelPlotR gives for stated numbers."""
    return _statistics("funnelplotr_expected.json")
