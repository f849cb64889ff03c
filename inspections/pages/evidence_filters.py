"""The questions above the list of evidence."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from inspections.core_services import service_name
from inspections.evidence_lists import UNPLACED, EvidenceAsked
from inspections.models import EvidenceVersion, Inspection
from oversight.accounts.models import Person
from oversight.organisations.models import Site
from ratings.rules.ratings_words import KeyQuestion


class EvidenceFilters(forms.Form):
    """What of the evidence is shown; what is not understood is as if it had not been asked."""

    service = forms.ChoiceField(required=False, label="Service")
    key_question = forms.ChoiceField(required=False, label="Key question")
    site = forms.ChoiceField(required=False, label="Site")
    kind = forms.ChoiceField(required=False, label="Kind", choices=[("", "All kinds"), *EvidenceVersion.Kind.choices])
    who = forms.ChoiceField(required=False, label="Taken down by", choices=[("", "Anybody"), ("me", "Me")])
    words = forms.CharField(required=False, label="Words in it", max_length=200)
    found_from = forms.DateField(required=False, label="Found from")
    found_to = forms.DateField(required=False, label="Found until")
    order = forms.ChoiceField(required=False, label="Order", choices=[("", "Newest first"), ("oldest", "Oldest first")])

    def __init__(self, asked: object, *, inspection: Inspection, sites: Sequence[Site]) -> None:
        super().__init__(asked)  # type: ignore[arg-type]
        services = dict.fromkeys(part.service for part in inspection.services.all())
        unplaced = (UNPLACED, "Not said yet")
        self.fields["service"].choices = [  # type: ignore[attr-defined]
            ("", "All services"),
            *((code, service_name(code)) for code in services),
            unplaced,
        ]
        self.fields["key_question"].choices = [  # type: ignore[attr-defined]
            ("", "All key questions"),
            *((question.value, question.label) for question in KeyQuestion),
            unplaced,
        ]
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            ("", "All sites"),
            *((site.code, site.shown_name) for site in sites),
            unplaced,
        ]
        self.is_valid()

    @property
    def are_used(self) -> bool:
        """Whether anything was asked."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def asked(self, me: Person) -> EvidenceAsked:
        """Return what was asked for, by the person who asks."""
        given = self.cleaned_data
        return EvidenceAsked(
            service=given.get("service") or "",
            key_question=given.get("key_question") or "",
            site=given.get("site") or "",
            kind=given.get("kind") or "",
            words=given.get("words") or "",
            author=me if given.get("who") == "me" else None,
            found_from=given.get("found_from"),
            found_to=given.get("found_to"),
            oldest_first=given.get("order") == "oldest",
        )
