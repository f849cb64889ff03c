"""The evidence that a form attaches: what is on record of a trust, and files, each with what it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import HttpRequest

from inspections.enforcing.fundamental_standards import fundamental_standards
from inspections.kept_files import limit_in_words
from inspections.models import Breach, Inspection, Notice
from inspections.states.inspection import REPORTED
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.organisations.successions import answered_for_by
from oversight.records.references import Reference
from oversight.returns.uploads import names_too_large
from oversight.wording import write_date, write_list
from ratings.cases.attaching import Attached
from ratings.models import MortalityAlert

# Of each kind, the newest; what is older is found by its own list and attached as a file.
_OF_A_KIND = 6
_NUMBERS = (1, 2)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A thing of a trust that can be attached: its reference, what pages call it, and its day."""

    reference: Reference
    title: str
    on: date

    @property
    def label(self) -> str:
        """Its title with its day."""
        return f"{self.title}, {write_date(self.on)}"


def on_record(trust: Trust, on: date) -> list[OnRecord]:
    """Return what is on record of a trust and those that it followed: reports, notices, breaches, mortality alerts."""
    trusts = answered_for_by({trust.pk}, on)
    codes = Trust.objects.filter(pk__in=trusts).values("code")
    return [
        *_reports(Inspection.objects.filter(trust__in=trusts, state__in=[str(state) for state in REPORTED])),
        *_notices(Notice.objects.filter(trust__in=trusts, issued_at__isnull=False)),
        *_breaches(Breach.objects.filter(trust__in=trusts)),
        *_alerts(MortalityAlert.objects.filter(trust_code__in=codes)),
    ]


def _reports(rows: Any) -> Iterator[OnRecord]:
    for row in rows.filter(ends_on__isnull=False).order_by("-ends_on", "-pk")[:_OF_A_KIND]:
        title = f"Report of the {row.get_kind_display().lower()} inspection {row.reference}"
        yield OnRecord(Reference("inspection", row.reference), title, row.ends_on)


def _notices(rows: Any) -> Iterator[OnRecord]:
    for row in rows.order_by("-issued_at", "-pk")[:_OF_A_KIND]:
        yield OnRecord(
            Reference("notice", row.reference), f"{row.get_kind_display()} {row.reference}", london_date(row.issued_at)
        )


def _breaches(rows: Any) -> Iterator[OnRecord]:
    standards = fundamental_standards()
    for row in rows.order_by("-found_on", "-pk")[:_OF_A_KIND]:
        standard = standards.get(row.regulation)
        title = f"Breach of {standard.label if standard else f'regulation {row.regulation}'}"
        yield OnRecord(Reference("breach", str(row.public_id)), title, row.found_on)


def _alerts(rows: Any) -> Iterator[OnRecord]:
    for row in rows.order_by("-raised_at", "-pk")[:_OF_A_KIND]:
        title = f"Mortality alert {row.reference}"
        yield OnRecord(Reference("mortality_alert", row.reference), title, london_date(row.raised_at))


class EvidenceFields(forms.Form):
    """Fields for evidence: beside each thing on record what it shows (blank: not attached), and two files."""

    def __init__(
        self, *args: Any, candidates: Sequence[OnRecord] = (), request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._too_large = names_too_large(request) if request is not None else []
        self._candidates: dict[str, OnRecord] = {}
        for one in candidates:
            # By what it is, never by its place: the list may have grown since the page was opened.
            name = f"shows-{one.reference.kind}-{one.reference.public_id}"
            self._candidates[name] = one
            self.fields[name] = forms.CharField(label=one.label, required=False, max_length=2_000)
        for n in _NUMBERS:
            self.fields[f"file_{n}"] = forms.FileField(
                label=f"File {n} (optional)",
                required=False,
                help_text=f"At most {limit_in_words()}.",
                error_messages={"empty": "This file is empty. Choose another"},
            )
            self.fields[f"file_{n}_shows"] = forms.CharField(
                label=f"What file {n} shows", required=False, max_length=2_000
            )

    @property
    def things(self) -> list[BoundField]:
        """The fields of the things on record."""
        return [self[name] for name in self._candidates]

    @property
    def file_fields(self) -> list[tuple[BoundField, BoundField]]:
        """The fields of the files, each with that of what it shows."""
        return [(self[f"file_{n}"], self[f"file_{n}_shows"]) for n in _NUMBERS]

    def clean(self) -> dict[str, Any] | None:
        """Ask of each file what it shows, and of words about a file for the file."""
        cleaned = super().clean() or self.cleaned_data
        for n in _NUMBERS:
            came, words = cleaned.get(f"file_{n}"), (cleaned.get(f"file_{n}_shows") or "").strip()
            if came is not None and not words:
                self.add_error(f"file_{n}_shows", f"Say what file {n} shows")
            if came is None and words and f"file_{n}" not in self.errors:
                self.add_error(f"file_{n}", f"Choose file {n}, or leave out what it shows")
        if self._too_large:
            names = write_list(self._too_large)
            self.add_error("file_1", f"{names}: a file has at most {limit_in_words()}. Choose a smaller one")
        return cleaned

    def ask_for_files_again(self) -> None:
        """Say beside each file that came that a page cannot keep it, where something else is to be put right."""
        for n in _NUMBERS:
            came: UploadedFile | None = self.files.get(f"file_{n}")
            if came is not None and f"file_{n}" not in self.errors:
                self.add_error(f"file_{n}", f"Choose {came.name} again: a page cannot keep a file")

    def attached(self) -> list[Attached]:
        """Return what is attached, from a form that is valid."""
        found = [
            Attached(words=words, reference=one.reference)
            for name, one in self._candidates.items()
            if (words := self.cleaned_data[name].strip())
        ]
        for n in _NUMBERS:
            came: UploadedFile | None = self.cleaned_data[f"file_{n}"]
            if came is not None:
                words = self.cleaned_data[f"file_{n}_shows"]
                found.append(Attached(words=words, content=came.read(), filename=came.name or "file"))
        return found
