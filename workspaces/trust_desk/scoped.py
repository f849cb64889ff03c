"""What the person who asks may see: everything is found within their trusts, so that another trust's is not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from oversight import clock
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action, Powers, trusts_of
from oversight.organisations.models import Trust
from oversight.returns.kinds import ReturnKind, kind_of
from oversight.returns.models import ReturnVersion, Submission
from oversight.returns.refusals import Refused


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; the access rules let nobody else come here."""
    person = request.user
    if not isinstance(person, Person):
        raise Http404
    return person


def powers_in(request: HttpRequest) -> Powers:
    """Return what the person may do today."""
    return request.powers  # type: ignore[attr-defined, no-any-return]


def own_trusts(request: HttpRequest) -> list[Trust]:
    """Return the trusts that the person works for, and those that these followed, by name."""
    return list(trusts_of(person_of(request), clock.today()).order_by("name", "code"))


def own_trust(request: HttpRequest, code: str) -> Trust:
    """Return one of the person's trusts by its code; any other is not found."""
    trust = trusts_of(person_of(request), clock.today()).filter(code=code).first()
    if trust is None:
        raise Http404
    return trust


def kind_called(code: str) -> ReturnKind:
    """Return the kind of return; one that does not exist is not found."""
    try:
        return kind_of(code)
    except Refused as refused:
        raise Http404 from refused


def kind_and_period(code: str, period: str) -> ReturnKind:
    """Return the kind, if the period is one of its own and has begun; else not found."""
    kind = kind_called(code)
    try:
        kind.check_period(period, today=clock.today())
    except Refused as refused:
        raise Http404 from refused
    return kind


def own_submission(request: HttpRequest, reference: str, *, rows: bool = False) -> Submission:
    """Return a submission of the person's trusts; its rows are read only where they are wanted."""
    found = Submission.objects.visible_to(person_of(request), clock.today()).select_related("trust", "prepared_by")
    if not rows:
        found = found.defer("rows")
    submission = found.filter(reference=reference).first()
    if submission is None:
        raise Http404
    return submission


def readable_version(request: HttpRequest, receipt: str) -> ReturnVersion:
    """Return a version that the person may read: of their trusts, or any for who inspects."""
    visible = ReturnVersion.objects.visible_to(person_of(request), clock.today()).select_related("trust")
    version = visible.filter(receipt=receipt).first()
    if version is None:
        raise Http404
    return version


def may_here(request: HttpRequest, action: Action, trust: Trust | int) -> bool:
    """Say whether the person may do it for the trust."""
    return powers_in(request).may(action, trust)
