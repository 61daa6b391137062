"""The chat model, over LangChain: prompts out, replies in.

``rag.chat.answer`` makes answers of the replies; ``rag.langchain`` is Youju for other people's
LangChain code.

The key goes to the client as a secret and nowhere else; LangSmith tracing is switched off
around every call whatever the environment says.
"""

from __future__ import annotations

import asyncio
import json
import weakref
from collections.abc import AsyncGenerator, Awaitable, Generator
from concurrent.futures import Future
from contextlib import closing
from functools import cached_property
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable

from rag.chat import prompts
from rag.chat.calls import Endpoint, Usage, loop_for_calls
from rag.chat.failures import endless
from rag.chat.options import (
    about_the_form,
    check_url,
    client_options,
    named,
    structured_method,
)
from rag.chat.prompts import Prompt
from rag.chat.replies import REPLY_SCHEMA, Reply, plain_reply, structured_reply
from rag.errors import ChatRefused
from rag.settings import Settings
from rag.text.halves import whole
from rag.tracing import span

CLOSING_S = 5.0
"""Longer than this nobody waits for connections to say goodbye."""


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
        # Whoever forgets to close a model leaves no connection open either.
        self._closing = weakref.finalize(self, _closed, client)
        self._closing.atexit = False
        return client

    def reply(self, prompt: Prompt, evidence: int, usage: Usage) -> Generator[None, None, Reply]:
        """A whole reply, structured where the settings and the model allow it.

        Comes back with ``None`` while it waits; closing it ends the call.

        Raises:
            ChatError: The endpoint failed.
        """
        if self._structured != "none":
            try:
                return (yield from self._structured_reply(prompt, evidence, usage))
            except ChatRefused as refusal:
                if not about_the_form(refusal):
                    raise
                self._structured = "none"
        asked = self._chain(prompt, self.client)
        with span(self.settings, "chat_call", mode="plain"):
            message: AIMessage = yield from self._endpoint.call(
                lambda: _untraced(asked.ainvoke(prompt.values))
            )
        usage.counts["calls"] += 1
        usage.add(message.usage_metadata)
        return plain_reply(self._bounded(_text(message)), evidence)

    def stream(self, prompt: Prompt, usage: Usage) -> Generator[str]:
        """A plain reply in pieces, as they come; an empty piece says that it is waited for.

        Closing it ends the call.

        Raises: as ``reply``; pieces that came before stand.
        """
        asked = self._chain(prompt, self.client)

        async def pieces() -> AsyncGenerator[AIMessage]:
            from langsmith import tracing_context

            with tracing_context(enabled=False):
                async for message in asked.astream(prompt.values):
                    yield message

        usage.counts["calls"] += 1
        length = 0
        with (
            span(self.settings, "chat_call", mode="stream"),
            closing(self._endpoint.stream(pieces)) as messages,
        ):
            for message in messages:
                if message is None:
                    yield ""
                    continue
                usage.add(message.usage_metadata)
                text = _text(message)
                length += len(text)
                if length > self._longest:
                    raise endless(self.settings)
                yield text

    def complete(self, system: str, text: str) -> str:
        """A plain reply to ``text``, for those who neither stop nor count.

        Raises: as ``reply``.
        """
        # A value, not a template: braces in articles are only braces.
        return "".join(self.stream(Prompt(system, "{text}", {"text": text}), Usage()))

    def _structured_reply(
        self, prompt: Prompt, evidence: int, usage: Usage
    ) -> Generator[None, None, Reply]:
        note = prompts.STRUCTURED_ZH if "资料" in prompt.system else prompts.STRUCTURED_EN
        asked = Prompt(f"{prompt.system}\n\n{note}", prompt.template, prompt.values)
        model = self.client.with_structured_output(
            dict(REPLY_SCHEMA), method=self._structured, include_raw=True
        )
        chain = self._chain(asked, model)
        with span(self.settings, "chat_call", mode=self._structured):
            found: dict[str, Any] = yield from self._endpoint.call(
                lambda: _untraced(chain.ainvoke(asked.values))
            )
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
        """Close the kept connections; the model may be used again."""
        if self.__dict__.pop("client", None) is not None:
            closing_down = self._closing()
            if closing_down is not None:
                closing_down.result(timeout=CLOSING_S)

    @staticmethod
    def _chain(prompt: Prompt, model: Runnable[Any, Any]) -> Runnable[Any, Any]:
        """Prompt then model; every text is a value, so braces in articles are only braces."""
        template = ChatPromptTemplate([("system", "{system}"), ("human", prompt.template)])
        return template.partial(system=prompt.system) | model


async def _untraced(answer: Awaitable[Any]) -> Any:
    """Await ``answer`` with LangSmith switched off: it would send prompts to a third party."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return await answer


def _closed(client: Any) -> Future[None]:
    """Begin to close the connections of LangChain's OpenAI or Ollama model."""
    own = getattr(client, "http_async_client", None) or client._async_client._client
    return asyncio.run_coroutine_threadsafe(own.aclose(), loop_for_calls())


def _text(message: AIMessage) -> str:
    """The text of a message, whatever kind of content blocks it has, in whole characters."""
    content = message.content
    if isinstance(content, str):
        return whole(content)
    return "".join(
        whole(block if isinstance(block, str) else str(block.get("text", ""))) for block in content
    )
