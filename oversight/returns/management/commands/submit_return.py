"""Send a return the whole way without a browser: receive, check, explain, send for signature, sign."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from oversight import clock
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, may
from oversight.organisations.models import Trust
from oversight.returns.checking import check_submission
from oversight.returns.command_line import COULD_NOT_BE_DONE, SOMETHING_IS_WRONG, ReturnCommand
from oversight.returns.explaining import explain, waiting_findings
from oversight.returns.models import FindingRecord, ReturnVersion, Submission
from oversight.returns.moving import standing_version
from oversight.returns.receiving import receive_file
from oversight.returns.refusals import Refused
from oversight.returns.signing import send_for_signature, sign_and_accept, withdraw
from oversight.returns.states import State

# Refusals that are about how the command was called, not about the content.
_CANNOT = frozenset({"kind", "period", "too_large", "replaced", "trust_closed"})


class Command(ReturnCommand):
    help = (
        "Send a file the whole way and print the receipt; only with demonstration or test settings, since no one signs"
        " in. Exit 0 accepted (or the identical file), 1 nothing accepted, 2 could not be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the people too, and what they say."""
        super().add_arguments(parser)
        parser.add_argument("--prepared-by", required=True, metavar="EMAIL")
        parser.add_argument("--signed-by", required=True, metavar="EMAIL")
        parser.add_argument("--explain-all", default="", metavar="TEXT", help="answers all that is to be explained")
        parser.add_argument("--reason", default="", metavar="TEXT", help="why an accepted return is corrected")

    def carry_out(self, options: Mapping[str, Any]) -> None:
        """Go through the same services as the pages."""
        if not (settings.DEMONSTRATION or settings.TESTING):
            self.stop(
                COULD_NOT_BE_DONE,
                "submit_return works only with demonstration or test settings (OVERSIGHT_DEMO=1 or OVERSIGHT_TEST=1).",
            )
        self.kind(options)
        trust = self.trust(options)
        content = options["file"].read_bytes()
        preparer, signatory = self._people(options, trust)
        try:
            version, duplicate = self._submit(options, trust, content, preparer, signatory)
        except Refused as refused:
            ending = COULD_NOT_BE_DONE if refused.code in _CANNOT else SOMETHING_IS_WRONG
            self.stop(ending, refused.message, refusal=refused.code)
        self.answer(
            {
                "receipt": version.receipt,
                "version": version.number,
                "accepted_at": version.accepted_at.isoformat(),
                "file_sha256": version.file_sha256,
                "content_sha256": version.content_sha256,
                "duplicate": duplicate,
            },
            f"{'Accepted before' if duplicate else 'Accepted'}: receipt {version.receipt}, version {version.number}.",
        )

    def _people(self, options: Mapping[str, Any], trust: Trust) -> tuple[Person, Person]:
        """Return preparer and signatory, if each may do their part, before anything is received."""
        found = []
        for option, action in (("prepared_by", Action.PREPARE_RETURN), ("signed_by", Action.SIGN_RETURN)):
            email = options[option].strip()
            person = Person.objects.filter(email__iexact=email).first()
            if person is None or not may(person, action, trust, on=clock.today()):
                self.stop(SOMETHING_IS_WRONG, f"{email} may not {action} for {trust.code}.", refusal="not_allowed")
            found.append(person)
        preparer, signatory = found
        if preparer == signatory:
            self.stop(SOMETHING_IS_WRONG, "The person who prepares a return cannot sign it.", refusal="own_work")
        return preparer, signatory

    def _submit(
        self, options: Mapping[str, Any], trust: Trust, content: bytes, preparer: Person, signatory: Person
    ) -> tuple[ReturnVersion, bool]:
        """Return the accepted version, and whether it was accepted before from the identical file."""
        try:
            submission = receive_file(
                kind=options["kind"],
                trust=trust,
                period=options["period"],
                filename=options["file"].name,
                content=content,
                by=preparer,
                now=clock.now(),
                reason=options["reason"],
            )
        except Refused as refused:
            if refused.code == "identical" and refused.version is not None:
                return refused.version, True
            raise
        submission = check_submission(submission_id=submission.pk, now=clock.now())
        self._explain_all(submission, options["explain_all"], preparer)
        try:
            send_for_signature(submission=submission, by=preparer, now=clock.now(), reason=options["reason"])
            version = sign_and_accept(
                submission=submission, by=signatory, now=clock.now(), confirmed_with="command of the demonstration"
            )
        except Refused:
            # Somebody may have sent the identical file at the same time, and been the first.
            standing = standing_version(options["kind"], trust.pk, options["period"])
            if standing is None or standing.file_sha256 != hashlib.sha256(content).hexdigest():
                raise
            submission.refresh_from_db(fields=["state"])
            if submission.state != State.WITHDRAWN:
                withdraw(submission=submission, by=preparer, now=clock.now())
            return standing, True
        return version, False

    def _explain_all(self, submission: Submission, text: str, preparer: Person) -> None:
        """Answer all that is to be explained with one text; stop where something is to be fixed or nothing is said."""
        if submission.state == State.UNREADABLE:
            self.stop(COULD_NOT_BE_DONE, submission.note, reference=submission.reference)
        if submission.must_fix:
            must_fix = submission.findings.filter(severity=FindingRecord.Severity.MUST_FIX)
            self.stop(
                SOMETHING_IS_WRONG,
                f"Something is to be fixed ({submission.must_fix}). Nothing was accepted.",
                reference=submission.reference,
                must_fix=submission.must_fix,
                findings=list(must_fix.values("rule", "severity", "sheet", "row", "column", "value", "message")),
            )
        waiting = list(waiting_findings(submission).values_list("pk", flat=True))
        if not waiting:
            return
        if not text.strip():
            self.stop(
                SOMETHING_IS_WRONG,
                f"Something is to be explained ({len(waiting)}): give --explain-all TEXT. Nothing was accepted.",
                reference=submission.reference,
                explain=len(waiting),
            )
        explain(submission=submission, finding_ids=waiting, text=text, by=preparer, now=clock.now())
