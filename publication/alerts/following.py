"""What somebody can follow: a hospital, a trust, a region or everything; which changes of the record belong to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from oversight.organisations.models import Region, Site, Trust
from oversight.organisations.successions import successors_of
from publication.alerts.models import Alert
from publication.news.models import PublicChangeRow, Reach, Topic
from publication.news.reading import trusts_of

_About = Alert.About


@dataclass(frozen=True)
class Followed:
    """What an alert is about, with its name for people; ``demonstration``: of which world."""

    about: Alert.About
    code: str
    name: str
    demonstration: bool


def followed(about: str, code: str, *, demonstration: bool) -> Followed | None:
    """Return what is meant by a kind and a code, or None where there is no such thing.

    ``demonstration`` is the world of what has none of its own: a region, and everything.
    """
    match about:
        case _About.HOSPITAL:
            site = Site.objects.filter(code=code.upper(), is_hospital=True).first()
            return Followed(_About.HOSPITAL, site.code, site.shown_name, site.is_demonstration) if site else None
        case _About.TRUST:
            trust = Trust.objects.filter(code=code.upper()).first()
            return Followed(_About.TRUST, trust.code, trust.shown_name, trust.is_demonstration) if trust else None
        case _About.REGION:
            region = Region.objects.filter(code=code.upper()).first()
            if region is None or not Trust.objects.filter(region=region, is_demonstration=demonstration).exists():
                return None
            return Followed(_About.REGION, region.code, f"all trusts in {region}", demonstration)
        case _About.EVERYWHERE:
            return Followed(_About.EVERYWHERE, "", "all trusts", demonstration)
        case _:
            return None


def name_of(alert: Alert) -> str:
    """Return what an alert follows, in words: ``Wren Vale NHS Trust (ward staffing)``."""
    found = followed(alert.about, alert.code, demonstration=alert.demonstration)
    name = found.name if found is not None else alert.code
    topics = [Topic(topic).label.lower() for topic in Topic.values if topic in alert.topics]
    return f"{name} ({', '.join(topics)})" if topics else name


def how_often_words(how_often: str) -> str:
    """Return how often as it stands within a sentence: ``once a week, on Monday``."""
    label = Alert.HowOften(how_often).label
    return label[0].lower() + label[1:]


class Belongs:
    """Which changes belong to an alert, on a day: who holds a hospital, followed a trust, or lies in a region then."""

    def __init__(self, on: date) -> None:
        self._on = on
        self._trusts: dict[tuple[str, str], frozenset[str]] = {}

    def of(self, alert: Alert, rows: Iterable[PublicChangeRow]) -> list[PublicChangeRow]:
        """Return those of the rows that the alert is to tell of, in their order."""
        return [row for row in rows if self._tells(alert, row)]

    def _tells(self, alert: Alert, row: PublicChangeRow) -> bool:
        if row.demonstration != alert.demonstration or (alert.topics and row.topic not in alert.topics):
            return False
        if alert.about == _About.HOSPITAL:
            if row.site_code:
                return row.site_code == alert.code
            return row.reach == Reach.BOTH and row.trust_code in self._of(alert)
        if alert.about == _About.EVERYWHERE:
            # Of a release the one change that stands for all its trusts.
            return row.reach == Reach.EVERYBODY or (row.reach == Reach.BOTH and row.release_id is None)
        return row.reach in (Reach.TRUST, Reach.BOTH) and row.trust_code in self._of(alert)

    def _of(self, alert: Alert) -> frozenset[str]:
        key = (alert.about, alert.code)
        if key not in self._trusts:
            self._trusts[key] = frozenset(self._codes(alert))
        return self._trusts[key]

    def _codes(self, alert: Alert) -> Sequence[str]:
        if alert.about == _About.REGION:
            return list(Trust.objects.filter(region=alert.code).values_list("code", flat=True))
        if alert.about == _About.TRUST:
            trusts = list(Trust.objects.filter(code=alert.code))
        else:
            site = Site.objects.filter(code=alert.code).first()
            trusts = list(Trust.objects.filter(code__in=trusts_of(site, self._on))) if site is not None else []
        # Who follows a trust goes on with the one that took its place.
        return [each.code for trust in trusts for each in (trust, *successors_of(trust, self._on))]
