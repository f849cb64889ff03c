"""Text folded so that what people take for the same compares as the same; wards are filed under the same folding."""

from __future__ import annotations

from oversight.organisations.naming import folded

__all__ = ["folded"]
