"""The functions that read, clean and split the texts of others, each as a call with one text."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from benchmarks.growth_measure import HONEST, Function
from rag.articles.clean import clean
from rag.articles.clean_injected import injected_fragments
from rag.articles.load import load
from rag.articles.load_front import split_front_matter
from rag.articles.load_plain import article_from_bytes
from rag.articles.load_text import decode
from rag.articles.publication import parse_day
from rag.articles.published_inferred import inferred
from rag.articles.show import difference
from rag.errors import LoadError
from rag.indexing.signature import signature
from rag.indexing.terms import term_text
from rag.settings import Settings
from rag.text.dates import resolve
from rag.text.facts import facts
from rag.text.fold import fold, simplify
from rag.text.names import names
from rag.text.numbered import numbered
from rag.text.numerals import figures
from rag.text.sentences import sentence_spans
from rag.text.split import chunk_spans, header
from rag.text.tokens import count_tokens
from rag.types import Article, Document
from ui.html.plain_text import plain

DAY = date(2022, 7, 29)
_PAGE = "<html><body><p>甲乙丙丁。</p>"
_DATES = ("", "2022年", "2022年7月28日，", "2022年7月至", "in 2022, ")

Call = Callable[[str], object]


def texts() -> list[Function]:
    """Every function over a file or an article, whose text may have any length."""
    return [*_reading(), *_cleaning(), *_language()]


def document(text: str = HONEST, title: str = "示范区") -> Document:
    """A stored article with this text and title."""
    return Document("d", "news/a.txt", title, text, DAY, "stated", source=title, author=title)


def _reading() -> list[Function]:
    module, front = "rag.articles.load", "rag.articles.load_front"
    return [
        *(_decoded(codec) for codec in ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "latin-1")),
        *(Function(f"read {name}", _read(name), module) for name in ("a.txt", "a.md", "a.html")),
        Function("read a line of JSONL", _recorded, "rag.articles.load_records"),
        Function("front matter", lambda t: split_front_matter(f"---\n{t}\n---\n甲"), front),
        Function("front matter, open", lambda t: split_front_matter(f"---\n{t}"), front),
        Function(
            "front matter, a value", lambda t: split_front_matter(f"---\na: {t}\n---\n甲"), front
        ),
    ]


def _cleaning() -> list[Function]:
    html, blocks = "rag.articles.clean_html", "rag.articles.clean_blocks"
    every = "rag.articles.clean"
    return [
        Function("clean text", _cleaned("text"), every, before=("", "题目\n甲乙丙。\n")),
        Function(
            "clean Markdown", _cleaned("markdown"), "rag.articles.clean_markdown", markup=True
        ),
        Function("clean HTML", _cleaned("html"), html, markup=True),
        Function("clean HTML, a page", _cleaned("html", _PAGE + "{}"), every, markup=True),
        Function("clean HTML, a paragraph", _cleaned("html", _PAGE + "<p>{}</p>"), blocks),
        Function("clean HTML, a cell", _cleaned("html", "<table><tr><td>{}</table>"), blocks),
        Function("clean HTML, pre", _cleaned("html", "<pre>{}</pre>"), blocks),
        Function("clean HTML, a tag", _cleaned("html", _PAGE + "<p {}>甲"), html),
        Function("clean HTML, a class", _cleaned("html", _PAGE + '<p class="{}">甲'), html),
        Function("clean HTML, a style", _cleaned("html", _PAGE + '<p style="{}">甲'), html),
        Function(
            "clean HTML, styles", _cleaned("html", _PAGE + "<style>{}</style><p class=a>甲"), html
        ),
        Function(
            "clean HTML, a head",
            _cleaned("html", '<title>{}</title><meta name="author" content="{}">' + _PAGE),
            "rag.articles.clean_about",
        ),
        Function(
            "clean HTML, JSON-LD",
            _cleaned("html", '<script type="application/ld+json">{}</script>' + _PAGE),
            "rag.articles.clean_page",
        ),
        Function("clean, what is stated", _stated, every),
        Function("injected fragments", injected_fragments, "rag.articles.clean_injected"),
        Function("a stated day", parse_day, "rag.articles.publication"),
        Function("an inferred day", inferred, "rag.articles.published_inferred", before=_DATES),
        Function("what cleaning changed", _changed(lambda t: t), "rag.articles.show"),
        Function("what changed, in every line", _changed(_every_line), "rag.articles.show"),
        Function("what changed, all of it", _changed(lambda t: t[::-1]), "rag.articles.show"),
    ]


def _language() -> list[Function]:
    return [
        Function("plain text", plain, "ui.html.plain_text"),
        Function("fold", fold, "rag.text.fold"),
        Function("simplify", simplify, "rag.text.fold"),
        Function("sentences", sentence_spans, "rag.text.sentences"),
        Function("chunks", chunk_spans, "rag.text.split"),
        Function("header", lambda t: header(document(HONEST, t)), "rag.text.split"),
        Function("tokens", count_tokens, "rag.text.tokens"),
        Function("dates", _resolved(DAY), "rag.text.dates", before=_DATES),
        Function("dates, undated", _resolved(None), "rag.text.dates", before=_DATES),
        Function("facts", facts, "rag.text.facts"),
        Function("facts of evidence", lambda t: facts(t, evidence=True), "rag.text.facts"),
        Function("names", names, "rag.text.names"),
        Function("figures", lambda t: figures(fold(t), generous=True), "rag.text.numerals"),
        Function("terms", term_text, "rag.indexing.terms"),
        Function("signature", signature, "rag.indexing.reprints"),
        Function("numbered words", numbered, "rag.text.numbered"),
    ]


def _decoded(codec: str) -> Function:
    return Function(
        f"decode {codec}",
        lambda text: _or_fault(lambda: decode(text.encode(codec, "replace"))),
        "rag.articles.load_text",
    )


def _read(name: str) -> Call:
    return lambda text: _or_fault(
        lambda: article_from_bytes(name, text.encode("utf-8", "surrogatepass"))
    )


def _or_fault(read: Callable[[], object]) -> object:
    """What was read, or the fault that says why it cannot be: both are answers."""
    try:
        return read()
    except LoadError as fault:
        return fault


@cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="youju-growth-"))


def _recorded(text: str) -> object:
    import json

    path = _scratch() / "a.jsonl"
    path.write_text(json.dumps({"id": text, "title": text, "text": text}), encoding="utf-8")
    return _or_fault(lambda: list(load(path, Settings())))


def _cleaned(markup: Literal["html", "markdown", "text"], around: str = "{}") -> Call:
    def run(text: str) -> object:
        return clean(Article("news/a.txt", around.replace("{}", text), markup, "utf-8"))

    return run


def _stated(text: str) -> object:
    stated = dict.fromkeys(("title", "author", "source", "date", "url", "categories"), text)
    return clean(Article("news/a.txt", HONEST, "text", "utf-8", stated))


def _changed(change: Callable[[str], str]) -> Call:
    def run(text: str) -> object:
        return list(difference(Article("a.txt", text, "text", "utf-8"), change(text)))

    return run


def _every_line(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{line}变" if place % 2 else line for place, line in enumerate(lines))


def _resolved(published: date | None) -> Call:
    def run(text: str) -> object:
        return [(when.display("zh"), when.display("en")) for when in resolve(text, published)]

    return run
