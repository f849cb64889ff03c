"""What an inspector asks of the national board, and in which order; every question has its address."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django import forms

from oversight.measures.defining import KeyQuestion, Theme
from oversight.organisations.models import Region, TrustKind
from ratings.models import Standing
from workspaces.inspector.monitoring.standings import Moved
from workspaces.inspector.world import World

KEY_QUESTIONS = [
    (str(KeyQuestion.SAFE), "Safe"),
    (str(KeyQuestion.EFFECTIVE), "Effective"),
    (str(KeyQuestion.CARING), "Caring"),
    (str(KeyQuestion.RESPONSIVE), "Responsive"),
    (str(KeyQuestion.WELL_LED), "Well-led"),
]
TIERS = [("1", "Tier 1"), ("2", "Tier 2"), ("3", "Tier 3")]
THEMES = sorted(((str(theme), theme.label) for theme in Theme), key=lambda choice: choice[1])
_STANDINGS = [
    *((str(band), f"Band {band}") for band in range(1, 7)),
    (str(Standing.SPECIAL_MEASURES), Standing.SPECIAL_MEASURES.label),
    (str(Standing.RECENTLY_INSPECTED), Standing.RECENTLY_INSPECTED.label),
    (str(Standing.NOT_ENOUGH), Standing.NOT_ENOUGH.label),
]
_MOVED = [Moved.UP, Moved.DOWN, Moved.OTHER, Moved.SCORE, Moved.SAME, Moved.NEW]
ANY_CHANGE = "any"
SORTS = {
    "": "where to look first",
    "name": "name",
    "proportion": "proportion",
    "score": "score",
    "elevated": "elevated risks",
    "risks": "risks",
    "applicable": "indicators that apply",
}


class BoardFilters(forms.Form):
    """The questions above the board; whatever is not understood is as if it had not been asked."""

    trust = forms.CharField(
        required=False, label="Trust", help_text="Its name, a part of it, or its code", max_length=100
    )
    band = forms.ChoiceField(required=False, label="Band", choices=[("", "All bands"), *_STANDINGS])
    region = forms.ChoiceField(required=False, label="Region")
    kind = forms.ChoiceField(
        required=False, label="Kind of trust", choices=[("", "All kinds"), *TrustKind.Kind.choices]
    )
    changed = forms.ChoiceField(
        required=False,
        label="What changed since the last release",
        choices=[("", "Anything or nothing"), (ANY_CHANGE, "Anything"), *((str(one), one.label) for one in _MOVED)],
    )
    theme = forms.ChoiceField(required=False, label="With a question about", choices=[("", "Anything"), *THEMES])
    key_question = forms.ChoiceField(
        required=False, label="With a question of", choices=[("", "All key questions"), *KEY_QUESTIONS]
    )
    tier = forms.ChoiceField(required=False, label="With a question in", choices=[("", "All tiers"), *TIERS])

    def __init__(self, asked: object, *, world: World, sort: str) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.world = world
        self.sort = sort if sort in SORTS else ""
        regions = Region.objects.filter(trusts__is_demonstration=world.demonstration).distinct()
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", "All regions"),
            *((one.code, str(one)) for one in regions.order_by("name", "code")),
        ]
        self.is_valid()

    def asked(self, name: str) -> str:
        """Return what was asked, blank where nothing was that is understood."""
        return str(self.cleaned_data.get(name) or "").strip()

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.asked(name) for name in self.fields)

    def query(self, *, sort: str | None = None) -> str:
        """Return the questions as an address carries them, ending in ``&`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        order = self.sort if sort is None else sort
        if order:
            asked.append(("sort", order))
        if not self.world.is_usual:
            asked.append(("trusts", self.world.word))
        return f"{urlencode(asked)}&" if asked else ""

    @property
    def sorts(self) -> Sequence[tuple[str, str, bool]]:
        """The orders that there are: words, address, and whether it is the one shown."""
        return [(text, f"?{self.query(sort=sort)}".rstrip("&"), sort == self.sort) for sort, text in SORTS.items()]
