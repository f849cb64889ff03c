"""The command line of ./run."""

from __future__ import annotations

from pathlib import Path


def main(checkout: str, arguments: list[str]) -> int:
    from .keeper import keep

    if arguments[:1] == ["keep-servers"]:
        return keep(Path(checkout), arguments[1:])
    return 2
