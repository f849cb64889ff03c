"""What an oversight body arranges in a case: director, partners with their promises, reviews, and the Board."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from inspections.kept_files import LARGEST_FILE
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.organisations.models import Trust
from oversight.organisations.successions import answerable_for
from oversight.returns.uploads import takes_files
from oversight.wording import write_date
from ratings.cases.board import accept_board, ask_board
from ratings.cases.models import ImprovementDirector, PartnerPromise
from ratings.cases.standing import is_in_force
from ratings.cases.supporting import (
    add_partner,
    appoint_director,
    ask_review,
    end_director,
    end_partner,
    promise,
    record_promise_done,
    record_review,
)
from workspaces.inspector.case_arrangements import board_state, promise_state, review_state
from workspaces.inspector.case_shown import shown_attachment
from workspaces.overseer.case_deeds import Deed, deeds_page
from workspaces.overseer.case_forms import (
    AcceptanceForm,
    BoardForm,
    DirectorForm,
    DoneForm,
    EndingForm,
    FindingForm,
    PartnerForm,
    PromiseForm,
    ReviewForm,
)
from workspaces.overseer.case_sight import decided_case

_PAGE = "workspaces/oversee/case_support.html.jinja"


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def director(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the improvement directors; POST appoints one, or ends the appointment."""
    case = decided_case(request, reference)
    appointed = case.directors.filter(to_on__isnull=True).first()

    def ends(form: forms.Form, *, by: Person, now: datetime) -> ImprovementDirector:
        found = appointed or get_object_or_404(case.directors.order_by("-from_on", "-pk")[:1])
        return end_director(director=found, **form.cleaned_data, by=by, now=now)

    deeds = [
        Deed(
            step="appoint",
            heading="Appoint a director",
            button="Appoint",
            form=DirectorForm,
            does=lambda form, **who: appoint_director(case=case, **form.cleaned_data, **who),
            done="The improvement director is appointed.",
            beside={"no_words": "name", "appointed": "name"},
            is_open=appointed is None and is_in_force(case),
        ),
        Deed(
            step="end",
            heading=f"End the appointment of {appointed.name}" if appointed else "End an appointment",
            button="End the appointment",
            form=EndingForm,
            does=ends,
            done="The appointment is ended.",
            is_open=appointed is not None,
            second=True,
        ),
    ]
    told = [
        f"{one.name}, from {write_date(one.from_on)}{until(one.to_on, one.end_reason)}"
        for one in case.directors.order_by("-from_on", "-pk")
    ]
    return deeds_page(request, case, _PAGE, deeds, lambda: {"title_words": "Improvement director", "lines": told})


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def partners(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a trust that helps under an improvement contract."""
    case = decided_case(request, reference)
    own = {case.trust_id, *(trust.pk for trust in answerable_for(case.trust, clock.today()))}
    trusts = Trust.objects.open_on(clock.today()).filter(is_demonstration=case.trust.is_demonstration)
    deed = Deed(
        step="add",
        heading="Add a partner trust",
        button="Add it",
        form=PartnerForm,
        given={"trusts": trusts.exclude(pk__in=own).order_by("name", "code")},
        does=lambda form, **who: add_partner(case=case, **form.cleaned_data, **who),
        done="The partner is added. Its people see this case.",
        beside={
            "no_words": "words",
            **dict.fromkeys(("itself", "demonstration", "followed", "in_measures", "partner"), "partner"),
        },
        words="Its people see this one case, and mark what they did of their contract.",
    )
    return deeds_page(request, case, _PAGE, [deed], lambda: {"title_words": "Partner trusts", "lines": []})


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def partner(request: HttpRequest, reference: str, contract: UUID) -> HttpResponse:
    """Show an improvement contract with its promises; POST writes one down, marks one as done, or ends the contract."""
    case = decided_case(request, reference)
    found = get_object_or_404(case.partnerships.select_related("partner", "case__trust"), public_id=contract)
    promises = list(found.promises.select_related("partnership__case__trust", "partnership__partner"))
    open_ones = [one for one in promises if one.done_on is None]

    def done(form: DoneForm, *, by: Person, now: datetime) -> PartnerPromise:
        told = form.cleaned_data
        return record_promise_done(promise=form.chosen(), words=told["words"], on=told["on"], by=by, now=now)

    deeds = [
        Deed(
            step="promise",
            heading="Write down what the partner does",
            button="Write it down",
            form=PromiseForm,
            does=lambda form, **who: promise(partnership=found, **form.cleaned_data, **who),
            done="It is written down.",
            beside={"no_words": "what", "before": "due_on", "ended": "what"},
            is_open=found.to_on is None,
        ),
        Deed(
            step="done",
            heading="Mark something as done",
            button="Mark it as done",
            form=DoneForm,
            # One that somebody else has marked meanwhile is tried, and told.
            given={"promises": promises if request.method == "POST" else open_ones},
            does=done,
            done="It is marked as done.",
            beside={"no_words": "words", "changed": "promise"},
            is_open=bool(open_ones),
            second=True,
        ),
        Deed(
            step="end",
            heading="End the contract",
            button="End the contract",
            form=EndingForm,
            does=lambda form, **who: end_partner(partnership=found, **form.cleaned_data, **who),
            done="The contract is ended. It stays on record with the reason.",
            is_open=found.to_on is None,
            second=True,
        ),
    ]
    return deeds_page(
        request,
        case,
        "workspaces/oversee/case_partner.html.jinja",
        deeds,
        lambda: {
            "contract": found,
            "promises": [(one, promise_state(one, clock.today())) for one in found.promises.all()],
        },
        back_to=("oversee:case_partner", reference, str(contract)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def reviews(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a review of the leadership's capability."""
    case = decided_case(request, reference)
    deed = Deed(
        step="ask",
        heading="Ask for a review",
        button="Ask for it",
        form=ReviewForm,
        does=lambda form, **who: ask_review(case=case, **form.cleaned_data, **who),
        done="The review is asked for.",
        beside={"no_words": "words"},
    )
    title = "Review of the leadership's capability"
    return deeds_page(request, case, _PAGE, [deed], lambda: {"title_words": title, "lines": []})


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(largest=LARGEST_FILE)
@access(Action.DECIDE_MEASURES)
def review(request: HttpRequest, reference: str, asked: UUID) -> HttpResponse:
    """Show a review; POST records what it found, with files."""
    case = decided_case(request, reference)
    found = get_object_or_404(case.reviews.select_related("case__trust"), public_id=asked)
    deed = Deed(
        step="find",
        heading="What it found",
        button="Record it",
        form=FindingForm,
        does=lambda form, **who: record_review(
            review=found,
            finding=form.cleaned_data["finding"],
            on=form.cleaned_data["on"],
            attached=form.attached(),
            **who,
        ),
        done="What the review found is recorded.",
        beside={"no_words": "finding", "too_large": "file_1", "replaced": "file_1"},
        is_open=found.found_on is None,
    )
    return deeds_page(
        request,
        case,
        "workspaces/oversee/case_review.html.jinja",
        [deed],
        lambda: {
            "review": found,
            "state": review_state(found, clock.today()),
            "attachments": [shown_attachment(each) for each in found.attachments.all()],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def boards(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the Board to demonstrate something."""
    case = decided_case(request, reference)
    deed = Deed(
        step="ask",
        heading="Ask the Board",
        button="Ask it",
        form=BoardForm,
        does=lambda form, **who: ask_board(case=case, **form.cleaned_data, **who),
        done="The Board is asked. The trust's people see it and answer.",
        beside={"no_words": "asked"},
    )
    title = "What the Board is to demonstrate"
    return deeds_page(request, case, _PAGE, [deed], lambda: {"title_words": title, "lines": []})


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.DECIDE_MEASURES)
def board(request: HttpRequest, reference: str, asked: UUID) -> HttpResponse:
    """Show what the Board was asked and has shown; POST accepts it or not."""
    case = decided_case(request, reference)
    found = get_object_or_404(case.demonstrations.select_related("case__trust"), public_id=asked)
    deed = Deed(
        step="accept",
        heading="Decide on what was shown",
        button="Record the decision",
        form=AcceptanceForm,
        does=lambda form, **who: accept_board(
            demonstration=found,
            accepted=form.cleaned_data["accepted"] == "yes",
            words=form.cleaned_data["words"],
            on=form.cleaned_data["on"],
            **who,
        ),
        done="The decision is recorded. The trust's people see it.",
        beside={"no_reason": "words"},
        is_open=found.shown_on is not None and found.accepted is None,
    )

    def told() -> dict[str, object]:
        found.refresh_from_db()
        return {
            "board": found,
            "state": board_state(found, clock.today()),
            "attachments": [shown_attachment(each) for each in found.attachments.all()],
        }

    return deeds_page(request, case, "workspaces/oversee/case_board.html.jinja", [deed], told)


def until(day: date | None, reason: str) -> str:
    """Say until when something was, and why it ended; a full stop where it goes on."""
    return f" to {write_date(day)}: {reason}" if day else "."
