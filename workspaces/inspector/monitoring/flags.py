"""A trust's flags in the order in which to look at them, and the words that say where to look first and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from oversight.measures.defining import Definition, Direction
from oversight.wording import write_count, write_list, write_number
from ratings.rules.judging import Word
from workspaces.inspector.monitoring.stored import Counted

NAMED = 3
"""So many flags are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Flag:
    """An applicable indicator of a trust that raises a question. ``z`` is None where its method has none.

    ``remains`` says whether it still stands when many comparisons are allowed for; None where that was not asked.
    """

    definition: Definition
    period: date
    word: Word
    z: float | None
    remains: bool | None

    @property
    def harmful_z(self) -> float | None:
        """The adjusted z-score turned so that positive is worse."""
        return None if self.z is None else harmful(self.definition, self.z)

    @property
    def why(self) -> str:
        """What is said of it in brackets: how far out it lies, where that is a number."""
        return "" if self.harmful_z is None else f"z {write_number(self.harmful_z, 1)}"


@dataclass(frozen=True, slots=True)
class WhereToLook:
    """A trust's flags, the first to look at first, with how many indicators they are of."""

    flags: Sequence[Flag]
    applicable: int

    @property
    def named(self) -> Sequence[tuple[str, Sequence[Flag]]]:
        """The first few by level: elevated risks, then risks."""
        first = self.flags[:NAMED]
        levels = ((word, [flag for flag in first if flag.word is word]) for word in (Word.ELEVATED_RISK, Word.RISK))
        return [(_LEVELS[word][len(flags) > 1], flags) for word, flags in levels if flags]

    @property
    def more(self) -> str:
        """How many are not named, in words; blank where all are."""
        rest = self.flags[NAMED:]
        elevated = sum(flag.word is Word.ELEVATED_RISK for flag in rest)
        counts = [
            write_count(count, one)
            for count, one in ((elevated, "elevated risk"), (len(rest) - elevated, "risk"))
            if count
        ]
        return f"And {write_list(counts)} more." if counts else ""

    @property
    def by_chance(self) -> str:
        """How many of those that were compared by number remain when many comparisons are allowed for."""
        asked = [flag.remains for flag in self.flags if flag.remains is not None]
        if not asked:
            return ""
        return f"{sum(asked)} of {len(asked)} by number remain when chance is allowed for."

    @property
    def nothing(self) -> str:
        """What is said where there is no flag."""
        if not self.applicable:
            return "No indicator applies."
        return f"None of {write_count(self.applicable, 'indicator')} raises a question."

    @property
    def text(self) -> str:
        """All of it as plain text."""
        if not self.flags:
            return self.nothing
        said = [f"{level}: {write_list(_name(flag) for flag in flags)}." for level, flags in self.named]
        return " ".join(filter(None, (*said, self.more, self.by_chance)))


_LEVELS = {Word.ELEVATED_RISK: ("Elevated risk", "Elevated risks"), Word.RISK: ("Risk", "Risks")}


def harmful(made: Definition, z: float) -> float:
    """Turn a z-score so that positive is worse."""
    return -z if made.direction is Direction.INCREASE else z


def where_to_look(
    counted: Iterable[Counted],
    *,
    applicable: int,
    z: Mapping[str, float | None],
    remaining: Collection[str] | None = None,
    compared: Collection[str] = (),
) -> WhereToLook:
    """Put a trust's flags in order: elevated risks first, then by tier, then the farthest out, then by name.

    ``z`` has adjusted z-scores by measure; ``compared`` the measures that the correction for many comparisons was made
    for, and ``remaining`` those that remain. A flag without a z-score comes after those with one of its level and tier.
    """
    flags = [
        Flag(
            one.definition,
            one.period.first_day,
            one.word,
            z.get(one.definition.code),
            one.definition.code in remaining if remaining is not None and one.definition.code in compared else None,
        )
        for one in counted
        if one.word.weight
    ]
    return WhereToLook(sorted(flags, key=_order), applicable)


def _order(flag: Flag) -> tuple[int, int, bool, float, str]:
    far = flag.harmful_z
    return (-flag.word.weight, flag.definition.tier, far is None, -(far or 0.0), flag.definition.name)


def _name(flag: Flag) -> str:
    return flag.definition.name + (f" ({flag.why})" if flag.why else "")


_Z = """
select w.code, w.measure, c.adjusted_z[array_position(c.trusts, w.code::varchar)]
from unnest(%s::text[], %s::text[], %s::date[], %s::text[]) w(code, measure, period, grain)
join ratings_indicatorcomparison c
    on c.measure = w.measure and c.period = w.period and c.grain = w.grain and c.is_demonstration = %s
"""


def z_of(flagged: Mapping[str, Sequence[Sequence[str]]], *, demonstration: bool) -> dict[str, dict[str, float | None]]:
    """Return by trust and measure the adjusted z-scores of what was counted, as it is stored, in one query."""
    asked = [(code, row[0], date.fromisoformat(row[1]), row[2]) for code, rows in flagged.items() for row in rows]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_Z, [*(list(column) for column in zip(*asked, strict=True)), demonstration])
        rows = cursor.fetchall()
    found: dict[str, dict[str, float | None]] = {}
    for code, measure, z in rows:
        found.setdefault(code, {})[measure] = z
    return found
