"""Regions and bodies as ``reference.toml`` declares them, written to the database."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import router, transaction

from oversight.organisations.models import Body, Region

DECLARED = Path(__file__).with_name("reference.toml")


def write_reference_rows(*, using: str = "default") -> None:
    """Write every declared region and body; the file wins over the table, and rows that it does not name stay."""
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    regions = [Region(code=row["code"], name=row["name"]) for row in declared["region"]]
    bodies = [
        Body(
            code=row["code"],
            name=row["name"],
            role=Body.Role(row["role"]),
            oversees_kind=row.get("oversees", ""),
            from_on=row.get("from"),
            to_on=row.get("to"),
        )
        for row in declared["body"]
    ]
    with transaction.atomic(using=using):
        Region.objects.using(using).bulk_create(
            regions, update_conflicts=True, unique_fields=["code"], update_fields=["name"]
        )
        Body.objects.using(using).bulk_create(
            bodies,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "role", "oversees_kind", "from_on", "to_on"],
        )


def after_migrating(*, using: str, plan: Any = None, **_: Any) -> None:
    """Write the rows once the tables stand; a migration that goes back to nothing is left alone."""
    if plan and any(backwards for _migration, backwards in plan):
        return
    if router.allow_migrate_model(using, Body):
        write_reference_rows(using=using)
