"""Who tells us leaves no trace: every line of every log, every table of the database and the broker are searched."""

from __future__ import annotations

import hashlib
import http.client
import logging
import os
import re
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import redis
from django.conf import settings as project
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from complaints.concerns.models import Concern
from oversight.accounts.models import Role
from oversight.celery import app
from oversight.launch.children import Child, start_child
from oversight.launch.services import web_command
from oversight.records import outbox
from tests.concerns.making import a_hospital, a_photo
from tests.concerns.test_telling_pages import QUESTIONS, STAFF, hidden, press, reference_in, whole_way
from tests.returns.making import make_person

ADDRESS = "203.0.113.77"
OTHER_ADDRESS = "2001:db8:7777:1::5"
AGENT = "Quillbrowser/9.9 (Marsh Phone 3)"
NAME = "Dorothea Quillfeather"
CONTACT = "07700 900123"
ASKS = {
    "REMOTE_ADDR": ADDRESS,
    "REMOTE_PORT": "50123",
    "HTTP_X_FORWARDED_FOR": f"{OTHER_ADDRESS}, {ADDRESS}",
    "HTTP_X_REAL_IP": OTHER_ADDRESS,
    "HTTP_FORWARDED": f"for={ADDRESS}",
    "HTTP_USER_AGENT": AGENT,
    "HTTP_ACCEPT_LANGUAGE": "xx-quill",
    "HTTP_REFERER": "http://testserver/hospitals/QUILL/",
    "HTTP_SEC_CH_UA": '"Quillbrowser";v="9"',
    "HTTP_X_REQUEST_ID": "quill-request",
}
IDENTITY = {"named": "yes", "name": NAME, "contact": CONTACT}
# What would lead back to who told: the things themselves, and their plain hashes.
TRACES = [
    *(ADDRESS, OTHER_ADDRESS, "2001:db8:7777:1", "Quillbrowser", "Marsh Phone", "xx-quill", "QUILL/", "quill-request"),
    *("Quillfeather", CONTACT),
    *(
        hashlib.new(how, text.encode()).hexdigest()
        for how in ("sha256", "md5", "sha1")
        for text in (ADDRESS, AGENT, NAME)
    ),
]


def database_in_words() -> dict[str, str]:
    """Every row of every table, sealed bytes and all, as text."""
    told = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            told[table] = "\n".join(repr([_in_words(value) for value in row]) for row in cursor.fetchall())
    return told


def _in_words(value: object) -> object:
    return bytes(value).decode("latin-1") if isinstance(value, memoryview) else value


def broker_in_words() -> str:
    """Every key of the broker and the cache, with what it holds."""
    client = redis.Redis.from_url(project.REDIS_URL)
    parts = []
    for key in client.scan_iter():
        kind = client.type(key)
        held = {
            b"string": client.get,
            b"list": lambda name: client.lrange(name, 0, -1),
            b"hash": client.hgetall,
            b"set": client.smembers,
            b"zset": lambda name: client.zrange(name, 0, -1, withscores=True),
        }.get(kind, client.dump)
        parts.append(f"{key!r}: {held(key)!r}")
    return "\n".join(parts)


