"""What the scheduler asks for: quarters of the survey are closed once they are over."""

from __future__ import annotations

from celery import shared_task

from complaints.survey.closing import close_quarters
from oversight import clock


@shared_task(ignore_result=True)
def close_survey_quarters() -> None:
    """Close every quarter that is over."""
    close_quarters(now=clock.now())
