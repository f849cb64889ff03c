"""What an inspector asks of the list of changes: a trust, a region, a kind of signal, a month, only what is raised."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet

from oversight.organisations.models import Region, Trust
from oversight.wording import write_month
from ratings.models import ChangeNotice
from ratings.signals import SignalKind
from workspaces.inspector.world import World

RAISED = "raised"
_KINDS = [("", "All kinds"), *((kind.value, kind.label) for kind in SignalKind)]


class ChangeFilters(forms.Form):
    """The questions above the list; whatever is not understood is as if it had not been asked."""

    trust = forms.CharField(
        required=False, label="Trust", help_text="Its name, a part of it, or its code", max_length=100
    )
    region = forms.ChoiceField(required=False, label="Region")
    kind = forms.ChoiceField(required=False, label="Kind of signal", choices=_KINDS)
    month = forms.ChoiceField(required=False, label="Month of the signal")
    show = forms.ChoiceField(
        required=False, label="Show", choices=[("", "Raised and settled"), (RAISED, "Raised only")]
    )

    def __init__(self, asked: object, *, world: World) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        self.world = world
        notices = ChangeNotice.objects.filter(is_demonstration=world.demonstration)
        months = notices.order_by("-period").values_list("period", flat=True).distinct()[:36]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            ("", "All months"),
            *((f"{month:%Y-%m}", write_month(month)) for month in months),
        ]
        regions = (
            Region.objects.filter(trusts__is_demonstration=world.demonstration).distinct().order_by("name", "code")
        )
        self.fields["region"].choices = [("", "All regions"), *((one.code, str(one)) for one in regions)]  # type: ignore[attr-defined]

    def asked(self, name: str) -> str:
        """Return what was asked, blank where nothing was that is understood."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.asked(name) for name in self.fields)

    def notices(self) -> QuerySet[ChangeNotice]:
        """Return the entries that answer, the newest first."""
        found = ChangeNotice.objects.filter(is_demonstration=self.world.demonstration)
        if trust := self.asked("trust").strip():
            named = Trust.objects.filter(Q(code__iexact=trust) | Q(name__icontains=trust))
            found = found.filter(trust_code__in=named.values("code"))
        if region := self.asked("region"):
            found = found.filter(trust_code__in=Trust.objects.filter(region=region).values("code"))
        if kind := self.asked("kind"):
            found = found.filter(kinds__contains=[kind])
        if month := self.asked("month"):
            year, number = month.split("-")
            found = found.filter(period=date(int(year), int(number), 1))
        if self.asked("show") == RAISED:
            found = found.filter(raised=True)
        # Of one time, what is raised comes before what has settled.
        return found.order_by("-at", "-raised", "-id")

    def query(self) -> str:
        """Return the questions as an address carries them, ending in ``&`` where there are any."""
        asked = [(name, value) for name in self.fields if (value := self.asked(name))]
        if not self.world.is_usual:
            asked.append(("trusts", self.world.word))
        return f"{urlencode(asked)}&" if asked else ""
