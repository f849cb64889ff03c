"""A quick look at a row's plain numbers: whether any rule could have something to say of them.

Nearly all rows are unremarkable. The screen works on doubles with a margin, and lets through every
row that a rule might speak of and a few more; the rules then decide on exact numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from staffing.thresholds import Thresholds

_MARGIN = 1e-9

Screen = Callable[[Sequence[float], float, float], bool]


def screen_for(bounds: Thresholds) -> Screen:
    """A function that says whether a row wants a look.

    It takes the hours of the main groups in the order of `columns.MAIN_HOURS`, whatever they are,
    the actual hours of all groups together, and the patients, above 0. A number below 0, one that
    is not finite or one that is too large never passes: no product of a bound with it holds.
    """
    fill_low = float(bounds.fill_low.value) / 100 * (1 + _MARGIN)
    fill_high = float(bounds.fill_high.value) / 100 * (1 - _MARGIN)
    chppd_low = float(bounds.chppd_low.value) * (1 + _MARGIN)
    chppd_high = float(bounds.chppd_high.value) * (1 - _MARGIN)

    worked_most = float(bounds.hours_most.value) * min(fill_low, 1)

    def wants_a_look(hours: Sequence[float], worked: float, patients: float) -> bool:
        day_planned, day, care_planned, care, night_planned, night, night_care_planned, night_care = hours
        return not (
            day_planned * fill_low <= day <= day_planned * fill_high
            and care_planned * fill_low <= care <= care_planned * fill_high
            and night_planned * fill_low <= night <= night_planned * fill_high
            and night_care_planned * fill_low <= night_care <= night_care_planned * fill_high
            and patients * chppd_low <= worked <= patients * chppd_high
            and worked <= worked_most
        ) or (
            day == day_planned and care == care_planned and night == night_planned and night_care == night_care_planned
        )

    return wants_a_look
