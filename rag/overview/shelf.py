"""The indexed articles as somebody looks at them: which there are, which speak of something."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from rag.answering.synonyms import alternatives, translated
from rag.overview.romanized import spelled_like
from rag.text.fold import fold, simplify, traditional
from rag.text.question_words import ENGLISH_FUNCTION
from rag.text.segment import tagged
from rag.types import Document, Filters

if TYPE_CHECKING:
    from embeddings.words import WordVectors
    from rag.indexing.nouns import Listed


class Catalogue(Protocol):
    """What an index tells of its articles."""

    def listed(
        self, filters: Filters = ..., mentioned: Sequence[Sequence[str]] = ...
    ) -> list[Listed]:
        """The articles' rows, the newest first."""

    def by_number(self, numbers: Sequence[int]) -> list[Document]:
        """The articles with these numbers, in their order."""

    def folders(self) -> list[str]:
        """The folders that the files stand in."""

    def shown(self, document_id: str) -> Document:
        """The article with this id, also one just removed."""

    def documents(self, query: str = ..., offset: int = ..., limit: int = ...) -> list[Document]:
        """The articles whose title, source or path holds the words, the newest first."""


_FEWEST_FOR_MOST = 3
_NEWEST, _BEGINNING = 200, 4_000
"""So many articles, and characters of each, are looked through for a name in letters."""
Groups = tuple[tuple[str, ...], ...]
"""What must be mentioned: one of each row."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A catalogue as far as ``filters`` let see it."""

    catalogue: Catalogue
    filters: Filters = field(default_factory=Filters)

    def rows(self, limits: Filters = Filters(), mentioned: Groups = ()) -> list[Listed]:  # noqa: B008 - frozen
        """The articles' rows within both limits, the newest first."""
        within = both(self.filters, limits)
        return [] if within is None else self.catalogue.listed(within, mentioned)

    def documents(self, rows: Sequence[Listed]) -> list[Document]:
        """The articles of the rows, in their order."""
        return self.catalogue.by_number([row.number for row in rows])

    def document(self, document_id: str) -> Document:
        """One article."""
        return self.catalogue.shown(document_id)

    def about(
        self,
        topic: str,
        words: WordVectors,
        limits: Filters = Filters(),  # noqa: B008 - frozen
        *,
        loosely: bool = False,
    ) -> tuple[Groups, list[Listed]]:
        """What was looked for, and the articles that mention it: the phrase, else all its words.

        With ``loosely`` also those with most of its words, where none has all.
        """
        tried = wordings(topic, words)
        for groups in tried:
            rows = self.rows(limits, groups)
            if rows:
                return groups, rows
        if names := self.romanized(topic):
            return ((topic, *names),), self.rows(limits, (tuple(names),))
        return self._mostly(tried[-1], limits) if loosely else ((), [])

    def romanized(self, phrase: str) -> list[str]:
        """What the newest articles call a name that is spelled in letters; in both scripts."""
        if re.search(r"[\u3400-\u9fff]", phrase):
            return []
        documents = self.documents(self.rows()[:_NEWEST])
        texts = (f"{each.title}\n{each.text[:_BEGINNING]}" for each in documents)
        return [name for word in spelled_like(phrase, texts)[:2] for name in names_of(word)]

    def _mostly(self, groups: Groups, limits: Filters) -> tuple[Groups, list[Listed]]:
        """The articles that mention most of at least three things, and what those mention."""
        if len(groups) < _FEWEST_FOR_MOST:
            return (), []
        holding = [self.rows(limits, (names,)) for names in groups]
        counts = Counter(row.number for rows in holding for row in rows)
        most = max(counts.values(), default=0)
        if 3 * most < 2 * len(groups):
            return (), []
        rows = [row for row in self.rows(limits) if counts[row.number] == most]
        held = {row.number for row in rows}
        kept = tuple(
            names
            for names, having in zip(groups, holding, strict=True)
            if held & {row.number for row in having}
        )
        return kept, rows

    def called(self, name: str) -> list[Document]:
        """Articles whose title or path holds the name, in either script, the newest first."""
        names = dict.fromkeys((name, simplify(name), traditional(name)))
        found = {d.id: d for each in names for d in self.catalogue.documents(each, 0, 40)}
        return list(found.values())

    def published_by(self, phrase: str, limits: Filters = Filters()) -> list[Listed]:  # noqa: B008 - frozen
        """The articles by this author, of this source, in this folder or category; none of none."""
        wanted = fold(_in_chinese(phrase)).strip()
        folders = [p for p in self.catalogue.folders() if fold(p.rpartition("/")[2]) == wanted]
        if folders and (within := both(limits, Filters(folders=(folders[0],)))):
            return self.rows(within)
        return [
            row
            for row in self.rows(limits)
            if any(name and _called(fold(name), wanted) for name in (row.author, row.source))
            or f'"{wanted}"' in fold(row.categories)
        ]


