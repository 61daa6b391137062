"""Youju in Haystack: its search and its answers as components of a pipeline.

    pip install haystack-ai
    python examples/with_haystack.py

Runs over the sample articles, offline. Copy the two components into your project.
"""

from __future__ import annotations

import os

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # before the import; Haystack's is on otherwise

from haystack import Document, Pipeline, component
from haystack.dataclasses import GeneratedAnswer

from rag import Assistant, Citation, Passage

QUESTION = "示范区何时获批？"


@component
class YoujuRetriever:
    """Passages of the articles, best first; ``meta`` has where each stands."""

    def __init__(self, assistant: Assistant, k: int = 5) -> None:
        self.assistant = assistant
        self.k = k

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, list[Document]]:
        """Search the index."""
        found = self.assistant.search(query, self.k)
        return {"documents": [document_of(one, one.text, one.score) for one in found]}


@component
class YoujuAnswerer:
    """Answers that rest on verbatim quotes, or refusals; their documents are the quotes."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant

    @component.output_types(answers=list[GeneratedAnswer])
    def run(self, query: str) -> dict[str, list[GeneratedAnswer]]:
        """One answer; ``meta["answered"]`` is false where the articles do not say."""
        answer = self.assistant.ask(query)
        quotes = [document_of(citation, citation.quote, 1.0) for citation in answer.citations]
        meta = {"answered": answer.answered, "kind": answer.kind}
        return {"answers": [GeneratedAnswer(answer.text, query, quotes, meta)]}


def document_of(place: Passage | Citation, text: str, score: float) -> Document:
    """A passage or a quote as a document; offsets are those of the cleaned article."""
    published = place.published.isoformat() if place.published else ""
    meta = {
        "document_id": place.document_id,
        "title": place.title,
        "published": published,
        "path": place.path,
        "start": place.start,
        "end": place.end,
    }
    return Document(content=text, meta=meta, score=score)


def main() -> None:
    """Search and ask in one pipeline."""
    with Assistant() as assistant:
        pipeline = Pipeline()
        pipeline.add_component("retriever", YoujuRetriever(assistant, k=3))
        pipeline.add_component("answerer", YoujuAnswerer(assistant))
        found = pipeline.run({"retriever": {"query": QUESTION}, "answerer": {"query": QUESTION}})
        for document in found["retriever"]["documents"]:
            print(document.meta["published"], document.meta["title"])
        (answer,) = found["answerer"]["answers"]
        print(answer.data)
        for quote in answer.documents:
            print(f"  “{quote.content}”", quote.meta["start"], quote.meta["end"])


if __name__ == "__main__":
    main()
