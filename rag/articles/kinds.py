"""What kind a file is: by its content, and by its name only where content cannot tell.

``kind_of(name, data) -> Kind``: a docx called ``a.doc`` is a ``docx``, a mail without an ending
is a ``mail``, a script or a style sheet is ``code``.
Why a kind is not read, and what to do about it: ``rag.articles.refused``.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from rag.articles.kinds_signs import (
    ARTICLE_SUFFIXES,
    BINARY,
    CALLED_TOO,
    CODE_MARKS,
    CODE_NAMES,
    CODE_OPENING,
    CODE_SHARE,
    CODE_SUFFIXES,
    FOLDERS,
    NAMED,
    NAMED_ONLY,
    OLE,
    OPENINGS,
    PACKAGES,
    PARTS,
    ROOTS,
    SAVED_AS,
    SETTINGS,
    STREAMS,
    TEXTS,
    XML,
    XML_PAGE,
    ZIPPED,
    Kind,
)

# Subject: 通知, with the lines below that go on
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_OWN_HEADERS = frozenset((b"mime-version", b"received", b"message-id", b"return-path"))
"""Headers that only a mail has."""
_USUAL_HEADERS = frozenset((b"from", b"to", b"subject", b"date", b"content-type"))
_HEAD_BYTES = 16_384


def kind_of(name: str, data: bytes) -> Kind:
    """The kind of a file from its bytes; ``name`` decides where they leave a choice."""
    lower = name.lower()
    suffix = lower.rpartition(".")[2] if "." in lower else ""
    suffix = CALLED_TOO.get(suffix, suffix)
    return _signed(data, suffix) or _written(lower, suffix, data)


def _signed(data: bytes, suffix: str) -> Kind | None:
    """What the first bytes say, or a name that states a kind; ``None``: it may be a text."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data, suffix)
    if data.startswith(OLE):
        return _compound(data, suffix)
    if b"%PDF-" in data[:1_024]:  # behind the containers, whose first member may be one
        return "pdf"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if suffix in NAMED:
        return suffix
    return _binary(data) or NAMED_ONLY.get(suffix)


def _written(lower: str, suffix: str, data: bytes) -> Kind:
    """The kind of a text."""
    if suffix in {"eml", "emlx", "mht", "mhtml"} or _is_mail(data):
        return "mail"
    opening = data.removeprefix(b"\xef\xbb\xbf")[:_HEAD_BYTES]
    for begins, kind in OPENINGS:
        if begins.match(opening):
            return kind
    if xml := _xml(opening, suffix):
        return xml
    if _is_code(lower, suffix, data):
        return "code"
    if suffix in SETTINGS:
        return "settings"
    return TEXTS.get(suffix, "text")


def _xml(opening: bytes, suffix: str) -> Kind | None:
    """The kind of an XML; one that is no page holds data of a program."""
    if suffix != "xml" and not XML.match(opening):
        return None
    if b"<html" in opening:
        return None
    for root, kind in ROOTS:
        if root.search(opening[:4_096]):
            return kind
    return None if XML_PAGE.search(opening) else "settings"


def _binary(data: bytes) -> Kind | None:
    """What a signature says; that of BMP is two letters, and four zeros that no text has."""
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return "BMP"
    return next((kind for sign, place, kind in BINARY if data.startswith(sign, place)), None)


def is_read(kind: Kind) -> bool:
    """Whether a file of this kind gives articles, also within another file."""
    return kind in _READ


def _package(data: bytes, suffix: str) -> Kind:
    """The kind of a zip archive; a damaged one is what it states or is called."""
    stated = re.match(rb"PK\x03\x04.{26}mimetype([\w./+-]+)", data[:200], re.DOTALL)
    for package, kind in PACKAGES.items():
        if stated and stated[1].startswith(package):
            return kind
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return suffix if suffix in ZIPPED else "zip"
    if any(name.endswith(".iwa") for name in names):
        return "iWork"
    if "content.json" in names and suffix != "xmind":
        names.discard("content.json")
    found = next((kind for part, kind in PARTS if part in names), "zip")
    return found or _of_office(names)


def _of_office(names: set[str]) -> Kind:
    parts = [name for name in names if name.endswith(".xml")]
    called = (kind for folder, kind in FOLDERS if any(name.startswith(folder) for name in parts))
    return next(called, "OPC")


def _compound(data: bytes, suffix: str) -> Kind:
    for stream, kind in STREAMS:
        if stream.encode("utf-16-le") in data:
            return kind
    return "msg" if suffix == "msg" else "Word/Excel 97"


def _is_mail(data: bytes) -> bool:
    """Whether it opens with the headers of a mail, up to an empty line (RFC 5322 2.2)."""
    place, names = 0, set[bytes]()
    head = data[:_HEAD_BYTES]
    while found := _HEADER.match(head, place):
        names.add(found[1].lower())
        place = found.end()
    cut_off = len(data) > _HEAD_BYTES and place > _HEAD_BYTES // 2
    if not cut_off and place < len(head) and not head.startswith((b"\n", b"\r\n"), place):
        return False
    return bool(names & _OWN_HEADERS and names & _USUAL_HEADERS) or len(names & _USUAL_HEADERS) > 2


def _is_code(lower: str, suffix: str, data: bytes) -> bool:
    shorter = SAVED_AS.sub("", lower)
    if shorter != lower:
        suffix = shorter.rpartition(".")[2]
    if suffix in CODE_SUFFIXES or PurePosixPath(shorter).name in CODE_NAMES:
        return True
    if suffix in {"jsonl", "ndjson", "xml"} or suffix in TEXTS:
        return False
    sample = data[:20_000]
    if suffix not in ARTICLE_SUFFIXES and CODE_OPENING.match(sample):
        return True
    if suffix in ARTICLE_SUFFIXES - {"txt", "text"} or sample.lstrip()[:1] == b"<":
        return False
    letters = sum(byte < 0x80 for byte in sample)
    marks = len(CODE_MARKS.findall(sample))
    return marks > 40 and marks > CODE_SHARE * letters and letters > 0.8 * len(sample)


_READ = frozenset(
    ("text", "csv", "tsv", "mail", "msg", "pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp",
     "rtf", "epub", "subtitles", "calendar", "tex", "rst", "org", "adoc", "notebook", "contacts",
     "mbox", "ofd", "fb2", "Word 97", "Excel 97"),
)  # fmt: skip
