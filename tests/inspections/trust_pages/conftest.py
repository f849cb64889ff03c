"""The desk of the pages of inspections, for the trust's side."""

from __future__ import annotations

from tests.inspections.pages.conftest import desk

__all__ = ["desk"]
