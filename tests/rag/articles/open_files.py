"""OpenDocument files made in a few lines, for the tests of their reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style",
    "presentation": "presentation", "meta": "meta", "manifest": "manifest",
    "svg": "svg-compatible",
}  # fmt: skip
_NAMES = " ".join(f'xmlns:{short}="{_ODF}:{name}:1.0"' for short, name in _PREFIXES.items())
NAMES = f'{_NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"'
_KINDS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def open_document(
    kind: str, body: str, *, styles: str = "", title: str = "", author: str = "",
    encrypted: bool = False, before: str = "",
) -> bytes:  # fmt: skip
    """An ``odt``, ``ods`` or ``odp`` of a body in XML."""
    whole = _KINDS[kind]
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{whole}>{body}</office:{whole}></office:body>"
        "</office:document-content>"
    )
    meta = (
        f"<office:document-meta {NAMES}><office:meta><dc:title>{title}</dc:title>"
        f"<meta:initial-creator>{author}</meta:initial-creator></office:meta>"
        "</office:document-meta>"
    )
    locked = "<manifest:encryption-data/>" if encrypted else ""
    manifest = (
        f'<manifest:manifest {NAMES}><manifest:file-entry manifest:full-path="content.xml">'
        f"{locked}</manifest:file-entry></manifest:manifest>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "mimetype", f"application/vnd.oasis.opendocument.{whole}", zipfile.ZIP_STORED
        )
        archive.writestr("content.xml", b"\x93secret" if encrypted else content.encode())
        archive.writestr("meta.xml", meta)
        archive.writestr("META-INF/manifest.xml", manifest)
    return file.getvalue()


def paragraph(words: str, style: str = "") -> str:
    """A paragraph in XML; ``words`` may hold elements."""
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{words}</text:p>"


def heading(words: str, level: int = 1) -> str:
    """A heading in XML."""
    return f'<text:h text:outline-level="{level}">{words}</text:h>'


def table(rows: Sequence[Sequence[str]], name: str = "", style: str = "") -> str:
    """A table in XML; a cell that begins with ``<`` is XML itself."""

    def cell(text: str) -> str:
        if text.startswith("<"):
            return text
        inner = paragraph(text) if text else ""
        return f"<table:table-cell>{inner}</table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{styled}>{lines}</table:table>'


def cell(words: str, **counts: int) -> str:
    """A cell in XML; ``rows_spanned=2`` and the like become its attributes."""
    given = "".join(f' table:number-{n.replace("_", "-")}="{v}"' for n, v in counts.items())
    inner = words if words.startswith("<") else paragraph(words)
    return f"<table:table-cell{given}>{inner}</table:table-cell>"


COVERED = "<table:covered-table-cell/>"


def slide(name: str, shapes: str, style: str = "") -> str:
    """A slide in XML."""
    return f'<draw:page draw:name="{name}" draw:style-name="{style}">{shapes}</draw:page>'


def box(words: str, top: str = "1cm", kind: str = "") -> str:
    """A text box on a slide."""
    named = f' presentation:class="{kind}"' if kind else ""
    inner = f"<draw:text-box>{paragraph(words)}</draw:text-box>"
    return f'<draw:frame svg:x="1cm" svg:y="{top}"{named}>{inner}</draw:frame>'
