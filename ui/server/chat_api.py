"""``/v1/chat/completions``: Youju for clients that speak the OpenAI protocol.

The last user message is the question, earlier messages are the conversation. Citations travel
in an extension field ``youju`` of the reply (when streaming, of the chunk that says why it
ended); everything else is the protocol's own. Sampling parameters are accepted and ignored; a
field that neither the protocol nor a server of its kind knows is refused.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag import Answer, Assistant, Finished, TextPiece
from ui.doors.refusals import error_record
from ui.html.plain_text import PlainText, plain
from ui.server.asking import Doors, answer_record, finished
from ui.server.events import Told, event
from ui.server.faults import REQUEST_ID, as_http
from ui.server.messages import Message, conversation_of
from ui.server.models import ANSWERERS
from ui.server.usage import usage_of
from ui.state.gate import Ticket

PROTOCOL_FIELDS = frozenset(
    {
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
        "max_completion_tokens", "max_tokens", "metadata", "modalities", "n",
        "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key",
        "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier",
        "seed", "service_tier", "stop", "store", "temperature", "tool_choice", "tools",
        "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
        # Not OpenAI's own, but sent by clients of compatible servers (vLLM, llama.cpp, Ollama).
        "best_of", "chat_template_kwargs", "echo", "ignore_eos", "keep_alive", "length_penalty",
        "min_p", "min_tokens", "num_ctx", "options", "repeat_penalty", "repetition_penalty",
        "think", "top_k", "typical_p",
    }
)  # fmt: skip
"""Fields of the protocol that are taken and change nothing: the rest is refused by name.

Source: OpenAI's API reference, "Create chat completion", request body.
"""


class StreamOptions(BaseModel):
    """What a stream tells besides the answer."""

    model_config = ConfigDict(extra="forbid")
    include_usage: bool = False
    include_obfuscation: bool = Field(default=False, description="Changes nothing.")
    continuous_usage_stats: bool = Field(default=False, description="Changes nothing.")


class Completion(BaseModel):
    """A chat completion request."""

    model_config = ConfigDict(extra="forbid")
    model: str = "youju"
    messages: list[Message] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_what_changes_nothing(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        return {key: value for key, value in body.items() if key not in PROTOCOL_FIELDS}


def chat_routes(doors: Doors) -> APIRouter:
    """``/v1/chat/completions``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI protocol"])

    @router.post("/chat/completions")
    async def complete(wanted: Completion, request: Request) -> Response:
        """Answer the last user message; with ``stream`` as server-sent events."""
        doors.admit(request, "chat")
        question, history = conversation_of(wanted.messages)
        asking = doors.asking(
            "chat",
            question,
            whole=not wanted.stream,
            history=history,
            answerer=ANSWERERS.get(wanted.model),
        )
        reply = Reply(doors.assistant, wanted.model, wanted.messages, asking.id)
        if not wanted.stream:
            return await reply.whole(asking)
        options = wanted.stream_options or StreamOptions()
        return Told(reply.stream(asking, usage=options.include_usage), asking)

    return router


class Reply:
    """One completion being written in the protocol's shape."""

    def __init__(
        self, assistant: Assistant, model: str, messages: Sequence[Message], name: str
    ) -> None:
        """``messages`` are what it answers; ``name`` is the question's own."""
        self._assistant, self._messages = assistant, messages
        self._head = {
            "id": f"chatcmpl-{name}",
            "created": int(time.time()),
            "model": model if model in ANSWERERS else "youju",
        }

    async def whole(self, asking: Ticket[Any]) -> Response:
        """The answer in one piece.

        Raises:
            HTTPException: With the status and sentence that fit the fault.
        """
        answer = await finished(asking)
        message = {"role": "assistant", "content": plain(answer.text), "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return JSONResponse(
            {
                **self._head,
                "object": "chat.completion",
                "choices": [choice],
                "usage": (await usage_of(self._assistant, answer, self._messages)).as_completion(),
                "youju": extension(answer),
            },
            headers={REQUEST_ID: asking.id},
        )

    async def stream(self, asking: Ticket[Any], *, usage: bool) -> AsyncIterator[str]:
        """The answer as it is written: server-sent events, ``[DONE]`` last.

        With ``usage`` every chunk has the field, and one more chunk, without a choice, tells it.
        """
        sent, text = "", PlainText()
        more: dict[str, Any] = {"usage": None} if usage else {}
        try:
            yield self._chunk({"role": "assistant", "content": ""}, more)
            async for each in asking.events():
                if isinstance(each, TextPiece):
                    sent += each.text
                    yield self._chunk({"content": text.of(each.text)}, more)
                elif isinstance(each, Finished):
                    answer = each.answer
                    if not sent and answer.text:
                        yield self._chunk({"content": text.of(answer.text)}, more)
                    last = {**more, "youju": extension(answer)}
                    yield self._chunk({}, last, finish="stop")
                    if usage:
                        told = (
                            await usage_of(self._assistant, answer, self._messages)
                        ).as_completion()
                        yield self._event({"choices": [], "usage": told})
        except Exception as fault:  # noqa: BLE001 - the stream ends with the fault, in shape
            shown = as_http(fault, asking.id)
            yield event({"error": error_record(shown.status_code, str(shown.detail))})
        yield "data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], more: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return self._event({"choices": [choice], **more})

    def _event(self, record: dict[str, Any]) -> str:
        return event({**self._head, "object": "chat.completion.chunk", **record})


def extension(answer: Answer) -> dict[str, Any]:
    """What the protocol has no field for: citations, refusal, the question searched."""
    record = answer_record(answer)
    kept = (
        "answered", "citations", "question_used", "missing", "nearest", "nearest_lacks", "notices",
        "evidence", "kind", "offers",
    )  # fmt: skip
    return {name: record[name] for name in kept} | {"answerer": answer.answerer}