def traces_in(text: str, more: tuple[str, ...] = ()) -> list[str]:
    return [trace for trace in (*TRACES, *more) if trace.casefold() in text.casefold()]


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every line of every logger, the ones that a service would not even write."""
    with caplog.at_level(logging.DEBUG):
        for name in list(logging.Logger.manager.loggerDict):
            caplog.set_level(logging.DEBUG, logger=name)
        yield caplog


def lines(caplog: pytest.LogCaptureFixture) -> str:
    """What was logged, with everything that each record carries but the request itself."""
    return "\n".join(
        f"{record.getMessage()} {record.exc_info} {[value for key, value in vars(record).items() if key != 'request']}"
        for record in caplog.records
    )


def requests_logged(caplog: pytest.LogCaptureFixture) -> str:
    """What the requests hold that records carry along for reports of errors."""
    return "\n".join(
        repr(sorted(record.request.META.items())) for record in caplog.records if hasattr(record, "request")
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("at", [QUESTIONS, STAFF])
def test_no_trace_of_who_tells_stays_anywhere(at: str, settings, everything_logged: pytest.LogCaptureFixture) -> None:
    settings.DEMONSTRATION = True
    cache.clear()
    app.control.purge()
    hospital = a_hospital()
    # Somebody who is signed in, whose name is another than the one that they give.
    nurse = make_person("nurse.marsh@wrenfield.example", Role.PREPARER, trust=hospital.trust)
    client = Client(**ASKS)
    client.force_login(nurse, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[project.SESSION_COOKIE_NAME].value
    before = database_in_words()
    everything_logged.clear()

    page = client.get("/tell-us/staff/").text
    assert "Sign out" not in page
    assert "nurse.marsh" not in page
    who = IDENTITY if at == STAFF else {"teller": "staff", **IDENTITY}
    page = whole_way(client, at=at, what="We are two for thirty at night.", **who).text
    photo = SimpleUploadedFile(
        "dorothea-quillfeather.jpg", a_photo(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00")
    )
    page = press(client, press(client, page, "what", at=at).text, "next", at=at, what="Two at night.", photo=photo).text
    page = press(client, page, "next", at=at, **who).text
    sent = press(client, page, "send", at=at)
    reference = reference_in(sent.text)
    client.post("/tell-us/follow/", {"reference": "wrong"})
    story = client.post("/tell-us/follow/", {"reference": reference}).text
    client.post("/tell-us/follow/", {**hidden(story), "go": "add", "what": "It goes on."})
    client.get("/tell-us/no-such-page/")
    client.get("/tell-us")
    client.delete("/tell-us/questions/")
    client.post(at, {**hidden(page), "go": "send"}, HTTP_SEC_FETCH_SITE="cross-site")
    outbox.deliver_waiting(now=Concern.objects.get().state_at)

    concern = Concern.objects.get()
    assert (concern.messages.count(), concern.photos.count(), concern.is_anonymous) == (1, 1, False)
    logged = lines(everything_logged)
    assert "request_started" in logged, "the log is listened to"
    more = (reference, reference.replace("-", ""), "nurse.marsh", session, str(nurse.public_id))
    assert traces_in(logged, more) == []
    assert "user_id" not in logged.replace("user_id': None", "").replace("user_id=None", "")
    assert traces_in(requests_logged(everything_logged), more) == []
    after = database_in_words()
    for table, rows in after.items():
        new = "\n".join(set(rows.splitlines()) - set(before.get(table, "").splitlines()))
        assert traces_in(new, more) == [], table
    broker = broker_in_words()
    assert "concerns:key:" in broker, "the broker is listened to"
    assert traces_in(broker, more) == []
    # The search finds what there is to find: another page's log tells who asked for it.
    everything_logged.clear()
    client.get("/about/")
    assert AGENT in lines(everything_logged)
    # Her own session is as it was: neither ended nor touched.
    assert client.get("/account/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_written_down_without_the_words(client: Client, settings, everything_logged) -> None:  # type: ignore[no-untyped-def]
    settings.DEMONSTRATION = True
    client = Client(**ASKS)
    page = whole_way(client, what="Secret words about Ward Seven.", teller="patient", **IDENTITY).text
    with connection.cursor() as cursor:
        # The database tells in its refusal the whole row that it refused.
        cursor.execute("ALTER TABLE concerns_concern ADD CONSTRAINT none_at_all CHECK (false) NOT VALID")
    try:
        everything_logged.clear()
        answer = press(client, page, "send")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE concerns_concern DROP CONSTRAINT none_at_all")
    assert (answer.status_code, "nothing was sent" in answer.text) == (500, True)
    assert "Secret words about Ward Seven." in answer.text, "who wrote it has it still"
    logged = "\n".join(
        record.getMessage() for record in everything_logged.records if record.name.startswith("complaints")
    )
    assert "IntegrityError at" in logged
    everything = lines(everything_logged)
    # The statements that a developer may have logged are not those of a service.
    service = "\n".join(line for line in everything.splitlines() if "django.db.backends" not in line)
    assert traces_in(service, ("Ward Seven",)) == []
    assert press(client, page, "send").status_code == 200


@pytest.mark.django_db
def test_more_than_may_be_sent_at_once_is_said(client: Client) -> None:
    answer = client.post(QUESTIONS, {"what": "a" * (project.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)})
    assert (answer.status_code, "too much to send at once" in answer.text) == (413, True)


@pytest.fixture
def web(transactional_db, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The web server as ./run starts it, with its access log, on the tests' own database; every line is written."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.set_inheritable(True)
    database = project.DATABASES["default"]
    address = f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    log = tmp_path / "web.log"
    child: Child = start_child(
        "web",
        [sys.executable, Path(project.BASE_DIR) / "oversight/launch/leash.py", *web_command(listening.fileno())],
        log=log,
        environment={
            **os.environ,
            "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
            "OVERSIGHT_DEMO": "1",
            "LOG_LEVEL": "DEBUG",
            "DJANGO_SETTINGS_MODULE": "oversight.settings",
        },
        folder=Path(project.BASE_DIR),
        keep_open=(listening.fileno(),),
        patience_seconds=8.0,
    )
    yield listening.getsockname()[1], log
    child.end_group()
    child.process.wait()
    listening.close()


def _ask(port: int, method: str, path: str, form: dict[str, object] | None = None) -> str:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "User-Agent": AGENT,
        "X-Forwarded-For": ADDRESS,
        "Cookie": "sessionid=quillsession; csrftoken=quilltoken",
    }
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    asking.request(method, path, urlencode(form, doseq=True) if form else None, headers)
    answer = asking.getresponse().read().decode()
    asking.close()
    return answer


def test_the_servers_own_logs_hold_no_trace_either(web: tuple[int, Path]) -> None:
    port, log = web
    page = _ask(port, "GET", "/tell-us/staff/questions/")
    for go, more in (("not-known", {}), ("next", {"what": "Two at night."}), ("next", IDENTITY), ("send", {})):
        page = _ask(port, "POST", STAFF, {**hidden(page), "go": go, **more})
    reference = reference_in(page)
    assert "Two at night." in _ask(port, "POST", "/tell-us/follow/", {"reference": reference})
    # Another page right after: its line must not tell who was here before it.
    _ask(port, "GET", "/about/")
    deadline = time.monotonic() + 30
    while '"GET /about/ HTTP/1.1" 200' not in log.read_text() and time.monotonic() < deadline:
        os.sched_yield()
    told = log.read_text()
    assert '"POST /tell-us/follow/ HTTP/1.1" 200' in told
    assert "request_started" in told
    # Of other pages the application may log who asks, where a service is told to log that much; its server does not.
    access = "\n".join(line for line in told.splitlines() if re.match(r"\[\d\d/", line))
    assert traces_in(access, ("127.0.0.1",)) == []
    here = "\n".join(line for line in told.splitlines() if "/about/" not in line)
    assert traces_in(here, (reference, reference.replace("-", ""), "quillsession", "quilltoken")) == []
