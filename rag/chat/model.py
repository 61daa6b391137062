"""The chat model, over LangChain: prompts out, replies in.

``rag.chat.answer`` makes answers of the replies; ``rag.langchain`` is Youju for other people's
LangChain code.

The key goes to the client as a secret and nowhere else; LangSmith tracing is switched off
around every call whatever the environment says.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import Future
from contextlib import aclosing, closing
from functools import cached_property
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable

from rag.chat.calls import Endpoint, Usage, loop_for_calls
from rag.chat.circles import Circles
from rag.chat.failures import endless
from rag.chat.options import (
    TOOL,
    about_the_form,
    call_options,
    check_url,
    client_options,
    named,
    structured_method,
)
from rag.chat.prompts import Prompt
from rag.chat.proxies import without_socks
from rag.chat.replies import Reply, plain_reply
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
        self._structured = structured_method(settings)

    @cached_property
    def client(self) -> BaseChatModel:
        """LangChain's chat model; its own retries are off, ours count and can be stopped."""
        from langchain.chat_models import init_chat_model

        try:
            client: BaseChatModel = init_chat_model(
                self.model, **client_options(self.settings, self.provider)
            )
        except ImportError as fault:
            raise without_socks(fault) or fault from None
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
        text = ""
        with closing(self.stream(prompt, usage)) as pieces:
            for piece in pieces:
                yield None
                text += piece
        return plain_reply(text, evidence)

    def stream(self, prompt: Prompt, usage: Usage) -> Generator[str]:
        """A reply in pieces, as they come; an empty piece says that it is waited for.

        It is JSON where the prompt has such a form and the endpoint takes it. A reply that goes
        round in circles ends where it began to. Closing the generator ends the call.

        Raises: as ``reply``; pieces that came before stand.
        """
        if prompt.rows is not None and self._structured != "none":
            try:
                yield from self._pieces(prompt.rows, self._structured, usage)
            except ChatRefused as refusal:
                if not about_the_form(refusal):
                    raise
                self._structured = "none"
            else:
                return
        yield from self._pieces(prompt, "none", usage)

    def complete(self, system: str, text: str) -> str:
        """A plain reply to ``text``, for those who neither stop nor count.

        Raises: as ``reply``.
        """
        # A value, not a template: braces in articles are only braces.
        return "".join(self.stream(Prompt(system, "{text}", {"text": text}), Usage()))

    def _pieces(self, prompt: Prompt, method: str, usage: Usage) -> Generator[str]:
        """The texts of one call's messages, bounded, without what only repeats itself."""
        asked = self._bound(prompt, method)
        messages = prompt.messages()

        async def coming() -> AsyncGenerator[AIMessage]:
            from langsmith import tracing_context

            # LangSmith would send prompts to a third party.
            with tracing_context(enabled=False):
                stream = cast(AsyncGenerator[AIMessage], asked.astream(messages))
                async with aclosing(stream) as items:
                    async for message in items:
                        yield message

        usage.counts["calls"] += 1
        circles = Circles()
        length = 0
        with (
            span(self.settings, "chat_call", mode=method),
            closing(self._endpoint.stream(coming, counts=Words())) as items,
        ):
            for message in items:
                if message is None:
                    yield ""
                    continue
                usage.add(message.usage_metadata)
                text = _text(message)
                length += len(text)
                if length > self._longest:
                    raise endless(self.settings)
                yield text
                if circles.closed_by(text):
                    return

    def _bound(self, prompt: Prompt, method: str) -> Runnable[Any, Any]:
        """The client with what this call asks for: its form, its length, its end."""
        asked = call_options(self.settings, self.provider, prompt, method)
        tools = asked.pop("tools", None)
        if tools is None:
            return self.client.bind(**asked)
        return self.client.bind_tools(tools, tool_choice=TOOL, **asked)

    @property
    def _longest(self) -> int:
        """How many characters of a reply are read."""
        return LONGEST_TOKEN * self.settings.chat_reply_tokens

    def close(self) -> None:
        """Close the kept connections; the model may be used again."""
        if self.__dict__.pop("client", None) is not None:
            closing_down = self._closing()
            if closing_down is not None:
                closing_down.result(timeout=CLOSING_S)


def _closed(client: Any) -> Future[None]:
    """Begin to close the connections of LangChain's OpenAI or Ollama model."""
    own = getattr(client, "http_async_client", None) or client._async_client._client
    return asyncio.run_coroutine_threadsafe(own.aclose(), loop_for_calls())


class Words:
    """Tells whether a message of a stream is a sign that the reply has begun.

    Servers send a first message without words at once. Of a model that thinks before it answers
    many such come, and it is at work.
    """

    def __init__(self) -> None:
        """No message has come."""
        self._came = 0

    def __call__(self, message: AIMessage | None) -> bool:
        """Whether it has words, or is one of many without."""
        self._came += 1
        return bool(message and _text(message)) or self._came > _SENT_AT_ONCE


_SENT_AT_ONCE = 2


def _text(message: AIMessage) -> str:
    """The words of a message, whatever kind of content it has, in whole characters.

    What a model writes into the call of a tool counts: it was asked for that way.
    """
    content = message.content
    if not isinstance(content, str):
        blocks = [b if isinstance(b, str) else str(b.get("text", "")) for b in content]
        content = "".join(blocks)
    chunks = getattr(message, "tool_call_chunks", None) or []
    return whole(content + "".join(chunk["args"] or "" for chunk in chunks))
