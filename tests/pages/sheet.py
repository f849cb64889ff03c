"""A page that shows every component once, for the tests alone."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from oversight.accounts.access import PUBLIC, access

TEMPLATE = """
{% extends "layouts/base.html.jinja" %}
{% from "components/navigation.html.jinja" import breadcrumbs %}
{% from "components/notices.html.jinja" import status_tag, form_errors %}
{% from "components/tables.html.jinja" import data_table %}
{% from "components/pages.html.jinja" import page_links %}
{% from "components/forms.html.jinja" import text_field, password_field, textarea_field, select_field %}
{% from "components/forms.html.jinja" import radios_field, checkbox_field, file_field, submit %}
{% set errors = form.errors %}
{% block title %}Every component{% endblock %}
{% block breadcrumbs %}
{{ breadcrumbs([("Find a hospital", "/"), ("Your returns", "/workspace/")]) }}
{% endblock %}
{% block before_heading %}{{ form_errors(form) }}{% endblock %}
{% block content %}
<p>{{ moment | datetime }}: {{ 1234.5 | number }} hours, {{ 97.25 | percent }},
{{ none | number(blank="not submitted") }},
{{ 12 | count_of("ward") }}. {{ status_tag("Accepted", "green") }} {{ status_tag("Late", "red") }}</p>
{{ data_table("Wards", ["Ward", {"text": "Planned", "numeric": true, "hidden": "hours"}, {"text": "State"}], [
  ["Nightingale & Seacole ward <A>", "1,234.5", {"html": status_tag("Accepted", "green")}],
  [{"text": "Bevan", "address": "/wards/1/"}, "0", {"text": "Open", "hidden": "since May"}]
], note="Source: the trusts' returns.") }}
{{ data_table("Wards with every hour", ["Ward"] + hours, [["Nightingale"] + values, ["Bevan"] + values], wide=true,
   groups=[("", 1), ("Day", 6), ("Night", 6)]) }}
{{ page_links(paginator.page(5), "?q=ward&") }}
<form method="post" enctype="multipart/form-data" novalidate>{{ csrf_input }}
{{ text_field(form["ward"], hint="As on the door") }}{{ password_field(form["secret"]) }}
{{ textarea_field(form["reason"]) }}
{{ select_field(form["shift"]) }}{{ radios_field(form["answer"]) }}{{ checkbox_field(form["sure"]) }}
{{ file_field(form["file"], hint="A workbook") }}{{ submit("Send") }}</form>
{% endblock %}
"""


class SheetForm(forms.Form):
    """One field of each kind."""

    ward = forms.CharField(label="Ward", error_messages={"required": "Enter the ward"})
    secret = forms.CharField(label="Secret")
    reason = forms.CharField(label="Reason", error_messages={"required": "Enter a reason"})
    shift = forms.ChoiceField(label="Shift", choices=[("day", "Day"), ("night", "Night")])
    answer = forms.ChoiceField(
        label="Is it so?", choices=[("yes", "Yes"), ("no", "No")], error_messages={"required": "Choose yes or no"}
    )
    sure = forms.BooleanField(label="I am sure", error_messages={"required": "Say that you are sure"})
    file = forms.FileField(label="File", error_messages={"required": "Choose a file"})


@access(PUBLIC)
def sheet(request: HttpRequest) -> HttpResponse:
    form = SheetForm(request.POST or None, request.FILES or None)
    if not form.is_bound:
        messages.success(request, "The return was sent for signature.")
    context = {
        "form": form,
        "moment": datetime(2018, 8, 6, 8, 30, tzinfo=UTC),
        "paginator": Paginator(range(200), 20),
        "hours": [{"text": f"Column number {n}", "numeric": True} for n in range(12)],
        "values": ["1,234.5"] * 12,
    }
    return HttpResponse(engines["jinja2"].from_string(TEMPLATE).render(context, request))


@access(PUBLIC)
def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [
    path("sheet/", sheet, name="sheet"),
    path("fails/", fails, name="fails"),
    path("", include("oversight.urls")),
]
