"""The strokes that all charts draw with: lines, marks, coordinates and escaped text; classes are in charts.css."""

from __future__ import annotations

from html import escape

from oversight.charts.marks import ABSENT, Mark

WIDTH, HEIGHT = 480, 290
TOP, RIGHT, FOOT = 36, 28, 60
LETTER = 11.5
"""The width of a digit where letters are largest: the style sheet enlarges them on narrow pictures."""


def opened(identity: str, title: str, description: str, *, cut: float = 0) -> str:
    """Open a picture with its title and description for screen readers; ``identity`` is unique on its page.

    ``cut``: so much of the picture is left out at its top, where nothing is drawn.
    """
    return (
        f'<svg class="oversight-chart" role="img" aria-labelledby="{identity}-title {identity}-description" '
        f'viewBox="0 {number(cut)} {WIDTH} {number(HEIGHT - cut)}" width="100%" focusable="false" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{identity}-title">{text(title)}</title>'
        f'<desc id="{identity}-description">{text(description)}</desc>'
    )


def rule(kind: str, shape: str) -> str:
    """A line of a kind: ``mean``, ``limit``, ``set``, ``expected``, ``grid``, ...; nothing where there is no shape."""
    return f'<path class="oversight-chart__{kind}" fill="none" stroke="currentColor" d="{shape}"/>' if shape else ""


def mark(kind: Mark, shape: str) -> str:
    """Marks of one kind as one shape."""
    paint = 'fill="none" stroke="currentColor"' if kind.hollow else 'fill="currentColor"'
    return f'<path class="oversight-chart__point oversight-chart__point--{kind.css}" {paint} d="{shape}"/>'


def ring(shape: str) -> str:
    """Rings around marks: what is singled out, or was revised."""
    return mark(ABSENT, shape) if shape else ""


RING = "m-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z"


def symbol(kind: Mark) -> str:
    """A mark alone, for the key; hidden from screen readers, since the words beside it say it."""
    return _for_the_key(mark(kind, "M0 0" + kind.shape))


def symbol_on_line(kind: Mark, line: str) -> str:
    """A mark on its line, for the key."""
    return _for_the_key(rule(line, "M-12 0h24") + mark(kind, "M0 0" + kind.shape))


def ring_symbol() -> str:
    """A ring alone, for the key."""
    return _for_the_key(ring("M0 0" + RING.replace("8", "6")))


def line_symbol(kind: str, *, upright: bool = False) -> str:
    """A line alone, for the key."""
    return _for_the_key(rule(kind, "M0-8v16" if upright else "M-12 0h24"))


def number(value: float) -> str:
    """A coordinate to a tenth, without a trailing zero."""
    return f"{round(value, 1) + 0:g}"


def text(words: str) -> str:
    """Text escaped for SVG, without the control characters that no XML may hold."""
    return escape("".join(letter for letter in words if letter >= " " or letter in "\t\n"))


def _for_the_key(drawn: str) -> str:
    return (
        '<svg class="oversight-chart-symbol" aria-hidden="true" focusable="false" viewBox="-12 -8 24 16" width="24" '
        f'height="16" xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    )
