"""What is said of an organisation by one indicator in one period: a level, or the word for why there is none.

Sources: the three levels are those of CQC's Intelligent Monitoring (report of July 2014); the words in place of a
number, and the pair for measures of which neither way is worse, are ours.
"""

from __future__ import annotations

from enum import StrEnum


class Word(StrEnum):
    """What is said; the order is that of what asks for attention first."""

    ELEVATED_RISK = "elevated risk"
    RISK = "risk"
    UNUSUAL = "unusual"
    NO_EVIDENCE = "no evidence of risk"
    NOTHING_UNUSUAL = "nothing unusual"
    NO_VALUE = "no value"
    NO_DENOMINATOR = "no denominator"
    INVALID = "invalid"
    NOT_CALCULABLE = "not calculable"
    TOO_FEW_GROUPS = "too few groups"
    TOO_SMALL = "too small"
    TOO_FEW_POINTS = "too few points"
    NO_LIMITS = "no limits"
    NO_VARIATION = "no variation"

    @property
    def counts(self) -> bool:
        """Whether the indicator is applicable to the organisation, and so counts for its band."""
        return self in _WEIGHTS

    @property
    def weight(self) -> int:
        """What it adds to the score: 2 for an elevated risk, 1 for a risk."""
        return _WEIGHTS.get(self, 0)

    @property
    def is_judged(self) -> bool:
        """Whether something was said of the organisation, and not only why nothing can be."""
        return self in _JUDGED

    @property
    def asks_for_attention(self) -> bool:
        """Whether it raises a question."""
        return self in _RAISES

    @property
    def explanation(self) -> str:
        """What it means, in a sentence."""
        return _EXPLANATIONS[self]


_WEIGHTS = {Word.ELEVATED_RISK: 2, Word.RISK: 1, Word.NO_EVIDENCE: 0}
_RAISES = frozenset({Word.ELEVATED_RISK, Word.RISK, Word.UNUSUAL})
_JUDGED = _RAISES | {Word.NO_EVIDENCE, Word.NOTHING_UNUSUAL}
_EXPLANATIONS = {
    Word.ELEVATED_RISK: "Far worse than what was expected: a question to ask first.",
    Word.RISK: "Worse than what was expected: a question to ask.",
    Word.UNUSUAL: "Something changed in the organisation's own series; by itself neither better nor worse.",
    Word.NO_EVIDENCE: "Nothing in this figure asks for a question; that is no proof that all is well.",
    Word.NOTHING_UNUSUAL: "The organisation's own series goes on as it did.",
    Word.NO_VALUE: "No figure was given for the period.",
    Word.NO_DENOMINATOR: "There was nothing to divide by: the denominator is missing or zero.",
    Word.INVALID: "The figure cannot be right: negative, not a number, or a part above its whole.",
    Word.NOT_CALCULABLE: "The formula has no value here, such as the logarithm of zero.",
    Word.TOO_FEW_GROUPS: "Too few organisations have a figure to compare with.",
    Word.TOO_SMALL: "The number behind it is too small for a fair comparison.",
    Word.TOO_FEW_POINTS: "The series is too short to tell chance from change.",
    Word.NO_LIMITS: "No two neighbouring values: the series has no limits to hold it against.",
    Word.NO_VARIATION: "All values are equal, so that there is nothing to judge by.",
}
