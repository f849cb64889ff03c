"""The cut-offs of bands as pages name them: a demonstration setting, with its version and its date."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from oversight.wording import write_list, write_number
from ratings.rules.band_settings import BandSettings, band_settings_held


def band_settings_named(versions: Collection[str]) -> list[BandSettings]:
    """Return the sets of those versions; where none is named, or none is known, the latest."""
    held = band_settings_held()
    return [each for each in held if each.version in versions] or [held[-1]]


def write_cut_offs(settings: BandSettings) -> str:
    """Return ``band 1 from 7%, band 2 from 5.5%, ... and band 6 below 2.5%``."""
    bands = [f"band {band} from {write_cut_off(cut_off)}" for band, cut_off in enumerate(settings.cut_offs, start=1)]
    return write_list([*bands, f"band {len(bands) + 1} below {write_cut_off(settings.cut_offs[-1])}"])


def write_cut_off(cut_off: Decimal) -> str:
    """Return ``5.5%``, without zeros that say nothing."""
    return f"{write_number(cut_off.normalize())}%"
