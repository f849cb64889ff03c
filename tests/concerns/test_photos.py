"""Photos: what is kept is the picture and nothing else; what is none, or claims to be enormous, is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from complaints.concerns import photos
from complaints.concerns.photos import KEPT_BYTES, LARGEST_BYTES, NoPhoto, clean
from tests.concerns.making import a_photo

SECRET = "Dorothea Quillfeather, 51.5072 north"
_GPS, _ORIENTATION, _CAMERA, _COMMENT = 0x8825, 0x0112, 0x0110, 0x9286


def with_exif(form: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (40, 20)) -> bytes:
    """A photo with where it was taken, by what, a comment, and which way is up."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_CAMERA] = SECRET
    exif[_COMMENT] = SECRET.encode()
    exif.get_ifd(_GPS).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (0, 0, size[0] // 4, size[1]))
    into = io.BytesIO()
    picture.save(into, form, exif=exif)
    return into.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_where_it_was_taken_is_gone_with_the_rest() -> None:
    sent = with_exif()
    assert opened(sent).getexif().get_ifd(_GPS), "the file that is sent has a place in it"
    kept = clean(sent)
    assert not opened(kept.content).getexif()
    assert SECRET.encode() not in kept.content
    assert b"Exif" not in kept.content
    assert kept.media_type == "image/jpeg"


def test_comments_profiles_and_thumbnails_are_gone() -> None:
    noted = PngImagePlugin.PngInfo()
    noted.add_text("Author", SECRET)
    noted.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    see_through = Image.new("RGBA", (20, 20), (1, 2, 3, 100))
    into = io.BytesIO()
    see_through.save(into, "PNG", pnginfo=noted, icc_profile=SECRET.encode())
    kept = clean(into.getvalue())
    assert SECRET.encode() not in kept.content
    assert not opened(kept.content).info.keys() - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    jpeg = a_photo(comment=SECRET.encode(), icc_profile=SECRET.encode())
    assert SECRET.encode() in jpeg
    assert SECRET.encode() not in clean(jpeg).content
    # Bytes after the end of the picture are nothing of the picture.
    assert SECRET.encode() not in clean(a_photo() + SECRET.encode()).content


@pytest.mark.parametrize(
    ("orientation", "size", "blue_at"),
    [
        (1, (40, 20), (1, 10)),
        (2, (40, 20), (38, 10)),
        (3, (40, 20), (38, 10)),
        (4, (40, 20), (1, 10)),
        (5, (20, 40), (10, 1)),
        (6, (20, 40), (10, 1)),
        (7, (20, 40), (10, 38)),
        (8, (20, 40), (10, 38)),
        (9, (40, 20), (1, 10)),
    ],
)
def test_it_is_turned_upright(orientation: int, size: tuple[int, int], blue_at: tuple[int, int]) -> None:
    """EXIF 2.32, tag 274: 6 is turned a quarter to the right, 8 to the left, 3 upside down; 2, 4, 5, 7 in a mirror."""
    kept = clean(with_exif(orientation=orientation))
    assert (kept.width, kept.height) == size
    red, _, blue = opened(kept.content).convert("RGB").getpixel(blue_at)  # type: ignore[misc]
    assert blue > 200 > 100 > red


@pytest.mark.parametrize(("form", "kept_as"), [("PNG", "image/jpeg"), ("WEBP", "image/jpeg"), ("GIF", "image/jpeg")])
def test_other_forms_are_written_as_one_that_every_browser_shows(form: str, kept_as: str) -> None:
    assert clean(a_photo(form)).media_type == kept_as


def test_one_that_is_seen_through_stays_so_while_it_is_small() -> None:
    into = io.BytesIO()
    Image.new("RGBA", (20, 20), (1, 2, 3, 0)).save(into, "PNG")
    kept = clean(into.getvalue())
    assert (kept.media_type, opened(kept.content).mode) == ("image/png", "RGBA")


@pytest.mark.parametrize("see_through", [False, True])
def test_a_large_one_is_made_to_fit(see_through: bool) -> None:
    noise = Image.effect_noise((1700, 1200), 90).convert("RGBA" if see_through else "RGB")
    into = io.BytesIO()
    noise.save(into, "PNG" if see_through else "JPEG")
    kept = clean(into.getvalue())
    assert len(kept.content) <= KEPT_BYTES
    assert max(kept.width, kept.height) <= 1600
    assert opened(kept.content).size == (kept.width, kept.height)


def _png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says how large it is."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 30_000, 60_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    with pytest.raises(NoPhoto, match="too many pixels"):
        clean(_png_claiming(side, side))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"x" * (LARGEST_BYTES + 1), "larger than 12 MB", id="too-large"),
        pytest.param(b"<html><script>alert(1)</script>", "not a photo", id="a-page"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo", id="a-drawing-with-scripts"),
        pytest.param(b"%PDF-1.7", "not a photo", id="a-document"),
        pytest.param(b"PK\x03\x04" + b"\0" * 50, "not a photo", id="an-archive"),
        pytest.param(a_photo()[:200], "not a photo", id="cut-off"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a photo", id="a-program-for-a-printer"),
    ],
)
def test_what_is_no_photo_is_refused_in_plain_words(content: bytes, told: str) -> None:
    with pytest.raises(NoPhoto, match=told):
        clean(content)


@settings(max_examples=60)
@given(
    where=st.integers(0, 700),
    change=st.binary(min_size=1, max_size=8),
    form=st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]),
)
def test_a_damaged_file_is_a_picture_or_is_refused_and_nothing_else(where: int, change: bytes, form: str) -> None:
    content = bytearray(a_photo(form))
    where %= len(content)
    content[where : where + len(change)] = change
    try:
        kept = clean(bytes(content))
    except NoPhoto:
        return
    assert opened(kept.content).size == (kept.width, kept.height)
    assert len(kept.content) <= photos.KEPT_BYTES
