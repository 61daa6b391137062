"""Articles in .rtf and .epub: their text in reading order."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from rag.articles.load_text import decode
from rag.articles.package import checked, parsed
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

MAX_CHAPTERS = 5_000
"""A book with more chapters than this is refused."""

MAX_RTF_BYTES = 20_000_000
"""Rich text beyond this takes longer than an article may."""

_PAGES = (".xhtml", ".html", ".htm")
# \ansicpg936
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_CHARSETS = {b"134": "936", b"136": "950", b"128": "932", b"129": "949"}
# \pict
_PICTURE = re.compile(rb"\\pict\b")
# \object
_OBJECT = re.compile(rb"\\object\b")
_HEAD = re.compile(r"<head(?:\s[^<>]*)?>", re.I)  # <head lang="zh">
_HEAD_ENDS = re.compile(r"</head>", re.I)
# <p>, and blanks: what is no word of a chapter
_TAG_OR_SPACE = re.compile(r"<[^<>]*>|\s")
_FRAME = re.compile(r"<\?xml[^<>]*>|</?(?:html|body)\b[^<>]*>", re.I)
"""``<?xml version="1.0"?>``, ``<html lang="zh">``, ``</body>``."""


def from_rich_text(path: str, data: bytes) -> Article:
    """The text of an .rtf.

    Raises:
        LoadError: It is none, or too large.

    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise LoadError(zh="不是 rtf 文件。", en="It is no rtf file.")
    if len(data) > MAX_RTF_BYTES:
        most = MAX_RTF_BYTES // 1_000_000
        raise LoadError(
            zh=f"rtf 超过 {most} MB。请另存为 docx。",
            en=f"An rtf of more than {most} MB. Save it as docx.",
        )
    from striprtf.striprtf import rtf_to_text

    page = _CODE_PAGE.search(data)
    if page is None:  # written without: the first font's character set says it
        named = re.search(rb"\\fcharset(134|136|128|129)\b", data)
        codec = f"cp{_CHARSETS[named[1]]}" if named else "cp1252"
    else:
        codec = f"cp{page[1].decode()}"
    text = rtf_to_text(data.decode("latin-1"), encoding=_known(codec), errors="replace")
    pictures, objects = len(_PICTURE.findall(data)), len(_OBJECT.findall(data))
    told = []
    if pictures:
        told.append(
            say(f"{pictures} 张图片中的文字没有读", f"words in {pictures} pictures are not read")
        )
    if objects:
        told.append(say(f"{objects} 个嵌入对象没有读", f"{objects} embedded objects are not read"))
    return Article(path, text.replace("\n", "\n\n"), "text", "rtf", {}, tuple(told))


def _known(codec: str) -> str:
    import codecs

    codec = {"cp936": "gb18030", "cp65001": "utf-8"}.get(codec, codec)
    try:
        return codecs.lookup(codec).name
    except LookupError:
        return "cp1252"


def from_book(path: str, data: bytes) -> Iterator[Article]:
    """The chapters of an .epub in reading order, one article each; its title is before theirs.

    Raises:
        LoadError: It is damaged, protected, or has too many chapters.

    """
    archive = checked(data, "epub")
    names = set(archive.namelist())
    if "META-INF/encryption.xml" in names and b"EncryptedData" in archive.read(
        "META-INF/encryption.xml"
    ):
        locked = parsed(archive.read("META-INF/encryption.xml"))
        if any(
            "font" not in str(each.get("URI", "")).lower()
            for each in locked.iter("{*}CipherReference")
        ):
            raise LoadError(zh="epub 有数字版权保护，无法读取。", en="The epub is protected (DRM).")
    root, folder = _package(archive, names)
    chapters = [name for name in _chapters(root, folder) if name in names]
    told: tuple[str, ...] = ()
    if not chapters:
        chapters = sorted(name for name in names if name.lower().endswith(_PAGES))
        told = (say("没有目录，按文件名的顺序读取", "without its package: read in order of names"),)
    if len(chapters) > MAX_CHAPTERS:
        raise LoadError(
            zh=f"epub 有 {len(chapters)} 章，超过上限 {MAX_CHAPTERS}。",
            en=f"The epub has {len(chapters)} chapters, more than {MAX_CHAPTERS}.",
        )
    book, author = _stated(root, "title"), _stated(root, "creator")
    for name in chapters:
        body = decode(archive.read(name)).text if archive.getinfo(name).file_size else ""
        if not _TAG_OR_SPACE.sub("", _without_head(body)):
            continue
        facts = {key: value for key, value in (("author", author), ("source", book)) if value}
        place = path if len(chapters) == 1 else f"{path}!/{posixpath.basename(name)}"
        yield Article(place, _flat(body), "html", "epub", facts, told)


def _stated(root: Any, name: str) -> str:
    """What the package says of the book, by the name of its element."""
    found = root.find(f".//{{*}}{name}") if root is not None else None
    return "" if found is None else " ".join((found.text or "").split())


def _flat(body: str) -> str:
    """A chapter's body without its head: the title in it is the book's, in every chapter."""
    return _FRAME.sub("", _without_head(body))


def _without_head(body: str) -> str:
    start = _HEAD.search(body)
    end = _HEAD_ENDS.search(body, start.end()) if start else None
    return body[: start.start()] + body[end.end() :] if start and end else body


def _package(archive: zipfile.ZipFile, names: set[str]) -> tuple[Any, str]:
    """The root of the package document, if there, and the folder it stands in."""
    if "META-INF/container.xml" in names:
        found = parsed(archive.read("META-INF/container.xml")).find(".//{*}rootfile")
        name = "" if found is None else found.get("full-path", "")
        if name in names:
            return parsed(archive.read(name)), posixpath.dirname(name)
    return None, ""


def _chapters(root: Any, folder: str) -> Iterator[str]:
    """The names of the chapters' files, in reading order."""
    if root is None:
        return
    held = {
        item.get("id", ""): item.get("href", "") for item in root.iterfind(".//{*}manifest/{*}item")
    }
    seen = set()
    for place in root.iterfind(".//{*}spine/{*}itemref"):
        href = held.get(place.get("idref", ""), "")
        name = posixpath.normpath(posixpath.join(folder, unquote(href)))
        if href and name not in seen:
            seen.add(name)
            yield name
