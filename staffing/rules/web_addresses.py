"""The form of the trust's web address; it is never fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from staffing.findings import Severity
from staffing.rules.rule import Example, Fault, Rule, WardCheck, WardRow

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"https?://(?:{_LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]\.?(?::\d{{1,5}})?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE
)
_LONGEST = 2_000


@lru_cache(maxsize=1024)
def is_well_formed(address: str) -> bool:
    """Whether text is a full web address of a named host: http or https, without spaces."""
    return len(address) <= _LONGEST and _ADDRESS.fullmatch(address.strip()) is not None


def _badly_formed(row: WardRow) -> Iterator[Fault]:
    if row.ward.url and not is_well_formed(row.ward.url):
        yield Fault("url", "This is not a full web address.")


BADLY_FORMED: Rule[WardCheck] = Rule(
    id="staffing.web_address_form",
    severity=Severity.EXPLAIN,
    text="A web address is given in full, beginning with http:// or https://.",
    mend="Copy the address from the top of your browser while it shows the page.",
    check=_badly_formed,
    trips=Example(rows=({"url": "htp:/www.example.nhs.uk"}, {"ward": "Oak", "url": "our website"})),
    silent=Example(rows=({"url": "https://www.example.nhs.uk/safe-staffing?year=2026"}, {"ward": "Oak", "url": ""})),
    source="To explain: a web address of bad form.",
)
RULES = (BADLY_FORMED,)
