"""Who told, for the custodian of identities alone: opened for a reason, shown once, and on record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from complaints.concerns.custody import open_identity
from complaints.concerns.models import Concern
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.returns.refusals import Refused
from workspaces.inspector.concern_forms import OpenIdentityForm


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.OPEN_IDENTITY)
def identity(request: HttpRequest, concern: UUID) -> HttpResponse:
    """Show who opened it so far; POST with a reason opens it and shows it on that one page."""
    found = get_object_or_404(Concern.objects.only("public_id", "received_on", "route"), public_id=concern)
    form = OpenIdentityForm(request.POST or None)
    opened = None
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_identity(
                concern=found, reason=form.cleaned_data["reason"], by=person_of(request), now=clock.now()
            )
        except Refused as refused:
            form.add_error("reason", refused.message)
    answer = render(
        request,
        "workspaces/inspect/concern_identity.html.jinja",
        {
            "concern": found,
            "has_identity": hasattr(found, "sealed_identity"),
            "openings": found.openings.select_related("opened_by"),
            "opened": opened,
            "form": form,
            "errors": bool(form.errors),
        },
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
