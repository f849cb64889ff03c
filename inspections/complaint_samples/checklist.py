"""What the file of a complaint shows, held against the complaints regulations: one small rule for each check. Pure.

Sources: SI 2009/309, regulations 13 (acknowledgement, offer of a discussion) and 14 (response, six months, signature,
Ombudsman); near-identical text of SI 2012/3094, regulation 29; Hard Truths, paragraph 1.37 (signed by the chief
executive, what changed).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inspections.complaint_samples.subjects import Outcome
from oversight.organisations.working_days import nth_working_day_after

ACKNOWLEDGED_WITHIN_WORKING_DAYS = 3
ANSWERED_WITHIN_MONTHS = 6


class Said(StrEnum):
    """What the file says to a question: that it says nothing is neither yes nor no."""

    YES = "yes"
    NO = "no"
    NOT_RECORDED = "not_recorded"

    @property
    def label(self) -> str:
        """For people."""
        return {"yes": "Yes", "no": "No", "not_recorded": "The file does not say"}[self.value]


class Result(StrEnum):
    """What a check found of one complaint."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_RECORDED = "not_recorded"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """For people."""
        return {
            "met": "Yes",
            "not_met": "No",
            "not_recorded": "Not recorded",
            "not_applicable": "Does not apply",
        }[self.value]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The facts of one complaint's file. Days are None where there is none; ``as_of``: the day they were given on.

    ``agreed_by`` is the last day of the period that was agreed for the answer, and ``agreed_on`` when it was agreed.
    """

    received_on: date
    outcome: Outcome
    as_of: date
    acknowledged: Said
    acknowledged_on: date | None
    conversation_offered: Said
    time_agreed: Said
    agreed_by: date | None
    agreed_on: date | None
    answered_on: date | None
    signed: Said | None
    ombudsman_stated: Said | None
    changed: Said | None


class Check(StrEnum):
    """The checks, in the order of the way of a complaint."""

    ACKNOWLEDGED_IN_TIME = "acknowledged_in_time"
    CONVERSATION_OFFERED = "conversation_offered"
    TIME_AGREED = "time_agreed"
    ANSWERED_IN_AGREED_TIME = "answered_in_agreed_time"
    ANSWERED_IN_SIX_MONTHS = "answered_in_six_months"
    SIGNED = "signed"
    OMBUDSMAN_STATED = "ombudsman_stated"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """For people."""
        return _WORDS[self][0]

    @property
    def source(self) -> str:
        """Where it is asked for."""
        return _WORDS[self][1]


_WORDS = {
    Check.ACKNOWLEDGED_IN_TIME: ("Acknowledged within three working days", "SI 2009/309, regulation 13(3)"),
    Check.CONVERSATION_OFFERED: ("Offered a conversation at the start", "SI 2009/309, regulation 13(7)"),
    Check.TIME_AGREED: ("A time for the answer was agreed", "SI 2009/309, regulation 13(7)"),
    Check.ANSWERED_IN_AGREED_TIME: ("Answered within the agreed time", "SI 2009/309, regulations 13 and 17"),
    Check.ANSWERED_IN_SIX_MONTHS: (
        "Answered within six months, or longer as agreed before they ended",
        "SI 2009/309, regulation 14(3)",
    ),
    Check.SIGNED: ("Answer signed by the responsible person", "SI 2009/309, regulation 14(2)"),
    Check.OMBUDSMAN_STATED: ("Right to go to the Ombudsman stated", "SI 2009/309, regulation 14(2)(d)"),
    Check.CHANGED: ("Something changed because of it", "Hard Truths, paragraph 1.37; SI 2009/309, regulation 14(2)"),
}


def acknowledge_by(received_on: date) -> date:
    """Return the last day to acknowledge: the third working day after the day of receipt (regulation 13)."""
    return nth_working_day_after(received_on, ACKNOWLEDGED_WITHIN_WORKING_DAYS)


