"""A response being written in the shape of OpenAI's Responses protocol.

Source of the fields and of the order of the events: OpenAI's API reference, "Responses" and
"Streaming events", and the types of its client.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import PurePath
from typing import Any

from rag import Answer, Assistant, Finished, TextPiece
from ui.html.plain_text import PlainText, plain
from ui.server.chat_api import extension
from ui.server.events import event
from ui.server.faults import as_http
from ui.server.messages import Message
from ui.server.usage import usage_of
from ui.state.gate import Ticket

_MARKER = re.compile(r"\[([0-9]{1,4})\]")  # "[2]", the answer's second citation
_PLACE = {"output_index": 0, "content_index": 0}


class Reply:
    """One response: the same text, whole or as events."""

    def __init__(
        self,
        assistant: Assistant,
        model: str,
        messages: Sequence[Message],
        name: str,
        about: dict[str, Any],
    ) -> None:
        """``messages`` are what it answers, ``name`` is the question's own.

        ``about`` is what of the request is told again.
        """
        self._assistant, self._messages = assistant, messages
        self._item = f"msg_{name}"
        self._number = -1
        self._head = {
            "id": f"resp_{name}",
            "object": "response",
            "created_at": int(time.time()),
            "model": model,
            # What holds, whatever was asked for.
            "background": False,
            "error": None,
            "incomplete_details": None,
            "max_output_tokens": None,
            "parallel_tool_calls": False,
            "previous_response_id": None,
            "reasoning": {"effort": None, "summary": None},
            "store": False,
            "temperature": None,
            "text": {"format": {"type": "text"}},
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
            "truncation": "auto",
            "usage": None,
            **about,
        }

    async def whole(self, answer: Answer) -> dict[str, Any]:
        """The response with its answer."""
        usage = await usage_of(self._assistant, answer, self._messages)
        return {
            **self._head,
            "status": "completed",
            "output": [self._message(_content(answer), "completed")],
            "usage": {
                "input_tokens": usage.sent,
                "input_tokens_details": {"cached_tokens": 0},
                "output_tokens": usage.received,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": usage.total,
            },
            "youju": extension(answer),
        }

    async def stream(self, asking: Ticket[Any]) -> AsyncIterator[str]:
        """The response as it is written; ``response.completed`` or ``response.failed`` is last."""
        begun = {**self._head, "status": "in_progress", "output": []}
        yield self._event("response.created", response=begun)
        yield self._event("response.in_progress", response=begun)
        try:
            for told in self._opening():
                yield told
            sent, text = "", PlainText()
            async for each in asking.events():
                if isinstance(each, TextPiece):
                    sent += each.text
                    yield self._delta(text.of(each.text))
                elif isinstance(each, Finished):
                    if not sent and each.answer.text:
                        yield self._delta(text.of(each.answer.text))
                    for told in self._closing(each.answer):
                        yield told
                    yield self._event("response.completed", response=await self.whole(each.answer))
        except Exception as fault:  # noqa: BLE001 - the stream ends with the fault, in shape
            error = {"code": "server_error", "message": str(as_http(fault, asking.id).detail)}
            failed = {**begun, "status": "failed", "error": error}
            yield self._event("response.failed", response=failed)

    def _opening(self) -> list[str]:
        empty: dict[str, Any] = {"type": "output_text", "text": "", "annotations": []}
        return [
            self._event(
                "response.output_item.added",
                output_index=0,
                item=self._message([], "in_progress"),
            ),
            self._event("response.content_part.added", item_id=self._item, part=empty, **_PLACE),
        ]

    def _delta(self, piece: str) -> str:
        return self._event(
            "response.output_text.delta", item_id=self._item, delta=piece, logprobs=[], **_PLACE
        )

    def _closing(self, answer: Answer) -> list[str]:
        (part,) = _content(answer)
        noted = [
            self._event(
                "response.output_text.annotation.added",
                item_id=self._item,
                annotation_index=index,
                annotation=annotation,
                **_PLACE,
            )
            for index, annotation in enumerate(part["annotations"])
        ]
        return [
            *noted,
            self._event(
                "response.output_text.done",
                item_id=self._item,
                text=part["text"],
                logprobs=[],
                **_PLACE,
            ),
            self._event("response.content_part.done", item_id=self._item, part=part, **_PLACE),
            self._event(
                "response.output_item.done",
                output_index=0,
                item=self._message([part], "completed"),
            ),
        ]

    def _message(self, content: list[dict[str, Any]], status: str) -> dict[str, Any]:
        about = {"id": self._item, "type": "message", "role": "assistant", "status": status}
        return {**about, "content": content}

    def _event(self, kind: str, **fields: Any) -> str:
        self._number += 1
        return event({"type": kind, "sequence_number": self._number, **fields}, kind)


def _content(answer: Answer) -> list[dict[str, Any]]:
    """The answer's text; each of its markers is an annotation that names the article."""
    text = plain(answer.text)
    marks = [(found.start(), int(found[1])) for found in _MARKER.finditer(text)]
    annotations = [
        {
            "type": "file_citation",
            "file_id": answer.citations[number - 1].document_id,
            "filename": PurePath(answer.citations[number - 1].path).name,
            "index": place,
        }
        for place, number in marks
        if 1 <= number <= len(answer.citations)
    ]
    return [{"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}]
