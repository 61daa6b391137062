"""Articles that a reader has shown lately: quicker to show again, and there after a removal."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable

from rag.errors import LoadError
from rag.types import Document

_MOST = 256


class Kept:
    """Of each generation the articles shown last. Safe to use from many threads."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._documents: OrderedDict[tuple[int, str], Document] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, generation: int, documents: Iterable[Document]) -> None:
        """These were shown."""
        with self._lock:
            for document in documents:
                self._documents[generation, document.id] = document
            while len(self._documents) > _MOST:
                self._documents.popitem(last=False)

    def of(self, generation: int, document_id: str) -> Document | None:
        """The article as this generation has it, when it was shown of it lately."""
        with self._lock:
            return self._documents.get((generation, document_id))

    def shown(self, document_id: str, document: Callable[[str], Document]) -> Document:
        """``document`` of it, or an article that was removed while somebody was reading it.

        A question that began before a refresh in another thread ends on what it began with.

        Raises:
            LoadError: ``document`` does not find it, and it was not shown lately.
        """
        try:
            return document(document_id)
        except LoadError:
            with self._lock:
                for (_, one), kept in reversed(self._documents.items()):
                    if one == document_id:
                        return kept
            raise