def six_months_end(received_on: date) -> date:
    """Return the last of the six months that begin with the day of receipt (regulation 14).

    The day before the same day of the sixth month after; where that month is too short for it, that month's last day.
    """
    months = received_on.month - 1 + ANSWERED_WITHIN_MONTHS
    year, month = received_on.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if received_on.day > last:
        return date(year, month, last)
    return date(year, month, received_on.day) - timedelta(days=1)


def _of(said: Said | None) -> Result:
    if said is None:
        return Result.NOT_APPLICABLE
    return {Said.YES: Result.MET, Said.NO: Result.NOT_MET, Said.NOT_RECORDED: Result.NOT_RECORDED}[said]


def _acknowledged_in_time(file: CaseFile) -> Result:
    if file.acknowledged is Said.YES and file.acknowledged_on is not None:
        return Result.MET if file.acknowledged_on <= acknowledge_by(file.received_on) else Result.NOT_MET
    if file.acknowledged is Said.NO:
        return Result.NOT_MET if file.as_of > acknowledge_by(file.received_on) else Result.NOT_APPLICABLE
    return Result.NOT_RECORDED


def _by(last: date, file: CaseFile) -> Result:
    """Return whether the answer came by the day; while it may still come, nothing is to be said of it."""
    if file.outcome is Outcome.WITHDRAWN and file.answered_on is None:
        return Result.NOT_APPLICABLE
    if file.answered_on is not None:
        return Result.MET if file.answered_on <= last else Result.NOT_MET
    return Result.NOT_MET if file.as_of > last else Result.NOT_APPLICABLE


def _answered_in_agreed_time(file: CaseFile) -> Result:
    return _by(file.agreed_by, file) if file.agreed_by is not None else Result.NOT_APPLICABLE


def _answered_in_six_months(file: CaseFile) -> Result:
    last = six_months_end(file.received_on)
    if file.agreed_by is not None and file.agreed_on is not None and file.agreed_on <= last:
        last = max(last, file.agreed_by)
    return _by(last, file)


def _in_the_answer(said: Said | None, file: CaseFile) -> Result:
    return _of(said) if file.answered_on is not None else Result.NOT_APPLICABLE


def _changed(file: CaseFile) -> Result:
    return _of(file.changed) if file.outcome in (Outcome.UPHELD, Outcome.PARTIALLY_UPHELD) else Result.NOT_APPLICABLE


_RULES: Mapping[Check, Callable[[CaseFile], Result]] = {
    Check.ACKNOWLEDGED_IN_TIME: _acknowledged_in_time,
    Check.CONVERSATION_OFFERED: lambda file: _of(file.conversation_offered),
    Check.TIME_AGREED: lambda file: _of(file.time_agreed),
    Check.ANSWERED_IN_AGREED_TIME: _answered_in_agreed_time,
    Check.ANSWERED_IN_SIX_MONTHS: _answered_in_six_months,
    Check.SIGNED: lambda file: _in_the_answer(file.signed, file),
    Check.OMBUDSMAN_STATED: lambda file: _in_the_answer(file.ombudsman_stated, file),
    Check.CHANGED: _changed,
}


def check(file: CaseFile) -> dict[Check, Result]:
    """Return what every check finds of the file."""
    return {each: rule(file) for each, rule in _RULES.items()}


@dataclass(frozen=True, slots=True)
class Tally:
    """Of how many complaints a check was met, not met, not recorded, and to how many it does not apply."""

    met: int = 0
    not_met: int = 0
    not_recorded: int = 0
    not_applicable: int = 0

    @property
    def applies_to(self) -> int:
        """To how many it applies; what is not recorded is counted, since the law wants a record."""
        return self.met + self.not_met + self.not_recorded

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.met + other.met,
            self.not_met + other.not_met,
            self.not_recorded + other.not_recorded,
            self.not_applicable + other.not_applicable,
        )


def tally(results: Iterable[Mapping[Check, Result]]) -> dict[Check, Tally]:
    """Return for every check how many complaints it found how, in the order of the checks."""
    rows = list(results)
    counted = {}
    for each in Check:
        found = [row[each] for row in rows]
        counted[each] = Tally(*(found.count(result) for result in Result))
    return counted
