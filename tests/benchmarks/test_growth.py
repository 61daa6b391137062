"""Nothing grows too fast on what others send; ``benchmarks/growth.py`` measures it in full."""

from __future__ import annotations

import importlib
import pkgutil
import re
from itertools import chain

import pytest

import embeddings
import rag
import ui
from benchmarks.growth_answers import questions, replies
from benchmarks.growth_measure import Function, cost, growth, honest
from benchmarks.growth_seeds import Seed, patterns_of
from benchmarks.growth_texts import texts

CHARACTERS = 20_000
LONGEST_S = 10.0
"""What grows with the square takes longer, by far, and what does not takes a tenth of a second."""

KNOWN = (
    ("read a.txt", ("<!--x--> ", "<!--", " ")),
    ("front matter", ("a: [[", "- ", "a: &a ", "\n")),
    ("clean text", (" ", "来源：", "（记者 ", "首页 > ", "地址：甲 ", "甲\n")),
    ("clean Markdown", (" ", "#", "**a", "[a](", "![", "<a ", "&#1", "| - ", "~~a", "<!--")),
    ("clean HTML", ("<b>", "<div>", "<table><tr><td>", "<p a", "<!--", "<a b=\"'>")),
    ("clean HTML, a tag", ("a ", "a='>' ")),
    ("clean HTML, styles", (".a{display:none}", ".a{")),
    ("injected fragments", ("，甲乙丙", "[a.cn]")),
    ("what cleaning changed", ("甲", "甲\n")),
    ("what changed, in every line", ("甲\n",)),
    ("sentences", ("Mr. ", "U.S. ", ". ", "?a=", "https://", "。”")),
    ("dates", ("3月", "今年", "2022年至", "1-", "May ")),
    ("names", ("A-", "Aa Bb ", "A'", "《甲")),
    ("figures", ("1 ", "一", "1-", "1,000")),
    ("facts", ("a1-", "1a", "1.2", "aaaa")),
    ("a reply", ("[1]", "[1, ", "[ ", "1. ", "资料 ")),
    ("an answer before", ("甲，", "Mr. A ")),
    ("verify, a sentence", ("甲区增长7%，", "3月5日")),
    ("verify, an article", ("甲区增长7%，", "3月5日", "甲、")),
    ("tables of an article", (" | ", "甲 | 1\n", "\n", "（")),
    ("lists of an article", ("（一）", "甲 | 乙\n", "一是", "- ")),
    ("an overview", ("甲，", "。", "2022年")),
    ("the page, an answer", ("[1", "**a")),
    ("the page, copied", ("[", " ", "![a](")),
)
"""Pieces that once kept a function busy, or are like those; the benchmark tries thousands."""

UNLIMITED = {each.name: each for each in (*texts(), *replies())}
ELSEWHERE = {
    "rag.answering.finish": "markers of sentences that were verified",
    "rag.answering.retrieve": "letters of passages, which have their limit",
    "rag.articles.reading": "what went wrong with one file, in our own words",
    "rag.indexing.backup": "names of our own cache folders",
    "rag.indexing.backup_file": "a checksum of 64 letters",
    "rag.indexing.backup_received": "addresses and paths: one run of letters, one fixed text",
    "rag.indexing.postgres.address": "a setting of the operator",
    "rag.indexing.postgres.looking": "runs of letters in what is looked for, each read once",
    "ui.state.languages": "a cookie, in a head of 64 KB at most; each blank read once",
    "ui.server.document": "a page that Gradio wrote",
    "rag.indexing.schema": "our own statements",
    "rag.indexing.page_file": "names of our own tables",
    "rag.chat.retelling": "the markers behind a line that we wrote",
    "ui.state.talk": "an id of 16 characters",
    "ui.server.api_fields": "a day, ten characters",
    "ui.server.mcp_resources": "an address of 100 characters",
    "ui.server.responses_reply": "markers of an answer that was verified",
    "ui.doors.browsers": "a cookie of 32 characters",
    "ui.doors.guard": "a host name, read once from its beginning, in a head of 64 KB at most",
    "ui.state.feedback": "readers' ratings, exported by the operator",
    "ui.doors.page_calls": "a name of 64 characters",
}
"""Modules with patterns that no function here reaches, and what they are run on."""


def _modules_with_patterns() -> set[str]:
    found = chain.from_iterable(
        pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        for package in (rag, ui, embeddings)
    )
    names = [module.name for module in found if "__main__" not in module.name]
    return {name for name in names if patterns_of(importlib.import_module(name))}


@pytest.mark.parametrize(
    ("function", "piece"),
    [
        pytest.param(UNLIMITED[name], piece, id=f"{name}-{piece!r}")
        for name, pieces in KNOWN
        for piece in pieces
    ],
)
def test_no_text_keeps_a_function_busy(function: Function, piece: str) -> None:
    function.call(honest(1_000))
    for prefix, suffix in (("", ""), ("# a", "x")):
        text = Seed(piece, prefix, suffix).text(CHARACTERS)
        assert cost(function.call, text, most_s=LONGEST_S) < LONGEST_S


def test_every_pattern_is_tried() -> None:
    tried = {module for each in (*UNLIMITED.values(), *questions()) for module in each.modules()}
    assert _modules_with_patterns() - tried == set(ELSEWHERE)


def test_a_pattern_that_grows_is_found() -> None:
    slow = re.compile(r"\s+$")
    seeds = (Seed(" ", suffix="x"), Seed("a", suffix="x"))
    calls = [
        growth(Function("slow", slow.search, "rag.text.fold"), s, (2_000, 16_000)) for s in seeds
    ]
    assert calls[0].exponent > 1.6 > calls[1].exponent
