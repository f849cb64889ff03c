"""A process that publishes what is due and stops at a given place, so that the test can kill it there.

Run with the name of the test's database. It reads a place from each line of its input: how many statements a publisher
sends before it stops, or "measure" to be told how many there are. For each it forks a publisher, which tells that it
has come to the place and waits there with its transaction open; the next line of input kills it from outside.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime

NEVER = 10**9


def main() -> None:
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    # What every publisher needs is read before the first fork: each then begins at once.
    import highspy  # noqa: F401

    import publication.releasing  # noqa: F401

    now = datetime.fromisoformat(sys.argv[2])
    print("ready", flush=True)
    for line in sys.stdin:
        asked = line.strip()
        came, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(came)
            _publish(now, NEVER if asked == "measure" else int(asked), tell)
        os.close(tell)
        with os.fdopen(came) as told:
            print(told.readline().strip(), flush=True)
            if asked == "measure":
                os.waitpid(child, 0)
                continue
            sys.stdin.readline()
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        print(f"killed by {os.WTERMSIG(status)}", flush=True)


def _publish(now: datetime, place: int, tell: int) -> None:
    """Publish up to the place and wait there; or count the statements of a publication that is undone."""
    from django.db import connection, transaction

    from publication.releasing import publish_due

    sent = 0

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        nonlocal sent
        if sent == place:
            os.write(tell, b"waits\n")
            signal.pause()
        sent += 1
        return execute(sql, params, many, context)

    def at_the_end(release: object) -> None:
        if place == NEVER - 1:
            os.write(tell, b"waits\n")
            signal.pause()

    with connection.execute_wrapper(count):
        if place == NEVER:
            with transaction.atomic():
                publish_due(now=now)
                transaction.set_rollback(True)
            os.write(tell, f"{sent}\n".encode())
        else:
            # The one before may still hold the release for a moment after its end.
            while not publish_due(now=now, hold=at_the_end):
                sent = 0
    os._exit(0)


if __name__ == "__main__":
    main()
