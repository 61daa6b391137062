"""Bytes to text: which encoding a file is in, and what its markup is.

``decode(data) -> Decoded(text, encoding, notices)``        raises LoadError for binary data
``markup_of(name, body) -> "html" | "markdown" | "text"``
``joined_words(pieces) -> str``                             the pieces of broken lines as one
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.articles.mixed_encodings import by_lines, without_halves
from rag.errors import LoadError
from rag.text.fold import fold
from rag.wording import say

Markup = Literal["html", "markdown", "text"]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    "种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从"
    "业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又"
    "么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位"
    "入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放"
    "决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受"
    "联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离"
    "华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界，。、：“”《》（）"
)
# <meta charset="gb2312">, encoding='big5'
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_HTML_OPENING = re.compile(  # the first tag of a page or of a piece of one: "<div"
    r"<(?:!doctype|html|head|body|div|p|article|section|table|span|main"
    r"|h[1-6]|ul|ol|figure|img|strong|blockquote|center|font)\b",
    re.IGNORECASE,
)
# </p>
_HTML_BLOCK = re.compile(r"</(?:p|div|table|ul|ol|h[1-6]|article|section|span)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was in; ``notices`` name what could not be decoded."""

    text: str
    encoding: str
    notices: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Decode a file's bytes: byte order mark, UTF-8, UTF-16, then GB18030 or Big5 by plausibility.

    Raises:
        LoadError: The bytes are no text in any of these.

    """
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _lenient(data, codec, name)
    if b"\0" in data[:65_536]:
        return _without_mark_utf16(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as fault:
        cut_in_character = fault.start >= len(data) - 3
    return _put_together(data) or _declared(data) or _multibyte(data, cut_in_character)


def _put_together(data: bytes) -> Decoded | None:
    """A text of lines in two encodings, or with halves of characters; both are told."""
    if whole := without_halves(data):
        halves = whole.count("\ufffd") - data.count("\ufffd".encode())
        notice = say(
            f"{halves} 处是半个字符，以 U+FFFD 代替",
            f"{halves} places are halves of characters; shown as U+FFFD",
        )
        return Decoded(whole, "utf-8", (notice,))
    if found := by_lines(data):
        text, lines = found
        notice = say(
            f"混有两种编码：{lines} 行是 utf-8，其余是 gb18030",
            f"two encodings: {lines} lines are utf-8, the others gb18030",
        )
        return Decoded(text, "gb18030", (notice,))
    return None


def _lenient(data: bytes, codec: str, name: str) -> Decoded:
    text = data.decode(codec, errors="replace")
    lost = text.count("\ufffd") - _own_replacement_characters(data, name)
    if lost <= 0:
        return Decoded(text, name)
    if lost * 20 > len(text):
        raise _binary()
    notice = say(
        f"{lost} 处字节不是 {name}，以 U+FFFD 代替",
        f"{lost} places are not {name}; shown as U+FFFD",
    )
    return Decoded(text, name, (notice,))


def _own_replacement_characters(data: bytes, name: str) -> int:
    return data.count("\ufffd".encode()) if name == "utf-8" else 0


def _without_mark_utf16(data: bytes) -> Decoded:
    """UTF-16 without a mark: in the byte order in which it reads as written text."""
    whole = data[: len(data) // 2 * 2]
    readings: list[tuple[float, str]] = []
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = whole.decode(codec)
        except UnicodeDecodeError:
            continue
        sample = fold(text[:20_000])
        known = sum(
            character in _FREQUENT_FOLDED or character in "\n\r\t" or " " <= character <= "~"
            for character in sample
        )
        readings.append((known / max(1, len(sample)), text))
    share, text = max(readings, default=(0.0, ""))
    if share < 0.3 or not _looks_written(text):
        raise _binary()
    return Decoded(text, "utf-16")


def _declared(data: bytes) -> Decoded | None:
    """What a page's own ``charset=`` says, when the bytes agree with it."""
    found = _DECLARED.search(data[:4_096])
    if not found:
        return None
    try:
        codec = codecs.lookup(found[1].decode("ascii")).name
        codec = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(codec, codec)
        text = data.decode(codec)
    except (LookupError, UnicodeError, ValueError):
        return None
    plain = {"big5hkscs": "big5"}.get(codec, codec)
    return Decoded(text, plain) if _looks_written(text) else None


