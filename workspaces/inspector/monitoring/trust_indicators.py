"""Every indicator of a trust: what it says, since when, how the score comes about, and what would change the band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.measures.defining import Status, Theme
from oversight.organisations.models import Trust
from oversight.wording import write_iso
from ratings.models import TrustBand
from ratings.rules.band_settings import BandSettings
from ratings.rules.bands import Score
from ratings.rules.judging import Word
from workspaces.inspector.monitoring.board import NOT_JUDGEMENTS
from workspaces.inspector.monitoring.board_filters import KEY_QUESTIONS, THEMES, TIERS
from workspaces.inspector.monitoring.flags import WhereToLook, where_to_look
from workspaces.inspector.monitoring.many_comparisons import many_comparisons
from workspaces.inspector.monitoring.newest_changes import changes_of_trust
from workspaces.inspector.monitoring.period_words import write_period
from workspaces.inspector.monitoring.results_shown import Told, write_word
from workspaces.inspector.monitoring.score_arithmetic import Step, steps, write_score, write_why
from workspaces.inspector.monitoring.settings_shown import band_settings_named, write_cut_offs
from workspaces.inspector.monitoring.standings import write_standing
from workspaces.inspector.monitoring.stored import Shown, peers_of, read_counted, results_of, standing_since
from workspaces.inspector.world import world_with
from workspaces.trust_desk.downloads import csv_attachment

ASKS, WITHOUT = "asks", "none"


class ResultFilters(forms.Form):
    """The questions above a trust's indicators; whatever is not understood is as if it had not been asked."""

    theme = forms.ChoiceField(required=False, label="Theme", choices=[("", "All themes"), *THEMES])
    key_question = forms.ChoiceField(
        required=False, label="Key question", choices=[("", "All key questions"), *KEY_QUESTIONS]
    )
    tier = forms.ChoiceField(required=False, label="Tier", choices=[("", "All tiers"), *TIERS])
    result = forms.ChoiceField(
        required=False,
        label="Result",
        choices=[
            ("", "All results"),
            (ASKS, "Whatever asks for attention"),
            *((word.name.lower(), write_word(word)) for word in Word if word.is_judged),
            (WITHOUT, "No result, and why"),
        ],
    )

    def __init__(self, asked: object) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.is_valid()

    def asked(self, name: str) -> str:
        """Return what was asked, blank where nothing was that is understood."""
        return str(self.cleaned_data.get(name) or "")

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.asked(name) for name in self.fields)

    def query(self) -> str:
        """Return the questions as an address carries them, with its ``?`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        return f"?{urlencode(asked)}" if asked else ""

    def answering(self, results: Sequence[Shown]) -> list[Shown]:
        """Return the results that answer."""
        return [one for one in results if self._answers(one)]

    def _answers(self, one: Shown) -> bool:
        made, result = one.definition, self.asked("result")
        if result == ASKS and not one.word.asks_for_attention:
            return False
        if result == WITHOUT and one.word.is_judged:
            return False
        if result not in ("", ASKS, WITHOUT) and one.word.name.lower() != result:
            return False
        return (
            self.asked("theme") in ("", made.theme)
            and self.asked("key_question") in ("", made.key_question)
            and self.asked("tier") in ("", str(made.tier))
        )


@dataclass(frozen=True, slots=True)
class BandOfTrust:
    """A trust's band with its arithmetic."""

    band: TrustBand
    settings: BandSettings
    look: WhereToLook

    @property
    def score(self) -> Score:
        """What was counted."""
        return Score(self.band.risks, self.band.elevated, self.band.applicable)

    @property
    def standing(self) -> str:
        """The band, or what stands in its place."""
        return write_standing(self.band.standing, self.band.band)

    @property
    def arithmetic(self) -> str:
        """The score written out."""
        return write_score(self.score)

    @property
    def why(self) -> str:
        """Why it gives the band."""
        return write_why(self.score, self.band.standing, self.settings.cut_offs)

    @property
    def steps(self) -> list[Step]:
        """What would change it."""
        return steps(self.score, self.settings.cut_offs)


@require_safe
@access(Action.INSPECT)
def indicators_of_trust(request: HttpRequest, code: str) -> HttpResponse:
    """Show every indicator of a trust by theme, with its band's arithmetic and history."""
    trust = _trust(code)
    filters = ResultFilters(request.GET)
    band = TrustBand.objects.filter(trust_code=trust.code).first()
    results = _results(trust, band)
    shown = told(filters.answering(results), trust)
    changes = changes_of_trust(trust)
    return render(
        request,
        "workspaces/inspect/monitoring/trust.html.jinja",
        {
            "trust": trust,
            "world": world_with(trust),
            "filters": filters,
            "band": band_of_trust(band, results) if band else None,
            "themes": _by_theme(shown),
            "count": len(shown),
            "all": len(results),
            "words": _words(results),
            "changes": changes,
            "drafts": sum(one.shown.definition.status is Status.DRAFT for one in shown),
            "write_period": write_period,
            "write_cut_offs": write_cut_offs,
        },
    )


