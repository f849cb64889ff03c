"""The addresses of inspections for a trust's people."""

from __future__ import annotations

from django.urls import URLPattern, path

from inspections.trust_pages import after_publication, answering, complaint_samples, drafts, home, notices, reading

app_name = "trust_inspections"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("notices/<str:reference>/", notices.notice, name="notice"),
    path("notices/<str:reference>/answer/", notices.answer, name="notice_answer"),
    path("notices/<str:reference>/represent/", notices.represent, name="represent"),
    path("notices/<str:reference>/answers/<uuid:answer>/file/", notices.answer_file, name="notice_answer_file"),
    path("<str:reference>/", home.inspection, name="inspection"),
    path("<str:reference>/requests/<uuid:wanted>/", answering.answer, name="request"),
    path("<str:reference>/answers/<uuid:answer>/file/", answering.answer_file, name="answer_file"),
    path("<str:reference>/complaints/<uuid:sample>/", complaint_samples.sample, name="sample"),
    path("<str:reference>/complaints/<uuid:sample>/list.csv", complaint_samples.list_file, name="sample_list"),
    path("<str:reference>/complaints/<uuid:sample>/send/", complaint_samples.send, name="send_sample"),
    path("<str:reference>/complaints/<uuid:sample>/<int:place>/", complaint_samples.case, name="sample_case"),
    path("<str:reference>/draft/", drafts.draft, name="draft"),
    path("<str:reference>/draft/whole/", reading.whole_draft, name="whole_draft"),
    path("<str:reference>/draft/sections/<str:code>/", drafts.section, name="section"),
    path("<str:reference>/draft/points/<uuid:point>/", drafts.point, name="point"),
    path("<str:reference>/draft/points/<uuid:point>/take-back/", drafts.withdraw, name="withdraw_point"),
    path("<str:reference>/draft/send/", drafts.send, name="send"),
    path("<str:reference>/report/", reading.report, name="report"),
    path("<str:reference>/report/<int:number>/", reading.report, name="report_number"),
    path("<str:reference>/display/<int:duty>/", after_publication.display, name="display"),
    path("<str:reference>/review/", after_publication.review, name="review"),
]
