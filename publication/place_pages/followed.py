"""The addresses of trusts that another followed: whoever asks is sent on with a word why; the old figures stay (31)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from oversight.organisations.models import Succession, Trust

FROM = "from"
# With this the old trust's own page is asked for: /trusts/RX8/?figures=own
FIGURES, OWN = "figures", "own"
_LONGEST_CODE = 20
# A chain of mergers is followed so far.
_STEPS = 10


def own_page(trust: Trust) -> str:
    """Return the address of a trust's own page, also where its plain one leads on to the trust that followed it."""
    return f"{reverse('public:trust', args=[trust.code])}?{urlencode({FIGURES: OWN})}"


def that_lead_on(*, on: date) -> set[int]:
    """Return the keys of the trusts whose plain address leads to the one trust that followed them by a day."""
    happened = Succession.objects.filter(on__lte=on).order_by().values("predecessor")
    followed = happened.annotate(successors=Count("successor", distinct=True)).filter(successors=1)
    return set(followed.values_list("predecessor", flat=True))


def sent_on(request: HttpRequest, trust: Trust, after: Sequence[Succession]) -> HttpResponse | None:
    """Return where the plain address of a trust leads that one other followed; None where its own page is shown.

    after: the successions of the trust by today. An address with a question in it is of the trust itself. A trust that
    several followed keeps its page, which names them. Not for good: a succession may be corrected.
    """
    successors = {each.successor_id: each.successor for each in after}
    if len(successors) != 1 or set(request.GET) - {FROM}:
        return None
    (successor,) = successors.values()
    asked = urlencode({FROM: request.GET.get(FROM) or trust.code})
    return redirect(f"{reverse('public:trust', args=[successor.code])}?{asked}")


def sent_from(request: HttpRequest, trust: Trust) -> Trust | None:
    """Return the trust whose address led here; None where none did, or it is none that this trust followed."""
    code = request.GET.get(FROM, "").upper()
    if len(code) > _LONGEST_CODE or not code.isascii() or not code.isalnum():
        return None
    asked = Trust.objects.filter(code=code, is_demonstration=trust.is_demonstration).first()
    if asked is None:
        return None
    reached = {asked.pk}
    for _ in range(_STEPS):
        further = set(Succession.objects.filter(predecessor__in=reached).values_list("successor", flat=True))
        if trust.pk in further:
            return asked
        if not further - reached:
            break
        reached |= further
    return None
