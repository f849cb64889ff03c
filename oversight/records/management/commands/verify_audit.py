"""Walk the audit log's chain and say whether every entry is as it was when it was sealed."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from oversight.records.audit import verify_chain


class Command(BaseCommand):
    help = "Verify the audit log: exit 0 with the head of the chain, 1 with the first bad row."

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify_chain()
        answer: dict[str, object] = {"head": found.head, "sealed": found.sealed, "not_sealed": found.not_sealed}
        if found.bad_position is not None:
            answer["first_bad_row"] = {
                "position": found.bad_position,
                "entry": found.bad_entry,
                "reason": found.reason,
            }
        self.stdout.write(json.dumps(answer))
        if found.bad_position is not None:
            sys.exit(1)
