"""Who helps a trust in special measures and what they promised, and what the trust was asked for, as known on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from publication.special_measures.sentences import what_was_due
from ratings.cases.models import Case, PartnerPromise, Partnership


@dataclass(frozen=True)
class Promise:
    """One thing that a partner trust promised, and how it stands on the day."""

    what: str
    due_on: date
    done_on: date | None
    words: str
    is_overdue: bool
    sentence: str


@dataclass(frozen=True)
class Partner:
    """A trust that helps, from when to when (last day), and what it promised."""

    name: str
    address: str
    words: str
    from_on: date
    to_on: date | None
    end_reason: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class Asked:
    """A review, or what the Board was asked to show: each with the days on which it was asked, came and was judged."""

    asked_on: date
    what: str
    by_whom: str
    due_on: date | None
    came_on: date | None
    accepted: bool | None
    accepted_on: date | None
    accepted_words: str
    is_overdue: bool


@dataclass(frozen=True)
class Director:
    """An improvement director, from when to when (last day)."""

    name: str
    words: str
    from_on: date
    to_on: date | None


def directors_of(case: Case, today: date) -> tuple[Director, ...]:
    """Return the improvement directors who had begun by the day."""
    return tuple(
        Director(each.name, each.words, each.from_on, each.to_on)
        for each in case.directors.all()
        if each.from_on <= today
    )


def partners_of(case: Case, today: date) -> tuple[Partner, ...]:
    """Return the trusts that had begun to help by the day."""
    return tuple(_partner(each, today) for each in case.partnerships.all() if each.from_on <= today)


def reviews_of(case: Case, today: date) -> tuple[Asked, ...]:
    """Return the reviews of the leadership that had been asked for by the day."""
    return tuple(
        _asked(each.asked_on, each.words, each.reviewer, each.due_on, each.found_on, today)
        for each in case.reviews.all()
        if each.asked_on <= today
    )


def demonstrations_of(case: Case, today: date) -> tuple[Asked, ...]:
    """Return what the Board had been asked to show by the day."""
    return tuple(
        _asked(
            each.asked_on,
            each.asked,
            "",
            each.due_on,
            each.shown_on,
            today,
            accepted=each.accepted,
            accepted_on=each.accepted_on,
            accepted_words=each.accepted_words,
        )
        for each in case.demonstrations.all()
        if each.asked_on <= today
    )


def _partner(partnership: Partnership, today: date) -> Partner:
    partner = partnership.partner
    return Partner(
        name=partner.shown_name,
        address=reverse("public:trust", args=[partner.code]),
        words=partnership.words,
        from_on=partnership.from_on,
        to_on=partnership.to_on,
        end_reason=partnership.end_reason,
        promises=tuple(_promise(each, today) for each in partnership.promises.all()),
    )


def _promise(promise: PartnerPromise, today: date) -> Promise:
    done_on = _by(promise.done_on, today)
    return Promise(
        what=promise.what,
        due_on=promise.due_on,
        done_on=done_on,
        words=promise.words if done_on == promise.done_on else "",
        is_overdue=done_on is None and promise.due_on < today,
        sentence=what_was_due("", promise.due_on, done_on=done_on, today=today).strip(),
    )


def _asked(
    asked_on: date,
    what: str,
    by_whom: str,
    due_on: date | None,
    came_on: date | None,
    today: date,
    *,
    accepted: bool | None = None,
    accepted_on: date | None = None,
    accepted_words: str = "",
) -> Asked:
    came_on, accepted_on = _by(came_on, today), _by(accepted_on, today)
    return Asked(
        asked_on=asked_on,
        what=what,
        by_whom=by_whom,
        due_on=due_on,
        came_on=came_on,
        accepted=accepted if accepted_on is not None else None,
        accepted_on=accepted_on,
        accepted_words=accepted_words if accepted_on is not None else "",
        is_overdue=came_on is None and due_on is not None and due_on < today,
    )


def _by(day: date | None, today: date) -> date | None:
    """Return a day on which something came, None where that was not yet so."""
    return day if day is not None and day <= today else None
