"""The page of one return for one period: when it is due, how to fill it in, sending a file, and all that was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust
from oversight.returns.calendar import window
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.receiving import receive_file
from oversight.returns.refusals import Refused
from oversight.returns.uploads import was_too_large
from workspaces.demonstration.files import PracticeFile
from workspaces.trust_desk import practice
from workspaces.trust_desk.downloads import XLSX, attachment
from workspaces.trust_desk.forms import FileForm
from workspaces.trust_desk.scoped import kind_and_period, may_here, own_trust, person_of, powers_in
from workspaces.trust_desk.standing import Step, Tag, next_step, tag_of


@dataclass(frozen=True)
class Sent:
    """A submission for the period, what became of it, and what the person can do with it."""

    submission: Submission
    tag: Tag
    step: Step | None
    version: ReturnVersion | None


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def period_page(request: HttpRequest, kind: str, trust: str, period: str) -> HttpResponse:
    """Show the return for a period; POST sends a file, which is checked and goes no further by itself."""
    declared = kind_and_period(kind, period)
    own = own_trust(request, trust)
    now = clock.now()
    sent = sent_for(request, kind, own, period)
    standing = next((one.version for one in sent if one.version and one.version.stands), None)
    identical: ReturnVersion | None = None
    form = FileForm(is_correction=standing is not None)
    if request.method == "POST":
        form = FileForm(
            request.POST, request.FILES, is_correction=standing is not None, too_large=was_too_large(request)
        )
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                submission = receive_file(
                    kind=kind,
                    trust=own,
                    period=period,
                    filename=file.name,
                    content=file.read(),
                    by=person_of(request),
                    now=now,
                    reason=form.cleaned_data.get("reason", ""),
                )
            except Refused as refused:
                # A version may have been accepted since the page was shown: then the reason is wanted after all.
                identical = refused.version if refused.code == "identical" else None
                if refused.code == "reason_wanted":
                    form = FileForm(request.POST, request.FILES, is_correction=True)
                    form.full_clean()
                form.add_error("reason" if refused.code == "reason_wanted" else "file", refused.message)
            else:
                return redirect("workspace:submission", submission.reference)
    times = window(kind, period)
    return render(
        request,
        "workspaces/trust/period.html.jinja",
        {
            "kind": declared,
            "trust": own,
            "period": period,
            "label": declared.period_label(period),
            "window": times,
            "is_open": times.opens_at <= now,
            "is_late": now > times.closes_at and standing is None,
            "guidance": declared.guidance(period),
            "sent": sent,
            "standing": standing,
            "form": form,
            "errors": bool(form.errors),
            "identical": identical,
            "may_prepare": may_here(request, Action.PREPARE_RETURN, own),
            "practice_files": practice.files_for(kind, own, period, now=now) if settings.DEMONSTRATION else (),
        },
    )


def sent_for(request: HttpRequest, kind: str, trust: Trust, period: str) -> Sequence[Sent]:
    """Return everything that was sent for the period, the newest first, in two queries."""
    submissions = list(
        Submission.objects.filter(kind=kind, trust=trust, period=period)
        .select_related("trust", "prepared_by")
        .defer("rows", "totals")
        .order_by("-received_at", "-pk")
    )
    versions = {
        version.submission_id: version
        for version in ReturnVersion.objects.filter(kind=kind, trust=trust, period=period)
    }
    powers, person = powers_in(request), person_of(request)
    return [
        Sent(one, what_it_is(one, versions.get(one.pk)), next_step(one, powers, person), versions.get(one.pk))
        for one in submissions
    ]


def what_it_is(submission: Submission, version: ReturnVersion | None) -> Tag:
    """Return the state of a submission, or of the version that it became: it stands, or was replaced."""
    if version is None:
        return tag_of(submission)
    return Tag("Stands", "green") if version.stands else Tag("Replaced", "grey")


@require_safe
@access(Action.SEE_RETURNS)
def template(request: HttpRequest, kind: str, trust: str, period: str) -> HttpResponse:
    """Give the workbook to fill in, with what is on record of the trust in it."""
    declared = kind_and_period(kind, period)
    own = own_trust(request, trust)
    content = declared.template_workbook(trust=own, period=period, today=clock.today())
    return attachment(content, f"{kind}-{own.code}-{period}-template.xlsx", content_type=XLSX)


@require_safe
@access(Action.SEE_RETURNS)
def practice_file(request: HttpRequest, kind: str, trust: str, period: str, name: str) -> HttpResponse:
    """Give a file to practise with; only the demonstration has any."""
    kind_and_period(kind, period)
    own = own_trust(request, trust)
    found: Sequence[PracticeFile] = (
        practice.files_for(kind, own, period, now=clock.now()) if settings.DEMONSTRATION else ()
    )
    for file in found:
        if file.name == name:
            return attachment(file.content, file.name, content_type="text/csv; charset=utf-8")
    raise Http404
