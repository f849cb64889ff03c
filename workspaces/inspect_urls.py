"""The addresses of inspectors."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces.inspector import (
    change_list,
    complaints_themes,
    concern,
    concern_identity,
    concerns,
    mortality_alert,
    mortality_list,
    question_list,
    rules_page,
    sent_returns,
    special_measures_list,
    trust_page,
    ward_page,
)
from workspaces.inspector.monitoring import (
    board,
    compare,
    indicator_list,
    indicator_of_trust,
    indicator_page,
    releases,
    trust_indicators,
)

app_name = "inspect"

urlpatterns: list[URLPattern] = [
    path("", change_list.changes, name="changes"),
    path("changes.csv", change_list.changes_csv, name="changes_csv"),
    path("seen/", change_list.mark, name="seen"),
    path("trusts/<str:code>/", trust_page.trust, name="trust"),
    path("trusts/<str:code>/months.csv", trust_page.trust_csv, name="trust_csv"),
    path("wards/<uuid:ward_id>/", ward_page.ward, name="ward"),
    path("wards/<uuid:ward_id>/months.csv", ward_page.ward_csv, name="ward_csv"),
    path("ratings/", question_list.questions, name="ratings"),
    path("ratings.csv", question_list.questions_csv, name="ratings_csv"),
    path("ratings/<uuid:question_id>/", question_list.question, name="question"),
    path("special-measures/", special_measures_list.special_measures, name="special_measures"),
    path("special-measures.csv", special_measures_list.special_measures_csv, name="special_measures_csv"),
    path("returns/", sent_returns.sent_returns, name="returns"),
    path("returns.csv", sent_returns.sent_returns_csv, name="returns_csv"),
    path("rules/", rules_page.rules, name="rules"),
    path("monitoring/", board.board, name="monitoring"),
    path("monitoring.csv", board.board_csv, name="monitoring_csv"),
    path("monitoring/releases/", releases.releases, name="releases"),
    path("monitoring/releases/<str:quarter>/", releases.release, name="release"),
    path("monitoring/releases/<str:quarter>/bands.csv", releases.release_csv, name="release_csv"),
    path("trusts/<str:code>/indicators/", trust_indicators.indicators_of_trust, name="indicators_of_trust"),
    path("trusts/<str:code>/indicators.csv", trust_indicators.indicators_of_trust_csv, name="indicators_of_trust_csv"),
    path("indicators/", indicator_list.indicators, name="indicators"),
    path("indicators.csv", indicator_list.indicators_csv, name="indicators_csv"),
    path("indicators/<str:measure>/", indicator_page.indicator, name="indicator"),
    path("indicators/<str:measure>/trusts.csv", indicator_page.indicator_csv, name="indicator_csv"),
    path("indicators/<str:measure>/<str:code>/", indicator_of_trust.indicator_of_trust, name="indicator_of_trust"),
    path(
        "indicators/<str:measure>/<str:code>/periods.csv",
        indicator_of_trust.indicator_of_trust_csv,
        name="indicator_of_trust_csv",
    ),
    path("compare/", compare.compare, name="compare"),
    path("compare.csv", compare.compare_csv, name="compare_csv"),
    path("complaints/themes/", complaints_themes.complaint_themes, name="complaint_themes"),
    path("complaints/themes.csv", complaints_themes.complaint_themes_csv, name="complaint_themes_csv"),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns.csv", concerns.concerns_csv, name="concerns_csv"),
    path("concerns/<uuid:concern>/", concern.concern, name="concern"),
    path("concerns/<uuid:concern>/identity/", concern_identity.identity, name="concern_identity"),
    path("concerns/<uuid:concern>/photos/<uuid:photo>/", concern.photo, name="concern_photo"),
    path("mortality-alerts/", mortality_list.alerts, name="mortality_alerts"),
    path("mortality-alerts.csv", mortality_list.alerts_csv, name="mortality_alerts_csv"),
    path("mortality-alerts/<str:reference>/", mortality_alert.alert, name="mortality_alert"),
    path(
        "mortality-alerts/<str:reference>/answers/<uuid:step>/file/",
        mortality_alert.answer_file,
        name="mortality_answer_file",
    ),
]
