"""``/v1/responses``: the protocol that OpenAI's newer clients speak, as far as it can be kept.

A question and its conversation come in, an answer with its citations goes out, whole or as events.
What would need more than that (tools, stored conversations, images, a schema for the reply) is
refused by name. Values that shape how a model writes are taken and change nothing: an answer is
what the articles say. The reply says what was in force.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ui.server.asking import Doors, finished
from ui.server.events import Told
from ui.server.faults import REQUEST_ID
from ui.server.messages import Message, Part, conversation_of, listed
from ui.server.models import ANSWERERS, not_served, served
from ui.server.responses_reply import Reply

CHANGES_NOTHING = frozenset(
    {
        "max_output_tokens", "max_tool_calls", "parallel_tool_calls", "prompt_cache_key",
        "prompt_cache_retention", "reasoning", "safety_identifier", "service_tier",
        "stream_options", "temperature", "top_p", "truncation", "user", "verbosity",
    }
)  # fmt: skip
"""Fields that are taken and dropped. Source: OpenAI's API reference, "Create a model response"."""


def _only(*values: Any) -> BeforeValidator:
    """A field that may say what holds here anyway, and nothing else."""

    def check(value: Any) -> Any:
        if value not in values:
            raise PydanticCustomError("not_served", "not offered here")
        return value

    return BeforeValidator(check)


class TextPart(Part):
    """One part of a message; there are only texts."""

    type: Literal["input_text", "output_text", "text"] = "input_text"


class Item(Message):
    """One message of the input; a reply's own output may be sent back as it came."""

    type: Literal["message"] = "message"
    role: Literal["user", "assistant", "system", "developer"]
    content: Annotated[  # type: ignore[assignment]  # narrower parts, checked on the way in
        list[TextPart],
        BeforeValidator(listed("input_text"), json_schema_input_type=str | list[TextPart]),
    ]


class Format(BaseModel):
    """The form of the reply."""

    model_config = ConfigDict(extra="allow")
    type: Literal["text"] = "text"


class TextWanted(BaseModel):
    """How the reply's text is wanted."""

    model_config = ConfigDict(extra="forbid")
    format: Format | None = None
    verbosity: str | None = Field(default=None, description="Changes nothing.")


def _items(value: Any) -> Any:
    return [{"role": "user", "content": value}] if isinstance(value, str) else listed("")(value)


class Wanted(BaseModel):
    """A request for a response."""

    model_config = ConfigDict(extra="forbid")
    model: str = "youju"
    input: Annotated[
        list[Item], BeforeValidator(_items, json_schema_input_type=str | list[Item])
    ] = Field(min_length=1)
    instructions: str | None = Field(
        default=None, description="Like a system message: it changes nothing."
    )
    stream: bool | None = False
    metadata: dict[str, str] | None = Field(default=None, max_length=16)
    text: TextWanted | None = None
    tools: Annotated[Any, _only(None, [])] = Field(default=None, description="None here.")
    tool_choice: Annotated[Any, _only(None, "auto", "none")] = None
    store: Annotated[Any, _only(None, False)] = Field(
        default=None, description="Nothing is stored."
    )
    background: Annotated[Any, _only(None, False)] = None
    previous_response_id: Annotated[Any, _only(None)] = Field(
        default=None, description="Nothing is stored: send the earlier messages."
    )
    conversation: Annotated[Any, _only(None)] = None
    prompt: Annotated[Any, _only(None)] = None
    include: Annotated[Any, _only(None, [])] = None
    top_logprobs: Annotated[Any, _only(None, 0)] = None

    @model_validator(mode="before")
    @classmethod
    def _without_what_changes_nothing(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        return {key: value for key, value in body.items() if key not in CHANGES_NOTHING}

    def messages(self) -> list[Message]:
        """The conversation, instructions first."""
        said = Message.model_validate({"role": "system", "content": self.instructions})
        return [said, *self.input]


def responses_routes(doors: Doors) -> APIRouter:
    """``/v1/responses``."""
    router = APIRouter(prefix="/v1", tags=["OpenAI protocol"])

    @router.post("/responses")
    async def respond(wanted: Wanted, request: Request) -> Response:
        """Answer the last user message; with ``stream`` as server-sent events."""
        names = [name for name in served(doors.assistant) if name in ANSWERERS]
        if wanted.model not in names:
            raise not_served(wanted.model, names)
        doors.admit(request, "responses")
        messages = wanted.messages()
        question, history = conversation_of(messages)
        asking = doors.asking(
            "responses",
            question,
            whole=not wanted.stream,
            history=history,
            answerer=ANSWERERS[wanted.model],
        )
        about = {"instructions": wanted.instructions, "metadata": wanted.metadata or {}}
        reply = Reply(doors.assistant, wanted.model, messages, asking.id, about)
        if wanted.stream:
            return Told(reply.stream(asking), asking)
        told = await reply.whole(await finished(asking))
        return JSONResponse(told, headers={REQUEST_ID: asking.id})

    return router
