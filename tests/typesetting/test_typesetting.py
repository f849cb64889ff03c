"""Tagged PDFs: they hold their words as text, in tags, and nothing that anybody writes is read as markup."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oversight.typesetting import Document, Heading, NewPage, Paragraph, Picture, Points, Table, typeset
from tests.typesetting.reading import declared_of, tags_of, words_of

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 5"><rect width="5" height="5"/></svg>'
DAY = date(2026, 4, 1)


def _document(*parts, title="Complaints to the Board", foot="Northmoor"):
    return Document(title=title, author="Northmoor", dated=DAY, parts=parts, foot=foot)


def test_a_document_is_tagged_and_holds_its_words():
    pdf = typeset(
        _document(
            Heading("Themes"),
            Paragraph("Waiting was the theme\nof most complaints."),
            Points(["Ward A", "Ward B"]),
            Heading("By ward", level=3),
            Table("Complaints of each ward", ["Ward", "New"], [["Ward A", "12"], ["Ward B", "3"]], numbers=[1]),
            Picture(SQUARE, "A square"),
            NewPage(),
            Heading("What was done"),
        )
    )

    assert declared_of(pdf) == {
        "language": "en-GB",
        "title": "Complaints to the Board",
        "pdf_ua": "1",
        "size": "595 x 842",
        "pages": "2",
    }
    words = words_of(pdf)
    for said in ("Themes", "Waiting was the theme", "Ward B", "Complaints of each ward", "12", "What was done"):
        assert said in words
    tags = tags_of(pdf)
    assert [tag for tag in tags if tag in ("H1", "H2", "H3")] == ["H1", "H2", "H3", "H2"]
    assert tags.count("LI") == 2
    assert tags.count("TH") == 2
    assert tags.count("TD") == 4
    assert "Figure" in tags
    assert "Caption" in tags


@pytest.mark.parametrize(
    "hostile",
    [
        "#read(\"/etc/passwd\")",
        "= A heading",
        "*bold* _not_ `raw` $x$ @label <label>",
        "#set page(width: 1cm)",
        "\\u{41} \\ // a comment /* and another */",
        "]#panic(\"out\")[",
        "https://example.org/ -- --- ~",
    ],
)  # fmt: skip
def test_what_is_written_is_never_markup(hostile):
    pdf = typeset(_document(Paragraph(hostile), Points([hostile]), Table(hostile, [hostile], [[hostile]])))

    assert words_of(pdf).replace(" ", "").count(hostile.replace(" ", "")) == 5
    assert tags_of(pdf).count("H1") == 1
    assert declared_of(pdf)["size"] == "595 x 842"


def test_the_same_words_give_the_same_bytes_and_others_give_others():
    first = typeset(_document(Paragraph("One")))

    assert typeset(_document(Paragraph("One"))) == first
    assert typeset(_document(Paragraph("Two"))) != first


def test_a_character_without_a_font_is_shown_as_such_and_the_rest_stays():
    words = words_of(typeset(_document(Paragraph("before 字 after Łódź Ωμέγα"))))

    assert "before \N{REPLACEMENT CHARACTER} after Łódź Ωμέγα" in words


def test_marks_that_show_nothing_or_turn_the_direction_are_left_out():
    assert "abcdef" in words_of(typeset(_document(Paragraph("ab\u202ecd\ufeff\x00e\u200bf"))))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(alphabet='#[]{}()$*_`\\"<>@=/-~. ab\n', max_size=60))
def test_any_text_at_all_makes_a_tagged_file(any_text, marks):
    pdf = typeset(_document(Paragraph(any_text), Table(marks, ["One"], [[any_text]]), title=f"T {marks}"))

    assert declared_of(pdf)["pdf_ua"] == "1"
    assert [tag for tag in tags_of(pdf) if tag.startswith("H")] == ["H1"]


def test_a_level_is_not_skipped_and_a_row_is_whole():
    with pytest.raises(ValueError, match="level 3 cannot follow one of level 1"):
        typeset(_document(Heading("Too deep", level=3)))
    with pytest.raises(ValueError, match="not as long"):
        typeset(_document(Table("Ragged", ["One", "Two"], [["1"]])))
