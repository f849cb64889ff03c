"""One concern, for inspectors: what was told, what was done, and the next steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from complaints.concerns import following_up, triage
from complaints.concerns.answering import answer
from complaints.concerns.following import place_in_words
from complaints.concerns.models import Concern, Photo, Route, Teller
from complaints.concerns.states import ConcernState, is_way
from complaints.concerns.telling import KIND
from complaints.concerns.themes import Theme
from inspections.evidence import Cited, Found, save_evidence
from inspections.models import EvidenceVersion, Inspection, TeamMember
from inspections.states.inspection import EVIDENCE_IN
from oversight import clock
from oversight.accounts.access import access, person_of
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.measures.defining import definitions
from oversight.records.references import Described, Reference, resolve
from oversight.returns.refusals import Refused
from workspaces.inspector.concern_forms import (
    AddressForm,
    CloseForm,
    ConcernAnswerForm,
    EvidenceOfConcernForm,
    IndicatorForm,
    JoinForm,
    PartForm,
    ReopenForm,
    SeenForm,
    SortForm,
    SpamForm,
    TakeBackForm,
    ValidateForm,
)
from workspaces.inspector.concerns import shown

_S = ConcernState
_SOURCES = {
    Teller.PATIENT: EvidenceVersion.Source.PATIENT,
    Teller.RELATIVE: EvidenceVersion.Source.CARER,
    Teller.STAFF: EvidenceVersion.Source.STAFF,
}
_ALIKE_WITHIN = timedelta(days=60)
_MOST_ALIKE = 30
_FIELDS = {"no_reason": "text", "no_words": "text", "too_long": "text", "place": "trust", "world": "trust"}


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.HANDLE_CONCERNS)
def concern(request: HttpRequest, concern: UUID) -> HttpResponse:
    """Show a concern; POST does one of the next steps, on the concern as it was read."""
    found = _concern(concern)
    forms = _forms(request, found)
    name = request.POST.get("do", "")
    form = forms.get(name)
    if request.method == "POST":
        if form is None:
            messages.warning(request, "That cannot be done with this concern now. Read it again.")
            return redirect("inspect:concern", concern)
        if form.is_valid():
            try:
                said = _DEEDS[name](found, form, person_of(request))
            except Refused as refused:
                if refused.code == "moved_on":
                    messages.warning(request, refused.message)
                    found = _concern(concern)
                field = _FIELDS.get(refused.code)
                form.add_error(field if field in form.fields else None, refused.message)
            else:
                messages.success(request, said)
                return redirect("inspect:concern", concern)
    return render(request, "workspaces/inspect/concern.html.jinja", _context(found, forms))


@require_safe
@access(Action.HANDLE_CONCERNS)
def photo(request: HttpRequest, concern: UUID, photo: UUID) -> HttpResponse:
    """Give a photo that came with a concern: written anew when it came, so that it is nothing but a picture."""
    kept = get_object_or_404(Photo, concern__public_id=concern, public_id=photo)
    answer = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _concern(public_id: UUID) -> Concern:
    wanted = Concern.objects.select_related(
        "trust", "site", "ward__site", "told_trust", "told_site", "told_ward", "joined_to__main"
    )
    return get_object_or_404(wanted, public_id=public_id)


def _forms(request: HttpRequest, found: Concern) -> dict[str, SeenForm]:
    """Return the forms of what can be done with the concern now, that which came filled in."""
    state = ConcernState(found.state)
    sent = request.POST.get("do") if request.method == "POST" else None
    forms: dict[str, SeenForm] = {}

    def offer(kind: type[SeenForm], **given: object) -> None:
        forms[kind.name] = kind(request.POST if sent == kind.name else None, concern=found, **given)

    if found.forgotten_on is not None:
        return forms
    if hasattr(found, "joined_to"):
        offer(PartForm)
        return forms
    followed = found.matters.filter(to_on__isnull=True).exists()
    handled = state in (_S.TRIAGED, _S.ANSWERED)
    if state in (_S.NEW, _S.TRIAGED, _S.ANSWERED):
        offer(SortForm)
    if handled:
        offer(ConcernAnswerForm)
        if found.route == Route.STAFF and found.trust_id and not _is_validated(found):
            offer(ValidateForm)
        if followed:
            offer(AddressForm)
        inspections = _inspections(found, person_of(request))
        if inspections:
            offer(EvidenceOfConcernForm, inspections=inspections)
        offer(IndicatorForm)
    alike = _alike(found) if state in triage.OPEN and not followed else []
    if alike:
        offer(JoinForm, candidates=alike)
    if is_way(state, _S.CLOSED) and not followed:
        offer(CloseForm)
    if is_way(state, _S.SPAM) and not followed:
        offer(SpamForm)
    if is_way(state, _S.NEW):
        offer(TakeBackForm)
    if state in (_S.ANSWERED, _S.CLOSED):
        offer(ReopenForm)
    return forms


def _is_validated(found: Concern) -> bool:
    return found.matters.filter(kind="staff_concern", to_on__isnull=True).exists()


def _alike(found: Concern) -> list[tuple[Concern, str]]:
    """Return concerns that may tell the same, those in the same words first: of the same trust and not long apart."""
    if found.joined.exists():
        return []
    trust = found.trust or found.told_trust
    near = (found.received_on - _ALIKE_WITHIN, found.received_on + _ALIKE_WITHIN)
    others = (
        Concern.objects.filter(
            is_demonstration=found.is_demonstration, state__in=[_S.TRIAGED, _S.ANSWERED], joined_to__isnull=True
        )
        .filter(Q(words_hash=found.words_hash) | Q(trust=trust, trust__isnull=False, received_on__range=near))
        .exclude(pk=found.pk)
        .select_related("trust", "site", "ward", "told_trust", "told_site", "told_ward", "joined_to__main")
        .order_by("-received_on")[:_MOST_ALIKE]
    )
    today = clock.today()
    listed = sorted(others, key=lambda each: each.words_hash != found.words_hash)
    named = []
    for each in listed:
        one = shown(each, today=today)
        same = "the same words: " if each.words_hash == found.words_hash else ""
        named.append((each, f"{same}{one.theme}, {one.place}, received on {each.received_on:%-d %B %Y}"))
    return named


def _inspections(found: Concern, by: Person) -> list[Inspection]:
    """Return the inspections of the concern's trust in whose team the person is and which take evidence."""
    if found.trust is None:
        return []
    teams = TeamMember.objects.on(clock.today()).filter(person=by).values("inspection_id")
    return list(
        Inspection.objects.filter(
            trust=found.trust, pk__in=teams, state__in=[str(state) for state in EVIDENCE_IN]
        ).order_by("-pk")
    )


