"""Taking a concern in: one transaction, one concern for one form, and nothing of the computer that it came from."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from complaints.concerns import words
from complaints.concerns.models import Concern, Message, Photo, Route, SealedIdentity, Teller
from complaints.concerns.photos import MOST, CleanPhoto
from complaints.concerns.places import About
from complaints.concerns.reference_codes import form_hash, is_form, reference_hash, reference_of, words_hash
from complaints.concerns.sealing import Identity, seal
from complaints.concerns.themes import Theme
from oversight.clock import london_date
from oversight.records.audit import System, audit
from oversight.records.outbox import emit
from oversight.records.references import Reference
from oversight.returns.refusals import Refused

# Who is named where whoever told acts: nobody.
TELLER = System("somebody who told us")
KIND = "concern"


@dataclass(frozen=True)
class Telling:
    """What somebody tells: words as they wrote them; ``about`` is None where no place on record was meant."""

    route: Route
    teller: Teller
    what_happened: str
    when: str = ""
    place: str = ""
    theme: Theme | None = None
    about: About | None = None
    photos: Sequence[CleanPhoto] = field(default=(), repr=False)
    # None: they stay anonymous.
    identity: Identity | None = None


@dataclass(frozen=True)
class Told:
    """A concern that was taken in, and its reference, which is shown to whoever told it and kept nowhere.

    ``before``: this form had brought it already. ``otherwise``: with other words than these, which were not taken in.
    """

    concern: Concern
    reference: str = field(repr=False)
    before: bool = False
    otherwise: bool = False


def reference_to(concern: Concern) -> Reference:
    """Return how other parts refer to the concern."""
    return Reference(KIND, str(concern.public_id))


@transaction.atomic
def tell(*, telling: Telling, form: str, is_demonstration: bool, now: datetime) -> Told:
    """Take a concern in under the secret of its form (``reference_codes.new_form``); it emits ``concern.received``.

    The same form again changes nothing and returns the same concern with the same reference. ``Refused`` for no words
    (``no_words``), too many (``too_long``), too many photos (``too_many_photos``) and a form that is none of ours
    (``no_form``). ``is_demonstration`` counts where no place on record is meant; a place says it by itself.
    """
    if not is_form(form):
        raise Refused("no_form", "This form is not one of ours. Open the page again.")
    told = fit_to_keep(telling.what_happened, telling.photos)
    sent = already_sent(form, what_happened=told)
    if sent is not None:
        return sent
    about, identity = telling.about, telling.identity
    place, when = words.tidy_line(telling.place)[:300], words.tidy_line(telling.when)[:300]
    reference = reference_of(form)
    concern, is_new = Concern.objects.get_or_create(
        form_hash=form_hash(form),
        defaults={
            "public_id": uuid.uuid4(),
            "reference_hash": reference_hash(reference),
            "words_hash": words_hash(told, about.value if about else place),
            "is_demonstration": about.trust.is_demonstration if about else is_demonstration,
            "received_on": london_date(now),
            "route": telling.route,
            "teller": telling.teller,
            "is_anonymous": identity is None or identity.is_blank,
            "told_trust": about.trust if about else None,
            "told_site": about.site if about else None,
            "told_ward": about.ward if about else None,
            "told_place": place,
            "told_when": when,
            "told_theme": telling.theme or "",
            "what_happened": told,
            "state_at": now,
        },
    )
    if not is_new:
        # Sent twice in one moment: the other was first.
        return Told(concern, reference, before=True, otherwise=concern.what_happened != told)
    keep_photos(concern, telling.photos)
    if identity is not None and not identity.is_blank:
        SealedIdentity.objects.create(concern=concern, sealed=seal(identity, concern=concern.public_id))
    audit("concern.received", by=TELLER, subject=reference_to(concern), now=now)
    emit("concern.received", subject=reference_to(concern), now=now, payload={"route": str(telling.route)})
    return Told(concern, reference)


def already_sent(form: str, *, what_happened: str) -> Told | None:
    """Return what the form brought already, or None; so it is known before anybody is asked to wait."""
    concern = Concern.objects.filter(form_hash=form_hash(form)).first()
    if concern is None:
        return None
    return Told(concern, reference_of(form), before=True, otherwise=concern.what_happened != words.tidy(what_happened))


def keep_photos(concern: Concern, photos: Sequence[CleanPhoto], *, message: Message | None = None) -> None:
    """Keep photos that were written anew, in the caller's transaction."""
    Photo.objects.bulk_create(
        Photo(
            concern=concern,
            message=message,
            media_type=photo.media_type,
            content=photo.content,
            width=photo.width,
            height=photo.height,
        )
        for photo in photos
    )


def fit_to_keep(text: str, photos: Sequence[CleanPhoto]) -> str:
    """Return the text made fit to keep, or refuse."""
    told = words.tidy(text)
    if not told:
        raise Refused("no_words", "Tell us in words what happened.")
    if len(told) > words.LONGEST:
        raise Refused(
            "too_long",
            f"What you wrote has {len(told):,} letters. We can take {words.LONGEST:,} at once: send the rest "
            "afterwards, with your reference.",
        )
    if len(photos) > MOST:
        raise Refused("too_many_photos", f"Send no more than {MOST} photos at once.")
    return told
