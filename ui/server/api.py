"""``/api/ask`` and its neighbours: the assistant as JSON, for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from rag import YoujuError
from rag.wording import current_language
from ui.server.api_fields import Answered, Health, Question, Unusable
from ui.server.asking import Doors, answer_record, finished
from ui.server.faults import REQUEST_ID
from ui.words import word


def api_routes(doors: Doors) -> APIRouter:
    """``/api/ask``, ``/healthz`` and ``/original``."""
    router = APIRouter()

    @router.post(
        "/api/ask", response_model=Answered, tags=["ask"], responses={422: {"model": Unusable}}
    )
    async def ask(asked: Question, request: Request, reply: Response) -> dict[str, Any]:
        """Answer a question from the indexed articles, with citations, or refuse."""
        doors.admit(request, "api")
        asking = doors.asking("api", asked.question, **asked.options())
        reply.headers[REQUEST_ID] = asking.id
        return answer_record(await finished(asking))

    @router.get("/healthz", response_model=Health, tags=["server"])
    def healthz() -> Response:
        """Whether the server can answer: 200, or 503 when the index cannot be used."""
        try:
            documents = int(doors.assistant.status().get("documents") or 0)
        except YoujuError as fault:
            missing = type(fault).__name__ == "IndexMissing"
            status = "empty" if missing else "failing"
            return JSONResponse({"status": status, "documents": 0}, 200 if missing else 503)
        return JSONResponse({"status": "ok" if documents else "empty", "documents": documents})

    @router.get("/original/{document_id}", include_in_schema=False)
    def original(document_id: str) -> Response:
        """The file an article was read from, to be looked at, not run."""
        try:
            return _shown_file(doors.assistant.original(document_id))
        except YoujuError as fault:
            raise HTTPException(404, fault.message(current_language())) from None
        except OSError:
            raise HTTPException(404, word("gone_file", current_language())) from None

    return router


_ZIPPED = (".zip", ".docx", ".pptx", ".xlsx", ".epub", ".odt", ".ods", ".odp")


def _shown_file(path: Path) -> Response:
    """A file that a browser shows as text (or a PDF in its viewer) or saves; it never runs."""
    kinds = {".pdf": "application/pdf"}
    kinds |= dict.fromkeys(_ZIPPED, "application/zip")
    kinds[".msg"] = "application/octet-stream"
    suffix = path.suffix.lower()
    headers = {
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "no-store",
    }
    if suffix in kinds:
        return FileResponse(path, media_type=kinds[suffix], filename=path.name, headers=headers)
    with path.open("rb") as file:
        sample = file.read(4_096)
    return FileResponse(
        path,
        media_type="text/plain",
        headers={**headers, "content-type": f"text/plain; charset={_charset(sample)}"},
    )


def _charset(sample: bytes) -> str:
    for name in ("utf-8", "gb18030", "big5"):
        try:
            sample[: len(sample) - 3 if len(sample) == 4_096 else None].decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "utf-8"
