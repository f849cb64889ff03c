"""Who answers the survey is nobody, and the code in the address is no log's to keep.

The address of a page holds the code, so that a letter's square code opens it without a script. Beside the time of a
request a log would tell when a code was used: so whatever writes a request down sees only that it was for the survey.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from complaints.concerns import floods
from complaints.concerns.pages.nobody import forget_who_asks
from oversight import clock
from oversight.accounts.network import network_of

PLACE = "/survey/"
_ANSWERED_WITH = {
    "Cache-Control": "no-store",
    # No page that is opened next, here or elsewhere, is told the address with the code.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


class UnseenMiddleware:
    """Stands before every other middleware, since each of those may write down what it sees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PLACE):
            return self.get_response(request)
        # Kept for this request alone, unless a wrong code is counted.
        network = floods.network_hash(network_of(request), today=clock.today())
        request.network_hash = network  # type: ignore[attr-defined]
        forget_who_asks(request.META)
        # The view is found by ``path_info``; logs, the server's own too, are made from these.
        request.path = PLACE
        request.META.update(dict.fromkeys(("RAW_URI", "REQUEST_URI", "PATH_INFO"), PLACE))
        answer = self.get_response(request)
        for name, value in _ANSWERED_WITH.items():
            answer[name] = value
        return answer
