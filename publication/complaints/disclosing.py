"""What may be told of one trust's return: its own counts in all as they are, all else by the rules for small numbers.

Complaints of a trust in all are counts of events and public (domain rules 6.3). Subjects, service areas and every count
of a single hospital are kept by the rule set of the period, together with what the public holds already: earlier
releases of the period, and those of the quarters of a year or of the year of a quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from complaints.said import CountsSaid, PeriodSaid
from oversight.measures.disclosure import Held, Shown, SmallNumbers
from publication.complaints.models import OVERALL, OVERALL_OF_HOSPITAL
from publication.complaints.shown_items import BROKEN_DOWN, SHOWN_CODES
from publication.withholding import Key, Relation, Told, withhold

BLANK = "blank"
# The place of the trust as a whole among its sites.
_WHOLE = ""


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """What is told of a trust or of one of its sites; what the return left blank is not in it."""

    overall: Mapping[str, Shown]
    breakdown: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """What a release told of the trust, by place, and the version of the return that it told of."""

    said: PeriodSaid
    places: Mapping[str, PlaceTold]
    rules: SmallNumbers


def disclose(said: PeriodSaid, rules: SmallNumbers, earlier: Sequence[EarlierRelease] = ()) -> dict[str, PlaceTold]:
    """Return what may be told, by place: the trust under a blank code, and each site that the return names."""
    counts = counts_of(said)
    relations = list(_relations(said, counts))
    joined = _years_and_quarters(said, counts, earlier, rules)
    known = [_told(each) for each in earlier if joined or each.said.period == said.period] + joined
    open_cells = _open_cells(said)
    held: dict[Key, Held] = {}
    while True:
        shown = withhold(counts, relations, rules, open_cells=open_cells, held=held, earlier=known)
        further = _too_small(said, counts, shown, rules)
        if further.keys() <= held.keys():
            break
        held |= further
    return {place: _place_told(said, place, counts, shown) for place in _places(said)}


def counts_of(said: PeriodSaid) -> dict[Key, int]:
    """Return the counts of a return by period, place and name; what was left blank is not in it."""
    counts: dict[Key, int] = {}
    for place, row in _rows(said).items():
        for name in overall_of(place):
            counts[_key(said, place, name)] = getattr(row, name)
        for code in SHOWN_CODES:
            number = row.number(code)
            if number is not None:
                counts[_key(said, place, code)] = number
    return counts


def overall_of(place: str) -> tuple[str, ...]:
    """Return the counts in all that are told of the trust (blank) or of a site."""
    return OVERALL_OF_HOSPITAL if place else OVERALL


def _key(said: PeriodSaid, place: str, name: str) -> Key:
    return str(said.period), place, name


def _rows(said: PeriodSaid) -> dict[str, CountsSaid]:
    whole = said.whole
    return ({_WHOLE: whole} if whole else {}) | {site.site_code: site for site in said.sites}


def _places(said: PeriodSaid) -> Iterable[str]:
    return _rows(said).keys()


def _open_cells(said: PeriodSaid) -> frozenset[Key]:
    """The trust's counts in all; where it has one site alone these are that site's as well."""
    places = [_WHOLE]
    if len(said.sites) == 1:
        places.append(said.sites[0].site_code)
    return frozenset(_key(said, place, name) for place in places for name in overall_of(place))


def _relations(said: PeriodSaid, counts: Mapping[Key, int]) -> Iterator[Relation]:
    """What readers know to add up in a return; relations with a blank cell in them say nothing."""
    sites = [site.site_code for site in said.sites]
    if sites:
        for name in (*OVERALL_OF_HOSPITAL, *SHOWN_CODES):
            yield Relation.adds_up(_key(said, _WHOLE, name), [_key(said, site, name) for site in sites])
    for place in _places(said):
        of = {name: _key(said, place, name) for name in overall_of(place)}
        yield Relation.adds_up(of["resolved"], [of["upheld"], of["partially_upheld"], of["not_upheld"]])
        for items in BROKEN_DOWN:
            cells = [_key(said, place, item.code) for item in items]
            cells = [cell for cell in cells if cell in counts]
            if len(cells) == len(items):
                yield Relation.at_least(of["new"], cells)
            for cell in cells:
                yield Relation.at_least(cell, [of["new"]])


def _too_small(
    said: PeriodSaid, counts: Mapping[Key, int], shown: Mapping[Key, Shown], rules: SmallNumbers
) -> dict[Key, Held]:
    """The breakdown of a place with so few new complaints, or whose number is withheld, is not told at all."""
    held: dict[Key, Held] = {}
    for place in _places(said):
        new = _key(said, place, "new")
        if isinstance(shown[new], Held) or rules.hides(counts[new]):
            cells = [_key(said, place, code) for code in SHOWN_CODES]
            held |= {cell: Held.TOO_SMALL for cell in cells if cell in counts}
            # The number itself must go on being withheld, or the word would tell that it is small.
            if isinstance(shown[new], Held):
                held[new] = Held.SUPPRESSED
    return held


def _place_told(said: PeriodSaid, place: str, counts: Mapping[Key, int], shown: Mapping[Key, Shown]) -> PlaceTold:
    return PlaceTold(
        overall={name: shown[_key(said, place, name)] for name in overall_of(place)},
        breakdown={code: shown[key] for code in SHOWN_CODES for key in [_key(said, place, code)] if key in counts},
    )


def _told(release: EarlierRelease) -> Told:
    counts = counts_of(release.said)
    shown = {
        _key(release.said, place, name): told
        for place, of in release.places.items()
        for name, told in (*of.overall.items(), *of.breakdown.items())
    }
    # Only what was told, as it was told: a cell that the release did not hold is not known from it.
    counts = {key: count for key, count in counts.items() if key in shown}
    relations = [
        relation
        for relation in _relations(release.said, counts)
        if all(key in counts for key, _ in relation.terms) and relation.is_kept(counts)
    ]
    return Told(counts, shown, relations, release.rules, _open_cells(release.said) & counts.keys())


def _years_and_quarters(
    said: PeriodSaid, counts: Mapping[Key, int], earlier: Sequence[EarlierRelease], rules: SmallNumbers
) -> list[Told]:
    """What joins a year to its four quarters, whichever of the five is told now: their sum, where it is true."""
    newest: dict[str, PeriodSaid] = {str(each.said.period): each.said for each in earlier}
    newest[str(said.period)] = said
    year = said.period.financial_year
    quarters = [period for period in newest if "Q" in period and newest[period].period.financial_year == year]
    if str(year) not in newest or len(quarters) < 4:
        return []
    every = {key: count for each in newest.values() for key, count in counts_of(each).items()} | dict(counts)
    relations = []
    for _, place, name in list(every):
        # New and resolved complaints add up over the quarters; what was brought or carried forward does not.
        if name in ("brought_forward", "carried_forward"):
            continue
        whole, parts = (str(year), place, name), [(quarter, place, name) for quarter in sorted(quarters)]
        relation = Relation.adds_up(whole, parts)
        if all(key in every for key in (whole, *parts)) and relation.is_kept(every) and relation not in relations:
            relations.append(relation)
    return [Told(every, {}, relations, rules)] if relations else []
