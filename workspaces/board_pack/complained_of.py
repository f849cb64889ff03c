"""What was complained of: how many, with what outcome, about what, and which subjects recur."""

from __future__ import annotations

from collections.abc import Mapping

from complaints.periods import ComplaintsPeriod
from complaints.said import PeriodSaid
from complaints.theme_settings import ThemeSettings
from complaints.themes import Theme, recurring, top_subjects
from oversight.typesetting import Heading, Paragraph, Part, Points, Table
from oversight.wording import write_list, write_number, write_percent
from workspaces.board_pack.facts import PackFacts
from workspaces.board_pack.words import compared, counted, percent, quarter_in_words, share_in_words, was_or_were

_SHOWN_QUARTERS = 8


def complained_of(facts: PackFacts) -> list[Part]:
    """Return the part of the pack; one sentence where no return stands."""
    title = Heading("What people complained of")
    if facts.now is None or facts.quarter is None or facts.now.whole is None:
        return [title, Paragraph("No complaints return that was accepted tells of the last two years.")]
    parts: list[Part] = [title, Paragraph(" ".join(_how_many(facts.said, facts.quarter))), _series(facts)]
    parts += [Heading("Subjects", 3), *_subjects(facts)]
    parts += [Heading("What recurs", 3), *_recurring(facts)]
    return parts


def recurring_of(
    said: Mapping[ComplaintsPeriod, PeriodSaid], last: ComplaintsPeriod, rules: ThemeSettings
) -> list[Theme]:
    """Return the subjects that recur in a quarter by what the standing returns say."""
    numbers = {period: one.whole.detail for period, one in said.items() if one.whole and period <= last}
    return recurring(numbers, last, rules)


def sentence_of(theme: Theme, rules: ThemeSettings) -> str:
    """Say why a subject is said to recur, with its numbers."""
    count = theme.count
    reasons = []
    if theme.running >= rules.quarters_running.value:
        reasons.append(f"among the {rules.top.value} subjects named most for {theme.running} quarters running")
    if theme.above:
        share = write_percent(percent(theme.above.number, theme.above.out_of))
        reasons.append(f"a share clearly above the {share} of the earlier quarters together")
    return f"{count.label}: named {share_in_words(count.number, count.out_of)}; {write_list(reasons)}."


def _how_many(said: Mapping[ComplaintsPeriod, PeriodSaid], quarter: ComplaintsPeriod) -> list[str]:
    now = said[quarter]
    whole = now.whole
    if whole is None:
        return []
    sentences = [f"In {quarter_in_words(quarter)} the trust received {counted(whole.new, 'complaint')}"]
    others = []
    for earlier in (quarter.plus(-1), quarter.plus(-4)):
        before = said[earlier].whole if earlier in said else None
        if before:
            others.append(compared(whole.new, before.new, quarter_in_words(earlier)))
    sentences[0] += f": {write_list(others)}." if others else "."
    interventions = now.asked("interventions")
    if interventions:
        sentences.append(
            f"That is {write_percent(percent(whole.new, interventions), 3)} of {write_number(interventions)} patient "
            f"interventions, or {write_number(percent(whole.new, interventions) * 10, 2)} in every 1,000."
        )
    else:
        sentences.append("The return does not give the number of patient interventions.")
    if whole.resolved:
        outcomes = [
            f"{write_number(number)} {was_or_were(number)} {word} ({write_percent(percent(number, whole.resolved))})"
            for number, word in (
                (whole.upheld, "upheld"),
                (whole.partially_upheld, "partially upheld"),
                (whole.not_upheld, "not upheld"),
            )
        ]
        sentences.append(f"Of {counted(whole.resolved, 'complaint')} resolved, {write_list(outcomes)}.")
    else:
        sentences.append("No complaint was resolved.")
    open_now, open_before = whole.carried_forward, whole.brought_forward
    sentences.append(
        f"At the end of the quarter {counted(open_now, 'complaint')} {was_or_were(open_now)} open; at its beginning "
        f"there {was_or_were(open_before)} {counted(open_before, 'complaint')}."
    )
    return sentences


def _series(facts: PackFacts) -> Table:
    """Return the quarters of two years, from the first with a return on."""
    last = facts.quarter
    told = [last.plus(back) for back in range(1 - _SHOWN_QUARTERS, 1)] if last else []
    first = min((period for period in told if period in facts.said), default=None)
    rows = []
    for period in told:
        said = facts.said.get(period)
        if said and said.whole:
            one = said.whole
            figures = [one.new, one.resolved, one.upheld, one.partially_upheld, one.not_upheld, one.carried_forward]
            rows.append([quarter_in_words(period), *(write_number(figure) for figure in figures)])
        elif first and period > first:
            rows.append([quarter_in_words(period), *["not submitted"] * 6])
    headings = ["Quarter", "New", "Resolved", "Upheld", "Partially upheld", "Not upheld", "Open at the end"]
    return Table("Complaints by quarter", headings, rows, numbers=range(1, 7))


def _subjects(facts: PackFacts) -> list[Part]:
    now, quarter = facts.now, facts.quarter
    if now is None or quarter is None or now.whole is None:
        return []
    top = top_subjects(now.whole.detail, facts.settings)
    if not top:
        least = facts.settings.fewest_in_top.value
        return [Paragraph(f"No subject was named in {least} complaints or more.")]
    before = facts.said.get(quarter.plus(-1))
    rows = []
    for one in top:
        earlier = before.whole.number(one.code) if before and before.whole else None
        rows.append(
            [
                one.label,
                write_number(one.number),
                write_percent(percent(one.number, one.out_of)),
                "not submitted" if not before else write_number(earlier, blank="not given"),
            ]
        )
    note = "A complaint may name several subjects; shares are of all subjects named."
    return [
        Table("The subjects named most often", ["Subject", "Complaints", "Share", "Quarter before"], rows, range(1, 4)),
        Paragraph(note),
    ]


def _recurring(facts: PackFacts) -> list[Part]:
    if facts.quarter is None:
        return []
    themes = recurring_of(facts.said, facts.quarter, facts.settings)
    if not themes:
        return [
            Paragraph(f"No subject recurs in {quarter_in_words(facts.quarter)} by the rules at the end of this pack.")
        ]
    return [Points([sentence_of(theme, facts.settings) for theme in themes])]
