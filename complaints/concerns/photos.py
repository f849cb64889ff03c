"""Photos that people send: written anew from their picture alone, so that nothing else that was in the file is kept."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from threading import Lock

from PIL import Image, UnidentifiedImageError

MOST = 5
"""Photos with one concern or one message."""
LARGEST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
"""A phone's photo has 12 to 50 million; what claims more is not unpacked."""
_MOST_PIXELS_OF_OTHERS = 30_000_000
"""Of forms that are always unpacked whole, in memory."""
KEPT_BYTES = 500 * 1024
"""A photo as it is kept is no larger, so that all of a concern fit on one form."""
_LONGEST_SIDE = 1600
_QUALITIES = (85, 75, 65, 50, 35)
_SMALLER = 0.7
# What browsers and phones make. Each is read by a part of the library that stays within the pixels it was told of.
_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
# MPO is what some phones make: JPEG with further pictures behind the first.
_READ_SMALLER = frozenset({"JPEG", "MPO"})
# Which way is up (EXIF 2.32, tag 274), and how to turn what is not.
_ORIENTATION = 0x0112
_TURNED_BY = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One picture is unpacked in a process at a time: several large ones together would take its memory.
_unpacking = Lock()


class NoPhoto(Exception):
    """The file is not kept; the message says why, in plain words, and never its name."""


@dataclass(frozen=True)
class CleanPhoto:
    """A picture written anew: its bytes, what they are, and its size in pixels as it is looked at."""

    content: bytes
    media_type: str
    width: int
    height: int


def clean(content: bytes) -> CleanPhoto:
    """Read a picture, turn it upright, and write it as a new JPEG or PNG of at most ``KEPT_BYTES``.

    Location, date, camera, comments, colour profiles and thumbnails are not carried over: the new file is made from the
    pixels alone. ``NoPhoto`` for a file that is empty, too large, no picture, or a picture that says it is enormous.
    """
    if not content:
        raise NoPhoto("The file is empty.")
    if len(content) > LARGEST_BYTES:
        raise NoPhoto(f"The photo is larger than {LARGEST_BYTES // 1024 // 1024} MB.")
    try:
        with _unpacking, warnings.catch_warnings():
            # The library's own warnings about odd files say nothing that the person could mend.
            warnings.simplefilter("ignore")
            return _written_anew(_pixels_of(content))
    except NoPhoto:
        raise
    # Whatever a damaged or hostile file makes the reader raise: it is no photo that can be kept.
    except Exception as failure:
        raise NoPhoto("The file is not a photo that we can open. Send it as JPEG or PNG.") from failure


def _pixels_of(content: bytes) -> Image.Image:
    try:
        read = Image.open(io.BytesIO(content), formats=_READ)
    except Image.DecompressionBombError:
        raise NoPhoto(_TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise NoPhoto("The file is not a photo that we can open. Send it as JPEG or PNG.") from None
    with read:
        # Asked before a pixel is unpacked: a few bytes can claim to be a picture of gigabytes.
        most = MOST_PIXELS if read.format in _READ_SMALLER else _MOST_PIXELS_OF_OTHERS
        if read.width * read.height > most:
            raise NoPhoto(_TOO_MANY_PIXELS)
        # Of a large JPEG no more is unpacked than is kept.
        read.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        read.load()
        turned_by = _TURNED_BY.get(read.getexif().get(_ORIENTATION, 1))
        see_through = read.mode in {"RGBA", "LA", "PA"} or "transparency" in read.info
        wanted = "RGBA" if see_through else "RGB"
        # A picture of colours by number is made one of colours first, or it would be made smaller by leaving out dots.
        pixels = read.convert(wanted) if read.mode in {"P", "PA", "1"} else read
        pixels.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), reducing_gap=2.0)
        pixels = pixels.convert(wanted)
    return pixels if turned_by is None else pixels.transpose(turned_by)


_TOO_MANY_PIXELS = "The photo has too many pixels for us to open. Send a smaller one."


def _written_anew(pixels: Image.Image) -> CleanPhoto:
    if pixels.mode == "RGBA":
        written = _write(pixels, "PNG")
        if len(written) <= KEPT_BYTES:
            return CleanPhoto(written, "image/png", *pixels.size)
        ground = Image.new("RGB", pixels.size, "white")
        ground.paste(pixels, mask=pixels.getchannel("A"))
        pixels = ground
    while True:
        for quality in _QUALITIES:
            written = _write(pixels, "JPEG", quality=quality)
            if len(written) <= KEPT_BYTES:
                return CleanPhoto(written, "image/jpeg", *pixels.size)
        pixels = pixels.resize((max(1, int(pixels.width * _SMALLER)), max(1, int(pixels.height * _SMALLER))))


def _write(pixels: Image.Image, form: str, **options: int) -> bytes:
    # A picture made from the pixels alone: the one that was read carries what else was in its file.
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    into = io.BytesIO()
    bare.save(into, form, optimize=True, **options)
    return into.getvalue()
