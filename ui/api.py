"""``/api/ask`` and its neighbours: the assistant as JSON, for programs."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from rag import Answer, Filters, StoredIndexError, Turn, UsageError, YoujuError, current_language
from ui.gate import Gate, GateFull
from ui.limits import RateLimit
from ui.words import word

if TYPE_CHECKING:
    from rag import Assistant

log = logging.getLogger("youju.ui")


class Limits(BaseModel):
    """What the search is limited to; empty fields do not limit."""

    published_from: date | None = None
    published_to: date | None = None
    sources: list[str] = Field(default=[], max_length=100)
    folders: list[str] = Field(default=[], max_length=100)
    languages: list[str] = Field(default=[], max_length=10)

    def filters(self) -> Filters:
        """The same as the library's filters."""
        return Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            sources=tuple(self.sources),
            folders=tuple(self.folders),
            languages=tuple(self.languages),
        )


class Earlier(BaseModel):
    """One earlier exchange of the conversation."""

    question: str = Field(max_length=1_000)
    question_used: str = Field(default="", max_length=1_000)
    answer: str = Field(default="", max_length=20_000)


class Question(BaseModel):
    """A question to the indexed articles."""

    question: str = Field(max_length=1_000, description="In Chinese or English.")
    k: int | None = Field(default=None, ge=1, le=50, description="Passages an answer may rest on.")
    answerer: Literal["auto", "extractive", "chat"] = "auto"
    filters: Limits = Limits()
    history: list[Earlier] = Field(default=[], max_length=20)


class Cited(BaseModel):
    """The exact words an answer rests on; offsets in characters of the cleaned article."""

    document_id: str
    start: int
    end: int
    quote: str
    title: str
    published: date | None
    published_basis: str
    path: str
    source: str
    also_in: list[str]


class Answered(BaseModel):
    """An answer with its citations, or a refusal (``answered`` false) that says what is missing."""

    text: str
    answered: bool
    citations: list[Cited]
    question: str
    question_used: str
    timings: dict[str, float]
    answerer: str
    missing: str
    nearest: list[dict[str, Any]]
    notices: list[str]
    evidence: float | None
    language: str
    usage: dict[str, int]


class Health(BaseModel):
    """Whether the server can answer."""

    status: Literal["ok", "empty", "failing"]
    documents: int = 0


class Doors:
    """The gate, the limits and the assistant, as every programmatic door uses them."""

    def __init__(self, assistant: Assistant, gate: Gate, rate: RateLimit) -> None:
        """Bind them."""
        self.assistant, self.gate, self.rate = assistant, gate, rate

    def admit(self, request: Request) -> None:
        """Count one question of this client.

        Raises:
            HTTPException: 429, with the seconds to wait.
        """
        host = request.client.host if request.client else "local"
        wait = self.rate.wait_s(str(request.scope.get("youju.user") or host))
        if wait:
            said = word("too_fast", current_language(), seconds=wait)
            raise HTTPException(429, said, headers={"retry-after": str(wait)})

    async def ask(self, asked: Question) -> Answer:
        """Answer through the gate.

        Raises:
            HTTPException: With the status and sentence that fit the fault.
        """
        history = tuple(
            Turn(each.question, each.question_used or each.question, each.answer)
            for each in asked.history
        )
        try:
            return await self.gate.run(
                lambda: self.assistant.ask(
                    asked.question,
                    filters=asked.filters.filters(),
                    history=history,
                    k=asked.k,
                    answerer=None if asked.answerer == "auto" else asked.answerer,
                )
            )
        except Exception as fault:  # noqa: BLE001 - every fault becomes a status and a sentence
            raise as_http(fault) from None


def as_http(fault: Exception) -> HTTPException:
    """The status and the sentence for a fault: our own words, never a traceback."""
    language = current_language()
    if isinstance(fault, GateFull):
        return HTTPException(503, word("busy", language), headers={"retry-after": "2"})
    if isinstance(fault, UsageError):
        return HTTPException(422, fault.message(language))
    if isinstance(fault, StoredIndexError):
        return HTTPException(503, fault.message(language))
    if isinstance(fault, YoujuError):
        return HTTPException(502, fault.message(language))
    log.error("a request failed: %s", type(fault).__name__, exc_info=fault)
    return HTTPException(500, word("failed_unknown", language))


def answer_record(answer: Answer) -> dict[str, Any]:
    """The answer's fields for a reply; a chat model's raw reply stays inside."""
    record = answer.as_dict()
    record.pop("raw", None)
    return record


def api_routes(doors: Doors) -> APIRouter:
    """``/api/ask``, ``/healthz`` and ``/original``."""
    router = APIRouter()

    @router.post("/api/ask", response_model=Answered, tags=["ask"])
    async def ask(asked: Question, request: Request) -> dict[str, Any]:
        """Answer a question from the indexed articles, with citations, or refuse."""
        doors.admit(request)
        return answer_record(await doors.ask(asked))

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


def _shown_file(path: Path) -> Response:
    """A file that a browser shows as text (or a PDF in its viewer) or saves; it never runs."""
    kinds = {".pdf": "application/pdf", ".zip": "application/zip", ".docx": "application/zip"}
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
