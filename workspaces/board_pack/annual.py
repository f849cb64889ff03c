"""A trust's annual report on complaints, drafted from the record: what regulation 18 of SI 2009/309 asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from complaints.periods import ComplaintsPeriod
from complaints.said import CountsSaid, PeriodSaid, said_by_trusts
from complaints.theme_settings import ThemeSettings, theme_settings
from complaints.themes import added_numbers, ranked
from oversight.organisations.models import Trust
from oversight.typesetting import Heading, Paragraph, Part, Points, Table
from oversight.wording import write_date, write_list, write_number, write_percent
from workspaces.board_pack.actions import actions_of
from workspaces.board_pack.complained_of import recurring_of, sentence_of
from workspaces.board_pack.words import capital, counted, percent, quarter_in_words, share_in_words, was_or_were

_SUBJECTS_SHOWN = 10
_OVERALL = ("new", "resolved", "upheld", "partially_upheld", "not_upheld")


@dataclass(frozen=True, slots=True)
class AnnualFacts:
    """What the report is written from. said: quarters of the year and the one before, and the year's own return."""

    trust_name: str
    year: ComplaintsPeriod
    said: Mapping[ComplaintsPeriod, PeriodSaid]
    settings: ThemeSettings

    @property
    def quarters(self) -> list[PeriodSaid]:
        """The quarters of the year whose returns stand, in their order."""
        return [self.said[period] for period in quarters_of(self.year) if period in self.said]

    @property
    def missing(self) -> list[ComplaintsPeriod]:
        """The quarters of the year without a return."""
        return [period for period in quarters_of(self.year) if period not in self.said]

    @property
    def counts(self) -> list[CountsSaid]:
        """What is added up: the quarters; the year's own return where they are not whole, and it stands."""
        own = self.said.get(self.year)
        if self.missing and own and own.whole:
            return [own.whole]
        return [one.whole for one in self.quarters if one.whole]

    @property
    def is_of_the_year(self) -> bool:
        """Whether the counts are those of the year's own return."""
        own = self.said.get(self.year)
        return bool(self.missing and own and own.whole)


def quarters_of(year: ComplaintsPeriod) -> list[ComplaintsPeriod]:
    """Return the four quarters of a financial year."""
    first = ComplaintsPeriod.quarter_of(year.first_day)
    return [first.plus(later) for later in range(4)]


def annual_facts(trust: Trust, year: ComplaintsPeriod) -> AnnualFacts:
    """Read what stands of a trust for the report of a financial year."""
    periods = [*quarters_of(year.plus(-1)), *quarters_of(year), year]
    said = said_by_trusts([trust.pk], periods, with_sites=False)
    return AnnualFacts(
        trust.shown_name, year, {period: one for (_, period), one in said.items()}, theme_settings(year.first_day)
    )


def annual_parts(facts: AnnualFacts) -> list[Part]:
    """Return the report's parts; one sentence where no return of the year stands."""
    rests: list[Part] = [Heading("What this report rests on"), Paragraph(_rests_on(facts))]
    if not facts.counts:
        return rests
    return [
        *rests,
        Heading("How many complaints there were"),
        Paragraph(" ".join(_how_many(facts))),
        Heading("What they were about"),
        *_subjects(facts),
        Heading("Matters of general importance"),
        *_matters(facts),
        Heading("What was done to improve services"),
        *_actions(facts),
    ]


def _rests_on(facts: AnnualFacts) -> str:
    year = f"{facts.year.first_day:%B %Y} to {facts.year.last_day:%B %Y}"
    if not facts.counts:
        return f"No complaints return for {year} has been accepted: there is nothing to report from yet."
    if facts.is_of_the_year:
        text = f"The numbers are those of the trust's return for the whole year, {year}."
    else:
        text = f"The numbers are those of the trust's quarterly returns for {year}, added up."
    if facts.missing and not facts.is_of_the_year:
        missing = write_list(quarter_in_words(period) for period in facts.missing)
        text += f" No return for {missing} has been accepted: the numbers are not of the whole year."
    elif facts.missing:
        text += " What complaints returns tell by quarter alone is added up from those quarters that were returned."
    return text


