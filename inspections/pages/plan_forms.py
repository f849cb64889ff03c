"""The forms by which an inspection is planned, and by which its plan is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms

from inspections.core_services import CoreService
from inspections.models import Inspection, Wave
from inspections.pages.client_ids import SentOnceForm
from inspections.programme import Days, Scope
from inspections.rating_rules import ProposedRules, rules_to_choose
from oversight.organisations.models import Site

_YES, _NO = "announced", "unannounced"
_SCOPE_MISSING = "Choose at least one service to look at"


@dataclass(frozen=True)
class SiteChoice:
    """A site with the services that can be looked at there, and those that are proposed."""

    site: Site
    proposed: frozenset[str]

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"services_{self.site.code}"


class ScopeForm(forms.Form):
    """Which services are looked at, site by site; a site without a service chosen is not inspected."""

    def __init__(
        self, *args: object, choices: Sequence[SiteChoice], services: Sequence[CoreService], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.choices = choices
        self.services = services
        self.fields["well_led_alone"] = forms.BooleanField(
            label="The well-led of the trust as a whole, and no service",
            required=False,
            help_text="Of a focused inspection or a re-inspection. What is ticked below does not count then.",
        )
        for choice in choices:
            self.fields[choice.name] = forms.MultipleChoiceField(
                label=choice.site.shown_name,
                required=False,
                choices=[(service.code, service.name) for service in services],
                initial=[service.code for service in services if service.code in choice.proposed],
            )

    def clean(self) -> dict[str, object] | None:
        """Refuse an inspection of nothing."""
        if self.cleaned_data.get("well_led_alone"):
            return super().clean()
        if not any(self.cleaned_data.get(choice.name) for choice in self.choices) and self.choices:
            self.add_error(self.choices[0].name, _SCOPE_MISSING)
        return super().clean()

    def scope(self) -> list[Scope]:
        """Return the sites that are inspected, each with its services; none for the trust's well-led alone."""
        if self.cleaned_data["well_led_alone"]:
            return []
        return [
            Scope(choice.site, tuple(self.cleaned_data[choice.name]))
            for choice in self.choices
            if self.cleaned_data.get(choice.name)
        ]


class DaysForm(forms.Form):
    """The first and last day on site; both blank while there is no date."""

    starts_on = forms.DateField(label="First day on site", required=False)
    ends_on = forms.DateField(label="Last day on site", required=False)

    def clean(self) -> dict[str, object] | None:
        """Refuse one day without the other, and an end before the start."""
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and not ends and not self.errors:
            self.add_error("ends_on", "Give the last day too, or leave both blank")
        elif ends and not starts and not self.errors:
            self.add_error("starts_on", "Give the first day too, or leave both blank")
        elif starts and ends and ends < starts:
            self.add_error("ends_on", "The last day is the first day or a later one")
        return super().clean()

    def days(self) -> Days | None:
        """Return the days on site, None where there are none yet."""
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        return Days(starts, ends) if starts and ends else None


class AboutForm(forms.Form):
    """What else is planned: whether the trust is told before, in which wave, by when, with how many for how long."""

    announced = forms.ChoiceField(
        label="Is the trust told before?",
        choices=[(_YES, "Announced"), (_NO, "Unannounced")],
        error_messages={"required": "Say whether the trust is told before"},
    )
    wave = forms.ChoiceField(label="Wave", required=False)
    due_by = forms.DateField(label="To be done by (optional)", required=False)
    due_reason = forms.CharField(label="Why by then? (optional)", required=False, max_length=200)
    team_size = forms.IntegerField(label="People in the team", required=False, min_value=1, max_value=200)
    length = forms.IntegerField(label="Days on site", required=False, min_value=1, max_value=60)

    def __init__(self, *args: object, waves: Sequence[Wave], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.waves: Mapping[str, Wave] = {str(wave.public_id): wave for wave in waves}
        self.fields["wave"].choices = [  # type: ignore[attr-defined]
            ("", "No wave"),
            *((key, wave.name) for key, wave in self.waves.items()),
        ]

    @property
    def is_announced(self) -> bool:
        """Whether the trust is told before."""
        return bool(self.cleaned_data["announced"] == _YES)

    def chosen_wave(self) -> Wave | None:
        """Return the wave that was chosen, or None."""
        return self.waves.get(str(self.cleaned_data.get("wave") or ""))

    @staticmethod
    def words_of(inspection: Inspection) -> dict[str, object]:
        """Return what the form begins with for an inspection that is planned."""
        return {
            "announced": _YES if inspection.is_announced else _NO,
            "wave": str(inspection.wave.public_id) if inspection.wave else "",
            "due_by": inspection.due_by,
            "due_reason": inspection.due_reason,
            "team_size": inspection.team_size,
            "length": inspection.days,
        }


class KindForm(SentOnceForm):
    """What kind of inspection it is, and which one it follows."""

    kind = forms.ChoiceField(
        label="Kind", choices=Inspection.Kind.choices, error_messages={"required": "Choose the kind of inspection"}
    )
    follows = forms.ChoiceField(
        label="Which inspection does it follow?", required=False, help_text="For a re-inspection only."
    )

    def __init__(self, *args: object, earlier: Sequence[Inspection], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {inspection.reference: inspection for inspection in earlier}
        self.fields["follows"].choices = [("", "None"), *((key, _named(one)) for key, one in self.earlier.items())]  # type: ignore[attr-defined]
        if not earlier:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                (value, label) for value, label in Inspection.Kind.choices if value != Inspection.Kind.RE_INSPECTION
            ]

    def clean(self) -> dict[str, object] | None:
        """Let a re-inspection, and no other, follow an earlier one."""
        again = self.cleaned_data.get("kind") == Inspection.Kind.RE_INSPECTION
        if again and not self.cleaned_data.get("follows"):
            self.add_error("follows", "Say which inspection the re-inspection follows")
        return super().clean()

    def followed(self) -> Inspection | None:
        """Return the inspection that a re-inspection follows; None for the other kinds."""
        if self.cleaned_data["kind"] != Inspection.Kind.RE_INSPECTION:
            return None
        return self.earlier.get(self.cleaned_data["follows"])


class RulesForm(forms.Form):
    """By which version of the rules its ratings are worked out, and why where that is another than is proposed."""

    rule_set = forms.ChoiceField(
        label="Rules for its ratings", error_messages={"required": "Choose the rules for its ratings"}
    )
    rule_set_reason = forms.CharField(
        label="Why other rules? (only where you choose others than are proposed)",
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: object, proposed: ProposedRules, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.proposed = proposed
        self.choices = list(rules_to_choose().values())
        self.fields["rule_set"].choices = [(each.rules.version, each.rules.name) for each in self.choices]  # type: ignore[attr-defined]
        self.fields["rule_set"].initial = proposed.rules.version

    @property
    def notes(self) -> dict[str, str]:
        """What each version decides and does not, by its name."""
        return {each.rules.version: each.note for each in self.choices}


class CancelForm(forms.Form):
    """Why an inspection is given up."""

    reason = forms.CharField(
        label="Why is it cancelled?",
        widget=forms.Textarea,
        help_text="Kept with the inspection.",
        error_messages={"required": "Say why it is cancelled"},
    )


def _named(inspection: Inspection) -> str:
    days = f"{inspection.starts_on:%d/%m/%Y}" if inspection.starts_on else "no days"
    return f"{inspection.get_kind_display()}, {days} ({inspection.reference})"
