"""Print who can sign in to the demonstration, and with what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from oversight.demonstration.people import ACCOUNTS
from workspaces.demonstration.country import Size, country


class Command(BaseCommand):
    help = "Print the demonstration's accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("These accounts work in the demonstration alone: set OVERSIGHT_DEMO=1.", returncode=2)
        trusts = country(Size.SMALL)
        self.stdout.write("Demonstration accounts (every trust, hospital, ward and figure is invented):")
        for account in ACCOUNTS:
            where = trusts[account.trust - 1].name if account.trust else account.body
            self.stdout.write(f"  {account.email:<36} {account.role.label}, {where}")
        self.stdout.write(f"  Password of each: {settings.DEMONSTRATION_PASSWORD}")
        self.stdout.write(f"  Second step, where it is asked for: {settings.DEMONSTRATION_CODE}")
