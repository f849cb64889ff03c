"""The forms by which an inspector sorts, answers and follows a concern."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from complaints.concerns import themes
from complaints.concerns.models import Concern, Urgency
from complaints.concerns.themes import Theme
from complaints.concerns.triage import Sorting, seen_token
from inspections.models import Inspection
from inspections.pages.client_ids import SentOnceForm
from oversight.measures.defining import definitions
from oversight.organisations.models import Site, SiteTrust, Trust, Ward

_YES_NO = [("yes", "Yes"), ("no", "No")]


class SeenForm(forms.Form):
    """A form that carries the concern as its reader saw it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{self.name}_%s")
        super().__init__(*args, **kwargs)
        self.concern = concern

    name = "seen"

    @property
    def seen_now(self) -> str:
        """The concern as this page shows it."""
        return seen_token(self.concern)


class SortForm(SeenForm):
    """How urgent, whether somebody must be safeguarded, about what and whom."""

    name = "sort"
    urgency = forms.ChoiceField(
        label="How urgent is it?", choices=Urgency.choices, error_messages={"required": "Say how urgent it is"}
    )
    safeguarding = forms.ChoiceField(
        label="Must somebody be safeguarded?",
        choices=_YES_NO,
        error_messages={"required": "Say whether somebody must be safeguarded"},
        help_text="A child or an adult at risk of abuse or neglect.",
    )
    theme = forms.ChoiceField(
        label="What is it about?", choices=themes.CHOICES, error_messages={"required": "Say what it is about"}
    )
    trust = forms.CharField(
        label="Trust", required=False, max_length=100, help_text="Its code or its name. Blank if it is not known."
    )
    site = forms.ChoiceField(label="Hospital", required=False)
    ward = forms.ChoiceField(label="Ward", required=False)

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        trust = concern.trust or concern.told_trust
        found = concern.trust is not None
        site = concern.site if found else concern.told_site
        ward = concern.ward if found else concern.told_ward
        kwargs.setdefault(
            "initial",
            {
                "urgency": concern.urgency,
                "safeguarding": {True: "yes", False: "no", None: ""}[concern.safeguarding],
                "theme": concern.theme or concern.told_theme,
                "trust": trust.code if trust else "",
                "site": site.code if site else "",
                "ward": str(ward.public_id) if ward else "",
            },
        )
        super().__init__(*args, concern=concern, **kwargs)
        self.known_trust = trust
        sites = Site.objects.filter(pk__in=SiteTrust.objects.filter(trust=trust).values("site_id")) if trust else []
        wards = Ward.objects.filter(trust=trust).select_related("site").order_by("site__name", "name") if trust else []
        self.sites = {each.code: each for each in sites}
        self.wards = {str(each.public_id): each for each in wards}
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            ("", "Not known"),
            *((code, each.shown_name) for code, each in self.sites.items()),
        ]
        self.fields["ward"].choices = [  # type: ignore[attr-defined]
            ("", "Not known"),
            *(
                (key, f"{each.name}, {each.site.shown_name}" if each.site else each.name)
                for key, each in self.wards.items()
            ),
        ]

    def clean_trust(self) -> Trust | None:
        """Find the trust that is meant, in the world of the concern."""
        asked = self.cleaned_data["trust"].strip()
        if not asked:
            return None
        trusts = Trust.objects.filter(is_demonstration=self.concern.is_demonstration)
        found = list(trusts.filter(code__iexact=asked)) or list(trusts.filter(Q(name__icontains=asked))[:2])
        if len(found) != 1:
            raise forms.ValidationError("More than one trust is called so. Give its code" if found else "No such trust")
        return found[0]

    def sorting(self) -> Sorting:
        """Return what the form says; hospital and ward of another trust than the page listed are left out."""
        cleaned = self.cleaned_data
        trust: Trust | None = cleaned["trust"]
        same = trust is not None and self.known_trust is not None and trust.pk == self.known_trust.pk
        return Sorting(
            Urgency(cleaned["urgency"]),
            cleaned["safeguarding"] == "yes",
            Theme(cleaned["theme"]),
            trust,
            self.sites.get(cleaned["site"]) if same else None,
            self.wards.get(cleaned["ward"]) if same else None,
        )