def _sort(found: Concern, form: SeenForm, by: Person) -> str:
    assert isinstance(form, SortForm)  # noqa: S101  (by its name)
    triage.sort_concern(concern=found, sorting=form.sorting(), seen=form.cleaned_data["seen"], by=by, now=clock.now())
    return "It is sorted."


def _answer(found: Concern, form: SeenForm, by: Person) -> str:
    sent = answer(concern=found, text=form.cleaned_data["text"], seen=form.cleaned_data["seen"], by=by, now=clock.now())
    return "Your answer is there for whoever told." if len(sent) == 1 else "Your answer is there for all who told."


def _with_reason(deed: Callable[..., Concern], said: str) -> Callable[[Concern, SeenForm, Person], str]:
    def do(found: Concern, form: SeenForm, by: Person) -> str:
        deed(concern=found, reason=form.cleaned_data["text"], seen=form.cleaned_data["seen"], by=by, now=clock.now())
        return said

    return do


def _validate(found: Concern, form: SeenForm, by: Person) -> str:
    of_substance = form.cleaned_data["of_substance"] == "yes"
    following_up.validate(
        concern=found,
        of_substance=of_substance,
        reason=form.cleaned_data["text"],
        seen=form.cleaned_data["seen"],
        by=by,
        now=clock.now(),
    )
    return "It is followed until it is addressed." if of_substance else "Your finding is kept."


