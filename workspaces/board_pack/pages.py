"""The pages of the Board's packs: for the trust's people; of those sent, for inspectors and the Chief Inspector too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from complaints.periods import ComplaintsPeriod
from oversight import clock
from oversight.accounts.access import access, person_of, powers_in
from oversight.accounts.permissions import Action, roles_allowing
from oversight.clock import london_date
from oversight.organisations.models import Trust
from oversight.returns.periods import Month
from oversight.returns.refusals import Refused
from oversight.typesetting import Document, Heading, Paragraph, Part, typeset
from oversight.wording import write_datetime
from workspaces.board_pack.facts import pack_facts
from workspaces.board_pack.keeping import final_pack_of, narrative_of, save_narrative, send_pack, shown_name
from workspaces.board_pack.pack import from_json, parts_of
from workspaces.models import BoardNarrative, FinalBoardPack
from workspaces.trust_desk.downloads import attachment

_MONTHS_LISTED = 12
_FIRST_MONTH = Month(2014, 4)
PDF = "application/pdf"


class NarrativeForm(forms.Form):
    """The trust's own words, and as what they are written."""

    text = forms.CharField(
        label="What the Board should know",
        widget=forms.Textarea,
        help_text="Tell what lies behind the figures, what is being done and what you ask of the Board. "
        "Leave out anything by which a patient or a member of staff could be known.",
        error_messages={"required": "Write what the Board should know"},
    )
    written_as = forms.CharField(
        label="What you are at the trust",
        max_length=100,
        help_text="For example, director of patient safety.",
        error_messages={"required": "Say what you are at the trust"},
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SendForm(forms.Form):
    """As what the pack is sent, and why, where one was sent before."""

    sent_as = forms.CharField(
        label="What you are at the trust",
        max_length=100,
        help_text="It stands on the pack with your name.",
        error_messages={"required": "Say what you are at the trust"},
    )
    reason = forms.CharField(
        label="Why does this pack take the place of the one that was sent?",
        widget=forms.Textarea,
        error_messages={"required": "Say why this pack takes the place of the one before"},
    )
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, is_first: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if is_first:
            del self.fields["reason"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A pack as a page and its PDF show it: a draft, or one that was sent."""

    trust: Trust
    month: Month
    parts: Sequence[Part]
    narrative: BoardNarrative | None
    final: FinalBoardPack | None
    at: datetime

    @property
    def title(self) -> str:
        """Its name without the trust's."""
        return f"Board pack for {self.month.label}"

    @property
    def state(self) -> str:
        """What it is and since when, in a sentence."""
        if self.final is None:
            return f"Not sent to the Board yet. Written from what stood on record on {write_datetime(self.at)}."
        replaced = f" It takes the place of version {self.final.number - 1}." if self.final.number > 1 else ""
        return (
            f"Sent to the Board on {write_datetime(self.final.sent_at)} by {self.final.sent_by}, {self.final.sent_as}. "
            f"Version {self.final.number}; it stands as it was sent.{replaced}"
        )


@require_safe
@access(Action.SEE_RETURNS)
def packs(request: HttpRequest) -> HttpResponse:
    """Lead the trust's people to the packs of their trusts."""
    own = own_trusts(request)
    if len(own) == 1:
        return _months_page(request, own[0], is_own=True)
    return render(request, "workspaces/board_pack/trusts.html.jinja", {"trusts": own})


@require_safe
@access(Action.SEE_RETURNS, Action.INSPECT)
def packs_of(request: HttpRequest, code: str) -> HttpResponse:
    """List the packs of a trust by month, the newest first; to who inspects, those that were sent."""
    trust, is_own = trust_to_read(request, code)
    return _months_page(request, trust, is_own=is_own)


@require_safe
@access(Action.SEE_RETURNS, Action.INSPECT)
def pack(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Show a pack: as it was sent, or as a draft."""
    shown, is_own = _shown(request, code, month)
    powers = powers_in(request)
    return render(
        request,
        "workspaces/board_pack/pack.html.jinja",
        {
            "shown": shown,
            "trust": shown.trust,
            "is_own": is_own,
            "earlier": _earlier(shown),
            "may_write": _may_write(request, shown.trust),
            "may_send": powers.may(Action.SIGN_RETURN, shown.trust),
        },
    )


@require_safe
@access(Action.SEE_RETURNS, Action.INSPECT)
def pack_pdf(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Give the pack as a tagged PDF."""
    shown, _ = _shown(request, code, month)
    content = typeset(document_of(shown))
    kind = f"version-{shown.final.number}" if shown.final else "draft"
    return attachment(content, f"board-pack-{shown.trust.code}-{shown.month}-{kind}.pdf", content_type=PDF)


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SEE_RETURNS, post=(Action.PREPARE_RETURN, Action.SIGN_RETURN))
def words(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Show what the trust wrote for the month, with every version; POST keeps a new one."""
    trust, said = own_trust(request, code), _month(month)
    newest = narrative_of(trust, said)
    first = {"base": newest.number if newest else 0}
    form = NarrativeForm(initial={**first, "text": newest.text, "written_as": newest.written_as} if newest else first)
    if request.method == "POST":
        form = NarrativeForm(request.POST)
        if form.is_valid():
            try:
                save_narrative(
                    trust=trust,
                    month=said,
                    text=form.cleaned_data["text"],
                    written_as=form.cleaned_data["written_as"],
                    base=form.cleaned_data["base"],
                    by=person_of(request),
                    now=clock.now(),
                )
            except Refused as refused:
                # What was read is then the other's version: sending again keeps this one after it.
                again = request.POST.copy()
                again["base"] = str(newest.number if newest else 0)
                form = NarrativeForm(again)
                form.add_error("written_as" if refused.code == "no_role" else "text", refused.message)
            else:
                messages.success(request, "Your words are kept. They stand at the beginning of the pack.")
                return redirect("workspace:board_pack", trust.code, said)
    versions = BoardNarrative.objects.filter(trust=trust, month=str(said)).select_related("written_by")
    return render(
        request,
        "workspaces/board_pack/words.html.jinja",
        {
            "trust": trust,
            "month": said,
            "form": form,
            "errors": bool(form.errors),
            "may_write": _may_write(request, trust),
            "versions": versions.order_by("-number"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access(Action.SIGN_RETURN)
def send(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """Ask once more; POST sends the pack to the Board as it was read."""
    trust, said = own_trust(request, code), _month(month)
    if not powers_in(request).may(Action.SIGN_RETURN, trust):
        raise Http404
    before = final_pack_of(trust, said)
    shown = _draft(trust, said, clock.now())
    form = SendForm(is_first=before is None, initial={"shown": shown_name(shown.parts, shown.narrative)})
    if request.method == "POST":
        form = SendForm(request.POST, is_first=before is None)
        if form.is_valid():
            try:
                send_pack(
                    trust=trust,
                    month=said,
                    parts=shown.parts,
                    shown=form.cleaned_data["shown"],
                    sent_as=form.cleaned_data["sent_as"],
                    reason=form.cleaned_data.get("reason", ""),
                    by=person_of(request),
                    now=clock.now(),
                )
            except Refused as refused:
                messages.warning(request, refused.message)
                return redirect("workspace:board_pack", trust.code, said)
            messages.success(request, "The pack is sent: it stands as it was, and the Chief Inspector can read it.")
            return redirect("workspace:board_pack", trust.code, said)
    return render(
        request,
        "workspaces/board_pack/send.html.jinja",
        {"trust": trust, "shown": shown, "before": before, "form": form, "errors": bool(form.errors)},
    )


def document_of(shown: Shown) -> Document:
    """Return the pack as a document to typeset."""
    parts: list[Part] = [Paragraph(shown.trust.shown_name), Paragraph(shown.state)]
    if shown.final and shown.final.reason:
        parts.append(Paragraph(f"Why this version: {shown.final.reason}"))
    if shown.narrative:
        parts += [
            Heading("From the trust"),
            *(Paragraph(text) for text in shown.narrative.text.split("\n\n") if text),
            Paragraph(f"{shown.narrative.written_by}, {shown.narrative.written_as}"),
        ]
    return Document(
        title=f"{shown.title}: {shown.trust.shown_name}",
        author=shown.trust.shown_name,
        dated=london_date(shown.at),
        parts=[*parts, *shown.parts],
        foot=f"{shown.trust.code}, {shown.title}",
    )


def _months_page(request: HttpRequest, trust: Trust, *, is_own: bool) -> HttpResponse:
    finals = {
        pack.month: pack
        for pack in FinalBoardPack.objects.filter(trust=trust).select_related("sent_by").order_by("number")
    }
    last = Month.of(clock.today()).plus(-1)
    listed = {str(last.plus(-back)) for back in range(_MONTHS_LISTED)} if is_own else set()
    months = [Month.parse(month) for month in sorted(listed | finals.keys(), reverse=True)]
    return render(
        request,
        "workspaces/board_pack/months.html.jinja",
        {
            "trust": trust,
            "is_own": is_own,
            "months": [(month, finals.get(str(month))) for month in months],
            "year": ComplaintsPeriod.quarter_of(clock.today()).financial_year.plus(-1),
        },
    )


def _draft(trust: Trust, month: Month, now: datetime) -> Shown:
    return Shown(trust, month, parts_of(pack_facts(trust, month)), narrative_of(trust, month), None, now)


def _shown(request: HttpRequest, code: str, month: str) -> tuple[Shown, bool]:
    """Return a pack that the person may read: of their trust, the newest sent or the draft; else one that was sent."""
    trust, is_own = trust_to_read(request, code)
    said = _month(month)
    if is_own and request.GET.get("as") == "draft":
        return _draft(trust, said, clock.now()), is_own
    final = final_pack_of(trust, said)
    if number := request.GET.get("version"):
        wanted = FinalBoardPack.objects.filter(trust=trust, month=str(said), number=_whole(number))
        final = wanted.select_related("narrative", "narrative__written_by", "sent_by").first()
        if final is None:
            raise Http404
    if final:
        return Shown(trust, said, from_json(final.parts), final.narrative, final, final.sent_at), is_own
    if not is_own:
        raise Http404
    return _draft(trust, said, clock.now()), is_own


def _earlier(shown: Shown) -> list[FinalBoardPack]:
    """Return the other packs of the month that were sent, the newest first."""
    packs = FinalBoardPack.objects.filter(trust=shown.trust, month=str(shown.month)).order_by("-number")
    return list(packs.exclude(pk=shown.final.pk) if shown.final else packs)


def trust_to_read(request: HttpRequest, code: str) -> tuple[Trust, bool]:
    """Return a trust whose packs the person may read, and whether it is their own."""
    trust = Trust.objects.filter(code=code.upper()).first()
    powers = powers_in(request)
    if trust is None:
        raise Http404
    is_own = powers.may(Action.SEE_RETURNS, trust)
    if not is_own and not powers.may(Action.INSPECT):
        raise Http404
    return trust, is_own


def own_trust(request: HttpRequest, code: str) -> Trust:
    trust, is_own = trust_to_read(request, code)
    if not is_own:
        raise Http404
    return trust


def own_trusts(request: HttpRequest) -> list[Trust]:
    own = powers_in(request).trust_ids(roles_allowing(Action.SEE_RETURNS))
    return list(Trust.objects.filter(pk__in=own).order_by("name", "code"))


def _may_write(request: HttpRequest, trust: Trust) -> bool:
    powers = powers_in(request)
    return powers.may(Action.PREPARE_RETURN, trust) or powers.may(Action.SIGN_RETURN, trust)


def _month(text: str) -> Month:
    """Return a month that is over and in which there were returns; any other is not found."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise Http404 from None
    if month < _FIRST_MONTH or not month.has_ended_on(clock.today()):
        raise Http404
    return month


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
