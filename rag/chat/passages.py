"""A passage back from what stood for it in someone else's code, checked against the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rag.errors import UsageError
from rag.types import Document, Passage


def stored_passage(
    text: str, metadata: Mapping[str, Any], document_of: Callable[[str], Document]
) -> Passage:
    """The passage with this text and ``YoujuRetriever``'s metadata, as it is stored.

    Raises:
        UsageError: It is not one of the retriever's, or its text was changed.
        LoadError: Its article is no longer indexed.
    """
    try:
        name, start, end = (metadata[key] for key in ("document_id", "start", "end"))
    except KeyError as lacking:
        raise _not_ours(str(lacking)) from None
    article = document_of(name)
    if article.text[start:end] != text:
        raise _not_ours("page_content")
    return Passage(
        chunk_id=metadata.get("chunk_id", 0),
        document_id=name,
        start=start,
        end=end,
        text=text,
        title=article.title,
        published=article.published,
        published_basis=article.published_basis,
        path=article.path,
        source=article.source,
        language=article.language,
        also_in=tuple(metadata.get("also_in", ())),
        score=metadata.get("score", 0.0),
    )


def _not_ours(what: str) -> UsageError:
    return UsageError(
        zh=f"链中的文档不是 YoujuRetriever 给出的，或被改动过（{what}）。"
        "可以调换次序或略去，不能改写。",
        en=f"A document in the chain is not YoujuRetriever's or was changed ({what}). "
        "Documents may be reordered or left out, not rewritten.",
    )
