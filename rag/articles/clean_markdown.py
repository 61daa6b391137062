"""Markdown to plain lines: the words stay, the marks that only shape them go."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.articles.clean_lines import Taken
from rag.articles.clean_text_tables import with_tables

# ```python
_FENCE = re.compile(r"^[ \t]{0,3}(?:`{3,}|~{3,}).*$", re.MULTILINE)
_ENCLOSED = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        (r"<!--", r"-->"),
        (r"<script\b", r"</script>"),
        (r"<style\b", r"</style>"),
        (r"<template\b", r"</template>"),
        (r"<iframe\b", r"</iframe>"),
    )
)
# <span style="display:none">暗语</span>
_HIDDEN = re.compile(
    r"<(\w+)\b[^<>]{0,500}(?:\shidden\b|display\s*:\s*none|font-size\s*:\s*0)[^<>]{0,500}>"
    r"[^<]{0,5000}</\1\s*>",
    re.IGNORECASE,
)
_SPACE = " \t"


def _heading(match: re.Match[str]) -> str:
    """``## 标题 ##`` as a line of its own, without the marks at either end."""
    title = match[1].rstrip(_SPACE).rstrip("#").rstrip(_SPACE)
    return f"\n{title}\n"


_Rule = tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]]
# ![图](a.png), [青禾](https://example.org), # 标题, > 引文: each with what becomes of it
_BLOCK_RULES: tuple[_Rule, ...] = (
    ("hidden", _HIDDEN, ""),
    ("image", re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])"), ""),
    (
        "link",
        re.compile(r"\[([^\[\]\n]{1,1000})\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)"),
        r"\1",
    ),
    ("link", re.compile(r"\[([^\[\]\n]{1,1000})\]\[[^\[\]\n]{0,200}\]"), r"\1"),
    ("link", re.compile(r"^[ \t]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]*\S+.*$", re.MULTILINE), ""),
    ("link", re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    ("footnote", re.compile(r"\[\^[^\]\n]{1,20}\]:?"), ""),
    ("rule", re.compile(r"^[ \t]{0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
    ("rule", re.compile(r"^[ \t]{0,3}[=-]{3,}[ \t]*$", re.MULTILINE), ""),
    ("heading", re.compile(r"^[ \t]{0,3}#{1,6}[ \t]++(.*+)", re.MULTILINE), _heading),
    ("quote", re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE), ""),
    (
        "table",
        re.compile(
            r"^[ \t]*+(?:\|[ \t]*+)?:?-{2,}+:?[ \t]*+(?:\|[ \t]*+:?-{2,}+:?[ \t]*+)*+"
            r"\|?[ \t]*+$",
            re.MULTILINE,
        ),
        "",
    ),
    ("table", re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE), r"\1\n"),
    ("list", re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE), r"\n"),
)
# *着重*, `代码`: each with what becomes of it
_INLINE_RULES: tuple[_Rule, ...] = (
    (
        "emphasis",
        re.compile(r"(?<![A-Za-z0-9*])\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*(?![A-Za-z0-9*])"),
        r"\1",
    ),
    ("emphasis", re.compile(r"(?<![\w_])_(?=\S)([^_\n]{1,2000}?)(?<=\S)_(?![\w_])"), r"\1"),
    ("code", re.compile(r"(?<!`)`([^`\n]+)`(?!`)"), r"\1"),
    ("break", re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (
        "tag",
        re.compile(r"</?(?:p|div|li|tr|h[1-6]|table|ul|ol|blockquote|figure)\b[^<>]*>", re.I),
        "\n",
    ),
    ("tag", re.compile(r"</?[a-zA-Z][\w-]*(?:\s[^<>]*)?/?>"), ""),
    ("escape", re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])"), r"\1"),
)


# **粗 and __粗
_STRONG = re.compile(r"(?:\*\*|__)(?=\S)")
# ~~删
_STRUCK = re.compile(r"~~(?=\S)")
# the second ** of **粗**
_CLOSING = {mark: re.compile(rf"(?<=\S){re.escape(mark)}") for mark in ("**", "__", "~~")}
_LONGEST_EMPHASIS = 2_000

_ENDLESS_REFERENCE = re.compile(r"&#(?:[0-9]{8,}+|[xX][0-9a-fA-F]{8,}+);?")
"""``&#`` with more digits than any character has."""


def plain(body: str, taken: Taken) -> str:
    """The words of a Markdown text; lines of code keep their characters."""
    from html import unescape

    text = body
    for opening, closing in _ENCLOSED:
        text = _without_enclosed(text, opening, closing)
    pieces = _FENCE.split(text)
    shaped: list[str] = []
    for place, piece in enumerate(pieces):
        if place % 2 and place + 1 < len(pieces):
            shaped.append(piece)
            continue
        piece = with_tables(piece, plain=False)
        for _, pattern, replacement in _BLOCK_RULES:
            piece = pattern.sub(replacement, piece)
        for opening in (_STRONG, _STRUCK):
            piece = "\n".join(_without_marks(line, opening) for line in piece.split("\n"))
        for _, pattern, replacement in _INLINE_RULES:
            piece = pattern.sub(replacement, piece)
        shaped.append(unescape(_ENDLESS_REFERENCE.sub("\ufffd", piece)))
    text = "".join(shaped)
    taken["markdown"] += len(body) - len(text)
    return text


def _without_marks(line: str, opening: re.Pattern[str]) -> str:
    """A line without the marks around its emphasis: ``**重要**``, ``__a__``, ``~~gone~~``.

    Where the next closing mark stands is looked for once, however many marks are opened.
    """
    kept: list[str] = []
    closings: dict[str, int] = {}
    start = 0
    match = opening.search(line)
    while match:
        mark, inner = match.group(), match.end()
        closing = closings.get(mark, 0)
        if closing <= inner:
            found = _CLOSING[mark].search(line, inner + 1)
            closing = closings[mark] = found.start() if found else len(line) + _LONGEST_EMPHASIS + 1
        if closing - inner > _LONGEST_EMPHASIS:
            match = opening.search(line, match.start() + 1)
            continue
        kept += [line[start : match.start()], line[inner:closing]]
        start = closing + len(mark)
        match = opening.search(line, start)
    return "".join([*kept, line[start:]])


def _without_enclosed(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Text without what lies between two marks; one that is never closed takes the rest.

    By searching on from place to place, so that it stays linear however many are opened.
    """
    match = opening.search(text)
    if not match:
        return text
    kept: list[str] = []
    start = 0
    while match:
        kept.append(text[start : match.start()])
        end = closing.search(text, match.end())
        if not end:
            return "".join(kept)
        start = end.end()
        match = opening.search(text, start)
    return "".join([*kept, text[start:]])
