"""A nurse speaks up and is not found by any page, export or log of the trust; her name opens with its key alone."""

from __future__ import annotations

import html
import logging
import re
from collections import deque
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as project
from django.test import Client

from complaints.concerns.models import Concern, SealedIdentity
from complaints.concerns.sealing import unseal
from oversight.accounts.models import Message, Person
from oversight.organisations.models import Trust
from oversight.records.models import AuditEntry
from tests.browser.people import Visitor
from tests.concerns.test_nobody import database_in_words

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = "At night two of us look after thirty patients, and the rota says four."
NAME, CONTACT = "Dorothea Quillfeather", "07700 900123"
TRACES = ("two of us look after thirty", "Quillfeather", CONTACT)
# Pages of a trust's people link to one another some hundreds of times; each address is asked for once.
MOST_ADDRESSES = 250


class Walk:
    """A nurse who prepares her trust's returns, and who signs them."""

    def __init__(self, trust: Trust, somebody: Callable[[], Visitor]) -> None:
        self.trust = trust
        self.nurse, self.signatory = somebody(), somebody()
        self.reference = ""

    def given_she_is_signed_in_for_her_trust(self) -> None:
        self.nurse.signs_in("preparer@wrenfield.example")

    def when_she_reads_what_protects_her(self) -> None:
        nurse = self.nurse
        nurse.opens("/tell-us/staff/")
        nurse.reads("Call 999", "Public Interest Disclosure Act 1998", "here you are nobody", "Use your own phone")
        assert "Priya Marsh" not in nurse.page.content()
        nurse.follows("Start now")

    def when_she_speaks_up_with_her_name_sealed(self) -> None:
        nurse, page = self.nurse, self.nurse.page
        page.get_by_label("Which hospital?").fill(self.trust.shown_name)
        nurse.presses("Continue")
        page.get_by_role("radio").first.check()
        nurse.presses("Continue")
        page.get_by_label("What happened").fill(TOLD)
        nurse.presses("Continue")
        nurse.is_on("May we know who you are?")
        page.get_by_label("Yes, sealed").check()
        page.get_by_label("Your name").fill(NAME)
        page.get_by_label("How to reach you").fill(CONTACT)
        nurse.presses("Continue")
        nurse.reads("Your name, sealed")
        nurse.presses("Send")
        nurse.is_on("We have what you told us")
        nurse.looks_at_it("speaking-up-sent")
        self.reference = nurse.page.locator("#reference").inner_text()
        concern = Concern.objects.get()
        assert (concern.route, concern.told_trust) == ("staff", self.trust)

    def then_she_is_still_signed_in_elsewhere(self) -> None:
        self.nurse.opens("/account/")
        assert "Priya Marsh" in self.nurse.page.content()

    def then_nobody_of_the_trust_finds_it(self, who: str) -> None:
        """Follow every link from the trust's desk and the trust's public page, files too, and search each answer."""
        client = Client()
        client.force_login(Person.objects.get(email=who), backend="allauth.account.auth_backends.AuthenticationBackend")
        waiting = deque(["/workspace/", f"/trusts/{self.trust.code}/", "/", "/data/", "/releases/"])
        seen = set(waiting)
        while waiting and len(seen) < MOST_ADDRESSES:
            path = waiting.popleft()
            answer = client.get(path)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert not self._found_in(content.decode("latin-1")), path
            if "text/html" in answer.headers.get("Content-Type", ""):
                for link in re.findall(r'href="([^"#]+)', content.decode()):
                    to = urlsplit(urljoin(f"http://testserver{path}", html.unescape(link)))
                    address = to.path + (f"?{to.query}" if to.query else "")
                    if to.netloc == "testserver" and address not in seen and not to.path.startswith("/static/"):
                        seen.add(address)
                        waiting.append(address)
        assert len(seen) > 20

    def then_no_message_went_to_the_trust(self) -> None:
        assert not Message.objects.filter(person__memberships__trust=self.trust).exists()

    def then_no_row_of_the_record_leads_to_her(self) -> None:
        nurse = Person.objects.get(email="preparer@wrenfield.example")
        for table, rows in database_in_words().items():
            assert "Quillfeather" not in rows, table
            assert CONTACT not in rows, table
            if table.startswith("concerns_"):
                assert str(nurse.public_id) not in rows
                assert nurse.email not in rows
        assert not AuditEntry.objects.filter(action__startswith="concern.", person__isnull=False).exists()

    def then_a_signatory_sees_no_concern_by_its_own_address(self) -> None:
        """What is there is answered as if it were not."""
        self.signatory.signs_in("signatory@wrenfield.example")
        found = self.signatory.page.goto(
            f"{self.signatory.looking.address}/inspect/concerns/{Concern.objects.get().public_id}/"
        )
        assert found is not None
        assert found.status in {403, 404}
        assert not self._found_in(self.signatory.page.content())
        self.signatory.looking.complaints.clear()

    def then_the_custodians_key_alone_opens_it(self) -> None:
        sealed = SealedIdentity.objects.select_related("concern").get()
        assert NAME.encode() not in bytes(sealed.sealed)
        assert unseal(sealed.sealed, concern=sealed.concern.public_id).name == NAME

    def _found_in(self, text: str) -> list[str]:
        traces = (*TRACES, self.reference, str(Concern.objects.get().public_id))
        return [trace for trace in traces if trace.casefold() in html.unescape(text).casefold()]


def test_a_nurse_speaks_up_and_is_not_found(
    trust: Trust, somebody: Callable[[], Visitor], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    walk = Walk(trust, somebody)
    walk.given_she_is_signed_in_for_her_trust()
    caplog.clear()
    walk.when_she_reads_what_protects_her()
    walk.when_she_speaks_up_with_her_name_sealed()
    told = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert "/tell-us/staff/questions/" in told
    assert "Chrome" not in told, "the log tells with what browser she came"
    assert not [trace for trace in (*TRACES, walk.reference, "preparer@wrenfield") if trace in told]
    walk.then_she_is_still_signed_in_elsewhere()
    walk.then_nobody_of_the_trust_finds_it("signatory@wrenfield.example")
    walk.then_nobody_of_the_trust_finds_it("preparer@wrenfield.example")
    walk.then_no_message_went_to_the_trust()
    walk.then_no_row_of_the_record_leads_to_her()
    walk.then_a_signatory_sees_no_concern_by_its_own_address()
    walk.then_the_custodians_key_alone_opens_it()
    assert project.IDENTITY_KEYS[0] not in "".join(database_in_words().values())
