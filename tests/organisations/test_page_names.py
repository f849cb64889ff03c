"""Names that a register writes in capitals, in the case that a reader expects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.organisations.page_names import as_written_on_a_page


@pytest.mark.parametrize(
    "name",
    [
        "St. Thomas' Hospital",
        "Guy's and St Thomas' NHS Foundation Trust",
        "King's College Hospital NHS FT",
        "Manchester University Hospital NHS FT (HQ)",
        "2gether NHS Foundation Trust",
        "Royal Manchester Children's Hospital",
        "University Hospitals of North Midlands NHS Trust",
        "The Royal Marsden NHS Foundation Trust",
        "Stoke-on-Trent",
        "Ashton-under-Lyne",
        "Newcastle-upon-Tyne",
        "Walk-In Centre",
        "In-Reach Team",
        "McKinley House",
        "O'Neill House",
        "A&E",
        "B&P Palliative Care",
        "E.D. Clinic",
        "B. Hall",
        "Cardiology MRI",
        "Dermatology RSH",
        "CMHT-A Weymouth North",
        "Older Persons CMHT (FP10)",
        "Ward A",
        "Building 12A",
        "2WW Clinic",
        "1st Floor, 2nd Wing",
        "Alderney Hospital Ltd",
        "Tavistock and Portman NHS Foundation Trust",
        "Guy\u2019s Hospital",
    ],
)
def test_a_name_in_capitals_is_written_as_here(name: str) -> None:
    assert as_written_on_a_page(name.upper()) == name


@pytest.mark.parametrize("name", ["BMI The Alexandra Hospital", "the Christie", "McIndoe Surgical Centre", "iCare NHS"])
def test_a_name_that_somebody_cased_is_left_alone(name: str) -> None:
    assert as_written_on_a_page(name) == name


def test_white_space_is_tidied() -> None:
    assert as_written_on_a_page("  ST \u00a0 GEORGE'S  ") == "St George's"
    assert as_written_on_a_page("") == ""


@given(st.text(alphabet="ABCNHSTDOMC'&-./() 12", max_size=40))
def test_only_case_and_white_space_change_and_doing_it_twice_changes_nothing(name: str) -> None:
    written = as_written_on_a_page(name)
    assert written.upper() == " ".join(name.split()).upper()
    assert as_written_on_a_page(written) == written or not any(letter.islower() for letter in written)
