"""What an inspector asks of the list of concerns; every question is in the address."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from complaints.concerns import themes
from complaints.concerns.models import Concern, Route, Urgency
from complaints.concerns.states import ConcernState
from complaints.concerns.triage import OPEN
from complaints.concerns.triage_models import FollowedMatter
from oversight.organisations.models import Trust
from workspaces.inspector.world import World

ALL, FOLLOWED = "all", "followed"
_OPEN = [str(state) for state in OPEN]
_STATES = [
    ("", "All that wait for us"),
    (FOLLOWED, "Followed, not addressed yet"),
    *((str(state), state.label) for state in ConcernState),
    (ALL, "All"),
]


class ConcernFilters(forms.Form):
    """The questions above the list; whatever is not understood is as if it had not been asked."""

    state = forms.ChoiceField(required=False, label="Where it stands", choices=_STATES)
    urgency = forms.ChoiceField(required=False, label="How urgent", choices=[("", "Any"), *Urgency.choices])
    safeguarding = forms.ChoiceField(
        required=False, label="Safeguarding", choices=[("", "Either"), ("yes", "Yes"), ("no", "No")]
    )
    theme = forms.ChoiceField(required=False, label="Theme", choices=[("", "Any"), *themes.CHOICES])
    route = forms.ChoiceField(
        required=False,
        label="From whom",
        choices=[("", "Anybody"), (str(Route.STAFF), "Staff"), (str(Route.CARE), "The public")],
    )
    trust = forms.CharField(
        required=False, label="Trust", help_text="Its name, a part of it, or its code", max_length=100
    )
    # A ward's own list is reached by a link, since its id is nothing to type.
    ward = forms.UUIDField(required=False, widget=forms.HiddenInput)

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

    def concerns(self) -> QuerySet[Concern]:
        """Return the concerns that answer: what is urgent first, then what nobody has read, each the oldest first.

        What is followed waits for us until it is addressed, also when it was answered. One that is joined with another
        is shown with that one, while that one waits too.
        """
        found = Concern.objects.filter(is_demonstration=self.world.demonstration)
        found = found.exclude(joined_to__main__state__in=_OPEN)
        followed = Q(pk__in=FollowedMatter.objects.filter(to_on__isnull=True).values("concern_id"))
        state = self.asked("state")
        if state == FOLLOWED:
            found = found.filter(followed)
        elif state != ALL:
            found = found.filter(state=state) if state else found.filter(Q(state__in=_OPEN) | followed)
        if urgency := self.asked("urgency"):
            found = found.filter(urgency=urgency)
        if safeguarding := self.asked("safeguarding"):
            found = found.filter(safeguarding=safeguarding == "yes")
        if theme := self.asked("theme"):
            found = found.filter(Q(theme=theme) | Q(theme="", told_theme=theme))
        if route := self.asked("route"):
            found = found.filter(route=route)
        if trust := self.asked("trust"):
            named = Trust.objects.filter(Q(code__iexact=trust) | Q(name__icontains=trust)).values("pk")
            found = found.filter(Q(trust__in=named) | Q(trust__isnull=True, told_trust__in=named))
        if ward := self.asked("ward"):
            wanted = UUID(ward)
            found = found.filter(Q(ward__public_id=wanted) | Q(ward__isnull=True, told_ward__public_id=wanted))
        rank = Case(
            When(urgency=Urgency.URGENT, then=Value(0)),
            When(urgency="", then=Value(1)),
            When(urgency=Urgency.SOON, then=Value(2)),
            default=Value(3),
            output_field=IntegerField(),
        )
        return found.select_related(
            "trust", "site", "ward", "told_trust", "told_site", "told_ward", "joined_to__main"
        ).order_by(rank, "received_on", "pk")

    def query(self) -> str:
        """Return the questions as an address carries them, ending in ``&`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        if not self.world.is_usual:
            asked.append(("trusts", self.world.word))
        return f"{urlencode(asked)}&" if asked else ""


def waits_days(concern: Concern, today: date) -> int | None:
    """Return for how many days a concern has waited for us; None where nothing is to be done."""
    return (today - concern.received_on).days if concern.state in _OPEN else None
