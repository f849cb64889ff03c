"""The clocks of London, by which times are shown and deadlines are kept."""

from __future__ import annotations

from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
