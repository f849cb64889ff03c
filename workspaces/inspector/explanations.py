"""What trusts say of their wards in the returns that stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from oversight.wording import write_list, write_month


@dataclass(frozen=True, slots=True)
class Said:
    """An explanation as the trust gave it, with its action, the return that it came with and its month."""

    text: str
    action: str
    receipt: str
    period: date

    @property
    def month(self) -> str:
        """The month for people."""
        return write_month(self.period)


@dataclass(frozen=True, slots=True)
class SaidOverMonths:
    """An explanation that a trust gave with several returns, word for word; the newest month first."""

    text: str
    action: str
    periods: tuple[date, ...]

    @property
    def month(self) -> str:
        """The months for people, runs of them as from and to."""
        runs: list[list[date]] = []
        for period in sorted(self.periods):
            if runs and _follows(period, runs[-1][-1]):
                runs[-1].append(period)
            else:
                runs.append([period])
        return write_list(_run(run) for run in runs)


@dataclass(frozen=True, slots=True)
class Asked:
    """A ward's month whose explanations are wanted."""

    trust_code: str
    period: date
    ward: str


def said_of(asked: Iterable[Asked]) -> dict[Asked, list[Said]]:
    """Return what was said of each ward's month, in one query: each text once, a remark on the ward itself first."""
    wanted = sorted(set(asked), key=lambda one: (one.trust_code, one.period, one.ward))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SAID,
            [
                [one.trust_code for one in wanted],
                [f"{one.period:%Y-%m}" for one in wanted],
                [one.ward for one in wanted],
            ],
        )
        rows = cursor.fetchall()
    found: dict[Asked, list[Said]] = {}
    by_place = {(one.trust_code, f"{one.period:%Y-%m}", one.ward): one for one in wanted}
    for trust_code, period, ward, text, action, receipt in rows:
        one = by_place[trust_code, period, ward]
        said = Said(text, action, receipt, one.period)
        if said not in found.setdefault(one, []):
            found[one].append(said)
    return found


def over_months(said: Iterable[Said]) -> list[SaidOverMonths]:
    """Put together what was said alike with several returns, in the order in which it first comes."""
    periods: dict[tuple[str, str], list[date]] = {}
    for one in said:
        periods.setdefault((one.text, one.action), []).append(one.period)
    return [SaidOverMonths(text, action, tuple(held)) for (text, action), held in periods.items()]


def _follows(period: date, before: date) -> bool:
    return (period.year - before.year) * 12 + period.month - before.month == 1


def _run(run: list[date]) -> str:
    if len(run) == 1:
        return write_month(run[0])
    return f"{write_month(run[0])} to {write_month(run[-1])}"


_SAID = """
with asked as (select * from unnest(%s::text[], %s::text[], %s::text[]) as a (trust_code, period, ward))
select asked.trust_code, asked.period, asked.ward, said.text, said.action, version.receipt
from asked
join organisations_trust as trust on trust.code = asked.trust_code
join returns_returnversion as version on version.trust_id = trust.id and version.kind = 'staffing'
    and version.period = asked.period and version.stands
join returns_explanation as said on said.submission_id = version.submission_id
    and (said.place_key = asked.ward
         or exists (select from returns_findingrecord as finding
                    where finding.explanation_id = said.id and finding.place_key = asked.ward))
order by asked.trust_code, asked.period, asked.ward, said.place_key <> asked.ward, said.given_at, said.id
"""
