"""Office files and books are zip archives: what is checked before a library opens one.

``checked(data, kind)`` refuses what unpacks out of proportion and says what stands in the way:
a password, an old format. ``parsed(xml)`` reads a part without following anything out of it.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from rag.articles.limits import MAX_RATIO, RATIO_FROM_BYTES
from rag.errors import LoadError

MAX_UNPACKED = 300_000_000
"""The parts of one document together may unpack to so many bytes."""

MAX_PARTS = 20_000
"""A document has no more parts than this."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def checked(data: bytes, kind: str) -> zipfile.ZipFile:
    """The archive of a document, safe to unpack.

    Raises:
        LoadError: Not one, protected by a password, in the format of before 2007, or a bomb.

    """
    if data.startswith(_OLD):
        raise _locked(kind) if _ENCRYPTED in data else _of_before(kind)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise LoadError(
            zh=f"{kind} 文件已损坏或不完整。请另存一份再试。",
            en=f"The {kind} file is damaged ({fault}). Save it anew.",
        ) from fault
    if any(member.flag_bits & 0x1 for member in members):
        raise _locked(kind)
    too_large = sum(member.file_size for member in members) > MAX_UNPACKED
    if too_large or len(members) > MAX_PARTS or any(map(_is_bomb, members)):
        raise LoadError(
            zh=f"{kind} 解压后过大（疑似压缩炸弹）。",
            en=f"The {kind} unpacks to too much (a zip bomb?).",
        )
    return archive


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > max(RATIO_FROM_BYTES, MAX_RATIO * member.compress_size)


def _locked(kind: str) -> LoadError:
    return LoadError(
        zh=f"{kind} 有密码保护。请去掉密码后另存一份。",
        en=f"The {kind} is protected by a password. Save a copy without it.",
    )


def _of_before(kind: str) -> LoadError:
    return LoadError(
        zh=f"这是 Office 97-2003 的旧格式（Word/Excel 97），不是 {kind}。"
        "请另存为 docx、xlsx 或 pptx。",
        en=f"It is in the format of Office 97-2003 (Word/Excel 97), no {kind}. Save it as docx, "
        "xlsx or pptx.",
    )


def parsed(xml: bytes) -> Any:
    """The root of a part; entities are not resolved, nothing outside it is looked at.

    Raises:
        LoadError: It is not well formed.

    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        raise LoadError(
            zh=f"文档的一部分已损坏（{fault}）。",
            en=f"A part of the document is damaged ({fault}).",
        ) from fault
