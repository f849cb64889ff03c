"""One indicator in one period, judged for all organisations at once by whatever method its definition names.

Every organisation gets a word (`judging.Word`), and numbers where there are any. Nothing depends on the order of the
organisations. It imports numpy through `indicator_arrays`, and so is for workers and commands only.
Sources: CQC's statistical methodology of intelligent monitoring (July 2014); Making Data Count for series.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from decimal import Context, Decimal, InvalidOperation
from math import isfinite, isnan, nan

import numpy as np

from ratings.rules.exact_sums import Floats, sums_of_counts
from ratings.rules.indicator_arrays import RESULTS, compare_arrays
from ratings.rules.indicator_results import (
    LARGEST_NUMBER,
    Harm,
    Method,
    Result,
    Thresholds,
    rare_count_result,
)
from ratings.rules.judging import Word
from ratings.rules.judging_asked import Asked, Figure, Histories, How, Judgement, Said, Terms
from ratings.rules.rare_counts import LARGEST_EXPECTED, chance_of_so_few, chance_of_so_many
from ratings.rules.special_causes import Direction, PointType, point_type
from ratings.rules.watched_series import SeriesWord, WatchedMonth, watch
from ratings.rules.xmr import FEWEST_POINTS
from ratings.rules.xmr_arrays import CAUSES, analyse_arrays

_RATIOS = Context(prec=28)


def value_of(figure: Figure, asked: Asked) -> Decimal | None:
    """Return the value with 28 digits; None where a part is blank or there is nothing to divide by."""
    if figure.numerator is None:
        return None
    times = _RATIOS.multiply(figure.numerator, Decimal(asked.factor))
    if asked.is_count:
        return times
    return _RATIOS.divide(times, figure.denominator) if figure.denominator else None


def judge_period(figures: Sequence[Figure], asked: Asked, terms: Terms) -> Judgement:
    """Judge all organisations of a period by any method but that of their own series.

    Raises ValueError for that one, or where the definition gives no bounds for its method.
    """
    if asked.how is How.XMR:
        raise ValueError("a series is judged by judge_series")
    words = [_why_not(one, asked) for one in figures]
    if not figures:
        return Judgement(())
    if asked.how is How.RULES_BASED:
        return Judgement(tuple(_by_rule(one, word, asked) for one, word in zip(figures, words, strict=True)))
    if asked.risk_z is None or asked.elevated_z is None:
        raise ValueError("no bounds of the z-score are given")
    thresholds = Thresholds(asked.risk_z, asked.elevated_z)
    if asked.how is How.POISSON_COUNT:
        return _rare_counts(figures, words, asked, terms, thresholds)
    return _compared(figures, words, asked, terms, thresholds)


def judge_series(told: Histories, asked: Asked) -> Judgement:
    """Judge the last period of every organisation's own series by its natural process limits.

    A change for the worse is a risk; where neither way is worse, any special cause is unusual.
    """
    if not told.lasts:
        return Judgement(())
    words = [_why_not(last, asked) for last in told.lasts]
    months = _last_months(_values_of(told, asked), told.joined_at, asked)
    return Judgement(
        tuple(
            Said(word, _value(last, asked, word))
            if word is not None
            else Said(_word_of(month, asked), _value(last, asked, None), reason=_cause(month))
            for last, word, month in zip(told.lasts, words, months, strict=True)
        )
    )


def _why_not(figure: Figure, asked: Asked) -> Word | None:
    """Why a figure cannot be judged by itself; None where it can. The first that applies, in this order."""
    above, below = figure.numerator, figure.denominator
    if above is None and (below is None or asked.is_count):
        return Word.NO_VALUE
    if not asked.is_count and (below is None or below == 0):
        return Word.NO_DENOMINATOR
    if above is None:
        return Word.NO_VALUE
    if not above.is_finite() or (below is not None and not below.is_finite()):
        return Word.INVALID
    if (above < 0 and asked.how is not How.SURVEY_MEAN) or (below is not None and below < 0):
        return Word.INVALID
    if below is not None and asked.share and above > below:
        return Word.INVALID
    return Word.TOO_SMALL if below is not None and below < asked.minimum else None


def _compared(
    figures: Sequence[Figure], words: Sequence[Word | None], asked: Asked, terms: Terms, thresholds: Thresholds
) -> Judgement:
    method = Method(asked.how)
    above = np.array(
        [_number(one.numerator) if word is None else nan for one, word in zip(figures, words, strict=True)]
    )
    below = np.array(
        [_number(one.denominator) if word is None else nan for one, word in zip(figures, words, strict=True)]
    )
    if method is Method.SURVEY_MEAN:
        if asked.deviation is None:
            raise ValueError("a mean of scores needs the standard deviation of one answer")
        with np.errstate(all="ignore"):
            above, below = above / below, float(asked.deviation) / np.sqrt(below)
    harm = asked.harm or Harm.HIGHER_IS_WORSE
    found = compare_arrays(
        above,
        below,
        method=method,
        harm=harm,
        thresholds=thresholds,
        share_treated=terms.share_treated,
        fewest_groups=terms.fewest_groups,
    )
    target = _or_none(float(found.target))
    said = []
    for place, (figure, word) in enumerate(zip(figures, words, strict=True)):
        adjusted = _or_none(float(found.adjusted_z[place]))
        own = word or _WORDS[RESULTS[found.results[place]]]
        if asked.harm is None and own.is_judged:
            own = Word.UNUSUAL if adjusted is not None and abs(adjusted) >= thresholds.risk else Word.NOTHING_UNUSUAL
        expected = _number(figure.denominator) if asked.denominator_is_expected and word is None else None
        said.append(Said(own, _value(figure, asked, own), _or_none(float(found.z[place])), adjusted, expected))
    return Judgement(tuple(said), target, _or_none(float(found.phi)), _or_none(float(found.tau_squared)))


def _rare_counts(
    figures: Sequence[Figure], words: Sequence[Word | None], asked: Asked, terms: Terms, thresholds: Thresholds
) -> Judgement:
    """Hold each count against what it would be at the rate of all together, by the exact Poisson tail."""
    counted = [one for one, word in zip(figures, words, strict=True) if word is None]
    if len(counted) < terms.fewest_groups and not asked.denominator_is_expected:
        return Judgement(
            tuple(
                Said(word or Word.TOO_FEW_GROUPS, _value(one, asked, word or Word.TOO_FEW_GROUPS))
                for one, word in zip(figures, words, strict=True)
            )
        )
    rate = 1.0
    if not asked.denominator_is_expected:
        above = float(sums_of_counts(np.array([_number(one.numerator) for one in counted])))
        rate = above / float(sums_of_counts(np.array([_number(one.denominator) for one in counted])))
    said = []
    for figure, word in zip(figures, words, strict=True):
        if word is not None:
            said.append(Said(word, _value(figure, asked, word)))
        else:
            said.append(_rare_count(figure, rate, asked, thresholds))
    return Judgement(tuple(said), rate if counted and not asked.denominator_is_expected else None)


def _rare_count(figure: Figure, rate: float, asked: Asked, thresholds: Thresholds) -> Said:
    observed, expected = _number(figure.numerator), _number(figure.denominator) * rate
    if expected == 0:
        # Nothing was counted anywhere: nobody has more than anybody else.
        own = Word.NO_EVIDENCE if asked.harm else Word.NOTHING_UNUSUAL
        return Said(own, _value(figure, asked, own), expected=0.0, reason="No organisation had any.")
    if asked.harm is not None:
        own = _WORDS[rare_count_result(observed, expected, harm=asked.harm, thresholds=thresholds)]
    else:
        both = {rare_count_result(observed, expected, harm=harm, thresholds=thresholds) for harm in Harm}
        judged = both & {Result.RISK, Result.ELEVATED_RISK}
        own = Word.UNUSUAL if judged else Word.NOTHING_UNUSUAL
        if not judged and both != {Result.NO_EVIDENCE}:
            own = _WORDS[min(both - {Result.NO_EVIDENCE})]
    reason = ""
    if own.is_judged and max(observed, expected) <= LARGEST_EXPECTED:
        more = asked.harm is not Harm.LOWER_IS_WORSE
        chance = (chance_of_so_many if more else chance_of_so_few)(int(observed), expected)
        reason = (
            f"{observed:,.0f} where {expected:,.1f} were to be expected; chance alone brings so {_MANY[more]} "
            f"{_in_words(chance)}."
        )
    return Said(own, _value(figure, asked, own), expected=expected, reason=reason)


_MANY = {True: "many or more", False: "few or fewer"}


def _in_words(chance: float) -> str:
    if chance >= 0.1:
        return f"{chance:.0%} of the time"
    if chance >= 1e-6:
        return f"once in {1 / chance:,.0f} times"
    return "less than once in a million times"


def _by_rule(figure: Figure, word: Word | None, asked: Asked) -> Said:
    value = value_of(figure, asked) if word is None else None
    if word is not None or value is None:
        own = word or Word.NO_VALUE
        return Said(own, _value(figure, asked, own))
    level = Word.NO_EVIDENCE
    if asked.risk_at is not None and value >= asked.risk_at:
        level = Word.RISK
    if asked.risk_below is not None and value < asked.risk_below:
        level = Word.RISK
    if asked.elevated_at is not None and value >= asked.elevated_at:
        level = Word.ELEVATED_RISK
    if asked.elevated_below is not None and value < asked.elevated_below:
        level = Word.ELEVATED_RISK
    return Said(level, float(value))


def _values_of(told: Histories, asked: Asked) -> Floats:
    """The values of all series, a row for each period; not-a-number where a figure cannot be used."""
    above, below = (np.array(rows, dtype=float) for rows in (told.numerators, told.denominators))
    usable = (above >= 0) & (above <= LARGEST_NUMBER)
    if not asked.is_count:
        usable &= (below > 0) & (below <= LARGEST_NUMBER) & (below >= float(asked.minimum))
        if asked.share:
            usable &= above <= below
    with np.errstate(all="ignore"):
        values = above * asked.factor if asked.is_count else above * asked.factor / below
    return np.where(usable, values, nan)


def _last_months(values: Floats, joined_at: Sequence[Sequence[int]], asked: Asked) -> list[WatchedMonth]:
    """What `watched_series.watch` says of the last month of every series: of most at once, of joined ones singly."""
    direction = _DIRECTIONS[asked.harm]
    present = ~np.isnan(values)
    found = analyse_arrays(values)
    with warnings.catch_warnings():
        # A series without any value has no range: it is too short, whatever that is.
        warnings.simplefilter("ignore", RuntimeWarning)
        flat = np.nanmax(values, axis=0) == np.nanmin(values, axis=0)
    short = present.sum(axis=0) < FEWEST_POINTS
    unlimited = np.isnan(found.upper)
    months = []
    for place, joined in enumerate(joined_at):
        column = values[:, place].tolist()
        value = _or_none(column[-1])
        if joined:
            months.append(watch([_or_none(one) for one in column], direction=direction, joined_at=joined)[-1])
        elif value is None:
            months.append(WatchedMonth(None, SeriesWord.INVALID))
        elif short[place]:
            months.append(WatchedMonth(value, SeriesWord.TOO_FEW_POINTS))
        elif flat[place]:
            months.append(WatchedMonth(value, SeriesWord.NO_VARIATION))
        elif unlimited[place]:
            months.append(WatchedMonth(value, SeriesWord.NO_LIMITS))
        else:
            cause = CAUSES[found.causes[-1, place]]
            months.append(WatchedMonth(value, SeriesWord.JUDGED, cause, point_type(cause, direction)))
    return months


_DIRECTIONS = {
    None: Direction.NEUTRAL,
    Harm.HIGHER_IS_WORSE: Direction.DECREASE,
    Harm.LOWER_IS_WORSE: Direction.INCREASE,
}


def _word_of(month: WatchedMonth, asked: Asked) -> Word:
    if month.word is not SeriesWord.JUDGED:
        return Word(str(month.word))
    common = month.kind is PointType.COMMON
    if asked.harm is None:
        return Word.NOTHING_UNUSUAL if common else Word.UNUSUAL
    return Word.RISK if month.kind is PointType.CONCERN else Word.NO_EVIDENCE


def _cause(month: WatchedMonth) -> str:
    if month.cause is None or month.kind is PointType.COMMON:
        return ""
    return f"Special cause in the organisation's own series: {month.cause}."


def _value(figure: Figure, asked: Asked, word: Word | None) -> float | None:
    """What there is to show beside the word; a figure that cannot be right shows none."""
    if word in (Word.INVALID, Word.NO_DENOMINATOR, Word.NO_VALUE):
        return None
    return _float(value_of(figure, asked))


def _number(value: Decimal | None) -> float:
    return nan if value is None else float(value)


def _float(value: Decimal | None) -> float | None:
    if value is None:
        return None
    try:
        made = float(value)
    except (InvalidOperation, OverflowError):
        return None
    return made if isfinite(made) else None


def _or_none(number: float) -> float | None:
    return None if isnan(number) else number


_WORDS = {result: Word(str(result)) for result in Result}
