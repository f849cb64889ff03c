"""The addresses of an inspection's report, for inspectors."""

from __future__ import annotations

from django.urls import URLPattern, path

from inspections.report_pages import asking, deciding_review, factual_accuracy, publishing, reviewing_quality, writing

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("<str:reference>/report/", writing.report, name="report"),
    path("<str:reference>/report/lay-out/", writing.lay_out, name="lay_out"),
    path("<str:reference>/report/sections/<str:code>/", writing.section, name="section"),
    path("<str:reference>/report/quality/", reviewing_quality.quality, name="quality"),
    path("<str:reference>/report/take-back/", writing.take_back, name="take_back"),
    path("<str:reference>/report/send/", writing.send, name="send"),
    path("<str:reference>/report/factual-accuracy/", factual_accuracy.factual_accuracy, name="factual_accuracy"),
    path("<str:reference>/report/factual-accuracy/more-time/", factual_accuracy.extend, name="extend"),
    path("<str:reference>/report/factual-accuracy/close/", factual_accuracy.close, name="close"),
    path("<str:reference>/report/factual-accuracy/<uuid:point>/", factual_accuracy.point, name="point"),
    path("<str:reference>/report/publish/", publishing.publish, name="publish"),
    path("<str:reference>/report/publish/now/", publishing.publish_now, name="publish_now"),
    path("<str:reference>/report/publish/withdraw/", publishing.withdraw, name="withdraw_plan"),
    path("<str:reference>/report/review/", deciding_review.review, name="review"),
    path("<str:reference>/requests/", asking.requests, name="requests"),
    path("<str:reference>/requests/<uuid:wanted>/close/", asking.close, name="close_request"),
    path("<str:reference>/requests/answers/<uuid:answer>/file/", asking.answer_file, name="answer_file"),
]
