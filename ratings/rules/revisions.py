"""Which months of a series hold other figures than were known before."""

from collections.abc import Sequence


def revised(now: Sequence[float | None], before: Sequence[float | None] | None) -> tuple[bool, ...]:
    """Say of each month whether its figure was revised; None as `before` asks of nothing.

    A month that lies after those known before has come, and is no revision; a figure in the place of a blank is
    one, and so is the other way about. What is no number (nan) and was none is as it was.
    """
    known = () if before is None else tuple(before)
    return tuple(
        place < len(known) and value != known[place] and not (value != value and known[place] != known[place])
        for place, value in enumerate(now)
    )