def _how_many(facts: AnnualFacts) -> list[str]:
    total = {name: sum(getattr(one, name) for one in facts.counts) for name in _OVERALL}
    founded = total["upheld"] + total["partially_upheld"]
    sentences = [f"The trust received {counted(total['new'], 'complaint')}."]
    if total["resolved"]:
        sentences.append(
            f"Of {counted(total['resolved'], 'complaint')} decided in the year, {write_number(founded)} "
            f"{was_or_were(founded)} well-founded, wholly or in part "
            f"({write_percent(percent(founded, total['resolved']))}): {write_number(total['upheld'])} upheld and "
            f"{write_number(total['partially_upheld'])} partially upheld."
        )
    else:
        sentences.append("No complaint was decided in the year.")
    return [*sentences, _referred(facts)]


def _referred(facts: AnnualFacts) -> str:
    told = [number for one in facts.quarters if (number := one.asked("ombudsman_referred")) is not None]
    if not told:
        return "The returns do not tell how many complaints were referred to the Ombudsman."
    referred = sum(told)
    text = (
        f"{capital(counted(referred, 'complaint'))} {was_or_were(referred)} referred to the Parliamentary and Health "
        "Service Ombudsman, as far as the trust was told."
    )
    return text if len(told) == 4 else f"{text} That is told of {counted(len(told), 'quarter')} of the year alone."


def _subjects(facts: AnnualFacts) -> list[Part]:
    counts = [one for one in ranked(added_numbers([each.detail for each in facts.counts])) if one.number]
    if not counts:
        return [Paragraph("No subject was named.")]
    rows = [
        [one.label, write_number(one.number), write_percent(percent(one.number, one.out_of))]
        for one in counts
        if one.rank <= _SUBJECTS_SHOWN
    ]
    return [
        Table("Subjects named most often in the year", ["Subject", "Complaints", "Share"], rows, (1, 2)),
        Paragraph("A complaint may name several subjects; shares are of all subjects named."),
    ]


def _matters(facts: AnnualFacts) -> list[Part]:
    """Return what recurs at the end of the year, and what of the handling fell short of the regulations."""
    points = []
    if facts.quarters:
        last = facts.quarters[-1].period
        points += [sentence_of(theme, facts.settings) for theme in recurring_of(facts.said, last, facts.settings)]
    late, asked = (
        _sum(facts.quarters, "acknowledged_in_time"),
        sum(one.whole.new for one in facts.quarters if one.whole and one.asked("acknowledged_in_time") is not None),
    )
    if late is not None and late < asked:
        points.append(
            f"Acknowledged within three working days: {share_in_words(late, asked)}; regulation 13 asks for all."
        )
    beyond = _sum(facts.quarters, "beyond_six_months")
    if beyond:
        points.append(
            f"Without an answer after six months, and without more time agreed: {counted(beyond, 'complaint')}."
        )
    if not points:
        return [Paragraph("No subject recurs, and no complaint was left without what the regulations ask for in time.")]
    return [Points(points)]


def _sum(quarters: Sequence[PeriodSaid], code: str) -> int | None:
    told = [number for one in quarters if (number := one.asked(code)) is not None]
    return sum(told) if told else None


def _actions(facts: AnnualFacts) -> list[Part]:
    own = {period: one for period, one in facts.said.items() if period in quarters_of(facts.year)}
    actions = actions_of(own, facts.year.plus(1)) if own else []
    if not actions:
        return [Paragraph("The returns of the year tell of no action.")]
    rows = [
        [
            f"{action.place}: {action.theme}",
            action.said.lesson,
            action.said.action,
            str(action.progress(facts.year.last_day)),
            action.worked.label if action.worked else "Not said",
        ]
        for action in actions
    ]
    headings = ["Where, and about what", "Lesson", "Action", "How it stands", "Did it work?"]
    return [
        Table(f"Lessons and actions, as they stood on {write_date(facts.year.last_day)}", headings, rows),
        Paragraph("Whether an action worked is the trust's own word."),
    ]