def _multibyte(data: bytes, cut_in_character: bool) -> Decoded:
    """Choose between GB18030 and Big5 by how many frequent characters each reading has."""
    readings: list[tuple[float, str, str]] = []
    for codec, name in (("gb18030", "gb18030"), ("big5hkscs", "big5")):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        readings.append((_share_of_frequent(text), name, text))
    best = max(readings, default=(0.0, "", ""))
    if best[0] >= 0.2:
        return Decoded(best[2], best[1])
    if cut_in_character:
        return _lenient(data, "utf-8", "utf-8")
    return _guess(data, best)


def _guess(data: bytes, best: tuple[float, str, str]) -> Decoded:
    """The rest: a library's guess, a damaged UTF-8 file, or a damaged GB18030 file."""
    damaged = [
        (text.count("\ufffd") / max(1, len(text)), codec)
        for codec in ("utf-8", "gb18030")
        for text in [data.decode(codec, errors="replace")]
    ]
    share, codec = min(damaged)
    if share < 0.02 and _share_of_frequent(data.decode(codec, errors="replace")) >= 0.2:
        return _lenient(data, codec, codec)
    from charset_normalizer import from_bytes

    found = from_bytes(data[:200_000]).best()
    if found is not None and found.encoding not in {"ascii"}:
        try:
            text = data.decode(found.encoding)
        except UnicodeError:
            text = ""
        if text and _looks_written(text):
            return Decoded(text, found.encoding.replace("_", "-"))
    if best[2] and _looks_written(best[2]):
        return Decoded(best[2], best[1])
    return _lenient(data, codec, codec)


def _share_of_frequent(text: str) -> float:
    sample = fold(text[:20_000])
    wide = [character for character in sample if character > "\u00ff"]
    if not wide:
        return 0.0
    return sum(character in _FREQUENT_FOLDED for character in wide) / len(wide)


_FREQUENT_FOLDED = frozenset(fold("".join(_FREQUENT)))


def _looks_written(text: str) -> bool:
    """Whether text is mostly letters, figures, punctuation and spaces, not control codes."""
    sample = text[:20_000]
    odd = sum(
        (character < " " and character not in "\t\n\r\f")
        or "\x7f" <= character <= "\x9f"
        or "\ue000" <= character <= "\uf8ff"
        or character == "\ufffd"
        for character in sample
    )
    return odd * 20 <= len(sample)


def _binary() -> LoadError:
    return LoadError(
        zh="不是文本文件（内容为二进制）。请另存为文本、HTML、Markdown、docx 或带文字层的 pdf。",
        en="Not a text file (its content is binary). Save it as text, HTML, Markdown, docx or a "
        "pdf with a text layer.",
    )


def markup_of(name: str, body: str) -> Markup:
    """What a body is written in: by what it looks like first, then by the file's name."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in {"html", "htm", "xhtml", "shtml"}:
        return "html"
    sample = body[:200_000]
    if _HTML_OPENING.match(sample, _after_comments(sample)) and _HTML_BLOCK.search(sample):
        return "html"
    return "markdown" if suffix in {"md", "markdown"} else "text"


# 青, and ，: what no space stands beside
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff，。；：、！？“”‘’《》（）「」【】]")


def joined_words(pieces: Sequence[str]) -> str:
    """Pieces of broken lines as one: between two Chinese characters without a space."""
    whole = ""
    for piece in pieces:
        if not piece:
            continue
        wide = whole and _WIDE.match(whole[-1]) and _WIDE.match(piece[0])
        whole += piece if wide or not whole else f" {piece}"
    return whole


def _after_comments(text: str) -> int:
    """Where ``text`` begins when the space and the comments before it are passed over."""
    place = 0
    while True:
        while place < len(text) and text[place].isspace():
            place += 1
        if not text.startswith("<!--", place):
            return place
        end = text.find("-->", place + 4)
        if end < 0:
            return place
        place = end + 3
