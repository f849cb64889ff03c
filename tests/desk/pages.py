"""What a test reads of a page, and how it sends a file."""

from __future__ import annotations

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.returns.making import PERIOD, UNUSUAL

PERIOD_PAGE = f"/workspace/returns/staffing/RX1/{PERIOD}/"


def text_of(answer: HttpResponse) -> str:
    """Return the words of a page's main part, with white space as a reader sees it."""
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.S)
    assert main is not None, f"no page, but {answer.status_code}: {answer.content[:200]!r}"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def cells_of(answer: HttpResponse) -> str:
    """Return the words of a page's main part as a wide screen has them: without the headings repeated in each cell."""
    once = re.sub(rb'<span class="nhsuk-table__heading".*?</span>', b"", answer.content, flags=re.S)
    return text_of(HttpResponse(once))


def page(client: Client, path: str) -> str:
    """Return the words of the page at the path, which must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.headers.get('Location', '')}"
    return text_of(answer)


def title_of(answer: HttpResponse) -> str:
    """Return a page's title."""
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.S)
    assert found is not None
    return unescape(found[1])


def links_of(answer: HttpResponse) -> list[str]:
    """Return the addresses that a page links to."""
    return [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', answer.content.decode())]


def send_file(
    client: Client, content: bytes = UNUSUAL, filename: str = "october.csv", path: str = PERIOD_PAGE, **fields: str
) -> HttpResponse:
    """Send a file from the page of the return."""
    return client.post(path, {"file": SimpleUploadedFile(filename, content), **fields})
