"""Youju in LlamaIndex: its search as a retriever, its answers as a query engine.

    pip install llama-index-core
    python examples/with_llamaindex.py

Runs over the sample articles, offline. Copy the two classes into your project.
"""

from __future__ import annotations

from typing import Any

from rag import Assistant, Citation, Passage  # first: it keeps libraries from calling home

from llama_index.core.base.response.schema import Response  # isort: skip
from llama_index.core.query_engine import CustomQueryEngine  # isort: skip
from llama_index.core.retrievers import BaseRetriever  # isort: skip
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode  # isort: skip

QUESTION = "示范区何时获批？"


class YoujuRetriever(BaseRetriever):
    """Passages of the articles, best first; ``metadata`` has where each stands."""

    def __init__(self, assistant: Assistant, k: int = 5) -> None:
        self._assistant = assistant
        self._k = k
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._assistant.search(query_bundle.query_str, self._k)
        return [node_of(passage, passage.text, passage.score) for passage in found]


class YoujuQueryEngine(CustomQueryEngine):
    """Answers that rest on verbatim quotes, or refusals; ``source_nodes`` are the quotes."""

    assistant: Any

    def custom_query(self, query_str: str) -> Response:
        """The answer; ``metadata["answered"]`` is false where the articles do not say."""
        answer = self.assistant.ask(query_str)
        quotes = [node_of(citation, citation.quote, 1.0) for citation in answer.citations]
        return Response(answer.text, quotes, {"answered": answer.answered})


def node_of(place: Passage | Citation, text: str, score: float) -> NodeWithScore:
    """A passage or a quote as a node; offsets are those of the cleaned article."""
    published = place.published.isoformat() if place.published else ""
    node = TextNode(
        text=text,
        metadata={
            "document_id": place.document_id,
            "title": place.title,
            "published": published,
            "path": place.path,
            "start": place.start,
            "end": place.end,
        },
    )
    return NodeWithScore(node=node, score=score)


def main() -> None:
    """Search, then ask."""
    with Assistant() as assistant:
        for found in YoujuRetriever(assistant, k=3).retrieve(QUESTION):
            print(found.metadata["published"], found.metadata["title"])
        response = YoujuQueryEngine(assistant=assistant).query(QUESTION)
        print(response)
        for source in response.source_nodes:
            print(f"  “{source.text}”", source.metadata["start"], source.metadata["end"])


if __name__ == "__main__":
    main()
