"""How many tokens a question and its answer took."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.html.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag import Answer, Assistant
    from ui.server.messages import Message


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that came in and went out."""

    sent: int
    received: int

    @property
    def total(self) -> int:
        """Both."""
        return self.sent + self.received

    def as_completion(self) -> dict[str, int]:
        """As a chat completion writes it."""
        return {
            "prompt_tokens": self.sent,
            "completion_tokens": self.received,
            "total_tokens": self.total,
        }


async def usage_of(assistant: Assistant, answer: Answer, messages: Iterable[Message]) -> Usage:
    """What the chat model's endpoint counted over all of its calls; else what is counted here.

    Where no endpoint counted, the tokens are Youju's own: those of the messages as they were sent,
    and those of the answer as it is given.
    """
    sent, received = (int(answer.usage.get(f"{way}_tokens", 0)) for way in ("input", "output"))
    if sent + received:
        return Usage(sent, received)
    texts = [message.text() for message in messages]

    def counted() -> Usage:
        count = assistant.count_tokens
        return Usage(sum(map(count, texts)), count(plain(answer.text)))

    return await asyncio.to_thread(counted)
