"""A shelf in each process for the answers that its readers ask for most, ahead of all that gets to know a reader.

``front`` says which answers are the same for every stranger, and by which key; the shelf holds the newest of each
address as it went out, with all its headers, so that a release's readers cost one question to the database each. The
key holds the stamp of the record, as it does there: an answer is never older than what has been committed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from publication import page_cache
from publication.front import KeptAnswer, again, front_key

# Of one process, packed and plain: room for the pages of some hundred places.
MOST_BYTES = 32_000_000
# Each answer's own, or written anew on its way out.
_NOT_KEPT = frozenset({"content-encoding", "content-length", "x-request-id", "x-correlation-id"})


@dataclass(frozen=True, slots=True)
class _OnShelf:
    answer: KeptAnswer
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.answer.content) + len(self.answer.packed)


class Shelf:
    """The answers by address, those asked for least lately given up first; safe for several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.most_bytes = most_bytes
        self._held: OrderedDict[str, _OnShelf] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, address: str) -> _OnShelf | None:
        """Return what is held for an address."""
        with self._lock:
            found = self._held.get(address)
            if found is not None:
                self._held.move_to_end(address)
            return found

    def put(self, address: str, new: _OnShelf) -> None:
        """Hold an answer in the place of the one before."""
        with self._lock:
            self._take(address)
            self._held[address] = new
            self._bytes += new.size
            while self._bytes > self.most_bytes:
                self._take(next(iter(self._held)))

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._held.clear()
            self._bytes = 0

    def _take(self, address: str) -> None:
        before = self._held.pop(address, None)
        if before is not None:
            self._bytes -= before.size


shelf = Shelf()


class ShelfMiddleware:
    """Answers strangers from the shelf, and puts on it what ``front`` says is the same for all of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.META.get("QUERY_STRING") or page_cache.brings_anything(request):
            return self.get_response(request)
        # Refuses an address of another host, as what stands below would.
        request.get_host()
        held = shelf.get(request.path)
        if held is not None and held.answer.key == front_key(request):
            return again(request, held.answer, held.headers)
        response = self.get_response(request)
        answer = getattr(response, "kept_answer", None)
        if isinstance(answer, KeptAnswer) and response.status_code == 200 and not response.cookies:
            headers = {name: value for name, value in response.headers.items() if name.lower() not in _NOT_KEPT}
            shelf.put(request.path, _OnShelf(answer, headers))
        return response
