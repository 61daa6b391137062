"""``/v1/chat/completions``: Youju for clients that speak the OpenAI protocol.

The last user message is the question, earlier messages are the conversation. Citations travel
in an extension field ``youju`` of the reply (of the last chunk, when streaming); everything
else is the protocol's own. Sampling parameters are accepted and ignored; a field that neither
the protocol nor a server of its kind knows is refused.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.types import Receive, Scope, Send

from rag import Answer, Finished, TextPiece, Turn
from rag.wording import current_language
from ui.doors.refusals import error_record
from ui.html.plain_text import PlainText, plain
from ui.server.api import Doors, answer_record, as_http
from ui.server.earlier import earlier
from ui.state.gate import Ticket
from ui.words import word

MODELS = {"youju": None, "youju-extractive": "extractive", "youju-chat": "chat"}
"""Model names a client may choose, with the answerer each stands for."""


class Part(BaseModel):
    """One part of a message's content; only text is read."""

    model_config = ConfigDict(extra="allow")
    type: str = "text"
    text: str | None = None


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="allow")
    role: str
    content: str | list[Part] | None = None

    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content if part.type == "text")
        return self.content or ""


PROTOCOL_FIELDS = frozenset(
    {
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
        "max_completion_tokens", "max_tokens", "metadata", "modalities", "n",
        "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key",
        "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier",
        "seed", "service_tier", "stop", "store", "stream_options", "temperature", "tool_choice",
        "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
        # Not OpenAI's own, but sent by clients of compatible servers (vLLM, llama.cpp, Ollama).
        "best_of", "chat_template_kwargs", "echo", "ignore_eos", "keep_alive", "length_penalty",
        "min_p", "min_tokens", "num_ctx", "options", "repeat_penalty", "repetition_penalty",
        "think", "top_k", "typical_p",
    }
)  # fmt: skip
"""Fields of the protocol that are taken and change nothing: the rest is refused by name.

Source: OpenAI's API reference, "Create chat completion", request body.
"""


