"""A trust's year of complaints in plain English, drafted from what was released of it.

Source: SI 2009/309, regulation 18 (how many came, how many were well founded, how many went to the Ombudsman, what they
were about, what was done); the policy asks for it in plain English (Hard Truths, paragraph 1.36). Every sentence is
made of released figures alone, so that it tells nothing that they do not. Well founded: upheld in full or in part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from complaints.periods import ComplaintsPeriod
from oversight.wording import write_count, write_list, write_number
from publication.complaints.figures import TrustFigures
from publication.complaints.record import TrustPeriod
from publication.complaints.series import months_of
from publication.complaints.told import NoNumber, Told

QUARTERS = 4
MOST_SUBJECTS = 5
_ADDED = ("new", "resolved", "upheld", "partially_upheld", "not_upheld")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the year: the sum of what was told of it, and whether a part of it was held back or blank."""

    label: str
    told: int
    is_part: bool

    @property
    def text(self) -> str:
        """The number, with a word where it is not the whole of it."""
        return f"{write_number(self.told)} or more" if self.is_part else write_number(self.told)


class TrustYear:
    """A financial year of a trust: the quarters that were released, and the whole year if it was released at once."""

    def __init__(self, year: ComplaintsPeriod, quarters: Sequence[TrustPeriod], whole: TrustPeriod | None) -> None:
        self.year = year
        self.quarters = quarters
        # A year that was withdrawn or not submitted gives way to its quarters.
        self.whole = whole if whole is not None and whole.absent is None else None

    @cached_property
    def told(self) -> list[TrustPeriod]:
        """The periods that the year is told from: itself, or its quarters with figures."""
        if self.whole is not None:
            return [self.whole]
        return [each for each in self.quarters if each.absent is None]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the year is missing."""
        return self.whole is not None or len(self.told) == QUARTERS

    @property
    def label(self) -> str:
        """The year's months: April 2026 to March 2027."""
        return months_of(self.year)

    def total(self, name: str) -> int:
        """Return a count in all added up over what was told."""
        return sum(int(each.figures.overall[name].value or 0) for each in self.told)

    def asked(self, code: str) -> tuple[int, int]:
        """Return a number that the policy asks for added up, and how many of the periods told gave it."""
        given = [
            figure.value for each in self.told for figure in [each.figures.asked(code)] if figure.value is not None
        ]
        return int(sum(given, Decimal(0))), len(given)

    @cached_property
    def subjects(self) -> list[Subject]:
        """What people complained of most, by the sum of what was told; those of which nothing was told are left out."""
        sums: dict[str, list[Told]] = {}
        for each in self.told:
            for line in each.figures.subjects:
                sums.setdefault(line.label, []).append(line.figure)
        found = [
            Subject(
                label,
                int(sum((told.value or Decimal(0) for told in figures), Decimal(0))),
                any(told.value is None for told in figures),
            )
            for label, figures in sums.items()
        ]
        return sorted((each for each in found if each.told), key=lambda each: (-each.told, each.label))[:MOST_SUBJECTS]

    @property
    def figures(self) -> TrustFigures | None:
        """The figures of the year where it was released at once."""
        return self.whole.figures if self.whole else None


def how_much_of_the_year(year: TrustYear) -> str:
    """Say which part of the year the page tells of."""
    if year.whole is not None:
        return f"This page covers the whole year, from {year.label}."
    if year.is_whole:
        return f"This page covers the whole year, from {year.label}. It adds up its four quarters."
    if not year.told:
        return "There are no figures for this year yet."
    named = write_list(months_of(each.period) for each in year.told)
    return f"This is not the whole year. It covers {named}."


def what_came(year: TrustYear) -> list[str]:
    """Say how many complaints came, and what most of them were about."""
    new = year.total("new")
    said = [f"{_people('made', new)} in writing about the trust."] if new else ["Nobody made a complaint in writing."]
    if year.subjects:
        most = write_list(f"{each.label[:1].lower()}{each.label[1:]} ({each.text})" for each in year.subjects[:3])
        said.append(f"Most were about: {most}.")
        said.append("One complaint can be about more than one thing. These numbers are rounded to the nearest 5.")
    return said


def what_was_found(year: TrustYear) -> list[str]:
    """Say how many complaints were well founded, as the trust decided."""
    resolved, upheld, partly = (year.total(name) for name in ("resolved", "upheld", "partially_upheld"))
    if not resolved:
        return ["The trust has not finished looking into any complaint."]
    return [
        f"The trust finished looking into {write_count(resolved, 'complaint')}.",
        f"It found that {_were(upheld)} right in full.",
        f"It found that {_were(partly)} right in part.",
        f"It found no proof for {write_number(year.total('not_upheld'))} of them.",
        f"So {write_number(upheld + partly)} of {write_number(resolved)} had good grounds, in full or in part.",
        "The trust made these choices. No one else has checked them.",
    ]


def what_the_ombudsman_did(year: TrustYear) -> list[str]:
    """Say how many complaints went to the Ombudsman, as far as the trust was told."""
    referred, given = year.asked("ombudsman_referred")
    said = [
        "If you are not happy with the answer from a trust, you can ask the Ombudsman to look at it.",
        "The Ombudsman does not work for the NHS.",
    ]
    if not given:
        return [*said, "The trust did not say how many people did so."]
    said.append(
        "The trust was told that nobody did so."
        if not referred
        else f"The trust was told that {write_count(referred, 'person', 'people')} did so."
    )
    if given < len(year.told):
        said.append(f"It gave this number for {given} of {len(year.told)} quarters.")
    upheld, _ = year.asked("ombudsman_upheld")
    partly, _ = year.asked("ombudsman_partly_upheld")
    if upheld or partly:
        said.append(f"The Ombudsman found that {_were(upheld + partly)} right in full or in part.")
    return said


def what_changed(lessons: int, worked: int) -> list[str]:
    """Say how many lessons the trust told of, and of how many it says that the change worked."""
    if not lessons:
        return ["The trust told of no change that it made."]
    said = [f"The trust told of {write_count(lessons, 'change')} that it made. They are in its own words below."]
    if worked:
        said.append(f"It says that {write_number(worked)} of them worked.")
    else:
        said.append("It does not yet say of any that it worked.")
    return said


def why_not(period: TrustPeriod) -> str:
    """Return the words for a quarter without figures."""
    return (period.absent or NoNumber.NOT_SUBMITTED).label


def _people(did: str, count: int) -> str:
    return f"People {did} {write_count(count, 'complaint')}"


def _were(count: int) -> str:
    return f"{write_number(count)} {'was' if count == 1 else 'were'}"
