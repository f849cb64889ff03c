"""The year in plain English: true of what was released, and no harder to read than a child of 12 can."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from complaints.periods import ComplaintsPeriod
from publication.complaints import annual
from publication.complaints.annual import TrustYear
from publication.complaints.models import OVERALL, ReleasedComplaintsTrust
from publication.complaints.record import TrustPeriod
from publication.models import Release
from tests.publication.complaints.making import HANDLING, SUBJECTS, publish, send, trust_with_hospital, whole

YEAR = ComplaintsPeriod.parse("2025-26")


def of(period: str, *, submitted: bool = True, **more: object) -> TrustPeriod:
    """A released period of a trust that no database holds."""
    given = {"brought_forward": 30, "new": 120, "resolved": 100, "upheld": 35, "partially_upheld": 25}
    given |= {"not_upheld": 40, "carried_forward": 50}
    row = ReleasedComplaintsTrust(
        code="RX1",
        status="submitted" if submitted else "not_submitted",
        handling=more.pop("handling", {"ombudsman_referred": 5, "ombudsman_upheld": 1}),  # type: ignore[arg-type]
        breakdown=more.pop("breakdown", {"subject_area_communications": 35, "subject_area_restraint": "suppressed"}),  # type: ignore[arg-type]
        **({name: given[name] for name in OVERALL} if submitted else {}),
    )
    for name, value in more.items():
        setattr(row, name, value)
    return TrustPeriod(Release(kind="complaints", period=period), row, None)


def quarters(count: int = 4) -> list[TrustPeriod]:
    return [of(f"2025-Q{number}") for number in range(1, count + 1)]


class TestWhatItSays:
    def test_a_whole_year_adds_up_its_quarters(self) -> None:
        year = TrustYear(YEAR, quarters(), None)
        assert annual.how_much_of_the_year(year) == (
            "This page covers the whole year, from April 2025 to March 2026. It adds up its four quarters."
        )
        assert annual.what_came(year)[:2] == [
            "People made 480 complaints in writing about the trust.",
            "Most were about: communications (140).",
        ]
        found = annual.what_was_found(year)
        assert found[0] == "The trust finished looking into 400 complaints."
        # Well founded, by regulation 18: 140 in full and 100 in part.
        assert "So 240 of 400 had good grounds, in full or in part." in found
        assert "The trust was told that 20 people did so." in annual.what_the_ombudsman_did(year)

    def test_a_year_that_is_not_whole_says_which_part_it_is(self) -> None:
        year = TrustYear(YEAR, [*quarters(2), of("2025-Q3", submitted=False)], None)
        assert annual.how_much_of_the_year(year) == (
            "This is not the whole year. It covers April to June 2025 and July to September 2025."
        )
        assert year.total("new") == 240
        assert not year.is_whole

    def test_a_year_released_at_once_is_taken_as_it_is(self) -> None:
        year = TrustYear(YEAR, quarters(3), of("2025-26"))
        assert year.total("new") == 120
        assert annual.how_much_of_the_year(year) == "This page covers the whole year, from April 2025 to March 2026."

    def test_what_was_held_back_in_a_quarter_is_said_of_the_year(self) -> None:
        told = [of("2025-Q1"), of("2025-Q2", breakdown={"subject_area_communications": "suppressed"})]
        [subject] = TrustYear(YEAR, told, None).subjects
        assert (subject.label, subject.text) == ("Communications", "35 or more")

    def test_a_number_that_was_not_given_is_not_a_nought(self) -> None:
        year = TrustYear(YEAR, [of("2025-Q1", handling={}), of("2025-Q2", handling={})], None)
        assert "The trust did not say how many people did so." in annual.what_the_ombudsman_did(year)
        part = TrustYear(YEAR, [of("2025-Q1", handling={"ombudsman_referred": 0}), of("2025-Q2", handling={})], None)
        said = annual.what_the_ombudsman_did(part)
        assert "The trust was told that nobody did so." in said
        assert "It gave this number for 1 of 2 quarters." in said

    @given(
        counts=st.lists(
            st.tuples(st.integers(0, 300), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)),
            min_size=1,
            max_size=4,
        )
    )
    def test_it_is_true_of_the_quarters(self, counts: list[tuple[int, int, int, int]]) -> None:
        told = [
            of(
                f"2025-Q{place}",
                new=new,
                upheld=upheld,
                partially_upheld=partly,
                not_upheld=not_upheld,
                resolved=upheld + partly + not_upheld,
            )
            for place, (new, upheld, partly, not_upheld) in enumerate(counts, start=1)
        ]
        year = TrustYear(YEAR, told, None)
        resolved = sum(upheld + partly + none for _, upheld, partly, none in counts)
        founded = sum(upheld + partly for _, upheld, partly, _ in counts)
        text = " ".join(annual.what_was_found(year)).replace(",", "")
        if resolved:
            assert f"looking into {resolved} complaint" in text
            assert f"So {founded} of {resolved} had good grounds" in text
        else:
            assert text == "The trust has not finished looking into any complaint."
        new = sum(each[0] for each in counts)
        came = annual.what_came(year)[0].replace(",", "")
        assert came.startswith(f"People made {new} complaint") if new else came.startswith("Nobody")


def reading_age(text: str) -> float:
    """Return the age at which a text can be read: the school grade of Flesch and Kincaid (1975), and five years."""
    sentences = [each for each in re.split(r"[.!?:]+(?:\s|$)", text) if re.search("[a-z]", each)]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59 + 5


def _syllables(word: str) -> int:
    """Count groups of vowels; an e at the end is silent unless an l comes before it."""
    word = word.lower()
    found = len(re.findall("[aeiouy]+", word))
    if word.endswith("e") and not word.endswith("le") and found > 1:
        found -= 1
    return max(found, 1)


def test_the_measure_of_reading_age_tells_easy_from_hard() -> None:
    assert reading_age("The cat sat on the mat. It was a big cat.") < 8
    assert reading_age("Notwithstanding organisational considerations, accountability remains fundamental.") > 18


OURS = {
    "how much": lambda year: [annual.how_much_of_the_year(year)],
    "what came": annual.what_came,
    "what was found": annual.what_was_found,
    "the Ombudsman": annual.what_the_ombudsman_did,
    "what changed": lambda year: annual.what_changed(3, 1) + annual.what_changed(2, 0),
}


@pytest.mark.parametrize("part", list(OURS))
@pytest.mark.parametrize("count", [1, 4], ids=["one quarter", "a year"])
def test_our_words_can_be_read_at_twelve(part: str, count: int) -> None:
    said = " ".join(OURS[part](TrustYear(YEAR, quarters(count), None)))
    assert reading_age(said) <= 12, said


@pytest.mark.django_db
def test_our_words_on_the_page_can_be_read_at_twelve(client: Client) -> None:
    trust = trust_with_hospital()
    for period in ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"):
        send(trust, whole(subjects=SUBJECTS), period=period, handling=HANDLING, lessons=[])
        publish(period)
    content = client.get("/trusts/RX1/complaints/2025-26/").content.decode()
    report = content.partition('id="report"')[2].partition("</main>")[0]
    paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", report, re.DOTALL)
    text = " ".join(re.sub("<[^>]+>", "", each).strip() for each in paragraphs)
    assert "People made 480 complaints in writing about the trust." in text
    assert "This page covers the whole year" in text
    assert reading_age(text) <= 12, text
