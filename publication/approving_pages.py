"""The release approver's pages: what waits, announcing, moving, cancelling, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from complaints.periods import ComplaintsPeriod
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.kinds import kind_of
from oversight.returns.models import ReturnVersion
from oversight.returns.periods import Month
from oversight.wording import write_datetime
from publication.announcing import announce_release, reschedule_release, suggested_time
from publication.approving_forms import AnnounceForm, CancelForm, EndAccessForm, GrantForm, MoveForm, WithdrawForm
from publication.models import Release, Withdrawal
from publication.orderly.before_release import before_release, end_access, grant_access
from publication.orderly.holding_back import why_held_back
from publication.periods import released_period
from publication.record import Releases
from publication.refusals import ReleaseRefused
from publication.release_kinds import ReleaseKind, release_kind
from publication.release_pages import worlds
from publication.withdrawing import withdraw_item

PERIODS_SHOWN = 24


@dataclass(frozen=True)
class PeriodWaiting:
    """A period with accepted returns that the public has not seen: how many, of how many, and what is out."""

    kind: ReleaseKind
    period: Month | ComplaintsPeriod
    demonstration: bool
    accepted: int
    owed: int
    since_release: int
    current: Release | None

    @property
    def label(self) -> str:
        """What it is of: ward staffing of a month, or complaints of a quarter or year."""
        return f"{self.kind.name}, {self.period.label}"


@access(Action.APPROVE_RELEASE)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest) -> HttpResponse:
    """Show what is announced and what waits; announce a release."""
    now = clock.now()
    shown = worlds()
    waiting = [each for world in shown for releases in world.every_kind for each in periods_waiting(releases)]
    suggested = suggested_time(now=now).astimezone(clock.LONDON)
    form = AnnounceForm(
        request.POST or None,
        periods=[(each.kind.code, str(each.period), each.demonstration, each.label) for each in waiting],
        name_worlds=len(shown) > 1,
        initial={"day": f"{suggested.day} {suggested:%B %Y}", "time": "9:30am"},
    )
    if request.method == "POST" and form.is_valid():
        kind, period, demonstration = form.chosen

        def announce() -> str:
            release = announce_release(
                kind=kind,
                period=period,
                demonstration=demonstration,
                scheduled_for=form.moment,
                by=person_of(request),
                now=now,
            )
            return f"{release.title} is announced for {write_datetime(release.scheduled_for)}."

        if _done(request, form, announce):
            return redirect("public:approve")
    return render(
        request,
        "publication/approve.html.jinja",
        {
            "title": "Releases to approve",
            "form": form,
            "errors": bool(form.errors),
            "worlds": shown,
            "waiting": waiting,
            "held_back": {each.pk for world in shown for each in world.announced if why_held_back(each)},
            "now": now,
        },
    )


@access(Action.APPROVE_RELEASE)
@require_http_methods(["GET", "HEAD", "POST"])
def approve_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Move or cancel an announced release and keep its list of who sees it before; withdraw from one that is out."""
    release = Release.objects.filter(reference=reference).first()
    if release is None:
        raise Http404("There is no such release.")
    now = clock.now()
    asked = request.POST.get("deed", "")
    local = release.scheduled_for.astimezone(clock.LONDON)
    move = MoveForm(
        request.POST if asked == "move" else None,
        prefix="move",
        initial={"day": f"{local.day} {local:%B %Y}", "time": f"{local:%H:%M}"},
    )
    cancel = CancelForm(request.POST if asked == "cancel" else None, prefix="cancel")
    withdraw = WithdrawForm(request.POST if asked == "withdraw" else None, prefix="withdraw", release=release)
    grant = GrantForm(request.POST if asked == "grant" else None, prefix="grant")
    end = EndAccessForm(request.POST if asked == "end_access" else None)
    form: forms.Form | None = None
    deed: Callable[[], str] | None = None
    match asked:
        case "move":
            form, deed = move, lambda: _move(request, release, move.moment, move.cleaned_data["reason"], now)
        case "cancel":
            form, deed = cancel, lambda: _move(request, release, None, cancel.cleaned_data["reason"], now)
        case "withdraw":
            form, deed = withdraw, lambda: _withdraw(request, release, withdraw, now)
        case "grant":
            form, deed = grant, lambda: _grant(request, release, grant, now)
        case "end_access":
            form, deed = end, lambda: _end_access(request, release, end, now)
    if form is not None and deed is not None and form.is_valid() and _done(request, form, deed):
        return redirect("public:approve_one", reference=reference)
    return render(
        request,
        "publication/approve_one.html.jinja",
        {
            "title": release.title,
            "release": release,
            "move": move,
            "cancel": cancel,
            "withdraw": withdraw,
            "grant": grant,
            "before": before_release(),
            "seen_before_by": list(release.seen_before_by.select_related("person").prefetch_related("looks")),
            "held_back": why_held_back(release),
            "now": now,
            "asked": form,
            "errors": bool(form is not None and form.errors),
            "changes": list(release.date_changes.all()),
            "withdrawals": list(release.withdrawals.all()),
        },
    )


def periods_waiting(releases: Releases) -> list[PeriodWaiting]:
    """Return the periods of a kind, newest first, with returns accepted since what is out, and none announced."""
    announced = {release.period for release in releases.announced}
    standing = ReturnVersion.objects.filter(
        kind=releases.kind, stands=True, trust__is_demonstration=releases.demonstration
    )
    periods = sorted(set(standing.order_by().values_list("period", flat=True)), reverse=True)[:PERIODS_SHOWN]
    found = []
    for period in periods:
        current = releases.of_period(period)
        of_period = standing.filter(period=period)
        since = of_period if current is None else of_period.filter(accepted_at__gt=current.published_at)
        new = since.count()
        if period in announced or not new:
            continue
        owed = kind_of(releases.kind).owing_trusts(period).filter(is_demonstration=releases.demonstration)
        found.append(
            PeriodWaiting(
                release_kind(releases.kind),
                released_period(releases.kind, period),
                releases.demonstration,
                of_period.count(),
                owed.count(),
                new,
                current,
            )
        )
    return found


def _done(request: HttpRequest, form: forms.Form, deed: Callable[[], str]) -> bool:
    """Do it and say so; where it is refused, the form says why."""
    try:
        messages.success(request, deed())
    except ReleaseRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _move(request: HttpRequest, release: Release, to: datetime | None, reason: str, now: datetime) -> str:
    moved = reschedule_release(
        reference=release.reference, scheduled_for=to, reason=reason, by=person_of(request), now=now
    )
    return "It is cancelled." if to is None else f"It is moved to {write_datetime(moved.scheduled_for)}."


def _withdraw(request: HttpRequest, release: Release, form: WithdrawForm, now: datetime) -> str:
    withdraw_item(
        reference=release.reference,
        item=Withdrawal.Item(form.cleaned_data["item"]),
        subject=form.cleaned_data["subject"],
        reason=form.cleaned_data["reason"],
        by=person_of(request),
        now=now,
    )
    return "It is withdrawn; the reason stands in its place."


def _grant(request: HttpRequest, release: Release, form: GrantForm, now: datetime) -> str:
    granted = grant_access(reference=release.reference, by=person_of(request), now=now, **form.cleaned_data)
    opens = before_release().opens(release)
    return f"{granted.job_title} may see it from {write_datetime(opens)}."


def _end_access(request: HttpRequest, release: Release, form: EndAccessForm, now: datetime) -> str:
    ended = end_access(
        reference=release.reference, access_id=form.cleaned_data["access"], by=person_of(request), now=now
    )
    return f"{ended.job_title} may not see it before its time any more."