class WordsForm(SeenForm):
    """A form of one text."""

    text = forms.CharField(label="Text", widget=forms.Textarea, strip=False)
    label, hint, missing = "Text", "", "Write it"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = self.label
        self.fields["text"].help_text = self.hint
        self.fields["text"].error_messages["required"] = self.missing


class ConcernAnswerForm(WordsForm):
    """What whoever told reads."""

    name, label, missing = "answer", "Your answer", "Write the answer"
    hint = "They read it with their reference. Your name is not shown."


class CloseForm(WordsForm):
    """Why a concern is closed."""

    name, label, missing = "close", "What came of it?", "Say what came of it"
    hint = "Kept for inspectors. Whoever told does not read this: answer first."


class SpamForm(WordsForm):
    """Why it is no concern."""

    name, label, missing = "spam", "Why is it no concern?", "Say why it is no concern"


class TakeBackForm(WordsForm):
    """Why it is one after all."""

    name, label, missing = "take_back", "Why is it a concern after all?", "Say why"


class ReopenForm(WordsForm):
    """Why it is taken up again."""

    name, label, missing = "reopen", "Why is it taken up again?", "Say why"


class ValidateForm(WordsForm):
    """Whether a concern of staff is of substance."""

    name, label, missing = "validate", "What does that rest on?", "Say what the finding rests on"
    of_substance = forms.ChoiceField(
        label="Is it of substance?",
        choices=[("yes", "Yes: it is followed, and counts until it is addressed"), ("no", "No")],
        error_messages={"required": "Say whether it is of substance"},
    )


class AddressForm(WordsForm):
    """How a followed matter was addressed."""

    name, label, missing = "address", "How was it addressed?", "Say how it was addressed"
    matter = forms.ChoiceField(label="What was addressed?", error_messages={"required": "Choose what was addressed"})

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        self.matters = {str(each.public_id): each for each in concern.matters.filter(to_on__isnull=True)}
        self.fields["matter"].choices = [  # type: ignore[attr-defined]
            (key, each.get_kind_display()) for key, each in self.matters.items()
        ]


class JoinForm(SeenForm):
    """Another concern that tells the same."""

    name = "join"
    main = forms.ChoiceField(label="Which one tells the same?", error_messages={"required": "Choose one"})

    def __init__(self, *args: Any, concern: Concern, candidates: Sequence[tuple[Concern, str]], **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        self.candidates = {str(each.public_id): each for each, _ in candidates}
        self.fields["main"].choices = [(str(each.public_id), text) for each, text in candidates]  # type: ignore[attr-defined]


class PartForm(SeenForm):
    """That a concern is parted from the one that it was joined with."""

    name = "part"


class IndicatorForm(SeenForm):
    """The indicator that a concern speaks to."""

    name = "indicator"
    measure = forms.ChoiceField(label="Indicator", error_messages={"required": "Choose an indicator"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((made.name, code) for code, made in definitions().items())
        self.fields["measure"].choices = [("", "Choose one"), *((code, name) for name, code in named)]  # type: ignore[attr-defined]


class EvidenceOfConcernForm(SeenForm, SentOnceForm):
    """What is taken into the evidence of an inspection."""

    name = "evidence"
    inspection = forms.ChoiceField(label="Inspection", error_messages={"required": "Choose an inspection"})
    text = forms.CharField(
        label="What is taken into the evidence",
        widget=forms.Textarea,
        strip=False,
        help_text="In your own words. Leave out anything by which whoever told could be known.",
        error_messages={"required": "Write what is taken into the evidence"},
    )

    def __init__(self, *args: Any, concern: Concern, inspections: Sequence[Inspection], **kwargs: Any) -> None:
        super().__init__(*args, concern=concern, **kwargs)
        self.inspections = {each.reference: each for each in inspections}
        self.fields["inspection"].choices = [  # type: ignore[attr-defined]
            (each.reference, f"{each.get_kind_display()}, {each.reference}") for each in inspections
        ]


class OpenIdentityForm(forms.Form):
    """Why it must be known who told."""

    reason = forms.CharField(
        label="Why must it be known who told?",
        widget=forms.Textarea,
        help_text="Kept with your name and the time. Inspectors see that it was opened, when and by whom.",
        error_messages={"required": "Say why it must be known who told"},
    )
