"""Rules over lines: characters nobody sees, and lines that are furniture, not article.

``visible(text)`` and ``spaced(text)`` normalise characters; ``without_furniture(lines)`` drops
whole lines by named rules. All are pure and report what they took through a ``Taken``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.articles.clean_furniture import BREADCRUMB, RELATED, TAIL_RULES, furniture
from rag.articles.grid import ROW
from rag.text.radicals import without_radicals

# zero width space, soft hyphen, right-to-left override, tag characters, variation selectors
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001d\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
# \r\n, a form feed, U+2028
_LINE_ENDS = re.compile(r"\r\n?|\f|\u2028|\u2029|\x0b|\x85")
# tabs, no-break and full-width spaces
_SPACE_RUN = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_WIDE = r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]"
# the space of 印发 《办法》, of 》 。 and of 三月 ，
_COPIED_SPACE = re.compile(
    r"(?<=[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff”》）]) (?=[《“‘「『（(【])"
    r"|(?<=[》”’」』）)】，。；：、！？]) (?=[，。；：、！？])"
    rf"|(?<={_WIDE}) (?=[，。；：、！？,;:](?![ \d]))"
)
# a letter or a figure, % and +: what a line says anything with
_WRITTEN = re.compile(r"[^\W_]|[%％+=]")
_ENDS = "。！？!?…；;：:”’」』"


class Taken(Counter[str]):
    """Characters taken away per rule, with the first few pieces of each for the report."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[tuple[str, str]] = []

    def note(self, rule: str, before: str, after: str = "") -> str:
        """Count what ``rule`` shortened and keep the piece; gives ``after`` back."""
        difference = len(before) - len(after)
        if difference:
            self[rule] += difference
        if not after and before.strip() and len(self.pieces) < 200:
            self.pieces.append((rule, before.strip()[:120]))
        return after


def visible(text: str, taken: Taken) -> str:
    """Without characters that no reader sees; every kind of line end is a newline.

    Radicals become the characters they look like, so that a quote can be typed and searched for.
    """
    text = without_radicals(text)
    if _LINE_ENDS.search(text):
        text = _LINE_ENDS.sub("\n", text)
    return taken.note("invisible-characters", text, _INVISIBLE.sub("", text)) or ""


def spaced(line: str, taken: Taken) -> str:
    """One kind of space, never two in a row, none at the ends or where copying put one."""
    narrow = _SPACE_RUN.sub(" ", line).strip(" ")
    if len(narrow) != len(line):
        taken["spaces"] += len(line) - len(narrow)
    if " " not in narrow:
        return narrow
    closed = _COPIED_SPACE.sub("", narrow)
    if len(closed) != len(narrow):
        taken["copied-spaces"] += len(narrow) - len(closed)
    return closed


def without_furniture(lines: Sequence[str], taken: Taken) -> list[str]:
    """Lines without breadcrumbs, share bars, editors' names, notices, related links, footers."""
    kept: list[str] = []
    rules = [furniture(line) if line and line[0] != ROW else "" for line in lines]
    last_text = max(
        (place for place, line in enumerate(lines) if not rules[place] and _is_prose(line)),
        default=-1,
    )
    related = False
    written = 0
    for place, line in enumerate(lines):
        if not line:
            related = related and place + 1 < len(lines)
            kept.append(line)
            continue
        if line[0] == ROW:  # 审核 | 张三 in a table is what the table says
            related = False
            kept.append(line)
            continue
        written += 1
        rule = _related_rule(line, related)
        if rule is None:
            related = False
            rule = rules[place]
            if not rule and written <= 4 and len(line) <= 80 and BREADCRUMB.fullmatch(line):
                rule = "breadcrumb"
            if not rule and not _WRITTEN.search(line):
                rule = "stray-marks"
            if not rule and place > last_text and TAIL_RULES.fullmatch(line):
                rule = "site-footer"
        else:
            related = True
        if rule:
            taken.note(rule, line)
        else:
            kept.append(line)
    return kept


def _is_prose(line: str) -> bool:
    return len(line) >= 30 and line[-1] in _ENDS


def _related_rule(line: str, related: bool) -> str | None:
    """``related`` for a heading of related links and for the short titles that follow it."""
    found = RELATED.fullmatch(line)
    if found and not (found["rest"] or "").endswith(("。", "！")):
        return "related"
    if related and len(line) <= 70 and line[-1] not in "。！；;.":
        return "related"
    return None
