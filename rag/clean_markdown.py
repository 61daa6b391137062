"""Markdown to plain lines: the words stay, the marks that only shape them go."""

from __future__ import annotations

import re

from rag.clean_lines import Taken

_FENCE = re.compile(r"^[ \t]{0,3}(?:`{3,}|~{3,}).*$", re.MULTILINE)
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("comment", re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (
        "script",
        re.compile(
            r"<(script|style|template|iframe)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
        ),
        "",
    ),
    (
        "hidden",
        re.compile(
            r"<(\w+)\b[^<>]*(?:\shidden\b|display\s*:\s*none|font-size\s*:\s*0)[^<>]*>.*?</\1\s*>",
            re.DOTALL | re.IGNORECASE,
        ),
        "",
    ),
    ("image", re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])"), ""),
    ("link", re.compile(r"\[([^\]\n]+)\]\((?:[^()\n]|\([^()\n]*\))*\)"), r"\1"),
    ("link", re.compile(r"\[([^\]\n]+)\]\[[^\]\n]*\]"), r"\1"),
    ("link", re.compile(r"^[ \t]{0,3}\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE), ""),
    ("link", re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    ("footnote", re.compile(r"\[\^[^\]\n]{1,20}\]:?"), ""),
    ("rule", re.compile(r"^[ \t]{0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
    ("rule", re.compile(r"^[ \t]{0,3}[=-]{3,}[ \t]*$", re.MULTILINE), ""),
    (
        "heading",
        re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE),
        r"\n\1\n",
    ),
    ("quote", re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE), ""),
    (
        "table",
        re.compile(
            r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$", re.MULTILINE
        ),
        "",
    ),
    ("table", re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE), r"\1\n"),
    ("list", re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE), r"\n"),
    ("emphasis", re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    ("emphasis", re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    ("emphasis", re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"\1"),
    ("emphasis", re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"\1"),
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


def plain(body: str, taken: Taken) -> str:
    """The words of a Markdown text; lines of code keep their characters."""
    from html import unescape

    pieces = _FENCE.split(body)
    shaped: list[str] = []
    for place, piece in enumerate(pieces):
        if place % 2 and place + 1 < len(pieces):
            shaped.append(piece)
            continue
        for _, pattern, replacement in _RULES:
            piece = pattern.sub(replacement, piece)
        shaped.append(unescape(piece))
    text = "".join(shaped)
    taken["markdown"] += len(body) - len(text)
    return text
