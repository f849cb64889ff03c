"""With the reference: reading what came of a concern, and adding to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from complaints.concerns.models import Concern, Message
from complaints.concerns.photos import CleanPhoto
from complaints.concerns.reference_codes import form_hash, is_form, possible_hashes
from complaints.concerns.states import ConcernState
from complaints.concerns.telling import TELLER, fit_to_keep, keep_photos, reference_to
from oversight.clock import london_date
from oversight.records.audit import audit
from oversight.records.outbox import emit
from oversight.records.swapping import swap_state
from oversight.returns.refusals import Refused

# Where a concern goes when its teller adds to it: an inspector looks at it again.
_HEARD_AGAIN = {
    ConcernState.ANSWERED: ConcernState.TRIAGED,
    ConcernState.CLOSED: ConcernState.TRIAGED,
    ConcernState.SPAM: ConcernState.NEW,
}
_WHERE_IT_IS = {
    ConcernState.NEW: "We have what you told us. An inspector has not read it yet.",
    ConcernState.TRIAGED: "An inspector has read what you told us and is looking into it.",
    ConcernState.ANSWERED: "An inspector has answered. You can read the answer below, and write back.",
    ConcernState.CLOSED: "An inspector has finished looking into this. If you add to it, an inspector reads it again.",
    ConcernState.SPAM: (
        "We took this for something other than a concern about care, such as an advertisement. If that is wrong, add "
        "to it below and an inspector reads it."
    ),
}


@dataclass(frozen=True)
class Line:
    """Something that was said in a concern: by whom, in words, on which day, what, and how many photos came with it."""

    who: str
    on: date
    text: str
    photos: int
    from_us: bool


@dataclass(frozen=True)
class Story:
    """What whoever told reads: where it is in plain words, and everything that was said, oldest first."""

    where_it_is: str
    place: str
    lines: Sequence[Line]
    forgotten_on: date | None


def concern_of(reference: str) -> Concern | None:
    """Return the concern of a reference as somebody typed it, or None.

    Whatever was typed is hashed and looked up alike, so that the time tells nothing either.
    """
    return (
        Concern.objects.filter(reference_hash__in=possible_hashes(reference))
        .select_related("told_trust", "told_site", "told_ward")
        .first()
    )


def story_of(concern: Concern) -> Story:
    """Return what whoever told it may read; nothing of how it was sorted, and no inspector's name."""
    photos: dict[int | None, int] = {}
    for message_id in concern.photos.values_list("message_id", flat=True):
        photos[message_id] = photos.get(message_id, 0) + 1
    lines = [Line("You told us", concern.received_on, concern.what_happened, photos.get(None, 0), from_us=False)]
    for message in concern.messages.all():
        from_us = message.author == Message.Author.INSPECTOR
        lines.append(
            Line(
                "An inspector wrote" if from_us else "You added",
                london_date(message.written_at),
                message.text,
                photos.get(message.pk, 0),
                from_us=from_us,
            )
        )
    return Story(
        _WHERE_IT_IS[ConcernState(concern.state)],
        place_in_words(concern),
        lines if concern.forgotten_on is None else [],
        concern.forgotten_on,
    )


def place_in_words(concern: Concern) -> str:
    """Return what the concern is about, as it was told."""
    named = concern.told_site or concern.told_trust
    parts = [
        concern.told_ward.name if concern.told_ward else "",
        named.shown_name if named else "",
        concern.told_place,
    ]
    return ", ".join(part for part in parts if part) or "You did not say which hospital"


@transaction.atomic
def add(*, concern: Concern, text: str, photos: Sequence[CleanPhoto], form: str, now: datetime) -> Message:
    """Add what its teller writes; it emits ``concern.added``. The same form again is the same message.

    A concern that was answered, closed or set aside goes back to the inspectors. ``Refused`` as for ``telling.tell``,
    and for one whose words were deleted (``forgotten``).
    """
    if not is_form(form):
        raise Refused("no_form", "This form is not one of ours. Open the page again.")
    told = fit_to_keep(text, photos)
    locked = Concern.objects.select_for_update(no_key=True).get(pk=concern.pk)
    before = Message.objects.filter(form_hash=form_hash(form), concern=locked).first()
    if before is not None:
        return before
    if locked.forgotten_on is not None:
        raise Refused("forgotten", "What you told us was deleted. Tell us anew.")
    message = Message.objects.create(
        concern=locked, author=Message.Author.TELLER, form_hash=form_hash(form), text=told, written_at=now
    )
    keep_photos(locked, photos, message=message)
    audit("concern.added", by=TELLER, subject=reference_to(locked), now=now, fields=["messages"])
    emit("concern.added", subject=reference_to(locked), now=now, payload={"message": str(message.public_id)})
    again = _HEARD_AGAIN.get(ConcernState(locked.state))
    if again is not None and swap_state(locked, str(again), now=now):
        audit("concern.opened_again", by=TELLER, subject=reference_to(locked), now=now, fields=["state"])
    concern.state = locked.state
    return message
