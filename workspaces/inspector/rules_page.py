"""How signals are worked out: the rules and their settings in force with their sources, and how often checks trip."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.measures.defining import definition
from oversight.returns.periods import Month
from oversight.returns.rule_shares import RuleShare, shares_in_all
from oversight.wording import write_number
from ratings.rule_sets import in_force, often_short_rules, rule_sets
from ratings.rules.aggregation_files import rule_set
from ratings.rules.caution_files import cautions_in_force
from ratings.standing import STAFFING_MEASURES
from staffing.rules.registry import BY_ID
from staffing.thresholds import NAMES, Threshold, thresholds_for
from workspaces.inspector.world import world_of

_KIND = "staffing"
# Shares are of what was sent for so many months: long enough to count, short enough to show a change of the rule.
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bound:
    """One setting of the checks with its source."""

    name: str
    threshold: Threshold

    @property
    def title(self) -> str:
        """What it is called, from its name."""
        return _TITLES[self.name]

    @property
    def value(self) -> str:
        """Its value with the unit."""
        unit = self.threshold.unit
        return f"{write_number(self.threshold.value)}{unit if unit.startswith('%') else ' ' + unit}"


_TITLES = {
    "fill_low": "A fill rate is asked about below",
    "fill_high": "A fill rate is asked about above",
    "chppd_low": "Care hours per patient day are asked about below",
    "chppd_high": "Care hours per patient day are asked about above",
    "change": "A change of a staff group's hours is asked about above",
    "hours_most": "The most hours that a cell may hold",
    "patients_most": "The most patients that a cell may hold",
    "ward_name_longest": "The longest name of a ward",
    "short_below": "A month is short below",
    "often_short_months": "A ward is often short with",
    "often_short_window": "out of the last",
}


@dataclass(frozen=True, slots=True)
class Share:
    """How often one rule tripped, with what it asks."""

    counted: RuleShare

    @property
    def text(self) -> str:
        """What the rule says; a rule that has gone since goes by its id."""
        rule = BY_ID.get(self.counted.rule)
        return rule.text if rule else self.counted.rule

    @property
    def percent(self) -> float | None:
        """The share of rows in per cent; None where no row was read."""
        share = self.counted.share
        return None if share is None else float(share * 100)


@require_safe
@access(Action.INSPECT)
def rules(request: HttpRequest) -> HttpResponse:
    """Show how each signal is worked out, with the settings in force as settings, each with its source."""
    world = world_of(request)
    today = clock.today()
    month = today.replace(day=1)
    bounds = thresholds_for(Month.of(today))
    since = Month.of(today).plus(-_MONTHS)
    return render(
        request,
        "workspaces/inspect/rules.html.jinja",
        {
            "world": world,
            "rules": in_force(month),
            "often_short": often_short_rules(month),
            "all_sets": rule_sets(),
            "bounds": [Bound(name, getattr(bounds, name)) for name in NAMES if name in _TITLES],
            "bounds_version": bounds.version,
            "bounds_from": bounds.effective_from,
            "shares": [
                Share(counted)
                for counted in shares_in_all(kind=_KIND, demonstration=world.demonstration, since=str(since))
            ],
            "since": since.first_day,
            "cautions": cautions_in_force(today),
            "aggregation": rule_set(),
            "measures": [definition(code) for code in STAFFING_MEASURES],
        },
    )
