"""A visitor of the site: one person's connection, cookies and forms."""

from __future__ import annotations

import html
import http.client
import re
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PATIENCE_SECONDS = 120


class Unexpected(Exception):
    """The site answered otherwise than the way goes on."""


@dataclass
class Answer:
    """What came back: the status, where it sends the visitor, the text, and how long it took."""

    status: int
    location: str
    text: str
    seconds: float
    etag: str = ""


@dataclass
class Visitor:
    """Somebody with a browser, who is signed in where there is a session."""

    port: int
    session: str = ""
    _cookies: dict[str, str] = field(default_factory=dict)
    _line: http.client.HTTPConnection | None = None
    _token: str = ""

    def __post_init__(self) -> None:
        if self.session:
            self._cookies["sessionid"] = self.session

    def get(self, address: str) -> Answer:
        """Open a page."""
        return self._ask("GET", address, b"", {})

    def read(self, address: str) -> Answer:
        """Open a page that must be there."""
        answer = self.get(address)
        if answer.status != 200:
            raise Unexpected(f"GET {address}: {answer.status} {answer.location}")
        return answer

    def post(self, address: str, fields: dict[str, str]) -> str:
        """Send a form and return the address to which the site sends the visitor on."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._token}).encode()
        return self._sent(address, body, "application/x-www-form-urlencoded")

    def post_file(self, address: str, name: str, content: bytes) -> str:
        """Send a file with a form and return where the site sends the visitor on."""
        edge = uuid.uuid4().hex
        parts = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self._token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        body = parts.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._sent(address, body, f"multipart/form-data; boundary={edge}")

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()

    def _sent(self, address: str, body: bytes, kind: str) -> str:
        answer = self._ask("POST", address, body, {"Content-Type": kind})
        if answer.status != 302:
            raise Unexpected(f"POST {address}: {answer.status} {_errors_in(answer.text)}")
        return urlsplit(answer.location).path

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        began = time.monotonic()
        while True:
            fresh = self._line is None
            if self._line is None:
                self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
            try:
                self._line.request(method, address, body or None, headers)
                answer = self._line.getresponse()
                text = answer.read().decode("utf-8", "replace")
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # The server hangs up on a line that was quiet for some seconds; a new line is no error.
                self._line.close()
                self._line = None
                if fresh:
                    raise
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self._cookies[name] = value
        if found := _TOKEN.search(text):
            self._token = html.unescape(found.group(1))
        return Answer(
            answer.status,
            answer.headers.get("Location", ""),
            text,
            time.monotonic() - began,
            answer.headers.get("ETag", ""),
        )


def _errors_in(text: str) -> str:
    """Return what an error page or a form says is wrong."""
    found = re.findall(r'class="nhsuk-error-message[^>]*>(.*?)</', text, re.DOTALL) or re.findall(
        "<title>(.*?)</", text
    )
    return " / ".join(re.sub(r"<[^>]+>|\s+", " ", one).strip() for one in found[:3])
