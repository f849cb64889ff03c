"""Loading the demonstration: broken off and begun again, or shared among processes, it comes to the same."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from oversight.demonstration.crew import Crew
from oversight.demonstration.loading import is_loaded, load
from oversight.measures.models import Observation
from oversight.organisations.models import Ward
from oversight.records.audit import verify_chain
from oversight.records.models import Delivery
from oversight.returns.models import Explanation, ReturnVersion, Submission
from publication.models import ReleasedWard
from publication.safety_measures.models import ReleasedMeasure
from ratings.cases.models import Case
from ratings.commissioning.models import CommissionerQuestion, WardPlan
from ratings.models import Caution, ChangeNotice, ComputedRating, Signal, SignalChange
from ratings.plans.models import PlanReport
from ratings.rebuilding import verify
from ratings.surveillance.models import Intelligence
from workspaces.demonstration.country import Size

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MONTHS = 3


class BrokenOff(Exception):
    """Somebody pulled the plug."""


def picture() -> dict[str, list[Any]]:
    """All that a load leaves behind, without the ids that fall by chance."""
    names = {
        str(public_id): f"{site or site_name} {name}"
        for public_id, site, site_name, name in Ward.objects.values_list("public_id", "site__code", "site_name", "name")
    }
    seen: dict[str, list[Any]] = {
        "versions": list(
            ReturnVersion.objects.values_list(
                "trust__code",
                "period",
                "number",
                "stands",
                "file_sha256",
                "content_sha256",
                "accepted_at",
                "late",
                "reason",
                "submission__prepared_by__email",
                "submission__signature__signed_by__email",
            )
        ),
        "said": list(
            Explanation.objects.filter(submission__state=Submission.State.ACCEPTED).values_list(
                "submission__trust__code",
                "submission__period",
                "text",
                "is_public",
                "stands_until",
                "place",
                "given_at",
            )
        ),
        "observed": [
            (measure, names.get(subject, subject), *rest)
            for measure, subject, *rest in Observation.objects.values_list(
                "measure", "subject", "level", "period", "numerator", "denominator", "known_from", "known_to"
            )
        ],
        "signals": [
            (kind, names.get(subject, subject), *rest, sorted(figures.items()))
            for kind, subject, *rest, figures in Signal.objects.values_list(
                "kind", "subject", "measure", "period", "state", "reason", "as_of", "computed_at", "figures"
            )
        ],
        "changes": [
            (kind, names.get(subject, subject), *rest)
            for kind, subject, *rest in SignalChange.objects.values_list(
                "kind", "subject", "measure", "old", "new", "at"
            )
        ],
        "notices": [
            (names.get(subject, subject), *rest)
            for subject, *rest in ChangeNotice.objects.values_list("subject", "period", "kinds", "raised", "at")
        ],
        "ratings": list(
            ComputedRating.objects.values_list(
                "trust_code", "level", "location_code", "service", "key_question", "computed", "published", "standing"
            )
        ),
        "cautions": list(Caution.objects.values_list("trust_code", "rule", "as_of")),
        "cases": list(Case.objects.values_list("reference", "trust__code", "state", "opened_on", "state_at")),
        "plan reports": list(
            PlanReport.objects.values_list("plan__case__reference", "month", "state", "signed_at", "publish_at")
        ),
        "shared": list(Intelligence.objects.values_list("group__code", "trust__code", "heading", "added_at")),
        "asked": list(CommissionerQuestion.objects.values_list("body__code", "signal_what", "state", "state_at")),
        "ward plans": list(WardPlan.objects.values_list("body__code", "trust__code", "state", "state_at")),
        "released": list(
            ReleasedWard.objects.values_list(
                "release__period", "release__number", "hospital__code", "name", "patients", "often_short", "explanation"
            )
        ),
        "released measures": list(
            ReleasedMeasure.objects.values_list(
                "release__reference", "trust__code", "measure", "period", "value", "told", "standing", "revised"
            )
        ),
    }
    return {what: sorted(rows, key=repr) for what, rows in seen.items()}


@pytest.mark.django_db(transaction=True)
def test_however_it_is_loaded_it_comes_to_the_same() -> None:
    load(size=Size.SMALL, now=NOW, months=MONTHS)
    in_one_go = picture()
    assert all(in_one_go.values())
    assert is_loaded()
    there_is_a_handful_of_questions()

    # Loading once more finds everything there.
    assert load(size=Size.SMALL, now=NOW, months=MONTHS).new_returns == 0
    assert picture() == in_one_go

    call_command("flush", interactive=False, verbosity=0)

    def say(text: str) -> None:
        if text == "signals after October 2026 (3 of 3)":
            raise BrokenOff

    with pytest.raises(BrokenOff):
        load(size=Size.SMALL, now=NOW, months=MONTHS, processes=2, say=say)
    assert not is_loaded()
    loaded = load(size=Size.SMALL, now=NOW, months=MONTHS, processes=2)
    assert loaded.new_returns == 0
    shared = picture()
    for what, rows in in_one_go.items():
        assert shared[what] == rows, what

    # What happened long ago is news to nobody, and follows from the returns to the last digit.
    assert not Delivery.objects.exists()
    assert verify().different == 0
    assert verify_chain().bad_position is None


def there_is_a_handful_of_questions() -> None:
    """Ratings that notices since the last report would limit, and cautions of notices and of wards."""
    differing = ComputedRating.objects.filter(standing="differs")
    assert sorted(differing.values_list("trust_code", "service", "key_question", "computed")) == [
        ("DEMO011", "medical_care", "safe", "inadequate"),
        ("DEMO011", "urgent_and_emergency", "safe", "inadequate"),
        ("DEMO012", "urgent_and_emergency", "caring", "requires_improvement"),
    ]
    assert ComputedRating.objects.filter(standing="explained").count() == 1
    cautions = Counter(Caution.objects.values_list("rule", flat=True))
    assert (cautions["caution.warning_without_decision"], cautions["caution.report_not_sent"]) == (1, 1)
    assert 1 <= cautions["caution.wards_often_short"] <= 4


def pid_of(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


@pytest.mark.django_db
def test_within_a_transaction_one_process_does_it_all() -> None:
    with Crew(2) as crew:
        assert crew.each(pid_of, [1]) == os.getpid()


@pytest.mark.django_db(transaction=True)
def test_a_failure_ends_the_work() -> None:
    with pytest.raises(ZeroDivisionError), Crew(2) as crew:
        crew.each((1).__truediv__, [1, 0])  # type: ignore[arg-type]


def backend_of(_: int) -> int:
    """The process of the database server that the connection of this process talks to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_no_two_processes_share_a_connection() -> None:
    async def share() -> int:
        # Here the framework keeps connections apart from those opened outside, as wherever an event loop runs.
        with Crew(2) as crew:
            return crew.each(backend_of, [1])

    def outside_and_inside() -> tuple[int, int, int]:
        try:
            return backend_of(0), asyncio.run(share()), backend_of(0)
        finally:
            connection.close()

    # In a thread: a browser of an earlier test leaves a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        before, inside, after = thread.submit(outside_and_inside).result()
    assert before == after != inside


def test_no_process_outlives_the_one_that_started_it() -> None:
    script = (
        "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'oversight.settings'); django.setup()\n"
        "from tests.demonstration.test_loading import tell_and_sleep\n"
        "from oversight.demonstration.crew import Crew\n"
        "with Crew(2) as crew: crew.each(tell_and_sleep, [1, 2])\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [Path("/proc", str(int(parent.stdout.readline()))) for _ in range(2)]
        parent.kill()
    assert len(set(children)) == 2
    until = time.monotonic() + 10
    while any(runs(child) for child in children) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(runs(child) for child in children)


def runs(process: Path) -> bool:
    """Whether the process is at work; one that ended stays listed for as long as nobody asks how it ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def tell_and_sleep(_: int) -> int:
    # In one write: where output is not buffered, print() would let another process's number come before its newline.
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(60)
    return 0
