"""Which numbers of KO41a the public reads broken down: subjects, with clinical treatment as one, and service areas.

The specialties of clinical treatment, ages, who complained and professions are left out: they tell a reader little of
one trust, and each further margin would make more cells be withheld.
"""

from __future__ import annotations

from complaints.items import CLINICAL_TOTAL, SERVICES, SUBJECTS, Item

SUBJECTS_SHOWN: tuple[Item, ...] = (CLINICAL_TOTAL, *SUBJECTS)
SERVICES_SHOWN: tuple[Item, ...] = SERVICES
BROKEN_DOWN: tuple[tuple[Item, ...], ...] = (SUBJECTS_SHOWN, SERVICES_SHOWN)
SHOWN_CODES: tuple[str, ...] = tuple(item.code for items in BROKEN_DOWN for item in items)


def label_of(item: Item) -> str:
    """Return what pages call a subject or service area."""
    return "Clinical treatment" if item is CLINICAL_TOTAL else item.label
