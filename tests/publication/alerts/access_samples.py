"""What the walk over every address needs of the alerts: links of messages that were sent."""

from __future__ import annotations

from publication.alerts.asking import ask, confirm
from publication.alerts.following import Followed
from publication.alerts.links import confirm_address, stop_address
from publication.alerts.models import Alert
from tests.access_samples import World, sample


def _alert(world: World) -> Alert:
    """Return an alert of the trust, confirmed, made once for a world."""
    known = Alert.objects.filter(code=world.trust.code).first()
    if known is None:
        what = Followed(Alert.About.TRUST, world.trust.code, world.trust.shown_name, True)
        ask(address="reads@walk.example", what=what, topics=[], how_often=Alert.HowOften.WEEKLY, now=world.now)
        known = Alert.objects.get(code=world.trust.code)
        confirm(alert_id=known.public_id, now=world.now)
    return known


@sample("token", within="public:follow_confirm")
def a_link_that_confirms(world: World) -> str:
    return confirm_address(_alert(world).public_id).rstrip("/").rpartition("/")[2]


@sample("token", within="public:follow_stop")
def a_link_that_stops(world: World) -> str:
    return stop_address(_alert(world).reader.public_id).rstrip("/").rpartition("/")[2]
