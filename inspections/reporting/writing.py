"""Writing the report section by section: two people who write at once lose nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from inspections.core_services import service_name, services
from inspections.models import Inspection, ReportSection, ReportSectionVersion
from inspections.moving import locked, reference_to
from inspections.permitting import in_state, permit_in_team
from inspections.reporting.outline import OutlinedService, OutlinedSite, Section, outline
from inspections.reporting.saving import Save, Saved, save_section_text
from inspections.states.inspection import JUDGED_IN
from inspections.versions import heads
from oversight.accounts.models import Person
from oversight.accounts.permissions import Action
from oversight.records.audit import audit
from oversight.returns.refusals import Refused

# Written while the ratings are open. What was reviewed, and what is with the trust, stays as it is meanwhile.
WRITTEN_IN = JUDGED_IN


def outline_of(inspection: Inspection) -> list[Section]:
    """Return the sections of the inspection's report in order, from what it looks at."""
    listed = list(services())
    by_site: dict[str, tuple[str, list[str]]] = {
        each.site.code: (each.site.name, []) for each in inspection.sites.select_related("site")
    }
    for each in inspection.services.select_related("site"):
        by_site.setdefault(each.site.code, (each.site.name, []))[1].append(each.service)
    return outline(
        [
            OutlinedSite(
                code,
                name,
                tuple(
                    OutlinedService(service, service_name(service))
                    for service in sorted(
                        there, key=lambda one: (listed.index(one) if one in listed else len(listed), one)
                    )
                ),
            )
            for code, (name, there) in by_site.items()
        ],
        trust_well_led=inspection.kind != Inspection.Kind.FOCUSED or not any(there for _, there in by_site.values()),
    )


@transaction.atomic
def lay_out_report(*, inspection: Inspection, by: Person, now: datetime) -> list[ReportSection]:
    """Lay out the sections of the report by what is inspected; those that are there stay, with what was written.

    Refused: ``not_allowed``, ``not_in_team``; ``moved_on`` outside the time of writing.
    """
    permit_in_team(Action.JUDGE, inspection, by=by, now=now)
    current = locked(inspection)
    in_state(current, WRITTEN_IN, message="Its report is not being written.")
    there = {section.code: section for section in current.sections.all()}
    sites = {each.site.code: each.site for each in current.sites.select_related("site")}
    new = []
    for position, wanted in enumerate(outline_of(current), start=1):
        section = there.pop(wanted.code, None)
        if section is None:
            new.append(
                ReportSection(
                    inspection=current,
                    code=wanted.code,
                    position=position,
                    title=wanted.title,
                    site=sites.get(wanted.site),
                    service=wanted.service,
                )
            )
        elif (section.position, section.title) != (position, wanted.title):
            section.position, section.title = position, wanted.title
            section.save(update_fields=["position", "title"])
    # What is no longer inspected goes behind; where something was written, it stays in the report.
    for position, section in enumerate(there.values(), start=len(new) + current.sections.count() + 1):
        if section.position != position:
            section.position = position
            section.save(update_fields=["position"])
    ReportSection.objects.bulk_create(new)
    if new:
        audit(
            "report.laid_out",
            by=by,
            subject=reference_to(current),
            now=now,
            fields=sorted(section.code for section in new),
        )
    return list(current.sections.all())


@transaction.atomic
def write_section(
    *, section: ReportSection, save: Save, text: str, by: Person, now: datetime
) -> Saved[ReportSectionVersion]:
    """Save a section; where another person saved on the same version meanwhile, both stand and ``beside`` names it.

    Refused: ``not_allowed``, ``not_in_team``; ``moved_on`` outside the time of writing; ``known`` for an id in use
    elsewhere; ``version`` for numbers that there are not.
    """
    permit_in_team(Action.JUDGE, section.inspection, by=by, now=now)
    inspection = locked(section.inspection)
    current = ReportSection.objects.select_for_update().get(pk=section.pk)
    if not ReportSectionVersion.objects.filter(section=current, save_id=save.save_id).exists():
        in_state(inspection, WRITTEN_IN, message="Its report is not being written.")
    saved = save_section_text(current, save, text=text, by=by, now=now)
    if saved.is_new:
        audit(
            "report.section_saved",
            by=by,
            subject=reference_to(inspection),
            now=now,
            fields=[f"{current.code} version {saved.version.number}"],
            hashes=[hashlib.sha256(text.encode()).hexdigest()],
        )
    section.latest = current.latest
    return saved


def standing_texts(inspection: Inspection) -> Mapping[str, list[ReportSectionVersion]]:
    """Return for each section's code the versions that stand, none where nothing was written; two queries."""
    sections = {section.pk: section.code for section in inspection.sections.all()}
    kept: dict[str, list[ReportSectionVersion]] = {code: [] for code in sections.values()}
    versions = ReportSectionVersion.objects.filter(section_id__in=sections).select_related("written_by")
    for version in versions.order_by("section_id", "number"):
        kept[sections[version.section_id]].append(version)
    return {code: heads(each) for code, each in kept.items()}


def settled_texts(inspection: Inspection) -> Mapping[str, str]:
    """Return each section's text. ``Refused("unsettled")`` names the sections in which two versions stand."""
    standing = standing_texts(inspection)
    if apart := [code for code, versions in standing.items() if len(versions) > 1]:
        titles = inspection.sections.filter(code__in=apart).values_list("title", flat=True)
        raise Refused("unsettled", f"Two versions stand side by side. Settle them first: {', '.join(titles)}.")
    return {code: versions[0].text.strip() if versions else "" for code, versions in standing.items()}
