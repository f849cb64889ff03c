"""What a report looks like to the public before it is out: shown by the part that publishes, which says so at start.

The preview is then the public's own page and no likeness of it, and who writes a report need not know who publishes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from markupsafe import Markup

from oversight.organisations.models import Trust
from ratings.plans.content import ReportContent

# Of what is written of a trust's plan, as the public would read it if it were published at a moment: HTML, escaped. The
# last gives the address of a file of evidence by its public id, since the public's own opens with the publication.
FileAddress = Callable[[str], str]
Preview = Callable[[ReportContent, Trust, datetime, FileAddress], Markup]
_previews: list[Preview] = []


def register_preview(show: Preview) -> None:
    """Say who shows what the public will read; there is one, and a second one is an error."""
    if _previews and _previews[0] is not show:
        raise ValueError("previews of reports already have an owner")
    _previews[:] = [show]


def preview_of(content: ReportContent, trust: Trust, *, at: datetime, file_address: FileAddress) -> Markup:
    """Return what the public would read; ``LookupError`` where nothing publishes here."""
    if not _previews:
        raise LookupError("nothing here publishes reports on plans")
    return _previews[0](content, trust, at, file_address)
