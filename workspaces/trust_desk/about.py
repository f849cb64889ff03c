"""What every page of a submission says of it: what it is about, and where it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from oversight.returns.kinds import kind_of
from oversight.returns.models import Submission
from oversight.returns.refusals import Refused
from oversight.returns.states import State
from workspaces.trust_desk.standing import tag_of


def about(submission: Submission) -> dict[str, object]:
    """Return what the templates of a submission's pages share."""
    kind = kind_of(submission.kind)
    return {
        "submission": submission,
        "state": State(submission.state),
        "tag": tag_of(submission),
        "kind": kind,
        "label": kind.period_label(submission.period),
    }


def say_refused(request: HttpRequest, refused: Refused) -> None:
    """Tell the person at the top of the next page why nothing was done."""
    messages.warning(request, refused.message)