@require_safe
@access(Action.INSPECT)
def indicators_of_trust_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the indicators that the page shows as CSV, with every digit."""
    trust = _trust(code)
    band = TrustBand.objects.filter(trust_code=trust.code).first()
    results = ResultFilters(request.GET).answering(_results(trust, band))
    return csv_attachment(_csv(trust, told(results, trust)), f"{trust.code}-indicators.csv")


def band_of_trust(band: TrustBand, results: Sequence[Shown] | None = None) -> BandOfTrust:
    """Return a trust's band with what it rests on; with its results at hand, those farthest out come first."""
    together = many_comparisons(demonstration=band.is_demonstration) if results is not None else None
    look = where_to_look(
        read_counted(band.counted),
        applicable=band.applicable,
        z={one.definition.code: one.adjusted_z for one in results or () if one.counted},
        remaining=together.measures_remaining(band.trust_code) if together else None,
        compared=together.measures_flagged(band.trust_code) if together else (),
    )
    return BandOfTrust(band, band_settings_named({band.cut_offs})[0], look)


def told(results: Sequence[Shown], trust: Trust) -> list[Told]:
    """Return results with their peers, and since when each is so that asks for attention: three queries at most."""
    demonstration = trust.is_demonstration
    peers = peers_of([one.comparison for one in results], demonstration=demonstration)
    since = standing_since([one for one in results if one.word.asks_for_attention], demonstration=demonstration)
    together = many_comparisons(demonstration=demonstration)
    flagged, remaining = together.measures_flagged(trust.code), together.measures_remaining(trust.code)
    return [
        Told(
            one,
            peers[one.comparison],
            since.get((one.trust_code, one.definition.code)),
            one.definition.code in remaining if one.counted and one.definition.code in flagged else None,
        )
        for one in results
    ]


def _trust(code: str) -> Trust:
    return get_object_or_404(Trust.objects.select_related("region"), code=code.upper())


def _results(trust: Trust, band: TrustBand | None) -> list[Shown]:
    return results_of(
        [trust.code],
        demonstration=trust.is_demonstration,
        counted={trust.code: band.counted} if band else {},
    )


def _by_theme(shown: Sequence[Told]) -> list[tuple[Theme, list[Told]]]:
    """Themes by their headings; within one, what asks for attention first, then by name."""
    themes: dict[Theme, list[Told]] = {}
    order = list(Word)
    for one in sorted(shown, key=lambda one: (order.index(one.shown.word), one.shown.definition.name)):
        themes.setdefault(one.shown.definition.theme, []).append(one)
    return sorted(themes.items(), key=lambda item: item[0].label)


def _words(results: Sequence[Shown]) -> list[tuple[str, int, str]]:
    """How many results there are of each word that judges, and how many of none: words, number, how to ask for them."""
    counts = Counter(one.word for one in results)
    found = [(str(word), counts[word], word.name.lower()) for word in Word if word.is_judged and counts[word]]
    without = sum(not one.word.is_judged for one in results)
    return [*found, *([("without a result", without, WITHOUT)] if without else [])]


def _csv(trust: Trust, shown: Sequence[Told]) -> Iterator[Sequence[object]]:
    yield [
        "Trust code",
        "Indicator",
        "Name",
        "Theme",
        "Key question",
        "Tier",
        "Status",
        "Period",
        "Value",
        "Unit",
        "Numerator",
        "Denominator",
        "Expected",
        "Trusts judged",
        "Median of trusts",
        "Lower quartile",
        "Upper quartile",
        "z",
        "Adjusted z",
        "Result",
        "Counts for the band",
        "Since",
        "Remains at the false discovery rate",
        "What it says",
        "Settings",
        "As of",
        "Note",
    ]
    for one in shown:
        result, made = one.shown, one.shown.definition
        yield [
            trust.code,
            made.code,
            made.name,
            str(made.theme),
            str(made.key_question),
            made.tier,
            str(made.status),
            str(result.period),
            result.value,
            made.unit,
            result.numerator,
            result.denominator,
            result.expected,
            one.peers.count,
            one.peers.median,
            one.peers.lower,
            one.peers.upper,
            result.z,
            result.adjusted_z,
            str(result.word),
            "yes" if result.counted else "no",
            str(one.since.period) if one.since else None,
            None if one.remains is None else "yes" if one.remains else "no",
            one.sentence,
            result.settings,
            write_iso(result.as_of),
            NOT_JUDGEMENTS,
        ]
