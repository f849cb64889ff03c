"""Checking the answers and sending the return for signature; reading it and signing, or returning it to be mended."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.confirming import NotConfirmed, confirm
from oversight.accounts.models import Role
from oversight.accounts.network import network_address
from oversight.accounts.permissions import Action, people_with
from oversight.returns import signing
from oversight.returns.calendar import window
from oversight.returns.checked import ReturnRow
from oversight.returns.comparing import compare
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.refusals import Refused
from oversight.returns.states import State
from workspaces.trust_desk.about import about, say_refused
from workspaces.trust_desk.complaints import complaints_shown
from workspaces.trust_desk.forms import CorrectionForm, ReasonForm, SignatureForm
from workspaces.trust_desk.scoped import may_here, own_submission, person_of
from workspaces.trust_desk.summaries import figures_of, summary_of
from workspaces.trust_desk.told import explanations_in
from workspaces.trust_desk.wards_often_short import wards_often_short

_SENDABLE = (State.READY, State.RETURNED)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the return as it would be signed; POST sends it for signature."""
    submission = own_submission(request, reference, rows=True)
    if submission.state not in _SENDABLE:
        if request.method == "POST":
            say_refused(request, Refused("moved_on", f"This return is now: {State(submission.state).label.lower()}."))
        return redirect("workspace:submission", reference)
    is_correction = submission.base_version is not None
    form = CorrectionForm(initial={"reason": submission.correction_reason})
    if request.method == "POST":
        if is_correction:
            form = CorrectionForm(request.POST)
        if not is_correction or form.is_valid():
            reason = form.cleaned_data["reason"] if is_correction else ""
            try:
                signing.send_for_signature(submission=submission, by=person_of(request), now=clock.now(), reason=reason)
            except Refused as refused:
                say_refused(request, refused)
                return redirect("workspace:submission", reference)
            messages.success(request, "The return waits for signature. Those who can sign it have been told.")
            return redirect("workspace:submission", reference)
    return render(
        request,
        "workspaces/trust/send.html.jinja",
        {
            **_to_read(submission),
            "form": form,
            "errors": is_correction and bool(form.errors),
            "is_correction": is_correction,
            "may_prepare": may_here(request, Action.PREPARE_RETURN, submission.trust),
            "signatories": [
                person
                for person in people_with(Role.SIGNATORY, clock.today(), trust=submission.trust)
                if person.pk != submission.prepared_by_id
            ],
            "is_late": not is_correction and clock.now() > window(submission.kind, submission.period).closes_at,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.SIGN_RETURN)
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the summary and the declaration; POST signs them, with the person's password and code."""
    submission = own_submission(request, reference, rows=True)
    if submission.state == State.ACCEPTED:
        version = ReturnVersion.objects.get(submission=submission)
        if request.method == "POST":
            say_refused(request, Refused("moved_on", "This return has been signed and accepted. This is its receipt."))
        return redirect("workspace:receipt", version.receipt)
    if submission.state != State.AWAITING_SIGNATURE:
        if request.method == "POST":
            say_refused(
                request, Refused("moved_on", f"Nothing was signed: this return is now {_words(submission.state)}.")
            )
        return redirect("workspace:submission", reference)
    form = SignatureForm()
    if request.method == "POST":
        form = SignatureForm(request.POST)
        if form.is_valid():
            try:
                version = _signed(request, submission, form)
            except NotConfirmed as not_confirmed:
                form.add_error(not_confirmed.field, not_confirmed.message)
            except Refused as refused:
                say_refused(request, refused)
                return redirect("workspace:submission", reference)
            else:
                messages.success(request, f"Signed and accepted. The receipt is {version.receipt}.")
                return redirect("workspace:receipt", version.receipt)
    return render(request, "workspaces/trust/sign.html.jinja", _to_sign(request, submission, form, ReasonForm()))


@require_POST
@access(Action.SIGN_RETURN)
def give_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Return it unsigned to who prepared it, with what is to be mended."""
    submission = own_submission(request, reference, rows=True)
    if not may_here(request, Action.SIGN_RETURN, submission.trust):
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid() and submission.state == State.AWAITING_SIGNATURE:
        return render(request, "workspaces/trust/sign.html.jinja", _to_sign(request, submission, SignatureForm(), form))
    try:
        signing.return_to_preparer(
            submission=submission,
            reason=form.cleaned_data.get("reason", ""),
            by=person_of(request),
            now=clock.now(),
        )
    except Refused as refused:
        say_refused(request, refused)
        return redirect("workspace:submission", reference)
    messages.success(request, f"The return went back to {submission.prepared_by}, who has been told.")
    return redirect("workspace:home")


def _signed(request: HttpRequest, submission: Submission, form: SignatureForm) -> ReturnVersion:
    """Have the person show that it is they, and sign."""
    _may_be_signed(request, submission)
    how = confirm(request, password=form.cleaned_data["password"], code=form.cleaned_data["code"])
    return signing.sign_and_accept(
        submission=submission,
        by=person_of(request),
        now=clock.now(),
        confirmed_with=how,
        network_address=network_address(request) or None,
    )


def _may_be_signed(request: HttpRequest, submission: Submission) -> None:
    """Refuse before a code is used up what the service would refuse after it."""
    if not may_here(request, Action.SIGN_RETURN, submission.trust):
        raise Refused("not_allowed", f"You cannot sign returns for {submission.trust.shown_name}.")
    if submission.prepared_by_id == person_of(request).pk:
        raise Refused("own_work", "You prepared this return. Another person with authority has to sign it.")


def _to_sign(
    request: HttpRequest, submission: Submission, form: SignatureForm, reason_form: ReasonForm
) -> dict[str, object]:
    may_sign = may_here(request, Action.SIGN_RETURN, submission.trust)
    return {
        **_to_read(submission),
        "form": form,
        "reason_form": reason_form,
        "errors": bool(form.errors or reason_form.errors),
        "statement": kind_of(submission.kind).statement(submission.period),
        "is_own": submission.prepared_by_id == person_of(request).pk,
        "may_sign": may_sign and submission.prepared_by_id != person_of(request).pk,
        "has_authority": may_sign,
    }


def _to_read(submission: Submission) -> dict[str, object]:
    """Return what is read before sending and before signing."""
    rows = [ReturnRow.from_json(kept) for kept in submission.rows]
    return {
        **about(submission),
        "summary": summary_of(submission.kind, rows, submission.period),
        "figures": figures_of(submission.kind, rows, submission.period),
        "complaints": complaints_shown(submission.kind, rows),
        "explained": explanations_in(submission),
        "often_short": wards_often_short(submission),
        "comparison": compare(submission),
    }


def _words(state: str) -> str:
    return State(state).label.lower()
