"""Text in exported CSV never becomes a live formula; numbers stay numbers."""

import pytest

from oversight.csv_cells import inert


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+SUM(A1)",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\u00a0=1",
        "\uff1d1",
        "-",
        "=cmd|' /C calc'!A0",
        "-1,000",
    ],
)
def test_what_could_start_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ward 4", "1", "-5.2", "+44", "1e5", ".5", "a=b", "Wakeley-Esc", "'=1"])
def test_other_text_and_numbers_are_left_alone(text: str) -> None:
    assert inert(text) == text
