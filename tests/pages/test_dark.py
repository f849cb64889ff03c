"""The dark screen: every colour of ours has another one there, and each stands out from its ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oversight import settings

SHEETS = Path(settings.BASE_DIR) / "static" / "oversight"
TOKEN = re.compile(r"--app-([a-z-]+): (#[0-9a-f]{6});")
# Letters on the page and on what lies upon it; lines and marks need less (WCAG 2.2, 1.4.3 and 1.4.11).
LETTERS = ("ink", "quiet", "link", "visited", "hover", "concern")
MARKS = ("mid", "red", "amber", "green", *LETTERS)
# A sheet of its own, without those of the pages.
ALONE = {"panel.css"}
# Black letters on the yellow of what is focused, white ones on the blue of the header: the same day and night.
SAME = {"#ffeb3b", "#212b32", "#ffffff"}


def tokens(sheet: str) -> dict[str, str]:
    found = TOKEN.findall((SHEETS / sheet).read_text())
    assert found
    return dict(found)


def luminance(colour: str) -> float:
    """Relative luminance, by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1_and_a_colour_on_itself_1_to_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#4c6272", "#4c6272") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_every_colour_has_another_one_in_the_dark() -> None:
    light, dark = tokens("site.css"), tokens("dark.css")
    assert light.keys() == dark.keys()
    assert [name for name in light if light[name] == dark[name]] == []


@pytest.mark.parametrize("sheet", ["site.css", "dark.css"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_letters_and_marks_stand_out(sheet: str, ground: str) -> None:
    colours = tokens(sheet)
    assert [name for name in LETTERS if contrast(colours[name], colours[ground]) < 4.5] == []
    assert [name for name in MARKS if contrast(colours[name], colours[ground]) < 3] == []


@pytest.mark.parametrize("sheet", sorted(path.name for path in SHEETS.glob("*.css") if path.name != "print.css"))
def test_no_sheet_has_a_colour_that_the_dark_cannot_change(sheet: str) -> None:
    if sheet in ALONE:
        return
    rules = re.sub(r"/\*.*?\*/|--app-[a-z-]+: #[0-9a-f]{6};", "", (SHEETS / sheet).read_text(), flags=re.S)
    if sheet == "dark.css":
        # All that it holds is of the dark.
        return
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) <= SAME
