"""The rows that NHS England published for one trust, released: their own totals wherever a trust's totals stand."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from complaints.items import SERVICES, SUBJECTS
from complaints.said import said_by_versions
from oversight.measures.disclosure import Held, rule_set
from publication.complaints.disclosing import counts_of
from publication.complaints.models import ReleasedComplaintsTrust
from tests.complaints.making import make_rdy, sample
from tests.publication.complaints.making import publish
from tests.returns.making import accepted

pytestmark = pytest.mark.django_db
YEAR = "2024-25"
TOTALS = {
    "complaints_brought_forward": "0",
    "complaints_new": "403",
    "complaints_resolved": "354",
    "complaints_upheld": "98",
    "complaints_partially_upheld": "61",
    "complaints_not_upheld": "195",
    "complaints_carried_forward": "49",
}


def test_the_published_rows_of_a_trusts_sites_keep_their_totals(client: Client) -> None:
    version = accepted(make_rdy(), sample("site"), kind="complaints", period=YEAR)
    publish(YEAR)

    page = " ".join(re.sub("<[^>]+>", " ", client.get(f"/trusts/RDY/complaints/{YEAR}/").content.decode()).split())
    assert "People made 403 complaints in writing about the trust." in page
    assert "So 159 of 354 had good grounds" in page
    response = client.get("/trusts/RDY/complaints.csv")
    [row] = csv.DictReader(io.StringIO(response.content.decode(), newline=""))
    assert {name: row[name] for name in TOTALS} == TOTALS

    # Each subject and service area is the published one, rounded, or is not told.
    rules = rule_set("hes_2018")
    true = counts_of(said_by_versions([version])[version.pk])
    told = ReleasedComplaintsTrust.objects.get().breakdown
    shown = 0
    for item in (*SUBJECTS, *SERVICES):
        cell, count = told[item.code], true[YEAR, "", item.code]
        if isinstance(cell, int):
            assert cell == rules.shown(count)
            shown += 1
        else:
            assert cell == str(Held.SUPPRESSED)
    assert told["subject_area_communications"] == 115
    # Most of a trust of 403 complaints is told.
    assert shown >= 18
