"""What one result says, in a plain sentence: the value, where it lies among the trusts, and what the word rests on."""

from __future__ import annotations

from dataclasses import dataclass

from oversight.measures.defining import Definition, Direction, Method
from oversight.measures.periods import Grain
from oversight.wording import write_count, write_list, write_number
from ratings.rules.judging import Word
from workspaces.inspector.monitoring.flags import harmful
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.inspector.monitoring.stored import Peers, Shown, Since

COLOURS = {Word.ELEVATED_RISK: "orange", Word.RISK: "yellow", Word.UNUSUAL: "blue"}


@dataclass(frozen=True, slots=True)
class Told:
    """A result ready for a page."""

    shown: Shown
    peers: Peers
    since: Since | None
    remains: bool | None = None

    @property
    def word(self) -> str:
        """The word with a capital."""
        return write_word(self.shown.word)

    @property
    def colour(self) -> str:
        """Of its tag, which says nothing that the word does not."""
        return COLOURS.get(self.shown.word, "grey")

    @property
    def value(self) -> str:
        """The value, or that there is none."""
        return write_value(self.shown)

    @property
    def period(self) -> str:
        """The period for people."""
        return write_period(self.shown.period)

    @property
    def median(self) -> str:
        """The middle of the trusts; none where the comparison judged none."""
        return self.shown.definition.write(self.peers.median, blank="none")

    @property
    def middle_half(self) -> str:
        """Between which values half of the trusts lie, and how many they are."""
        if self.peers.lower is None or self.peers.upper is None:
            return "no trust was judged"
        write = self.shown.definition.write
        return f"{write(self.peers.lower)} to {write(self.peers.upper)}, {write_count(self.peers.count, 'trust')}"

    @property
    def since_text(self) -> str:
        """Since when it has been so, for what asks for attention."""
        if self.since is None:
            return ""
        start = write_period(self.since.period)
        if self.since.period.grain in (Grain.QUARTER, Grain.YEAR):
            start = f"the period {start}"
        return f"since before {start}" if self.since.at_least else f"since {start}"

    @property
    def sentence(self) -> str:
        """What it says."""
        return sentence(self.shown, self.peers)

    @property
    def chance(self) -> str:
        """Whether the flag remains when many comparisons are allowed for; blank where that was not asked."""
        if self.remains is None:
            return ""
        return "Remains when chance is allowed for" if self.remains else "May be chance among so many comparisons"


def write_word(word: Word) -> str:
    """Return ``Elevated risk``."""
    return word[:1].upper() + word[1:]


def write_value(shown: Shown) -> str:
    """Return the value as its definition writes it, with its unit; a figure that is none has its word instead."""
    if shown.value is None:
        return str(shown.word)
    return with_unit(shown.definition, shown.value)


def with_unit(made: Definition, value: float | None) -> str:
    """Return ``93.7%``, ``5.4 hours`` or ``1.12``."""
    written = made.write(value, blank="none")
    return written if made.unit in ("%", "", "ratio") or value is None else f"{written} {made.unit}"


def sentence(shown: Shown, peers: Peers) -> str:
    """Say what stands of one trust; every statement is of the unrounded numbers."""
    made, word = shown.definition, shown.word
    if not shown.in_comparison:
        return f"Nothing is known of this trust for {write_period(shown.period)}."
    if not word.is_judged:
        return shown.reason or word.explanation
    said = [_behind(shown), shown.reason]
    if made.method is Method.XMR:
        said.append("" if shown.reason else _OWN_SERIES)
    elif made.method is Method.RULES_BASED:
        said.append(_rule(shown))
    else:
        said += [_among(shown, peers), _z(shown)]
    return " ".join(filter(None, said))


_OWN_SERIES = "No special cause in the trust's own series in this period."


def _behind(shown: Shown) -> str:
    """The counts behind a value."""
    made, numerator, denominator = shown.definition, shown.numerator, shown.denominator
    if numerator is None or made.is_count or denominator is None:
        return f"{with_unit(made, shown.value)}."
    above, below = write_number(numerator, _places(numerator)), write_number(denominator, _places(denominator))
    return f"{with_unit(made, shown.value)}: {above} of {below}{' expected' if made.expected else ''}."


def _places(number: float) -> int:
    return 0 if number == int(number) else 1


def _among(shown: Shown, peers: Peers) -> str:
    value = shown.value
    if value is None or peers.lower is None or peers.upper is None or peers.count < 4:
        return ""
    if value > peers.upper:
        where = "above the middle half of"
    elif value < peers.lower:
        where = "below the middle half of"
    else:
        where = "within the middle half of"
    return f"It lies {where} {write_count(peers.count, 'trust')}."


def _z(shown: Shown) -> str:
    if shown.adjusted_z is None:
        return ""
    made, z = shown.definition, shown.adjusted_z
    thresholds = made.thresholds
    if made.direction is Direction.NEUTRAL:
        return f"Its adjusted z-score is {write_number(z, 2)}; neither way is worse."
    side = "worse" if harmful(made, z) > 0 else "better"
    bounds = ""
    if thresholds.z_risk is not None and thresholds.z_elevated is not None:
        risk, elevated = write_number(thresholds.z_risk), write_number(thresholds.z_elevated)
        bounds = f"; a risk is {risk} or more, an elevated risk {elevated} or more"
    if z == 0:
        return f"Its adjusted z-score is 0{bounds}."
    return f"Its adjusted z-score is {write_number(abs(harmful(made, z)), 2)} on the {side} side{bounds}."


def _rule(shown: Shown) -> str:
    """What the rule's bounds say of the value."""
    made, value = shown.definition, shown.value
    bounds = made.thresholds
    if value is None:
        return ""
    said = []
    for name, upper, lower in (
        ("an elevated risk", bounds.elevated_at, bounds.elevated_below),
        ("a risk", bounds.risk_at, bounds.risk_below),
    ):
        if upper is not None:
            said.append(f"{name} from {made.write(upper)}")
        if lower is not None:
            said.append(f"{name} below {made.write(lower)}")
    return f"By its rule it is {write_list(reversed(said))}." if said else ""
