"""The skills that people of the pool bring, by their codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def skills() -> Mapping[str, str]:
    """Return each skill's name by its code, in the order in which pages list them."""
    text = files("inspections").joinpath("data", "skills.toml").read_text(encoding="utf-8")
    return MappingProxyType({each["code"]: each["name"] for each in tomllib.loads(text)["skill"]})
