"""Files to clean articles, as it is done inside a sandbox (``rag.articles.sandboxed``).

    file ──load──▶ Article ──clean──▶ Ready(report, document) ──split──▶ with its spans

It imports nothing but what reading takes, so that it starts in a quarter of a second. The
outside of it is ``rag.articles.reader``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rag.articles.clean import clean
from rag.articles.faults import forgiven
from rag.articles.limits import (
    MAX_ARTICLE_CHARACTERS,
    MAX_NAMED,
    MOST_UNUSABLE,
    PART_ARTICLES,
    PART_CHARACTERS,
)
from rag.articles.load import load
from rag.articles.paths import path_text
from rag.articles.sandboxed import Cell, Steps
from rag.errors import LoadError
from rag.text.halves import HALF_PAIR, whole
from rag.text.split import split
from rag.types import Article, Document, FileReport, Skipped

Spans = list[tuple[int, int, int]]
"""The chunks of a document: start, end and tokens of each."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One cleaned article, its row in the report of an ingest and, once it is split, its chunks."""

    report: FileReport
    document: Document
    spans: Spans | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What became of one plain file: its article, or why there is none."""

    ready: list[Ready] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PartWanted:
    """The next part of a container: after ``known`` members, never touching those in ``never``.

    ``named`` is how many unusable members were named before; with ``cleaned`` unset the
    articles come as they were found, to be cleaned by others.
    """

    path: Path
    cleaned: bool = True
    known: int = 0
    never: frozenset[int] = frozenset()
    named: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a container. ``known`` members are done with; ``unnamed`` ones were unusable too.

    ``articles`` are ``Ready`` where cleaned ones were wanted, else ``Article``.
    """

    articles: list[Any]
    skipped: list[Skipped]
    known: int
    unnamed: int
    last: bool


def read_file(path: Path, cell: Cell, *, with_spans: bool = False) -> ReadFile:
    """Read and clean one plain file, and split its article where the spans are wanted."""
    read = ReadFile()

    def refuse(reason: str) -> None:
        read.skipped.append(Skipped(path_text(path), reason))

    with forgiven(refuse):
        for article in load(path, cell.limits, read.skipped.append):
            found: list[Ready] = []
            with forgiven(lambda why, path=article.path: read.skipped.append(Skipped(path, why))):  # type: ignore[misc]
                found.append(cleaned(article))
            read.ready.extend(map(_with_spans, found) if with_spans else found)
    return read


def spans_of(document: Document) -> Spans:
    """The chunks of a document."""
    return [(chunk.start, chunk.end, chunk.tokens) for chunk in split(document)]


def _with_spans(item: Ready) -> Ready:
    return replace(item, spans=spans_of(item.document))


def cleaned(article: Article) -> Ready:
    """Clean one article.

    Raises:
        LoadError: Nothing is left of it, too much is, or it cannot be stored as text.

    """
    done = clean(article)
    document = done.document
    if not document.text.strip():
        raise LoadError(
            zh="没有正文（清洗后为空）。", en="There is no text in it (nothing is left of it)."
        )
    if len(document.text) > MAX_ARTICLE_CHARACTERS:
        raise LoadError(
            zh=f"一篇文章有 {len(document.text):,} 字，超过上限 {MAX_ARTICLE_CHARACTERS:,} 字。"
            "请拆分。",
            en=f"One article of {len(document.text):,} characters, more than "
            f"{MAX_ARTICLE_CHARACTERS:,}. Split it.",
        )
    document = _storable(document)
    report = FileReport(
        path=article.path,
        title=document.title,
        published=document.published,
        published_basis=document.published_basis,
        encoding=article.encoding,
        characters=len(document.text),
        removed=sum(count for count in done.report.removed.values() if count > 0),
        notices=done.report.notices,
    )
    return Ready(report, document)


