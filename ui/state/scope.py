"""What a reader chose to ask: articles, folders, sources, a span of days. Values that travel.

A scope goes along with its conversation, and under a name as a collection of the reader's. What
comes back from a browser or a file is untrusted: it is read field by field, and anything odd is
left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from rag import Filters
from ui.words import Language, word

Kind = Literal["sources", "folders", "documents"]
MOST_CHOSEN = 200
"""Names of one kind in a scope."""
LONGEST_CHOICE = 1_000
"""Characters of a source, a folder, an id or a title."""
MOST_COLLECTIONS = 100
LONGEST_COLLECTION = 60
"""Characters of a collection's name."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked; nothing chosen is everything. ``documents`` are ids with their titles."""

    published_from: date | None = None
    published_to: date | None = None
    sources: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.filters())

    def filters(self) -> Filters:
        """The same for a search."""
        return Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            sources=self.sources,
            folders=self.folders,
            documents=tuple(identity for identity, _ in self.documents),
        )

    def holds(self, kind: Kind, name: str) -> bool:
        """Whether a source, a folder or an article (by its id) is chosen."""
        return name in _names(self, kind)

    def toggled(self, kind: Kind, name: str, title: str = "") -> Scope:
        """With a source, folder or article chosen, or no longer; ``title`` is an article's."""
        if self.holds(kind, name):
            return self.without(kind, name)
        chosen: tuple[Any, ...] = getattr(self, kind)
        added: Any = (name, title) if kind == "documents" else name
        return _with(self, kind, (*chosen, added)[-MOST_CHOSEN:])

    def without(self, kind: Kind, name: str) -> Scope:
        """With a source, folder or article no longer chosen."""
        pairs = zip(_names(self, kind), getattr(self, kind), strict=True)
        return _with(self, kind, tuple(each for found, each in pairs if found != name))

    def between(self, first: date | None, last: date | None) -> Scope:
        """With a span of days, turned round where it is the wrong way round."""
        if first and last and first > last:
            first, last = last, first
        return replace(self, published_from=first, published_to=last)


EVERYTHING = Scope()


def _with(scope: Scope, kind: Kind, chosen: tuple[Any, ...]) -> Scope:
    if kind == "documents":
        return replace(scope, documents=chosen)
    return replace(scope, sources=chosen) if kind == "sources" else replace(scope, folders=chosen)


def _names(scope: Scope, kind: Kind) -> tuple[str, ...]:
    if kind == "documents":
        return tuple(identity for identity, _ in scope.documents)
    return scope.sources if kind == "sources" else scope.folders


def scope_record(scope: Scope) -> dict[str, Any]:
    """The scope as JSON-ready values."""
    return {
        "from": scope.published_from.isoformat() if scope.published_from else "",
        "to": scope.published_to.isoformat() if scope.published_to else "",
        "sources": list(scope.sources),
        "folders": list(scope.folders),
        "documents": [list(pair) for pair in scope.documents],
    }


def scope_from(record: object) -> Scope:
    """A scope that travelled; what is odd in it is left out."""
    if not isinstance(record, Mapping):
        return EVERYTHING
    documents = [
        (pair[0], pair[1])
        for pair in _listed(record.get("documents"))
        if isinstance(pair, list | tuple) and len(pair) == 2 and all(map(_is_choice, pair))
    ]
    return Scope(
        sources=tuple(name for name in _listed(record.get("sources")) if _is_choice(name)),
        folders=tuple(name for name in _listed(record.get("folders")) if _is_choice(name)),
        documents=tuple(documents),
    ).between(day_from(record.get("from")), day_from(record.get("to")))


def day_from(value: object) -> date | None:
    """The day that a calendar field gives: ``2022-07-29``; ``None`` for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _listed(value: object) -> list[Any]:
    return list(value)[:MOST_CHOSEN] if isinstance(value, list | tuple) else []


def _is_choice(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_CHOICE


def scope_words(scope: Scope, language: Language) -> str:
    """The scope in words, for the turn that was asked in it; nothing for everything."""
    parts: list[str] = []
    if scope.published_from or scope.published_to:
        parts.append(f"{scope.published_from or '…'} – {scope.published_to or '…'}")
    joint, colon = ("、", "：") if language == "zh" else (", ", ": ")
    for name, values in (
        ("sources", scope.sources),
        ("folders", tuple(short_folder(folder) for folder in scope.folders)),
        ("tab_articles", tuple(title for _, title in scope.documents)),
    ):
        if values:
            parts.append(word(name, language) + colon + joint.join(values))
    return ("；" if language == "zh" else "; ").join(parts)


def short_folder(path: str) -> str:
    """The last two parts of a folder's path, by which a reader knows it."""
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    return "/".join(parts[-2:]) or path


def collections_from(record: object) -> dict[str, Scope]:
    """Named scopes that travelled; what is odd is left out."""
    if not isinstance(record, Mapping):
        return {}
    found = {
        name: scope_from(scope)
        for name, scope in list(record.items())[:MOST_COLLECTIONS]
        if isinstance(name, str) and 0 < len(name) <= LONGEST_COLLECTION
    }
    return {name: scope for name, scope in found.items() if scope}
