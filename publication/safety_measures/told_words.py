"""The sentences that stand beside a released figure: where it stands among others."""

from __future__ import annotations

from decimal import Decimal

from oversight.measures.defined import Certainty, Definition, Method
from publication.safety_measures.models import Standing
from publication.safety_measures.sections import section_of

_HIGHER_OR_LOWER = {True: "higher than expected", False: "lower than expected"}
_SENTENCES = {
    Standing.BETTER: "This is better than expected, set beside all trusts.",
    Standing.AS_EXPECTED: "This is as expected: no further from other trusts than chance can bring.",
    Standing.WORSE: "This is worse than expected, set beside all trusts. It is a reason to ask why, and not a verdict.",
}
_APART = {
    True: "This is higher than expected, set beside all trusts. It is a reason to ask why, and not a verdict.",
    False: "This is lower than expected, set beside all trusts. It is a reason to ask why, and not a verdict.",
}
_OWN_SERIES = "Trusts are not set beside each other here. Look at how the number moves over time."
_NOT_COMPARED = "This is not set beside other trusts."


def standard_of(made: Definition) -> Decimal | None:
    """Return the value that somebody other than this system asks all trusts to reach, in the unit of the measure."""
    asked = made.thresholds
    if made.method is not Method.RULES_BASED or asked.certainty is Certainty.OURS:
        return None
    return asked.risk_below if asked.risk_below is not None else asked.risk_at


def meets_standard(made: Definition, value: Decimal) -> bool | None:
    """Say whether a value meets the standard; None where there is none."""
    asked = made.thresholds
    if standard_of(made) is None:
        return None
    if asked.risk_below is not None:
        return value >= asked.risk_below
    return asked.risk_at is not None and value < asked.risk_at


def word_of(made: Definition, standing: Standing) -> str:
    """Return the standard word; of deaths and reports "higher" or "lower", since neither is better by itself."""
    higher = _is_higher(made, standing)
    return standing.value if higher is None else _HIGHER_OR_LOWER[higher]


def sentence_of(made: Definition, standing: Standing, value: Decimal | None) -> str:
    """Return what is said of where a figure stands; blank where there is no figure."""
    if value is None:
        return ""
    higher = _is_higher(made, standing)
    if higher is not None:
        return _APART[higher]
    if standing is not Standing.NOT_COMPARED:
        return _SENTENCES[standing]
    met, standard = meets_standard(made, value), standard_of(made)
    if met is not None and standard is not None:
        asked = made.write(standard.normalize())
        floor = "at least" if made.thresholds.risk_below is not None else "less than"
        return f"The standard is {floor} {asked}. This trust {'meets' if met else 'does not meet'} it."
    return _OWN_SERIES if made.method is Method.XMR else _NOT_COMPARED


def _is_higher(made: Definition, standing: Standing) -> bool | None:
    """Whether a figure apart from the others is above them; None where "better" and "worse" say it, or nothing does."""
    if standing not in (Standing.BETTER, Standing.WORSE) or not section_of(made.code).higher_or_lower:
        return None
    more_is_better = made.direction == "increase"
    return more_is_better is (standing is Standing.BETTER)
