"""The articles as resources of the Model Context Protocol: listed page by page, read in pieces."""

from __future__ import annotations

import re
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    ListResourcesResult,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from rag.wording import say
from ui.server.mcp_clients import counted
from ui.server.mcp_tools import ARTICLE_CHARACTERS

if TYPE_CHECKING:
    from rag import Document
    from ui.server.asking import Doors

PAGE = 50
"""Articles listed in one call."""
_SCHEME = "youju://article/"
# "youju://article/0b6fd4f0aa1c2d3e/20000": an id, and the character where to begin
_ADDRESS = re.compile(r"youju://article/([0-9A-Za-z_-]{1,64})(?:/([0-9]{1,9}))?")
_CURSOR = re.compile(r"[0-9]{1,9}")  # how many articles were listed before
_PLAIN = "text/plain"


class Shelf:
    """The articles of one assistant, at ``youju://article/ID``."""

    def __init__(self, doors: Doors) -> None:
        """Over the same gate and limits as every door."""
        self._doors = doors

    async def listed(self, cursor: str | None) -> ListResourcesResult:
        """A page of the articles, newest first.

        Raises:
            MCPError: The cursor is none of ours, or the index cannot be used.
        """
        if cursor is not None and not _CURSOR.fullmatch(cursor):
            raise _unknown(say("没有这个 cursor。", "That cursor was not given here."))
        start = int(cursor or 0)
        found = partial(self._doors.assistant.documents, "", start, PAGE + 1)
        documents = await counted(self._doors, partial(self._doors.gate.run, found), _failed)
        return ListResourcesResult(
            resources=[_resource(document) for document in documents[:PAGE]],
            next_cursor=str(start + PAGE) if len(documents) > PAGE else None,
        )

    async def read(self, address: str) -> ReadResourceResult:
        """A piece of an article's text; ``_meta`` says where the next one begins.

        Raises:
            MCPError: There is no such article.
        """
        parts = _ADDRESS.fullmatch(address)
        if parts is None:
            raise _unknown(say("没有这个资源。", "There is no such resource."))
        found = partial(self._doors.assistant.document, parts[1])
        document = await counted(self._doors, partial(self._doors.gate.run, found), _unknown)
        start = min(int(parts[2] or 0), len(document.text))
        end = start + ARTICLE_CHARACTERS
        about: dict[str, Any] = {"youju/start": start, "youju/characters": len(document.text)}
        if end < len(document.text):
            about["youju/next"] = f"{_SCHEME}{document.id}/{end}"
        text = document.text[start:end]
        piece = TextResourceContents(uri=address, text=text, mime_type=_PLAIN, _meta=about)
        return ReadResourceResult(contents=[piece])

    def templates(self) -> list[ResourceTemplate]:
        """The address of an article, and of the rest of one."""
        return [
            ResourceTemplate(
                uri_template=_SCHEME + "{document_id}",
                name="article",
                description=f"An article's cleaned text: its first {ARTICLE_CHARACTERS:,} "
                "characters. document_id is as in citations and search results.",
                mime_type=_PLAIN,
            ),
            ResourceTemplate(
                uri_template=_SCHEME + "{document_id}/{start}",
                name="article_from",
                description="The same from a character on.",
                mime_type=_PLAIN,
            ),
        ]


def _resource(document: Document) -> Resource:
    day = document.published.isoformat() if document.published else ""
    return Resource(
        uri=_SCHEME + document.id,
        name=document.title or PurePath(document.path).name,
        description=" · ".join(each for each in (day, document.source) if each) or None,
        mime_type=_PLAIN,
        size=len(document.text.encode("utf-8", "replace")),
    )


def _unknown(sentence: str) -> MCPError:
    return MCPError(code=INVALID_PARAMS, message=sentence)


def _failed(sentence: str) -> MCPError:
    return MCPError(code=INTERNAL_ERROR, message=sentence)
