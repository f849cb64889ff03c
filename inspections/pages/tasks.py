"""The task list of an inspection: what there is to do, in any order, each with how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from inspections.models import (
    DraftReport,
    EvidencePiece,
    Inspection,
    Judgement,
    PlannedPublication,
    RatingDeparture,
    ReportSection,
    TeamMember,
)
from inspections.states.departure import DepartureState
from inspections.states.inspection import REPORTED, TO_COME, InspectionState
from oversight.clock import LONDON
from oversight.wording import write_count, write_date, write_datetime
from ratings.rules.ratings_words import KeyQuestion

_WELL_LED_ALONE = "Well-led of the trust as a whole"


class Progress(StrEnum):
    """How far a task is."""

    DONE = "Completed"
    BEGUN = "In progress"
    TO_DO = "Not started"
    WAITS = "Cannot start yet"
    OPTIONAL = "Optional"

    @property
    def colour(self) -> str:
        """The colour of its tag; blank where it is plain text, as what is done and what cannot start is."""
        return {"In progress": "aqua-green", "Not started": "blue"}.get(self.value, "")


@dataclass(frozen=True)
class Task:
    """One thing to do: its name, its address, what there is so far, how far it is."""

    name: str
    address: str
    hint: str
    progress: Progress


@dataclass(frozen=True)
class TaskGroup:
    """Tasks that belong together."""

    name: str
    tasks: tuple[Task, ...]


def tasks_of(inspection: Inspection, *, today: object, judges: bool) -> list[TaskGroup]:
    """Return what there is to do; who does not judge is shown what they can take part in alone."""
    state = InspectionState(inspection.state)
    groups = [
        TaskGroup("Before the visit", (_plan(inspection), _team(inspection, state, today))),
        TaskGroup("On site", (_visits(inspection, state), _evidence(inspection, state))),
    ]
    if judges:
        groups[0] = TaskGroup(groups[0].name, (*groups[0].tasks, _requests(inspection), _samples(inspection)))
        judging = (_judgements(inspection, state), _breaches(inspection, state), _departures(inspection))
        groups.append(TaskGroup("Ratings", judging))
        groups.append(TaskGroup("Report", _report(inspection, state)))
    return groups


def _address(name: str, inspection: Inspection) -> str:
    return reverse(name if ":" in name else f"inspections:{name}", args=[inspection.reference])


def _plan(inspection: Inspection) -> Task:
    sites, services = inspection.sites.count(), inspection.services.count()
    looked_at = f"{write_count(services, 'service')} at {write_count(sites, 'site')}" if services else _WELL_LED_ALONE
    if inspection.starts_on is None or inspection.ends_on is None:
        days, progress = "no days yet", Progress.BEGUN
    else:
        days, progress = f"{write_date(inspection.starts_on)} to {write_date(inspection.ends_on)}", Progress.DONE
    return Task("Plan", _address("plan", inspection), f"{looked_at}; {days}", progress)


def _team(inspection: Inspection, state: InspectionState, today: object) -> Task:
    present = list(TeamMember.objects.on(today).filter(inspection=inspection).values_list("role", flat=True))
    led = TeamMember.Role.LEAD in present
    hint = f"{len(present)} of {write_count(inspection.team_size, 'person', 'people')}"
    if present and not led:
        hint += "; no lead inspector yet"
    whole = led and len(present) >= inspection.team_size
    if whole or state not in TO_COME:
        # Once the visit has begun, the team is who came.
        progress = Progress.DONE
    else:
        progress = Progress.BEGUN if present else Progress.TO_DO
    return Task("Team", _address("team", inspection), hint, progress)


def _visits(inspection: Inspection, state: InspectionState) -> Task:
    visits = list(inspection.visits.filter(called_off_at__isnull=True).values_list("began_at", "ended_at", "starts_at"))
    events = inspection.listening_events.count()
    open_ones = [starts for began, ended, starts in visits if ended is None]
    parts = [write_count(len(visits), "visit"), write_count(events, "listening event")]
    to_come = sorted(starts for began, ended, starts in visits if began is None)
    if to_come:
        parts.append(f"next on {write_datetime(to_come[0].astimezone(LONDON))}")
    if not visits:
        progress = Progress.TO_DO
    else:
        progress = Progress.BEGUN if open_ones or state in TO_COME else Progress.DONE
    return Task("Visits and listening events", _address("visits", inspection), "; ".join(parts), progress)


def _evidence(inspection: Inspection, state: InspectionState) -> Task:
    pieces = EvidencePiece.objects.filter(inspection=inspection).count()
    settled = state not in TO_COME and state is not InspectionState.ON_SITE
    progress = Progress.TO_DO if not pieces else Progress.DONE if settled else Progress.BEGUN
    return Task("Evidence", _address("evidence", inspection), write_count(pieces, "piece"), progress)


def _judgements(inspection: Inspection, state: InspectionState) -> Task:
    """Of a focused inspection, which need not judge every key question: done with one of each service."""
    services = set(inspection.services.values_list("site_id", "service"))
    if not services:
        done = Judgement.objects.filter(inspection=inspection, site=None).exists()
        progress = Progress.WAITS if state in TO_COME else Progress.DONE if done else Progress.TO_DO
        return Task("Judgements", _address("ratings", inspection), _WELL_LED_ALONE, progress)
    judged = {
        (site, service, question)
        for site, service, question in Judgement.objects.filter(inspection=inspection)
        .order_by()
        .values_list("site_id", "service", "key_question")
        .distinct()
        if (site, service) in services
    }
    if inspection.kind == Inspection.Kind.FOCUSED:
        of, wanted = len({(site, service) for site, service, _ in judged}), len(services)
        hint = f"{write_count(len(judged), 'key question')} judged, in {of} of {write_count(wanted, 'service')}"
    else:
        of, wanted = len(judged), len(services) * len(KeyQuestion)
        hint = f"{of} of {wanted} judged"
    if state in TO_COME:
        progress = Progress.WAITS
    else:
        progress = Progress.TO_DO if not judged else Progress.DONE if of >= wanted else Progress.BEGUN
    return Task("Judgements", _address("ratings", inspection), hint, progress)


def _departures(inspection: Inspection) -> Task:
    states = list(RatingDeparture.objects.filter(inspection=inspection).values_list("state", flat=True))
    waiting = states.count(str(DepartureState.PROPOSED))
    hint = write_count(states.count(str(DepartureState.APPROVED)), "departure") + " approved"
    if waiting:
        hint += f"; {write_count(waiting, 'waits', 'wait')} for a second person"
    address = _address("ratings", inspection) + "#departures"
    progress = Progress.BEGUN if waiting else Progress.DONE if states else Progress.OPTIONAL
    return Task("Departures from what the rules give", address, hint if states else "None proposed", progress)


def _breaches(inspection: Inspection, state: InspectionState) -> Task:
    ended = list(inspection.breaches.values_list("ended_on", flat=True))
    hint = f"{write_count(len(ended), 'breach', 'breaches')}, {ended.count(None)} open" if ended else "None recorded"
    progress = Progress.DONE if ended else Progress.WAITS if state in TO_COME else Progress.OPTIONAL
    return Task("Breaches of fundamental standards", _address("breaches", inspection), hint, progress)


def _requests(inspection: Inspection) -> Task:
    closed = list(inspection.information_requests.values_list("closed_at", flat=True))
    waiting = closed.count(None)
    hint = f"{write_count(len(closed), 'request')}, {waiting} open" if closed else "Nothing asked"
    progress = Progress.BEGUN if waiting else Progress.DONE if closed else Progress.OPTIONAL
    return Task("Ask the trust for information", _address("reports:requests", inspection), hint, progress)


def _samples(inspection: Inspection) -> Task:
    states = list(inspection.complaint_samples.exclude(state="withdrawn").values_list("state", flat=True))
    waiting = len(states) - states.count("answered")
    hint = f"{write_count(len(states), 'sample')}, {states.count('answered')} answered" if states else "None asked for"
    progress = Progress.BEGUN if waiting else Progress.DONE if states else Progress.OPTIONAL
    return Task("Sample of real complaints", _address("samples", inspection), hint, progress)


def _report(inspection: Inspection, state: InspectionState) -> tuple[Task, ...]:
    sections = ReportSection.objects.filter(inspection=inspection)
    written = sections.filter(latest__gt=0).count()
    in_all = sections.count()
    draft = DraftReport.objects.filter(inspection=inspection).order_by("-number").first()
    waiting = PlannedPublication.objects.filter(
        inspection=inspection, done_at__isnull=True, withdrawn_at__isnull=True
    ).first()
    before_draft = (*TO_COME, InspectionState.ON_SITE)
    reviewed = state not in (*before_draft, InspectionState.DRAFTING, InspectionState.CANCELLED)
    resolved = state is InspectionState.FACTUAL_ACCURACY_RESOLVED or state in REPORTED
    return (
        Task(
            "Write the report",
            reverse("reports:report", args=[inspection.reference]),
            f"{written} of {write_count(in_all, 'section')} begun" if in_all else "No sections yet",
            Progress.DONE if reviewed else Progress.BEGUN if written else _waits(state in TO_COME),
        ),
        Task(
            "Quality review",
            reverse("reports:quality", args=[inspection.reference]),
            "By a second person",
            Progress.DONE if reviewed else _waits(state in before_draft),
        ),
        Task(
            "Factual accuracy",
            reverse("reports:factual_accuracy", args=[inspection.reference]),
            f"With the trust until {write_datetime(draft.due_at)}" if draft and not resolved else "10 working days",
            Progress.DONE if resolved else Progress.BEGUN if draft else _waits(not reviewed),
        ),
        Task(
            "Publish",
            reverse("reports:publish", args=[inspection.reference]),
            f"To be published on {write_datetime(waiting.publish_at)}" if waiting else "",
            Progress.DONE if state in REPORTED else _waits(not resolved),
        ),
    )


def _waits(waits: bool) -> Progress:
    return Progress.WAITS if waits else Progress.TO_DO
