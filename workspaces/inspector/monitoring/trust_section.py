"""What the page of a trust shows of its band: where to look first, with a way to all its indicators."""

from __future__ import annotations

from oversight.organisations.models import Trust
from ratings.models import TrustBand
from workspaces.inspector.monitoring.flags import where_to_look, z_of
from workspaces.inspector.monitoring.standings import write_standing
from workspaces.inspector.monitoring.stored import read_counted


def monitoring_of(trust: Trust) -> dict[str, object]:
    """Return the trust's band as it stands, None where there is none, and where to look first: two queries."""
    band = TrustBand.objects.filter(trust_code=trust.code).first()
    if band is None:
        return {"band": None}
    counted = read_counted(band.counted)
    flagged = [one.stored for one in counted if one.word.weight]
    z = z_of({trust.code: flagged}, demonstration=trust.is_demonstration)
    look = where_to_look(counted, applicable=band.applicable, z=z.get(trust.code, {}))
    return {"band": band, "standing": write_standing(band.standing, band.band), "look": look}
