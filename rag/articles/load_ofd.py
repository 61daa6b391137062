"""Articles in OFD, the format of Chinese offices for fixed pages (GB/T 33190-2016).

An archive of XML: OFD.xml names the documents, each document its pages and templates. What stands
on a page goes the way of a PDF's: ``ofd_page`` ──▶ ``pdf_layout`` ──▶ ``pdf_flow``.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rag.articles.clean_title import own_title
from rag.articles.load_pdf import MAX_PAGES, named
from rag.articles.ofd_page import Drawn, draw, page_of
from rag.articles.package import checked, parsed
from rag.articles.pdf_flow import flow_of
from rag.articles.pdf_layout import Sheet, sheet_of
from rag.errors import LoadError
from rag.places import Places
from rag.types import Article
from rag.wording import say


@dataclass
class _Taken:
    """What was read, and account of what was not; pages count from 1."""

    sheets: list[Sheet] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    pictures: int = 0


def from_ofd(path: str, data: bytes) -> Article:
    """One article of all documents in an .ofd.

    Raises:
        LoadError: Damaged, protected by a password, too long, or without any text.

    """
    archive = checked(data, "ofd")
    root = _part(archive, "OFD.xml")
    taken = _Taken()
    for body in root.iterfind("{*}DocBody"):
        place = _inside("", body.findtext("{*}DocRoot") or "")
        _read(archive, place, taken)
    flow = flow_of(taken.sheets)
    if not flow.text.strip():
        raise LoadError(
            zh=f"ofd 的 {len(taken.sheets)} 页都没有文字（可能是扫描件）。请导出为 pdf，"
            "并设 YOUJU_OCR=true。",
            en=f"None of the {len(taken.sheets)} pages of the ofd has text (a scan?). Export it "
            "as pdf and set YOUJU_OCR=true.",
        )
    title = own_title(root.findtext(".//{*}DocInfo/{*}Title") or "", flow.lines)
    metadata = {"title": title} if title else {}
    places = Places("page", "", flow.starts, flow.pages)
    return Article(path, flow.text, "text", "ofd", metadata, _notices(archive, taken), places)


def _read(archive: zipfile.ZipFile, place: str, taken: _Taken) -> None:
    """The pages of one document."""
    document = _part(archive, place)
    templates = {
        each.get("ID", ""): _inside(place, each.get("BaseLoc", ""))
        for each in document.iterfind(".//{*}TemplatePage")
    }
    pages = document.findall("{*}Pages/{*}Page")
    if len(taken.sheets) + len(pages) > MAX_PAGES:
        raise LoadError(
            zh=f"ofd 有 {len(pages)} 页，超过上限 {MAX_PAGES} 页。",
            en=f"The ofd has {len(pages)} pages, more than {MAX_PAGES}.",
        )
    drawn_before: dict[str, Any] = {}
    for page in pages:
        drawn = Drawn([], [])
        content = _part(archive, _inside(place, page.get("BaseLoc", "")))
        for template in _templates(content, templates):
            if template not in drawn_before:
                drawn_before[template] = _part(archive, template)
            draw(drawn_before[template], drawn)
        draw(content, drawn)
        number = len(taken.sheets) + 1
        taken.sheets.append(sheet_of(page_of(drawn)))
        taken.pictures += drawn.pictures
        if not any(drawn.glyphs):
            taken.empty.append(number)
        if drawn.cut:
            taken.cut.append(number)


def _templates(content: Any, templates: dict[str, str]) -> Iterator[str]:
    for each in content.iterfind("{*}Template"):
        if place := templates.get(each.get("TemplateID", ""), ""):
            yield place


def _part(archive: zipfile.ZipFile, place: str) -> Any:
    """The root of a part.

    Raises:
        LoadError: It is not there, or not well formed.

    """
    try:
        return parsed(archive.read(place))
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError) as fault:
        raise LoadError(
            zh=f"ofd 文件已损坏或已加密（缺 {place}）。请在阅读器里导出为 pdf。",
            en=f"The ofd is damaged or encrypted (no {place}). Export it as pdf in its reader.",
        ) from fault


def _inside(place: str, stated: str) -> str:
    """A stated place, which is counted from the folder of the part that states it, or the root."""
    if stated.startswith("/"):
        return posixpath.normpath(stated.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(place), stated))


def _notices(archive: zipfile.ZipFile, taken: _Taken) -> tuple[str, ...]:
    told: list[str] = []
    count = len(taken.sheets)
    if taken.empty:
        few = named(taken.empty)
        told.append(say(
            f"{count} 页中有 {len(taken.empty)} 页没有文字（{few}），未读",
            f"{len(taken.empty)} of {count} pages have no text ({few}): not read",
        ))  # fmt: skip
    if taken.cut:
        few = named(taken.cut)
        told.append(say(f"{few}文字过多，其余未读", f"{few}: too much text, the rest was not read"))
    if taken.pictures:
        few = str(taken.pictures)
        told.append(say(f"{few} 张图片中的文字没有读", f"words in {few} pictures are not read"))
    names = [name.rpartition("/")[2].lower() for name in archive.namelist()]
    seals = sum(name in {"seal.esl", "signedvalue.dat"} for name in names)
    if seals:
        told.append(say("电子签章没有验证，也没有读", "its seals are neither checked nor read"))
    if any(name == "attachments.xml" for name in names):
        told.append(say("附件没有读", "what is attached is not read"))
    return tuple(told)
