"""What an inspector asks of the list of questions about ratings, and the form of a decision."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.db.models import Q

from oversight.organisations.models import Region, Trust
from ratings.asking import Question, questions_of
from ratings.models import QuestionDecision
from ratings.questions import QuestionKind
from workspaces.inspector.world import World

ALL, DECIDED = "all", "decided"
_KINDS = [
    ("", "Ratings and cautions"),
    (str(QuestionKind.RATING), "Ratings that differ"),
    (str(QuestionKind.CAUTION), "Cautions"),
]


class QuestionFilters(forms.Form):
    """The questions above the list; whatever is not understood is as if it had not been asked."""

    trust = forms.CharField(
        required=False, label="Trust", help_text="Its name, a part of it, or its code", max_length=100
    )
    region = forms.ChoiceField(required=False, label="Region")
    kind = forms.ChoiceField(required=False, label="What it is about", choices=_KINDS)
    show = forms.ChoiceField(
        required=False, label="Show", choices=[("", "Not decided"), (DECIDED, "Decided"), (ALL, "All")]
    )

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

    def questions(self) -> list[Question]:
        """Return the questions that answer, open ones first and then the newest."""
        trusts = Trust.objects.filter(is_demonstration=self.world.demonstration)
        if trust := self.asked("trust").strip():
            trusts = trusts.filter(Q(code__iexact=trust) | Q(name__icontains=trust))
        if region := self.asked("region"):
            trusts = trusts.filter(region=region)
        found = questions_of(trusts.values_list("code", flat=True))
        kind, show = self.asked("kind"), self.asked("show")
        return [
            each
            for each in found
            if (not kind or each.kind == kind) and (show == ALL or each.is_open is (show != DECIDED))
        ]

    def query(self) -> str:
        """Return the questions as an address carries them, ending in ``&`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        if not self.world.is_usual:
            asked.append(("trusts", self.world.word))
        return f"{urlencode(asked)}&" if asked else ""


class DecisionForm(forms.Form):
    """Accepting or refusing a question, on the facts that were read."""

    facts = forms.CharField(widget=forms.HiddenInput, max_length=64)
    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (QuestionDecision.Outcome.ACCEPTED.value, "Accept it: it is to be looked into"),
            (QuestionDecision.Outcome.REFUSED.value, "Refuse it: nothing is to be done"),
        ],
        error_messages={"required": "Choose whether to accept or to refuse it"},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea,
        help_text="Kept with your name for inspectors. Nothing of it is published.",
        error_messages={"required": "Give the reason"},
    )
