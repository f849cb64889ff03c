"""The deadlines of reports and notices, as clocks in London show them. Pure.

Sources: CQC, requesting a review and factual accuracy (10 and 15 working days, the clock started by the e-mail);
regulation 20A of SI 2014/2936 (21 calendar days).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from oversight.london import LONDON
from oversight.organisations.working_days import london_time, nth_working_day_after

FACTUAL_ACCURACY_WORKING_DAYS = 10
REVIEW_REQUEST_WORKING_DAYS = 15
DISPLAY_DAYS = 21


def end_of_day(day: date) -> datetime:
    """Return the last whole second of the day in London, in UTC: what is due on a day may come until it is over."""
    return london_time(day, time(23, 59, 59))


def factual_accuracy_due(sent_at: datetime) -> datetime:
    """Return the last moment for the trust's answer to a draft: the end of the tenth working day after it was sent."""
    return end_of_day(nth_working_day_after(_day(sent_at), FACTUAL_ACCURACY_WORKING_DAYS))


def review_request_due(published_at: datetime) -> datetime:
    """Return the last moment for a request to review ratings: the end of the 15th working day after publication."""
    return end_of_day(nth_working_day_after(_day(published_at), REVIEW_REQUEST_WORKING_DAYS))


def display_due_on(published_at: datetime) -> date:
    """Return the last day to display the ratings: the 21st calendar day after publication, a review pending or not."""
    return _day(published_at) + timedelta(days=DISPLAY_DAYS)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
