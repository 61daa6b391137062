"""By what files are told apart: signatures, members, streams, openings, endings of names.

Signatures are those of the formats' own specifications, as
https://en.wikipedia.org/wiki/List_of_file_signatures lists them.
"""

from __future__ import annotations

import re

Kind = str
"""``text`` (also Markdown and HTML), ``csv``, ``tsv``, ``records`` (JSON), ``mail``, ``msg``,
``pdf``, ``docx``, ``pptx``, ``xlsx``, ``odt``, ``ods``, ``odp``, ``epub``, ``rtf``, ``zip``,
``subtitles``, ``calendar``, ``contacts``, ``mbox``, ``ofd``, ``fb2``, ``tex``, ``rst``, ``org``,
``adoc``, ``notebook``; ``code``, ``settings``, ``link``, ``locked``; else its name (``PNG``)."""

BINARY: tuple[tuple[bytes, int, str], ...] = (
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
    (b"(\xb5/\xfd", 0, "zstd"),
    (b"\x04\x22\x4d\x18", 0, "lz4"),
    (b"MSCF", 0, "CAB"),
    (b"AT&TFORM", 0, "DjVu"),
    (b"ITSF", 0, "CHM"),
    (b"BOOKMOBI", 60, "MOBI"),
    (b"%!PS", 0, "PostScript"),
    (b"\xc5\xd0\xd3\xc6", 0, "PostScript"),
    (b"!BDN", 0, "PST"),
    (b"Standard Jet DB", 4, "database"),
    (b"Standard ACE DB", 4, "database"),
    (b"PAR1", 0, "database"),
    (b"8BPS", 0, "Photoshop"),
    (b"ttcf", 0, "TrueType"),
    (b"FLV\1", 0, "FLV"),
    (b"#!AMR", 0, "AMR"),
    (b"\x30\x26\xb2\x75", 0, "Windows Media"),
    (b"d8:announce", 0, "torrent"),
    (b"-----BEGIN ", 0, "key"),
)
OLE = b"\xd0\xcf\x11\xe0"
"""The compound file of Word, Excel, PowerPoint and Outlook before 2007 ([MS-CFB] 2.2)."""
STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", "locked"),
    ("__substg1.0_", "msg"),
    ("WordDocument", "Word 97"),
    ("VisioDocument", "Visio"),
    ("Workbook", "Excel 97"),
    ("PowerPoint Document", "PowerPoint 97"),
    ("Book\0", "Excel 97"),
)
"""A stream that a compound file of each kind has."""
PARTS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.xml", "xlsx"),
    ("META-INF/container.xml", "epub"),
    ("OFD.xml", "ofd"),
    ("xl/workbook.bin", "xlsb"),
    ("AndroidManifest.xml", "code"),
    ("META-INF/MANIFEST.MF", "code"),
    ("FixedDocSeq.fdseq", "OPC"),
    ("visio/document.xml", "OPC"),
    ("content.json", "mind map"),
    ("[Content_Types].xml", ""),
)
"""A member that a package of each kind has; the last is of all of Office, told by ``FOLDERS``."""
FOLDERS = (("word/document", "docx"), ("ppt/presentation", "pptx"), ("xl/workbook", "xlsx"))
"""How the main part of a package may be called instead: word/document2.xml."""
PACKAGES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
CALLED_TOO = {
    "docm": "docx", "xlsm": "xlsx", "pptm": "pptx", "ott": "odt", "ots": "ods", "otp": "odp",
}  # fmt: skip
"""Endings of the same kind: with macros, or of a template."""
NAMED = frozenset(("pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp", "epub", "zip", "rtf"))
"""Kinds that a name alone makes: what is called so and is not is damaged, as its reader says."""
ZIPPED = frozenset(("docx", "pptx", "xlsx", "odt", "ods", "odp", "epub"))
OPENINGS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"WEBVTT(?:[ \t\r\n]|$)"), "subtitles"),
    (re.compile(rb"\s*\[Script Info\]", re.IGNORECASE), "subtitles"),
    (  # 1, and below it 00:00:01,000 --> 00:00:03,500
        re.compile(rb"\s*\d{1,7}[ \t]*\r?\n[ \t]*\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->"),
        "subtitles",
    ),
    (re.compile(rb"\s*BEGIN:VCALENDAR\s", re.IGNORECASE), "calendar"),
    (re.compile(rb"\s*BEGIN:VCARD\s", re.IGNORECASE), "contacts"),
    (re.compile(rb"\s*\[(?:InternetShortcut|Desktop Entry)\]", re.IGNORECASE), "link"),
    (  # From shen@example.org Mon Mar  3 09:00:00 2025, and below it a header
        re.compile(rb"From \S{1,200} [^\r\n]{0,80}\d{4}[^\r\n]{0,20}\r?\n>?[A-Za-z-]{1,60}:"),
        "mbox",
    ),
    (  # \documentclass{article}, below comments: % !TeX program = xelatex
        re.compile(rb"(?:\s|%[^\n]{0,500}\n)*+\\(?:documentclass|documentstyle|begin\{document\})"),
        "tex",
    ),
)
"""How a text of each kind begins."""
# <?xml version="1.0"?>, <!DOCTYPE plist, but not <!DOCTYPE html
XML = re.compile(rb"\s*<(?:\?xml|!DOCTYPE\s(?!html))", re.IGNORECASE)
ROOTS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"<FictionBook[\s>]"), "fb2"),
    (re.compile(rb'progid="Word\.Document"|<w:wordDocument[\s>]|<pkg:package[\s>]'),
     "Word 2003 XML"),
    (re.compile(rb'progid="Excel\.Sheet"|urn:schemas-microsoft-com:office:spreadsheet'),
     "Excel 2003 XML"),
    (re.compile(rb"<(?:\w{1,9}:)?UOF[\s>]|<uof:", re.IGNORECASE), "UOF"),
    (re.compile(rb"<en-export[\s>]"), "notes"),
    (re.compile(rb"<svg[\s>]"), "code"),
    (re.compile(rb"<map\s[^<>]{0,80}version="), "mind map"),
)  # fmt: skip
"""What stands near the beginning of an XML of each kind."""
TEXTS = {
    "json": "records", "csv": "csv", "tsv": "tsv", "srt": "subtitles", "vtt": "subtitles",
    "ass": "subtitles", "ssa": "subtitles", "lrc": "subtitles",
    "ics": "calendar", "ical": "calendar", "vcs": "calendar", "vcf": "contacts",
    "vcard": "contacts", "mbox": "mbox", "tex": "tex", "ltx": "tex", "latex": "tex",
    "rst": "rst", "org": "org", "adoc": "adoc", "asciidoc": "adoc", "ipynb": "notebook",
}  # fmt: skip
"""Kinds of text by the ending of a name."""
_CODE = (
    "js mjs cjs jsx ts tsx css scss sass less map vue py pyc java class kt scala c h cc cpp "
    "hpp cs go rs rb php pl pm lua r swift m mm sh bash zsh bat cmd ps1 sql asm wasm lock jar "
    "svg ico woff woff2 ttf otf eot swf exe dll so bin iso dmg apk db sqlite pem crt key dart vb "
    "vbs pas f90 jl ex exs clj groovy gradle proto graphql tf hbs ejs patch diff po pot"
)
CODE_SUFFIXES = frozenset(_CODE.split())
_CONFIGURING = (
    "yaml yml toml ini cfg conf properties env plist xsd xsl xslt dtd reg inf opml gpx kml geojson "
    "har drawio rels lnk desktop editorconfig gitignore"
)
SETTINGS = frozenset(_CONFIGURING.split())
"""Endings of files that set up programs."""
NAMED_ONLY = {
    "url": "link", "webloc": "link", "bib": "references", "ris": "references", "enw": "references",
    "nbib": "references", "caj": "CAJ", "kdh": "CAJ", "nh": "CAJ", "enex": "notes",
    "dwg": "drawing", "uof": "UOF", "uot": "UOF", "uos": "UOF", "uop": "UOF",
}  # fmt: skip
"""Kinds that are not read and that only a name tells."""
_NO_ARTICLES = (
    "makefile dockerfile package-lock.json pnpm-lock.yaml npm-shrinkwrap.json go.sum thumbs.db "
    "desktop.ini"
)
CODE_NAMES = frozenset(_NO_ARTICLES.split())
SAVED_AS = re.compile(r"\.(?:下载|下載|download)$")
"""What browsers put after the name of a script they save: ``jquery.min.js.下载``."""
ARTICLE_SUFFIXES = frozenset(
    ("txt", "md", "markdown", "html", "htm", "xhtml", "shtml", "text", "log"),
)
# #!/bin/sh, <?php, !function(, (function(, /*!
CODE_OPENING = re.compile(rb"\s*(?:#!\s*/|<\?php\b|!function\s*\(|\(function\s*\(|/\*!)")
XML_PAGE = re.compile(rb"<(?:html|body|p|div|article)[\s>]", re.IGNORECASE)
"""What an .xml that is written for readers has near its beginning."""
# { and ; of function(e){return e;}
CODE_MARKS = re.compile(rb"[{}();=<>&|\[\]\\]")
CODE_SHARE = 0.1
"""Prose has fewer than one such mark in thirty characters, minified scripts one in six."""
