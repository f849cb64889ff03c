"""Locations as the regulator's interface gives them, made small, and the real ones where they are at hand."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

FIVE = ("Well-led", "Safe", "Responsive", "Effective", "Caring")


def sample(name: str) -> bytes:
    """The content of a real location; the test is skipped, saying so, where the samples are not at hand."""
    folder = Path(os.environ.get("OVERSIGHT_SAMPLES") or Path(settings.BASE_DIR).parent / "shared" / "samples")
    path = folder / "cqc_api" / f"{name}.json"
    if not path.exists():
        pytest.skip(f"the real location {path} is not here; set OVERSIGHT_SAMPLES")
    return path.read_bytes()


def questions(**given: str | None) -> list[dict[str, Any]]:
    """Ratings of key questions: good, unless given by the question's code; in no particular order."""
    return [
        {"name": name, "rating": given.get(name.lower().replace("-", "_"), "Good")}
        for name in FIVE
        if given.get(name.lower().replace("-", "_"), "Good") is not None
    ]


def service(code: str, rating: str | None, on: str | None = None, **given: str | None) -> dict[str, Any]:
    """A service with its overall rating, its day where it has one of its own, and its key questions."""
    made: dict[str, Any] = {"name": code, "keyQuestionRatings": questions(**given)}
    if rating is not None:
        made["rating"] = rating
    if on is not None:
        made["reportDate"] = on
    return made


def publication(
    on: str, overall: str | None, services: list[dict[str, Any]], own: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """One publication: the location's overall and key questions (good where not given), and its services."""
    location: dict[str, Any] = {"keyQuestionRatings": questions() if own is None else own}
    if overall is not None:
        location["rating"] = overall
    return {"reportDate": on, "reportLinkId": f"report-{on}", "overall": location, "serviceRatings": services, **more}


def location(current: dict[str, Any] | None, *earlier: dict[str, Any], **more: Any) -> bytes:
    """The file of one NHS location."""
    made: dict[str, Any] = {
        "locationId": "RX101",
        "providerId": "RX1",
        "type": "NHS Healthcare Organisation",
        "name": "Northgate Hospital",
        "historicRatings": list(earlier),
        **more,
    }
    if current is not None:
        made["currentRatings"] = current
    return json.dumps(made).encode()
