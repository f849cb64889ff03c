"""Import the registers of trusts, sites and hospitals; prints counts as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from oversight import clock
from oversight.organisations.importing import Imported, import_registers
from oversight.organisations.register_files import RegisterFile, read_register
from oversight.organisations.register_layouts import NotARegister
from oversight.records.audit import System

FILES = ("trusts", "sites", "hospitals")


class Command(BaseCommand):
    help = (
        "Import register files: new, changed, unchanged and closed organisations as JSON. What was imported last is "
        "taken as newest, unless the register leaves open what is known to have closed; blanks erase nothing and a "
        "closed organisation stays closed. Exit 0 done, 1 done but rows were rejected, 2 could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--trusts", type=Path, metavar="FILE", help="the register of trusts (etr.csv)")
        parser.add_argument("--sites", type=Path, metavar="FILE", help="the register of trusts' sites (ets.csv)")
        parser.add_argument("--hospitals", type=Path, metavar="FILE", help="NHS.UK's list of hospitals")
        parser.add_argument(
            "--reopen",
            action="append",
            default=[],
            metavar="CODE",
            help="an organisation that is closed on record and, by these files, open again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: dict[str, Path] = {name: options[name] for name in FILES if options[name]}
        if not paths:
            self._stop("Name at least one file: --trusts, --sites or --hospitals.")
        files: dict[str, RegisterFile] = {}
        for name, path in paths.items():
            try:
                files[name] = read_register(path.read_bytes(), hospitals=name == "hospitals")
            except OSError as failure:
                self._stop(f"--{name} {path}: {failure.strerror or failure}")
            except NotARegister as failure:
                self._stop(f"--{name} {path}: {failure}")
        imported = import_registers(
            trusts=files.get("trusts"),
            sites=files.get("sites"),
            hospitals=files.get("hospitals"),
            reopen=frozenset(code.upper() for code in options["reopen"]),
            by=System("import_ods"),
            now=clock.now(),
        )
        self.stdout.write(json.dumps(self._answer(imported, files), ensure_ascii=False, indent=2))
        for name in imported.older:
            self.stderr.write(
                f"The register of {name} leaves open what is known to have closed, so it is older than the record: it "
                "added what was not known and changed nothing else. For a real reopening, name it with --reopen CODE."
            )
        if imported.rejected:
            number = len(imported.rejected)
            self.stderr.write(f"{number} {'row was' if number == 1 else 'rows were'} rejected.")
            sys.exit(1)

    def _answer(self, imported: Imported, files: dict[str, RegisterFile]) -> dict[str, object]:
        rejected_of = [name for name, _row in imported.rejected]
        return {
            "new": imported.new,
            "changed": imported.changed,
            "unchanged": imported.unchanged,
            "closed": imported.closed,
            "older": imported.older,
            "kept_closed": imported.kept_closed,
            "sites_without_trust": imported.sites_without_trust,
            "files": {
                name: {"rows": file.rows, "rejected": rejected_of.count(name), "sha256": file.sha256}
                for name, file in files.items()
            },
            "rejected": [
                {"file": name, "row": row.row, "code": row.code, "reason": row.reason}
                for name, row in imported.rejected
            ],
        }

    def _stop(self, reason: str) -> NoReturn:
        self.stdout.write(json.dumps({"error": reason}, ensure_ascii=False))
        self.stderr.write(reason)
        sys.exit(2)
