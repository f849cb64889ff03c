"""Letters about mortality: what the regulator asks the trust, and the trust's answer; never what was checked before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from inspections.kept_files import LARGEST_FILE, give_file
from inspections.pages.seeing import refuse_in
from inspections.trust_pages.forms import AnswerForm
from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action, roles_allowing
from oversight.organisations.models import Trust
from oversight.organisations.working_days import working_days_between
from oversight.returns.refusals import Refused
from oversight.returns.uploads import takes_files, was_too_large
from ratings.models import MortalityAlert, MortalityStep
from ratings.mortality.course import record_answer
from ratings.mortality.states import AlertState
from workspaces.inspector.mortality_shown import ShownAlert, chart_of, shown_alerts

_Kind = MortalityStep.Kind
# What the regulator does among its own people is one step for the trust, and whether it inspects is not told here.
_IN_WORDS = {
    AlertState.ASKED: ("Waits for your answer", "yellow"),
    AlertState.ANSWERED: ("Your answer is being considered", "white"),
    AlertState.CONSIDERED: ("Your answer is being considered", "white"),
    AlertState.CLOSED: ("Closed", "green"),
    AlertState.ACTION_PLAN: ("Closed with an action plan", "green"),
    AlertState.ESCALATED: ("Considered: the regulator follows it up", "white"),
}
_UNANSWERED = ("Being considered without an answer", "white")


class LetterAnswerForm(AnswerForm):
    """The trust's answer to a letter, with what its review of case notes covered."""

    notes_reviewed = forms.IntegerField(
        label="Of how many patients who died did you review the case notes? (optional)",
        required=False,
        min_value=0,
        max_value=1_000_000,
    )
    field_order = ["text", "notes_reviewed", "file", "save_id"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = (
            "What your review of case notes showed, what explains the figures, and what you do. Leave out anything by "
            "which a patient could be known."
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one of the person's trusts, as the trust is told of it."""

    shown: ShownAlert
    words: str
    colour: str
    may_answer: bool

    @property
    def waits(self) -> bool:
        """Whether it waits for the trust's answer."""
        return self.shown.state is AlertState.ASKED

    @property
    def days_left(self) -> int:
        """Working days up to the last day for the answer; negative once it is over."""
        due_on = self.shown.alert.answer_due_on
        return working_days_between(self.shown.today, due_on) if due_on else 0


def letters_of(request: HttpRequest, *, waiting_only: bool = False) -> list[Letter]:
    """Return the letters to the person's trusts, the newest first; of those that wait, the one due first."""
    found = _sent_to(request)
    if waiting_only:
        found = found.filter(state=str(AlertState.ASKED)).order_by("answer_due_on", "pk")
    return _letters(request, found, clock.today())


@require_safe
@access(Action.SEE_INSPECTIONS)
def letters(request: HttpRequest) -> HttpResponse:
    """Show every letter about mortality to the person's trusts."""
    return render(request, "workspaces/trust/mortality_letters.html.jinja", {"letters": letters_of(request)})


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.SEE_INSPECTIONS, post=Action.SEND_ANSWER)
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a letter with the figures behind it, what the trust answered and what came of it; POST answers."""
    found = _sent_to(request).filter(reference=reference).first()
    if found is None:
        raise Http404
    form = LetterAnswerForm(request.POST or None, request.FILES or None, too_large=was_too_large(request))
    if request.method == "POST" and form.is_valid():
        try:
            _answer(request, found, form)
        except Refused as refused:
            refuse_in(form, refused, no_text="text", too_large="file", replaced="file")
            found.refresh_from_db()
        else:
            messages.success(request, "The answer is sent. The regulator sees it.")
            return redirect("workspace:mortality_letter", reference)
    (shown,) = _letters(request, [found], clock.today())
    return render(
        request,
        "workspaces/trust/mortality_letter.html.jinja",
        {
            "letter": shown,
            "shown": shown.shown,
            "alert": found,
            "trust": shown.shown.trust,
            "made": shown.shown.measure,
            "chart": chart_of(shown.shown),
            "steps": _told(found),
            "form": form,
            "errors": bool(form.errors),
        },
    )


@require_safe
@access(Action.SEE_INSPECTIONS)
def answer_file(request: HttpRequest, reference: str, step: UUID) -> HttpResponse:
    """Give a file that the trust sent with an answer."""
    found = _sent_to(request).filter(reference=reference).first()
    if found is None:
        raise Http404
    steps = MortalityStep.objects.select_related("stored").filter(alert=found, kind=_Kind.ANSWER)
    sent = get_object_or_404(steps, step_id=step)
    return give_file(sent.stored, sent.filename)


def _sent_to(request: HttpRequest) -> QuerySet[MortalityAlert]:
    """Return the alerts of which the person's trusts were told by a letter; every page and count goes by this."""
    own = powers_in(request).trust_ids(roles_allowing(Action.SEE_INSPECTIONS))
    codes = Trust.objects.filter(pk__in=own).values("code")
    return MortalityAlert.objects.filter(trust_code__in=codes, shown_to_trust_at__isnull=False)


def _letters(request: HttpRequest, found: Iterable[MortalityAlert], today: date) -> list[Letter]:
    powers = powers_in(request)
    alerts = list(found)
    answered = set(MortalityStep.objects.filter(alert__in=alerts, kind=_Kind.ANSWER).values_list("alert_id", flat=True))
    made = []
    for shown in shown_alerts(alerts, today=today):
        words, colour = _IN_WORDS[shown.state]
        if shown.state is AlertState.CONSIDERED and shown.alert.pk not in answered:
            words, colour = _UNANSWERED
        made.append(Letter(shown, words, colour, powers.may(Action.SEND_ANSWER, shown.trust)))
    return made


def _told(found: MortalityAlert) -> list[MortalityStep]:
    """Return the steps that the trust reads: letters, its answers, and what came of it unless that is an inspection."""
    steps = found.steps.filter(kind__in=[_Kind.LETTER, _Kind.ANSWER, _Kind.OUTCOME])
    return list(steps.exclude(outcome=MortalityStep.Outcome.ESCALATED).select_related("done_by", "stored"))


def _answer(request: HttpRequest, found: MortalityAlert, form: LetterAnswerForm) -> None:
    filename, content = form.file_sent()
    record_answer(
        alert=found,
        text=form.cleaned_data["text"],
        notes_reviewed=form.cleaned_data["notes_reviewed"],
        step_id=form.cleaned_data["save_id"],
        filename=filename,
        content=content,
        by=person_of(request),
        now=clock.now(),
    )
