"""Article to Document: everything a reader would call the article, nothing that is furniture.

``clean(article) -> Cleaned(document, report)``; pure, arguments and results can be pickled.

``report.removed`` counts characters per named rule and ``report.pieces`` shows what the first
ones were. The counts balance: ``original == kept + sum(removed.values())``, where ``original``
is the article's text as found (for HTML all text between tags), ``kept`` is
``len(document.text)``, and a rule that adds characters (a mark, a line break) counts below 0.
``published`` dates are found by ``rag.articles.published``; the text's own dates by
``rag.text.dates``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from rag.articles.clean_about import (
    author_of,
    categories_of,
    is_title,
    labelled_lines,
    language_of,
    lead_title,
    source_of,
    stated_title,
    url_of,
)
from rag.articles.clean_flow import joined, paragraphs
from rag.articles.clean_injected import injected_fragments, without_injected
from rag.articles.clean_lines import Taken, spaced, visible, without_furniture
from rag.articles.clean_places import carried
from rag.articles.clean_text_tables import with_tables
from rag.articles.clean_title import is_no_title
from rag.articles.grid import ROW
from rag.articles.limits import MAX_METADATA, MAX_METADATA_CHARACTERS
from rag.articles.publication import Publication
from rag.articles.published import Facts, published
from rag.text.fold import fold
from rag.text.halves import HALF_PAIR, whole
from rag.text.identity import document_id
from rag.types import Article, Document
from rag.wording import say

CLEANER_VERSION = 5
"""Raised when cleaning gives other text than before, so that an ingest does its work again."""


@dataclass(frozen=True, slots=True)
class CleanReport:
    """Characters kept and removed, per named rule; ``pieces`` are (rule, text) examples."""

    original: int
    kept: int
    removed: Mapping[str, int]
    pieces: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document with the account of how it came from its article."""

    document: Document
    report: CleanReport


@dataclass(slots=True)
class _Work:
    """Lines on their way, with what was learnt about the article so far."""

    lines: list[str]
    original: int
    taken: Taken
    page: Mapping[str, str] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def clean(article: Article) -> Cleaned:
    """The cleaned document; a text without anything left gives a document with empty text."""
    article = _storable(replace(article, metadata=_bounded(article.metadata)))
    work = _lines_of(article)
    _take_labels(work)
    told = _told_by(work.lines, article)
    head, tail = work.before + told[:10], told[-4:]
    work.lines = without_furniture(work.lines, work.taken)
    title = _take_title(work)
    work.lines = _without_byline(work.lines, title, work.taken)
    flowing = [part for line in work.lines if line for part in _flowing(line, work.taken)]
    before = "\n".join(flowing)
    text = without_injected(before, work.taken)
    title = without_injected_title(title, before) or _called(work.lines, text, article.path)
    document = _document(article, work, title, text, head, tail)
    removed = _balanced(work, len(text))
    notices = article.notices + work.unread
    if removed.get("injected"):
        notices += (_injected_notice(work.taken),)
    report = CleanReport(work.original, len(text), removed, tuple(work.taken.pieces), notices)
    places = carried(article.body, article.places, text)
    return Cleaned(replace(document, notices=notices, places=places), report)


def _storable(article: Article) -> Article:
    """The article with U+FFFD for each half of a surrogate pair, and a notice of them."""
    body, halves = HALF_PAIR.subn("\ufffd", article.body)
    if not halves:
        return article
    notice = say(
        f"{halves} 个字符不完整（半个代理对），以 U+FFFD 代替",
        f"{halves} characters are cut in half (lone surrogates); shown as U+FFFD",
    )
    return replace(article, body=body, notices=(*article.notices, notice))


def _told_by(lines: Sequence[str], article: Article) -> list[str]:
    """The lines in which an article may say when and by whom it was written.

    The table that a document or a sheet holds does not: no date is taken from its cells.
    """
    if article.markup == "html":
        return [line.removeprefix(ROW) for line in lines if line]
    return [line for line in lines if line and line[0] != ROW]


def _flowing(line: str, taken: Taken) -> list[str]:
    """A line as paragraphs; a table's row as it is, without its mark."""
    if line[0] == ROW:
        return [bare] if (bare := line.replace(ROW, "")) else []
    return paragraphs(line.replace(ROW, ""), taken)


def _called(lines: Sequence[str], text: str, path: str) -> str:
    """What an article without a title is called: by its first clause, not by a table's row."""
    first = next((line for line in lines if line), "")
    if not first.startswith(ROW):
        return lead_title(text)
    prose = next((line for line in lines if line and line[0] != ROW), "")
    return lead_title(prose) or PurePosixPath(path.rpartition("!/")[2]).stem


def _bounded(metadata: Mapping[str, str]) -> dict[str, str]:
    """What a file states about itself, each value and their number bounded."""
    few = list(metadata.items())[:MAX_METADATA]
    return {name: value[:MAX_METADATA_CHARACTERS] for name, value in few}


def without_injected_title(title: str, text: str) -> str:
    """The title with the fragments that were found in the text marked in it too."""
    for fragment in injected_fragments(text) if title else ():
        title = title.replace(fragment, "〔…〕")
    return title


