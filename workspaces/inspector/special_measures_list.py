"""Special measures of all trusts: whose criteria are met, what is due or overdue, and who is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight import clock
from oversight.accounts.access import access, powers_in
from oversight.accounts.permissions import Action
from oversight.organisations.models import Region, Trust
from oversight.wording import write_iso
from ratings.models import CriterionFlag, SpecialMeasuresSpell
from ratings.rules.special_measures import DONE_ONCE_MET, Criterion, CriterionState
from ratings.rules.special_measures_files import special_measures_in_force
from ratings.special_measures.standing import in_special_measures, spell_of
from workspaces.inspector.special_measures_names import ShownCriterion, shown_criterion
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment

_ON_A_PAGE = 20
_WHAT = [
    ("", "All that somebody should look at"),
    ("entry", "Entry is called for"),
    ("exit", "Leaving may be recommended"),
    ("reinspection", "Re-inspection is due soon or overdue"),
    ("extension", "The usual or longer time ends"),
    ("update", "The monthly update is due soon or overdue"),
]
# In a list what is late comes first, then what is new, then what comes.
_ORDER = (CriterionState.OVERDUE, CriterionState.MET, CriterionState.DUE_SOON)


@dataclass(frozen=True, slots=True)
class ListedCriterion:
    """A criterion that somebody should look at, and its trust."""

    trust: Trust
    shown: ShownCriterion


@dataclass(frozen=True, slots=True)
class ListedTrust:
    """A trust in special measures, since when, and how the criteria stand for it."""

    trust: Trust
    spell: SpecialMeasuresSpell
    criteria: dict[str, ShownCriterion]


class SpecialMeasuresFilters(forms.Form):
    """The questions above the list; whatever is not understood is as if it had not been asked."""

    trust = forms.CharField(
        required=False, label="Trust", help_text="Its name, a part of it, or its code", max_length=100
    )
    region = forms.ChoiceField(required=False, label="Region")
    criterion = forms.ChoiceField(required=False, label="What to look at", choices=_WHAT)

    def __init__(self, asked: object, *, world: World) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.world = world
        regions = Region.objects.filter(trusts__is_demonstration=world.demonstration).distinct()
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", "All regions"),
            *((one.code, str(one)) for one in regions.order_by("name", "code")),
        ]

    def asked(self, name: str) -> str:
        """Return what was asked, blank where nothing was that is understood."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.asked(name) for name in self.fields)

    def trusts(self) -> dict[str, Trust]:
        """Return the trusts that answer, by code."""
        found = Trust.objects.filter(is_demonstration=self.world.demonstration).select_related("region")
        if trust := self.asked("trust").strip():
            found = found.filter(Q(code__iexact=trust) | Q(name__icontains=trust))
        if region := self.asked("region"):
            found = found.filter(region=region)
        return {trust.code: trust for trust in found}

    def listed(self) -> list[ListedCriterion]:
        """Return what somebody should look at, the late first and then the newest."""
        trusts = self.trusts()
        asks = Q(state__in=[CriterionState.DUE_SOON, CriterionState.OVERDUE]) | (
            Q(state=CriterionState.MET) & ~Q(criterion__in=sorted(DONE_ONCE_MET))
        )
        rows = CriterionFlag.objects.filter(asks, trust_code__in=list(trusts))
        if criterion := self.asked("criterion"):
            rows = rows.filter(criterion=criterion)
        found = [ListedCriterion(trusts[row.trust_code], shown_criterion(row)) for row in rows]
        return sorted(found, key=_first_to_look_at)

    def query(self) -> str:
        """Return the questions as an address carries them, ending in ``&`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        if not self.world.is_usual:
            asked.append(("trusts", self.world.word))
        return f"{urlencode(asked)}&" if asked else ""


@require_safe
@access(Action.INSPECT)
def special_measures(request: HttpRequest) -> HttpResponse:
    """Show what the criteria ask somebody to look at, and the trusts in special measures."""
    world = world_of(request)
    filters = SpecialMeasuresFilters(request.GET, world=world)
    today = clock.today()
    return render(
        request,
        "workspaces/inspect/special_measures.html.jinja",
        {
            "world": world,
            "filters": filters,
            "page": Paginator(filters.listed(), _ON_A_PAGE).get_page(request.GET.get("page")),
            "inside": trusts_inside(filters.trusts(), today),
            "rules": special_measures_in_force(today, demonstration=world.demonstration),
            "criteria": list(Criterion),
            "may_recommend_entry": powers_in(request).may(Action.RECOMMEND_ENTRY),
        },
    )


@require_safe
@access(Action.INSPECT)
def special_measures_csv(request: HttpRequest) -> HttpResponseBase:
    """Give what the list shows, all pages of it, as CSV."""
    filters = SpecialMeasuresFilters(request.GET, world=world_of(request))
    return csv_attachment(_rows(filters.listed()), "special-measures.csv")


def trusts_inside(trusts: dict[str, Trust], today: date) -> list[ListedTrust]:
    """Return those of the trusts that are in special measures, the longest first."""
    codes = sorted(in_special_measures(today) & trusts.keys())
    criteria: dict[str, dict[str, ShownCriterion]] = {code: {} for code in codes}
    for row in CriterionFlag.objects.filter(trust_code__in=codes):
        criteria[row.trust_code][row.criterion] = shown_criterion(row)
    found = [
        ListedTrust(trusts[code], spell, criteria[code])
        for code in codes
        if (spell := spell_of(trusts[code], today)) is not None
    ]
    return sorted(found, key=lambda each: (each.spell.entered_on, each.trust.code))


def _first_to_look_at(one: ListedCriterion) -> tuple[int, int, str, int]:
    result = one.shown.result
    since = -result.since.toordinal() if result.since else 0
    return (_ORDER.index(result.state), since, one.trust.code, list(Criterion).index(result.criterion))


def _rows(listed: Sequence[ListedCriterion]) -> Iterator[Sequence[object]]:
    yield [
        "Trust code",
        "Trust",
        "Criterion",
        "State",
        "Since",
        "Last day",
        "Reason",
        "Ratings",
        "Rules",
    ]
    for one in listed:
        result = one.shown.result
        yield [
            one.trust.code,
            one.trust.shown_name,
            one.shown.name,
            one.shown.state.label,
            write_iso(result.since) if result.since else None,
            write_iso(result.due_on) if result.due_on else None,
            result.reason,
            "; ".join(f"{each.name} {each.word} {write_iso(each.published_on)}" for each in one.shown.ratings) or None,
            result.rule_set,
        ]
