"""The two or three sentences with which a page begins: what matters now, made from the record and true of it. Pure.

They say the rating and how old it is, whether there are special measures, and what stands out in safety; they grade
nothing by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oversight.wording import write_count, write_date, write_list
from publication.models import Release
from publication.rating_enforcement import InProgress
from publication.rating_grids import QUESTIONS, RatingGrid
from publication.released_rows import ShownWard
from publication.special_measures.case_told import Standing
from publication.special_measures.record import PublicSpecialMeasures
from ratings.rules.ratings_words import KeyQuestion

# So many figures that stand out are named; of more their number is said.
_NAMED = 4


@dataclass(frozen=True)
class Outlier:
    """A safety figure that stands out: its name, and the words that were published of it."""

    name: str
    word: str


def rating_words(grid: RatingGrid | None, what: str, under_way: Sequence[InProgress]) -> str:
    """Return the overall rating of a hospital or trust with its day and age; that there is none is said as well."""
    overall = grid.overall if grid is not None else None
    if grid is None:
        said = f"No inspection rating of this {what} has been published here."
    elif overall is None:
        said = f"Inspectors have rated parts of this {what}, and have published no rating of it as a whole."
    elif not overall.row.rating:
        said = (
            f"Inspectors looked at this {what} and gave no rating: “{overall.label}”, published on "
            f"{write_date(overall.row.published_on)}, {overall.age}."
        )
    else:
        said = (
            f"Inspectors rated this {what} {overall.label}. That was published on "
            f"{write_date(overall.row.published_on)}, {overall.age}."
        )
    if any(each.is_begun for each in under_way):
        return f"{said} They have visited {'again' if grid is not None else 'it'}, and that report is still to come."
    return f"{said} A{'nother' if grid is not None else 'n'} inspection has been announced." if under_way else said


def safe_words(grid: RatingGrid | None, what: str) -> str:
    """Return what inspectors published on whether a hospital or trust is safe; that nothing is, is said as well."""
    safe = grid.last.cells[QUESTIONS.index(KeyQuestion.SAFE.label)] if grid is not None else None
    if safe is None:
        return f"Inspectors have published no rating of how safe this {what} is."
    said = f"“{safe.label}”" if not safe.row.rating else safe.label
    return (
        f"On safety alone, inspectors rated this {what} {said}. That was published on "
        f"{write_date(safe.row.published_on)}, {safe.age}."
    )


def special_measures_words(public: PublicSpecialMeasures | None, *, of_hospital: bool) -> str:
    """Return whether the trust is in special measures, and since when; blank where no trust answers for the place."""
    if public is None:
        return ""
    whose = "The trust that runs it" if of_hospital else "The trust"
    main = public.main
    if public.followers and main is not None and main.told.standing.is_in:
        return f"{whose} was followed by {write_list(each.shown_name for each in public.followers)}."
    if main is None or main.told.standing is Standing.NOT_ENTERED:
        return f"{whose} is not in special measures."
    if main.told.standing is Standing.LEFT:
        left = main.told.spell.left_on if main.told.spell is not None else None
        return f"{whose} is not in special measures now. It left them on {write_date(left)}."
    how_long = f"{whose} has been in special measures since {write_date(main.told.since)}: {main.how_long}."
    late = len(main.overdue)
    if late:
        how_long += (
            f" Of what it and its helpers promised, {write_count(late, 'thing')} {'is' if late == 1 else 'are'} late."
        )
    return how_long


def safety_words(
    *, period: str, compared: int, outliers: Sequence[Outlier], never_events: str, of_hospital: bool
) -> str:
    """Return which safety figures of a release stand out, each with the words published of it.

    period: of the release, in words. compared: how many figures were compared with what was expected.
    never_events: the sentence on never events, blank where none was reported.
    """
    whose = "its trust's" if of_hospital else "the trust's"
    if not compared:
        said = f"None of {whose} safety figures for {period} could be compared with those of other trusts."
    elif not outliers:
        said = f"None of the {write_count(compared, 'safety figure')} compared in the release for {period} stands out."
        if compared == 1:
            said = f"The one safety figure compared in the release for {period} does not stand out."
    else:
        groups = []
        for word in dict.fromkeys(each.word for each in outliers):
            names = [_in_a_sentence(each.name) for each in outliers if each.word == word]
            groups.append(f"{len(names)} {'is' if len(names) == 1 else 'are'} {word}{_names(names)}")
        figures = write_count(compared, "safety figure")
        said = f"Of {whose} {figures} compared in the release for {period}, {write_list(groups)}."
    return f"{said} {never_events}" if never_events else said


def staffing_words(often_short: Sequence[str], wards: int) -> str:
    """Return that wards are often short of staff, by name; blank where none is."""
    if not often_short:
        return ""
    count = f"{len(often_short)} of its {write_count(wards, 'ward')}" if wards > 1 else "Its one ward"
    named = f": {write_list(often_short)}" if len(often_short) <= _NAMED and wards > 1 else ""
    return f"{count} {'is' if len(often_short) == 1 else 'are'} often short of staff{named}."


def ward_words(ward: ShownWard, release: Release) -> str:
    """Return how many of the planned hours were worked on a ward in a month, and whether it is often short."""
    if ward.mark is not None:
        return f"The figures of this ward for {release.period_label} were withdrawn."
    rate = ward.figures.all_fill
    if rate.missing is not None:
        said = f"No hours can be set beside a plan for {release.period_label}."
    else:
        said = f"In {release.period_label} staff on this ward worked {rate.text} of the hours planned."
    return f"{said} It is often short of staff." if ward.often_short else said


def first_words(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences that say something, in their order."""
    return tuple(sentence for sentence in sentences if sentence)


def _in_a_sentence(name: str) -> str:
    """Return a name with a small first letter; one that begins with an abbreviation stays as it is."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _names(names: Sequence[str]) -> str:
    return f" ({'; '.join(names)})" if len(names) <= _NAMED else ""
