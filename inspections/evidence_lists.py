"""The evidence of an inspection as a list: found by what it is tied to, by words and by days, in the database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from inspections.core_services import service_name
from inspections.models import EvidenceFile, EvidenceVersion, Inspection
from oversight.accounts.models import Person
from oversight.clock import LONDON
from oversight.csv_cells import inert

UNPLACED = "unplaced"
"""Asked for in place of a service, key question or site: the evidence of which nobody has said it yet."""


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """What of the evidence is asked for; blank or None asks for all. Both days are included, by the clock in London."""

    service: str = ""
    key_question: str = ""
    site: str = ""
    kind: str = ""
    words: str = ""
    author: Person | None = None
    found_from: date | None = None
    found_to: date | None = None
    oldest_first: bool = False


def evidence_listed(inspection: Inspection, asked: EvidenceAsked | None = None) -> QuerySet[EvidenceVersion]:
    """Return the version of each piece that stands, or the newest of several, in order of when it was found.

    Each carries ``beside``, how many versions stand beside it, and ``kept_files``, how many files it has. One query.
    """
    asked = asked or EvidenceAsked()
    found = (
        EvidenceVersion.objects.filter(piece__inspection=inspection, number=F("piece__latest"))
        .select_related("piece__author", "site")
        .annotate(
            beside=Coalesce(_counted(_standing(OuterRef("piece"))), 1) - 1,
            kept_files=Coalesce(_counted(EvidenceFile.objects.filter(piece=OuterRef("piece"), removed_at=None)), 0),
        )
    )
    for name, value in (
        ("service", asked.service),
        ("key_question", asked.key_question),
        ("site__code", asked.site),
        ("kind", asked.kind),
    ):
        if value == UNPLACED:
            found = found.filter(site=None) if name == "site__code" else found.filter(**{name: ""})
        elif value:
            found = found.filter(**{name: value})
    if asked.author is not None:
        found = found.filter(piece__author=asked.author)
    if asked.words.strip():
        found = found.filter(Q(text__icontains=asked.words.strip()) | Q(place__icontains=asked.words.strip()))
    if asked.found_from is not None:
        found = found.filter(captured_at__gte=_midnight(asked.found_from))
    if asked.found_to is not None:
        found = found.filter(captured_at__lt=_midnight(asked.found_to + timedelta(days=1)))
    order = ("captured_at", "pk") if asked.oldest_first else ("-captured_at", "-pk")
    return found.order_by(*order)


def unsettled(inspection: Inspection) -> QuerySet[EvidenceVersion]:
    """Return those of which several versions stand, because people wrote at once."""
    return evidence_listed(inspection).filter(Q(beside__gt=0))


_COLUMNS = (
    "piece_id",
    "version",
    "found_at",
    "taken_down_by",
    "kind",
    "source",
    "service_code",
    "service",
    "key_question",
    "site_code",
    "site",
    "place",
    "during",
    "text",
    "set_aside_reason",
    "versions_beside",
    "files",
)


def evidence_csv(versions: QuerySet[EvidenceVersion]) -> Iterator[str]:
    """Yield the lines of a CSV file of a list of evidence (RFC 4180, one header row); no cell is a live formula."""
    files = EvidenceFile.objects.filter(removed_at=None)
    wanted = versions.select_related("piece__author", "site", "visit__site", "listening_event").prefetch_related(
        Prefetch("piece__files", queryset=files, to_attr="files_there")
    )
    yield _line(_COLUMNS)
    for each in wanted:
        yield _line(_cells(each))


def _cells(each: EvidenceVersion) -> list[str]:
    during = ""
    if each.visit is not None:
        during = f"Visit to {each.visit.site.shown_name}, {_moment(each.visit.starts_at)}"
    elif each.listening_event is not None:
        during = f"Listening event at {each.listening_event.place}, {_moment(each.listening_event.starts_at)}"
    return [
        str(each.piece.piece_id),
        str(each.number),
        _moment(each.captured_at),
        str(each.piece.author),
        each.get_kind_display(),
        each.get_source_display() if each.source else "",
        each.service,
        service_name(each.service) if each.service else "",
        each.key_question,
        each.site.code if each.site else "",
        each.site.shown_name if each.site else "",
        each.place,
        during,
        each.text,
        each.set_aside_reason,
        str(each.beside),  # type: ignore[attr-defined]
        "; ".join(file.filename for file in each.piece.files_there),  # type: ignore[attr-defined]
    ]


def _line(cells: Iterable[str]) -> str:
    held = io.StringIO()
    csv.writer(held).writerow([inert(cell) for cell in cells])
    return held.getvalue()


def _moment(moment: datetime) -> str:
    return moment.astimezone(LONDON).isoformat(timespec="minutes")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=LONDON)


def _standing(piece: OuterRef) -> QuerySet[EvidenceVersion]:
    """Return the versions of a piece that stand, as ``inspections.versions.heads`` says it."""
    followed = EvidenceVersion.objects.filter(piece=OuterRef("piece")).filter(
        Q(based_on=OuterRef("number")) | Q(settles__contains=[OuterRef("number")])
    )
    return EvidenceVersion.objects.filter(piece=piece).filter(~Exists(followed))


def _counted(rows: QuerySet[EvidenceVersion] | QuerySet[EvidenceFile]) -> Subquery:
    counted = rows.order_by().values("piece").annotate(rows=Count("pk")).values("rows")
    return Subquery(counted, output_field=IntegerField())
