"""What may be shown of a closed quarter: nothing of fewer than so many answers, nor anything that gives them away.

Pure. Source: domain rules of the survey (8 or more respondents) and of disclosure by subtraction (HES, September 2018).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from complaints.survey.questions import SCALE


@dataclass(frozen=True, slots=True)
class Share:
    """How many agreed, of those who answered a question; who said that it does not apply is not among them."""

    agreed: int
    answered: int

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.agreed / self.answered


_ANSWERED = tuple(map(str, SCALE))
_AGREED = tuple(str(point) for point in SCALE if point.agrees)


def share_of(points: Mapping[str, int]) -> Share:
    """Return who agreed and who answered, from how often each point was given."""
    return Share(sum(points.get(point, 0) for point in _AGREED), sum(points.get(point, 0) for point in _ANSWERED))


def shown_share(points: Mapping[str, int], *, answers: int, least: int) -> Share | None:
    """Return the share of a question; None where fewer than ``least`` answered in the quarter, or this question."""
    share = share_of(points)
    return share if answers >= least and share.answered >= least else None


def shown_sites(answered: Mapping[str, int], *, least: int) -> frozenset[str]:
    """Return the sites of which a question may be shown beside the whole trust, from how many answered it at each.

    What is left of the trust without them must be nobody or ``least`` at the least, or it could be subtracted. Codes
    that name no site are a site of their own, by the name "": it is never shown.
    """
    shown = {site for site, number in answered.items() if site and number >= least}
    for site in sorted(shown, key=lambda each: (answered[each], each)):
        rest = sum(number for each, number in answered.items() if each not in shown)
        if rest == 0 or rest >= least:
            break
        shown.discard(site)
    return frozenset(shown)
