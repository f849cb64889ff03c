"""The register of wards: found by name or alias, added when a return that names them is accepted, closed, renamed.

Wards have no national code. A ward is known by its trust, its site and its folded name, and keeps its id through every
change of name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from oversight.organisations.addresses import trust_reference, ward_reference
from oversight.organisations.models import Site, Trust, Ward, WardAlias
from oversight.organisations.naming import name_key
from oversight.organisations.refusals import Refused
from oversight.records.audit import audit
from oversight.records.outbox import emit

# Whose key a ward is found by: the site on record, or else the site's folded name, and the ward's folded name.
_Place = tuple[int | None, str]
_Key = tuple[int | None, str, str]


@dataclass(frozen=True)
class NamedWard:
    """A ward as an accepted row names it: by its id where the check found it on record, else by site and name.

    A site without a code is known by its name alone. Blank specialties leave those on record.
    """

    name: str
    site_code: str | None = None
    site_name: str = ""
    specialty_1: str = ""
    specialty_2: str = ""
    ward_id: str | None = None


@transaction.atomic
def ensure_wards(*, trust: Trust, rows: Sequence[NamedWard], first_day: date, by: Any, now: datetime) -> list[Ward]:
    """Return the ward of each row, in the order of the rows, adding those that are not on record, in a few statements.

    Rows of one name at one site are one ward. A ward closed before ``first_day``, the first of the period that the
    rows describe, is opened again. ``Refused``: an id that is no ward of the trust ("unknown_ward"), a blank name
    ("blank").
    """
    wards = _Wards(_locked(trust), {row.site_code for row in rows if row.site_code})
    found = [wards.found_or_added(row) for row in rows]
    added = wards.write(first_day=first_day)
    if added:
        ids = [str(ward.public_id) for ward in added]
        audit("wards.added", by=by, subject=trust_reference(trust), fields=["wards"], hashes=ids, now=now)
    for ward in wards.reopened:
        audit("ward.reopened", by=by, subject=ward_reference(ward), fields=["closed_on"], now=now)
        emit("ward.reopened", subject=ward_reference(ward), payload={"trust": trust.code}, now=now)
    return found


class _Wards:
    """A trust's wards in memory while rows are matched with them."""

    def __init__(self, trust: Trust, site_codes: Iterable[str]) -> None:
        self._trust = trust
        sites = Site.objects.filter(code__in=set(site_codes), is_demonstration=trust.is_demonstration)
        self._sites = {site.code: site for site in sites}
        self._by_id: dict[str, Ward] = {}
        self._by_key: dict[_Key, Ward] = {}
        self._added: list[Ward] = []
        self._seen: dict[int, Ward] = {}
        self._details: set[int] = set()
        self.reopened: list[Ward] = []
        # The open before the closed, the newest of the closed first, names before aliases: the first to come stays.
        wards = sorted(
            Ward.objects.filter(trust=trust).select_related("site"),
            key=lambda ward: (ward.closed_on is not None, -(ward.closed_on or date.min).toordinal(), ward.pk),
        )
        aliases: dict[int, list[str]] = {}
        for ward_id, key in WardAlias.objects.filter(ward__trust=trust).values_list("ward_id", "name_key"):
            aliases.setdefault(ward_id, []).append(key)
        for ward in wards:
            self._by_id[str(ward.public_id)] = ward
            self._by_key.setdefault((*_place(ward), ward.name_key), ward)
        for ward in wards:
            for key in aliases.get(ward.pk, ()):
                self._by_key.setdefault((*_place(ward), key), ward)

    def found_or_added(self, row: NamedWard) -> Ward:
        """Return the row's ward on record, or a new one that is not written yet."""
        ward = self._by_id.get(row.ward_id) if row.ward_id else self._by_key.get(self._key(row)) or self._new(row)
        if ward is None:
            raise Refused("unknown_ward", f"{row.name} is not a ward of {self._trust.shown_name}.")
        for specialty in ("specialty_1", "specialty_2"):
            told = getattr(row, specialty)
            if told and told != getattr(ward, specialty):
                setattr(ward, specialty, told)
                self._details.add(id(ward))
        self._seen[id(ward)] = ward
        return ward

    def write(self, *, first_day: date) -> list[Ward]:
        """Write what was added, opened again or changed in its specialties, and return what was added."""
        Ward.objects.bulk_create(self._added)
        changed = []
        for ward in self._seen.values():
            if ward in self._added:
                continue
            if ward.closed_on and ward.closed_on < first_day:
                ward.closed_on = None
                self.reopened.append(ward)
            elif id(ward) not in self._details:
                continue
            changed.append(ward)
        Ward.objects.bulk_update(changed, ["closed_on", "specialty_1", "specialty_2"])
        return self._added

    def _key(self, row: NamedWard) -> _Key:
        key = name_key(row.name)
        if not key:
            raise Refused("blank", "A ward has a name.")
        site = self._sites.get(row.site_code or "")
        return (site.pk, "", key) if site else (None, name_key(self._site_in_words(row)), key)

    def _new(self, row: NamedWard) -> Ward:
        key = self._key(row)
        site = self._sites.get(row.site_code or "")
        ward = Ward(
            trust=self._trust,
            site=site,
            site_name="" if site else self._site_in_words(row),
            site_name_key=key[1],
            name=_tidied(row.name),
            name_key=key[2],
        )
        self._by_key[key] = ward
        self._added.append(ward)
        return ward

    @staticmethod
    def _site_in_words(row: NamedWard) -> str:
        return _tidied(row.site_name or row.site_code or "")


