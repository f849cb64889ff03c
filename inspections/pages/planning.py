"""Planning an inspection of a trust, and changing the plan until the team is on site."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from inspections import programme, replanning
from inspections.core_services import services_on
from inspections.due import trust_standings
from inspections.models import InspectedService, Inspection, PublishedRating, Wave
from inspections.models.departure import RatingLevel
from inspections.pages.plan_forms import AboutForm, DaysForm, KindForm, RulesForm, ScopeForm, SiteChoice
from inspections.pages.seeing import about, refuse_in, worked_on
from inspections.pages.trust_signals import signals_of_trusts
from inspections.programme_board import still_to_come
from inspections.programme_settings import settings_on
from inspections.rating_rules import choose_rules, proposed_rules
from inspections.risk import DueInspection, Risk, next_due, risk_of, team_for
from inspections.special_measures import special_measures_since
from inspections.states.inspection import OPEN, TO_COME, InspectionState
from inspections.whereabouts import looks_at_well_led_alone
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site, Trust
from oversight.organisations.sites import sites_of
from oversight.returns.refusals import Refused
from ratings.rules.aggregation_files import rule_set

# A trust with more hospitals than this has every service chosen by hand.
_PROPOSED_AT_MOST = 3
_OPEN = {str(state) for state in OPEN}


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.PLAN_INSPECTIONS)
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Show a trust's risk with its reasons, and plan an inspection with the team and time that follow from it."""
    trust = Trust.objects.open_on(clock.today()).filter(code=code).first()
    if trust is None:
        raise Http404
    risk, due = _risk_and_due(trust)
    earlier = list(Inspection.objects.filter(trust=trust).exclude(state=str(InspectionState.CANCELLED)).order_by("-id"))
    choices = _choices(trust)
    given = request.POST if request.method == "POST" else None
    kind = KindForm(given, earlier=earlier, initial={"kind": Inspection.Kind.COMPREHENSIVE})
    scope = ScopeForm(given, choices=choices, services=services_on(clock.today()))
    days = DaysForm(given)
    rest = AboutForm(
        given,
        waves=_waves(trust),
        initial={
            "announced": "announced",
            "due_by": due.due_by if due else None,
            "due_reason": due.reason if due else "",
        },
    )
    rules = RulesForm(given, proposed=proposed_rules(clock.today()))
    forms: list[Form] = [kind, scope, days, rest, rules]
    valid = given is not None and [form.is_valid() for form in forms]
    if valid and all(valid):
        try:
            inspection = programme.plan_inspection(
                plan_id=kind.cleaned_data["save_id"],
                trust=trust,
                kind=Inspection.Kind(kind.cleaned_data["kind"]),
                is_announced=rest.is_announced,
                scope=scope.scope(),
                risk=risk,
                by=person_of(request),
                now=clock.now(),
                wave=rest.chosen_wave(),
                days=days.days(),
                due_by=rest.cleaned_data["due_by"],
                due_reason=rest.cleaned_data["due_reason"],
                team_size=rest.cleaned_data["team_size"],
                length=rest.cleaned_data["length"],
                follows=kind.followed(),
                rule_set=rules.cleaned_data["rule_set"],
                rule_set_reason=rules.cleaned_data["rule_set_reason"],
            )
        except Refused as refused:
            told = {"dates": days, "no_reason": rules, "scope": scope}.get(refused.code, kind)
            refuse_in(
                told, refused, dates="ends_on", follows="follows", no_reason="rule_set_reason", scope="well_led_alone"
            )
        else:
            messages.success(
                request, f"The inspection of {trust.shown_name} is planned. The trust does not know of it."
            )
            return redirect("inspections:inspection", inspection.reference)
    proposed = sum(bool(choice.proposed) for choice in choices) or 1
    return render(
        request,
        "inspections/plan.html.jinja",
        {
            "trust": trust,
            "risk": risk,
            "due": due,
            "kind": kind,
            "scope": scope,
            "days": days,
            "rest": rest,
            "rules": rules,
            "forms": forms,
            "errors": any(form.errors for form in forms),
            "team": team_for(risk, sites=proposed, focused=False, settings=settings_on(clock.today())),
            "sites_proposed": proposed,
            "to_come": still_to_come(trust.pk),
            "today": clock.today(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.PLAN_INSPECTIONS)
def change_plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the plan of an inspection in parts, each changed by itself: days, scope, rules for its ratings, the rest."""
    inspection = worked_on(request, reference)
    changed = request.POST.get("change", "") if request.method == "POST" else ""
    days = DaysForm(
        request.POST if changed == "days" else None,
        initial={"starts_on": inspection.starts_on, "ends_on": inspection.ends_on},
    )
    scope = ScopeForm(
        request.POST if changed == "scope" else None,
        choices=_choices(inspection.trust, inspection),
        services=services_on(clock.today()),
        initial={"well_led_alone": looks_at_well_led_alone(inspection)},
    )
    rest = AboutForm(
        request.POST if changed == "rest" else None,
        waves=_waves(inspection.trust),
        initial=AboutForm.words_of(inspection),
    )
    rest.fields["team_size"].required = rest.fields["length"].required = True
    rest.fields["team_size"].error_messages["required"] = "Give the number of people"
    rest.fields["length"].error_messages["required"] = "Give the number of days"
    rules = RulesForm(
        request.POST if changed == "rules" else None,
        proposed=proposed_rules(inspection.starts_on or clock.today()),
        initial={"rule_set": inspection.rule_set, "rule_set_reason": inspection.rule_set_reason},
    )
    form: Form | None = {"days": days, "scope": scope, "rest": rest, "rules": rules}.get(changed)
    if form is not None and form.is_valid():
        try:
            said = _change(request, inspection, days=days, scope=scope, rest=rest, rules=rules, changed=changed)
        except Refused as refused:
            refuse_in(form, refused, dates="ends_on", no_reason="rule_set_reason", scope="well_led_alone")
        else:
            messages.success(request, said)
            return redirect("inspections:inspection", reference)
    return render(
        request,
        "inspections/change_plan.html.jinja",
        {
            **about(request, inspection),
            "days": days,
            "scope": scope,
            "rest": rest,
            "rules": rules,
            "chosen_rules": rule_set(inspection.rule_set),
            "may_choose_rules": inspection.state in _OPEN and not inspection.judgements.exists(),
            "forms": [days, scope, rest, rules],
            "errors": form is not None and bool(form.errors),
            "may_change": inspection.state in {str(state) for state in TO_COME},
            "may_add": inspection.state == InspectionState.ON_SITE,
        },
    )


def _change(
    request: HttpRequest,
    inspection: Inspection,
    *,
    days: DaysForm,
    scope: ScopeForm,
    rest: AboutForm,
    rules: RulesForm,
    changed: str,
) -> str:
    """Do what was asked; return what is said of it."""
    by, now = person_of(request), clock.now()
    if changed == "days":
        replanning.reschedule(inspection=inspection, days=days.days(), by=by, now=now)
        return "The days on site are changed."
    if changed == "scope":
        replanning.change_scope(inspection=inspection, scope=scope.scope(), by=by, now=now)
        return "What the inspection looks at is changed."
    if changed == "rules":
        choose_rules(
            inspection=inspection,
            rule_set=rules.cleaned_data["rule_set"],
            reason=rules.cleaned_data["rule_set_reason"],
            by=by,
            now=now,
        )
        return "The rules for its ratings are as you chose."
    replanning.replan(
        inspection=inspection,
        by=by,
        now=now,
        wave=rest.chosen_wave(),
        due_by=rest.cleaned_data["due_by"],
        due_reason=rest.cleaned_data["due_reason"],
        team_size=rest.cleaned_data["team_size"],
        length=rest.cleaned_data["length"],
        is_announced=rest.is_announced,
    )
    return "The plan is changed."


def _risk_and_due(trust: Trust) -> tuple[Risk, DueInspection | None]:
    today = clock.today()
    settings = settings_on(today)
    standing = trust_standings(
        {trust.code: trust},
        on=today,
        signals=signals_of_trusts(demonstration=trust.is_demonstration),
        special_measures=special_measures_since(today),
    )[0]
    return risk_of(standing, on=today, settings=settings), next_due(standing, settings)


def _waves(trust: Trust) -> Sequence[Wave]:
    return list(Wave.objects.filter(is_demonstration=trust.is_demonstration, ends_on__gte=clock.today()))


def _choices(trust: Trust, inspection: Inspection | None = None) -> list[SiteChoice]:
    """Return the trust's sites, hospitals first, each with the services proposed there.

    Of an inspection that is planned: its own. Else those that were rated there; where none was, the core services.
    """
    today = clock.today()
    sites = sorted(sites_of(trust, today), key=lambda site: not site.is_hospital)
    if inspection is not None:
        own: dict[int, set[str]] = {}
        for site_id, service in InspectedService.objects.filter(inspection=inspection).values_list(
            "site_id", "service"
        ):
            own.setdefault(site_id, set()).add(service)
        return [SiteChoice(site, frozenset(own.get(site.pk, ()))) for site in sites]
    rated = _rated_services(sites)
    hospitals = [site for site in sites if site.is_hospital] or sites
    core = frozenset(service.code for service in services_on(today, core_only=True))
    few = len(hospitals) <= _PROPOSED_AT_MOST
    return [
        SiteChoice(site, rated.get(site.code) or (core if few and site in hospitals else frozenset())) for site in sites
    ]


def _rated_services(sites: Sequence[Site]) -> dict[str, frozenset[str]]:
    rated: dict[str, set[str]] = {}
    listed = {service.code for service in services_on(clock.today())}
    found = PublishedRating.objects.known().filter(
        location_code__in=[site.code for site in sites],
        level=RatingLevel.SERVICE_KEY_QUESTION,
        service_code__in=listed,
    )
    for code, service in found.order_by().values_list("location_code", "service_code").distinct():
        rated.setdefault(code, set()).add(service)
    return {code: frozenset(services) for code, services in rated.items()}
