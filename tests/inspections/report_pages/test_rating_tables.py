"""The ratings of a report as a table of words."""

from __future__ import annotations

from inspections.rating_tables import RatingCell, rating_table, word_of


def sent(site: str, service: str, question: str, awarded: str, **more: object) -> dict[str, object]:
    given = {"site": site, "service": service, "key_question": question, "awarded": awarded}
    return {**given, "computed": awarded, "departure_reason": "", **more}


def test_each_place_is_a_row_and_each_question_a_cell() -> None:
    table = rating_table(
        [
            sent("RX101", "surgery", "safe", "inadequate"),
            sent("RX101", "surgery", "caring", "not_rated"),
            sent("RX101", "", "safe", "good"),
            sent("", "", "", "outstanding", computed="good", departure_reason="It is better than its parts."),
        ],
        {"RX101": "General Hospital"},
    )
    assert [row.name for row in table.rows] == [
        "General Hospital: Surgery",
        "General Hospital as a whole",
        "The trust",
    ]
    assert [cell.word for cell in table.rows[0].cells] == ["Inadequate", "–", "Not rated", "–", "–", "–"]
    assert table.rows[2].cells[-1] == RatingCell("outstanding", "Outstanding")
    departed = table.departed[0]
    assert (departed.where, departed.computed, departed.awarded) == ("The trust: Overall", "Good", "Outstanding")


def test_one_service_alone_where_it_is_asked_for() -> None:
    ratings = [sent("RX101", "surgery", "safe", "good"), sent("RX101", "critical_care", "safe", "good")]
    assert [row.name for row in rating_table(ratings, {}, service=("RX101", "surgery")).rows] == ["RX101: Surgery"]


def test_a_place_without_a_rating_has_a_dash() -> None:
    assert word_of("") == "–"