@transaction.atomic
def rename_ward(*, ward: Ward, name: str, by: Any, now: datetime) -> Ward:
    """Give a ward another name; the old one stays as an alias, so that files that still use it are understood.

    ``Refused``: a blank name ("blank"), one that another open ward of the site goes by ("taken").
    """
    _locked(ward.trust)
    ward.refresh_from_db()
    name, key = _named(name)
    if name == ward.name:
        return ward
    if key != ward.name_key:
        _refuse_taken(ward, key, name)
        WardAlias.objects.get_or_create(ward=ward, name_key=ward.name_key, defaults={"name": ward.name})
        WardAlias.objects.filter(ward=ward, name_key=key).delete()
    ward.name, ward.name_key = name, key
    ward.save(update_fields=["name", "name_key"])
    audit("ward.renamed", by=by, subject=ward_reference(ward), fields=["name"], now=now)
    return ward


@transaction.atomic
def add_alias(*, ward: Ward, name: str, by: Any, now: datetime) -> WardAlias | None:
    """Let a ward be known by another name too; None where it is known by it already.

    ``Refused``: a blank name ("blank"), one that another open ward of the site goes by ("taken").
    """
    _locked(ward.trust)
    name, key = _named(name)
    if key == ward.name_key or WardAlias.objects.filter(ward=ward, name_key=key).exists():
        return None
    _refuse_taken(ward, key, name)
    alias = WardAlias.objects.create(ward=ward, name=name, name_key=key)
    audit("ward.alias_added", by=by, subject=ward_reference(ward), fields=["aliases"], now=now)
    return alias


@transaction.atomic
def take_back_alias(*, alias: WardAlias, by: Any, now: datetime) -> None:
    """Let a ward no longer be known by an alias that was a mistake."""
    reference = ward_reference(alias.ward)
    if WardAlias.objects.filter(pk=alias.pk).delete()[0]:
        audit("ward.alias_taken_back", by=by, subject=reference, fields=["aliases"], now=now)


@transaction.atomic
def close_ward(*, ward: Ward, on: date, by: Any, now: datetime) -> Ward:
    """Close a ward on its last day; its months stay, and a later return that names it opens it again.

    ``Refused``: a day before it opened ("before_opening").
    """
    _locked(ward.trust)
    ward.refresh_from_db()
    if ward.opened_on and on < ward.opened_on:
        raise Refused("before_opening", f"{ward.name} opened on {ward.opened_on.day} {ward.opened_on:%B %Y}.")
    if ward.closed_on != on:
        ward.closed_on = on
        ward.save(update_fields=["closed_on"])
        audit("ward.closed", by=by, subject=ward_reference(ward), fields=["closed_on"], now=now)
        emit("ward.closed", subject=ward_reference(ward), payload={"trust": ward.trust.code}, now=now)
    return ward


def _locked(trust: Trust) -> Trust:
    """Hold the trust's row, so that two changes to its wards come one after the other."""
    locked: Trust = Trust.objects.select_for_update(no_key=True).get(pk=trust.pk)
    return locked


def _place(ward: Ward) -> _Place:
    return ward.site_id, ward.site_name_key


def _tidied(name: str) -> str:
    return " ".join(name.split())


def _named(name: str) -> tuple[str, str]:
    name = _tidied(name)
    if not name:
        raise Refused("blank", "A ward has a name.")
    return name, name_key(name)


def _refuse_taken(ward: Ward, key: str, name: str) -> None:
    """Refuse a name by which another open ward of the same place goes, as its name or an alias."""
    others = Ward.objects.filter(
        trust=ward.trust, site=ward.site, site_name_key=ward.site_name_key, closed_on__isnull=True
    ).exclude(pk=ward.pk)
    if others.filter(name_key=key).exists() or WardAlias.objects.filter(ward__in=others, name_key=key).exists():
        raise Refused("taken", f"Another ward of the site already goes by the name {name}.")
