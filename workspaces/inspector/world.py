"""Whether a page shows the real trusts or the invented ones of a demonstration: never both together."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from oversight.organisations.models import Trust


@dataclass(frozen=True, slots=True)
class World:
    """The trusts that a list is of, and whether there are others to change to."""

    demonstration: bool
    has_other: bool

    @property
    def word(self) -> str:
        """How addresses name it."""
        return "demonstration" if self.demonstration else "real"

    @property
    def other(self) -> str:
        """How addresses name the other one."""
        return "real" if self.demonstration else "demonstration"

    @property
    def is_usual(self) -> bool:
        """Whether it is the one shown where the address names none."""
        return self.demonstration == settings.DEMONSTRATION


def world_of(request: HttpRequest) -> World:
    """Return the trusts that the address asks for: ``?trusts=real`` or ``demonstration``, else those of this site."""
    asked = request.GET.get("trusts")
    demonstration = asked == "demonstration" if asked in ("real", "demonstration") else settings.DEMONSTRATION
    others = Trust.objects.filter(is_demonstration=not demonstration, return_versions__isnull=False)
    return World(demonstration, has_other=others.exists())


def world_with(trust: Trust) -> World:
    """Return the world that a trust belongs to, for the links of a page that is its own."""
    return World(trust.is_demonstration, has_other=False)
