"""Works out a waiting comparison or the bands, and returns what writes it: the two halves of a worker's turn.

It brings numpy in, and so is imported where work is done and not where it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from oversight.measures.defining import Theme, definition
from ratings import requests
from ratings.gathering import one_moment
from ratings.indicators.band_writing import write_bands
from ratings.indicators.banding import bands_of
from ratings.indicators.comparing import compared
from ratings.indicators.gathering import indicator_facts
from ratings.indicators.writing import write_comparison
from ratings.mortality.watching import watch
from ratings.scopes import BandsScope, IndicatorScope


def indicator_worked_out(scope: IndicatorScope) -> Callable[[datetime], int]:
    """Work a comparison out as of one moment, and return what writes it and says how many results changed.

    Where a word that counts for a band is another, the bands are asked for; a rewritten measure of mortality is watched
    for alerts.
    """
    with one_moment():
        made = compared(indicator_facts(scope))

    def write(at: datetime) -> int:
        written = write_comparison(scope, made, now=at)
        if written.touches_bands:
            requests.ask([BandsScope(scope.demonstration)], now=at)
        if written.rewritten and definition(scope.measure).theme is Theme.MORTALITY:
            watch(measure=scope.measure, demonstration=scope.demonstration, now=at)
        return written.changes

    return write


def bands_worked_out(scope: BandsScope, *, on: date) -> Callable[[datetime], int]:
    """Work all bands out for a day as of one moment, and return what writes them and says how many changed."""
    with one_moment():
        made = bands_of(demonstration=scope.demonstration, on=on)
    return lambda at: write_bands(made, demonstration=scope.demonstration, on=on, now=at)
