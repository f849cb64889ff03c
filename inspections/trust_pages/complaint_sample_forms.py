"""The forms by which a trust lists its complaints and gives the facts of the files that were drawn."""

from __future__ import annotations

from typing import Any

from django import forms

from inspections.complaint_samples.answering import Facts
from inspections.complaint_samples.checklist import Said
from inspections.complaint_samples.listing import Read, read_list
from inspections.complaint_samples.subjects import Outcome
from inspections.models import ComplaintSample, ListedComplaint, SampledCase

_SAID = [(str(said), said.label) for said in Said]
_FAULTS_SHOWN = 50


class ListForm(forms.Form):
    """The list of complaints, pasted or as a file; or that there were none."""

    text = forms.CharField(
        label="Paste the list",
        widget=forms.Textarea,
        required=False,
        strip=False,
        help_text="A complaint a line: number, day received, subject, outcome. Straight from a spreadsheet will do.",
    )
    file = forms.FileField(label="Or choose a CSV file", required=False, allow_empty_file=True)
    none_received = forms.BooleanField(label="No complaint was received in this time", required=False)

    def __init__(self, *args: Any, sample: ComplaintSample, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sample = sample
        self.too_large = too_large
        self.read = Read((), ())

    @property
    def faults(self) -> list[tuple[int, str]]:
        """The lines that cannot be taken, each with why: the first ones where there are many."""
        return [(fault.line, fault.text) for fault in self.read.faults[:_FAULTS_SHOWN]]

    def clean(self) -> dict[str, Any]:
        """Read the list; say how many of its lines cannot be taken."""
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if self.too_large:
            self.add_error("file", "The file is too large. Send the four columns alone")
            return cleaned
        if file and text.strip():
            self.add_error("text", "Paste the list or choose a file, not both")
            return cleaned
        if file:
            content = file.read()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp1252", errors="replace")
        if not text.strip() and not cleaned.get("none_received"):
            self.add_error("text", "Paste the list, choose a file, or say that there were none")
        self.read = read_list(text, from_on=self.sample.from_on, to_on=self.sample.to_on)
        if self.read.faults:
            count = len(self.read.faults)
            self.add_error(
                "file" if file else "text",
                "One fault in the list. Nothing was taken" if count == 1 else f"{count} faults. Nothing was taken",
            )
        elif text.strip() and not self.read.rows:
            self.add_error("file" if file else "text", "The list has no complaint in it")
        return cleaned


class FactsForm(forms.Form):
    """What one file says. No names."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    acknowledged = forms.ChoiceField(label="Was the complaint acknowledged?", choices=_SAID)
    acknowledged_on = forms.DateField(label="When?", required=False, help_text="Only if it was.")
    conversation_offered = forms.ChoiceField(
        label="Was a conversation offered, on how it would be handled and by when?", choices=_SAID
    )
    time_agreed = forms.ChoiceField(label="Was a time for the answer agreed?", choices=_SAID)
    agreed_by = forms.DateField(
        label="Until when?", required=False, help_text="Only if it was. The last time that was agreed."
    )
    agreed_on = forms.DateField(label="When was that agreed?", required=False)
    answered_on = forms.DateField(label="When was the answer sent?", required=False)
    signed = forms.ChoiceField(
        label="Did the responsible person sign it?",
        choices=_SAID,
        required=False,
        help_text="The chief executive, or who is authorised to act for them.",
    )
    ombudsman_stated = forms.ChoiceField(
        label="Does it say that the complainant can go to the Ombudsman?", choices=_SAID, required=False
    )
    what_was_upheld = forms.CharField(
        label="What was upheld?", widget=forms.Textarea, required=False, help_text="No names, of anybody."
    )
    changed = forms.ChoiceField(label="Did something change because of it?", choices=_SAID, required=False)
    what_changed = forms.CharField(
        label="What changed?", widget=forms.Textarea, required=False, help_text="No names, of anybody."
    )

    def __init__(self, *args: Any, listed: ListedComplaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = Outcome(listed.outcome)
        self.asks_for_answer = outcome is not Outcome.OPEN
        self.asks_for_change = outcome in (Outcome.UPHELD, Outcome.PARTIALLY_UPHELD)
        if not self.asks_for_answer:
            for name in ("answered_on", "signed", "ombudsman_stated"):
                del self.fields[name]
        if not self.asks_for_change:
            for name in ("what_was_upheld", "changed", "what_changed"):
                del self.fields[name]

    def facts(self) -> Facts:
        """Return what the form says."""
        cleaned = self.cleaned_data
        answered_on = cleaned.get("answered_on")

        def said(name: str) -> Said | None:
            return Said(cleaned[name]) if cleaned.get(name) else None

        return Facts(
            acknowledged=Said(cleaned["acknowledged"]),
            acknowledged_on=cleaned["acknowledged_on"],
            conversation_offered=Said(cleaned["conversation_offered"]),
            time_agreed=Said(cleaned["time_agreed"]),
            agreed_by=cleaned["agreed_by"],
            agreed_on=cleaned["agreed_on"],
            answered_on=answered_on,
            # A complaint that was withdrawn may have no answer, and then there is nothing to say of one.
            signed=said("signed") if answered_on else None,
            ombudsman_stated=said("ombudsman_stated") if answered_on else None,
            changed=said("changed"),
            what_was_upheld=cleaned.get("what_was_upheld", ""),
            what_changed=cleaned.get("what_changed", ""),
            based_on=cleaned["based_on"],
        )


def words_of(case: SampledCase | None) -> dict[str, object]:
    """Return what the form begins with: what was saved last."""
    if case is None:
        return {"based_on": 0}
    names = [name for name in FactsForm.base_fields if name != "based_on"]
    return {"based_on": case.latest, **{name: getattr(case, name) for name in names}}
