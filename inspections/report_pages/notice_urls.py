"""The addresses of notices, for inspectors."""

from __future__ import annotations

from django.urls import URLPattern, path

from inspections.report_pages import notice_deciding, notice_writing, notices

app_name = "notices"

urlpatterns: list[URLPattern] = [
    path("", notices.open_notices, name="open"),
    path("new/", notice_writing.choose, name="choose"),
    path("new/<str:code>/", notice_writing.choose_power, name="choose_power"),
    path("new/<str:code>/<str:power>/", notice_writing.new_notice, name="new"),
    path("new/<str:code>/<str:power>/care/", notice_writing.choose_care, name="choose_care"),
    path("<str:reference>/", notices.notice, name="notice"),
    path("<str:reference>/draft/", notice_writing.revise, name="revise"),
    path("<str:reference>/issue/", notices.issue, name="issue"),
    path("<str:reference>/public/", notices.publicity, name="publicity"),
    path("<str:reference>/decision/", notice_deciding.decision, name="decision"),
    path("<str:reference>/requirements/<int:position>/", notice_deciding.requirement, name="requirement"),
    path(
        "<str:reference>/representations/<uuid:representation>/", notice_deciding.representation, name="representation"
    ),
    path("<str:reference>/answers/<uuid:answer>/file/", notices.answer_file, name="answer_file"),
    path("<str:reference>/end/<slug:how>/", notice_deciding.end, name="end"),
]
