"""The addresses of those who keep the system and of the bodies that oversee trusts."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces import operations, successions
from workspaces.commissioning import urls as commissioning
from workspaces.overseer import case_licence, case_support, cases, data_request_pages, foundation, healthwatch
from workspaces.surveillance import urls as surveillance

app_name = "oversee"

urlpatterns: list[URLPattern] = [
    path("successions/", successions.successions, name="successions"),
    path("operations/", operations.operations, name="operations"),
    path("operations/deliveries/<int:delivery_id>/again/", operations.try_delivery_again, name="try_delivery_again"),
    path("operations/recomputations/again/", operations.try_scope_again, name="try_scope_again"),
    path("healthwatch/", healthwatch.healthwatch, name="healthwatch"),
    path("healthwatch/subjects.csv", healthwatch.healthwatch_csv, name="healthwatch_csv"),
    path("healthwatch/requests/", data_request_pages.requests_page, name="data_requests"),
    path("healthwatch/requests/<uuid:request_id>/", data_request_pages.request_page, name="data_request"),
    path("special-measures/", cases.special_measures, name="special_measures"),
    path("special-measures/<str:reference>/", cases.case, name="case"),
    path("special-measures/<str:reference>/decide/<uuid:made>/", cases.decision, name="case_decision"),
    path("special-measures/<str:reference>/files/<uuid:piece>/", cases.attachment, name="case_attachment"),
    path("special-measures/<str:reference>/director/", case_support.director, name="case_director"),
    path("special-measures/<str:reference>/partners/", case_support.partners, name="case_partners"),
    path("special-measures/<str:reference>/partners/<uuid:contract>/", case_support.partner, name="case_partner"),
    path("special-measures/<str:reference>/reviews/", case_support.reviews, name="case_reviews"),
    path("special-measures/<str:reference>/reviews/<uuid:asked>/", case_support.review, name="case_review"),
    path("special-measures/<str:reference>/board/", case_support.boards, name="case_boards"),
    path("special-measures/<str:reference>/board/<uuid:asked>/", case_support.board, name="case_board"),
    path("special-measures/<str:reference>/licence/", case_licence.licence, name="case_licence"),
    path("foundation/", foundation.foundation, name="foundation"),
    path("foundation/<str:code>/", foundation.foundation_trust, name="foundation_trust"),
    *surveillance.urlpatterns,
    *commissioning.of_commissioners,
]
