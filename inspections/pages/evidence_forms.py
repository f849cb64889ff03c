"""The forms of evidence: one short form for a phone, and its change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile

from inspections.core_services import service_name
from inspections.evidence import MEDIA_TYPES, Found
from inspections.models import EvidenceVersion, Inspection, ListeningEvent, Visit
from inspections.pages.client_ids import SentOnceForm, read_uuid
from oversight.clock import LONDON, london_date
from oversight.organisations.models import Site
from oversight.wording import write_date, write_time
from ratings.rules.ratings_words import KeyQuestion

# What the next piece takes over from the one before, since pieces come ward by ward.
TAKEN_OVER = ("kind", "source", "site", "service", "place", "during")


class SeveralFiles(forms.ClearableFileInput):
    """A control for several files at once."""

    allow_multiple_selected = True


class Several(forms.FileField):
    """Several files, or none."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files that came."""
        return [super(Several, self).clean(file, initial) for file in (data or []) if file]


class EvidenceForm(SentOnceForm):
    """What was found, with what it is tied to as far as that is known."""

    piece_id = forms.UUIDField(widget=forms.HiddenInput)
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    text = forms.CharField(
        label="What did you find?",
        widget=forms.Textarea,
        help_text="Leave out names of patients.",
        error_messages={"required": "Write down what was found"},
    )
    key_question = forms.ChoiceField(label="Key question", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    site = forms.ChoiceField(label="Site", required=False)
    place = forms.CharField(label="Ward or place", required=False, max_length=200)
    kind = forms.ChoiceField(label="What kind", choices=EvidenceVersion.Kind.choices)
    source = forms.ChoiceField(
        label="From whom or what", required=False, choices=[("", "Not said"), *EvidenceVersion.Source.choices]
    )
    during = forms.ChoiceField(label="Visit or listening event", required=False)
    attached = Several(label="Photographs or files", required=False, widget=SeveralFiles)
    on = forms.DateField(label="Found on", required=False)
    at = forms.TimeField(label="At", required=False)

    def __init__(
        self,
        *args: object,
        inspection: Inspection,
        sites: Sequence[Site],
        visits: Sequence[Visit],
        events: Sequence[ListeningEvent],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {site.code: site for site in sites}
        self.visits = {str(visit.visit_id): visit for visit in visits}
        self.events = {str(event.event_id): event for event in events}
        services = dict.fromkeys(part.service for part in inspection.services.all())
        self._choose("service", "Not said yet", {code: service_name(code) for code in services})
        self._choose("key_question", "Not said yet", {question.value: question.label for question in KeyQuestion})
        self._choose("site", "Not said yet", {code: site.shown_name for code, site in self.sites.items()})
        self._choose(
            "during",
            "Neither",
            {key: _visit_in_words(visit) for key, visit in self.visits.items()}
            | {key: f"{event.place}, {write_date(event.starts_at)}" for key, event in self.events.items()},
        )
        if len(self.sites) == 1:
            self.fields["site"].initial = next(iter(self.sites))

    def _choose(self, name: str, none: str, choices: Mapping[str, str]) -> None:
        self.fields[name].choices = [("", none), *choices.items()]  # type: ignore[attr-defined]

    @property
    def piece_to_send(self) -> str:
        """The id of the piece as the page carries it: the one that came, else the one that it begins with."""
        came = read_uuid(self["piece_id"].value())
        return str(came or "")

    def found(self, *, now: datetime, before: EvidenceVersion | None = None) -> Found:
        """Return what was found; the moment is the one given, else that of the version before, else now."""
        cleaned = self.cleaned_data
        during = cleaned["during"]
        return Found(
            text=cleaned["text"],
            kind=EvidenceVersion.Kind(cleaned["kind"]),
            captured_at=self._moment(now, before),
            source=EvidenceVersion.Source(cleaned["source"]) if cleaned["source"] else None,
            site=self.sites.get(cleaned["site"]),
            service=cleaned["service"],
            key_question=KeyQuestion(cleaned["key_question"]) if cleaned["key_question"] else None,
            place=cleaned["place"],
            visit=self.visits.get(during),
            listening_event=self.events.get(during),
            set_aside_reason=cleaned.get("set_aside_reason", ""),
        )

    def _moment(self, now: datetime, before: EvidenceVersion | None) -> datetime:
        usual = before.captured_at if before else now
        day, clock = self.cleaned_data.get("on"), self.cleaned_data.get("at")
        if day is None and clock is None:
            return usual
        local = usual.astimezone(LONDON)
        day, clock = day or local.date(), clock or local.time()
        # The page shows minutes: the same minute is the same moment as before.
        if (day, clock.hour, clock.minute) == (local.date(), local.hour, local.minute):
            return usual
        return datetime.combine(day, clock, tzinfo=LONDON)

    def file_ids(self) -> list[tuple[UUID, UploadedFile]]:
        """Return each file with an id that follows from the save and its place, so that a file sent twice is one."""
        save_id: UUID = self.cleaned_data["save_id"]
        return [(uuid5(save_id, str(n)), file) for n, file in enumerate(self.cleaned_data["attached"])]


class EvidenceChangeForm(EvidenceForm):
    """A change of a piece of evidence: what it settles, and why it is set aside where it is."""

    settles = forms.CharField(widget=forms.HiddenInput, required=False)
    set_aside_reason = forms.CharField(
        label="Why is it set aside? (optional)",
        required=False,
        widget=forms.Textarea,
        help_text="For evidence that was put in by mistake. It stays readable, with this reason.",
    )

    def settled(self) -> list[int]:
        """Return the numbers of the versions that this one takes in."""
        return [int(number) for number in self.cleaned_data["settles"].split(",") if number.strip().isdigit()]


def words_of(version: EvidenceVersion) -> dict[str, object]:
    """Return what a form begins with for a piece as it stands."""
    local = version.captured_at.astimezone(LONDON)
    during = version.visit.visit_id if version.visit else None
    if version.listening_event:
        during = version.listening_event.event_id
    return {
        "text": version.text,
        "kind": version.kind,
        "source": version.source,
        "site": version.site.code if version.site else "",
        "service": version.service,
        "key_question": version.key_question,
        "place": version.place,
        "during": str(during or ""),
        "on": local.date(),
        "at": f"{local:%H:%M}",
        "set_aside_reason": version.set_aside_reason,
        "based_on": version.number,
    }


def _visit_in_words(visit: Visit) -> str:
    return f"{visit.site.shown_name}, {write_date(london_date(visit.starts_at))} at {write_time(visit.starts_at)}"


ACCEPTED = ",".join(sorted(MEDIA_TYPES))