class Completion(BaseModel):
    """A chat completion request."""

    model_config = ConfigDict(extra="forbid")
    model: str = "youju"
    messages: list[Message] = Field(min_length=1)
    stream: bool = False

    @model_validator(mode="before")
    @classmethod
    def _without_what_changes_nothing(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        return {key: value for key, value in body.items() if key not in PROTOCOL_FIELDS}


def chat_routes(doors: Doors) -> APIRouter:
    """``/v1/models`` and ``/v1/chat/completions``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI protocol"])

    @router.get("/models")
    def models() -> dict[str, Any]:
        """The names that ``model`` may have."""
        rows = [{"id": name, "object": "model", "owned_by": "youju"} for name in MODELS]
        return {"object": "list", "data": rows}

    @router.post("/chat/completions")
    async def complete(wanted: Completion, request: Request) -> Response:
        """Answer the last user message; with ``stream`` as server-sent events."""
        try:
            doors.admit(request)
            question, history = conversation_of(wanted.messages)
            asking = doors.gate.ask(
                lambda: doors.assistant.stream(
                    question, history=history, answerer=MODELS.get(wanted.model)
                )
            )
        except HTTPException as fault:
            return problem(fault)
        except Exception as fault:  # noqa: BLE001 - every fault becomes a status and a sentence
            return problem(as_http(fault))
        reply = Reply(wanted.model)
        if wanted.stream:
            return _Told(reply.stream(asking), asking)
        return await reply.whole(asking)

    return router


def conversation_of(messages: Sequence[Message]) -> tuple[str, tuple[Turn, ...]]:
    """The question and the finished exchanges before it; system messages change nothing.

    Raises:
        HTTPException: 400 when the last message is not the user's.
    """
    spoken = [each for each in messages if each.role in {"user", "assistant"}]
    if not spoken or spoken[-1].role != "user" or not spoken[-1].text().strip():
        raise HTTPException(400, word("empty_question", current_language()))
    exchanges: list[tuple[str, str, str]] = []
    asked = ""
    for message in spoken[:-1]:
        if message.role == "user":
            asked = message.text()
        elif asked:
            exchanges.append((asked, asked, message.text()))
            asked = ""
    return spoken[-1].text(), earlier(exchanges)


class _Told(StreamingResponse):
    """An answer as server-sent events; a client who leaves ends it, even before the first."""

    def __init__(self, events: AsyncIterator[str], asking: Ticket[Any]) -> None:
        super().__init__(events, media_type="text/event-stream")
        self._asking = asking

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._asking.stop()


class Reply:
    """One completion being written in the protocol's shape."""

    def __init__(self, model: str) -> None:
        """Give it an id and a time."""
        self._head = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "created": int(time.time()),
            "model": model if model in MODELS else "youju",
        }

    async def whole(self, asking: Ticket[Any]) -> Response:
        """The answer in one piece."""
        answer: Answer | None = None
        try:
            async for event in asking.events():
                if isinstance(event, Finished):
                    answer = event.answer
        except Exception as fault:  # noqa: BLE001
            return problem(as_http(fault))
        if answer is None:
            return problem(HTTPException(500, word("failed_unknown", current_language())))
        message = {"role": "assistant", "content": plain(answer.text)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return JSONResponse(
            {
                **self._head,
                "object": "chat.completion",
                "choices": [choice],
                "usage": _usage(answer),
                "youju": extension(answer),
            }
        )

    async def stream(self, asking: Ticket[Any]) -> AsyncIterator[str]:
        """The answer as it is written: server-sent events, ``[DONE]`` last."""
        sent, text = "", PlainText()
        try:
            yield self._chunk({"role": "assistant", "content": ""})
            async for event in asking.events():
                if isinstance(event, TextPiece):
                    sent += event.text
                    yield self._chunk({"content": text.of(event.text)})
                elif isinstance(event, Finished):
                    answer = event.answer
                    if not sent and answer.text:
                        yield self._chunk({"content": text.of(answer.text)})
                    extra = {"usage": _usage(answer), "youju": extension(answer)}
                    yield self._chunk({}, finish="stop", extra=extra)
        except Exception as fault:  # noqa: BLE001 - the stream ends with the fault, in shape
            yield _event({"error": _record(as_http(fault))})
        yield "data: [DONE]\n\n"

    def _chunk(
        self,
        delta: dict[str, Any],
        finish: str | None = None,
        extra: dict[str, Any] | None = None,
    ) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        record = {**self._head, "object": "chat.completion.chunk", "choices": [choice]}
        return _event({**record, **(extra or {})})


def extension(answer: Answer) -> dict[str, Any]:
    """What the protocol has no field for: citations, refusal, the question searched."""
    record = answer_record(answer)
    kept = (
        "answered", "citations", "question_used", "missing", "nearest", "nearest_lacks", "notices",
        "evidence", "kind", "offers",
    )  # fmt: skip
    return {name: record[name] for name in kept} | {"answerer": answer.answerer}


def _usage(answer: Answer) -> dict[str, int]:
    sent = int(answer.usage.get("input_tokens", 0))
    received = int(answer.usage.get("output_tokens", 0))
    return {
        "prompt_tokens": sent,
        "completion_tokens": received,
        "total_tokens": sent + received,
    }


def _event(record: dict[str, Any]) -> str:
    return f"data: {json.dumps(record, ensure_ascii=False, default=str)}\n\n"


def problem(fault: HTTPException) -> Response:
    """A fault as the protocol's error reply."""
    headers = dict(fault.headers) if fault.headers else None
    return JSONResponse({"error": _record(fault)}, fault.status_code, headers)


def _record(fault: HTTPException) -> dict[str, Any]:
    return error_record(fault.status_code, str(fault.detail))
