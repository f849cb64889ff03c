"""Every public page reads at 12 years or below, and no sentence of ours has more than 30 words."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from math import ceil
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from oversight import clock
from oversight.accounts.access import PUBLIC, rule_of
from oversight.organisations.models import Body, Region, Site, Trust, Ward
from oversight.organisations.page_names import as_written_on_a_page
from publication.sharing.reading_ages import reading_ages
from tests.access_samples import make_world, sample_for
from tests.accounts.test_every_address import EVERY, Address, fill_in
from tests.publication.reading_age import TERMS, Read, measure, sentences_of, syllables, words_of

MOST_WORDS = 30
HIGHEST_AGE = 12
# Fewer sentences than these say nothing of a page: one long word would make them hard.
ENOUGH = 5
# Children of five begin school: a grade of 7 is an age of 12.
FIRST_GRADE_AT = 5

KNOWN_WORDS = {
    **dict.fromkeys(["care", "rate", "staff", "ward", "worked", "planned", "night", "changed", "called", "hours"], 1),
    **dict.fromkeys(["rating", "staffing", "reading", "wanted", "added", "changes", "careful", "people", "table"], 2),
    **dict.fromkeys(["nurses", "safety", "statement", "nation", "special", "measure", "being", "quarter", "trial"], 2),
    **dict.fromkeys(["official", "expected", "however", "another", "together", "area", "difference"], 3),
    **dict.fromkeys(["administrator", "inadequately", "electricity"], 5),
    "availability": 6,
    **dict.fromkeys(["information", "explanation", "usually", "definition"], 4),
}


@pytest.mark.parametrize(("word", "count"), sorted(KNOWN_WORDS.items()))
def test_syllables_of_known_words(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_of_a_known_text() -> None:
    # 10 words, 2 sentences, 11 syllables: 0.39 * 5 + 11.8 * 1.1 - 15.59.
    read = measure(["The cat sat down.", "The dog ran to the water."])
    assert (read.words, read.sentences, read.syllables) == (10, 2, 11)
    assert read.grade == pytest.approx(-0.66, abs=0.005)


def test_longer_words_and_longer_sentences_are_harder() -> None:
    easy = measure(["We count the hours.", "We show them."]).grade
    longer = measure(["We count the hours and then we show them to all who ask us."]).grade
    harder = measure(["We enumerate availability.", "We illustrate variations."]).grade
    assert easy < longer
    assert easy < harder


def test_what_is_not_ours_and_what_is_no_sentence_is_left_out() -> None:
    page = """<nav><p>Menu of many long words.</p></nav><main><h1>Availability of administrators.</h1>
    <p>We count the <a href="/x/">hours</a> at Wren Vale University Hospitals NHS Trust on 4 March 2016.</p>
    <table><tr><td><p>Tabulated availability is here.</p></td></tr></table>
    <p class="app-written">What the organisation itself elaborated.</p>
    <ul><li>Ash Ward</li><li>all of the wards here</li></ul>
    <p>Source: Health and Social Care Act 2008 (Regulated Activities) Regulations 2014, regulation 20A.</p></main>"""
    found = sentences_of(page, ["Wren Vale University Hospitals NHS Trust"])
    assert found[0] == "We count the hours at Thing on Thing."
    assert found[1] == "all of the wards here"
    assert all("Tabulated" not in each and "elaborated" not in each and "Menu" not in each for each in found)
    assert len(found) == 2


def test_a_semicolon_ends_a_unit_and_a_law_is_one_word() -> None:
    found = sentences_of("<main><p>It is a duty; it comes from the Care Act 2014, regulation 20A.</p></main>")
    assert found == ["It is a duty;", "it comes from Thing, regulation Thing."]


def test_each_term_of_the_field_has_a_reason() -> None:
    assert all(TERMS.values())


@pytest.mark.django_db
def test_every_public_page_reads_at_twelve_or_below() -> None:
    pages = _pages()
    too_hard, too_long = [], []
    ages = {}
    report = []
    for kind, sentences in sorted(pages.items()):
        read = measure(sentences)
        ages[kind] = ceil(round(read.grade, 1)) + FIRST_GRADE_AT if read.sentences >= ENOUGH else 0
        report.append(f"{kind}\t{read.grade:.1f}\t{read.sentences}\t{read.words}")
        if ages[kind] > HIGHEST_AGE:
            too_hard.append(f"{kind}: grade {read.grade:.1f}; {_hardest(sentences)}")
        too_long += [f"{kind}: {each}" for each in sentences if len(words_of(each)) > MOST_WORDS]
    _leave(report, pages)
    assert too_hard == []
    assert sorted(set(too_long)) == []
    stated = reading_ages()
    assert {kind: age for kind, age in ages.items() if age > stated.of(kind)} == {}
    assert max(stated.highest, *(each.age for each in stated.pages)) <= HIGHEST_AGE
    assert {each.address for each in stated.pages} <= ages.keys()


def _pages() -> dict[str, list[str]]:
    """Return the sentences of every kind of public page, by the name of its address."""
    world = make_world(clock.now())
    found: dict[str, list[str]] = defaultdict(list)
    # What fails to answer is another test's.
    client = Client(raise_request_exception=False)
    for address in EVERY:
        if not _is_public(address) or address.route.startswith("api/") or re.search(r"\.[a-z]+$", address.route):
            continue
        with transaction.atomic():
            path, _ = fill_in(address, world)
        cache.clear()
        response = client.get(path)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found[address.name] += sentences_of(response.content.decode(), _names())
    return found


def _is_public(address: Address) -> bool:
    rule = rule_of(address.pattern.callback)
    of_public = address.name.partition(":")[0] in ("public", "about", "tell_us", "survey")
    # The walk over every address says where a sample is missing.
    can_be_asked = all(sample_for(keyword, address.name) for keyword in address.keywords)
    return of_public and can_be_asked and rule is not None and PUBLIC in rule.read


def _names() -> set[str]:
    named = {
        name for model in (Trust, Site, Ward, Body, Region) for name in model.objects.values_list("name", flat=True)
    }
    return named | {as_written_on_a_page(name) for name in named}


def _hardest(sentences: list[str]) -> str:
    grades: dict[str, Read] = {each: measure([each]) for each in sentences}
    return " | ".join(sorted(grades, key=lambda each: grades[each].grade, reverse=True)[:6])


def _leave(report: list[str], pages: dict[str, list[str]]) -> None:
    """Leave the grades and sentences in a folder, for whoever rewrites them."""
    folder = os.environ.get("OVERSIGHT_READING")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / "grades.tsv").write_text("\n".join(report))
        for kind, sentences in pages.items():
            grades = sorted(((measure([each]).grade, each) for each in sentences), reverse=True)
            (Path(folder) / f"{kind.replace(':', '-')}.txt").write_text(
                "\n".join(f"{grade:5.1f} {len(words_of(each)):3} {each}" for grade, each in grades)
            )
