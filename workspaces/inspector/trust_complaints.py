"""Complaints on a trust's page: the last quarters, what recurs, how they were handled, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from complaints.periods import ComplaintsPeriod
from complaints.said import PeriodSaid, quarters_of_trust
from complaints.theme_settings import theme_settings
from oversight.organisations.models import Trust
from oversight.wording import write_number, write_percent
from workspaces.board_pack.actions import actions_of
from workspaces.board_pack.complained_of import recurring_of, sentence_of
from workspaces.board_pack.handled import ombudsman, pair_of, short_of_the_law
from workspaces.board_pack.lessons import in_all
from workspaces.board_pack.words import percent, quarter_in_words
from workspaces.models import FinalBoardPack

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter as the table shows it; without a receipt: no return of it stands."""

    label: str
    receipt: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class TrustComplaints:
    """What the page tells; of the latest quarter with a return, None where none of two years has one."""

    latest: ComplaintsPeriod | None
    rows: Sequence[QuarterRow] = ()
    themes: Sequence[str] = ()
    fell_short: Sequence[str] = ()
    ombudsman: str = ""
    actions: str = ""
    packs_sent: int = 0

    @property
    def label(self) -> str:
        """The latest quarter in words."""
        return quarter_in_words(self.latest) if self.latest else ""


def complaints_of(trust: Trust, today: date) -> TrustComplaints:
    """Return what the standing returns of the last two years tell of a trust's complaints."""
    last = ComplaintsPeriod.quarter_of(today).plus(-1)
    said = quarters_of_trust(trust.pk, last)
    packs = FinalBoardPack.objects.filter(trust=trust).values("month").distinct().count()
    latest = max(said, default=None)
    if latest is None:
        return TrustComplaints(None, packs_sent=packs)
    rules = theme_settings(latest.first_day)
    actions = actions_of(said, latest)
    return TrustComplaints(
        latest=latest,
        rows=[_row(period, said.get(period)) for period in (last.plus(-back) for back in range(_SHOWN))],
        themes=[sentence_of(theme, rules) for theme in recurring_of(said, latest, rules)],
        fell_short=short_of_the_law(said[latest]),
        ombudsman=ombudsman(said[latest]),
        actions=in_all(actions, today) if actions else "",
        packs_sent=packs,
    )


def _row(period: ComplaintsPeriod, said: PeriodSaid | None) -> QuarterRow:
    whole = said.whole if said else None
    if said is None or whole is None:
        return QuarterRow(quarter_in_words(period), "", ["not submitted"] * 6)
    interventions = said.asked("interventions")
    rate = Decimal(1000 * whole.new) / interventions if interventions else None
    upheld = percent(whole.upheld + whole.partially_upheld, whole.resolved) if whole.resolved else None
    return QuarterRow(
        quarter_in_words(period),
        said.receipt,
        [
            write_number(whole.new),
            write_number(rate, 2),
            "none resolved" if upheld is None else write_percent(upheld),
            _share(said, "acknowledged_in_time", None),
            _share(said, "answered_in_agreed_time", "answers_due"),
            write_number(whole.carried_forward),
        ],
    )


def _share(said: PeriodSaid, part: str, whole: str | None) -> str:
    number, out_of = pair_of(said, part, whole)
    if number is None or out_of is None:
        return "not given"
    return write_percent(percent(number, out_of)) if out_of else "none due"
