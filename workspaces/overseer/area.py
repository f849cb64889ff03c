"""What complaints are about across the trusts of a local body's area, by quarter, with small numbers protected.

A subject's count of the area is told by the rules for small numbers; of a single trust, its complaints in all (which
are public) and the names of the subjects that many complained of. Nothing is told in anybody's own words. Sources: Hard
Truths, paragraph 1.37 and volume 2; domain rules 4.4 and 6.3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from complaints.periods import ComplaintsPeriod
from complaints.said import PeriodSaid, said_by_all, said_by_trusts
from complaints.theme_settings import ThemeSettings, theme_settings
from complaints.themes import THEMES, AreaTheme, SubjectCount, added_numbers, area_themes, ranked, top_subjects
from oversight.measures.disclosure import Chosen, Held, Shown, in_force
from oversight.organisations.areas import trusts_of_area
from oversight.organisations.models import Body, Trust
from oversight.wording import write_count, write_list, write_percent
from workspaces.board_pack.words import percent

_DATASET = "complaints"
QUARTERS = 8
_PLACES = {item.code: place for place, item in enumerate(THEMES)}


@dataclass(frozen=True, slots=True)
class SubjectShown:
    """A subject in the area. share: in per cent, of what is shown alone; reason: why it stands out, blank for not."""

    code: str
    label: str
    number: Shown
    share: Decimal | Held | None
    national: str
    reason: str


@dataclass(frozen=True, slots=True)
class TrustShown:
    """A trust of the area: its complaints in all, None for no return, and the subjects that many complained of."""

    trust: Trust
    new: int | None
    resolved: int | None
    subjects: Sequence[str]


@dataclass(frozen=True, slots=True)
class AreaShown:
    """An area in one quarter."""

    body: Body
    quarter: ComplaintsPeriod
    subjects: Sequence[SubjectShown]
    trusts: Sequence[TrustShown]
    named: Shown
    rules: Chosen
    settings: ThemeSettings

    @property
    def returned(self) -> int:
        """How many of the area's trusts have a return of the quarter."""
        return sum(one.new is not None for one in self.trusts)

    @property
    def outstanding(self) -> list[SubjectShown]:
        """The subjects that stand out."""
        return [one for one in self.subjects if one.reason]


def quarters_of_area(body: Body, today: date) -> list[ComplaintsPeriod]:
    """Return the quarters of two years that are over, of which a trust of the area has a return, the newest first."""
    last = ComplaintsPeriod.quarter_of(today).plus(-1)
    periods = [last.plus(-back) for back in range(QUARTERS)]
    trusts = list(trusts_of_area(body, today).values_list("pk", flat=True))
    told = {period for _, period in said_by_trusts(trusts, periods, with_sites=False)}
    return [period for period in periods if period in told]


def area_shown(body: Body, quarter: ComplaintsPeriod) -> AreaShown:
    """Return what may be told of the area that the body had on the last day of a quarter."""
    settings = theme_settings(quarter.first_day)
    trusts = list(trusts_of_area(body, quarter.last_day))
    periods = [quarter.plus(-back) for back in range(settings.quarters_running.value)]
    said = said_by_trusts([trust.pk for trust in trusts], periods, with_sites=False)
    everywhere = said_by_all([quarter], is_demonstration=body.is_demonstration)
    national = added_numbers([one.whole.detail for one in everywhere.values() if one.whole])
    of_trusts = {
        trust.code: {
            period: one.whole.detail
            for period in periods
            if (one := said.get((trust.pk, period))) is not None and one.whole
        }
        for trust in trusts
    }
    rules = in_force(_DATASET, quarter.first_day)
    area = ranked(added_numbers([numbers[quarter] for numbers in of_trusts.values() if quarter in numbers]))
    themes = {one.count.code: one for one in area_themes(of_trusts, national, quarter, settings)}
    names = {trust.code: trust.shown_name for trust in trusts}
    named = rules.rules.shown(sum(one.number for one in area))
    return AreaShown(
        body=body,
        quarter=quarter,
        subjects=_subjects(area, {one.code: one for one in ranked(national)}, themes, names, named, rules, settings),
        trusts=[_trust(trust, said.get((trust.pk, quarter)), rules, settings) for trust in trusts],
        named=named,
        rules=rules,
        settings=settings,
    )


def _subjects(
    area: Sequence[SubjectCount],
    national: Mapping[str, SubjectCount],
    themes: Mapping[str, AreaTheme],
    names: Mapping[str, str],
    named: Shown,
    rules: Chosen,
    settings: ThemeSettings,
) -> list[SubjectShown]:
    """Return the subjects that somebody named, those told with a number first, in the order of what is told.

    Within one told number they stand in the order of the return: the true order would tell of the true numbers.
    """
    shown = []
    for place, count in enumerate(sorted(area, key=lambda one: _PLACES[one.code])):
        told = rules.rules.shown(count.number)
        if told == 0:
            continue
        nation = national.get(count.code)
        # What is too small to be told is too small to be called out.
        theme = themes.get(count.code) if not isinstance(told, Held) else None
        share = write_percent(percent(nation.number, nation.out_of)) if nation and nation.out_of else "not given"
        one = SubjectShown(
            code=count.code,
            label=count.label,
            number=told,
            share=rules.rules.share(told, named),
            national=share,
            reason=_reason(theme, names, settings) if theme else "",
        )
        shown.append((-told if not isinstance(told, Held) else 1, place, one))
    return [one for _, _, one in sorted(shown, key=lambda each: each[:2])]


def _reason(theme: AreaTheme, names: Mapping[str, str], settings: ThemeSettings) -> str:
    reasons = []
    if theme.above:
        national = write_percent(percent(theme.above.number, theme.above.out_of))
        reasons.append(f"its share in the area is clearly above the national {national}")
    if theme.trusts:
        where = write_list(names[one] for one in theme.trusts)
        running = write_count(settings.quarters_running.value, "quarter")
        reasons.append(f"it is among the {settings.top.value} subjects named most at {where} for {running} running")
    return f"{theme.count.label}: {write_list(reasons)}."


def _trust(trust: Trust, said: PeriodSaid | None, rules: Chosen, settings: ThemeSettings) -> TrustShown:
    whole = said.whole if said else None
    if whole is None:
        return TrustShown(trust, None, None, ())
    top = [one for one in top_subjects(whole.detail, settings) if not rules.rules.hides(one.number)]
    # In the order of the return, not of their numbers.
    subjects = [one.label for one in sorted(top, key=lambda one: _PLACES[one.code])]
    return TrustShown(trust, whole.new, whole.resolved, subjects)
