"""``/talks``: the list of a reader's conversations, kept on the server where there is a login.

The page's script asks these. Every row is the signed-in reader's own; without a login there is
nothing here but the check of a file that is to be taken in, of which nothing is kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from rag import Document, YoujuError
from rag.wording import current_language
from ui.server.asking import Doors
from ui.state.limits import RateLimit, address_of
from ui.state.talk import LONGEST_TITLE, NotATalk, Talk, exported, taken_in, talk_record
from ui.state.talks import Talks, TooMany, listed_record
from ui.words import word

FILES_PER_MINUTE = 300
"""Pieces of a file that one client may have checked: some 250 MB of conversations."""
Name = Annotated[str, Path(pattern="^[0-9a-f]{16}$")]


class Change(BaseModel):
    """What becomes of a conversation; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, max_length=LONGEST_TITLE)
    pinned: bool | None = None
    deleted: bool | None = None


def talks_routes(doors: Doors, talks: Talks, *, accounts: bool) -> APIRouter:
    """The routes; with ``accounts`` conversations are kept here."""
    router = APIRouter(include_in_schema=False)
    pace = RateLimit(FILES_PER_MINUTE)

    def user_of(request: Request) -> str:
        user = str(request.scope.get("youju.user") or "")
        if not accounts or not user:
            raise HTTPException(404)
        return user

    @router.get("/talks")
    def listed(request: Request, find: str = "") -> Response:
        rows = _kept(lambda: talks.listed(user_of(request), find[:200]))
        return JSONResponse({"talks": [listed_record(row) for row in rows]})

    @router.get("/talks/export")
    def export(request: Request) -> Response:
        user = user_of(request)
        records = _kept(lambda: list(talks.all_of(user)))
        text = json.dumps(exported(records), ensure_ascii=False)
        return Response(text, media_type="application/json")

    @router.post("/talks/check")
    def check(request: Request) -> Response:
        found = _taken_in(doors, request, pace)
        return JSONResponse(exported([talk_record(talk) for talk in found]))

    @router.post("/talks/import")
    def take(request: Request) -> Response:
        user = user_of(request)
        found = _taken_in(doors, request, pace)

        def keep() -> int:
            known = {row.id for row in talks.listed(user)}
            fresh = [talk for talk in found if talk.id not in known]
            for talk in fresh:
                talks.keep(user, talk)
                talks.change(user, talk.id, deleted=False)  # one that was taken in and deleted
            return len(fresh)

        return JSONResponse({"taken": _kept(keep)})

    @router.post("/talks/{name}")
    def change(name: Name, changed: Change, request: Request) -> Response:
        user = user_of(request)
        if not _kept(lambda: talks.change(user, name, **changed.model_dump())):
            raise HTTPException(404)
        return JSONResponse({})

    return router


def _taken_in(doors: Doors, request: Request, pace: RateLimit) -> list[Talk]:
    address = address_of(request.client.host if request.client else None)
    wait = pace.wait_s(str(request.scope.get("youju.user") or address))
    if wait:
        said = word("too_fast", current_language(), seconds=wait)
        raise HTTPException(429, said, headers={"retry-after": str(wait)})
    try:
        return taken_in(request.scope.get("youju.json"), _document_of(doors))
    except NotATalk:
        raise HTTPException(422, word("import_refused", current_language())) from None


def _document_of(doors: Doors) -> Callable[[str], Document | None]:
    def document(name: str) -> Document | None:
        try:
            return doors.assistant.document(name)
        except YoujuError:
            return None

    return document


def _kept(work: Callable[[], Any]) -> Any:
    """What reading or writing gives; a disk's refusal becomes a sentence."""
    try:
        return work()
    except TooMany:
        raise HTTPException(409, word("talks_full", current_language())) from None
    except (sqlite3.Error, OSError):
        raise HTTPException(503, word("talk_not_kept", current_language())) from None
