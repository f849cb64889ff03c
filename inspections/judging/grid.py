"""The grid of an inspection: every rating at every level, as one value that pages show and publishing freezes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from inspections.enforcing.limiting import linked_actions
from inspections.judging.computing import (
    Computed,
    InspectedPlace,
    InspectedSiteInputs,
    KeptLocation,
    Place,
    TrustInputs,
    compute_ratings,
    still_to_judge,
    with_changes,
)
from inspections.judging.recording import standing_judgements, verdict_of
from inspections.judging.standing_record import (
    ONE_WELL_LED_FROM,
    in_order_of_list,
    kept_services,
    published_by_place,
    taken_over_on,
    word_of,
)
from inspections.models import Inspection, Judgement, PublishedRating, RatingDeparture, RatingLevel
from inspections.states.departure import DepartureState
from oversight.organisations.models import Site
from ratings.rules.aggregation import Judged
from ratings.rules.aggregation_files import rule_set
from ratings.rules.ratings_words import KeyQuestion, Rating


@dataclass(frozen=True)
class GridRow:
    """One rating: where it stands, what was judged, what the rules give and why, what is awarded, what was kept.

    ``rule`` is a letter of the table, ``assessed``, ``judged``, ``carried`` or the action of enforcement that limited
    it; ``inputs`` are the words that counted, by the code of what they are of. ``departure`` is the one that stands,
    proposed or approved; ``awarded`` follows an approved one alone. ``carried`` is the published rating that was kept.
    """

    level: RatingLevel
    site: Site | None
    service: str
    key_question: KeyQuestion | None
    judged: Judged
    computed: Judged
    rule: str
    rule_set: str
    inputs: Mapping[str, str]
    awarded: Judged
    limited: str
    judgement: Judgement | None
    departure: RatingDeparture | None
    carried: PublishedRating | None

    @property
    def departs(self) -> bool:
        """Whether what is awarded is not what the rules give."""
        return self.awarded != self.computed

    @property
    def place(self) -> Place:
        """Where it stands, for looking it up."""
        return Place(self.site.code if self.site else "", self.service, self.key_question)


@dataclass(frozen=True)
class RatingGrid:
    """Every rating of an inspection.

    ``complete`` says of each site's code whether every cell of it is rated, and of "" whether the trust is. A word for
    why something is not rated is enough for publication: ``reporting.freezing.levels_with_overall`` says of what an
    overall is published. ``missing`` are the places of inspected services not judged yet.
    ``left_out`` are hospitals that do not count in the trust's ratings after a merger, and until when.
    """

    inspection: Inspection
    rows: tuple[GridRow, ...]
    sites: tuple[Site, ...]
    complete: Mapping[str, bool]
    missing: tuple[Place, ...]
    left_out: Mapping[str, date]
    rule_set: str

    def at(self, site: str = "", service: str = "", key_question: KeyQuestion | None = None) -> GridRow | None:
        """Return the rating at a place; None where the grid has none."""
        return self._by_place.get(Place(site, service, key_question))

    def services_at(self, site: str) -> tuple[str, ...]:
        """Return the services of a site, in the grid's order."""
        return tuple(row.service for row in self.rows if row.level is RatingLevel.SERVICE and row.place.site == site)

    @cached_property
    def _by_place(self) -> dict[Place, GridRow]:
        return {row.place: row for row in self.rows}


def grid_of(
    inspection: Inspection,
    *,
    on: date,
    instead: Mapping[Place, Rating] | None = None,
    since: Collection[Place] = (),
) -> RatingGrid:
    """Work out every rating of an inspection as it stands on the day; in a fixed number of queries.

    A comprehensive inspection's services show what it judged itself; what a focused one leaves out, and services and
    hospitals to which none went, keep their published ratings and count with them. The rules are of the version that
    the inspection goes by. ``instead`` are ratings that take the place of judgements, where a review of published
    ratings changed them; ``since`` are places that another inspection published after this one: what that published
    stands there, with its departures.
    """
    rules = rule_set(inspection.rule_set)
    judgements = standing_judgements(inspection)
    published = published_by_place(inspection.trust, on, but=inspection)
    departures = _departures(inspection, published, since)
    standing = {place: each for place, each in judgements.items() if Place(*place) not in since}
    sites = [each.site for each in inspection.sites.select_related("site")]
    scope: dict[str, list[str]] = defaultdict(list)
    for each in inspection.services.select_related("site"):
        scope[each.site.code].append(each.service)
    if not sites and (alone := _one_hospital(published, on)) is not None:
        # The well-led of a trust with one hospital is that hospital's, so its ratings follow.
        sites = [alone]
    given = _inputs(inspection, sites, scope, standing, published, departures, on, since)
    made = compute_ratings(with_changes(given, instead or {}), on=on, rules=rules)
    by_code = {site.code: site for site in sites}
    rows = tuple(_row(each, by_code, standing, published, departures, made.rule_set) for each in made.all())
    expected = [(code, service) for code, there in scope.items() for service in in_order_of_list(there)]
    return RatingGrid(
        inspection=inspection,
        rows=rows,
        sites=tuple(sites),
        complete={**{code: site.complete for code, site in made.sites.items()}, "": made.complete},
        missing=tuple(still_to_judge(expected, {place: verdict_of(each) for place, each in judgements.items()})),
        left_out=made.left_out,
        rule_set=made.rule_set,
    )


