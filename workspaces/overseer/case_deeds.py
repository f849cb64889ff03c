"""A page on which a body does one or several things in a case: each with its form, its refusals beside their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from oversight import clock
from oversight.accounts.access import person_of
from oversight.returns.refusals import Refused
from ratings.cases.models import Case
from workspaces.inspector.case_evidence import EvidenceFields

# Where refusals of every deed are shown; a deed adds its own.
_BESIDE = {"no_reason": "reason", "future": "on", "before": "on", "due": "due_on", "reinspection": "reinspect_by"}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the body can do on a page.

    ``does`` writes, from the form and with ``by`` and ``now``; ``given`` is what the form needs; ``is_open``: whether
    it can be done now. One that is not is tried all the same where it was sent, and refused with its reason.
    """

    step: str
    heading: str
    button: str
    form: Callable[..., forms.Form]
    does: Callable[..., object]
    done: str
    beside: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    initial: Mapping[str, Any] = field(default_factory=dict)
    is_open: bool = True
    words: str = ""
    second: bool = False


@dataclass(frozen=True, slots=True)
class OpenDeed:
    """A deed with its form, on a page."""

    deed: Deed
    form: forms.Form

    @property
    def has_files(self) -> bool:
        """Whether files can be sent with it."""
        return self.form.is_multipart()

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Its fields, without those of evidence."""
        if not isinstance(self.form, EvidenceFields):
            return self.form.visible_fields()
        evidence = {each.name for pair in self.form.file_fields for each in pair}
        evidence |= {each.name for each in self.form.things}
        return [each for each in self.form.visible_fields() if each.name not in evidence]


def deeds_page(
    request: HttpRequest,
    case: Case,
    template: str,
    deeds: Sequence[Deed],
    context: Callable[[], Mapping[str, Any]],
    *,
    back_to: tuple[str, ...] = (),
) -> HttpResponse:
    """Show the deeds that are open; POST does the one that ``step`` names and goes back to the case, or ``back_to``."""
    sent = request.POST.get("step", deeds[0].step if len(deeds) == 1 else "") if request.method == "POST" else ""
    shown = []
    for deed in deeds:
        if not deed.is_open and deed.step != sent:
            continue
        form = _form(deed, request, bound=deed.step == sent)
        shown.append(OpenDeed(deed, form))
        if deed.step == sent and form.is_valid():
            try:
                deed.does(form, by=person_of(request), now=clock.now())
            except Refused as refused:
                beside = {**_BESIDE, **deed.beside}.get(refused.code)
                form.add_error(beside if beside in form.fields else None, refused.message)
            else:
                messages.success(request, deed.done)
                return redirect(*(back_to or ("oversee:case", case.reference)))
        if form.errors and isinstance(form, EvidenceFields):
            form.ask_for_files_again()
    return render(
        request,
        template,
        {
            # Read after the deed: where somebody else was first, as they left it.
            **context(),
            "case": case,
            "trust": case.trust,
            "deeds": shown,
            "forms": [one.form for one in shown],
            "errors": any(one.form.errors for one in shown),
        },
    )


def _form(deed: Deed, request: HttpRequest, *, bound: bool) -> forms.Form:
    """Return the form of a deed; each has its own ids on the page, which may show several."""
    given = {**deed.given}
    if isinstance(deed.form, type) and issubclass(deed.form, EvidenceFields):
        given["request"] = request
    return deed.form(
        request.POST if bound else None,
        request.FILES if bound else None,
        auto_id=f"{deed.step}-%s",
        initial={"on": clock.today(), **deed.initial},
        **given,
    )
