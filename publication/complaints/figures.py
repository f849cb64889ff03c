"""The figures of complaints as pages and files give them: a number, or the words that say why there is none.

Shares: domain rules 4.2 (complaints as a share of patient interventions in per cent to 3 decimals and per 1,000). A sum
comes before its ratio; a rate whose base is too small for the measure is not worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from complaints.items import ASKED, ASKED_BY_CODE
from oversight.measures.defining import Definition, definition
from oversight.wording import write_number
from publication.complaints.disclosing import BLANK
from publication.complaints.models import (
    OVERALL,
    ReleasedComplaintsHospital,
    ReleasedComplaintsTrust,
)
from publication.complaints.shown_items import SERVICES_SHOWN, SUBJECTS_SHOWN, label_of
from publication.complaints.told import NoNumber, Told, told

OVERALL_LABELS: Mapping[str, str] = {
    "brought_forward": "Brought forward from before",
    "new": "New",
    "resolved": "Decided",
    "upheld": "Upheld",
    "partially_upheld": "Partly upheld",
    "not_upheld": "Not upheld",
    "carried_forward": "Still open at the end",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with what it is called, and where one is worked out the share that it is of the new complaints."""

    code: str
    label: str
    figure: Told
    share: Told | None = None


def measured(made: Definition, numerator: Told, denominator: Told) -> Told:
    """Return a measure's value; a denominator under the measure's least size is too small to work it out."""
    return _ratio(
        numerator, denominator, factor=made.factor, decimals=made.decimals, unit=made.unit, least=made.minimum
    )


def _ratio(
    numerator: Told, denominator: Told, *, factor: int, decimals: int, unit: str, least: Decimal = Decimal(0)
) -> Told:
    for part in (numerator, denominator):
        if part.value is None:
            return Told(None, part.missing)
    if numerator.value is None or not denominator.value:
        return Told(None, NoNumber.NOT_APPLICABLE)
    if denominator.value < least:
        return Told(None, NoNumber.TOO_SMALL)
    value = numerator.value * factor / denominator.value
    return Told(value, text=write_number(value, decimals) + ("%" if unit == "%" else ""))


@dataclass(frozen=True, slots=True)
class Share:
    """A measure of the trust's handling: its definition, what it came to, and the numbers that it is made of."""

    made: Definition
    figure: Told
    numerator: Told
    denominator: Told


# Measure, the number that is its part, the number that it is a part of; an item of the policy, or a count in all.
_SHARES = (
    ("complaints_acknowledged", "acknowledged_in_time", "new"),
    ("complaints_answered_as_agreed", "answered_in_agreed_time", "answers_due"),
    ("complaints_beyond_six_months", "beyond_six_months", "six_months_ended"),
)
_OMBUDSMAN = tuple(asked.code for asked in ASKED if asked.code.startswith("ombudsman_"))
_HANDLING = tuple(asked.code for asked in ASKED if asked.code not in (*_OMBUDSMAN, "interventions"))
PERCENT_DECIMALS = 3
PER_THOUSAND_DECIMALS = 2


class _BrokenDown:
    """The breakdown of a trust's or a hospital's new complaints."""

    def __init__(self, breakdown: Mapping[str, Any]) -> None:
        self._breakdown = breakdown

    @cached_property
    def subjects(self) -> list[Line]:
        """What people complained of, the most first where a number may be told."""
        return _lines(self._breakdown, SUBJECTS_SHOWN)

    @cached_property
    def services(self) -> list[Line]:
        """Where the care was given, the most first."""
        return _lines(self._breakdown, SERVICES_SHOWN)

    @property
    def is_too_small(self) -> bool:
        """Whether so few complaints were made that nothing is told of their parts."""
        return any(line.figure.missing is NoNumber.TOO_SMALL for line in self.subjects)


