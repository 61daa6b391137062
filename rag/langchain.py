"""Youju in someone else's LangChain code: a retriever, and the whole way as a chain.

``YoujuRetriever`` plugs Youju's search into a chain of yours, and ``answer_chain`` is the whole
way (retrieve, read, write, verify) as one runnable:

>>> from rag import Assistant
>>> from rag.langchain import YoujuRetriever, answer_chain
>>> with Assistant() as assistant:
...     found = YoujuRetriever(assistant=assistant, k=2).invoke("示范区何时获批？")
...     answer = answer_chain(assistant).invoke({"question": "示范区何时获批？"})
>>> len(found), answer.answered
(2, True)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough
from pydantic import ConfigDict

from rag.answer_types import Answer
from rag.errors import UsageError
from rag.types import Document, Filters, Passage

if TYPE_CHECKING:
    from rag.assistant import Assistant


class YoujuRetriever(BaseRetriever):
    """Youju's retrieval as a LangChain retriever: passages with offsets into their articles.

    ``metadata``: document_id, start, end (character offsets in the cleaned article), title,
    published (ISO), path, source, language, score, chunk_id, also_in.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Any
    k: int = 5
    filters: Any = None
    reread: bool = True
    """Whether the reader ranks the passages; without it they come as the index ranks them."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        limited = self.filters if isinstance(self.filters, Filters) else None
        found = self.assistant.search(query, self.k, limited, read=self.reread)
        return [as_langchain(passage) for passage in found]


def as_langchain(passage: Passage) -> LangChainDocument:
    """A passage as LangChain's document."""
    names = (
        "document_id", "start", "end", "title", "path", "source", "language", "score", "chunk_id",
        "also_in",
    )  # fmt: skip
    published = passage.published.isoformat() if passage.published else ""
    return LangChainDocument(
        page_content=passage.text,
        id=f"{passage.document_id}:{passage.start}-{passage.end}",
        metadata={**{name: getattr(passage, name) for name in names}, "published": published},
    )


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


def answer_chain(assistant: Assistant) -> Runnable[Any, Any]:
    """Retrieve, write with the chat model, verify: ``{"question": ...}`` to an ``Answer``.

    ``YoujuRetriever`` finds ``documents``; the answer is read, written and verified from these
    and no others by ``Assistant.ask``, which no step can bypass. Steps put between may reorder
    them or leave some out: ``chain.first | your_step | chain.last``.
    """
    retriever = YoujuRetriever(assistant=assistant, k=assistant.settings.read, reread=False)

    def answered(found: dict[str, Any]) -> Answer:
        passages = [
            stored_passage(document.page_content, document.metadata, assistant.document)
            for document in found["documents"]
        ]
        return assistant.ask(found["question"], passages=passages)

    return RunnablePassthrough.assign(documents=itemgetter("question") | retriever) | (
        RunnableLambda(answered)
    )


def _not_ours(what: str) -> UsageError:
    return UsageError(
        zh=f"链中的文档不是 YoujuRetriever 给出的，或被改动过（{what}）。"
        "可以调换次序或略去，不能改写。",
        en=f"A document in the chain is not YoujuRetriever's or was changed ({what}). "
        "Documents may be reordered or left out, not rewritten.",
    )
