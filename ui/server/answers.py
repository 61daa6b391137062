"""``/answer/ID``: an answer that a reader shared, with its evidence, until its time is over.

The id is 192 random bits. With a login the answer is its account's alone, another one is told that
there is no such link; without one whoever has the link reads it, and the browser that made it may
end it. The page has no script, and its policy lets it run or load none.

``/talks/ID/links``: a reader's conversation was deleted, or brought back, and so are its links.
"""

from __future__ import annotations

import sqlite3
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from rag import Document, YoujuError
from rag.wording import current_language
from ui.html.shared import gone_html, shared_html
from ui.server.asking import Doors
from ui.state.session import browser_of
from ui.state.talks import Talks
from ui.words import word

Name = Annotated[str, Path(max_length=500)]
"""What stands in the address; of a link that was cut, or has a full stop, a page says so."""
Talk = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}


class Links(BaseModel):
    """Whether the links into a conversation are ended."""

    model_config = ConfigDict(extra="forbid")

    ended: bool


def answers_routes(doors: Doors, talks: Talks) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)

    def document(name: str) -> Document | None:
        try:
            return doors.assistant.document(name)
        except YoujuError:
            return None

    @router.get("/answer/{name}")
    def shown(name: Name, request: Request) -> Response:
        language = current_language()
        try:
            share = talks.shared(name, _user(request), browser_of(request))
        except (sqlite3.Error, OSError):
            share = None
        if share is None:
            return HTMLResponse(gone_html(language), 404, HEADERS)
        return HTMLResponse(shared_html(share, document, language), 200, HEADERS)

    @router.post("/answer/{name}/delete")
    def ended(name: Name, request: Request) -> Response:
        try:
            gone = talks.unshare(name, _user(request), browser_of(request))
        except (sqlite3.Error, OSError):
            gone = False
        status = 200 if gone else 404
        return HTMLResponse(gone_html(current_language(), ended=gone), status, HEADERS)

    @router.post("/talks/{name}/links")
    def links(name: Talk, changed: Links, request: Request) -> Response:
        try:
            talks.end_links(_user(request), browser_of(request), name, ended=changed.ended)
        except (sqlite3.Error, OSError):
            raise HTTPException(503, word("links_stay", current_language())) from None
        return JSONResponse({})

    return router


def _user(request: Request) -> str:
    return str(request.scope.get("youju.user") or "")
