"""Youju in LangChain: its search as a retriever, its whole way as a chain, a step of yours between.

    python examples/with_langchain.py

Runs over the sample articles, offline. ``rag.langchain`` is part of Youju.
"""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import RunnableLambda
from langchain_core.tools import create_retriever_tool

from rag import Assistant
from rag.langchain import YoujuRetriever, answer_chain

QUESTION = "示范区何时获批？"


def only_dated(found: dict[str, Any]) -> dict[str, Any]:
    """A step of your own: what has no date is left out. Texts may be dropped, never rewritten."""
    kept = [document for document in found["documents"] if document.metadata["published"]]
    return {**found, "documents": kept}


def main() -> None:
    """Search, answer, and offer the search to an agent."""
    with Assistant() as assistant:
        retriever = YoujuRetriever(assistant=assistant, k=3)
        for document in retriever.invoke(QUESTION):
            place = "{document_id} [{start}:{end}]".format(**document.metadata)
            print(document.metadata["published"], document.metadata["title"], place)

        chain: Any = answer_chain(assistant)
        answer = (chain.first | RunnableLambda(only_dated) | chain.last).invoke(
            {"question": QUESTION}
        )
        print(answer.text)
        for citation in answer.citations:
            print(f"  “{citation.quote}”")

        tool = create_retriever_tool(retriever, "articles", "Searches the articles in Chinese.")
        print(tool.name, "→", tool.invoke({"query": QUESTION})[:20], "…")


if __name__ == "__main__":
    main()
