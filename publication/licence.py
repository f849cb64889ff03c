"""The licence under which everything published may be used again."""

from __future__ import annotations

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
