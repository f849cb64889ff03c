"""The addresses of a trust's people."""

from __future__ import annotations

from django.urls import URLPattern, path

from workspaces.board_pack import annual_pages, pages
from workspaces.trust_desk import (
    comparing,
    desk,
    explaining,
    finding_files,
    headings,
    mortality,
    period,
    receipts,
    remarks,
    rows,
    sending,
    submission,
    units,
    wards,
)

app_name = "workspace"

urlpatterns: list[URLPattern] = [
    path("", desk.home, name="home"),
    path("returns/<str:reference>/", submission.submission_page, name="submission"),
    path("returns/<str:reference>/progress/", submission.progress, name="progress"),
    path("returns/<str:reference>/check-again/", submission.check_again, name="check_again"),
    path("returns/<str:reference>/withdraw/", submission.withdraw, name="withdraw"),
    path("returns/<str:reference>/file/", finding_files.original, name="file"),
    path("returns/<str:reference>/marked/", finding_files.marked, name="marked"),
    path("returns/<str:reference>/findings.csv", finding_files.findings_csv, name="findings_csv"),
    path("returns/<str:reference>/rows/", rows.submitted_rows, name="submitted_rows"),
    path("returns/<str:reference>/headings/", headings.headings_page, name="headings"),
    path("returns/<str:reference>/units/", units.units_page, name="units"),
    path("returns/<str:reference>/explain/", explaining.explain, name="explain"),
    path("returns/<str:reference>/remark/", remarks.remark, name="remark"),
    path("returns/<str:reference>/compare/", comparing.comparison_page, name="compare"),
    path("returns/<str:reference>/send/", sending.send, name="send"),
    path("returns/<str:reference>/sign/", sending.sign, name="sign"),
    path("returns/<str:reference>/return/", sending.give_back, name="give_back"),
    path("returns/<slug:kind>/<str:trust>/all/", desk.earlier, name="earlier"),
    path("returns/<slug:kind>/<str:trust>/<str:period>/", period.period_page, name="return"),
    path("returns/<slug:kind>/<str:trust>/<str:period>/template/", period.template, name="template"),
    path("returns/<slug:kind>/<str:trust>/<str:period>/practice/<str:name>", period.practice_file, name="practice"),
    path("receipts/<str:receipt>/", receipts.receipt, name="receipt"),
    path("receipts/<str:receipt>/rows/", receipts.accepted_rows, name="accepted_rows"),
    path("receipts/<str:receipt>/rows.csv", receipts.accepted_rows_csv, name="accepted_rows_csv"),
    path("receipts/<str:receipt>/file/", receipts.accepted_file, name="accepted_file"),
    path("wards/", wards.wards_page, name="wards"),
    path("wards/<uuid:ward>/", wards.ward_page, name="ward"),
    path("wards/<uuid:ward>/names/<int:alias>/take-back/", wards.remove_alias, name="remove_alias"),
    path("wards/set-aside/<int:unit>/restore/", wards.restore, name="restore_unit"),
    path("mortality-alerts/", mortality.letters, name="mortality_letters"),
    path("mortality-alerts/<str:reference>/", mortality.letter, name="mortality_letter"),
    path(
        "mortality-alerts/<str:reference>/answers/<uuid:step>/file/",
        mortality.answer_file,
        name="mortality_answer_file",
    ),
    path("board-pack/", pages.packs, name="board_packs"),
    path("board-pack/<str:code>/", pages.packs_of, name="board_packs_of"),
    path("board-pack/<str:code>/<str:month>/", pages.pack, name="board_pack"),
    path("board-pack/<str:code>/<str:month>/pack.pdf", pages.pack_pdf, name="board_pack_pdf"),
    path("board-pack/<str:code>/<str:month>/words/", pages.words, name="board_pack_words"),
    path("board-pack/<str:code>/<str:month>/send/", pages.send, name="board_pack_send"),
    path("complaints-report/<str:code>/<str:year>/", annual_pages.annual, name="annual_report"),
    path("complaints-report/<str:code>/<str:year>/report.pdf", annual_pages.annual_pdf, name="annual_report_pdf"),
]
