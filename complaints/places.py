"""The wards that a trust's lessons may name, by every name that means one ward and no other."""

from __future__ import annotations

from django.db.models import Q

from complaints.periods import ComplaintsPeriod
from oversight.organisations.models import Ward
from oversight.organisations.naming import name_key
from oversight.returns.owing import within

_WARD = " ward"


def wards_by_name(trust_id: int, period: ComplaintsPeriod) -> dict[str, Ward]:
    """Return the wards open in the period by their folded names: alone, and with the hospital's name beside it.

    A name that two wards share names neither, unless the hospital is named with it.
    """
    wards = (
        Ward.objects.filter(within(period, "opened_on", "closed_on") & Q(trust_id=trust_id))
        .select_related("site")
        .prefetch_related("aliases")
    )
    found: dict[str, set[Ward]] = {}
    for ward in wards:
        site = ward.site.shown_name if ward.site else ward.site_name
        for name in (ward.name, *(alias.name for alias in ward.aliases.all())):
            key = name_key(name)
            plain = key.removesuffix(_WARD) or key
            for called in (plain, plain + _WARD):
                for place in (called, f"{called} {name_key(site)}", f"{name_key(site)} {called}"):
                    found.setdefault(place.strip(), set()).add(ward)
    return {key: next(iter(named)) for key, named in found.items() if len(named) == 1}
