"""False discoveries among many z-scores at once: what `multiplicity` says of a list, for an array of any shape.

A test holds this module to `multiplicity.false_discoveries`. It imports numpy, and so is for workers and commands only.
"""

from __future__ import annotations

import numpy as np

from ratings.rules.exact_sums import Floats
from ratings.rules.rare_counts import chance_beyond


def discovery_rates(harmful_z: Floats) -> Floats:
    """The q of every z-score among all of them: the smallest rate of false discovery at which it remains.

    Positive is worse; not-a-number is a comparison that was not made, and has no q. What remains at a rate are the
    places where q is at most that rate.
    """
    found = np.full(harmful_z.shape, np.nan)
    made = ~np.isnan(harmful_z)
    chances = np.array([chance_beyond(z) for z in harmful_z[made].tolist()])
    order = np.argsort(chances)
    times = len(chances) / np.arange(1, len(chances) + 1)
    q = np.empty(len(chances))
    q[order] = np.minimum(np.minimum.accumulate((chances[order] * times)[::-1])[::-1], 1.0)
    found[made] = q
    return found
