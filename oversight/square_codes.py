"""Square codes (ISO/IEC 18004) that open a page of this site on a phone, as pictures of lines."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings
from markupsafe import Markup


def address_of(path: str) -> str:
    """Return the whole address of a path of this site, as it is printed."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def square_code(address: str) -> Markup:
    """Return the square code of an address as SVG, with its quiet zone.

    Level M: about 15% of it can be lost and it is still read.
    """
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, nl=False, omitsize=True, border=4, svgclass=None, lineclass=None, light="#fff"
    )
    # Lines and numbers alone: none of the address is written into the picture.
    return Markup(drawn.getvalue().decode())  # noqa: S704
