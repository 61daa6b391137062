"""Youju inside someone else's LangChain code: the retriever and the chain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document as LangChainDocument
from langchain_core.runnables import RunnableLambda
from pydantic import SecretStr

from rag import Assistant, Settings, sources
from rag.answering.retrieve import retrieve
from rag.errors import UsageError
from rag.langchain import YoujuRetriever, answer_chain, as_langchain
from rag.types import Filters
from tests.rag.chat_server import Step, serving, user_text

QUESTION = "示范区何时获批？"
BOTH = "2021年的京津冀座谈会和2022年的京津冀论坛分别是哪天举行的？"


@pytest.fixture
def searches(samples: Assistant, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that the index was searched for."""
    seen: list[str] = []
    search = retrieve

    def counted(question: Any, *options: Any, **more: Any) -> Any:
        seen.append(question.text)
        return search(question, *options, **more)

    monkeypatch.setattr(sources, "retrieve", counted)
    return seen


def test_documents_carry_offsets_into_their_articles(samples: Assistant) -> None:
    found = YoujuRetriever(assistant=samples, k=3).invoke(QUESTION)
    assert found == [as_langchain(passage) for passage in samples.search(QUESTION, 3)]
    for document in found:
        article = samples.document(document.metadata["document_id"])
        start, end = document.metadata["start"], document.metadata["end"]
        assert article.text[start:end] == document.page_content
        assert document.metadata["title"] == article.title


def test_filters_limit_the_retriever(samples: Assistant) -> None:
    only = Filters(languages=("en",))
    found = YoujuRetriever(assistant=samples, k=4, filters=only).invoke("Lanwan Port")
    assert {document.metadata["language"] for document in found} == {"en"}


@pytest.mark.parametrize("question", [QUESTION, BOTH], ids=["one", "two_parts"])
def test_the_chain_answers_as_the_assistant_does(
    question: str, samples: Assistant, searches: list[str]
) -> None:
    chained = answer_chain(samples).invoke({"question": question})
    once = len(searches)
    asked = samples.ask(question)
    # Of two parts each reads what was found for both: the nearest of a refusal may differ.
    chained, asked = (replace(one, timings={}, nearest=()) for one in (chained, asked))
    assert chained == asked
    assert once == len(searches) - once, "the chain searches as often as the assistant"
    assert once == (1 if question == QUESTION else 2)


def test_a_step_between_decides_what_is_read(samples: Assistant) -> None:
    chain: Any = answer_chain(samples)

    def without(found: dict[str, Any]) -> dict[str, Any]:
        kept = [d for d in found["documents"] if "示范区" not in d.page_content]
        return {**found, "documents": kept}

    asked = (chain.first | RunnableLambda(without) | chain.last).invoke({"question": QUESTION})
    assert "2022年1月" not in asked.text
    assert chain.invoke({"question": QUESTION}).answered


@pytest.mark.parametrize("change", ["text", "metadata"])
def test_a_document_that_was_changed_is_refused(change: str, samples: Assistant) -> None:
    chain: Any = answer_chain(samples)

    def changed(found: dict[str, Any]) -> dict[str, Any]:
        first, *rest = found["documents"]
        text = first.page_content + ("！" if change == "text" else "")
        kept = {} if change == "metadata" else first.metadata
        other = LangChainDocument(page_content=text, metadata=kept)
        return {**found, "documents": [other, *rest]}

    with pytest.raises(UsageError, match="YoujuRetriever"):
        (chain.first | RunnableLambda(changed) | chain.last).invoke({"question": QUESTION})


def test_the_chain_writes_with_the_chat_model(samples: Assistant, tmp_path: Path) -> None:
    def reply(request: dict[str, Any]) -> str:
        before = user_text(request).partition("示范区由此获批")[0]
        return f"示范区于2022年1月获批。[{before.rpartition('<资料 ')[2].split('>')[0]}]"

    with serving(Step(reply)) as server:
        chosen: Settings = samples.settings.with_(
            chat_model="openai:scripted", chat_base_url=server.url, chat_api_key=SecretStr("k")
        )
        with Assistant(chosen) as assistant:
            answer = answer_chain(assistant).invoke({"question": QUESTION})
        assert len(server.requests) == 1
    assert answer.answerer == "openai:scripted"
    assert answer.text == "示范区于2022年1月获批。 [1]"
