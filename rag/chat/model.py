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
from rag.chat.prompts import Prompt
from rag.chat.replies import REPLY_SCHEMA, Reply, plain_reply, structured_reply
from rag.errors import ChatRefused, SettingsError
from rag.settings import Settings
from rag.tracing import span
from rag.types import Filters, Passage
from rag.wording import say

if TYPE_CHECKING:
    from rag.assistant import Assistant

PROVIDERS = ("openai", "ollama")
_OTHER_PROVIDERS = frozenset(
    {"anthropic", "azure_openai", "bedrock", "cohere", "google_genai", "google_vertexai", "groq",
     "huggingface", "mistralai", "xai"}
)  # fmt: skip


class ChatModel:
    """A chat model by settings; the client library is imported at the first call."""

    def __init__(self, settings: Settings) -> None:
        """Check the name; nothing is connected yet.

        Raises:
            SettingsError: The name has a provider that is not supported, or is empty.
        """
        self.settings = settings
        self.provider, self.model = _named(settings.chat_model)
        self.name = settings.chat_model
        self._endpoint = Endpoint(settings)
        self._structured = _method(settings, self.provider)

    @cached_property
    def client(self) -> BaseChatModel:
        """LangChain's chat model; its own retries are off, ours count and can be stopped."""
        from langchain.chat_models import init_chat_model

        client: BaseChatModel = init_chat_model(self.model, **self._client_options())
        return client

    def _client_options(self) -> dict[str, Any]:
        settings = self.settings
        options: dict[str, Any] = {"model_provider": self.provider}
        if settings.chat_base_url:
            options["base_url"] = settings.chat_base_url
        if self.provider == "ollama" or settings.chat_base_url:
            options["temperature"] = 0  # some of OpenAI's own models take no temperature
        if self.provider == "ollama":
            return {
                **options,
                "num_predict": settings.chat_reply_tokens,
                "num_ctx": settings.chat_context_tokens,
                "client_kwargs": {"timeout": settings.chat_timeout_s},
            }
        key = settings.chat_api_key.get_secret_value()
        if not key and not settings.chat_base_url:
            raise ChatRefused(
                zh="没有密钥。请设置 YOUJU_CHAT_API_KEY，或用 YOUJU_CHAT_BASE_URL 指向本地服务。",
                en="There is no key. Set YOUJU_CHAT_API_KEY, or point YOUJU_CHAT_BASE_URL at a "
                "local server.",
            )
        limit: dict[str, Any] = {"max_tokens": settings.chat_reply_tokens}
        if settings.chat_base_url:
            # Compatible servers know max_tokens, not OpenAI's max_completion_tokens.
            limit = {"extra_body": limit}
        return {
            **options,
            **limit,
            "api_key": key or "none",
            "timeout": settings.chat_timeout_s,
            "max_retries": 0,
            "stream_usage": True,
            "use_responses_api": False,
        }

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
                if not _unsupported(refusal):
                    raise
                self._structured = "none"
        with span(self.settings, "chat_call", mode="plain"):
            message: AIMessage = self._endpoint.call(
                lambda: _untraced(lambda: self._chain(prompt, self.client).invoke(prompt.values)),
                cancelled,
            )
        usage.counts["calls"] += 1
        usage.add(message.usage_metadata)
        return plain_reply(_text(message), evidence)

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
            for message in self._endpoint.stream(pieces, cancelled):
                usage.add(message.usage_metadata)
                yield _text(message)

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
            return plain_reply(_text(message), evidence)
        text = json.dumps([call["args"] for call in calls], ensure_ascii=False)
        return structured_reply(found["parsed"], evidence, text) or Reply(text, ())

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


def check_endpoint(settings: Settings) -> str:
    """One small call, for ``youju doctor``: what answered, and at what cost.

    Raises:
        ChatError, SettingsError: It does not work; the message says why.
    """
    model, usage = ChatModel(settings), Usage()
    prompt = Prompt(
        say(prompts.CHECK_ZH, prompts.CHECK_EN), "{question}", {"question": "ping"}
    )  # fmt: skip
    text = "".join(model.stream(prompt, usage)).strip()
    tokens = usage.counts["input_tokens"] + usage.counts["output_tokens"]
    where = settings.chat_base_url or model.provider
    return say(
        f"{model.name}（{where}）有应答：“{text[:20]}”，{tokens} 个 token",
        f"{model.name} ({where}) answers: “{text[:20]}”, {tokens} tokens",
    )


class YoujuRetriever(BaseRetriever):
    """Youju's retrieval as a LangChain retriever: passages with offsets into their articles.

    ``metadata``: document_id, start, end (character offsets in the cleaned article), title,
    published (ISO), path, source, language, score, chunk_id, also_in.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Any
    k: int = 5
    filters: Any = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        limited = self.filters if isinstance(self.filters, Filters) else None
        found = self.assistant.search(query, self.k, limited)
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

    ``documents`` are found by ``YoujuRetriever`` and handed on with the answer's question, so
    that other steps can be put between; the answer itself is made and verified by
    ``Assistant.ask``, which no step can bypass.
    """
    retriever = YoujuRetriever(assistant=assistant, k=assistant.settings.k)
    return RunnablePassthrough.assign(documents=itemgetter("question") | retriever) | (
        RunnableLambda(lambda found: assistant.ask(found["question"]))
    )


def _named(name: str) -> tuple[str, str]:
    """Provider and model of ``openai:qwen-plus``; a bare name is an OpenAI-compatible one."""
    provider, colon, model = name.partition(":")
    if colon and provider in PROVIDERS and model:
        return provider, model
    if not name or (colon and (provider in _OTHER_PROVIDERS or not model)):
        raise SettingsError(
            zh=f"YOUJU_CHAT_MODEL 的值 {name!r} 用不了。请写 openai:模型名 或 ollama:模型名。",
            en=f"YOUJU_CHAT_MODEL cannot be {name!r}. Write openai:NAME or ollama:NAME.",
        )
    return "openai", name


def _method(settings: Settings, provider: str) -> str:
    """How structured output is asked for. ``auto``: JSON schema where the maker documents it."""
    if settings.chat_structured != "auto":
        return settings.chat_structured
    official = provider == "openai" and not settings.chat_base_url
    return "json_schema" if official or provider == "ollama" else "none"


def _unsupported(refusal: ChatRefused) -> bool:
    """Whether a refusal is about the form of the request: then plain text is worth a try."""
    return "(400)" in refusal.en or "(422)" in refusal.en or "(501)" in refusal.en


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
