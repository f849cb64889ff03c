"""What a release of the safety measures tells of a trust: by which of them it came to stand otherwise among all.

The measures are the sentence's second part: it is told only while no figure of the trust has been withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.urls import reverse

from oversight.measures.defining import definition
from oversight.returns.periods import Month
from oversight.wording import write_list
from publication.models import Release
from publication.news.drafts import Draft
from publication.news.models import ChangeKind, Reach
from publication.news.release_draft import Before, of_release, published
from publication.safety_measures.models import ReleasedMeasure, Standing
from publication.safety_measures.sections import is_on_pages, plain_words
from publication.safety_measures.told_words import word_of

_APART = (Standing.BETTER, Standing.WORSE)
# A sentence holds so many measures; the page has all.
_NAMED = 3


def safety_figures(release: Release, earlier: Before | None) -> Iterator[Draft]:
    """Yield for each trust that its measures are out, and which of them came to stand otherwise than before."""
    month = Month.parse(release.period).label
    is_first = release.number == 1
    now = _standings(release)
    then = _standings(earlier.release) if earlier is not None else {}
    for trust in release.safety_trusts.order_by("code"):
        if not is_first and not trust.revised:
            continue
        is_compared = earlier is not None and trust.code in then
        yield of_release(
            release,
            key=f"release:{release.reference}:trust:{trust.code}",
            kind=ChangeKind.FIGURES if is_first else ChangeKind.CORRECTION,
            at=published(release),
            name=trust.shown_name,
            sentence=f"Safety measures for {month} {'are out' if is_first else 'were corrected'}",
            address=reverse("public:trust_measures", args=[trust.code]),
            trust_code=trust.code,
            reach=Reach.BOTH,
            compared=_moved(then[trust.code], now.get(trust.code, {})) if is_compared else "",
            compared_with=earlier.release if earlier is not None and is_compared else None,
        )


def _standings(release: Release) -> dict[str, dict[str, Standing]]:
    """Return by trust and measure where each figure of a release stands, of the measures that pages show."""
    found: dict[str, dict[str, Standing]] = {}
    rows = ReleasedMeasure.objects.filter(release=release).order_by("trust__code", "measure")
    for code, measure, standing in rows.values_list("trust__code", "measure", "standing"):
        if is_on_pages(measure):
            found.setdefault(code, {})[measure] = Standing(standing)
    return found


def _moved(then: Mapping[str, Standing], now: Mapping[str, Standing]) -> str:
    """Return which measures came to stand apart, which are as expected again, and which are compared no more."""
    moved = [measure for measure, standing in now.items() if then.get(measure, standing) != standing]
    apart = [f"{_name(each)} ({word_of(definition(each), now[each])})" for each in moved if now[each] in _APART]
    left = [each for each in moved if now[each] not in _APART and then[each] in _APART]
    back = [_name(each) for each in left if now[each] is Standing.AS_EXPECTED]
    not_compared = [_name(each) for each in left if now[each] is not Standing.AS_EXPECTED]
    said = []
    if apart:
        said.append(f"new: {_listed(apart)}")
    if back:
        said.append(f"now as expected: {_listed(back)}")
    if not_compared:
        said.append(f"compared no more: {_listed(not_compared)}")
    return "; ".join(said) or "and each stands among all trusts as it did before"


def _listed(names: list[str]) -> str:
    more = len(names) - _NAMED
    return write_list([*names[:_NAMED], f"{more} more"] if more > 0 else names)


def _name(measure: str) -> str:
    return plain_words(measure).name
