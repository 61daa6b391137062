"""What kind a file is: by its content, and by its name only where content cannot tell.

``kind_of(name, data) -> Kind``: a docx called ``a.doc`` is a ``docx``, a mail without an ending
is a ``mail``, a script or a style sheet is ``code``.
``refusal(kind) -> LoadError | None``: why a kind is not read, and what to do about it.

Signatures are those of the formats' own specifications, as
https://en.wikipedia.org/wiki/List_of_file_signatures lists them.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from rag.errors import LoadError

Kind = str
"""``text`` (also Markdown and HTML), ``csv``, ``tsv``, ``records`` (JSON), ``mail``, ``msg``,
``pdf``, ``docx``, ``pptx``, ``xlsx``, ``odt``, ``ods``, ``odp``, ``epub``, ``rtf``, ``zip``,
``subtitles``, ``calendar``, ``tex``, ``rst``, ``org``, ``adoc``, ``notebook``; ``code``,
``settings``, ``locked``; else what it is called (``PNG``)."""

_BINARY: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG", 0, "PNG"),
    (b"\xff\xd8\xff", 0, "JPEG"),
    (b"GIF8", 0, "GIF"),
    (b"WEBP", 8, "WEBP"),
    (b"RIFF", 0, "RIFF"),
    (b"II*\0", 0, "TIFF"),
    (b"MM\0*", 0, "TIFF"),
    (b"\0\0\1\0", 0, "ICO"),
    (b"ftyp", 4, "MP4"),
    (b"ID3\3\0", 0, "MP3"),
    (b"ID3\4\0", 0, "MP3"),
    (b"OggS", 0, "Ogg"),
    (b"fLaC", 0, "FLAC"),
    (b"\x1aE\xdf\xa3", 0, "Matroska"),
    (b"wOFF", 0, "WOFF"),
    (b"wOF2", 0, "WOFF"),
    (b"\0\1\0\0\0", 0, "TrueType"),
    (b"OTTO\0", 0, "OpenType"),
    (b"\x7fELF", 0, "ELF"),
    (b"MZ\x90\0", 0, "EXE"),
    (b"\xca\xfe\xba\xbe", 0, "Java class"),
    (b"\x1f\x8b", 0, "gzip"),
    (b"BZh9", 0, "bzip2"),
    (b"\xfd7zXZ", 0, "xz"),
    (b"7z\xbc\xaf", 0, "7z"),
    (b"Rar!", 0, "RAR"),
    (b"ustar", 257, "tar"),
    (b"SQLite format 3", 0, "SQLite"),
    (b"\x76\xe8\x04\x60", 0, "rpmsg"),
)
_OLE = b"\xd0\xcf\x11\xe0"
"""The compound file of Word, Excel, PowerPoint and Outlook before 2007 ([MS-CFB] 2.2)."""
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", "locked"),
    ("__substg1.0_", "msg"),
    ("WordDocument", "Word 97"),
    ("Workbook", "Excel 97"),
    ("PowerPoint Document", "PowerPoint 97"),
)
"""A stream that a compound file of each kind has."""
_PARTS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.xml", "xlsx"),
    ("META-INF/container.xml", "epub"),
)
"""A member that a package of each kind has."""
_PACKAGES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_CALLED_TOO = {
    "docm": "docx", "xlsm": "xlsx", "pptm": "pptx", "ott": "odt", "ots": "ods", "otp": "odp",
}  # fmt: skip
"""Endings of the same kind: with macros, or of a template."""
_NAMED = frozenset(("pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp", "epub", "zip", "rtf"))
"""Kinds that a name alone makes: what is called so and is not is damaged, as its reader says."""
_ZIPPED = frozenset(("docx", "pptx", "xlsx", "odt", "ods", "odp", "epub"))
_OPENINGS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"WEBVTT(?:[ \t\r\n]|$)"), "subtitles"),
    (  # 1, and below it 00:00:01,000 --> 00:00:03,500
        re.compile(rb"\s*\d{1,7}[ \t]*\r?\n[ \t]*\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->"),
        "subtitles",
    ),
    (re.compile(rb"\s*BEGIN:VCALENDAR\s", re.IGNORECASE), "calendar"),
    (  # \documentclass{article}, below comments: % !TeX program = xelatex
        re.compile(rb"(?:\s|%[^\n]{0,500}\n)*+\\(?:documentclass|documentstyle|begin\{document\})"),
        "tex",
    ),
)
"""How a text of each kind begins."""
_TEXTS = {
    "json": "records", "csv": "csv", "tsv": "tsv", "srt": "subtitles", "vtt": "subtitles",
    "ics": "calendar", "ical": "calendar", "tex": "tex", "ltx": "tex", "latex": "tex",
    "rst": "rst", "org": "org", "adoc": "adoc", "asciidoc": "adoc", "ipynb": "notebook",
}  # fmt: skip
"""Kinds of text by the ending of a name."""
_CODE = (
    "js mjs cjs jsx ts tsx css scss sass less map vue py pyc java class kt scala c h cc cpp "
    "hpp cs go rs rb php pl pm lua r swift m mm sh bash zsh bat cmd ps1 sql asm wasm lock jar "
    "svg ico woff woff2 ttf otf eot swf exe dll so bin iso dmg apk db sqlite pem crt key"
)
_CODE_SUFFIXES = frozenset(_CODE.split())
_CONFIGURING = "yaml yml toml ini cfg conf properties env plist xsd xsl xslt dtd reg inf"
_SETTINGS = frozenset(_CONFIGURING.split())
"""Endings of files that set up programs."""
_NO_ARTICLES = (
    "makefile dockerfile package-lock.json pnpm-lock.yaml npm-shrinkwrap.json go.sum thumbs.db "
    "desktop.ini"
)
_CODE_NAMES = frozenset(_NO_ARTICLES.split())
_SAVED_AS = re.compile(r"\.(?:下载|下載|download)$")
"""What browsers put after the name of a script they save: ``jquery.min.js.下载``."""
_ARTICLE_SUFFIXES = frozenset(
    ("txt", "md", "markdown", "html", "htm", "xhtml", "shtml", "text", "log"),
)
_CODE_OPENING = re.compile(rb"\s*(?:#!\s*/|<\?php\b|!function\s*\(|\(function\s*\(|/\*!)")
_XML_PAGE = re.compile(rb"<(?:html|body|p|div|article)[\s>]", re.IGNORECASE)
"""What an .xml that is written for readers has near its beginning."""
_CODE_MARKS = re.compile(rb"[{}();=<>&|\[\]\\]")
_CODE_SHARE = 0.1
"""Prose has fewer than one such mark in thirty characters, minified scripts one in six."""
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_OWN_HEADERS = frozenset((b"mime-version", b"received", b"message-id", b"return-path"))
"""Headers that only a mail has."""
_USUAL_HEADERS = frozenset((b"from", b"to", b"subject", b"date", b"content-type"))
_HEAD_BYTES = 16_384


def kind_of(name: str, data: bytes) -> Kind:
    """The kind of a file from its bytes; ``name`` decides where they leave a choice."""
    lower = name.lower()
    suffix = lower.rpartition(".")[2] if "." in lower else ""
    suffix = _CALLED_TOO.get(suffix, suffix)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data, suffix)
    if data.startswith(_OLE):
        return _compound(data, suffix)
    if b"%PDF-" in data[:1_024]:  # behind the containers, whose first member may be one
        return "pdf"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if suffix in _NAMED:
        return suffix
    if binary := _binary(data):
        return binary
    if suffix in {"eml", "mht", "mhtml"} or _is_mail(data):
        return "mail"
    opening = data.removeprefix(b"\xef\xbb\xbf")[:_HEAD_BYTES]
    for begins, kind in _OPENINGS:
        if begins.match(opening):
            return kind
    if _is_code(lower, suffix, data):
        return "code"
    if suffix in _SETTINGS or (suffix == "xml" and not _XML_PAGE.search(opening)):
        return "settings"
    return _TEXTS.get(suffix, "text")


def _binary(data: bytes) -> Kind | None:
    """What a signature says; that of BMP is two letters, and four zeros that no text has."""
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return "BMP"
    return next((kind for sign, place, kind in _BINARY if data.startswith(sign, place)), None)


def is_read(kind: Kind) -> bool:
    """Whether a file of this kind gives articles, also within another file."""
    return kind in _READ


def _package(data: bytes, suffix: str) -> Kind:
    """The kind of a zip archive; a damaged one is what it states or is called."""
    stated = re.match(rb"PK\x03\x04.{26}mimetype([\w./+-]+)", data[:200], re.DOTALL)
    for package, kind in _PACKAGES.items():
        if stated and stated[1].startswith(package):
            return kind
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return suffix if suffix in _ZIPPED else "zip"
    return next((kind for part, kind in _PARTS if part in names), "zip")


def _compound(data: bytes, suffix: str) -> Kind:
    for stream, kind in _STREAMS:
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
    shorter = _SAVED_AS.sub("", lower)
    if shorter != lower:
        suffix = shorter.rpartition(".")[2]
    if suffix in _CODE_SUFFIXES or PurePosixPath(shorter).name in _CODE_NAMES:
        return True
    if suffix in {"jsonl", "ndjson", "xml"} or suffix in _TEXTS:
        return False
    sample = data[:20_000]
    if suffix not in _ARTICLE_SUFFIXES and _CODE_OPENING.match(sample):
        return True
    if suffix in _ARTICLE_SUFFIXES - {"txt", "text"} or sample.lstrip()[:1] == b"<":
        return False
    letters = sum(byte < 0x80 for byte in sample)
    marks = len(_CODE_MARKS.findall(sample))
    return marks > 40 and marks > _CODE_SHARE * letters and letters > 0.8 * len(sample)


_ADVICE: dict[Kind, tuple[str, str]] = {
    "code": (
        "是源代码或网页的附件，不是文章，已跳过。",
        "It is source code or a part of a web page, no article.",
    ),
    "settings": (
        "是程序的配置或数据（yaml、toml、ini、xml 等），不是文章，已跳过。",
        "It holds settings or data of programs (yaml, toml, ini, xml, …), no article.",
    ),
    "locked": (
        "有打开密码。请去掉密码另存一份。",
        "It needs a password. Save it without one.",
    ),
    "Word 97": (
        "是旧版 Word 文档（97–2003）。请在 Word 或 WPS 里另存为 docx。",
        "It is a Word document of before 2007. Save it as docx.",
    ),
    "Excel 97": (
        "是旧版 Excel 表格（97–2003）。请另存为 xlsx。",
        "It is an Excel workbook of before 2007. Save it as xlsx.",
    ),
    "PowerPoint 97": (
        "是旧版 PowerPoint 文稿（97–2003）。请另存为 pptx。",
        "It is a PowerPoint deck of before 2007. Save it as pptx.",
    ),
}
_READ = frozenset(
    ("text", "csv", "tsv", "mail", "msg", "pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp",
     "rtf", "epub", "subtitles", "calendar", "tex", "rst", "org", "adoc", "notebook"),
)  # fmt: skip
READABLE = (
    "txt, md, html, json, jsonl, docx, pptx, xlsx, odt, ods, odp, csv, tsv, rtf, epub, pdf, eml, "
    "msg, mht, zip, srt, vtt, ics, tex, log, rst, org, adoc, ipynb"
)
"""What can be read, as it is listed to users."""
READABLE_ZH = READABLE.replace(", ", "、")


_PICTURES = frozenset(("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"))


def is_picture(kind: Kind) -> bool:
    """Whether text recognition may read it."""
    return kind in _PICTURES


def refusal(kind: Kind) -> LoadError:
    """Why a kind is not read, and what to do."""
    if is_picture(kind):
        return LoadError(
            zh=f"是图片（{kind}），不是文章。要读出其中的字：pip install 'youju[ocr]'，"
            "并设 YOUJU_OCR=true。",
            en=f"A picture ({kind}), no article. To read what is written in it: pip install "
            "'youju[ocr]' and set YOUJU_OCR=true.",
        )
    if kind in _ADVICE:
        zh, en = _ADVICE[kind]
        return LoadError(zh=zh, en=en)
    return LoadError(
        zh=f"不是文章格式（{kind}）。可读：{READABLE_ZH}。",
        en=f"Not an article format ({kind}). Readable: {READABLE}.",
    )
