"""The list of all indicators, each with what its newest comparison says of how many trusts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.measures.defining import Definition, Status, by_theme, definitions
from oversight.measures.periods import Grain, Period
from oversight.wording import write_count, write_number
from ratings.rules.judging import Word
from workspaces.inspector.monitoring.board_filters import KEY_QUESTIONS, THEMES, TIERS
from workspaces.inspector.monitoring.method_words import write_method
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.inspector.world import World, world_of
from workspaces.trust_desk.downloads import csv_attachment

RAISED = "raised"


class IndicatorFilters(forms.Form):
    """The questions above the list; whatever is not understood is as if it had not been asked."""

    name = forms.CharField(required=False, label="Name", help_text="A part of its name or of its code", max_length=100)
    theme = forms.ChoiceField(required=False, label="Theme", choices=[("", "All themes"), *THEMES])
    key_question = forms.ChoiceField(
        required=False, label="Key question", choices=[("", "All key questions"), *KEY_QUESTIONS]
    )
    tier = forms.ChoiceField(required=False, label="Tier", choices=[("", "All tiers"), *TIERS])
    status = forms.ChoiceField(
        required=False,
        label="Status",
        choices=[("", "Reviewed and drafts"), (str(Status.REVIEWED), "Reviewed"), (str(Status.DRAFT), "Drafts")],
    )
    show = forms.ChoiceField(
        required=False, label="Show", choices=[("", "All"), (RAISED, "Those that raise a question of some trust")]
    )

    def __init__(self, asked: object, *, world: World) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.world = world
        self.is_valid()

    def asked(self, name: str) -> str:
        """Return what was asked, blank where nothing was that is understood."""
        return str(self.cleaned_data.get(name) or "").strip()

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.asked(name) for name in self.fields)

    def query(self) -> str:
        """Return the questions as an address carries them, with its ``?`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        if not self.world.is_usual:
            asked.append(("trusts", self.world.word))
        return f"?{urlencode(asked)}" if asked else ""

    def answers(self, made: Definition, newest: Newest | None) -> bool:
        """Say whether an indicator answers."""
        name = self.asked("name").lower()
        return (
            (not name or name in made.name.lower() or name in made.code)
            and self.asked("theme") in ("", made.theme)
            and self.asked("key_question") in ("", made.key_question)
            and self.asked("tier") in ("", str(made.tier))
            and self.asked("status") in ("", made.status)
            and (self.asked("show") != RAISED or bool(newest and newest.raised))
        )


_RAISING = {Word.ELEVATED_RISK: "elevated risks", Word.RISK: "risks", Word.UNUSUAL: "unusual"}


@dataclass(frozen=True, slots=True)
class Newest:
    """An indicator's newest comparison: its period, and of how many trusts it says what."""

    period: Period
    trusts: int
    counts: Mapping[Word, int]

    @property
    def written_period(self) -> str:
        """The period for people."""
        return write_period(self.period)

    @property
    def said(self) -> str:
        """Of how many trusts it says what: ``1 elevated risk, 3 risks; 2 without a result``."""
        raised = [
            write_count(self.counts[word], str(word), many) for word, many in _RAISING.items() if self.counts.get(word)
        ]
        without = f"{write_number(self.unjudged)} without a result" if self.unjudged else ""
        return "; ".join(filter(None, (", ".join(raised) or "No question raised", without)))

    @property
    def raised(self) -> int:
        """Of how many trusts it raises a question."""
        return sum(count for word, count in self.counts.items() if word.asks_for_attention)

    @property
    def unjudged(self) -> int:
        """Of how many trusts nothing can be said."""
        return sum(count for word, count in self.counts.items() if not word.is_judged)


@require_safe
@access(Action.INSPECT)
def indicators(request: HttpRequest) -> HttpResponse:
    """Show every indicator by theme, with what its newest comparison says."""
    world = world_of(request)
    filters = IndicatorFilters(request.GET, world=world)
    newest = newest_of_all(demonstration=world.demonstration)
    found = [made for made in definitions().values() if filters.answers(made, newest.get(made.code))]
    return render(
        request,
        "workspaces/inspect/monitoring/indicators.html.jinja",
        {
            "world": world,
            "filters": filters,
            "themes": [(theme, [(one, newest.get(one.code)) for one in own]) for theme, own in by_theme(found).items()],
            "count": len(found),
            "all": len(definitions()),
            "drafts": sum(one.status is Status.DRAFT for one in found),
            "write_method": write_method,
        },
    )


@require_safe
@access(Action.INSPECT)
def indicators_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the indicators that the list shows as CSV."""
    world = world_of(request)
    filters = IndicatorFilters(request.GET, world=world)
    newest = newest_of_all(demonstration=world.demonstration)
    found = [made for made in definitions().values() if filters.answers(made, newest.get(made.code))]
    return csv_attachment(_csv(found, newest), "indicators.csv")


_NEWEST = """
select w.measure, c.period, c.grain, cardinality(c.trusts), counted.words
from unnest(%s::text[]) w(measure)
cross join lateral (
    select period, grain, trusts, results from ratings_indicatorcomparison
    where measure = w.measure and is_demonstration = %s order by period desc limit 1
) c
cross join lateral (
    select jsonb_object_agg(word, number) from (
        select word, count(*) as number from unnest(c.results) word group by word
    ) each
) counted(words)
"""


def newest_of_all(*, demonstration: bool) -> dict[str, Newest]:
    """Return the newest comparison of every measure that was ever compared, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [sorted(definitions()), demonstration])
        rows = cursor.fetchall()
    return {
        measure: Newest(
            Period(day, Grain(grain)),
            trusts,
            {Word(word): count for word, count in (_read(words) or {}).items()},
        )
        for measure, day, grain, trusts, words in rows
    }


def _read(words: object) -> dict[str, int] | None:
    return words if isinstance(words, dict) or words is None else json.loads(str(words))


def _csv(found: Sequence[Definition], newest: Mapping[str, Newest]) -> Iterator[Sequence[object]]:
    yield [
        "Indicator",
        "Name",
        "Theme",
        "Key question",
        "Tier",
        "Status",
        "Method",
        "Direction",
        "Review by",
        "Newest period",
        "Trusts",
        *(f"Trusts: {word}" for word in Word),
    ]
    for made in sorted(found, key=lambda one: one.code):
        one = newest.get(made.code)
        yield [
            made.code,
            made.name,
            str(made.theme),
            str(made.key_question),
            made.tier,
            str(made.status),
            str(made.method),
            str(made.direction),
            _day(made.review_by),
            str(one.period) if one else None,
            one.trusts if one else None,
            *(one.counts.get(word, 0) if one else None for word in Word),
        ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