class TrustFigures(_BrokenDown):
    """All figures of a trust in a release of complaints; asked for only where a return was released."""

    def __init__(self, row: ReleasedComplaintsTrust) -> None:
        super().__init__(row.breakdown)
        self.row = row

    @cached_property
    def overall(self) -> dict[str, Told]:
        """The counts in all, by name."""
        return {name: told(getattr(self.row, name)) for name in OVERALL}

    @cached_property
    def overall_lines(self) -> list[Line]:
        """The counts in all, in the order of the collection."""
        return [Line(name, OVERALL_LABELS[name], self.overall[name]) for name in OVERALL]

    @cached_property
    def outcomes(self) -> list[Line]:
        """Upheld, partly upheld, not upheld; each with its share of those decided."""
        lines = []
        for name in ("upheld", "partially_upheld", "not_upheld"):
            share = _ratio(
                self.overall[name],
                self.overall["resolved"],
                factor=100,
                decimals=1,
                unit="%",
                least=definition("complaints_upheld").minimum,
            )
            lines.append(Line(name, OVERALL_LABELS[name], self.overall[name], share))
        return lines

    def asked(self, code: str) -> Told:
        """Return one of the numbers that the policy asks for; one that the return does not hold was left blank."""
        return told(self.row.handling.get(code, BLANK))

    @property
    def interventions(self) -> Told:
        """Patient interventions of the period, as the trust counts them."""
        return self.asked("interventions")

    @property
    def definition_used(self) -> str:
        """How the trust counts patient interventions."""
        return self.row.interventions_definition or f"{definition('complaints_new').denominator}, added up."

    @cached_property
    def percent_of_interventions(self) -> Told:
        """New complaints as a share of patient interventions: per cent, to 3 decimals."""
        return _ratio(
            self.overall["new"], self.interventions, factor=100, decimals=PERCENT_DECIMALS, unit="%", least=_least()
        )

    @cached_property
    def per_thousand(self) -> Told:
        """New complaints for every 1,000 patient interventions."""
        return _ratio(
            self.overall["new"],
            self.interventions,
            factor=1000,
            decimals=PER_THOUSAND_DECIMALS,
            unit="",
            least=_least(),
        )

    @cached_property
    def shares(self) -> list[Share]:
        """How complaints were handled, by the reviewed measures."""
        made = []
        for code, part, whole in _SHARES:
            numerator, denominator = self._number(part), self._number(whole)
            measure = definition(code)
            made.append(Share(measure, measured(measure, numerator, denominator), numerator, denominator))
        return made

    @cached_property
    def handling(self) -> list[Line]:
        """Every number that the policy asks for but the Ombudsman's, as the trust gave it."""
        return [Line(code, ASKED_BY_CODE[code].label, self.asked(code)) for code in _HANDLING]

    @cached_property
    def ombudsman(self) -> list[Line]:
        """What the trust was told of the Ombudsman."""
        return [Line(code, ASKED_BY_CODE[code].label, self.asked(code)) for code in _OMBUDSMAN]

    @cached_property
    def signed(self) -> tuple[Told, Told]:
        """Of the answers sent, those signed by the responsible person; and the answers sent."""
        return self.asked("signed_by_responsible_person"), self.asked("answers_sent")

    def _number(self, name: str) -> Told:
        return self.overall[name] if name in OVERALL else self.asked(name)


class HospitalFigures(_BrokenDown):
    """All figures of a hospital in a release of complaints; asked for only where the return names it."""

    def __init__(self, row: ReleasedComplaintsHospital) -> None:
        super().__init__(row.breakdown)
        self.row = row

    @cached_property
    def overall_lines(self) -> list[Line]:
        """The counts of the hospital in all."""
        return [Line(name, OVERALL_LABELS[name], told(cell)) for name, cell in self._in_order()]

    def _in_order(self) -> list[tuple[str, Any]]:
        return [(name, self.row.overall[name]) for name in OVERALL if name in self.row.overall]


def _least() -> Decimal:
    """The fewest interventions for which a share of them is worked out: that of the reviewed measure."""
    return definition("complaints_new").minimum


def _lines(breakdown: Mapping[str, Any], items: Sequence[Any]) -> list[Line]:
    lines = [Line(item.code, label_of(item), told(breakdown.get(item.code, BLANK))) for item in items]
    # Numbers first, the largest of them at the top; then what is held back, which must not be told by its place.
    return sorted(lines, key=lambda line: (line.figure.value is None, -(line.figure.value or 0), line.label))


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """Return a value rounded half up to a step."""
    return value.quantize(step, rounding=ROUND_HALF_UP)
