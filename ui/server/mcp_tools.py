"""The tools of the Model Context Protocol: ``ask``, ``search`` and ``read_article``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from rag import Passages, Settings
from ui.server.asking import Doors, answer_record, finished
from ui.server.mcp_clients import counted

MOST_FOUND = 20
ARTICLE_CHARACTERS = 20_000
"""Characters of an article given in one call."""


def tools(
    doors: Doors, problem: Callable[[str], Exception] = ValueError
) -> list[Callable[..., Any]]:
    """The tools as plain coroutines; what goes wrong is raised as ``problem`` with our words."""

    async def ask(
        question: str, k: Annotated[int | None, Field(strict=True, ge=1, le=Settings.MOST_K)] = None
    ) -> dict[str, Any]:
        """Answer a question from the articles, with verbatim citations, or refuse.

        The answer rests on k passages at most (of a question of several parts, each answer).
        """

        async def answered() -> Any:
            return await finished(doors.asking("mcp", question, whole=True, k=k))

        return answer_record(await counted(doors, answered, problem))

    async def search(
        question: str, k: Annotated[int, Field(strict=True, ge=1, le=MOST_FOUND)] = 5
    ) -> list[dict[str, Any]]:
        """The k passages of the articles that fit a question best, without an answer."""
        events = partial(doors.assistant.searching, question, k)
        last = await counted(doors, partial(doors.gate.last, events), problem)
        return [
            {
                "document_id": passage.document_id,
                "title": passage.title,
                "published": passage.published.isoformat() if passage.published else None,
                "path": passage.path,
                "start": passage.start,
                "end": passage.end,
                "text": passage.text,
            }
            for passage in (last.passages if isinstance(last, Passages) else ())
        ]

    async def read_article(
        document_id: str, start: Annotated[int, Field(strict=True, ge=0)] = 0
    ) -> dict[str, Any]:
        """An article's cleaned text from ``start`` on, up to 20,000 characters."""
        found = partial(doors.assistant.document, document_id)
        document = await counted(doors, partial(doors.gate.run, found), problem)
        begin = min(start, len(document.text))
        return {
            "document_id": document.id,
            "title": document.title,
            "published": document.published.isoformat() if document.published else None,
            "source": document.source,
            "path": document.path,
            "characters": len(document.text),
            "start": begin,
            "text": document.text[begin : begin + ARTICLE_CHARACTERS],
        }

    return [ask, search, read_article]
