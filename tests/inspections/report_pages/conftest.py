"""The desk of the pages of inspections, for reports and notices."""

from __future__ import annotations

from tests.inspections.pages.conftest import desk

__all__ = ["desk"]
