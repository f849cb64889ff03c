"""The criteria for departing from a computed rating, by their codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def departure_criteria() -> Mapping[str, str]:
    """Return each criterion's words by its code, in the order in which pages list them."""
    text = files("inspections").joinpath("data", "departure_criteria.toml").read_text(encoding="utf-8")
    return MappingProxyType({each["code"]: each["name"] for each in tomllib.loads(text)["criterion"]})
