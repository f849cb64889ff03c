"""The addresses of inspections, for those who work on them."""

from __future__ import annotations

from django.urls import URLPattern, path

from inspections.pages import (
    breaches,
    complaint_samples,
    departures,
    evidence,
    evidence_list,
    inspection,
    planning,
    pool,
    programme,
    ratings,
    team,
    visits,
)

app_name = "inspections"

urlpatterns: list[URLPattern] = [
    path("", programme.overview, name="programme"),
    path("waves/new/", programme.new_wave, name="new_wave"),
    path("plan/", programme.order, name="order"),
    path("plan/<str:code>/", planning.plan, name="new"),
    path("pool/", pool.pool, name="pool"),
    path("pool/<uuid:person>/", pool.member, name="pool_member"),
    path("<str:reference>/", inspection.overview, name="inspection"),
    path("<str:reference>/plan/", planning.change_plan, name="plan"),
    path("<str:reference>/move/<str:move>/", inspection.move_on, name="move"),
    path("<str:reference>/cancel/", inspection.cancel, name="cancel"),
    path("<str:reference>/team/", team.team, name="team"),
    path("<str:reference>/team/pool/", team.add_from_pool, name="add_from_pool"),
    path("<str:reference>/team/<int:place>/leave/", team.leave, name="leave"),
    path("<str:reference>/visits/", visits.visits, name="visits"),
    path("<str:reference>/visits/new/", visits.new_visit, name="new_visit"),
    path("<str:reference>/visits/listening/", visits.new_listening_event, name="new_listening_event"),
    path("<str:reference>/visits/listening/<uuid:event>/came/", visits.count, name="came"),
    path("<str:reference>/visits/<uuid:visit>/begin/", visits.begin, name="begin_visit"),
    path("<str:reference>/visits/<uuid:visit>/end/", visits.end, name="end_visit"),
    path("<str:reference>/visits/<uuid:visit>/call-off/", visits.call_off, name="call_off_visit"),
    path("<str:reference>/visits/<uuid:visit>/move/", visits.move, name="move_visit"),
    path("<str:reference>/visits/<uuid:visit>/people/", visits.who_came, name="who_came"),
    path("<str:reference>/evidence/", evidence_list.evidence, name="evidence"),
    path("<str:reference>/evidence/evidence.csv", evidence_list.evidence_file, name="evidence_csv"),
    path("<str:reference>/evidence/new/", evidence.new_evidence, name="new_evidence"),
    path("<str:reference>/evidence/<uuid:piece>/", evidence.piece, name="piece"),
    path("<str:reference>/evidence/files/<uuid:file>/", evidence.file, name="evidence_file"),
    path("<str:reference>/evidence/files/<uuid:file>/take-away/", evidence.take_away_file, name="take_away_file"),
    path("<str:reference>/complaints/", complaint_samples.samples, name="samples"),
    path("<str:reference>/complaints/<uuid:sample>/", complaint_samples.sample, name="sample"),
    path("<str:reference>/complaints/<uuid:sample>/list.csv", complaint_samples.list_file, name="sample_list"),
    path("<str:reference>/complaints/<uuid:sample>/call-off/", complaint_samples.withdraw, name="withdraw_sample"),
    path(
        "<str:reference>/complaints/<uuid:sample>/evidence/",
        complaint_samples.take_as_evidence,
        name="sample_as_evidence",
    ),
    path("<str:reference>/ratings/", ratings.ratings, name="ratings"),
    path("<str:reference>/ratings/<str:site>/<str:service>/<str:question>/", ratings.rating, name="rating"),
    path("<str:reference>/departures/<uuid:departure>/", departures.departure, name="departure"),
    path("<str:reference>/breaches/", breaches.breaches, name="breaches"),
    path("<str:reference>/breaches/new/", breaches.new_breach, name="new_breach"),
    path("<str:reference>/breaches/<uuid:breach>/", breaches.breach, name="breach"),
]
