"""What a PDF of ours says: its words, and the tags in their order."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def words_of(pdf: bytes) -> str:
    """Return all words of the file, with one space between them."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def tags_of(pdf: bytes) -> list[str]:
    """Return the types of the structure's elements in reading order: ``Document``, ``H1``, ``P``, ``TH``..."""
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    if not root.get("/MarkInfo", {}).get("/Marked"):
        raise AssertionError("the file is not marked as tagged")
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]).lstrip("/"))
            walk(node.get("/K"))

    walk(root["/StructTreeRoot"].get("/K"))
    return found


def declared_of(pdf: bytes) -> dict[str, str]:
    """Return what the file declares of itself: language, title, part of PDF/UA, size of its first page in points."""
    reader = PdfReader(BytesIO(pdf))
    part = re.search(r"pdfuaid:part>?=?\"?(\d)", reader.trailer["/Root"]["/Metadata"].get_data().decode())
    box = reader.pages[0].mediabox
    return {
        "language": str(reader.trailer["/Root"]["/Lang"]),
        "title": str(reader.metadata.title if reader.metadata else ""),
        "pdf_ua": part[1] if part else "",
        "size": f"{round(float(box.width))} x {round(float(box.height))}",
        "pages": str(len(reader.pages)),
    }
