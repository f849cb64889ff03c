"""What an inspector asks of the list of mortality alerts, and the forms of the steps of one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet

from inspections.pages.client_ids import SentOnceForm
from oversight.measures.defining import definition
from oversight.organisations.models import Region, Trust
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.states import OUTCOMES, AlertState
from workspaces.inspector.world import World

ALL, OPEN, REVISED, OVERDUE = "all", "open", "revised", "overdue"
_STATES = [
    ("", "All that are open"),
    *((str(state), state.label) for state in AlertState),
    (OVERDUE, "Answer overdue"),
    (REVISED, "Figures revised since"),
    (ALL, "All"),
]


class AlertFilters(forms.Form):
    """The questions above the list; whatever is not understood is as if it had not been asked."""

    trust = forms.CharField(
        required=False, label="Trust", help_text="Its name, a part of it, or its code", max_length=100
    )
    region = forms.ChoiceField(required=False, label="Region")
    measure = forms.ChoiceField(required=False, label="Deaths of")
    state = forms.ChoiceField(required=False, label="Where it stands", choices=_STATES)

    def __init__(self, asked: object, *, world: World) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.world = world
        regions = Region.objects.filter(trusts__is_demonstration=world.demonstration).distinct()
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            ("", "All regions"),
            *((one.code, str(one)) for one in regions.order_by("name", "code")),
        ]
        codes = MortalityAlert.objects.filter(is_demonstration=world.demonstration).order_by().values_list("measure")
        named = [(code, definition(code).name) for (code,) in codes.distinct()]
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            ("", "All groups of patients"),
            *sorted(named, key=lambda choice: choice[1]),
        ]
        self.is_valid()

    def asked(self, name: str) -> str:
        """Return what was asked, blank where nothing was that is understood."""
        return str(self.cleaned_data.get(name) or "").strip()

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.asked(name) for name in self.fields)

    def alerts(self, *, today: Any) -> QuerySet[MortalityAlert]:
        """Return the alerts that answer, the newest first."""
        found = MortalityAlert.objects.filter(is_demonstration=self.world.demonstration)
        if trust := self.asked("trust"):
            named = Trust.objects.filter(Q(code__iexact=trust) | Q(name__icontains=trust))
            found = found.filter(trust_code__in=named.values("code"))
        if region := self.asked("region"):
            found = found.filter(trust_code__in=Trust.objects.filter(region=region).values("code"))
        if measure := self.asked("measure"):
            found = found.filter(measure=measure)
        state = self.asked("state")
        if not state:
            return found.exclude(state__in=[str(each) for each in OUTCOMES])
        if state == OVERDUE:
            return found.filter(state=str(AlertState.ASKED), answer_due_on__lt=today)
        if state == REVISED:
            return found.filter(revised_at__isnull=False)
        return found if state == ALL else found.filter(state=state)

    def query(self) -> str:
        """Return the questions as an address carries them, ending in ``&`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        if not self.world.is_usual:
            asked.append(("trusts", self.world.word))
        return f"{urlencode(asked)}&" if asked else ""


class CheckForm(SentOnceForm):
    """What the check found."""

    data_quality = forms.CharField(
        label="Quality of the data",
        widget=forms.Textarea,
        help_text="Late or missing records, coding, changes of systems: what you looked at and what you found.",
        error_messages={"required": "Say what you found of the quality of the data"},
    )
    case_mix = forms.CharField(
        label="Mix of cases",
        widget=forms.Textarea,
        help_text="Whether the patients were others than the expected number allows for: a new service, transfers, "
        "palliative care.",
        error_messages={"required": "Say what you found of the mix of cases"},
    )
    explained = forms.ChoiceField(
        label="Do these explain the figures?",
        choices=[
            ("yes", "Yes: somebody else confirms it and closes the alert"),
            ("no", "No: the trust is asked"),
        ],
        error_messages={"required": "Say whether these explain the figures"},
    )


class LetterForm(SentOnceForm):
    """What the trust is asked."""

    questions = forms.CharField(
        label="What the trust is asked",
        widget=forms.Textarea,
        help_text="The trust's people read this as you write it. Ask; do not judge.",
        error_messages={"required": "Write what the trust is asked"},
    )


class PanelForm(SentOnceForm):
    """Who sat on the panel and what it found."""

    attended = forms.CharField(
        label="Who sat on the panel",
        max_length=2_000,
        error_messages={"required": "Say who sat on the panel"},
    )
    found = forms.CharField(
        label="What the panel found",
        widget=forms.Textarea,
        help_text="What the trust's review of case notes shows, and what is still open.",
        error_messages={"required": "Say what the panel found"},
    )


class OutcomeForm(SentOnceForm):
    """What comes of the alert."""

    outcome = forms.ChoiceField(
        label="What comes of it?",
        choices=MortalityStep.Outcome.choices,
        error_messages={"required": "Choose what comes of it"},
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea,
        help_text="Where the trust was written to, it reads this, unless it is passed on to an inspection.",
        error_messages={"required": "Give the reason"},
    )

    def __init__(self, *args: Any, explained: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if explained:
            # The trust was not asked: nothing can be asked of it.
            self.fields["outcome"].choices = [  # type: ignore[attr-defined]
                (MortalityStep.Outcome.CLOSED.value, "Closed: the data explain the figures")
            ]
