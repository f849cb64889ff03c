"""The addresses of surveillance groups, below those of who oversees."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces.surveillance import action_pages, group_pages, intelligence_pages, member_pages

urlpatterns: list[URLPattern] = [
    path("groups/", group_pages.groups, name="groups"),
    path("groups/<str:code>/", group_pages.group, name="group"),
    path("groups/<str:code>/trusts/<str:trust>/", group_pages.group_trust, name="group_trust"),
    path("groups/<str:code>/intelligence/add/", intelligence_pages.add, name="group_intelligence_add"),
    path("groups/<str:code>/intelligence/<uuid:item>/", intelligence_pages.read, name="group_intelligence"),
    path("groups/<str:code>/intelligence/<uuid:item>/share/", intelligence_pages.share, name="group_share"),
    path("groups/<str:code>/intelligence/<uuid:item>/withdraw/", intelligence_pages.withdraw, name="group_withdraw"),
    path("groups/<str:code>/actions/add/", action_pages.add, name="group_action_add"),
    path("groups/<str:code>/actions/<uuid:item>/", action_pages.action, name="group_action"),
    path("groups/<str:code>/members/", member_pages.members, name="group_members"),
    path("groups/<str:code>/agreements/", member_pages.agreements, name="group_agreements"),
    path("groups/<str:code>/agreements/<uuid:item>/end/", member_pages.agreement_end, name="group_agreement_end"),
    path("groups/<str:code>/log/", member_pages.log, name="group_log"),
    path("groups/<str:code>/log.csv", member_pages.log_csv, name="group_log_csv"),
]
