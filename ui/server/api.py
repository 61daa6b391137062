"""``/api/ask`` and its neighbours: the assistant as JSON, for programs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict, Unpack

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from rag import Answer, Event, Filters, Finished, Settings, Turn, YoujuError
from rag.wording import current_language
from ui.html.plain_text import plain
from ui.server.earlier import MOST_TURNS, earlier
from ui.server.faults import REQUEST_ID, as_http
from ui.state.gate import Gate, GateFull, Ticket
from ui.state.limits import RateLimit, address_of
from ui.state.outcomes import Door, Outcome
from ui.words import word

if TYPE_CHECKING:
    from rag import Assistant

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # "2022-07-29"


def _written_as_day(value: Any) -> Any:
    """Keep pydantic from taking a number, such as a year, for seconds since 1970."""
    if value is None or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date_parsing", "no day of the calendar")


Day = Annotated[date, BeforeValidator(_written_as_day)]


class Fields(BaseModel):
    """The fields of a request; another one is a mistake that somebody should hear of."""

    model_config = ConfigDict(extra="forbid")


class Limits(Fields):
    """What the search is limited to; empty fields do not limit."""

    published_from: Day | None = None
    published_to: Day | None = None
    sources: list[str] = Field(default=[], max_length=100)
    folders: list[str] = Field(default=[], max_length=100)
    languages: list[str] = Field(default=[], max_length=10)

    @model_validator(mode="after")
    def _from_before_to(self) -> Limits:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise PydanticCustomError("wrong_way_round", "published_from after published_to")
        return self

    def filters(self) -> Filters:
        """The same as the library's filters."""
        return Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            sources=tuple(self.sources),
            folders=tuple(self.folders),
            languages=tuple(self.languages),
        )


class Earlier(Fields):
    """One earlier exchange of the conversation: context, cut where it is long."""

    question: str
    question_used: str = ""
    answer: str = ""
    documents: list[str] = Field(
        default=[], max_length=100, description="Ids of the articles it showed, in their order."
    )


class Question(Fields):
    """A question to the indexed articles."""

    question: str = Field(max_length=1_000, description="In Chinese or English.")
    k: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        le=Settings.MOST_K,
        description="Passages an answer may rest on; of several parts, the answer to each.",
    )
    answerer: Literal["auto", "extractive", "chat"] = "auto"
    filters: Limits = Limits()
    history: list[Earlier] = Field(
        default=[], description=f"Oldest first; the latest {MOST_TURNS} are remembered."
    )

    def options(self) -> Asking:
        """The same as the library's arguments."""
        shown = (
            (each.question, each.question_used, each.answer, each.documents)
            for each in self.history
        )
        return {
            "whole": True,
            "filters": self.filters.filters(),
            "history": earlier(shown),
            "k": self.k,
            "answerer": None if self.answerer == "auto" else self.answerer,
        }


class Asking(TypedDict, total=False):
    """How the assistant is asked."""

    whole: bool
    filters: Filters
    history: tuple[Turn, ...]
    k: int | None
    answerer: str | None


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


class Unusable(BaseModel):
    """What is wrong with a request, and of which field."""

    detail: str
    fields: list[dict[str, str]] = []


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
    nearest_lacks: list[str]
    notices: list[str]
    evidence: float | None
    language: str
    usage: dict[str, int]
    kind: str = Field(description="fact, catalogue, summary, …; talk cites nothing.")
    offers: list[str] = Field(description="Questions that may be asked next.")


class Health(BaseModel):
    """Whether the server can answer."""

    status: Literal["ok", "empty", "failing"]
    documents: int = 0


class Doors:
    """The gate, the limits and the assistant, as every programmatic door uses them."""

    def __init__(self, assistant: Assistant, gate: Gate, rate: RateLimit) -> None:
        """Bind them."""
        self.assistant, self.gate, self.rate = assistant, gate, rate

    def admit(self, request: Request, door: Door) -> None:
        """Count one question of this client.

        Raises:
            HTTPException: 429, with the seconds to wait.
        """
        address = address_of(request.client.host if request.client else None)
        self.count(str(request.scope.get("youju.user") or address), door)

    def count(self, client: str, door: Door) -> None:
        """As ``admit``, of a client by another name.

        Raises:
            HTTPException: 429, with the seconds to wait.
        """
        wait = self.rate.wait_s(client)
        if wait:
            self.gate.outcomes.happened(Outcome("", door, "turned_away", fault="too_fast"))
            said = word("too_fast", current_language(), seconds=wait)
            raise HTTPException(429, said, headers={"retry-after": str(wait)})

    def asking(self, door: Door, question: str, **options: Unpack[Asking]) -> Ticket[Event]:
        """A question on its way; what stops waiting for it ends it.

        Raises:
            HTTPException: 503 when too many wait.
        """
        try:
            return self.gate.ask(lambda: self.assistant.stream(question, **options), door)
        except GateFull as fault:
            raise as_http(fault) from None


async def finished(asking: Ticket[Event]) -> Answer:
    """The answer at the end of a question's events; cancelling this ends them.

    Raises:
        HTTPException: With the status and sentence that fit the fault.
    """
    last: Event | None = None
    try:
        async for event in asking.events():
            last = event
    except Exception as fault:  # noqa: BLE001 - every fault becomes a status and a sentence
        raise as_http(fault, asking.id) from None
    if not isinstance(last, Finished):
        raise as_http(TypeError(type(last).__name__), asking.id)
    return last.answer


def answer_record(answer: Answer) -> dict[str, Any]:
    """The answer's fields for a reply; a chat model's raw reply stays inside.

    What a model may have written is plain text; citations and passages are the articles' words.
    """
    record = answer.as_dict()
    record.pop("raw", None)
    for name in ("text", "question_used", "missing"):
        record[name] = plain(record[name])
    return record | {"notices": [plain(notice) for notice in answer.notices]}


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


def _shown_file(path: Path) -> Response:
    """A file that a browser shows as text (or a PDF in its viewer) or saves; it never runs."""
    kinds = {".pdf": "application/pdf"}
    kinds |= dict.fromkeys((".zip", ".docx", ".pptx", ".xlsx", ".epub"), "application/zip")
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
