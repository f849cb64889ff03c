"""The form on which alerts are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from oversight.organisations.models import Region, Site, Trust
from publication.alerts.addresses import as_kept
from publication.alerts.following import Followed, followed
from publication.alerts.models import Alert
from publication.news.models import Topic
from publication.news.reading import trusts_of
from publication.news.regions import regions_with_trusts
from publication.release_pages import worlds

_About = Alert.About


class FollowForm(forms.Form):
    """An address, what of it, which topics, and how often; ``choices`` are the things that can be followed here."""

    address = forms.EmailField(
        label="Your email address",
        help_text="We use it for these emails alone. We give it to nobody.",
        max_length=254,
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address in the right form, such as name@example.com",
        },
    )
    about = forms.ChoiceField(
        label="What do you want to follow?",
        error_messages={"required": "Choose what to follow", "invalid_choice": "Choose what to follow"},
    )
    topics = forms.MultipleChoiceField(
        label="Which news?",
        help_text="Leave all of them empty to get all news.",
        choices=Topic.choices,
        required=False,
        error_messages={"invalid_choice": "Choose from the list"},
    )
    how_often = forms.ChoiceField(
        label="How often?",
        choices=Alert.HowOften.choices,
        error_messages={"required": "Choose how often", "invalid_choice": "Choose how often"},
    )

    def __init__(self, *given: Any, choices: Sequence[Followed], **named: Any) -> None:
        super().__init__(*given, **named)
        self.offered = {f"{each.about}:{each.code}": each for each in choices}
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (key, each.name[0].upper() + each.name[1:]) for key, each in self.offered.items()
        ]

    def clean_address(self) -> str:
        """Return the address as it is kept; one that no letter can reach is not in the right form."""
        try:
            return as_kept(self.cleaned_data["address"])
        except ValueError:
            field = self.fields["address"]
            raise forms.ValidationError(field.error_messages["invalid"], code="invalid") from None

    @property
    def chosen(self) -> Followed:
        """What was chosen, once the form is valid."""
        return self.offered[self.cleaned_data["about"]]


def offered(*, hospital: str = "", trust: str = "", on: date) -> list[Followed]:
    """Return what can be followed beside a hospital or trust: it, its trust, its region, and everything.

    Without either, or where there is none of the code, the regions and everything.
    """
    found: list[Followed] = []
    site = Site.objects.filter(code=hospital.upper(), is_hospital=True).first() if hospital else None
    codes = [trust.upper()] if trust else []
    if site is not None:
        found += _one(_About.HOSPITAL, site.code, site.is_demonstration)
        codes = trusts_of(site, on)
    trusts = list(Trust.objects.filter(code__in=codes).select_related("region"))
    for each in trusts:
        found += [
            replace(one, name=f"{one.name}, with all its hospitals") if site is not None else one
            for one in _one(_About.TRUST, each.code, each.is_demonstration)
        ]
    demonstration = found[0].demonstration if found else worlds()[0].demonstration
    regions: list[Region] = [each.region for each in trusts if each.region is not None]
    if not found:
        regions = regions_with_trusts(demonstration=demonstration)
    for region in regions:
        found += _one(_About.REGION, region.code, demonstration)
    return found + _one(_About.EVERYWHERE, "", demonstration)


def _one(about: str, code: str, demonstration: bool) -> list[Followed]:
    found = followed(about, code, demonstration=demonstration)
    return [] if found is None else [found]
