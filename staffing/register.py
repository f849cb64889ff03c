"""Which site and which ward on record a row means, by code, name and alias, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from oversight.returns.reading.cells import Value, as_shown
from oversight.returns.reading.folding import folded
from oversight.returns.reading.numbers import is_dash, is_failed
from staffing.context import CheckContext, WardOnRecord
from staffing.rules.rule import SiteStanding, WardStanding

_CLOSE = 0.8
_MOST_COMPARED = 100


def text_in(value: Value) -> str:
    """A cell's text without white space around; empty for a blank, a dash or a failed formula."""
    text = (as_shown(value) or "").replace("\u00a0", " ").strip()
    return "" if is_dash(text) or is_failed(value) else text


@dataclass(slots=True)
class SiteRead:
    """A site as the file names it.

    key: what tells it from others. ward_ids: its wards by their names exactly as on record. alike:
    the first of the file that is the same site, written otherwise.
    """

    key: str
    code: str | None
    as_read: str
    standing: SiteStanding
    ward_ids: Mapping[str, str]
    alike: SiteRead | None = None
    rows: int = 0

    def count(self) -> int:
        """Counts one more row of the site, however it is written, and says which it is."""
        first = self.alike or self
        first.rows += 1
        return first.rows


@dataclass(slots=True)
class WardRead:
    """A ward as the file names it."""

    ward_id: str | None
    site_code: str | None
    standing: WardStanding
    near: str | None = None


@dataclass
class Register:
    """The trust's sites and wards on record, looked up by what cells say."""

    context: CheckContext
    _by_cells: dict[tuple[Value, Value], SiteRead] = field(default_factory=dict)
    _by_key: dict[str, SiteRead] = field(default_factory=dict)
    _own_names: dict[str, str] = field(default_factory=dict)
    _ids_at: dict[str, dict[str, str]] = field(default_factory=dict)
    _compared: int = 0

    def __post_init__(self) -> None:
        names: dict[str, set[str]] = {}
        for site in self.context.sites.values():
            names.setdefault(folded(site.name), set()).add(site.code)
        self._own_names = {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}
        for ward in self.context.wards:
            at_site = self._ids_at.setdefault(_site_key(ward.site_code, ward.site_name), {})
            at_site[ward.name] = ward.ward_id
            for name in ward.aliases:
                at_site.setdefault(name, ward.ward_id)

    @cached_property
    def _folded(self) -> _Folded:
        """The names on record folded; made only when some row does not name its ward as the record does."""
        return _Folded(self.context.wards)

    def site(self, code_cell: Value, name_cell: Value) -> SiteRead:
        """The site that two cells name; the code speaks first."""
        cells = (code_cell, name_cell)
        found = self._by_cells.get(cells)
        if found is None:
            found = self._by_cells[cells] = self._site(text_in(code_cell), text_in(name_cell))
        return found

    def _site(self, code: str, name: str) -> SiteRead:
        known, standing = self._known(code, is_code=True) if code else self._known(name, is_code=False)
        as_read = (known or code) if code else name
        # A code that is on no record is kept with its ward as the site's name, and found again by that.
        key = _site_key(known or "", as_read)
        site = self._by_key.get(key)
        if site is None or site.as_read != as_read:
            site = SiteRead(key, known or code or None, as_read, standing, self._ids_at.get(key, {}))
            site.alike = self._by_key.setdefault(key, site)
        return site

    def _known(self, text: str, *, is_code: bool) -> tuple[str | None, SiteStanding]:
        if not text:
            return None, SiteStanding.NONE
        first = text.split()[0].strip("-:,–()").upper()
        for code in (text.upper(), first):
            if code in self.context.sites:
                return code, SiteStanding.OWN
            if code in self.context.other_sites:
                return code, SiteStanding.ANOTHER_TRUSTS
        if not is_code and (own := self._own_names.get(folded(text))) is not None:
            return own, SiteStanding.OWN
        return None, SiteStanding.UNKNOWN if self.context.sites else SiteStanding.NEW

    def ward(self, site: SiteRead, name: str) -> WardRead:
        """The ward on record that a name means at a site; by name alone where the site is not known."""
        if not name:
            return WardRead(None, site.code, WardStanding.UNNAMED)
        key = folded(name)
        ward_id = site.ward_ids.get(name) or self._folded.ids_at.get(site.key, {}).get(key)
        if ward_id is not None:
            return WardRead(ward_id, site.code, WardStanding.ON_RECORD)
        same_name = self._folded.everywhere.get(key, [])
        if site.code is None:
            meant = [ward for ward in same_name if _may_be_at(ward, site)]
            if len(meant) == 1:
                return WardRead(meant[0].ward_id, meant[0].site_code or None, WardStanding.ON_RECORD)
            if meant:
                return WardRead(None, None, WardStanding.AMBIGUOUS)
        return WardRead(None, site.code, WardStanding.NEW, self._near(site, key, same_name))

    def ids_of(self, name: str) -> list[str]:
        """Every ward on record of a name, at whatever site."""
        return [ward.ward_id for ward in self._folded.everywhere.get(folded(name), [])]

    def _near(self, site: SiteRead, key: str, same_name: list[WardOnRecord]) -> str | None:
        """A ward on record that the name may be: one of another site, or of a name close to it."""
        if same_name:
            return f"{same_name[0].name} of site {same_name[0].site_code or same_name[0].site_name}"
        self._compared += 1
        if self._compared > _MOST_COMPARED:
            return None
        names = self._folded.ids_at.get(site.key, {})
        words = set(key.split())
        near = get_close_matches(key, names, n=1, cutoff=_CLOSE) or [
            name for name in names if words < set(name.split()) or set(name.split()) < words
        ]
        return self._folded.names[names[near[0]]] if near else None


def _site_key(code: str, name: str) -> str:
    """What tells a site from others: its code, else its name folded (in small letters, as no code is)."""
    return code.upper() if code else folded(name)


def _may_be_at(ward: WardOnRecord, site: SiteRead) -> bool:
    """Whether a ward on record may be meant by a row whose site is not known by a code.

    It may where one of the two says nothing of its site, or where the register knows the ward's
    site by its code and the file calls it by a name of its own.
    """
    return site.standing is SiteStanding.NONE or bool(ward.site_code) or not ward.site_name


class _Folded:
    """Wards on record by folded name: at each site, and everywhere."""

    def __init__(self, wards: Sequence[WardOnRecord]) -> None:
        self.ids_at: dict[str, dict[str, str]] = {}
        self.everywhere: dict[str, list[WardOnRecord]] = {}
        self.names = {ward.ward_id: ward.name for ward in wards}
        for ward in wards:
            at_site = self.ids_at.setdefault(_site_key(ward.site_code, ward.site_name), {})
            for key in {folded(name) for name in (ward.name, *ward.aliases)}:
                at_site.setdefault(key, ward.ward_id)
                self.everywhere.setdefault(key, []).append(ward)
