"""Rules over flow: lines broken in mid-sentence are joined, one giant line becomes paragraphs.

``joined(lines)`` undoes hard wrapping; ``paragraphs(line)`` parts a copied text whose line
breaks became spaces, and stands headings that were glued to a sentence on lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.articles.clean_lines import Taken

_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff]"
# …开通。” …如下：
_ENDED = re.compile(r"[。！？!?…；;：:.][”’」』）)\]】\"']*$")
# two wide spaces, - 一, 3. , （二）, 四、, 第五条, 【, #
_OPENING = re.compile(
    r"^(?:[\u3000\t]| {2,}|[-*+•·●■◆▪◇○]\s*\S|\d{1,2}[.、)）]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]{1,3}[章节条部](?=[\s：:]|$)|[【\[|>#])"
)
# 2025-03-04 09:30, 来源：
_BYLINE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*(?:\d{1,2}:\d{2}|来源|$)|(?:来源|來源|作者|记者|发布时间)\s*[:：]"
)
# the space of 已开通。 票价三元, but not that of v1.2 released
_SENTENCE_THEN_SPACE = re.compile(
    r"(?:(?<=[。！？…])|(?<=[。！？…][”’」』）)])"
    r"|(?<=[\u2e80-\u9fff”》）)\d%][!?])|(?<=[)）]\.)) +(?=\S)"
)
# 。” of 他说：“好。”
_SENTENCE_END = re.compile(r"[。！？…][”’」』）)]*")
# ，of a line that is a sentence's part
_PUNCTUATION = re.compile(r"[，。；！？,;!?…]")
_HEADING_LENGTH = 26
_GIANT = 200


def _width(line: str) -> int:
    """Columns: GB18030 has one byte for a narrow character and two for a wide one."""
    return len(line) if line.isascii() else len(line.encode("gb18030", "replace"))


def joined(lines: Sequence[str], taken: Taken) -> list[str]:
    """Hard-wrapped lines as whole paragraphs; text that was not wrapped stays as it is.

    A line goes on in the next when it does not end a sentence, is about as wide as the widest
    lines (so it was broken because it was full), and the next does not open a paragraph.
    """
    written = [bare for line in lines if (bare := line.strip())]
    if len(written) < 2:
        return list(lines)
    widths = sorted(map(_width, written))
    full = widths[int(len(widths) * 0.8)]
    if full < 20 or full > 200 or widths[-1] > 2 * full:
        full = 0
    kept: list[list[str]] = []
    goes_on = False
    for line in lines:
        bare = line.strip(" \t\u3000\xa0")
        if goes_on and bare and not _OPENING.match(line) and not _BYLINE.match(bare):
            glue = "" if _glued(kept[-1][-1], bare) else " "
            kept[-1] += [glue, bare]
            taken["line-breaks"] += 1 - len(glue)
        else:
            kept.append([line])
        goes_on = bool(bare) and not _ENDED.search(bare) and _was_full(bare, full)
    return ["".join(pieces) for pieces in kept]


def _was_full(bare: str, full: int) -> bool:
    """Broken because the line was full, or in the middle of a clause that cannot end there."""
    if full and _width(bare) >= 0.75 * full:
        return True
    return _width(bare) >= 16 and bare[-1] in "，、,（(《“"


def _glued(before: str, after: str) -> bool:
    wide = re.compile(rf"(?:{_WIDE}|[，。；：、！？“”‘’《》（）])")
    return bool(wide.match(before[-1]) or wide.match(after[0])) or before.endswith("-")


def paragraphs(line: str, taken: Taken) -> list[str]:
    """One line as paragraphs with their headings, when it is a copied text that lost its breaks.

    Such a line is long and has, in several places, a sentence end followed by a space.
    """
    if len(line) < _GIANT or " " not in line:
        return [line]
    places = [match.span() for match in _SENTENCE_THEN_SPACE.finditer(line)]
    ends = len(_SENTENCE_END.findall(line))
    if len(places) < 2 or (len(places) > 6 and len(places) > 0.8 * ends):
        return _headed(line, taken) if len(places) > 6 else [line]
    parts: list[str] = []
    start = 0
    for left, right in [*places, (len(line), len(line))]:
        parts += _headed(line[start:left], taken)
        taken["paragraph-breaks"] += right - left - 1 if right > left else 0
        start = right
    return [part for part in parts if part]


def _headed(paragraph: str, taken: Taken) -> list[str]:
    """A heading and its paragraph: a short phrase without punctuation, then one space."""
    heading, space, rest = paragraph.partition(" ")
    if (
        space
        and 4 <= len(heading) <= _HEADING_LENGTH
        and len(rest) >= 20
        and not _PUNCTUATION.search(heading)
        and re.match(_WIDE, heading[-1])
        and re.match(rf"{_WIDE}|\d|“", rest)
        and _SENTENCE_END.search(rest)
        and " " not in rest[:8]
    ):
        taken["headings"] += 0
        return [heading, rest]
    return [paragraph]
