"""Codes of the survey to hand out: made on a page, shown once, and given as a sheet to print or a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from complaints.survey.codes import read_code
from complaints.survey.handing_out import make_codes, still_unused
from complaints.survey.models import SurveyCode
from complaints.survey.questions import quarter_of, survey_of
from oversight import clock
from oversight.accounts.access import access
from oversight.accounts.permissions import Action
from oversight.organisations.models import Site, Trust
from oversight.organisations.sites import sites_of
from oversight.returns.refusals import Refused
from oversight.square_codes import address_of, square_code
from oversight.typesetting import typeset_template
from oversight.wording import write_date
from workspaces.trust_desk.downloads import attachment, csv_attachment
from workspaces.trust_desk.scoped import may_here, own_trust, person_of

_SHOWN_WITH_SQUARE = 1


class MakeCodesForm(forms.Form):
    """How many codes, and for the whole trust or one of its sites."""

    count = forms.IntegerField(
        label="How many codes",
        initial=10,
        help_text="One for each answer to a complaint that you send.",
        error_messages={"required": "Enter how many codes", "invalid": "Enter a number, such as 10"},
    )
    site = forms.ChoiceField(
        label="Where the complaints were about",
        required=False,
        help_text="Choose a hospital only if it gets enough complaints for its own answers to be shown.",
    )

    def __init__(self, *args: Any, trust: Trust, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self._sites = {site.code: site for site in sites_of(trust, today)}
        most = survey_of(quarter_of(today)).most_codes.value
        count = self.fields["count"]
        count.help_text = f"{count.help_text} Up to {most} at once."
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            ("", "The whole trust"),
            *((code, site.shown_name) for code, site in self._sites.items()),
        ]

    @property
    def chosen(self) -> Site | None:
        """The site that was chosen, None for the whole trust."""
        return self._sites.get(self.cleaned_data["site"])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@access(Action.SEE_RETURNS, post=Action.PREPARE_RETURN)
def make(request: HttpRequest, trust: str) -> HttpResponse:
    """Ask how many codes; POST makes them and shows them, this once."""
    own = _own_to_prepare(request, trust)
    form = MakeCodesForm(request.POST or None, trust=own)
    if request.method == "POST" and form.is_valid():
        try:
            codes = make_codes(
                trust=own,
                count=form.cleaned_data["count"],
                site=form.chosen,
                by=person_of(request),
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error("site" if refused.code == "site" else "count", refused.message)
        else:
            return _shown(request, own, codes, form.chosen)
    return render(
        request, "workspaces/trust/survey_make.html.jinja", {"trust": own, "form": form, "errors": bool(form.errors)}
    )


@require_POST
@access(Action.PREPARE_RETURN)
def sheet(request: HttpRequest, trust: str) -> HttpResponse:
    """Give a sheet to print and cut: each code with its address and its square code, as a tagged PDF."""
    own, codes, rows = _sent(request, trust)
    said = {
        "title": f"Codes of the survey of complainants, {own.shown_name}",
        "author": own.shown_name,
        "cards": [
            {
                "code": code,
                "place": row.site.shown_name if row.site else own.shown_name,
                "address": address_of(reverse("survey:start")),
                "square": str(square_code(_opens(code))),
                "until": write_date(row.valid_until),
            }
            for code, row in zip(codes, rows, strict=True)
        ],
    }
    content = typeset_template("typesetting/survey_codes.typ", said, dated=clock.today())
    return attachment(content, f"survey-codes-{own.code}.pdf", content_type="application/pdf")


@require_POST
@access(Action.PREPARE_RETURN)
def codes_csv(request: HttpRequest, trust: str) -> HttpResponseBase:
    """Give the codes with their addresses as CSV, to be merged into letters."""
    own, codes, rows = _sent(request, trust)
    lines = [("code", "address", "trust", "site", "last_day")]
    lines += [
        (code, _opens(code), row.trust.code, row.site.code if row.site else "", row.valid_until.isoformat())
        for code, row in zip(codes, rows, strict=True)
    ]
    return csv_attachment(lines, f"survey-codes-{own.code}.csv")


def _shown(request: HttpRequest, own: Trust, codes: Sequence[str], site: Site | None) -> HttpResponse:
    survey = survey_of(quarter_of(clock.today()))
    return render(
        request,
        "workspaces/trust/survey_codes.html.jinja",
        {
            "trust": own,
            "site": site,
            "codes": codes,
            "valid_until": quarter_of(clock.today()).plus(survey.valid_quarters.value).last_day,
            "address": address_of(reverse("survey:start")),
            "square": square_code(_opens(codes[0])) if len(codes) <= _SHOWN_WITH_SQUARE else "",
        },
    )


def _sent(request: HttpRequest, trust: str) -> tuple[Trust, list[str], list[SurveyCode]]:
    """Return the codes that the page sends back, with what is on record of them; not found where they are not good."""
    own = _own_to_prepare(request, trust)
    codes = [code for code in map(read_code, request.POST.get("codes", "").split()) if code]
    if len(codes) > survey_of(quarter_of(clock.today())).most_codes.value:
        raise Http404
    try:
        return own, codes, still_unused(codes, [own])
    except Refused as refused:
        raise Http404(refused.message) from refused


def _opens(code: str) -> str:
    return address_of(f"{reverse('survey:questions', args=[code])}/")


def _own_to_prepare(request: HttpRequest, code: str) -> Trust:
    """Return one of the person's trusts for which they prepare returns; any other is not found."""
    own = own_trust(request, code)
    if not may_here(request, Action.PREPARE_RETURN, own):
        raise Http404
    return own
