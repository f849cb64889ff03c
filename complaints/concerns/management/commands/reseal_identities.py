"""Seal every identity anew under the newest key, so that an older key can be given up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from complaints.concerns.models import SealedIdentity
from complaints.concerns.sealing import CannotBeOpened, sealed_anew
from oversight import clock
from oversight.records.audit import System, audit
from oversight.records.references import Reference


class Command(BaseCommand):
    """All or none: where one identity is under a key that is not at hand, nothing is changed."""

    help = "Seal every identity under the first key of OVERSIGHT_IDENTITY_KEYS; nobody reads any of them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal all anew in one transaction, and leave one audit entry."""
        with transaction.atomic():
            rows = list(SealedIdentity.objects.select_for_update().order_by("pk"))
            for row in rows:
                try:
                    row.sealed = sealed_anew(bytes(row.sealed))
                except CannotBeOpened as failure:
                    raise CommandError(
                        f"{failure}: of concern {row.concern.public_id}. Name the older key too, after the new one."
                    ) from None
                row.save(update_fields=["sealed"])
            audit(
                "identities.sealed_anew",
                by=System("reseal_identities"),
                subject=Reference("identities", "all"),
                now=clock.now(),
            )
        self.stdout.write(f"{len(rows)} identities are sealed with the newest key.")
