"""Markdown to plain lines: the words stay, the marks that only shape them go."""

from __future__ import annotations

import re

from rag.articles.clean_lines import Taken
from rag.articles.clean_text_tables import with_tables

_FENCE = re.compile(r"^[ \t]{0,3}(?:`{3,}|~{3,}).*$", re.MULTILINE)
_ENCLOSED = (
    (re.compile(r"<!--"), "-->"),
    (re.compile(r"<script\b", re.IGNORECASE), "</script>"),
    (re.compile(r"<style\b", re.IGNORECASE), "</style>"),
    (re.compile(r"<template\b", re.IGNORECASE), "</template>"),
    (re.compile(r"<iframe\b", re.IGNORECASE), "</iframe>"),
)
_HIDDEN = re.compile(
    r"<(\w+)\b[^<>]{0,500}(?:\shidden\b|display\s*:\s*none|font-size\s*:\s*0)[^<>]{0,500}>"
    r"[^<]{0,5000}</\1\s*>",
    re.IGNORECASE,
)
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("hidden", _HIDDEN, ""),
    ("image", re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])"), ""),
    (
        "link",
        re.compile(r"\[([^\[\]\n]{1,1000})\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)"),
        r"\1",
    ),
    ("link", re.compile(r"\[([^\[\]\n]{1,1000})\]\[[^\[\]\n]{0,200}\]"), r"\1"),
    ("link", re.compile(r"^[ \t]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]*\S+.*$", re.MULTILINE), ""),
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
    ("emphasis", re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1"), r"\2"),
    (
        "emphasis",
        re.compile(r"(?<![A-Za-z0-9*])\*(?=\S)([^*\n]{1,2000}?)(?<=\S)\*(?![A-Za-z0-9*])"),
        r"\1",
    ),
    ("emphasis", re.compile(r"(?<![\w_])_(?=\S)([^_\n]{1,2000}?)(?<=\S)_(?![\w_])"), r"\1"),
    ("emphasis", re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~"), r"\1"),
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
        for _, pattern, replacement in _RULES:
            piece = pattern.sub(replacement, piece)
        shaped.append(unescape(piece))
    text = "".join(shaped)
    taken["markdown"] += len(body) - len(text)
    return text


def _without_enclosed(text: str, opening: re.Pattern[str], closing: str) -> str:
    """Text without what lies between two marks; one that is never closed takes the rest.

    By searching on from place to place, so that it stays linear however many are opened.
    """
    match = opening.search(text)
    if not match:
        return text
    lower = text.lower()
    kept: list[str] = []
    start = 0
    while match:
        kept.append(text[start : match.start()])
        end = lower.find(closing, match.end())
        if end < 0:
            return "".join(kept)
        start = end + len(closing)
        match = opening.search(text, start)
    return "".join([*kept, text[start:]])
