"""PDFs of given texts at given places, written by hand.

Their font has one glyph, a full square, for up to 255 different characters, so that no font need
be installed for the places of characters to be known.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class PdfPage:
    """What stands on a page: texts as (x, y from above, size, text), rules as (x, y, x, y).

    ``turned`` texts are (matrix, size, text).
    """

    texts: Sequence[tuple[float, float, float, str]] = ()
    rules: Sequence[tuple[float, float, float, float]] = ()
    size: tuple[float, float] = (600, 800)
    turn: int = 0
    slanted: str = ""
    turned: Sequence[tuple[str, float, str]] = ()


def pdf(*pages: PdfPage, title: bytes | None = None) -> bytes:
    """A PDF; each character is as wide as it is high."""
    codes = _codes(pages)
    kids = [6 + 2 * place for place in range(len(pages))]
    widths, names = "1000 " * 256, "/g " * 256
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{listed}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 -100 1000 900] /FontMatrix [.001 0 0 .001 0 0]"
        f" /FirstChar 0 /LastChar 255 /Widths [{widths}] /ToUnicode 4 0 R /Resources << >>"
        f" /Encoding << /Type /Encoding /Differences [0 {names}] >> /CharProcs << /g 5 0 R >>"
        " >>",
        _stream(_to_unicode(codes)),
        _stream("1000 0 0 -100 1000 900 d1 0 -100 1000 1000 re f"),
    ]
    for kid, page in zip(kids, pages, strict=True):
        width, height = page.size
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Rotate {page.turn} "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {kid + 1} 0 R >>"
        )
        objects.append(_stream(_content(page, codes)))
    return _file(objects, title)


def _codes(pages: Sequence[PdfPage]) -> dict[str, int]:
    texts = [text for page in pages for _, _, _, text in page.texts]
    texts += [text for page in pages for _, _, text in page.turned]
    signs = dict.fromkeys("".join([*texts, *(page.slanted for page in pages)]))
    assert len(signs) < 256
    return {sign: code for code, sign in enumerate(signs, start=1)}


def _to_unicode(codes: dict[str, int]) -> str:
    pairs = "\n".join(
        f"<{code:02x}> <{sign.encode('utf-16-be').hex()}>" for sign, code in codes.items()
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(codes)} beginbfchar\n{pairs}\n"
        "endbfchar\nendcmap end end"
    )


def _content(page: PdfPage, codes: dict[str, int]) -> str:
    def shown(size: float, matrix: str, text: str) -> str:
        return f"BT /F {size} Tf {matrix} Tm <{bytes(codes[sign] for sign in text).hex()}> Tj ET"

    height = page.size[1]
    drawn = [shown(size, f"1 0 0 1 {x} {height - y}", text) for x, y, size, text in page.texts]
    drawn += [shown(size, matrix, text) for matrix, size, text in page.turned]
    drawn += [f"{x} {height - y} m {u} {height - v} l S" for x, y, u, v in page.rules]
    if page.slanted:
        drawn.append(shown(40, ".7 .7 -.7 .7 100 300", page.slanted))
    return "\n".join(drawn)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str], title: bytes | None) -> bytes:
    body = b"%PDF-1.4\n"
    places: list[int] = []
    parts = [text.encode() for text in objects]
    if title is not None:
        escaped = title.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        parts.append(b"<< /Title (" + escaped + b") >>")
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    info = b" /Info %d 0 R" % len(parts) if title is not None else b""
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    tail = b"trailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d" % (size, info, len(body))
    return body + head + tail + b"\n%%EOF"


def locked(data: bytes, user: str, algorithm: str) -> bytes:
    """The same PDF with a password to open it (empty: only editing is locked)."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(data)))
    writer.encrypt(user, "owner", algorithm=algorithm)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
