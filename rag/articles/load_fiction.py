"""Books in FictionBook (.fb2): one article a chapter, as of an .epub."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rag.articles.package import parsed
from rag.errors import LoadError
from rag.types import Article
from rag.wording import say

_LINES = frozenset(("p", "v", "subtitle", "text-author", "td", "th"))
"""Elements that are a line of their own."""
_DEEPEST = 60


def from_fiction(path: str, data: bytes) -> Iterator[Article]:
    """The chapters of a book in their order, notes last.

    Raises:
        LoadError: It is damaged, or has no text.

    """
    root = parsed(data)
    book = " ".join(_said(root.find(".//{*}title-info/{*}book-title")).split())
    author = "".join(_said(root.find(f".//{{*}}title-info/{{*}}author/{{*}}{part}"))
                     for part in ("last-name", "first-name"))  # fmt: skip
    pictures = len(root.findall(".//{*}binary"))
    told = (
        (say(f"{pictures} 张图片没有读", f"{pictures} pictures are not read"),) if pictures else ()
    )
    found = list(_chapters(root))
    if not found:
        raise LoadError(zh="书里没有文字。", en="The book has no text.")
    for place, (title, lines) in enumerate(found, start=1):
        facts = {"title": title or book, "author": author.strip(), "source": book}
        stated = {name: words for name, words in facts.items() if words}
        called = path if len(found) == 1 else f"{path}!/{place}"
        yield Article(called, "\n\n".join(lines), "text", "fb2", stated, told)


def _chapters(root: Any) -> Iterator[tuple[str, list[str]]]:
    for body in root.iterfind("{*}body"):
        sections = body.findall("{*}section") or [body]
        for section in sections:
            title = " ".join(_said(section.find("{*}title")).split())
            lines = [line for line in _lines(section, 0) if line]
            if lines:
                yield title, lines


def _lines(element: Any, depth: int) -> Iterator[str]:
    """The lines of a section and those within it."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag.rpartition("}")[2] in _LINES:
            yield " ".join(_said(child).split())
        elif depth < _DEEPEST:
            yield from _lines(child, depth + 1)


def _said(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())
