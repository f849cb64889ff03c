"""What is said of a trust's survey of complainants: sentences that are true of the numbers beside them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from complaints.survey.disclosure import Share
from complaints.survey.questions import Question
from complaints.survey.results import QuarterShown, Spread
from oversight.charts.drawn import ChartColumn, DrawnChart
from oversight.charts.figures import Figures
from oversight.charts.watched_chart import AskedSeries, Place, watched_chart
from oversight.measures.periods import Period
from oversight.wording import write_count, write_number, write_percent
from ratings.rules.process_limits import process_limits
from ratings.rules.special_causes import Direction
from ratings.rules.watched_series import watch
from workspaces.inspector.monitoring.period_words import write_period

_FIGURES = Figures("%", 1)


def share_in_words(share: Share | None) -> str:
    """Return ``14 of 20 (70.0%)``, or that it is not shown."""
    if share is None:
        return "Not shown"
    return f"{write_number(share.agreed)} of {write_number(share.answered)} ({write_percent(share.percent)})"


def answers_in_words(quarter: QuarterShown) -> str:
    """Return ``20 people answered``, or that fewer did than may be told."""
    if quarter.answers is None:
        return f"Fewer than {quarter.survey.least_answers.value} answers: not shown"
    return f"{write_count(quarter.answers, 'person', 'people')} answered"


def spread_in_words(spread: Spread | None) -> str:
    """Return ``55.0% to 68.0%, median 60.0% (6 trusts)``, or that too few trusts can be set beside."""
    if spread is None:
        return "Too few trusts"
    lower, upper = _FIGURES.write(spread.lower), _FIGURES.write(spread.upper)
    return f"{lower} to {upper}, median {_FIGURES.write(spread.middle)} ({spread.trusts} trusts)"


def headline(question: Question, quarter: QuarterShown | None) -> str:
    """Say what the newest quarter says of a statement."""
    if quarter is None:
        return f"“{question.statement}”: no quarter is closed yet"
    share = quarter.shares.get(question.code)
    when = write_period(quarter.quarter)
    if share is None:
        return f"“{question.statement}”: too few answers to show in {when}"
    return f"“{question.statement}”: {share.agreed} of {share.answered} people agreed in {when}"


def sentence(question: Question, quarters: Sequence[QuarterShown], spread: Spread | None) -> str:
    """Say how the newest quarter lies beside the one before it and beside trusts of the same kind.

    ``quarters``: the newest first.
    """
    if not quarters:
        return "Answers are shown once the quarter in which they came is over."
    newest = quarters[0]
    share = newest.shares.get(question.code)
    if share is None:
        least = newest.survey.least_answers.value
        return f"A quarter in which fewer than {least} people answered is never shown, nor added to another."
    said = [f"That is {write_percent(share.percent)}{_than_before(question, share, quarters)}."]
    if spread is None:
        least = newest.survey.least_peers.value
        said.append(f"Fewer than {least} other trusts of the same kind have a figure to set beside it.")
    else:
        lower, upper = _FIGURES.write_apart(spread.lower, spread.upper)
        said.append(
            f"Of {spread.trusts} other trusts ({spread.kind.label}), the middle half lies between {lower} and {upper}; "
            f"this trust is {_beside(share, spread)}."
        )
    return " ".join(said)


def _than_before(question: Question, share: Share, quarters: Sequence[QuarterShown]) -> str:
    before = quarters[1] if len(quarters) > 1 else None
    if before is None:
        return ""
    earlier = before.shares.get(question.code)
    when = write_period(before.quarter)
    if earlier is None:
        return f"; {when} had too few answers to set beside it"
    if earlier.agreed * share.answered == share.agreed * earlier.answered:
        return f", as in {when}"
    now, then = _FIGURES.write_apart(share.percent, earlier.percent)
    way = "more" if share.percent > earlier.percent else "less"
    exact = "" if now == write_percent(share.percent) else f" (exactly {now})"
    return f"{exact}, {way} than the {then} of {when}"


def _beside(share: Share, spread: Spread) -> str:
    if share.percent > spread.upper:
        return "above it"
    if share.percent < spread.lower:
        return "below it"
    return "within it"


def chart_of(
    question: Question, quarters: Sequence[QuarterShown], spreads: dict[Period, dict[str, Spread | None]]
) -> DrawnChart:
    """Draw the share who agreed, quarter by quarter; one that is not shown is a gap. ``quarters``: the newest first."""
    ordered = list(reversed(quarters))
    shares = [quarter.shares.get(question.code) for quarter in ordered]
    values = [None if share is None else share.percent for share in shares]
    limits = process_limits(values)
    watched = watch(values, direction=Direction.INCREASE)
    places = [
        Place(_label(quarter.quarter), write_period(quarter.quarter), month, limits if month.kind else None)
        for quarter, month in zip(ordered, watched, strict=True)
    ]
    newest = quarters[0] if quarters else None
    spread = spreads.get(newest.quarter, {}).get(question.code) if newest else None
    return watched_chart(
        places,
        AskedSeries(
            headline=headline(question, newest),
            sentence=sentence(question, quarters, spread),
            side="People who agree",
            unit="%",
            decimals=1,
            further_columns=(ChartColumn("Agreed", numeric=True), ChartColumn("Middle half of trusts like it")),
            further=[
                (share_in_words(share), spread_in_words(spreads.get(quarter.quarter, {}).get(question.code)))
                for quarter, share in zip(ordered, shares, strict=True)
            ],
        ),
    )


def _label(quarter: Period) -> tuple[str, ...]:
    first, last = f"{quarter.first_day:%b}", f"{quarter.last_day:%b}"
    return f"{first}–{last}", f"{quarter.last_day:%Y}"
