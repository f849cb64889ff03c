"""The addresses of commissioners, below those of who oversees, and of the trusts who answer them."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces.commissioning import commissioner_pages, trust_pages

of_commissioners: list[URLPattern] = [
    path("commissioning/", commissioner_pages.commissioning, name="commissioning"),
    path("commissioning/trusts/<str:code>/", commissioner_pages.trust_page, name="commissioning_trust"),
    path("commissioning/trusts/<str:code>/ask/", commissioner_pages.ask, name="commissioning_ask"),
    path("commissioning/trusts/<str:code>/plan/", commissioner_pages.ask_for_plan, name="commissioning_plan"),
    path("commissioning/questions/<uuid:item>/", commissioner_pages.question_page, name="commissioner_question"),
    path("commissioning/plans/<uuid:item>/", commissioner_pages.plan_page, name="ward_plan"),
]

of_trusts: list[URLPattern] = [
    path("commissioners/", trust_pages.commissioners, name="commissioners"),
    path("commissioners/questions/<uuid:item>/", trust_pages.question_page, name="commissioner_question"),
    path("commissioners/plans/<uuid:item>/", trust_pages.plan_page, name="ward_plan"),
    path("commissioners/plans/<uuid:item>/wards/<uuid:ward>/", trust_pages.ward_action_add, name="ward_plan_ward"),
    path("commissioners/plans/<uuid:item>/actions/<uuid:action>/", trust_pages.ward_action, name="ward_plan_action"),
    path(
        "commissioners/plans/<uuid:item>/actions/<uuid:action>/take-out/",
        trust_pages.ward_action_take_out,
        name="ward_plan_take_out",
    ),
]
