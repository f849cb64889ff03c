"""The survey of complainants in the demonstration: codes handed out, answers, closed quarters; and what posters say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time

from django.db import transaction

from complaints.survey.answering import send_all
from complaints.survey.closing import close_quarters
from complaints.survey.handing_out import make_codes
from complaints.survey.models import ClosedQuarter, CodesMade
from complaints.survey.questions import quarter_of
from complaints.survey.teams import set_team, team_of
from oversight.clock import london_date
from oversight.demonstration.places import DEMONSTRATION
from oversight.measures.periods import Period
from oversight.organisations.models import Site, Trust
from oversight.organisations.working_days import london_time
from workspaces.demonstration.country import DemonstrationTrust
from workspaces.demonstration.survey_answers import told_of

QUARTERS = 6
_EARLY = time(6, 0)


def tell_survey(trusts: Sequence[DemonstrationTrust], rows: Mapping[str, Trust], *, now: datetime) -> None:
    """Tell the quarters up to the present one; those that are over are closed. What is there stays as it is."""
    present = quarter_of(london_date(now))
    sites = {site.code: site for site in Site.objects.filter(is_demonstration=True)}
    _enter_teams(trusts, rows, london_time(present.plus(-QUARTERS).first_day, _EARLY))
    for ago in range(QUARTERS, -1, -1):
        quarter = present.plus(-ago)
        if ClosedQuarter.objects.filter(quarter=quarter.first_day).exists():
            continue
        at = london_time(quarter.first_day, _EARLY)
        if at > now:
            continue
        asked = set(_asked_in(quarter))
        for number, trust in enumerate(trusts):
            row = rows[trust.code]
            if row.pk not in asked and (row.closed_on is None or row.closed_on >= quarter.last_day):
                _tell(trust, number, row, sites, quarter, ago, at)
        if ago:
            close_quarters(now=london_time(quarter.plus(1).first_day, _EARLY))


def _asked_in(quarter: Period) -> Iterable[int]:
    """Return the trusts that made codes in a quarter."""
    made = CodesMade.objects.filter(made_on__range=(quarter.first_day, quarter.last_day))
    return made.values_list("trust_id", flat=True)


@transaction.atomic
def _tell(
    trust: DemonstrationTrust,
    number: int,
    row: Trust,
    sites: Mapping[str, Site],
    quarter: Period,
    ago: int,
    at: datetime,
) -> None:
    for told in told_of(trust, number, quarter, quarters_ago=ago):
        make_codes(
            trust=row, count=len(told.codes), by=DEMONSTRATION, now=at, site=sites.get(told.site), codes=told.codes
        )
        send_all(sent=told.sent, now=at)


def _enter_teams(trusts: Sequence[DemonstrationTrust], rows: Mapping[str, Trust], at: datetime) -> None:
    for number, trust in enumerate(trusts):
        row = rows[trust.code]
        if team_of(row, london_date(at)) is None:
            # Telephone numbers that Ofcom keeps for drama.
            set_team(
                trust=row,
                by=DEMONSTRATION,
                now=at,
                team="Patient Advice and Liaison Service (PALS)",
                phone=f"01632 960{number % 1000:03d}",
                email=f"pals@{trust.code.lower()}.example",
                address=f"PALS, {trust.sites[0].name}, {trust.town}, {trust.sites[0].postcode}",
                healthwatch_contact="01632 960999",
                advocacy="NHS Complaints Advocacy, 01632 960998",
            )
