"""The words of ratings: read whatever their case, spaces, hyphens and underscores, and never guessed."""

import pytest

from ratings.rules.ratings_words import (
    KeyQuestion,
    NonRating,
    NonRatingReason,
    Rating,
    UnknownWord,
    rated,
    read_key_question,
    read_rating,
)


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("Outstanding", Rating.OUTSTANDING),
        ("GOOD", Rating.GOOD),
        ("Requires improvement", Rating.REQUIRES_IMPROVEMENT),
        ("requires_improvement", Rating.REQUIRES_IMPROVEMENT),
        ("  Requires-Improvement\u00a0", Rating.REQUIRES_IMPROVEMENT),
        ("RequiresImprovement", Rating.REQUIRES_IMPROVEMENT),
        ("inadequate ", Rating.INADEQUATE),
    ],
)
def test_a_rating_is_read_however_it_is_spelled(text: str, rating: Rating) -> None:
    assert read_rating(text) is rating


@pytest.mark.parametrize(
    ("text", "non_rating"),
    [
        ("Not rated", NonRating.NOT_RATED),
        ("not_rated", NonRating.NOT_RATED),
        ("Inspected but not rated", NonRating.NOT_RATED),
        ("Insufficient evidence to rate", NonRating.INSUFFICIENT_EVIDENCE),
        ("Not sufficient evidence to rate", NonRating.INSUFFICIENT_EVIDENCE),
        ("No published rating", NonRating.NOT_RATED),
        ("Not formally rated", NonRating.NOT_RATED),
        ("NOT APPLICABLE", NonRating.NOT_APPLICABLE),
        ("Suspended", NonRating.SUSPENDED),
    ],
)
def test_a_non_rating_is_read_and_does_not_count(text: str, non_rating: NonRating) -> None:
    assert read_rating(text) is non_rating
    assert rated(read_rating(text)) is None


@pytest.mark.parametrize("text", [None, "", "   "])
def test_nothing_said_is_nothing(text: str | None) -> None:
    assert read_rating(text) is None
    assert rated(read_rating(text)) is None


@pytest.mark.parametrize("text", ["Goood", "Fair", "O", "RI", "Outstandingly", "Good!", "0", "n/a"])
def test_any_other_word_is_unknown(text: str) -> None:
    with pytest.raises(UnknownWord) as raised:
        read_rating(text)
    assert raised.value.word == text


@pytest.mark.parametrize("value", [3, 0, True, ["Good"], {"Good": "Good"}])
def test_what_is_no_text_is_unknown(value: object) -> None:
    with pytest.raises(UnknownWord):
        read_rating(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", list(KeyQuestion))
def test_a_key_question_is_read_by_its_label_and_its_code(question: KeyQuestion) -> None:
    assert read_key_question(question.label) is question
    assert read_key_question(question.value) is question
    assert read_key_question(f" {question.label.upper().replace('-', ' ')} ") is question


@pytest.mark.parametrize("text", ["Overall", "Well", "", "Safety"])
def test_no_other_key_question_is_known(text: str) -> None:
    with pytest.raises(UnknownWord):
        read_key_question(text)


def test_ratings_are_ordered_by_rank_and_key_questions_by_place() -> None:
    assert [rating.rank for rating in Rating] == [4, 3, 2, 1]
    assert [question.label for question in KeyQuestion] == ["Safe", "Effective", "Caring", "Responsive", "Well-led"]


def test_each_word_says_itself() -> None:
    assert [rating.label for rating in Rating] == ["Outstanding", "Good", "Requires improvement", "Inadequate"]
    assert all(read_rating(non_rating.label) is non_rating for non_rating in NonRating)
    assert len({reason.label for reason in NonRatingReason}) == len(NonRatingReason)
