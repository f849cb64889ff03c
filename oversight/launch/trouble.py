"""What stops the launcher, said to the person who started it."""

from __future__ import annotations


class CannotGoOn(Exception):
    """What was asked for cannot be done; the message says why and what to do. Ends with exit code 2."""