def _in_chinese(phrase: str) -> str:
    """The name as Chinese articles have it, where the table knows it whole."""
    found = translated(phrase)
    whole = len(found) == 1 and found[0][0] == phrase
    return found[0][1][0] if whole else phrase


def _called(name: str, wanted: str) -> bool:
    """Whether a source's name is the one wanted, its bracketed remark left out."""
    return wanted in (name, re.sub(r"[(（].*?[)）]", "", name).strip())


def both(one: Filters, other: Filters) -> Filters | None:
    """What both let through; ``None`` where that is nothing."""
    first = max((day for day in (one.published_from, other.published_from) if day), default=None)
    last = min((day for day in (one.published_to, other.published_to) if day), default=None)
    if first and last and first > last:
        return None
    named: dict[str, tuple[str, ...]] = {}
    for kind in ("sources", "languages", "documents"):
        ours, theirs = getattr(one, kind), getattr(other, kind)
        named[kind] = tuple(n for n in ours if n in theirs) if ours and theirs else ours or theirs
        if ours and theirs and not named[kind]:
            return None
    folders = one.folders or other.folders
    if one.folders and other.folders:
        folders = tuple(p for p in other.folders if any(p.startswith(f) for f in one.folders))
    return replace(one, published_from=first, published_to=last, folders=folders, **named)


def wordings(topic: str, words: WordVectors) -> list[Groups]:
    """Ways to look for a topic, the strictest first: the phrase as it is, then word by word."""
    if not re.search(r"[\u3400-\u9fff]", topic):
        return _english_wordings(topic, words)
    plain = simplify(topic)
    whole = tuple(names_of(plain))
    single = tuple(tuple(names_of(word)) for word in content_words(plain))
    return [(whole,), single] if single != (whole,) else [(whole,)]


def names_of(word: str) -> list[str]:
    """A word and what else it is called, in both scripts."""
    others = [other for phrase, names in alternatives(word) if phrase == word for other in names]
    found = [word, *others]
    return list(dict.fromkeys([*found, *(traditional(each) for each in found)]))


_WEAK = frozenset(
    ("情况", "内容", "问题", "方面", "事情", "主要", "相关", "有关", "进展", "工作", "文章", "报道")
)


def content_words(topic: str) -> list[str]:
    """The words of a topic that say what it is about; numbers and Latin words among them."""
    found = []
    for word, tag in tagged(topic):
        plain = word.strip()
        if plain in _WEAK or not re.search(r"\w", plain):
            continue
        if (len(plain) >= 2 and not re.match(r"^(?:[ucpyeor]|d$)", tag)) or re.fullmatch(
            r"[A-Za-z0-9]+", plain
        ):
            found.append(plain)
    return found or [topic]


def _english_wordings(topic: str, words: WordVectors) -> list[Groups]:
    """The phrase as written; then each word with its Chinese, by the table or by the vectors."""
    found: list[Groups] = [((topic,),)]
    proper = re.findall(r"\b[A-Z][\w-]*[A-Za-z0-9]", topic)
    if proper and len(topic.split()) > 1:
        found.append(tuple((name,) for name in proper))
        found.append(((max(proper, key=lambda name: (name.isupper(), len(name))),),))
    rows: list[tuple[str, ...]] = []
    left = topic
    for phrase, names in translated(topic):
        rows.append((phrase, *(each for name in names for each in names_of(name))))
        left = left.replace(phrase, " ", 1)
    for word in re.findall(r"[A-Za-z0-9][\w'-]*", left):
        if re.fullmatch(ENGLISH_FUNCTION, word, re.I):
            continue
        near = [
            name
            for row in words.words(word.lower())
            for name, _ in words.gloss(row.row, at_least=0.5)
            if len(name) > 1  # 选 for elections stands in 之所以选 as well
        ]
        rows.append((word, *(each for name in near for each in names_of(name))))
    if rows:
        found.append(tuple(rows))
    return found