def _lines_of(article: Article) -> _Work:
    """The article's lines by its markup: visible characters, single spaces, unwrapped."""
    taken = Taken()
    if article.markup == "html":
        from rag.articles.clean_html import read_html

        page = read_html(article.body)
        taken.update(page.removed)
        lines = [spaced(visible(line.text, taken), taken) for line in page.lines]
        before = [spaced(line, Taken()) for line in page.before]
        original = page.original
        stated = dict(article.metadata)
        return _Work(lines, original, taken, page.stated, before, stated, page.unread)
    body = article.body
    original = len(body)
    body = visible(body, taken)
    if article.markup == "markdown":
        from rag.articles.clean_markdown import plain

        body = plain(body, taken)
    elif ROW not in body:
        body = with_tables(body, plain=True)
    lines = joined(body.split("\n"), taken)
    lines = [spaced(line, taken) for line in lines]
    return _Work(lines, original, taken, metadata=dict(article.metadata))


def _take_labels(work: _Work) -> None:
    values, count = labelled_lines(work.lines)
    if count:
        for key, value in values.items():
            work.metadata.setdefault(key, value)
        work.taken["labels"] += sum(len(line) + 1 for line in work.lines[:count])
        work.lines = work.lines[count:]


def _take_title(work: _Work) -> str:
    """The stated title, or the first line when it reads as one; it leaves the text."""
    title = spaced(visible(stated_title(work.metadata, work.page), Taken()), Taken())
    if is_no_title(title):
        title = ""
    title = whole(title)  # before the id is made of it
    written = [place for place, line in enumerate(work.lines) if line]
    folded = fold(title).replace(" ", "")
    for place in written[:4] if title else ():
        if fold(work.lines[place]).replace(" ", "") == folded:
            return _moved_title(work, place) and title
    if title or not written or work.lines[written[0]].startswith(ROW):
        return title
    first = work.lines[written[0]]
    following = "".join(work.lines[place] for place in written[1:4])
    return _moved_title(work, written[0]) if is_title(first, following) else ""


def _moved_title(work: _Work, place: int) -> str:
    title = work.lines.pop(place)
    work.taken["title"] += len(title) + 1
    return title


# 2025年3月4日, 周二, 09:30, 来源：青禾日报, 字号, 【大 中 小】, 打印, 阅读量：
_BYLINE_PARTS = re.compile(
    r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?|(?:星期|周)[一二三四五六日天]|\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?:发布|更新|发表|發布)?(?:时间|日期|時間|于)\s*[:：]?|(?:来源|來源|稿源|信息来源|作者|记者|記者|编辑|责任编辑|责编|校对)\s*[:：]\s*\S{1,24}"
    r"|字[号體体]\s*[:：]?\s*|【?[大中小]】?(?=[\s|】【]|$)|打印|分享|收藏|评论|关闭"
    r"|(?:阅读|浏览|点击|访问)(?:量|数|次数)?\s*[:：]?\s*\d*次?|[\s|丨·•:：/,，()（）【】\[\]-]"
)


def _without_byline(lines: list[str], title: str, taken: Taken) -> list[str]:
    """Leave out a line near the top that is only date, source and page controls.

    A line with just a name or a source stays: a reader counts it to the article.
    """
    kept: list[str] = []
    written = 0
    for line in lines:
        written += bool(line)
        if line.startswith(ROW):
            kept.append(line)
            continue
        if 0 < written <= 5 and 8 <= len(line) <= 160 and re.search(r"\d{4}\s*[-年/.]", line):
            rest = _BYLINE_PARTS.sub("", line)
            if len(rest) <= (12 if re.search(r"\d{1,2}:\d{2}|来源|來源", line) else 0):
                taken.note("byline", line)
                continue
        kept.append(line)
    return kept


def _document(
    article: Article, work: _Work, title: str, text: str, head: Sequence[str], tail: Sequence[str]
) -> Document:
    url = url_of(work.metadata, work.page)
    found: Publication = published(
        Facts(
            work.metadata,
            work.page,
            head,
            _prose(work, article, text),
            article.path,
            url,
            tail,
            title,
        )
    )
    return Document(
        id=document_id(title, found.day, text),
        path=article.path,
        title=title,
        text=text,
        published=found.day,
        published_basis=found.basis,
        published_evidence=found.evidence,
        author=author_of(work.metadata, work.page, head, text),
        source=source_of(work.metadata, work.page, head, text),
        language=language_of(text or title),
        categories=categories_of(work.metadata, work.page),
        url=url,
    )


def _prose(work: _Work, article: Article, text: str) -> str:
    """The text that dates may be inferred from: without the tables of documents and sheets."""
    if article.markup == "html" or not any(line.startswith(ROW) for line in work.lines):
        return text
    return "\n".join(line for line in work.lines if line and line[0] != ROW)


def _balanced(work: _Work, kept: int) -> dict[str, int]:
    """The counts per rule; what lines and blocks alone changed is ``layout``."""
    removed: Counter[str] = Counter({rule: n for rule, n in work.taken.items() if n})
    layout = work.original - kept - sum(removed.values())
    if layout:
        removed["layout"] += layout
    return dict(removed)


def _injected_notice(taken: Taken) -> str:
    shown = "、".join(piece for rule, piece in taken.pieces if rule == "injected")
    return say(
        f"发现插入的异物（{shown}），已以〔…〕标出",
        f"foreign fragments found and marked 〔…〕: {shown}",
    )