def _address(found: Concern, form: SeenForm, by: Person) -> str:
    assert isinstance(form, AddressForm)  # noqa: S101  (by its name)
    following_up.address(
        matter=form.matters[form.cleaned_data["matter"]],
        reason=form.cleaned_data["text"],
        seen=form.cleaned_data["seen"],
        by=by,
        now=clock.now(),
    )
    return "It is addressed, and counts no more."


def _join(found: Concern, form: SeenForm, by: Person) -> str:
    assert isinstance(form, JoinForm)  # noqa: S101  (by its name)
    main = form.candidates[form.cleaned_data["main"]]
    triage.join(concern=found, main=main, seen=form.cleaned_data["seen"], by=by, now=clock.now())
    return "The two are joined, and handled as one."


def _part(found: Concern, form: SeenForm, by: Person) -> str:
    triage.part(concern=found, seen=form.cleaned_data["seen"], by=by, now=clock.now())
    return "It stands by itself again."


def _indicator(found: Concern, form: SeenForm, by: Person) -> str:
    to = Reference("measure", form.cleaned_data["measure"])
    following_up.link(concern=found, to=to, seen=form.cleaned_data["seen"], by=by, now=clock.now())
    return "It is linked."


@transaction.atomic
def _take_into_evidence(found: Concern, form: SeenForm, by: Person) -> str:
    """Take a concern into an inspection's evidence in the inspector's words, citing it, and link the two."""
    assert isinstance(form, EvidenceOfConcernForm)  # noqa: S101  (by its name)
    now, save_id = clock.now(), form.cleaned_data["save_id"]
    piece = save_evidence(
        piece_id=save_id,
        save_id=save_id,
        inspection=form.inspections[form.cleaned_data["inspection"]],
        found=Found(
            form.cleaned_data["text"],
            EvidenceVersion.Kind.RECORD,
            now,
            source=_SOURCES.get(Teller(found.teller)),
            cites=Cited(KIND, str(found.public_id)),
        ),
        by=by,
        now=now,
    ).piece
    to = Reference("evidence", str(piece.piece_id))
    following_up.link(concern=found, to=to, seen=form.cleaned_data["seen"], by=by, now=now)
    return "It is in the evidence of the inspection."


_DEEDS: dict[str, Callable[[Concern, SeenForm, Person], str]] = {
    "sort": _sort,
    "answer": _answer,
    "close": _with_reason(triage.close, "The concern is closed."),
    "spam": _with_reason(triage.set_aside, "It is set aside. Whoever told can still add to it."),
    "take_back": _with_reason(triage.take_back, "It waits as a new concern."),
    "reopen": _with_reason(triage.open_again, "It is taken up again."),
    "validate": _validate,
    "address": _address,
    "join": _join,
    "part": _part,
    "indicator": _indicator,
    "evidence": _take_into_evidence,
}


def _context(found: Concern, forms: dict[str, SeenForm]) -> dict[str, object]:
    photos = list(found.photos.defer("content"))
    today = clock.today()
    return {
        "concern": found,
        "shown": shown(found, today=today),
        "told_place": place_in_words(found),
        "told_theme": Theme(found.told_theme).label if found.told_theme else "",
        "written": found.messages.select_related("inspector"),
        "photos": photos,
        "steps": found.steps.select_related("by"),
        "matters": found.matters.all(),
        "links": [
            (_described(Reference(each.kind, each.public_id)), each) for each in found.links.select_related("by")
        ],
        "joined": [shown(each.concern, today=today) for each in found.joined.select_related("concern")],
        "openings": found.openings.select_related("opened_by"),
        "has_identity": hasattr(found, "sealed_identity"),
        "forms": forms,
        "errors": any(form.errors for form in forms.values()),
    }


def _described(reference: Reference) -> Described:
    if reference.kind == "measure":
        made = definitions().get(reference.public_id)
        name = f"Indicator: {made.name}" if made else f"Indicator {reference.public_id}"
        return Described(name, reverse("inspect:indicator", args=[reference.public_id]) if made else "")
    return resolve(reference) or Described("Something that is not there any more", "")
