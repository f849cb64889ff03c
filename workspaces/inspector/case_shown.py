"""A case of special measures as staff's pages show it: where it stands, what waits, and what comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from oversight.organisations.models import Body, Trust
from oversight.organisations.successions import answerable_for
from oversight.records.references import Reference, resolve
from oversight.wording import write_count
from ratings.cases.criteria import ExitCriterion, exit_criteria, exit_is_met
from ratings.cases.models import Attachment, Case, Recommendation
from ratings.cases.permitting import bodies_deciding
from ratings.cases.states import IN_FORCE, CaseState, RecommendationState
from ratings.rules.special_measures import Criterion, CriterionState, Outcome
from workspaces.inspector.special_measures_names import ShownState, shown_state

CASE_COLOURS = {
    CaseState.RECOMMENDED: "yellow",
    CaseState.NOT_ENTERED: "grey",
    CaseState.IN_MEASURES: "blue",
    CaseState.IN_ADMINISTRATION: "purple",
    CaseState.LEFT: "green",
}
_RECOMMENDATION_COLOURS = {
    RecommendationState.WAITING: "yellow",
    RecommendationState.AGREED: "green",
    RecommendationState.DECLINED: "orange",
    RecommendationState.WITHDRAWN: "grey",
}
OUTCOME_COLOURS = {
    Outcome.MET: "green",
    Outcome.NOT_MET: "orange",
    Outcome.NOT_KNOWN: "grey",
    Outcome.FOR_PEOPLE: "yellow",
}
_OWN_WORDS = {Outcome.FOR_PEOPLE: "Not judged yet"}


@dataclass(frozen=True, slots=True)
class ShownAttachment:
    """A piece of evidence: what it shows, what it is, and where it is: the address of a thing, or a file's name."""

    words: str
    title: str
    address: str
    file_id: str


@dataclass(frozen=True, slots=True)
class KeptCriterion:
    """A criterion as it stood when something was recommended."""

    name: str
    state: ShownState
    reason: str


@dataclass(frozen=True, slots=True)
class ShownRecommendation:
    """A recommendation with its words, its evidence and, where it waits, for how long."""

    row: Recommendation
    state: RecommendationState
    colour: str
    attachments: Sequence[ShownAttachment]
    criteria: Sequence[KeptCriterion]
    days: int
    what_follows: str

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state is RecommendationState.WAITING

    @property
    def waited(self) -> str:
        """How long it waits, in words."""
        return for_how_long(self.days)


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case on a page."""

    case: Case
    state: CaseState
    colour: str
    trusts: Sequence[Trust]
    deciding: Sequence[Body]
    waiting: ShownRecommendation | None
    recommendations: Sequence[ShownRecommendation]
    exit_parts: Sequence[ExitCriterion]
    exit_met: bool | None
    # Whether the reader is told what people judged before it is decided.
    tells_judgements: bool

    @property
    def trust(self) -> Trust:
        """The trust for which it was begun."""
        return self.case.trust

    @property
    def was_followed(self) -> bool:
        """Whether other trusts answer for it now."""
        return list(self.trusts) != [self.case.trust]

    @property
    def in_force(self) -> bool:
        """Whether the trust is in special measures by it."""
        return self.state in IN_FORCE


def shown_case(case: Case, on: date, *, undecided: bool = True) -> ShownCase:
    """Return a case as a page shows it.

    Without ``undecided``, what waits or was taken back is left out, and so is what people judged of leaving before it
    is decided.
    """
    rows = case.recommendations.select_related("made_by", "decided_by", "body", "case").prefetch_related("attachments")
    told = [shown_recommendation(row, on) for row in rows.order_by("-made_on", "-pk")]
    if not undecided:
        decided = (RecommendationState.AGREED, RecommendationState.DECLINED)
        told = [each for each in told if each.state in decided]
    parts = exit_criteria(case, on)
    met = exit_is_met(parts) if undecided else None
    if not undecided:
        parts = tuple(_untold(part) for part in parts)
    state = CaseState(case.state)
    return ShownCase(
        case=case,
        state=state,
        colour=CASE_COLOURS[state],
        trusts=answerable_for(case.trust, on),
        deciding=bodies_deciding(case, on),
        waiting=next((each for each in told if each.waits), None),
        recommendations=told,
        exit_parts=parts,
        exit_met=met,
        tells_judgements=undecided,
    )


def _untold(part: ExitCriterion) -> ExitCriterion:
    if not part.is_for_people:
        return part
    told = "What people judge is told once it is decided."
    return replace(part, outcome=Outcome.FOR_PEOPLE, because=told, judgement=None)


def shown_recommendation(row: Recommendation, on: date) -> ShownRecommendation:
    """Return a recommendation as a page shows it."""
    state = RecommendationState(row.state)
    return ShownRecommendation(
        row=row,
        state=state,
        colour=_RECOMMENDATION_COLOURS[state],
        attachments=[shown_attachment(each) for each in row.attachments.all()],
        criteria=[_kept(each) for each in row.criteria],
        days=max((on - row.made_on).days, 0),
        what_follows=_what_follows(row),
    )


def shown_attachment(row: Attachment) -> ShownAttachment:
    """Return a piece of evidence as a page shows it."""
    if row.stored_id:
        return ShownAttachment(row.words, row.filename, "", str(row.public_id))
    found = resolve(Reference(row.reference_kind, row.reference_id))
    return ShownAttachment(
        row.words, found.title if found else "Not on record any more", found.address if found else "", ""
    )


def for_how_long(days: int) -> str:
    """Return for how long something waits: ``since today``, else ``for 18 days``."""
    return f"for {write_count(days, 'day')}" if days else "since today"


def outcome_word(part: ExitCriterion) -> str:
    """Return what came of a part of the criteria for leaving, in words."""
    if part.is_the_bodys and part.outcome is Outcome.FOR_PEOPLE:
        return "Not decided yet"
    return _OWN_WORDS.get(part.outcome, part.outcome.label)


def _kept(told: dict[str, str]) -> KeptCriterion:
    criterion = Criterion(told["criterion"])
    return KeptCriterion(criterion.label, shown_state(criterion, CriterionState(told["state"])), told["reason"])


def _what_follows(row: Recommendation) -> str:
    """Say of special administration who is to do what, by the trust's kind on the day (3.14)."""
    if row.kind != Recommendation.Kind.ADMINISTRATION:
        return ""
    return administration_route(row.trust_kind, row.route)


def administration_route(kind: str, route: str) -> str:
    """Say who begins special administration of a trust of a kind, recommended or directed. Source: Hard Truths 3.14."""
    founded = kind == "foundation_trust"
    if route == Recommendation.Route.DIRECTED:
        if founded:
            return (
                "The Care Quality Commission directs the body that oversees foundation trusts to begin special"
                " administration: a special administrator takes the place of the Board."
            )
        return (
            "The Care Quality Commission directs the body that oversees NHS trusts to advise the Secretary of State to"
            " begin special administration: a special administrator takes the place of the Board."
        )
    if founded:
        return (
            "If it is agreed, the body that oversees foundation trusts puts a special administrator in the Board's"
            " place."
        )
    return "If it is agreed, the Secretary of State is advised to put a special administrator in the Board's place."
