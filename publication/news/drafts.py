"""A change before it is written, and the test which of the record's changes are written already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar, cast

from django.db.models import CharField, Exists, Expression, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, Replace

from inspections.models import Notice
from oversight.organisations.working_days import london_time
from publication.models import Release
from publication.news.models import ChangeKind, PublicChangeRow, Reach, Topic

Found = TypeVar("Found", bound=Model)
_NAME_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A change of the public record in words; the sentence has no full stop yet, since a comparison may follow it."""

    key: str
    kind: ChangeKind
    topic: Topic
    reach: Reach
    demonstration: bool
    at: datetime
    name: str
    sentence: str
    address: str
    trust_code: str = ""
    site_code: str = ""
    compared: str = ""
    release: Release | None = None
    compared_with: Release | None = None
    notice: Notice | None = None

    def row(self, now: datetime) -> PublicChangeRow:
        """Return the row to write."""
        return PublicChangeRow(
            key=self.key,
            kind=self.kind,
            topic=self.topic,
            reach=self.reach,
            demonstration=self.demonstration,
            at=self.at,
            written_at=now,
            name=self.name[:_NAME_LENGTH],
            sentence=self.sentence.rstrip(". "),
            address=self.address,
            trust_code=self.trust_code,
            site_code=self.site_code,
            compared=self.compared if self.compared_with is not None else "",
            release=self.release,
            compared_with=self.compared_with if self.compared else None,
            notice=self.notice,
        )


def unwritten(found: QuerySet[Found], *key: str | Expression) -> QuerySet[Found]:
    """Return the rows of which no change of the key is written; texts in the key that begin with ``=`` are fields.

    A day in it is written as 2026-11-20.
    """
    parts = [_part(each) for each in key]
    made = Concat(*parts, output_field=CharField()) if len(parts) > 1 else parts[0]
    written = Exists(PublicChangeRow.objects.filter(key=OuterRef("news_key")))
    return cast("QuerySet[Found]", found.annotate(news_key=made).filter(~written))


def _part(written: str | Expression) -> Any:
    if isinstance(written, Expression):
        return written
    if written.startswith("="):
        return Cast(written[1:], CharField())
    return Value(written)


def without_hyphens(field: str) -> Expression:
    """Return a field of ids as its text without hyphens."""
    return Replace(Cast(field, CharField()), Value("-"), Value(""))


def day_begins(day: date) -> datetime:
    """Return the moment at which a day begins in London."""
    return london_time(day, time(0))
