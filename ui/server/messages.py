"""The messages of a conversation as the OpenAI protocol carries them: question and context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import HTTPException
from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from rag import Turn
from rag.wording import current_language
from ui.server.earlier import earlier
from ui.words import word


class Part(BaseModel):
    """One part of a message's content; only text is read."""

    model_config = ConfigDict(extra="allow")
    type: str = "text"
    text: str | None = None


def listed(kind: str) -> Callable[[Any], Any]:
    """What makes a list of ``{"type": kind, "text": …}`` of a mere text.

    pydantic's own unions would name the types that a field may have where the field belongs.
    """

    def as_list(value: Any) -> Any:
        if isinstance(value, str):
            return [{"type": kind, "text": value}]
        if value is not None and not isinstance(value, list):
            raise PydanticCustomError("text_or_list", "a text or a list")
        return value or []

    return as_list


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="allow")
    role: str
    content: Annotated[
        list[Part],
        BeforeValidator(listed("text"), json_schema_input_type=str | list[Part] | None),
    ] = []

    def text(self) -> str:
        """The message's words."""
        return "\n".join(part.text or "" for part in self.content if part.type.endswith("text"))


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
