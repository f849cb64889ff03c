"""Which of many trusts have a sum that crosses, as arrays: what `mortality_watch` says of one, for all of them.

A test holds this module to `watch_series`. It imports numpy, and so is for workers and commands only.
"""

from __future__ import annotations

from math import log

import numpy as np

from ratings.rules.cusum import MonthWord
from ratings.rules.cusum_arrays import WORDS, Truths, cusum_arrays
from ratings.rules.exact_sums import Floats


def which_cross(observed: Floats, expected: Floats, joined: Truths, *, rate_ratio: float, threshold: float) -> Truths:
    """Say of each trust whether its sum reaches the threshold in any period.

    All three are of the shape periods by trusts; not-a-number is a blank, and ``joined`` marks where a sum begins
    afresh after a merger. Raises ValueError for a threshold that is not above 0, or marks of another shape.
    """
    usable = (np.isfinite(observed) & (observed >= 0) & (observed == np.floor(observed)) & np.isfinite(expected)) & (
        expected > 0
    )
    with np.errstate(invalid="ignore"):
        steps = np.where(usable, observed * log(rate_ratio) - (rate_ratio - 1) * expected, np.nan)
    words = cusum_arrays(steps, threshold=threshold, joined=joined).words
    found: Truths = (words == WORDS.index(MonthWord.ALERT)).any(axis=0)
    return found
