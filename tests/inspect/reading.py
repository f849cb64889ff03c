"""Reads a page as text: its words, the entries of the list of changes, and its tables."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import dataclass


def words(markup: str) -> str:
    """Return a piece of a page without its tags, in single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def text_of(answer) -> str:
    """Return a page's words."""
    return words(answer.content.decode())


@dataclass(frozen=True)
class EntryRead:
    """An entry of the list of changes as a reader meets it."""

    name: str
    address: str
    where: str
    said: str
    has_chart: bool

    @property
    def is_raised(self) -> bool:
        return "Raised" in self.said

    @property
    def is_new(self) -> bool:
        return "New to you" in self.said


def entries_of(answer) -> list[EntryRead]:
    """Return the entries of a page, in their order."""
    found = []
    for part in answer.content.decode().split('<li class="app-entry">')[1:]:
        part = part.split("</ol>")[0]
        heading = re.search(r'<a class="nhsuk-link" href="([^"]+)">([^<]+)</a></h3>', part)
        where = re.search(r'app-entry__where">(.*?)</p>', part, re.DOTALL)
        found.append(EntryRead(heading[2], heading[1], words(where[1]), words(part), "<svg" in part))
    return found


def table_of(answer, identity: str) -> list[list[str]]:
    """Return the cells of a table's body by its id; a narrow screen's headings within the cells are left out."""
    table = re.search(rf'<table[^>]* id="{identity}".*?</table>', answer.content.decode(), re.DOTALL)
    if table is None:
        return []
    body = table[0].split("<tbody", 1)[1]
    body = re.sub(r'<span class="nhsuk-table__heading" aria-hidden="true">.*?</span>', "", body, flags=re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def rows_of(answer) -> list[dict[str, str]]:
    """Return the rows of a CSV file that was given out."""
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))
