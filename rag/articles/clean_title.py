"""Which stated titles are none: what programs put where nobody wrote a title.

``is_no_title(title) -> bool`` for any title; ``own_title(title, lines, text="") -> str`` for the
one among a document's properties, which may be that of the file it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.articles.clean_about import is_title
from rag.text.fold import fold

_PLACEHOLDER = re.compile(
    r"\W*(?:(?:microsoft|wps)\s*(?:word|excel|powerpoint|office)?"
    r"|(?:(?:microsoft|wps)?\s*(?:word|excel|powerpoint|office|文字|表格|演示)?\s*[-–—]*\s*"
    r"(?:document|文档|文件|工作簿|book|演示文稿|presentation|幻灯片|slide)\s*\d*)"
    r"|无标题.{0,4}|未命名.{0,6}|新建\s?(?:microsoft\s?\w{0,10}|文本|docx?)?\s?文档.{0,6}"
    r"|untitled.{0,12}|no ?title|anonymous|unknown|none|null|标题|题目|title|print|打印"
    r"|扫描(?:件|文件|图像)?\d*|scan(?:ned)?[\s_-]*\w{0,8}|img_?\d+|首页|home|index|\d{1,20})\W*",
    re.IGNORECASE,
)
"""无标题, 未命名-1, Untitled Document, Microsoft Word 文档, 文档1, (anonymous), Print, 20190508."""
_PROGRAM = re.compile(r"(?:microsoft (?:word|excel|powerpoint)|wps文字)\s*[-–—]\s*", re.IGNORECASE)
"""What printing to PDF puts before a file's name: Microsoft Word - 年报.doc."""
_FILE = re.compile(
    r"(?:[A-Za-z]:[\\/]|file:|/|\\\\).*|.*\.(?:docx?|pdf|pptx?|xlsx?|wps|txt|rtf|indd|cdr|dwg|psd|html?)",
    re.IGNORECASE,
)
"""A path or a file's name: C:\\Users\\a\\年报.pptx, 201905081530.cdr."""
# 青
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ODD = re.compile("[\u0080-\u024f\u2018-\u203a\u20ac\u2122\u02c6\u02dc\ue000-\uf8ff\ufffd]")
"""What Chinese becomes when it is read in another encoding: ÅÍÊ¯ÏØ, ç£\u2019ç\u00b3."""


def is_no_title(title: str) -> bool:
    """Whether nobody wrote it: a placeholder, a path, or text in the wrong encoding."""
    bare = title.strip()
    if _PLACEHOLDER.fullmatch(bare) or _FILE.fullmatch(bare) or _PROGRAM.match(bare):
        return True
    return len(_ODD.findall(bare)) > 0.3 * len(bare) and not _CHINESE.search(bare)


def own_title(title: str, lines: Sequence[str], text: str = "") -> str:
    """A title from a document's properties, where its text bears it out; else empty.

    A first line that reads as a title is surer, unless the stated one says much the same. Where
    the whole ``text`` is given, it must speak of what the stated one does: a document may have been
    written over another, whose title it keeps.
    """
    stated = title.strip()
    if not stated or is_no_title(stated):
        return ""
    written = [line.strip() for line in lines if line.strip()][:6]
    if not written or not is_title(written[0], "".join(written[1:3])):
        return stated if not text or _speaks_of(text, stated) else ""
    return stated if _speaks_of("".join(written), stated) else ""


def _speaks_of(text: str, title: str) -> bool:
    """Whether half of a title's pairs of characters are found in a text."""
    own, said = fold(title), fold(text)
    pairs = {own[place : place + 2] for place in range(len(own) - 1)}
    return sum(pair in said for pair in pairs) * 2 >= len(pairs)
