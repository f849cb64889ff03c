"""A surveillance group's own page, which asks the three standing questions, and its page of one trust."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.permissions import Action
from oversight.measures.disclosure import Held
from oversight.organisations.models import Body
from oversight.returns.refusals import Refused
from ratings.surveillance.acting import record_worry
from ratings.surveillance.membership import members_of, seat_of, trusts_of_group
from ratings.surveillance.models import Worry
from workspaces.inspector.question_names import shown_questions
from workspaces.surveillance.forms import WorryForm, write_day
from workspaces.surveillance.hard import hard_facts, overdue_in_words
from workspaces.surveillance.seeing import own_group, own_groups, trust_in
from workspaces.surveillance.shown import actions_shown, intelligence_shown, worries_shown

# Word for word as paragraph 2.26 of Hard Truths has them.
QUESTIONS = (
    "What does the data and the soft intelligence tell us about where there might be concerns about the quality of "
    "care?",
    "Where are we most worried about the quality of services?",
    "Do we need to do more to address concerns or gather intelligence?",
)
_NEWEST = 20


@require_safe
@access(Action.SURVEY_QUALITY)
def groups(request: HttpRequest) -> HttpResponse:
    """List the groups to which the person belongs; the only one is shown at once."""
    own = own_groups(request)
    if len(own) == 1:
        return redirect("oversee:group", own[0].code)
    return render(request, "workspaces/surveillance/groups.html.jinja", {"groups": own})


@require_safe
@access(Action.SURVEY_QUALITY)
def group(request: HttpRequest, code: str) -> HttpResponse:
    """Show a group's answers to the three questions: from the record, and from its members."""
    shown = own_group(request, code)
    today = clock.today()
    trusts = [trust for trust in trusts_of_group(shown) if trust.is_open(today)]
    facts, counted = hard_facts(trusts, now=clock.now())
    soft = intelligence_shown(shown, reader=person_of(request), on=today)
    worries = worries_shown(shown, trusts)
    under_way, ended = actions_shown(shown, today=today)
    return render(
        request,
        "workspaces/surveillance/group.html.jinja",
        {
            **about(request, shown),
            "questions": QUESTIONS,
            "facts": facts,
            "counted": counted,
            "soft": soft[:_NEWEST],
            "all_soft": len(soft),
            "soft_of": {
                trust.pk: sum(one.item.trust_id == trust.pk and not one.withdrawn for one in soft) for trust in trusts
            },
            "worries": worries,
            "no_word": len(trusts) - len(worries),
            "under_way": under_way,
            "ended": ended,
            "overdue_in_words": overdue_in_words,
            "is_held": lambda value: isinstance(value, Held),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SURVEY_QUALITY)
def group_trust(request: HttpRequest, code: str, trust: str) -> HttpResponse:
    """Show a trust to a group: what the record holds beside what members know; POST records the group's word on it."""
    shown = own_group(request, code)
    of = trust_in(shown, trust)
    today = clock.today()
    history = list(Worry.objects.filter(group=shown, trust=of).select_related("recorded_by"))
    form = WorryForm(
        request.POST or None,
        initial={"agreed_on": write_day(today), "seen": history[0].number if history else 0},
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_worry(
                group=shown,
                trust=of,
                level=Worry.Level(form.cleaned_data["level"]),
                reason=form.cleaned_data["reason"],
                agreed_on=form.cleaned_data["agreed_on"],
                seen=form.cleaned_data["seen"],
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error({"not_yet": "agreed_on", "no_text": "reason"}.get(refused.code), refused.message)
            # Whoever was second reads the first one's word, and may then record their own over it.
            form.data = {**form.data.dict(), "seen": str(history[0].number if history else 0)}  # type: ignore[attr-defined]
        else:
            messages.success(request, f"The group's word on {of.shown_name} is recorded.")
            return redirect("oversee:group_trust", shown.code, of.code)
    (facts,), counted = hard_facts([of], now=clock.now())
    under_way, ended = actions_shown(shown, today=today, trust=of)
    return render(
        request,
        "workspaces/surveillance/trust.html.jinja",
        {
            **about(request, shown),
            "trust": of,
            "facts": facts,
            "counted": counted,
            "asked": shown_questions([one for one in facts.questions if one.is_open]),
            "soft": intelligence_shown(shown, reader=person_of(request), on=today, trust=of),
            "standing": worries_shown(shown, [of])[:1],
            "history": history,
            "under_way": under_way,
            "ended": ended,
            "form": form,
            "errors": bool(form.errors),
            "is_held": lambda value: isinstance(value, Held),
        },
    )


def about(request: HttpRequest, group: Body) -> dict[str, object]:
    """Return what every page of a group shares."""
    today = clock.today()
    return {
        "group": group,
        "groups": own_groups(request),
        "members": members_of(group, today),
        "seat": seat_of(person_of(request), group),
        "today": today,
    }
