"""How many flags chance alone brings to all trusts together, and which remain when that is allowed for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from oversight.measures.defining import Method, definitions
from oversight.wording import write_count, write_number, write_percent
from ratings.rules.indicator_settings import settings_in_force
from ratings.rules.judging import Word
from ratings.rules.multiplicity import ByChance, by_chance, remaining
from ratings.rules.rare_counts import LARGEST_EXPECTED, chance_beyond, chance_of_so_few, chance_of_so_many
from workspaces.inspector.monitoring.flags import harmful


@dataclass(frozen=True, slots=True)
class ManyComparisons:
    """The comparisons that bands count and that are judged by number: by z-score, or by the chance of a rare count.

    ``flagged`` and ``remaining`` are pairs of trust code and measure. What a trust's own series or a rule says is no
    comparison with others and is not among them.
    """

    risk: ByChance
    elevated: ByChance
    flagged: frozenset[tuple[str, str]]
    remaining: frozenset[tuple[str, str]]
    rate: float

    @property
    def explanation(self) -> str:
        """How many flags there are beside how many chance would bring, and how many remain."""
        return (
            f"{self.risk.explanation} At z = {self.elevated.threshold:g}, {_about(self.elevated.flags)}. "
            f"Here {write_count(len(self.flagged), 'is flagged', 'are flagged')}. "
            f"{write_number(len(self.remaining))} of them remain when no more than "
            f"{write_percent(self.rate * 100, 0)} of those that remain may be false (Benjamini and Hochberg, 1995)."
        )

    def measures_flagged(self, code: str) -> frozenset[str]:
        """A trust's flags that the correction was made for."""
        return frozenset(measure for trust, measure in self.flagged if trust == code)

    def measures_remaining(self, code: str) -> frozenset[str]:
        """A trust's flags that remain."""
        return frozenset(measure for trust, measure in self.remaining if trust == code)


def _about(flags: float) -> str:
    return f"about {flags:,.0f} do" if flags >= 1 else "less than one does"


def many_comparisons(*, demonstration: bool) -> ManyComparisons:
    """Return it for the bands as they stand; worked out once for each state of them."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [demonstration, demonstration, demonstration])
        return _of_state(demonstration, cursor.fetchone())


# What it all rests on, as one number: the hashes of the bands, and of the comparisons that may count for them.
_STATE = """
select
    (select (count(*), bit_xor(hashtextextended(trust_code || digest, 0)))::text
        from ratings_trustband where is_demonstration = %s),
    (select (count(*), bit_xor(hashtextextended(digest, 0)))::text
        from ratings_indicatorcomparison where is_demonstration = %s and period >=
            (select min("on") from ratings_trustband where is_demonstration = %s) - interval '4 years')
"""
# One select gives every counted comparison that is judged by number, with what its chance is made of; each
# comparison's arrays are taken apart once.
_COUNTED = """
with counted as (
    select b.trust_code as code, e ->> 0 as measure, (e ->> 1)::date as period, e ->> 2 as grain
    from ratings_trustband b cross join lateral jsonb_array_elements(b.counted) e
    where b.is_demonstration = %s and e ->> 0 = any(%s)
)
select w.code, w.measure, u.word, u.z, u.observed, u.expected
from (select distinct measure, period, grain from counted) of_counted
join ratings_indicatorcomparison c
    on c.measure = of_counted.measure and c.period = of_counted.period and c.grain = of_counted.grain
    and c.is_demonstration = %s
cross join lateral unnest(c.trusts, c.results, c.adjusted_z, c.numerators, c.expected)
    u(code, word, z, observed, expected)
join counted w
    on w.code = u.code and w.measure = c.measure and w.period = c.period and w.grain = c.grain
"""
_OTHERS = (Method.XMR, Method.RULES_BASED)


@lru_cache(maxsize=4)
def _of_state(demonstration: bool, state: tuple[object, ...]) -> ManyComparisons:
    known = definitions()
    by_number = [code for code, made in known.items() if made.method not in _OTHERS]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [demonstration, by_number, demonstration])
        rows = cursor.fetchall()
    chances: list[float | None] = []
    for _code, measure, _word, z, observed, expected in rows:
        made = known[measure]
        if z is not None:
            chances.append(chance_beyond(harmful(made, z)))
        elif observed is not None and expected and max(observed, expected) <= LARGEST_EXPECTED:
            tail = chance_of_so_few if harmful(made, 1.0) < 0 else chance_of_so_many
            chances.append(tail(int(observed), expected))
        else:
            chances.append(None)
    settings = settings_in_force()
    rate = settings.false_discovery_rate.value
    pairs = [
        (code, measure, bool(Word(word).weight), mark.remains)
        for (code, measure, word, *_), mark in zip(rows, remaining(chances, rate=rate), strict=True)
        if word and mark.chance is not None
    ]
    return ManyComparisons(
        risk=by_chance(len(pairs), settings.risk_z.value),
        elevated=by_chance(len(pairs), settings.elevated_risk_z.value),
        flagged=frozenset((code, measure) for code, measure, flagged, _ in pairs if flagged),
        remaining=frozenset((code, measure) for code, measure, flagged, remains in pairs if flagged and remains),
        rate=rate,
    )
