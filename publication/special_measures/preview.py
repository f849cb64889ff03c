"""What the public will read of a report before it is out: the same parts of the same page, from what is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.template.loader import render_to_string
from markupsafe import Markup

from oversight.clock import london_date
from oversight.organisations.models import Trust
from publication.special_measures.measures_told import told_measures
from publication.special_measures.plan_told import how_many, shown_concerns
from ratings.plans.content import ReportContent


def preview(content: ReportContent, trust: Trust, at: datetime, file_address: Callable[[str], str]) -> Markup:
    """Return what is promised, done and measured as the public would read it at a moment; files are the trust's own."""
    concerns = shown_concerns(content, london_date(at), file_address)
    every = [action for concern in concerns for action in concern.actions]
    counts = Counter(str(action.content.status) for action in every)
    told = {
        "content": content,
        "counts": how_many(counts, sum(action.is_overdue for action in every)),
        "concerns": concerns,
        "measures": told_measures(content.concerns, trust, at),
    }
    # Rendered by our own template and escaped there.
    return Markup(render_to_string("publication/special_measures/preview.html.jinja", told, using="jinja2"))  # noqa: S704
