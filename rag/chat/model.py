"""The one file that knows LangChain: the chat model, our retriever for others, and a chain.

``ChatModel`` sends prompts and gives replies; ``rag.chat.answer`` makes answers of them.
``YoujuRetriever`` plugs Youju into anyone's LangChain code, and ``answer_chain`` is the whole
way (retrieve, prompt, model, verify) as one runnable:

    from rag import Assistant
    from rag.chat.model import YoujuRetriever, answer_chain
    answer_chain(Assistant()).invoke({"question": "示范区何时获批？"})   # -> Answer

The key goes to the client as a secret and nowhere else; LangSmith tracing is switched off
around every call whatever the environment says.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterator
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough
from pydantic import ConfigDict

from rag.chat import prompts
from rag.chat.calls import Endpoint, Usage
from rag.chat.failures import endless
from rag.chat.options import (
    about_the_form,
    check_url,
    client_options,
    named,
    structured_method,
)
from rag.chat.passages import stored_passage
from rag.chat.prompts import Prompt
from rag.chat.replies import REPLY_SCHEMA, Reply, plain_reply, structured_reply
from rag.errors import ChatRefused
from rag.settings import Settings
from rag.tracing import span
from rag.types import Answer, Filters, Passage

if TYPE_CHECKING:
    from rag.assistant import Assistant


LONGEST_TOKEN = 12
"""No tokenizer's tokens have more characters on average: a reply of more than so many times
``chat_reply_tokens`` comes from a server that keeps to no limit, and is not read on."""


class ChatModel:
    """A chat model by settings; the client library is imported at the first call."""

    def __init__(self, settings: Settings) -> None:
        """Check the name; nothing is connected yet.

        Raises:
            SettingsError: The name has a provider that is not supported, or is empty; or the
                endpoint's address cannot be one.
        """
        self.settings = settings
        self.provider, self.model = named(settings.chat_model)
        check_url(settings, self.provider)
        self.name = settings.chat_model
        self._endpoint = Endpoint(settings)
        self._structured = structured_method(settings, self.provider)

    @cached_property
    def client(self) -> BaseChatModel:
        """LangChain's chat model; its own retries are off, ours count and can be stopped."""
        from langchain.chat_models import init_chat_model

        client: BaseChatModel = init_chat_model(
            self.model, **client_options(self.settings, self.provider)
        )
        return client

    def reply(
        self,
        prompt: Prompt,
        evidence: int,
        usage: Usage,
        *,
        cancelled: threading.Event | None = None,
    ) -> Reply:
        """A whole reply, structured where the settings and the model allow it.

        Raises:
            ChatError: The endpoint failed.
            Cancelled: ``cancelled`` was set.
        """
        if self._structured != "none":
            try:
                return self._structured_reply(prompt, evidence, usage, cancelled)
            except ChatRefused as refusal:
                if not about_the_form(refusal):
                    raise
                self._structured = "none"
        with span(self.settings, "chat_call", mode="plain"):
            message: AIMessage = self._endpoint.call(
                lambda: _untraced(lambda: self._chain(prompt, self.client).invoke(prompt.values)),
                cancelled,
            )
        usage.counts["calls"] += 1
        usage.add(message.usage_metadata)
        return plain_reply(self._bounded(_text(message)), evidence)

    def stream(
        self, prompt: Prompt, usage: Usage, *, cancelled: threading.Event | None = None
    ) -> Iterator[str]:
        """A plain reply in pieces, as they come.

        Raises: as ``reply``; pieces that came before stand.
        """

        def pieces() -> Generator[AIMessage]:
            from langsmith import tracing_context

            with tracing_context(enabled=False):
                yield from self._chain(prompt, self.client).stream(prompt.values)

        usage.counts["calls"] += 1
        with span(self.settings, "chat_call", mode="stream"):
            length = 0
            for message in self._endpoint.stream(pieces, cancelled):
                usage.add(message.usage_metadata)
                text = _text(message)
                length += len(text)
                if length > self._longest:
                    raise endless(self.settings)
                yield text

    def _structured_reply(
        self, prompt: Prompt, evidence: int, usage: Usage, cancelled: threading.Event | None
    ) -> Reply:
        note = prompts.STRUCTURED_ZH if "资料" in prompt.system else prompts.STRUCTURED_EN
        asked = Prompt(f"{prompt.system}\n\n{note}", prompt.template, prompt.values)

        def work() -> dict[str, Any]:
            model = self.client.with_structured_output(
                dict(REPLY_SCHEMA), method=self._structured, include_raw=True
            )
            found: dict[str, Any] = _untraced(
                lambda: self._chain(asked, model).invoke(asked.values)
            )
            return found

        with span(self.settings, "chat_call", mode=self._structured):
            found = self._endpoint.call(work, cancelled)
        usage.counts["calls"] += 1
        message: AIMessage = found["raw"]
        usage.add(message.usage_metadata)
        calls = [*message.tool_calls, *message.invalid_tool_calls]
        if not calls:
            # Not LangChain's parse: it mends broken JSON, and half a sentence is no sentence.
            return plain_reply(self._bounded(_text(message)), evidence)
        text = self._bounded(json.dumps([call["args"] for call in calls], ensure_ascii=False))
        return structured_reply(found["parsed"], evidence, text) or Reply(text, ())

    @property
    def _longest(self) -> int:
        """How many characters of a reply are read."""
        return LONGEST_TOKEN * self.settings.chat_reply_tokens

    def _bounded(self, text: str) -> str:
        """The text of a whole reply.

        Raises:
            ChatUnavailable: It goes on far beyond what was asked for.
        """
        if len(text) > self._longest:
            raise endless(self.settings)
        return text

    def close(self) -> None:
        """Close Ollama's kept connection; the model may be used again.

        OpenAI's client shares its connections with others of the process and is left alone.
        """
        client = self.__dict__.pop("client", None)
        connection = getattr(getattr(client, "_client", None), "_client", None)
        if connection is not None and self.provider == "ollama":
            connection.close()

    @staticmethod
    def _chain(prompt: Prompt, model: Runnable[Any, Any]) -> Runnable[Any, Any]:
        """Prompt then model; every text is a value, so braces in articles are only braces."""
        template = ChatPromptTemplate([("system", "{system}"), ("human", prompt.template)])
        return template.partial(system=prompt.system) | model


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


def _untraced(work: Any) -> Any:
    """Run ``work`` with LangSmith switched off: it would send prompts to a third party."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return work()


def _text(message: AIMessage) -> str:
    """The text of a message, whatever kind of content blocks it has."""
    content = message.content
    if isinstance(content, str):
        return content
    return "".join(
        block if isinstance(block, str) else str(block.get("text", "")) for block in content
    )