def _storable(document: Document) -> Document:
    """The document without half surrogate pairs in what is stated of it; its title has none."""
    changes: dict[str, Any] = {
        name: whole(value)
        for name in ("published_evidence", "author", "source", "url")
        if HALF_PAIR.search(value := getattr(document, name))
    }
    if HALF_PAIR.search("".join(document.categories)):
        changes["categories"] = tuple(map(whole, document.categories))
    return replace(document, **changes) if changes else document


class _Container:
    """A container that is open, part by part."""

    def __init__(self, wanted: PartWanted, cell: Cell) -> None:
        self._wanted, self._cell = wanted, cell
        self.known, self._named = wanted.known, wanted.named
        self._place = 0
        self._usable = self._unusable = self._unnamed = 0
        self._skipped: list[Skipped] = []
        self._articles = load(wanted.path, cell.limits, self._skip, self._enter)

    def continues(self, wanted: PartWanted) -> bool:
        """Whether the next part is what is wanted."""
        here = replace(self._wanted, known=self.known, named=self._named)
        return here == wanted

    def part(self) -> Part:
        """The next part."""
        found: list[Any] = []
        size = 0
        last = False
        ended_by: list[str] = []
        start = self._place
        with forgiven(ended_by.append):
            while size < PART_CHARACTERS and self._place - start < PART_ARTICLES:
                article = next(self._articles, None)
                if article is None:
                    last = True
                    break
                size += len(article.body)
                made = self._made(article)
                if made is not None:
                    found.append(made)
        if ended_by:
            self._skipped.append(Skipped(path_text(self._wanted.path), ended_by[0]))
        self.known = max(self.known, self._place)
        part = Part(found, list(self._skipped), self.known, self._unnamed, last or bool(ended_by))
        self._skipped.clear()
        self._unnamed = 0
        return part

    def _made(self, article: Article) -> Any | None:
        if self._place <= self._wanted.known:  # it was given before the child had to be replaced
            return None
        made: Any | None = None
        refused: list[str] = []
        with forgiven(refused.append):
            made = _with_spans(cleaned(article)) if self._wanted.cleaned else article
        self._usable += made is not None
        for reason in refused:
            self._skip(Skipped(article.path, reason))
        return made

    def _enter(self, name: str) -> bool:
        """The next member is about to be looked at; whether it may be."""
        self._place += 1
        if self._unusable > MOST_UNUSABLE and self._unusable > 100 * self._usable:
            raise LoadError(
                zh=f"前 {self._place - 1:,} 项几乎都无法使用，其余未读。",
                en=f"Next to none of the first {self._place - 1:,} entries can be used; the rest "
                "was not read.",
            )
        self._cell.at(self._place, name)
        if self._place <= self._wanted.known and self._wanted.path.suffix.lower() == ".zip":
            return False  # a record is read again all the same: its id is told from later ones
        return self._place not in self._wanted.never

    def _skip(self, skip: Skipped) -> None:
        self._unusable += 1
        if self._place <= self._wanted.known:
            return
        if self._named < MAX_NAMED:
            self._named += 1
            self._skipped.append(skip)
        else:
            self._unnamed += 1


class Asked:
    """What can be asked of a sandbox that reads."""

    def __init__(self) -> None:
        self._open: _Container | None = None

    def files(self, cell: Cell, paths: Sequence[Path]) -> Iterator[ReadFile]:
        """Plain files, read, cleaned and split."""
        for place, path in enumerate(paths, start=1):
            cell.at(place)
            yield read_file(path, cell, with_spans=True)

    def part(self, cell: Cell, wanted: PartWanted) -> Part:
        """The next part of a container."""
        if self._open is None or not self._open.continues(wanted):
            self._open = _Container(wanted, cell)
        part = self._open.part()
        if part.last:
            self._open = None
        return part

    def shown(self, cell: Cell, argument: tuple[str, bool]) -> Any:
        """One article as ``youju show`` prints it."""
        from rag.articles.show import shown

        return shown(*argument, cell)


def steps(_greeting: Any) -> Steps:
    """The steps by the names they are asked for."""
    made = Asked()
    return {"files": made.files, "part": made.part, "shown": made.shown}
