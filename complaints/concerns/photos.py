"""Photos that people send: written anew from their picture alone, so that nothing else that was in the file is kept."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MOST = 5
"""Photos with one concern or one message."""
LARGEST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
"""A phone's photo has 12 to 50 million; what claims more is not unpacked."""
KEPT_BYTES = 500 * 1024
"""A photo as it is kept is no larger, so that all of a concern fit on one form."""
_LONGEST_SIDE = 1600
_QUALITIES = (85, 75, 65, 50, 35)
_SMALLER = 0.7
# What browsers and phones make. Each is read by a part of the library that stays within the pixels it was told of.
_READ = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")


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
        with warnings.catch_warnings():
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
        if read.width * read.height > MOST_PIXELS:
            raise NoPhoto(_TOO_MANY_PIXELS)
        # Of a large JPEG no more is unpacked than is kept.
        read.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        read.load()
        upright = ImageOps.exif_transpose(read)
        see_through = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
        pixels = upright.convert("RGBA" if see_through else "RGB")
    pixels.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return pixels


_TOO_MANY_PIXELS = f"The photo has more than {MOST_PIXELS // 1_000_000} million pixels."


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