def _one_hospital(published: Mapping[Place, PublishedRating], on: date) -> Site | None:
    """Return the hospital that alone has ratings at the trust, where its well-led is the trust's; None otherwise."""
    rated = {place.site for place in published if place.site and not place.service and place.key_question}
    if on < ONE_WELL_LED_FROM or len(rated) != 1:
        return None
    return Site.objects.filter(code__in=rated).first()


def level_of(place: Place) -> RatingLevel:
    """Return the level of a place."""
    if place.site and place.service:
        return RatingLevel.SERVICE_KEY_QUESTION if place.key_question else RatingLevel.SERVICE
    if place.site:
        return RatingLevel.LOCATION_KEY_QUESTION if place.key_question else RatingLevel.LOCATION
    return RatingLevel.TRUST_KEY_QUESTION if place.key_question else RatingLevel.TRUST


def _departures(
    inspection: Inspection, published: Mapping[Place, PublishedRating], since: Collection[Place]
) -> dict[Place, RatingDeparture]:
    open_or_made = [str(DepartureState.PROPOSED), str(DepartureState.APPROVED)]
    own = _by_place(inspection.departures.filter(state__in=open_or_made))
    if not since:
        return own
    others = {published[place].inspection_id for place in since}
    later = _by_place(
        RatingDeparture.objects.filter(inspection__in=others - {None}, state=str(DepartureState.APPROVED))
    )
    return {
        **{place: each for place, each in own.items() if place not in since},
        **{place: each for place, each in later.items() if place in since},
    }


def _by_place(departures: QuerySet[RatingDeparture]) -> dict[Place, RatingDeparture]:
    return {
        Place(
            each.site.code if each.site else "",
            each.service,
            KeyQuestion(each.key_question) if each.key_question else None,
        ): each
        for each in departures.select_related("site", "proposed_by", "decided_by")
    }


def _inputs(
    inspection: Inspection,
    sites: Collection[Site],
    scope: Mapping[str, Collection[str]],
    judgements: Mapping[tuple[str, str, KeyQuestion], Judgement],
    published: Mapping[Place, PublishedRating],
    departures: Mapping[Place, RatingDeparture],
    on: date,
    since: Collection[Place],
) -> TrustInputs:
    taken_over = taken_over_on(inspection.trust, on)
    actions = linked_actions(inspection.trust)
    keeps = inspection.kind == Inspection.Kind.FOCUSED
    inputs = []
    for site in sites:
        inspected = in_order_of_list(scope.get(site.code, ()))
        kept = kept_services(site.code, inspected, published)
        cells = {
            service: {
                question: InspectedPlace(
                    judged=_verdict(judgements.get((site.code, service, question))),
                    published=word_of(published.get(Place(site.code, service, question)))
                    if keeps or service not in inspected or Place(site.code, service, question) in since
                    else None,
                )
                for question in KeyQuestion
            }
            for service in [*inspected, *kept]
        }
        inputs.append(
            InspectedSiteInputs(
                code=site.code,
                cells=cells,
                actions=actions.get(site.pk, {}),
                published_overall={
                    service: word_of(published.get(Place(site.code, service)))
                    for service in cells
                    if service in kept or Place(site.code, service) in since
                },
                kept_questions={} if inspected else _kept_questions(site.code, published),
                taken_over_on=taken_over.get(site.code),
            )
        )
    elsewhere: dict[str, dict[KeyQuestion, Judged]] = defaultdict(dict)
    for place, rating in published.items():
        if place.site and place.site not in scope and not place.service and place.key_question is not None:
            elsewhere[place.site][place.key_question] = word_of(rating)
    for site in sites:
        elsewhere.pop(site.code, None)
    return TrustInputs(
        sites=tuple(inputs),
        kept=tuple(
            KeptLocation(code, questions, taken_over.get(code)) for code, questions in sorted(elsewhere.items())
        ),
        well_led=InspectedPlace(
            judged=_verdict(judgements.get(("", "", KeyQuestion.WELL_LED))),
            published=word_of(published.get(Place("", "", KeyQuestion.WELL_LED))),
        ),
        well_led_stands_for_location=on >= ONE_WELL_LED_FROM and len(sites) + len(elsewhere) == 1,
        awards={
            place: Rating(each.awarded) for place, each in departures.items() if each.state == DepartureState.APPROVED
        },
        kept_questions={} if scope else _kept_questions("", published),
    )


def _kept_questions(site: str, published: Mapping[Place, PublishedRating]) -> dict[KeyQuestion, Judged]:
    return {question: word_of(published.get(Place(site, "", question))) for question in KeyQuestion}


def _row(
    each: Computed,
    sites: Mapping[str, Site],
    judgements: Mapping[tuple[str, str, KeyQuestion], Judgement],
    published: Mapping[Place, PublishedRating],
    departures: Mapping[Place, RatingDeparture],
    version: str,
) -> GridRow:
    place = each.place
    question = place.key_question
    return GridRow(
        level=level_of(place),
        site=sites[place.site] if place.site else None,
        service=place.service,
        key_question=question,
        judged=each.judged,
        computed=each.computed,
        rule=each.rule,
        rule_set=version,
        inputs={name: str(rating) for name, rating in each.inputs.items()},
        awarded=each.awarded,
        limited=each.limited,
        judgement=judgements.get((place.site, place.service, question)) if question is not None else None,
        departure=departures.get(place),
        carried=published.get(place) if each.carried else None,
    )


def _verdict(judgement: Judgement | None) -> Judged:
    return None if judgement is None else verdict_of(judgement)
